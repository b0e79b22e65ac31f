package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"sync/atomic"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// The states of a job.
const (
	Waiting   = "waiting"
	Running   = "running"
	Done      = "done"
	Failed    = "failed"
	Cancelled = "cancelled"
)

// A Status is what whoever waits sees.
type Status struct {
	ID, Kind, State string
	Done, Total     int64  // Total 0: not known yet
	Result          string // JSON, when done
	Zh, En          string // why it failed
	MadeAt, MadeBy  string
	EndedAt         string
}

// Ended reports whether nothing more will happen.
func (s Status) Ended() bool { return s.State == Done || s.State == Failed || s.State == Cancelled }

// Percent is how far it is, 0 to 100.
func (s Status) Percent() int {
	switch {
	case s.State == Done:
		return 100
	case s.Total <= 0:
		return 0
	}
	return int(min(99, s.Done*100/s.Total))
}

// Progress is how a work tells how far it is; cheap enough for every row.
type Progress struct{ done, total atomic.Int64 }

// Of says how much there is in all.
func (p *Progress) Of(total int64) { p.total.Store(total) }

// Step says that n more are done.
func (p *Progress) Step(n int64) { p.done.Add(n) }

// Run hands in a job for the actor of ctx and gives its id. It is durable when Run returns.
func (j *Jobs) Run(ctx context.Context, kind string, args any) (string, error) {
	if j.works[kind] == nil {
		return "", errors.New("job: nobody does " + kind)
	}
	b, err := json.Marshal(args)
	if err != nil {
		return "", err
	}
	one, now := id.New(), clock.Instant(clock.Now(ctx))
	err = j.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO job_progress (id, kind, args, state, attempt, cancelled, done, total, result, zh, en, made_at, made_by, beat_at, ended_at)
			VALUES ($1, $2, $3, 'waiting', 1, FALSE, 0, 0, '', '', '', $4, $5, $4, '')`, one, kind, string(b), now, access.From(ctx).ID)
		return err
	})
	if err != nil {
		return "", err
	}
	return one, j.order(ctx, one, 1)
}

const columns = "id, kind, state, done, total, result, zh, en, made_at, made_by, ended_at"

// Status tells how far a job is, to whoever started it and to those who see everything.
func (j *Jobs) Status(ctx context.Context, one string) (Status, error) {
	s, err := scan(j.d.Row(ctx, `SELECT `+columns+` FROM job_progress WHERE id = $1`, one))
	if errors.Is(err, sql.ErrNoRows) || err == nil && !mine(ctx, s) {
		return Status{}, fault.Missing("没有这项任务，或不是您发起的", "there is no such job, or it is not yours")
	}
	return s, err
}

// Recent gives the last jobs of the actor of ctx, newest first.
func (j *Jobs) Recent(ctx context.Context, limit int) ([]Status, error) {
	rows, err := j.d.Query(ctx, `SELECT `+columns+` FROM job_progress WHERE made_by = $1 ORDER BY made_at DESC, id DESC LIMIT `+strconv.Itoa(limit), access.From(ctx).ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Status
	for rows.Next() {
		s, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Cancel asks a job to stop; one not begun never begins, one under way ends within about a second. One that has ended
// stays as it is.
func (j *Jobs) Cancel(ctx context.Context, one string) error {
	if _, err := j.Status(ctx, one); err != nil {
		return err
	}
	now := clock.Instant(clock.Now(ctx))
	return j.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE job_progress SET cancelled = TRUE WHERE id = $1 AND state = 'running'`, one); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE job_progress SET state = 'cancelled', cancelled = TRUE, ended_at = $2 WHERE id = $1 AND state = 'waiting'`, one, now)
		return err
	})
}

func mine(ctx context.Context, s Status) bool {
	a := access.From(ctx)
	return a.All || a.Is(s.MadeBy)
}

func scan(row interface{ Scan(dest ...any) error }) (Status, error) {
	var s Status
	err := row.Scan(&s.ID, &s.Kind, &s.State, &s.Done, &s.Total, &s.Result, &s.Zh, &s.En, &s.MadeAt, &s.MadeBy, &s.EndedAt)
	return s, err
}
