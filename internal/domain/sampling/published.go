package sampling

import (
	"context"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/record"
)

// publishedSample is the sheet of a sample that others took and published: what their table says of it, closed from the beginning.
func publishedSample(r *Result) *Sample {
	x := &Sample{Number: r.Number, Source: r.Source, Purpose: r.Purpose, Category: r.Category, Stage: r.Stage, SampledAt: r.Day(), Operator: r.Operator, OperatorName: r.OperatorName,
		OperatorAddress: r.OperatorAddress, Food: r.Food, Brand: r.Brand, Spec: r.Spec, Batch: r.Batch, Made: r.Made, Maker: r.Maker, MakerName: r.MakerName, MakerAddress: r.MakerAddress,
		MakerRegion: r.MakerRegion, LaboratoryName: r.Laboratory, Laboratory: r.Lab, Result: r.ID, State: SampleClosed, Processing: r.Processing}
	var tests []string
	for _, i := range r.Items {
		tests = append(tests, i.Name)
	}
	x.Tests = strings.Join(tests, "、")
	x.ID, x.Region = r.Sample, r.Region
	return x
}

// accompany makes the sheets of results that came with a published table, in their transaction.
func (s *Service) accompany(ctx context.Context, tx *db.Tx, made []*Result) error {
	who := *access.From(ctx)
	who.Rights = append([]access.Right{rightTake}, who.Rights...) // whoever may import a result brings its sheet
	ctx = access.With(ctx, &who)
	for _, r := range made {
		if r.Sample == "" || r.Source == "" {
			continue
		}
		if err := s.Samples.CreateTx(ctx, tx, publishedSample(r)); err != nil {
			return err
		}
	}
	return nil
}

// forsake cancels the sheet of a cancelled result that came with a published table.
func (s *Service) forsake(ctx context.Context, tx *db.Tx, r *Result) error {
	if r.Sample == "" || r.Source == "" {
		return nil
	}
	ctx = acting(ctx)
	x, err := s.Samples.GetTx(ctx, tx, r.Sample)
	if err != nil || x.Cancelled || !x.Published() {
		return err
	}
	return s.Samples.CancelTx(ctx, tx, x.ID, x.Version, record.ReasonOf(ctx)+"抽检结果注销")
}

// sheetOf finds the sampling sheet of a result by its number, where that is one of ours.
func (s *Service) sheetOf(ctx context.Context, r *Result) error {
	if r.Sample != "" || !strings.HasPrefix(r.Number, numberPrefix) {
		return nil
	}
	id, err := one(ctx, s.db, `SELECT id FROM sampling_sample WHERE number = $1 AND NOT cancelled`, r.Number)
	r.Sample = id
	return err
}
