package flow

import (
	"context"
	"encoding/json"
	"slices"

	"shian/internal/kit/db"
	"shian/internal/kit/journal"
)

// RunKind is how the journal calls runs; Engine.Contents is their journal.Hasher.
const RunKind = "flow.run"

// note writes the leaf of a change of a run: the run with every step that a person took.
func (e *Engine) note(ctx context.Context, tx *db.Tx, r *Run, action string) error {
	b, err := r.canonical()
	if err != nil {
		return err
	}
	return journal.Note(ctx, tx, journal.Change{Kind: RunKind, Record: r.ID, Action: "step." + action, Version: r.Version, Content: b})
}

// canonical is the run as the journal knows it. Escalations are left out: they change nothing of the matter.
func (r *Run) canonical() ([]byte, error) {
	type step struct {
		Action, From, To, Actor, For, Second, Assignee, Reason, Evidence, Issues, At string
		Extended                                                                     int64
	}
	steps := []step{}
	for _, s := range r.Steps {
		if s.Action != escalated {
			steps = append(steps, step{s.Action, s.From, s.To, s.Actor, spaced(s.ActedFor), s.Second, s.Assignee, s.Reason, spaced(s.Evidence), s.Issues, s.At, s.Extended})
		}
	}
	return json.Marshal(struct {
		ID, Flow                                                            string
		FlowVersion                                                         int
		Kind, Record, Title, Region, State, Assignee, BegunBy, BegunAt, End string
		Version                                                             int64
		Steps                                                               []step
	}{r.ID, r.Flow, r.FlowVersion, r.Kind, r.Record, r.Title, r.Region, r.State, r.Assignee, r.BegunBy, r.BegunAt, r.ClosedAt, r.Version, steps})
}

// Contents gives every run with its canonical content, for journal.Verify.
func (e *Engine) Contents(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error {
	after := ""
	for {
		found, err := places(ctx, q, `SELECT '' AS sort, id FROM flow_run WHERE id > $1 ORDER BY id LIMIT 200`, []any{after})
		if err != nil || len(found) == 0 {
			return err
		}
		ids := make([]string, len(found))
		for i, p := range found {
			ids[i] = p.run
		}
		after = ids[len(ids)-1]
		runs, err := runsOf(ctx, q, ids)
		if err != nil {
			return err
		}
		if err := e.stepsInto(ctx, q, runs); err != nil {
			return err
		}
		slices.Sort(ids)
		for _, id := range ids {
			b, err := runs[id].canonical()
			if err != nil {
				return err
			}
			if err := each(id, b); err != nil {
				return err
			}
		}
	}
}
