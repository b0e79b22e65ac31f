package laboratory

import (
	"cmp"
	"context"
	"fmt"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// An Expected is what a laboratory is told of a sample on its way to it.
type Expected struct {
	Sample, Number, Laboratory, Category, Food, Made, Shelf, Region, SentAt, SpareAt string
	Items                                                                            []string
}

// Expect opens the order for a sample that was sent to a laboratory of the register, and gives its id; empty for one that is not
// in it. The same sample to the same laboratory opens no second one.
func (s *Service) Expect(ctx context.Context, tx *db.Tx, e Expected) (string, error) {
	l, err := s.find(ctx, tx, e.Laboratory)
	if fault.Is(err, fault.KindMissing) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	before, err := one(ctx, tx, `SELECT id FROM laboratory_order WHERE sample = $1 AND laboratory = $2 AND state <> 'rejected' AND NOT cancelled ORDER BY id LIMIT 1`, e.Sample, l.ID)
	if err != nil || before != "" {
		return before, err
	}
	o := &Order{Laboratory: l.ID, Origin: FromSampling, Sample: e.Sample, Number: e.Number, Place: e.Region, Category: e.Category, Food: e.Food, Made: e.Made, Shelf: e.Shelf,
		Items: joined(e.Items), SentAt: e.SentAt, SpareAt: e.SpareAt}
	return s.open(ctx, tx, l, o)
}

func (s *Service) open(ctx context.Context, tx *db.Tx, l *Laboratory, o *Order) (string, error) {
	var err error
	o.Region = l.Region
	if o.Code, err = nextCode(ctx, tx, l.ID, today(ctx)); err != nil {
		return "", err
	}
	err = s.Orders.CreateTx(acting(ctx), tx, o)
	return o.ID, err
}

// nextCode is the next blind code of a laboratory's year: B26-00017.
func nextCode(ctx context.Context, tx *db.Tx, laboratory, day string) (string, error) {
	var n int64
	err := tx.Row(ctx, `INSERT INTO laboratory_serial (laboratory, year, last) VALUES ($1, $2, 1) ON CONFLICT (laboratory, year) DO UPDATE SET last = laboratory_serial.last + 1 RETURNING last`,
		laboratory, day[:4]).Scan(&n)
	return fmt.Sprintf("B%s-%05d", day[2:4], n), err
}

func (s *Service) newOrders(d *db.DB) *record.Kind[Order, *Order] {
	return record.New(d, record.Spec[Order]{Name: KindOrder, Label: "检验委托", Scopes: orderScopes,
		Title: func(o *Order) string { return o.Code }, Note: func(o *Order) string { return o.Food },
		Prepare: s.prepareOrder, Check: checkOrder, Then: s.thenOrder})
}

// prepareOrder makes an order written by hand an entrusted one of the own laboratory, under a blind code.
func (s *Service) prepareOrder(ctx context.Context, o *Order) error {
	if o.Version > 0 || o.Code != "" {
		if o.Version == 0 {
			o.State = Coming
		}
		return nil
	}
	if err := s.settle(ctx, s.db, &o.Meta, &o.Laboratory); err != nil {
		return err
	}
	items := Named(o.Items)
	if len(items) == 0 {
		return nil // the field itself says so
	}
	if err := s.Fit(ctx, s.db, o.Laboratory, o.Category, items, today(ctx)); err != nil {
		if fault.Is(err, fault.KindRefused) {
			f := fault.Of(err)
			return fault.Invalid(fault.Field{Name: "items", Label: "检验项目", Zh: f.Zh, En: f.En})
		}
		return err
	}
	o.Origin, o.State, o.SentAt = FromClient, Coming, clock.Instant(clock.Now(ctx))
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		o.Code, err = nextCode(ctx, tx, o.Laboratory, today(ctx))
		return err
	})
}

// checkOrder keeps an order as it is once it was received.
func checkOrder(_ context.Context, _ db.Querier, old, _ *Order) error {
	if old == nil || old.State == Coming && old.Origin == FromClient {
		return nil
	}
	return fault.Invalid(fault.Field{Name: "food", Label: "样品名称", Zh: "已收样或由抽检任务来的委托不能修改；结果有误的，用复测和更正重出", En: "an order that was received or came from a sampling task cannot be changed; use a retest or a superseding report"})
}

