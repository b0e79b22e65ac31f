package disposal

import (
	"context"
	"slices"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
)

// The measures, by region and day: lines opened, lines closed (dimension 1: intime or late), lines whose ninety days ran out. Dimension 0 is the role.
const (
	MeasureOpened = "disposal.opened"
	MeasureClosed = "disposal.closed"
	MeasureLate   = "disposal.late"
)

// TopicResample asks for a new sampling task; the payload is an Again.
const TopicResample = "disposal.resample"

// An Again says what is to be sampled once more, where and why.
type Again struct {
	Disposal, Result, Operator, Party, Food, Region, Why string
}

// guards registers the checks of the table.
func (s *Service) guards() {
	for name, fn := range map[string]func(d *Disposal) error{
		guardControlled: (*Disposal).controlled, guardFound: (*Disposal).found, guardCorrected: (*Disposal).corrected, guardSettled: (*Disposal).settled, guardReferred: (*Disposal).referred,
		guardOrdered: (*Disposal).ordered,
	} {
		s.needs.Flow.Guard(name, func(ctx context.Context, q db.Querier, run *flow.Run) error {
			d, err := s.Disposals.GetTx(access.With(ctx, access.System), q, run.Record)
			if err != nil {
				return err
			}
			return fn(d)
		})
	}
	s.needs.Flow.Guard(guardAbove, above)
	s.needs.Flow.Guard(guardPlatform, func(ctx context.Context, _ db.Querier, _ *flow.Run) error {
		if access.From(ctx).Side == access.SideSystem {
			return nil
		}
		return fault.Refused("结果被撤回或推翻时由系统终止，不能人工终止", "the platform ends it when the result is withdrawn or overturned; nobody ends it by hand")
	})
}

// above lets only a level of government over the line's own supervise it.
func above(ctx context.Context, _ db.Querier, run *flow.Run) error {
	a := access.From(ctx)
	if at := place.Short(a.Region); a.Side == access.SideSystem || len(at) < len(run.Region) && len(at) < 6 {
		return nil
	}
	return fault.Refused("督办由上级市场监管部门作出", "supervision is ordered by a higher level")
}

// lacking is the refusal that lists what has to be filled in first.
func lacking(law string, checks ...string) error {
	var out []string
	for i := 0; i < len(checks); i += 2 {
		if checks[i] == "" {
			out = append(out, checks[i+1])
		}
	}
	if len(out) == 0 {
		return nil
	}
	f := fault.Refused("请先填写："+strings.Join(out, "、"), "fill in first: "+strings.Join(out, "、"))
	f.Law = law
	return f
}

func said(b bool) string {
	if b {
		return "y"
	}
	return ""
}

// controlled wants the sale stopped and sealed, the quantities, the recall proposal, and evidence.
//
// 食品安全抽样检验管理办法 第四十二条; 食品召回管理办法 第十三条 (levels).
func (d *Disposal) controlled() error {
	files, recall := said(len(d.ControlFiles) > 0), "y"
	if d.RecallLevel != "none" {
		recall = d.RecallQty
	}
	return lacking("sampling-42", said(d.Stopped), "已停售", said(d.Sealed || d.StockQty == "0"), "已封存", d.ControlledOn, "控制日期", d.Unit, "数量单位", d.MadeQty, "生产（购进）数量", d.SoldQty, "已售数量", d.StockQty, "库存（封存）数量",
		d.RecallLevel, "召回级别", recall, "应召回数量", files, "控制证据")
}

func (d *Disposal) found() error {
	return lacking("sampling-42", d.Origin, "来源去向", d.Cause, "不合格原因", said(len(d.OriginFiles)+len(d.CauseFiles) > 0), "追溯或排查证据")
}

func (d *Disposal) corrected() error {
	return lacking("sampling-42", d.Correction, "整改措施", d.CorrectionDue, "整改期限", d.CorrectedOn, "整改完成日期", said(len(d.CorrectionFiles) > 0), "整改证据")
}

// settled wants the penalty decided and the re-inspection passed.
func (d *Disposal) settled() error {
	number, why := d.CaseNumber, d.PenaltyWhy
	if d.Penalty != "case" {
		number = "y"
	} else {
		why = "y"
	}
	if err := lacking("sampling-45", d.Penalty, "处理", number, "案件文号", why, "不予处罚的理由", d.RecheckOn, "复查日期", d.Recheck, "复查结论", said(len(d.RecheckFiles) > 0), "复查证据"); err != nil {
		return err
	}
	if d.Recheck == "fail" {
		return fault.Refused("复查不合格，请退回重办或要求重新抽样", "the re-inspection failed; return the line or ask for another sample")
	}
	return nil
}

