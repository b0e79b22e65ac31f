package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// An Input is what an action is given.
type Input struct {
	Reason   string
	Public   string // why, in words that the public may read; PublicEn the same in English, may be empty
	PublicEn string
	Evidence []string      // ids of attachments
	Second   *access.Actor // the second officer, as the directory knows them today
	Assignee *access.Actor // for Action.Assign ToOne
	Extend   int64         // for Action.Extends: units of the clock
	Since    string        // day from which the next clock counts (收到之日), not after today; empty: now
	For      string        // whose name an acting officer acts in: one of ActsFor, or their own id; empty counts as all of them
	Version  int64         // of the run as the person saw it; 0: whatever it is
}

// A move is one action under way.
type move struct {
	in         Input
	from       string
	now, since time.Time
}

// Do takes one action on a record's run in the caller's transaction, by the actor of ctx.
//
// It refuses with a reason, and the article where the table names one: the action is not of this state, the actor lacks the
// right or the reach, somebody else has the run, separation of duty, a guard. KindInvalid: what the action needs is missing.
// KindConflict: the run changed meanwhile. KindMissing: the actor does not see the run.
func (e *Engine) Do(ctx context.Context, tx *db.Tx, kind, record, action string, in Input) (Step, error) {
	r, err := e.load(ctx, tx, kind, record)
	if err != nil {
		return Step{}, err
	}
	f, err := e.table(r)
	if err != nil {
		return Step{}, err
	}
	if in.Version != 0 && in.Version != r.Version {
		return Step{}, stale(r)
	}
	act, err := f.find(r, action)
	if err != nil {
		return Step{}, err
	}
	if err := e.whyNot(ctx, tx, f, r, act); err != nil {
		return Step{}, err
	}
	m := move{in: in, from: r.State, now: clock.Now(ctx)}
	if m.since, err = act.supplied(ctx, f, r, in, m.now); err != nil {
		return Step{}, err
	}
	s := r.step(access.From(ctx), act, m)
	if err := e.carry(ctx, tx, f, r, act, m, &s); err != nil {
		return Step{}, err
	}
	if len(s.Evidence) > 0 && e.Evidence != nil {
		if err := e.Evidence(ctx, tx, r, s.Evidence); err != nil {
			return Step{}, err
		}
	}
	for _, hook := range e.hooks[kind] {
		if err := hook(ctx, tx, r, s); err != nil {
			return Step{}, err
		}
	}
	return s, e.note(ctx, tx, r, s.Action)
}

// carry writes the step with all that follows from it: clocks, lists, the run itself.
func (e *Engine) carry(ctx context.Context, tx *db.Tx, f *Flow, r *Run, act Action, m move, s *Step) error {
	r.State, r.Assignee = act.To, s.Assignee
	r.MovedBy, r.MovedName, r.MovedAt = s.Actor, s.ActorName, s.At
	if m.from != act.To {
		r.StateAt = s.At
	}
	e.name(r)
	r.ClosedAt = ""
	if r.Final {
		r.ClosedAt = s.At
	}
	if err := r.lock(ctx, tx); err != nil {
		return err
	}
	if err := insertStep(ctx, tx, r.ID, s); err != nil {
		return err
	}
	r.Steps = append(r.Steps, *s)
	all, err := clocksOf(ctx, tx, []string{r.ID})
	if err != nil {
		return err
	}
	rows, err := e.turn(ctx, tx, f, act, m, running(all[r.ID]))
	if err != nil {
		return err
	}
	if rows, err = e.pass(ctx, tx, f, r, m, rows); err != nil {
		return err
	}
	if err := mine(ctx, tx, r, s.Actor, listDone, s.At); err != nil {
		return err
	}
	return e.list(ctx, tx, f, r, rows)
}

// lock writes the run if nobody changed it since it was read.
func (r *Run) lock(ctx context.Context, tx *db.Tx) error {
	res, err := tx.Exec(ctx, `UPDATE flow_run SET title = $1, region = $2, state = $3, state_at = $4, assignee = $5, moved_by = $6, moved_name = $7, moved_at = $8, closed_at = $9, version = version + 1
		WHERE id = $10 AND version = $11`, r.Title, r.Region, r.State, r.StateAt, r.Assignee, r.MovedBy, r.MovedName, r.MovedAt, r.ClosedAt, r.ID, r.Version)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n != 1 {
		return stale(r)
	}
	r.Version++
	return nil
}

func stale(r *Run) error {
	return fault.Conflict(sayZh("这件事项已被他人办理，当前为“{1}”，请刷新后再办", r.StateLabel), sayEn("这件事项已被他人办理，当前为“{1}”，请刷新后再办", r.StateLabel))
}

func (r *Run) step(a *access.Actor, act Action, m move) Step {
	s := Step{Action: act.Name, Label: act.Label, From: r.State, To: act.To, Actor: a.ID, ActorName: a.Name,
		ActedFor: actingFor(a, m.in.For), Reason: strings.TrimSpace(m.in.Reason), Public: strings.TrimSpace(m.in.Public), PublicEn: strings.TrimSpace(m.in.PublicEn), Evidence: m.in.Evidence, Issues: act.Issues, At: clock.Instant(m.now)}
	if act.needs(NeedSecond) && m.in.Second != nil {
		s.Second = m.in.Second.ID
	}
	if act.Extends {
		s.Extended = m.in.Extend
	}
	switch {
	case act.Assign == ToOne && m.in.Assignee != nil:
		s.Assignee = m.in.Assignee.ID
	case act.Assign == ToParty:
		s.Assignee = r.BegunBy
	case act.Assign == ToSender:
		s.Assignee = r.sender()
	case act.To == r.State:
		s.Assignee = r.Assignee
	}
	return s
}

// actingFor is in whose name a step may have been taken: everybody the actor acts for, unless they said whose.
func actingFor(a *access.Actor, named string) []string {
	switch {
	case named == a.ID && named != "":
		return nil
	case slices.Contains(a.ActsFor, named):
		return []string{named}
	}
	return a.ActsFor
}

// sender is whoever brought the run into its state.
func (r *Run) sender() string {
	for _, s := range slices.Backward(r.Steps) {
		if s.To == r.State && s.From != r.State {
			return s.Actor
		}
	}
	return r.BegunBy
}

func (a Action) needs(n Need) bool { return slices.Contains(a.Needs, n) }

// find gives the table's row for the action in the run's state, or the refusal.
func (f *Flow) find(r *Run, action string) (Action, error) {
	if act, ok := f.Action(r.State, action); ok {
		return act, nil
	}
	if !slices.ContainsFunc(f.Actions, func(a Action) bool { return a.Name == action }) {
		return Action{}, fault.Missing("没有这个操作", "there is no such action")
	}
	return Action{}, refuse("当前为“{1}”，不能{2}", r.StateLabel, f.label(action))
}