// thenOrder starts the run and writes the work list.
func (s *Service) thenOrder(ctx context.Context, tx *db.Tx, action string, _, o *Order) error {
	switch action {
	case record.Created:
	case record.Cancelled:
		_, err := s.needs.Flow.Do(acting(ctx), tx, KindOrder, o.ID, ActReject, flow.Input{Reason: cmp.Or(record.ReasonOf(ctx), "委托已注销")})
		return err
	default:
		return nil
	}
	if err := s.needs.Flow.Start(ctx, tx, KindOrder, KindOrder, o.ID, o.Code+" "+o.Food, o.Region, orderScopes(o)); err != nil {
		return err
	}
	have, err := s.scopes(ctx, tx, o.Laboratory, today(ctx))
	if err != nil {
		return err
	}
	for _, item := range Named(o.Items) {
		t := &Test{Laboratory: o.Laboratory, Order: o.ID, Code: o.Code, Food: o.Food, Item: item, Method: "待定", State: "open"}
		t.Region = o.Region
		if x := have.of(o.Category, item); x != nil {
			t.Method, t.LOQ = x.Method, x.LOQ
		}
		if err := s.Tests.CreateTx(acting(ctx), tx, t); err != nil {
			return err
		}
	}
	return nil
}

// An Arrival is how a sample arrived.
type Arrival struct {
	Sealed      bool
	Temperature string // ℃, decimal; may be empty
	Quantity    string // 2 袋 × 500g
	Remark      string
}

// saidKey carries what was said to the hook of the step.
type saidKey struct{}

// Receive takes a sample in. Right: laboratory.order.edit. KindRefused: the laboratory is not qualified today for one of the items, its
// certificate ran out, or it is barred; the seal is broken and nothing was said about it.
//
// 食品安全法 第八十四条; 食品安全抽样检验管理办法 第二十四条: the report is due twenty working days later.
func (s *Service) Receive(ctx context.Context, tx *db.Tx, id string, a Arrival) error {
	if err := a.check(); err != nil {
		return err
	}
	_, err := s.needs.Flow.Do(context.WithValue(ctx, saidKey{}, &a), tx, KindOrder, id, ActReceive, flow.Input{Reason: a.Remark})
	return err
}

// Refuse sends a sample back with the reason. Right: laboratory.order.edit.
func (s *Service) Refuse(ctx context.Context, tx *db.Tx, id, reason string, a Arrival) error {
	_, err := s.needs.Flow.Do(context.WithValue(ctx, saidKey{}, &a), tx, KindOrder, id, ActReject, flow.Input{Reason: reason})
	return err
}

func (a *Arrival) check() error {
	var wrong []fault.Field
	if text, ok := form.Decimal(a.Temperature); ok {
		a.Temperature = text
	} else if a.Temperature != "" {
		wrong = append(wrong, fault.Field{Name: "temperature", Label: "到样温度（℃）", Zh: "应为数字，如 4.5 或 -18", En: "must be a number, such as 4.5 or -18"})
	}
	if a.Quantity == "" {
		wrong = append(wrong, fault.Field{Name: "quantity", Label: "到样数量", Zh: "请填写到样数量，如 2 袋 × 500g", En: "enter how much arrived"})
	}
	if !a.Sealed && a.Remark == "" {
		wrong = append(wrong, fault.Field{Name: "remark", Label: "收样说明", Zh: "封条不完好：请拒收，或写明为什么仍可检验", En: "the seal is not whole: reject the sample, or say why it can still be tested"})
	}
	if len(wrong) > 0 {
		return fault.Invalid(wrong...)
	}
	return nil
}

// mayReceive asks Fit for the order of a run, on today's day.
func (s *Service) mayReceive(ctx context.Context, q db.Querier, run *flow.Run) error {
	var laboratory, category, items string
	if err := q.Row(ctx, `SELECT laboratory, category, items FROM laboratory_order WHERE id = $1`, run.Record).Scan(&laboratory, &category, &items); err != nil {
		return err
	}
	return s.Fit(ctx, q, laboratory, category, Named(items), today(ctx))
}
