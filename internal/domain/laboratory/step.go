package laboratory

import (
	"context"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
)

// What others hear of orders; the payload of TopicReported is a Reported, of the others a Told.
const (
	TopicReceived = "laboratory.received"
	TopicRejected = "laboratory.rejected"
	TopicReported = "laboratory.reported"
	TopicGrave    = "laboratory.grave"
)

// A Told is what others hear of a sample at a laboratory.
type Told struct {
	Order       string `json:"order"`
	Sample      string `json:"sample"` // id; empty for what came from outside
	Laboratory  string `json:"laboratory"`
	Person      string `json:"person"`
	Sealed      bool   `json:"sealed"`
	Temperature string `json:"temperature"`
	Why         string `json:"why"`
}

func joined(items []string) string { return strings.Join(items, "、") }

// testsOf gives the tests of an order, by item.
func (s *Service) testsOf(ctx context.Context, q db.Querier, order string) ([]Test, error) {
	rows, err := q.Query(ctx, `SELECT id, item, method, loq, result, reading, readings, limit_text, basis, mode, verdict, reason_zh, reason_en, state, analyst FROM laboratory_test WHERE order_id = $1 AND NOT cancelled ORDER BY item, id`, order)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Test
	for rows.Next() {
		var t Test
		if err := rows.Scan(&t.ID, &t.Item, &t.Method, &t.LOQ, &t.Result, &t.Reading, &t.Readings, &t.Limit, &t.Basis, &t.Mode, &t.Verdict, &t.ReasonZh, &t.ReasonEn, &t.State, &t.Analyst); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// readingsOf gives every reading of an order, oldest first.
func (s *Service) readingsOf(ctx context.Context, q db.Querier, order string) ([]Reading, error) {
	rows, err := q.Query(ctx, `SELECT id, item, value, method, run, day, instrument, again, why, analyst, made_by FROM laboratory_reading WHERE order_id = $1 AND NOT cancelled ORDER BY item, id`, order)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Reading
	for rows.Next() {
		var r Reading
		if err := rows.Scan(&r.ID, &r.Item, &r.Value, &r.Method, &r.Run, &r.Day, &r.Instrument, &r.Again, &r.Why, &r.Analyst, &r.MadeBy); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// complete lets an order be submitted when every test has its result.
func (s *Service) complete(ctx context.Context, q db.Querier, run *flow.Run) error {
	tests, err := s.testsOf(ctx, q, run.Record)
	if err != nil {
		return err
	}
	var lack []string
	for _, t := range tests {
		if t.State != "entered" {
			lack = append(lack, t.Item)
		}
	}
	if len(lack) > 0 {
		return fault.Refused("还有项目没有结果："+joined(lack)+"，请录入后再提交", "items without a result: "+joined(lack)+"; enter them first")
	}
	return nil
}

func (s *Service) mayCheck(ctx context.Context, q db.Querier, run *flow.Run) error {
	return s.other(ctx, q, run, RoleChecker)
}

func (s *Service) mayApprove(ctx context.Context, q db.Querier, run *flow.Run) error {
	return s.other(ctx, q, run, RoleSignatory)
}

// other wants a hand that measured nothing of the order and is authorised, and no result that counts out of a rejected run.
//
// 食品安全法 第八十五条: who measured answers for it, and somebody else finds it right.
func (s *Service) other(ctx context.Context, q db.Querier, run *flow.Run, role string) error {
	laboratory, err := one(ctx, q, `SELECT laboratory FROM laboratory_order WHERE id = $1`, run.Record)
	if err != nil {
		return err
	}
	tests, err := s.testsOf(ctx, q, run.Record)
	if err != nil {
		return err
	}
	readings, err := s.readingsOf(ctx, q, run.Record)
	if err != nil {
		return err
	}
	var items []string
	counts := map[string]bool{}
	for _, t := range tests {
		items = append(items, t.Item)
		counts[t.Reading] = true
	}
	a := access.From(ctx)
	for _, r := range readings {
		if a.Is(r.MadeBy) {
			return refused("fsl-85", "您本人或您代理的人测过“"+r.Item+"”，校核和批准须由其他人办理", "you, or somebody you act for, measured “"+r.Item+"”; somebody else checks and approves")
		}
		if !counts[r.ID] || r.Run == "" {
			continue
		}
		end, err := one(ctx, q, `SELECT outcome FROM laboratory_run WHERE laboratory = $1 AND number = $2 AND NOT cancelled`, laboratory, r.Run)
		if err != nil {
			return err
		}
		if end == "rejected" {
			return fault.Refused("“"+r.Item+"”的结果出自失控的质控批 "+r.Run+"，不能采用；请退回检验，在在控批内复测", "the result of “"+r.Item+"” was measured in the rejected control run "+r.Run+"; return the order and measure it again under control")
		}
	}
	return s.authorised(ctx, q, laboratory, role, items, today(ctx))
}

// step follows the flow of an order.
func (s *Service) step(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	a, _ := ctx.Value(saidKey{}).(*Arrival)
	if t.Action == ActReceive && a == nil {
		return fault.Refused("请在委托页面收样，写明封条、温度和数量", "receive the sample on the order's page, with seal, temperature and quantity")
	}
	if t.Action == ActReject && a == nil {
		a = &Arrival{}
	}
	gone, err := one(ctx, tx, `SELECT id FROM laboratory_order WHERE id = $1 AND cancelled`, run.Record)
	if err != nil || gone != "" { // the record was cancelled; the run only follows
		return err
	}
	o, err := s.Orders.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(o *Order) {
		o.State = State(t.To)
		if t.Action == ActReceive {
			o.ReceivedAt, o.Sealed, o.Temperature, o.Quantity, o.Remark = clock.Instant(clock.Now(ctx)), a.Sealed, a.Temperature, a.Quantity, a.Remark
		}
		if t.Action == ActReject {
			o.Remark = t.Reason
		}
	})
	if err != nil {
		return err
	}
	switch t.Action {
	case ActReceive:
		if err := s.keep(ctx, tx, o); err != nil {
			return err
		}
		return s.tell(ctx, tx, TopicReceived, o, a, "")
	case ActReject:
		return s.tell(ctx, tx, TopicRejected, o, a, t.Reason)
	case ActApprove:
		return s.report(ctx, tx, o, run)
	}
	return nil
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, topic string, o *Order, a *Arrival, why string) error {
	return outbox.Publish(ctx, tx, topic, o.ID, Told{Order: o.ID, Sample: o.Sample, Laboratory: o.Laboratory, Person: access.From(ctx).Name, Sealed: a.Sealed, Temperature: a.Temperature, Why: why})
}

// Grave flags an order whose sample shows a grave risk; from then on 24 hours run. Right: laboratory.reading.edit or laboratory.order.check.
//
// 食品安全抽样检验管理办法 第二十九条.
func (s *Service) Grave(ctx context.Context, tx *db.Tx, id, why string) error {
	a := access.From(ctx)
	if !a.May(rightMeasure) && !a.May(rightCheck) && !a.May(rightApprove) {
		return fault.Refused("您的岗位没有这项权限", "your post does not hold this right")
	}
	if strings.TrimSpace(why) == "" {
		return fault.Invalid(fault.Field{Name: "why", Label: "严重风险说明", Zh: "请写明发现了什么", En: "say what was found"})
	}
	o, err := s.Orders.GetTx(ctx, tx, id)
	if err != nil {
		return err
	}
	switch {
	case o.Grave:
		return fault.Refused("已标记为严重风险", "it is flagged already")
	case o.State == Coming || o.State == Rejected:
		return fault.Refused("样品没有收样，不能标记", "the sample was not received")
	}
	if o, err = s.Orders.MoveTx(record.Because(ctx, why), tx, id, "grave", func(o *Order) { o.Grave, o.GraveWhy = true, why }); err != nil {
		return err
	}
	if err := s.needs.Flow.Start(ctx, tx, KindGrave, KindGrave, o.ID, o.Code+" "+o.Food, o.Region, orderScopes(o)); err != nil {
		return err
	}
	return s.tell(ctx, tx, TopicGrave, o, &Arrival{}, why)
}
