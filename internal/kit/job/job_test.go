package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/job"
)

func start(t *testing.T, d *db.DB, works map[string]job.Work) *job.Jobs {
	t.Helper()
	j := job.New(d, slog.New(slog.DiscardHandler))
	for kind, w := range works {
		j.On(kind, w)
	}
	if err := j.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := j.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return j
}

// wait gives the status once it has ended.
func wait(ctx context.Context, t *testing.T, j *job.Jobs, id string) job.Status {
	t.Helper()
	for range 600 {
		s, err := j.Status(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if s.Ended() {
			return s
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the job does not end")
	return job.Status{}
}

func TestAJobTellsHowItWent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := start(t, d, map[string]job.Work{
			"count": func(_ context.Context, p *job.Progress, args json.RawMessage) (any, error) {
				var n int64
				if err := json.Unmarshal(args, &n); err != nil {
					return nil, err
				}
				p.Of(n)
				for range n {
					p.Step(1)
				}
				return map[string]int64{"rows": n}, nil
			},
			"refuse": func(context.Context, *job.Progress, json.RawMessage) (any, error) {
				return nil, fault.Refused("表格有误，请改正", "the sheet is wrong; correct it")
			},
			"panic": func(context.Context, *job.Progress, json.RawMessage) (any, error) { panic("oh") },
		})
		ctx := access.With(t.Context(), &access.Actor{ID: "me"})
		ids := map[string]string{}
		for _, kind := range []string{"count", "refuse", "panic"} {
			id, err := j.Run(ctx, kind, 7)
			if err != nil {
				t.Fatal(err)
			}
			ids[kind] = id
		}
		if s := wait(ctx, t, j, ids["count"]); s.State != job.Done || s.Done != 7 || s.Total != 7 || s.Result != `{"rows":7}` || s.Percent() != 100 {
			t.Errorf("%+v", s)
		}
		if s := wait(ctx, t, j, ids["refuse"]); s.State != job.Failed || s.Zh != "表格有误，请改正" {
			t.Errorf("%+v", s)
		}
		if s := wait(ctx, t, j, ids["panic"]); s.State != job.Failed || s.Zh == "" {
			t.Errorf("%+v", s)
		}
		if _, err := j.Status(access.With(t.Context(), &access.Actor{ID: "other"}), ids["count"]); !fault.Is(err, fault.KindMissing) {
			t.Errorf("somebody else saw it: %v", err)
		}
		if all, err := j.Recent(ctx, 10); err != nil || len(all) != 3 {
			t.Errorf("%v, %v", all, err)
		}
		if _, err := j.Run(ctx, "unknown", nil); err == nil {
			t.Error("a job nobody does was taken")
		}
	}, job.Schema)
}

func TestAJobCanBeStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan struct{}, 1)
		j := start(t, d, map[string]job.Work{"endless": func(ctx context.Context, _ *job.Progress, _ json.RawMessage) (any, error) {
			begun <- struct{}{}
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		ctx := access.With(t.Context(), &access.Actor{ID: "me"})
		id, err := j.Run(ctx, "endless", nil)
		if err != nil {
			t.Fatal(err)
		}
		<-begun
		if err := j.Cancel(access.With(t.Context(), access.Nobody), id); !fault.Is(err, fault.KindMissing) {
			t.Errorf("somebody else stopped it: %v", err)
		}
		if err := j.Cancel(ctx, id); err != nil {
			t.Fatal(err)
		}
		if s := wait(ctx, t, j, id); s.State != job.Cancelled {
			t.Errorf("%+v", s)
		}
	}, job.Schema)
}

func TestAJobRunsAsThePersonWhoStartedIt(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, job.Schema)
	j := job.New(d, slog.New(slog.DiscardHandler))
	j.As = func(_ context.Context, account string) (*access.Actor, error) {
		return &access.Actor{ID: account, Rights: []access.Right{"sampling.import"}}, nil
	}
	j.On("who", func(ctx context.Context, _ *job.Progress, _ json.RawMessage) (any, error) {
		a := access.From(ctx)
		return []any{a.ID, a.All, a.May("sampling.import"), a.May("sampling.publish")}, nil
	})
	if err := j.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx := access.With(t.Context(), &access.Actor{ID: "me"})
	id, err := j.Run(ctx, "who", nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := wait(ctx, t, j, id); s.Result != `["me",false,true,false]` {
		t.Errorf("%+v", s)
	}
	if err := j.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// A node that stops in the middle leaves the job to the next one; so does one that never had the chance to say so.
func TestAJobSurvivesARestart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan struct{}, 1)
		first := job.New(d, slog.New(slog.DiscardHandler))
		first.On("import", func(ctx context.Context, _ *job.Progress, _ json.RawMessage) (any, error) {
			begun <- struct{}{}
			<-ctx.Done()
			return nil, errors.New("cut off")
		})
		if err := first.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx := access.With(t.Context(), &access.Actor{ID: "me"})
		id, err := first.Run(ctx, "import", nil)
		if err != nil {
			t.Fatal(err)
		}
		<-begun
		if err := first.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s, err := first.Status(ctx, id); err != nil || s.State != job.Running {
			t.Fatalf("%+v, %v; it must look as a crash leaves it", s, err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error { // its last sign of life is long ago
			_, err := tx.Exec(ctx, `UPDATE job_progress SET beat_at = '2025-01-01T00:00:00.000Z'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		second := start(t, d, map[string]job.Work{"import": func(context.Context, *job.Progress, json.RawMessage) (any, error) { return "whole", nil }})
		if s := wait(ctx, t, second, id); s.State != job.Done || s.Result != `"whole"` {
			t.Errorf("%+v", s)
		}
	}, job.Schema)
}
