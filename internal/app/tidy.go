package app

import (
	"context"
	"slices"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/file"
	"shian/internal/kit/flow"
)

const (
	tidyEvery = 6 * time.Hour
	loose     = 7 * 24 * time.Hour // an upload that no record took is kept so long: forms filled in offline come late
)

// tidy removes now and then what is over: uploads that no record took, sessions, tokens, forgotten attempts to sign in.
func (a *App) tidy(ctx context.Context) {
	ctx = access.With(ctx, access.System)
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		if _, err := a.Files.Sweep(ctx, loose); err != nil && ctx.Err() == nil {
			a.cfg.log().Error("uploads not swept", "error", err)
		}
		if err := a.Auth.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.cfg.log().Error("sessions not swept", "error", err)
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
