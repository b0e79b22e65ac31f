package laboratory

import (
	"context"
	"strconv"

	"shian/data/law"
	"shian/engine/workday"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// SpareStates in their order.
var SpareStates = []form.Choice{{Value: "kept", Label: "保存中"}, {Value: "kept-pass", Label: "保存中（合格）"}, {Value: "kept-fail", Label: "保存中（不合格）"},
	{Value: "destroyed", Label: "已销毁"}, {Value: "handed", Label: "已移交"}}

// A Spare is the sealed spare part of a sample that the laboratory keeps.
type Spare struct {
	record.Meta
	Laboratory string
	Order      string
	Code       string
	Food       string
	Where      string // cold store 2, shelf 4
	ShelfEnds  string // where the food keeps less long than the spare must be kept
	Until      string // last day it is kept; empty until there is a conclusion
	EndedAt    string
	EndedWhy   string
	State      string
}

// Fields binds what people see and fill in.
func (x *Spare) Fields(f *form.Fields) {
	f.Text("code", "盲样编号", &x.Code).Max(20).Derived().Filter().InList()
	f.Text("food", "样品名称", &x.Food).Max(120).Derived().InList()
	f.Text("place", "存放位置", &x.Where).Max(60).InList()
	f.Day("shelf_ends", "保质期满日", &x.ShelfEnds).Hint("保质期短于保存期的，保存至保质期满")
	f.Day("until", "保存至", &x.Until).Derived().Filter().InList()
	f.Text("ended_at", "处置时间", &x.EndedAt).Max(30).Derived()
	f.Text("ended_why", "处置记录", &x.EndedWhy).Max(500).Derived()
	form.Choose(f, "state", "状态", &x.State, SpareStates).Derived().Filter().InList()
	f.Text("laboratory", "检验机构编号", &x.Laboratory).Max(64).Derived()
	f.Text("order_id", "委托", &x.Order).Max(64).Derived()
}

func (s *Service) newSpares(d *db.DB) *record.Kind[Spare, *Spare] {
	return record.New(d, record.Spec[Spare]{Name: KindSpare, Label: "备份样品", Local: true, Scopes: func(x *Spare) []access.Scope { return own(x.Laboratory) },
		Prepare: func(ctx context.Context, x *Spare) error { return platformOnly(ctx, x.Version) },
		Check: func(_ context.Context, _ db.Querier, _, x *Spare) error {
			if x.Cancelled {
				return fault.Refused("备份样品不能注销，请办理销毁或移交", "a spare sample is destroyed or handed over, not cancelled")
			}
			return nil
		}})
}

// keep takes the spare in with its sample, unless somebody else keeps it.
func (s *Service) keep(ctx context.Context, tx *db.Tx, o *Order) error {
	if o.Origin == FromComparison || o.SpareAt != "" && o.SpareAt != o.Laboratory {
		return nil
	}
	x := &Spare{Laboratory: o.Laboratory, Order: o.ID, Code: o.Code, Food: o.Food, State: "kept"}
	x.Region = o.Region
	if err := s.Spares.CreateTx(acting(ctx), tx, x); err != nil {
		return err
	}
	return s.needs.Flow.Start(ctx, tx, KindSpare, KindSpare, x.ID, x.Code+" "+x.Food, x.Region, own(x.Laboratory))
}

// concludeSpare lets the period of keeping begin with the conclusion. What is not judged is kept as long as a failure.
func (s *Service) concludeSpare(ctx context.Context, tx *db.Tx, o *Order) error {
	var id, state string
	if err := tx.Row(ctx, `SELECT coalesce(max(id), ''), coalesce(max(state), '') FROM laboratory_spare WHERE order_id = $1`, o.ID).Scan(&id, &state); err != nil {
		return err
	}
	action, to := ActFail, "kept-fail"
	if o.Conclusion == Pass {
		action, to = ActPass, "kept-pass"
	}
	if state == to || state != "kept" && state != "kept-pass" && state != "kept-fail" {
		return nil
	}
	_, err := s.needs.Flow.Do(context.WithValue(acting(ctx), saidKey{}, &Arrival{}), tx, KindSpare, id, action, flow.Input{Reason: o.ReportNo})
	return err
}

// keepUntil is the last day a spare is kept when the conclusion is reached today.
func (s *Service) keepUntil(ctx context.Context, action, shelfEnds string) (string, error) {
	name := "keep-spare-fail"
	if action == ActPass {
		name = "keep-spare-pass"
	}
	term, _ := law.Clock(name)
	from, err := workday.ParseDay(today(ctx))
	if err != nil {
		return "", err
	}
	end, err := s.needs.Calendar.AddMonths(from, term.N, false)
	if err != nil {
		return "", err
	}
	if until := end.String(); shelfEnds == "" || until < shelfEnds {
		return until, nil
	}
	return shelfEnds, nil
}

// kept refuses to destroy a spare before its time, and to conclude by hand.
//
// 食品安全抽样检验管理办法 第二十五条: as long as the food keeps, where that is shorter.
func (s *Service) kept(ctx context.Context, q db.Querier, run *flow.Run) error {
	if access.From(ctx).Side == access.SideSystem {
		return nil
	}
	var until, shelf, state string
	if err := q.Row(ctx, `SELECT until, shelf_ends, state FROM laboratory_spare WHERE id = $1`, run.Record).Scan(&until, &shelf, &state); err != nil {
		return err
	}
	if state == "kept" || until == "" {
		return refused("sampling-25", "检验结论作出后才开始计算保存期，现在不能处置", "the period begins with the conclusion; nothing can be done with the spare now")
	}
	if shelf != "" {
		until = min(until, shelf)
	}
	if today(ctx) <= until {
		return refused("sampling-25", "备份样品须保存至 "+until+"，期满后才能销毁；复检需要的，请办理移交", "the spare is kept until "+until+" and destroyed only afterwards; hand it over when a retest needs it")
	}
	return nil
}

// stepSpare follows the flow of a spare sample.
func (s *Service) stepSpare(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	concluding := t.Action == ActPass || t.Action == ActFail
	if _, said := ctx.Value(saidKey{}).(*Arrival); concluding && !said {
		return fault.Refused("结论由检验报告带来，不能单独办理", "the conclusion comes with the report, not by itself")
	}
	var bad error
	_, err := s.Spares.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(x *Spare) {
		x.State = t.To
		if concluding {
			x.Until, bad = s.keepUntil(ctx, t.Action, x.ShelfEnds)
			return
		}
		x.EndedAt, x.EndedWhy = t.At, t.Reason
	})
	if bad != nil {
		return bad
	}
	return err
}

