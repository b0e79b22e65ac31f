package app

import (
	"context"
	"slices"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/file"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

const (
	tidyEvery = 6 * time.Hour
	loose     = 7 * 24 * time.Hour // an upload that no record took is kept so long: forms filled in offline come late
	sheetDays = 90
	handled   = 90 * 24 * time.Hour
	told      = 180 * 24 * time.Hour // read messages and sent deliveries
)

// tidy removes now and then what is over: uploads that no record took, sheets long imported, sessions, tokens, forgotten
// attempts to sign in, messages that every reaction has handled; and brings the database's statistics up to date.
func (a *App) tidy(ctx context.Context) {
	ctx = access.With(ctx, access.System)
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		for _, work := range []struct {
			name string
			do   func() error
		}{
			{"uploads", func() error { _, err := a.Files.Sweep(ctx, loose); return err }},
			{"sheets", func() error { return record.Forget(ctx, a.DB, sheetDays) }},
			{"sessions", func() error { return a.Auth.Sweep(ctx) }},
			{"subscriptions", func() error { return a.Subscribe.Tidy(ctx) }},
			{"deliveries", func() error { return a.Notify.Tidy(ctx, clock.Now(ctx).Add(-told)) }},
			{"messages", func() error { _, err := a.Outbox.Tidy(ctx, clock.Now(ctx).Add(-handled)); return err }},
			{"addresses of votes", func() error { return a.Plan.Forget(ctx) }},
			{"statistics", func() error { return a.DB.Tidy(ctx) }},
		} {
			if err := work.do(); err != nil && ctx.Err() == nil {
				a.cfg.log().Error("not tidied", "what", work.name, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// keepEvidence gives the attachments of a step to its run. What is published is never the papers of the case.
func keepEvidence(ctx context.Context, tx *db.Tx, r *flow.Run, ids []string) error {
	scopes := slices.DeleteFunc(slices.Clone(r.Scopes), func(s access.Scope) bool { return s == access.Public })
	return file.Attach(ctx, tx, flow.RunKind, r.ID, r.BegunAt, ids, scopes)
}
