package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

var errCancelled = errors.New("job cancelled")

// order tells River that a row is to be worked on; telling it twice changes nothing.
func (j *Jobs) order(ctx context.Context, one string, attempt int64) error {
	if j.client == nil {
		return nil // Start takes up what waits
	}
	_, err := j.client.Insert(ctx, order{one, attempt}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true}})
	return err
}

type worker struct {
	river.WorkerDefaults[order]
	jobs *Jobs
}

// Work takes the row, does the work and writes down how it ended. Whatever happens, River has nothing to do again.
func (w *worker) Work(ctx context.Context, r *river.Job[order]) error {
	j, o := w.jobs, r.Args
	kind, args, maker, ok, err := j.take(ctx, o)
	if err != nil || !ok {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := &Progress{}
	beating := make(chan struct{})
	ended := make(chan struct{})
	go func() { defer close(ended); j.beat(ctx, cancel, o, p, beating) }()
	result, err := j.do(ctx, kind, maker, p, args)
	close(beating)
	<-ended
	if ctx.Err() != nil && !errors.Is(context.Cause(ctx), errCancelled) && err != nil {
		return nil // the node stops; another start takes it up
	}
	return j.end(context.WithoutCancel(ctx), o, p, result, err, errors.Is(context.Cause(ctx), errCancelled))
}

func (j *Jobs) do(ctx context.Context, kind, maker string, p *Progress, args json.RawMessage) (result any, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	work := j.works[kind]
	if work == nil {
		return nil, errors.New("nobody does " + kind)
	}
	actor := &access.Actor{ID: maker, Name: access.System.Name, Side: access.SideSystem, All: true, Lang: "zh"}
	if j.As != nil {
		if actor, err = j.As(ctx, maker); err != nil {
			return nil, err
		}
	}
	return work(access.With(ctx, actor), p, args)
}

// take claims the row for this start; false when it was cancelled, has ended, or belongs to a later start.
func (j *Jobs) take(ctx context.Context, o order) (kind string, args json.RawMessage, maker string, ok bool, err error) {
	err = j.d.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `UPDATE job_progress SET state = 'running', done = 0, total = 0, beat_at = $3
			WHERE id = $1 AND attempt = $2 AND state = 'waiting'`, o.ID, o.Attempt, clock.Instant(time.Now()))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		ok = n == 1
		if err != nil || !ok {
			return err
		}
		var text string
		err = tx.Row(ctx, `SELECT kind, args, made_by FROM job_progress WHERE id = $1`, o.ID).Scan(&kind, &text, &maker)
		args = json.RawMessage(text)
		return err
	})
	return kind, args, maker, ok, err
}

// beat writes signs of life and progress, and hears of a cancel.
func (j *Jobs) beat(ctx context.Context, cancel context.CancelCauseFunc, o order, p *Progress, until <-chan struct{}) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-until:
			return
		case <-tick.C:
		}
		var stop bool
		err := j.d.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE job_progress SET done = $3, total = $4, beat_at = $5 WHERE id = $1 AND attempt = $2 AND state = 'running'`,
				o.ID, o.Attempt, p.done.Load(), p.total.Load(), clock.Instant(time.Now())); err != nil {
				return err
			}
			var n int
			err := tx.Row(ctx, `SELECT count(*) FROM job_progress WHERE id = $1 AND attempt = $2 AND NOT cancelled`, o.ID, o.Attempt).Scan(&n)
			stop = n == 0
			return err
		})
		if err != nil {
			j.log.Warn("job progress not written", "job", o.ID, "error", err)
		}
		if stop && err == nil {
			cancel(errCancelled)
		}
	}
}

func (j *Jobs) end(ctx context.Context, o order, p *Progress, result any, failed error, cancelled bool) error {
	state, zh, en, text := Done, "", "", "null"
	switch {
	case failed != nil && cancelled:
		state = Cancelled
	case failed != nil:
		state = Failed
		f := fault.Of(failed)
		zh, en = f.Zh, f.En
		j.log.Error("job failed", "job", o.ID, "error", failed)
	default:
		b, err := json.Marshal(result)
		if err != nil {
			return err
		}
		text = string(b)
	}
	return j.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job_progress SET state = $3, done = $4, total = $5, result = $6, zh = $7, en = $8, ended_at = $9
			WHERE id = $1 AND attempt = $2 AND state = 'running'`, o.ID, o.Attempt, state, p.done.Load(), p.total.Load(), text, zh, en, clock.Instant(time.Now()))
		return err
	})
}

// sweep takes up, every few seconds, what a dead node left.
func (j *Jobs) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := j.revive(ctx, false); err != nil && ctx.Err() == nil {
			j.log.Warn("jobs not looked through", "error", err)
		}
	}
}

// revive begins again what runs without a sign of life (all of it, when everybody is dead), and orders what waits.
func (j *Jobs) revive(ctx context.Context, everybodyDead bool) error {
	dead := clock.Instant(time.Now().Add(-deadAfter))
	if everybodyDead {
		dead = "~"
	}
	now := clock.Instant(time.Now())
	err := j.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE job_progress SET state = 'failed', ended_at = $1, zh = $2, en = $3
			WHERE state = 'running' AND beat_at < $4 AND attempt >= $5`, now, "任务多次中断，已停止，请联系管理员", "the job was cut off several times and was given up; ask the administrator", dead, mostTries); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE job_progress SET state = CASE WHEN cancelled THEN 'cancelled' ELSE 'waiting' END, attempt = attempt + 1
			WHERE state = 'running' AND beat_at < $1`, dead)
		return err
	})
	if err != nil {
		return err
	}
	rows, err := j.d.Query(ctx, `SELECT id, attempt FROM job_progress WHERE state = 'waiting' ORDER BY made_at, id LIMIT 500`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var waiting []order
	for rows.Next() {
		var o order
		if err := rows.Scan(&o.ID, &o.Attempt); err != nil {
			return err
		}
		waiting = append(waiting, o)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, o := range waiting {
		if err := j.order(ctx, o.ID, o.Attempt); err != nil {
			return err
		}
	}
	return nil
}
