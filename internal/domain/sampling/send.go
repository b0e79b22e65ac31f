package sampling

import (
	"context"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
)

// TopicSent tells that a sample was handed to its laboratory; the payload is a Sent.
const TopicSent = "sampling.sent"

// Sent is what a laboratory has to know of a sample on its way.
type Sent struct {
	Sample     string   `json:"sample"`
	Number     string   `json:"number"`
	Laboratory string   `json:"laboratory"` // id
	Category   string   `json:"category"`
	Food       string   `json:"food"`
	Made       string   `json:"made"` // day of production
	Stage      string   `json:"stage"`
	Purpose    Purpose  `json:"purpose"`
	Stream     Stream   `json:"stream"`
	SentAt     string   `json:"sent_at"`  // instant
	SpareAt    string   `json:"spare_at"` // who keeps the spare sample; empty: the laboratory
	Region     string   `json:"region"`
	Shelf      string   `json:"shelf"` // shelf life as labelled
	Items      []string `json:"items"` // to be tested
}

// saidKey carries the hand-over to the hook of the step.
type saidKey struct{}

// Send hands a sample to its laboratory. Right: sampling.sample.edit. KindInvalid: no laboratory, or a temperature that matters
// is missing; what is out of bounds is kept and shown.
//
// 食品安全抽样检验管理办法 第二十条: within five working days.
func (s *Service) Send(ctx context.Context, tx *db.Tx, id string, h HandOver) error {
	return s.handed(ctx, tx, id, ActSend, h, "")
}

// Receive takes a sample in at its laboratory. Right: sampling.sample.check; not whoever took or sent it.
func (s *Service) Receive(ctx context.Context, tx *db.Tx, id string, h HandOver) error {
	return s.handed(ctx, tx, id, ActReceive, h, "")
}

// Reject sends a sample back, with the reason: it counts as not taken and its task is open again.
func (s *Service) Reject(ctx context.Context, tx *db.Tx, id, reason string, h HandOver) error {
	return s.handed(ctx, tx, id, ActReject, h, reason)
}

func (s *Service) handed(ctx context.Context, tx *db.Tx, id, action string, h HandOver, reason string) error {
	x, err := s.Samples.GetTx(ctx, tx, id)
	if err != nil {
		return err
	}
	if action == ActSend && x.LaboratoryName == "" && x.Laboratory == "" {
		return fault.Invalid(fault.Field{Name: "laboratory_name", Label: "承检机构", Zh: "请先在抽样单上写明承检机构", En: "name the laboratory on the sheet first"})
	}
	if err := h.settle(ctx, x); err != nil {
		return err
	}
	_, err = s.needs.Flow.Do(context.WithValue(ctx, saidKey{}, &h), tx, KindSample, id, action, flow.Input{Reason: reason})
	return err
}

// Pass hands a sample on while it is on its way: to a courier, a cold store. Whoever sees the sample may write it down.
func (s *Service) Pass(ctx context.Context, tx *db.Tx, id string, h HandOver) error {
	x, err := s.Samples.GetTx(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case x.State != SampleTaken && x.State != SampleSent:
		return fault.Refused("样品已送达，不再登记途中交接", "the sample has arrived; nothing more is written down about its way")
	case h.To == "":
		return fault.Invalid(fault.Field{Name: "to", Label: "接收人", Zh: "请写明接收人", En: "name who takes it"})
	}
	if err := h.settle(ctx, x); err != nil {
		return err
	}
	if err := s.give(ctx, tx, x, h); err != nil {
		return err
	}
	return s.flagged(ctx, tx, x, h)
}

// Accept takes over what was passed on. Not whoever gave it.
func (s *Service) Accept(ctx context.Context, tx *db.Tx, custody string, h HandOver) error {
	c, err := s.Custodies.GetTx(ctx, tx, custody)
	if err != nil {
		return err
	}
	x, err := s.Samples.GetTx(ctx, tx, c.Sample)
	if err != nil {
		return err
	}
	switch a := access.From(ctx); {
	case c.AcceptedAt != "":
		return fault.Refused("这次交接已经签收", "this hand-over was accepted already")
	case a.Is(c.Giver):
		return fault.Refused("交出人不能自己签收，请由接收人签收", "whoever gave it cannot accept it; the receiver does")
	}
	if err := h.settle(ctx, x); err != nil {
		return err
	}
	if err := s.accept(ctx, tx, x, h); err != nil {
		return err
	}
	return s.flagged(ctx, tx, x, h)
}

// flagged marks the sample when something was amiss.
func (s *Service) flagged(ctx context.Context, tx *db.Tx, x *Sample, h HandOver) error {
	if !h.excursion(x) || x.Excursion {
		return nil
	}
	_, err := s.Samples.MoveTx(ctx, tx, x.ID, "excursion", func(x *Sample) { x.Excursion = true })
	return err
}

// stepSample follows the flow of a sample: the sheet moves with its run, custody is written, the laboratory hears.
func (s *Service) stepSample(ctx context.Context, tx *db.Tx, run *flow.Run, t flow.Step) error {
	h, _ := ctx.Value(saidKey{}).(*HandOver)
	switch t.Action {
	case ActCancel:
		return s.endsWithRecord(ctx, tx, `SELECT cancelled FROM sampling_sample WHERE id = $1`, run.Record)
	case ActReport, ActClose:
		if h == nil {
			return fault.Refused("报告由检验结果登记，不能单独办理", "a report comes with its result, not by itself")
		}
	case ActSend, ActReceive, ActReject:
		if h == nil {
			return fault.Refused("请在抽样单页面办理交接，写明封条和温度", "hand the sample over on its own page, with seal and temperature")
		}
	}
	x, err := s.Samples.MoveTx(record.Because(ctx, t.Reason), tx, run.Record, t.Action, func(x *Sample) {
		x.State = SampleState(t.To)
		switch t.Action {
		case ActSend:
			x.SentAt = h.At
		case ActReceive:
			x.ReceivedAt = h.At
		case ActReject:
			x.RejectedWhy = t.Reason
		}
		if t.Action != ActReport && t.Action != ActClose {
			x.Excursion = x.Excursion || h.excursion(x)
		}
	})
	if err != nil {
		return err
	}
	switch t.Action {
	case ActSend:
		if err := s.give(ctx, tx, x, *h); err != nil {
			return err
		}
		return outbox.Publish(ctx, tx, TopicSent, x.ID, sentOf(x))
	case ActReceive:
		if h.unseen {
			return nil
		}
		return s.accept(ctx, tx, x, *h)
	case ActReject:
		if err := s.accept(ctx, tx, x, *h); err != nil {
			return err
		}
		return s.counted(ctx, tx, x, -1)
	}
	return nil
}

func sentOf(x *Sample) Sent {
	return Sent{Sample: x.ID, Number: x.Number, Laboratory: x.Laboratory, Category: x.Category, Food: x.Food, Made: x.Made, Stage: x.Stage, Purpose: x.Purpose, Stream: x.Stream,
		SentAt: x.SentAt, SpareAt: x.SpareAt, Region: x.Region, Shelf: x.Shelf, Items: itemsOf(x.Tests)}
}

// itemsOf parts 铅、镉；总汞 into its items.
func itemsOf(tests string) []string {
	out := []string{}
	for _, t := range strings.FieldsFunc(tests, func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) }) {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}
