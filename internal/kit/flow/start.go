package flow

import (
	"context"
	"fmt"
	"slices"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

// Start begins a run of the newest version of a flow for a record, in the flow's first state, by the actor of ctx. The
// caller has checked that the actor may. region is the record's; its scopes at every level are added to scopes.
func (e *Engine) Start(ctx context.Context, tx *db.Tx, flow, kind, record, title, region string, scopes []access.Scope) error {
	f := e.newest[flow]
	if f == nil {
		return fmt.Errorf("flow: no flow %q", flow)
	}
	a, at := access.From(ctx), clock.Now(ctx)
	now := clock.Instant(at)
	r := e.fresh(f, a, now, Matter{Kind: kind, Record: record, Title: title, Region: region, Scopes: scopes})
	if _, err := tx.Exec(ctx, `INSERT INTO flow_run (id, flow, flow_version, kind, record, title, region, state, state_at, assignee, begun_by, begun_name, begun_at, moved_by, moved_name, moved_at, closed_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $9, $10, $11, $9, '', 1)`,
		r.ID, r.Flow, r.FlowVersion, r.Kind, r.Record, r.Title, r.Region, r.State, now, a.ID, a.Name); err != nil {
		return err
	}
	if err := putScopes(ctx, tx, r); err != nil {
		return err
	}
	s := Step{Action: began, To: r.State, Actor: a.ID, ActorName: a.Name, At: now, Label: stepLabel(f, began)}
	if err := insertStep(ctx, tx, r.ID, &s); err != nil {
		return err
	}
	rows, err := e.pass(ctx, tx, f, r, move{now: at, since: at}, nil)
	if err != nil {
		return err
	}
	if err := mine(ctx, tx, r, a.ID, listBegun, now); err != nil {
		return err
	}
	if err := e.list(ctx, tx, f, r, rows); err != nil {
		return err
	}
	r.Steps = []Step{s}
	return e.note(ctx, tx, r, began)
}

func (e *Engine) fresh(f *Flow, a *access.Actor, now string, m Matter) *Run {
	r := &Run{ID: id.New(), Flow: f.Name, FlowVersion: f.Version, Kind: m.Kind, Record: m.Record, Title: m.Title, Region: m.Region, Scopes: whole(m.Region, m.Scopes),
		State: f.States[0].Name, StateAt: now, BegunBy: a.ID, BegunName: a.Name, BegunAt: now, MovedBy: a.ID, MovedName: a.Name, MovedAt: now, Version: 1}
	e.name(r)
	return r
}

// Rescope gives a run another title, region and scopes after its record changed, and its clocks the deadlines that the record
// calls for now.
func (e *Engine) Rescope(ctx context.Context, tx *db.Tx, kind, record, title, region string, scopes []access.Scope) error {
	r, err := e.load(ctx, tx, kind, record)
	if err != nil {
		return err
	}
	f, err := e.table(r)
	if err != nil {
		return err
	}
	r.Title, r.Region, r.Scopes = title, region, whole(region, scopes)
	if err := r.lock(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM flow_scope WHERE run = $1`, r.ID); err != nil {
		return err
	}
	if err := putScopes(ctx, tx, r); err != nil {
		return err
	}
	if e.Evidence != nil && slices.ContainsFunc(r.Steps, func(s Step) bool { return len(s.Evidence) > 0 }) {
		if err := e.Evidence(ctx, tx, r, nil); err != nil {
			return err
		}
	}
	rows, err := clocksOf(ctx, tx, []string{r.ID})
	if err != nil {
		return err
	}
	open := running(rows[r.ID])
	if err := e.rechoose(ctx, tx, f, r, open); err != nil {
		return err
	}
	if err := e.list(ctx, tx, f, r, open); err != nil {
		return err
	}
	return e.note(ctx, tx, r, "rescope")
}

func whole(region string, scopes []access.Scope) []access.Scope {
	out := append(access.Regions(region), scopes...)
	slices.Sort(out)
	return slices.Compact(out)
}

func putScopes(ctx context.Context, tx *db.Tx, r *Run) error {
	rows := make([][]any, len(r.Scopes))
	for i, s := range r.Scopes {
		rows[i] = []any{r.ID, string(s)}
	}
	return db.InsertRows(ctx, tx, "flow_scope", []string{"run", "scope"}, "", rows)
}
