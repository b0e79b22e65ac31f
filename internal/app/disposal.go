package app

import (
	"context"

	"shian/internal/domain/disposal"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/outbox"
)

// batches shows the other samples of a batch to disposals in their own words.
type batches struct{ sampling *sampling.Service }

func (b batches) SameBatch(ctx context.Context, q db.Querier, result string) ([]disposal.Same, error) {
	found, err := b.sampling.SameBatch(ctx, q, result)
	out := make([]disposal.Same, len(found))
	for i, x := range found {
		out[i] = disposal.Same{Result: x.ID, Number: x.Number, Operator: x.Operator, OperatorName: x.OperatorName, Region: x.Region, Day: x.Day, Conclusion: string(x.Conclusion)}
	}
	return out, err
}

// attend: a failing sample is dealt with where the business sits, where the maker sits and where the same batch is sold; the
// periods run from when it was published (食品安全抽样检验管理办法 第四十二条, 第四十五条).
func (a *App) attend(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	if at, err := clock.ParseInstant(m.At); err == nil {
		ctx = clock.With(ctx, clock.Fixed(at))
	}
	r, err := a.Sampling.Results.GetTx(ctx, tx, s.ID)
	if err != nil || r.State != sampling.Published { // withdrawn meanwhile
		return err
	}
	return a.Disposal.Attend(ctx, tx, &disposal.Finding{Result: r.ID, Number: r.Number, Food: r.Food, Failing: r.Failing, Batch: r.Batch, Made: r.Made, Day: r.Day(), Region: r.Region,
		Outside: r.Outside, Operator: r.Operator, OperatorName: r.OperatorName, OperatorAddress: r.OperatorAddress, Maker: r.Maker, MakerName: r.MakerName, MakerAddress: r.MakerAddress, MakerRegion: r.MakerRegion})
}

// lapse: what a withdrawn result set off ends with it, visibly.
func (a *App) lapse(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	for _, o := range s.Parties() { // matters that were opened before there were disposals
		if err := a.Operator.Lapse(ctx, tx, o, sampling.Kind+" "+s.ID, "抽检结果已撤回"); err != nil {
			return err
		}
	}
	return a.Disposal.Lapse(ctx, tx, s.ID, "抽检结果已撤回")
}

// overdue: a disposal whose ninety days ran out is marked and counted.
func (a *App) overdue(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var r flow.Reminder
	if err := m.Read(&r); err != nil {
		return err
	}
	if r.Kind != disposal.Kind {
		return nil
	}
	return a.Disposal.Overdue(access.With(ctx, access.System), tx, r.Record)
}
