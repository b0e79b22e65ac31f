package sampling

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/measure"
	"shian/internal/kit/record"
)

// MeasureTaken counts samples by the day and region of taking; Dims are purpose, stream and category. A plan's progress is
// read from it: a sample that is rejected or cancelled is taken back on the same day.
const MeasureTaken = "sampling.taken"

func (s *Service) newSamples(d *db.DB) *record.Kind[Sample, *Sample] {
	return record.New(d, record.Spec[Sample]{Name: KindSample, Label: "抽样单", Scopes: sampleScopes, Local: true, Sort: (*Sample).Day,
		Title: func(x *Sample) string { return x.Food }, Note: func(x *Sample) string { return x.Number },
		Text: func(x *Sample) string {
			return x.Number + " " + x.Batch + " " + x.Brand + " " + x.OperatorName + " " + x.MakerName
		},
		Prepare: s.prepareSample, Check: s.checkSample, Then: s.thenSample, ThenAll: s.thenSamples})
}

// checkSample holds a new sheet against its task and lets a sheet be changed only until the sample is sent.
func (s *Service) checkSample(ctx context.Context, q db.Querier, old, x *Sample) error {
	switch {
	case x.Published():
		return nil
	case old != nil && old.State != SampleTaken:
		return fault.Refused("样品已送出，抽样单不能再修改或注销", "the sample was sent; its sheet can no longer be changed or cancelled")
	case old != nil || x.Task == "":
		return nil
	}
	t, err := s.Tasks.GetTx(ctx, q, x.Task)
	if err != nil {
		return err
	}
	a := access.From(ctx)
	switch {
	case t.State != TaskAccepted:
		return fault.Refused("该任务不在抽样中，请先接受任务", "the task is not under way; accept it first")
	case a.Side != access.SideSystem && !t.Has(a):
		return fault.Refused("您不在该任务的抽样人员中", "you are not of the team of this task")
	case t.Count <= t.Taken:
		return fault.Refused("该任务的批次已抽齐", "all samples of this task were taken")
	case countyOf(x.Region)[:min(len(countyOf(t.Region)), len(countyOf(x.Region)))] != countyOf(t.Region):
		return fault.Refused("抽样地区不在任务地区内", "the place of sampling lies outside the task's region")
	}
	return nil
}

// thenSample keeps run, task and figures beside the sheet.
func (s *Service) thenSample(ctx context.Context, tx *db.Tx, action string, _, x *Sample) error {
	if x.Published() {
		return nil
	}
	switch action {
	case record.Created:
		if err := s.needs.Flow.Start(ctx, tx, KindSample, KindSample, x.ID, x.Food+" "+x.Number, x.Region, sampleScopes(x)); err != nil {
			return err
		}
		return s.counted(ctx, tx, x, 1)
	case record.Updated:
		return s.needs.Flow.Rescope(ctx, tx, KindSample, x.ID, x.Food+" "+x.Number, x.Region, sampleScopes(x))
	case record.Cancelled:
		if _, err := s.needs.Flow.Do(ctx, tx, KindSample, x.ID, ActCancel, flow.Input{}); err != nil {
			return err
		}
		return s.counted(ctx, tx, x, -1)
	}
	return nil
}

// counted adds a sample to the figures and to its task, or takes it back.
func (s *Service) counted(ctx context.Context, tx *db.Tx, x *Sample, n int64) error {
	measure.Add(tx, measure.Fact{Measure: MeasureTaken, Day: x.SampledAt, Region: x.Region, Dims: [3]string{string(x.Purpose), string(x.Stream), x.Category}, N: n})
	if x.Task == "" {
		return nil
	}
	ctx = acting(ctx)
	t, err := s.Tasks.MoveTx(ctx, tx, x.Task, "count", func(t *Task) { t.Taken += n })
	if err != nil {
		return err
	}
	switch {
	case t.State == TaskAccepted && t.Taken >= t.Count:
		_, err = s.needs.Flow.Do(ctx, tx, KindTask, t.ID, ActFinish, flow.Input{})
	case t.State == TaskDone && t.Taken < t.Count:
		_, err = s.needs.Flow.Do(ctx, tx, KindTask, t.ID, ActReopen, flow.Input{Reason: "样品 " + x.Number + " 被拒收或注销，须补抽"})
	}
	return err
}

// acting is the platform acting on its own: what follows from somebody's step, whatever they themselves may do.
func acting(ctx context.Context) context.Context { return access.With(ctx, access.System) }

// one reads a single text; empty when there is no row.
func one(ctx context.Context, q db.Querier, text string, args ...any) (string, error) {
	var out string
	err := q.Row(ctx, text, args...).Scan(&out)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return out, err
}

// endsWithRecord lets a run end only together with its record: cancelling the record takes the step.
func (s *Service) endsWithRecord(ctx context.Context, q db.Querier, text, id string) error {
	var gone bool
	err := q.Row(ctx, text, id).Scan(&gone)
	if err == nil && !gone {
		err = fault.Refused("请在记录自己的页面注销，并写明原因", "cancel the record on its own page, with the reason")
	}
	return err
}

// thenSamples is thenSample for many new sheets at once.
func (s *Service) thenSamples(ctx context.Context, tx *db.Tx, made []*Sample) error {
	var all []flow.Matter
	for _, x := range made {
		if x.Published() {
			continue
		}
		all = append(all, flow.Matter{Kind: KindSample, Record: x.ID, Title: x.Food + " " + x.Number, Region: x.Region, Scopes: sampleScopes(x)})
		if err := s.counted(ctx, tx, x, 1); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		return nil
	}
	return s.needs.Flow.StartMany(ctx, tx, KindSample, all)
}
