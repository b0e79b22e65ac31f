package sampling

import (
	"cmp"
	"context"
	"fmt"

	"shian/engine/limit"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// Reported is what a laboratory found in a sample.
type Reported struct {
	Sample         string // id
	Laboratory     string // id
	LaboratoryName string
	Report         string // number of the report
	Day            string // of the report
	Items          []ReportedItem
	Declared       Conclusion // what the report concludes; empty: nothing
	Grave          bool       // the laboratory sees a grave risk: to be reported within 24 hours
}

// A ReportedItem is one item as the report has it; Limit and Basis may be empty: then the standard is looked up.
type ReportedItem struct {
	Name, Limit, Result, Basis string
	Mode                       limit.Mode
}

// Report makes the drafted result of a sample out of its report, in the name of the laboratory, and gives the result's id. It then takes its
// three hands like any other. A second report of one sample, after the first result was overturned, makes a second result.
//
// KindRefused: the sample was rejected or cancelled, or has a result in force. KindMissing: there is no such sample.
func (s *Service) Report(ctx context.Context, tx *db.Tx, p Reported) (string, error) {
	// The laboratory recorded it, whoever of its people: who begins a result neither checks nor publishes it.
	ctx = access.With(ctx, &access.Actor{ID: "laboratory " + p.Laboratory, Name: cmp.Or(p.LaboratoryName, p.Laboratory), Side: access.SideSystem, All: true, Lang: "zh"})
	x, err := s.Samples.GetTx(ctx, tx, p.Sample)
	if err != nil {
		return "", err
	}
	again, err := s.mayReport(ctx, tx, x)
	if err != nil {
		return "", err
	}
	if err := s.arrived(ctx, tx, x, p); err != nil {
		return "", err
	}
	r := resultOf(x, p)
	if again > 0 {
		r.Number = fmt.Sprintf("%s-%d", x.Number, again+1)
	}
	if err := s.Results.CreateTx(record.Because(ctx, "检验报告 "+p.Report), tx, r); err != nil {
		return "", err
	}
	_, err = s.Samples.MoveTx(ctx, tx, x.ID, "result", func(x *Sample) { x.Result = r.ID })
	return r.ID, err
}

// mayReport refuses a report that has no place, and counts the results the sample had before.
func (s *Service) mayReport(ctx context.Context, q db.Querier, x *Sample) (before int, err error) {
	if x.State == SampleRejected || x.State == SampleCancelled || x.Cancelled {
		return 0, fault.Refused("样品已被拒收或注销，不能登记检验报告", "the sample was rejected or cancelled; it can have no report")
	}
	var open int
	err = q.Row(ctx, `SELECT count(*), coalesce(sum(CASE WHEN state <> 'withdrawn' AND NOT cancelled THEN 1 ELSE 0 END), 0) FROM sampling_result WHERE sample = $1`, x.ID).Scan(&before, &open)
	if err == nil && open > 0 {
		err = fault.Refused("该样品已有检验结果；有误的，请先撤回或注销", "the sample has a result in force; have it withdrawn or cancelled first")
	}
	return before, err
}

// arrived takes the sample to where its report stands. A laboratory that reports what it never took in here leaves the
// hand-over without a receiver, for everybody to see.
func (s *Service) arrived(ctx context.Context, tx *db.Tx, x *Sample, p Reported) error {
	table := sampleFlow()
	said := context.WithValue(ctx, saidKey{}, &HandOver{Sealed: true, At: clock.Instant(clock.Now(ctx)), unseen: true})
	for _, step := range []struct {
		from   SampleState
		action string
	}{{SampleTaken, ActSend}, {SampleSent, ActReceive}, {SampleReceived, ActReport}} {
		if x.State != step.from {
			continue
		}
		if _, err := s.needs.Flow.Do(said, tx, KindSample, x.ID, step.action, flow.Input{Reason: "检验报告 " + p.Report}); err != nil {
			return err
		}
		after, _ := table.Action(string(x.State), step.action)
		x.State = SampleState(after.To)
	}
	return nil
}

// resultOf carries the sheet over into a result.
func resultOf(x *Sample, p Reported) *Result {
	r := &Result{Number: x.Number, Sample: x.ID, Purpose: x.Purpose, Category: x.Category, Food: x.Food, Brand: x.Brand, Spec: x.Spec, Batch: x.Batch, Made: x.Made, Processing: x.Processing,
		Stage: x.Stage, SampledAt: x.SampledAt, Address: x.OperatorAddress, Operator: x.Operator, OperatorName: x.OperatorName, OperatorAddress: x.OperatorAddress,
		Maker: x.Maker, MakerName: x.MakerName, MakerAddress: x.MakerAddress, Laboratory: cmp.Or(p.LaboratoryName, x.LaboratoryName), Lab: cmp.Or(p.Laboratory, x.Laboratory),
		Report: p.Report, Declared: p.Declared, Grave: p.Grave}
	r.Region = x.Region
	for _, i := range p.Items {
		r.Items = append(r.Items, Item{Name: i.Name, Limit: i.Limit, Result: i.Result, Basis: i.Basis, Mode: i.Mode})
	}
	return r
}

// close ends the sample's matter with its published result.
func (s *Service) close(ctx context.Context, tx *db.Tx, r *Result) error {
	if r.Sample == "" {
		return nil
	}
	ctx = acting(ctx)
	x, err := s.Samples.GetTx(ctx, tx, r.Sample)
	if err != nil || x.State != SampleReported {
		return err
	}
	_, err = s.needs.Flow.Do(context.WithValue(ctx, saidKey{}, &HandOver{unseen: true}), tx, KindSample, x.ID, ActClose, flow.Input{Reason: r.Number})
	return err
}
