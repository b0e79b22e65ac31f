package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"shian/engine/workday"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

// A clockRow is one period of a run as it is kept.
type clockRow struct {
	id, run, state, deadline, startedAt string
	extended                            int64
	pauses                              string // from/to of each suspension that is over
	suspendedAt, dueAt, nearAt          string
	certain                             bool
	rung                                int64
	nextAt, closedAt                    string
	version                             int64
}

// never stands for the due moment where nothing is due; it sorts last.
const never = "9999-12-31T00:00:00.000Z"

func (f *Flow) period(r clockRow) period {
	if c := f.clock(r.state); c != nil && (r.deadline == "" || c.Deadline == r.deadline) {
		return c.period()
	}
	return (&Clock{Deadline: r.deadline}).period()
}

// open begins a period.
func (e *Engine) open(ctx context.Context, tx *db.Tx, f *Flow, run *Run, state string, start time.Time) (clockRow, error) {
	deadline, err := e.chosen(ctx, tx, f.clock(state), run)
	r := clockRow{id: id.New(), run: run.ID, state: state, deadline: deadline, startedAt: clock.Instant(start), version: 1}
	if err != nil {
		return r, err
	}
	if err := e.reckon(f, &r); err != nil {
		return r, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO flow_clock (id, run, state, deadline, started_at, extended, pauses, suspended_at, due_at, near_at, certain, rung, next_at, closed_at, version)
		VALUES ($1, $2, $3, $4, $5, 0, '', '', $6, $7, $8, 0, $9, '', 1)`, r.id, r.run, r.state, r.deadline, r.startedAt, r.dueAt, r.nearAt, r.certain, r.nextAt)
	return r, err
}

// chosen is the deadline that the record of a run calls for.
func (e *Engine) chosen(ctx context.Context, q db.Querier, c *Clock, r *Run) (string, error) {
	choose := e.choose[c.Choose]
	if choose == nil {
		return c.Deadline, nil
	}
	deadline, err := choose(ctx, q, r)
	if err == nil && deadline != c.Deadline && !slices.Contains(c.Or, deadline) {
		err = fmt.Errorf("flow: %s chose deadline %q, which the clock does not name", c.Choose, deadline)
	}
	return deadline, err
}

// rechoose turns the periods that run to what the changed record calls for; they go on from where they began.
func (e *Engine) rechoose(ctx context.Context, tx *db.Tx, f *Flow, r *Run, rows []clockRow) error {
	for i := range rows {
		c := f.clock(rows[i].state)
		if c == nil || c.Choose == "" {
			continue
		}
		deadline, err := e.chosen(ctx, tx, c, r)
		if err != nil {
			return err
		}
		if deadline == rows[i].deadline {
			continue
		}
		rows[i].deadline = deadline
		if err := e.reckon(f, &rows[i]); err != nil {
			return err
		}
		if err := rows[i].save(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// reckon works out when a period ends, when it is near and when the next rung of its ladder is due. While it stands still
// nothing is due.
func (e *Engine) reckon(f *Flow, r *clockRow) error {
	r.nextAt = ""
	if r.suspendedAt != "" || r.closedAt != "" {
		return nil
	}
	p := f.period(*r)
	k := workday.Clock{Start: moment(r.startedAt), Term: p.term(), Extend: int(r.extended), Pauses: r.paused()}
	due, certain, err := e.cal.due(k)
	if err != nil {
		return err
	}
	near := e.cal.nearFrom(k, due)
	r.dueAt, r.nearAt, r.certain = clock.Instant(due.At), clock.Instant(near), certain
	if c := f.clock(r.state); c != nil && int(r.rung) < len(c.Escalate) {
		r.nextAt = clock.Instant(c.Escalate[r.rung].when(e.cal, k.Term.Unit, near, due.At))
	}
	return nil
}

func (r *clockRow) paused() []workday.Pause {
	var out []workday.Pause
	for p := range strings.FieldsSeq(r.pauses) {
		from, to, _ := strings.Cut(p, "/")
		out = append(out, workday.Pause{From: moment(from), To: moment(to)})
	}
	return out
}

func (g Rung) when(cal calendar, u workday.Unit, near, due time.Time) time.Time {
	at := near
	if g.At == Late {
		at = due
	}
	if g.After == 0 {
		return at
	}
	return cal.after(at, u, g.After)
}

// save writes a changed period; the run's own lock keeps others out, the version keeps the sweep out.
func (r *clockRow) save(ctx context.Context, tx *db.Tx) error {
	res, err := tx.Exec(ctx, `UPDATE flow_clock SET extended = $1, pauses = $2, suspended_at = $3, due_at = $4, near_at = $5, certain = $6, rung = $7, next_at = $8, closed_at = $9, deadline = $10, version = version + 1
		WHERE id = $11 AND version = $12`, r.extended, r.pauses, r.suspendedAt, r.dueAt, r.nearAt, r.certain, r.rung, r.nextAt, r.closedAt, r.deadline, r.id, r.version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return cmp.Or(err, db.ErrStale)
	}
	r.version++
	return nil
}

func clocksOf(ctx context.Context, q db.Querier, runs []string) (map[string][]clockRow, error) {
	out := map[string][]clockRow{}
	rows, err := q.Query(ctx, `SELECT id, run, state, deadline, started_at, extended, pauses, suspended_at, due_at, near_at, certain, rung, next_at, closed_at, version
		FROM flow_clock WHERE run `+db.In(1, len(runs))+` ORDER BY run, id`, db.Args(runs)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r clockRow
		if err := rows.Scan(&r.id, &r.run, &r.state, &r.deadline, &r.startedAt, &r.extended, &r.pauses, &r.suspendedAt, &r.dueAt, &r.nearAt, &r.certain, &r.rung, &r.nextAt, &r.closedAt, &r.version); err != nil {
			return nil, err
		}
		out[r.run] = append(out[r.run], r)
	}
	return out, rows.Err()
}

func running(rows []clockRow) []clockRow {
	return slices.DeleteFunc(slices.Clone(rows), func(r clockRow) bool { return r.closedAt != "" })
}

// ends reports whether a period that began in r.state is over when the run enters the state.
func (f *Flow) ends(r clockRow, left, entered string) bool {
	to, _ := f.State(entered)
	if to.Final {
		return true
	}
	c := f.clock(r.state)
	switch {
	case r.state == "":
		return false
	case c == nil:
		return true
	case len(c.Until) > 0:
		return slices.Contains(c.Until, entered)
	}
	return left != entered
}
