package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"

	"shian/internal/kit/fault"
	"shian/internal/kit/job"
	"shian/internal/kit/record"
)

// A task is one step of an import that takes its time.
type task struct {
	Kind   string `json:"kind"`
	Import string `json:"import"`
	Step   string `json:"step"` // inspect, commit or undo
	Valid  bool   `json:"valid,omitempty"`
}

const jobKind = "desk.import"

const mostAtOnce = 2 // imports under way on one node, where no jobs are given

// Jobs lets imports run as jobs: taken up again after a crash, spread over the nodes. Without it they run beside the
// requests of this node. Before Start of the jobs.
func (d *Desk) Jobs(j *job.Jobs) {
	d.jobs = j
	j.On(jobKind, func(ctx context.Context, p *job.Progress, args json.RawMessage) (any, error) {
		var t task
		if err := json.Unmarshal(args, &t); err != nil {
			return nil, err
		}
		return nil, d.do(ctx, t)
	})
}

// begin starts a step and returns at once; the import tells how far it is.
func (d *Desk) begin(ctx context.Context, t task) error {
	if d.jobs != nil {
		_, err := d.jobs.Run(ctx, jobKind, t)
		return err
	}
	ctx = context.WithoutCancel(ctx)
	go func() {
		d.slots <- struct{}{}
		defer func() { <-d.slots }()
		if err := d.safely(ctx, t); err != nil {
			slog.ErrorContext(ctx, "import not finished", "import", t.Import, "step", t.Step, "error", err)
		}
	}()
	return nil
}

// safely is do whose panic ends one import and not the program.
func (d *Desk) safely(ctx context.Context, t task) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return d.do(ctx, t)
}

// do does one step. What people can mend is kept with the import and is no failure of ours.
func (d *Desk) do(ctx context.Context, t task) error {
	k, err := record.Of(d.Kinds(), t.Kind)
	if err != nil {
		return err
	}
	switch t.Step {
	case "inspect":
		_, err = k.Inspect(ctx, t.Import)
	case "commit":
		_, err = k.Commit(ctx, t.Import, t.Valid, nil)
	case "undo":
		_, err = k.Undo(ctx, t.Import, nil)
	}
	if err == nil {
		return nil
	}
	f := fault.Of(err)
	if failed := k.NoteFailure(ctx, t.Import, f.Zh, f.En); failed != nil {
		return failed
	}
	if f.Kind == fault.KindInternal {
		return err
	}
	return nil
}