func (d *Disposal) referred() error {
	return lacking("", d.ReferredTo, "移送机关", d.Letter, "移送函文号")
}

func (d *Disposal) ordered() error {
	if d.Supervised == "ordered" {
		return nil
	}
	return fault.Refused("没有待答复的督办", "no order of supervision waits for an answer")
}

// step follows the flow: the record moves with its run; what begins, ends and is overturned is counted and told.
func (s *Service) step(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	by := access.From(ctx).Name
	was := State("")
	d, err := s.Disposals.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(d *Disposal) {
		was = d.State
		d.State = State(t.To)
		switch t.Action {
		case ActSupervise:
			d.Supervised, d.Order, d.OrderBy, d.Answer = "ordered", t.Reason, by, ""
		case ActAnswer:
			d.Supervised, d.Answer = "answered", t.Reason
		case ActLapse, ActKeep:
			d.Ended = t.Reason
		}
	})
	if err != nil {
		return err
	}
	day := clock.Day(clock.Now(ctx))
	switch t.Action {
	case ActStart:
		return tell(ctx, tx, d, "核查处置启动："+d.Food, "disposal started: "+d.Food, "")
	case ActClose:
		fact(tx, MeasureClosed, d, day, 1)
		return tell(ctx, tx, d, "核查处置办结："+d.Food, "disposal closed: "+d.Food, "ok")
	case ActLapse:
		if was == ToRefer || was == Referred {
			return nil
		}
		return s.undo(ctx, tx, d, run, was)
	case ActResample:
		return outbox.Publish(ctx, tx, TopicResample, d.ID, Again{Disposal: d.ID, Result: d.Result, Operator: d.Operator, Party: d.Party, Food: d.Food, Region: d.Region, Why: t.Reason})
	}
	return nil
}

// undo takes back on their own days what the line counted for.
func (s *Service) undo(ctx context.Context, tx *db.Tx, d *Disposal, run *flow.Run, was State) error {
	fact(tx, MeasureOpened, d, d.MadeAt[:10], -1)
	if was == Closed {
		for _, t := range run.Steps {
			if t.Action == ActClose {
				fact(tx, MeasureClosed, d, t.At[:10], -1)
			}
		}
	}
	return tell(ctx, tx, d, "核查处置终止："+d.Food+"，"+d.Ended, "disposal ended: "+d.Food+": "+d.Ended, "near")
}

// Overdue marks a line whose ninety days ran out and counts it once.
func (s *Service) Overdue(ctx context.Context, tx *db.Tx, id string) error {
	ctx = access.With(ctx, access.System)
	d, err := s.Disposals.GetTx(ctx, tx, id)
	if err != nil || d.Late || !d.Open() {
		return err
	}
	run, err := s.needs.Flow.Run(ctx, tx, Kind, id)
	if err != nil || !slices.ContainsFunc(run.Clocks, func(c flow.ClockState) bool { return c.Deadline == "dispose-failure" && c.Lamp.State == flow.LampLate }) {
		return err
	}
	if d, err = s.Disposals.MoveTx(ctx, tx, id, "late", func(d *Disposal) { d.Late = true }); err != nil {
		return err
	}
	fact(tx, MeasureLate, d, clock.Day(clock.Now(ctx)), 1)
	return tell(ctx, tx, d, "核查处置超期："+d.Food, "disposal overdue: "+d.Food, "late")
}

func fact(tx *db.Tx, name string, d *Disposal, day string, n int64) {
	dims := [3]string{string(d.Role)}
	if name == MeasureClosed {
		dims[1] = "intime"
		if d.Late {
			dims[1] = "late"
		}
	}
	measure.Add(tx, measure.Fact{Measure: name, Day: day, Region: d.Region, Dims: dims, N: n})
}

// tell writes a line into the file of the party, for its regulators and itself.
func tell(ctx context.Context, tx *db.Tx, d *Disposal, zh, en, tone string) error {
	if d.Operator == "" {
		return nil
	}
	return timeline.Add(ctx, tx, timeline.Line{Operator: d.Operator, Day: clock.Day(clock.Now(ctx)), Kind: Kind, Record: d.ID, Zh: zh, En: en, Tone: tone,
		Scopes: append(access.Regions(d.Region), access.Operator(d.Operator))})
}