// Compare sends the spare of a reported order to another laboratory, which tests the same items under a blind code of its own; it
// gives the new order. Right: laboratory.spare.edit. KindRefused: no report yet, no spare at hand, or the other laboratory is not fit.
func (s *Service) Compare(ctx context.Context, tx *db.Tx, order, laboratory string) (string, error) {
	if !access.From(ctx).May(rightSpare) {
		return "", fault.Refused("您的岗位没有这项权限", "your post does not hold this right")
	}
	o, err := s.Orders.GetTx(ctx, tx, order)
	if err != nil {
		return "", err
	}
	if o.State != Finished {
		return "", fault.Refused("原委托还没有出报告，不能比对", "the first order has no report yet")
	}
	if laboratory == o.Laboratory {
		return "", fault.Invalid(fault.Field{Name: "laboratory", Label: "比对机构", Zh: "请选择另一家机构", En: "choose another laboratory"})
	}
	l, err := s.find(ctx, tx, laboratory)
	if err != nil {
		return "", err
	}
	if err := s.Fit(ctx, tx, laboratory, o.Category, Named(o.Items), today(ctx)); err != nil {
		return "", err
	}
	spare, err := one(ctx, tx, `SELECT id FROM laboratory_spare WHERE order_id = $1 AND state IN ('kept-pass', 'kept-fail') ORDER BY id LIMIT 1`, o.ID)
	if err != nil {
		return "", err
	}
	if spare == "" {
		return "", fault.Refused("本机构没有这个样品的备份样品，不能比对", "the spare sample is not here")
	}
	if _, err := s.needs.Flow.Do(ctx, tx, KindSpare, spare, ActHand, flow.Input{Reason: "比对检验：" + l.Name}); err != nil {
		return "", err
	}
	return s.open(ctx, tx, l, &Order{Laboratory: l.ID, Origin: FromComparison, Of: o.ID, Place: o.Place, Category: o.Category, Food: o.Food, Made: o.Made, Shelf: o.Shelf, Items: o.Items, SentAt: clock.Instant(clock.Now(ctx))})
}

func padded(n int) string {
	text := strconv.Itoa(n)
	for len(text) < 3 {
		text = "0" + text
	}
	return text
}
