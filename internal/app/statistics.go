package app

import (
	"context"
	"time"

	"shian/internal/domain/sampling"
	"shian/internal/domain/statistics"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/outbox"
)

const countEvery = 5 * time.Second

// tallies gives published results to the statistics in their own words.
type tallies struct{ sampling *sampling.Service }

func (t tallies) Batches(ctx context.Context, q db.Querier, month string) ([]statistics.Batch, error) {
	found, err := t.sampling.CountBatches(ctx, q, month)
	out := make([]statistics.Batch, len(found))
	for i, c := range found {
		out[i] = statistics.Batch{Prefecture: c.Prefecture, County: c.County, Purpose: c.Purpose, Stream: c.Stream, Category: c.Category, Stage: c.Stage, Result: c.Result, N: c.N}
	}
	return out, err
}

func (t tallies) Items(ctx context.Context, q db.Querier, month string) ([]statistics.Item, error) {
	found, err := t.sampling.CountItems(ctx, q, month)
	out := make([]statistics.Item, len(found))
	for i, c := range found {
		out[i] = statistics.Item{Prefecture: c.Prefecture, County: c.County, Purpose: c.Purpose, Stream: c.Stream, Category: c.Category, Name: c.Item, Result: c.Result, N: c.N}
	}
	return out, err
}

func (t tallies) Months(ctx context.Context, q db.Querier) ([]string, error) {
	return t.sampling.Months(ctx, q)
}

// recount: what is published or withdrawn changes the statistics of its month.
func (a *App) recount(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	return a.Statistics.Due(ctx, tx, s.Day)
}

// count keeps the statistics up to date, beginning with months that were published before there were any.
func (a *App) count(ctx context.Context) {
	ctx = access.With(ctx, access.System)
	failed := func(err error) { a.cfg.log().Error("statistics not counted", "error", err) }
	if err := a.Statistics.Begin(ctx); err != nil {
		failed(err)
	}
	a.Statistics.Run(ctx, countEvery, failed)
}
