package flow

import (
	"cmp"
	"context"
	"errors"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/outbox"
)

// A Reminder is the payload of the outbox messages flow.near and flow.late.
type Reminder struct {
	Run, Flow, Kind, Record, Title, Region string
	State                                  string
	To                                     access.Right // who is told
	Scope                                  access.Scope // where
	Lamp                                   Lamp
}

// Sweep climbs the ladder of every clock that came near or is over: whoever is named there finds the run among what they
// were told (督办), the history notes it and a message goes out. It also reckons anew what rested on a year whose holidays
// have been published since. Running it twice, or on two nodes at once, tells nobody twice.
func (e *Engine) Sweep(ctx context.Context) error {
	ctx = access.With(ctx, access.System)
	if err := e.reckonAnew(ctx); err != nil {
		return err
	}
	var failed []error
	after, last := "", ""
	for {
		now := clock.Instant(clock.Now(ctx))
		found, err := places(ctx, e.d, `SELECT next_at, id FROM flow_clock WHERE next_at <> '' AND next_at <= $1 AND (next_at, id) > ($2, $3) ORDER BY next_at, id LIMIT 100`, []any{now, after, last})
		if err != nil || len(found) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, p := range found {
			after, last = p.sort, p.run
			if err := e.climbAll(ctx, p.run); err != nil {
				failed = append(failed, err)
			}
		}
	}
}

// climbAll takes every rung of a clock that is due by now; a run that changes meanwhile is left to the next sweep.
func (e *Engine) climbAll(ctx context.Context, id string) error {
	for more := true; more; {
		err := e.d.Write(ctx, func(tx *db.Tx) (err error) {
			more, err = e.climb(ctx, tx, id)
			return err
		})
		if errors.Is(err, db.ErrStale) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// climb takes one rung of one clock, if it is still due, and reports whether it did.
func (e *Engine) climb(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	r, f, row, err := e.behind(ctx, tx, id)
	if err != nil {
		return false, err
	}
	now := clock.Now(ctx)
	c := f.clock(row.state)
	if row.nextAt == "" || row.nextAt > clock.Instant(now) || c == nil || int(row.rung) >= len(c.Escalate) {
		return false, nil
	}
	return true, e.tell(ctx, tx, f, r, row, c, now)
}

// tell takes the next rung of a clock.
func (e *Engine) tell(ctx context.Context, tx *db.Tx, f *Flow, r *Run, row clockRow, c *Clock, now time.Time) error {
	rung := c.Escalate[row.rung]
	row.rung++
	if err := e.reckon(f, &row); err != nil {
		return err
	}
	if err := row.save(ctx, tx); err != nil {
		return err
	}
	s := Step{Action: escalated, From: r.State, To: r.State, Actor: access.System.ID, ActorName: access.System.Name, Assignee: r.Assignee, At: clock.Instant(now)}
	if err := insertStep(ctx, tx, r.ID, &s); err != nil {
		return err
	}
	rows, err := clocksOf(ctx, tx, []string{r.ID})
	if err != nil {
		return err
	}
	if err := e.list(ctx, tx, f, r, running(rows[r.ID])); err != nil {
		return err
	}
	return outbox.Publish(ctx, tx, "flow."+string(rung.At), r.ID, Reminder{Run: r.ID, Flow: r.Flow, Kind: r.Kind, Record: r.Record, Title: r.Title, Region: r.Region,
		State: r.State, To: rung.To, Scope: r.above(rung.Up), Lamp: row.lamp(e.cal, f.period(row), now)})
}

// hold keeps a run as it was read until the transaction ends, without counting as a change: nobody's page gets stale by it.
func (r *Run) hold(ctx context.Context, tx *db.Tx) error {
	res, err := tx.Exec(ctx, `UPDATE flow_run SET version = version WHERE id = $1 AND version = $2`, r.ID, r.Version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return cmp.Or(err, db.ErrStale)
	}
	return nil
}

// behind reads a clock with its run and holds the run.
func (e *Engine) behind(ctx context.Context, tx *db.Tx, id string) (*Run, *Flow, clockRow, error) {
	var kind, record, run string
	if err := tx.Row(ctx, `SELECT r.kind, r.record, r.id FROM flow_clock c JOIN flow_run r ON r.id = c.run WHERE c.id = $1`, id).Scan(&kind, &record, &run); err != nil {
		return nil, nil, clockRow{}, err
	}
	r, err := e.load(ctx, tx, kind, record)
	if err != nil {
		return nil, nil, clockRow{}, err
	}
	f, err := e.table(r)
	if err != nil {
		return nil, nil, clockRow{}, err
	}
	if err := r.hold(ctx, tx); err != nil {
		return nil, nil, clockRow{}, err
	}
	rows, err := clocksOf(ctx, tx, []string{run})
	for _, row := range rows[run] {
		if row.id == id {
			return r, f, row, nil
		}
	}
	return nil, nil, clockRow{}, errors.Join(err, db.ErrStale)
}

// reckonAnew settles clocks that rested on an unpublished year, now that it is published.
func (e *Engine) reckonAnew(ctx context.Context) error {
	after := ""
	for {
		ids, err := places(ctx, e.d, `SELECT '' AS sort, id FROM flow_clock WHERE certain = FALSE AND closed_at = '' AND id > $1 ORDER BY id LIMIT 100`, []any{after})
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, p := range ids {
			after = p.run
			if err := e.d.Write(ctx, func(tx *db.Tx) error { return e.settle(ctx, tx, p.run) }); err != nil && !errors.Is(err, db.ErrStale) {
				return err
			}
		}
	}
}

func (e *Engine) settle(ctx context.Context, tx *db.Tx, id string) error {
	r, f, row, err := e.behind(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := e.reckon(f, &row); err != nil || !row.certain {
		return err
	}
	if err := row.save(ctx, tx); err != nil {
		return err
	}
	rows, err := clocksOf(ctx, tx, []string{r.ID})
	if err != nil {
		return err
	}
	return e.list(ctx, tx, f, r, running(rows[r.ID]))
}
