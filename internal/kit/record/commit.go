package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// Commit stores the valid rows of a staged import in short transactions, so that others' writes come between. With faulty
// rows it is refused unless validOnly. Interrupted, it goes on after the last row stored when asked again. progress may
// be nil.
func (k *Kind[T, P]) Commit(ctx context.Context, id string, validOnly bool, progress func(done, of int)) (*Import, error) {
	i, err := k.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	if i.State == Stored {
		i.Again = true
		return i, nil
	}
	if i.Faulty > 0 && !validOnly {
		return i, fault.Refused(fmt.Sprintf("有 %d 行未通过检查，请改正后重新上传，或选择只导入有效的行", i.Faulty),
			fmt.Sprintf("%d rows did not pass; correct them and upload again, or import the valid rows only", i.Faulty))
	}
	if err := k.setState(ctx, i, Storing, Staged, Storing); err != nil {
		return i, err
	}
	chunks, err := k.chunks(ctx, id)
	if err != nil {
		return i, err
	}
	ahead, stop := context.WithCancel(ctx)
	defer stop()
	for p := range k.ready(ahead, i, chunks) {
		if p.err != nil {
			return i, p.err
		}
		if err := k.storePart(ctx, i, p); err != nil {
			return i, err
		}
		if progress != nil {
			progress(int(i.Stored), int(i.Valid))
		}
	}
	if err := ctx.Err(); err != nil {
		return i, err
	}
	if err := k.setState(ctx, i, Stored, Storing); err != nil {
		return i, err
	}
	return i, k.unstage(ctx, id)
}

func (k *Kind[T, P]) chunks(ctx context.Context, id string) (int, error) {
	var n int
	err := k.d.Row(ctx, `SELECT count(*) FROM record_stage WHERE import = $1`, id).Scan(&n)
	return n, err
}

func (k *Kind[T, P]) staged(ctx context.Context, id string, chunk int) ([]string, error) {
	var body string
	err := k.d.Row(ctx, `SELECT body FROM record_stage WHERE import = $1 AND chunk = $2`, id, chunk).Scan(&body)
	return strings.Split(body, "\n"), err
}

var importRow = &db.Batch{Table: "record_import_row", Columns: []string{"import", "record", "version"}}

// A readyPart is some records of an import made ready to be stored together, or why they could not be.
type readyPart[T any] struct {
	records []*T
	made    []*creation[T]
	err     error
}

// ready makes the parts that are not stored yet ready one after the other, the next while the one before is being written.
func (k *Kind[T, P]) ready(ctx context.Context, i *Import, chunks int) <-chan readyPart[T] {
	id, stored, settled := i.ID, i.Stored, i.settled(ctx)
	out := make(chan readyPart[T], 1)
	give := func(p readyPart[T]) bool {
		select {
		case out <- p:
			return p.err == nil
		case <-ctx.Done():
			return false
		}
	}
	go func() {
		defer close(out)
		for chunk := int(stored / stageRows); chunk < chunks; chunk++ {
			lines, err := k.staged(ctx, id, chunk)
			if err != nil {
				give(readyPart[T]{err: err})
				return
			}
			if chunk == int(stored/stageRows) { // some of it was stored before an interruption
				lines = lines[min(int64(len(lines)), stored%stageRows):]
			}
			for part := range slices.Chunk(lines, importRows) {
				if !give(k.readyPart(ctx, part, settled)) {
					return
				}
			}
		}
	}()
	return out
}

// settled reports that the check is so recent that nothing it rests on (limits, files of businesses) is looked at again.
func (i *Import) settled(ctx context.Context) bool {
	at, err := clock.ParseInstant(i.MadeAt)
	return err == nil && clock.Now(ctx).Sub(at) < settledFor
}

func (k *Kind[T, P]) readyPart(ctx context.Context, lines []string, settled bool) readyPart[T] {
	p := readyPart[T]{records: make([]*T, len(lines)), made: make([]*creation[T], len(lines))}
	if p.err = k.mayEdit(ctx); p.err != nil {
		return p
	}
	f := form.Bind(P(new(T))) // its own: what is trusted goes back to no pool
	for n, line := range lines {
		t := new(T)
		p.records[n] = t
		f.Rebind(P(t))
		if p.made[n], p.err = k.restore(ctx, f.For(nil, k.Name).Trusted(), t, line, settled); p.err != nil {
			return p
		}
	}
	return p
}

// restore reads a staged record back through f, which is bound to it. One that is settled was judged when it was put aside; only whether the actor may
// still see it is asked again.
func (k *Kind[T, P]) restore(ctx context.Context, f *form.Fields, t *T, line string, settled bool) (*creation[T], error) {
	d := &Draft{Meta: P(t).Base(), Fields: f}
	if err := d.ReadJSON([]byte(line)); err != nil {
		return nil, err
	}
	if !settled {
		return k.settleNew(ctx, t)
	}
	return k.creation(ctx, f, t)
}

// storePart makes the records of a part and notes how far the import is, all at once.
func (k *Kind[T, P]) storePart(ctx context.Context, i *Import, p readyPart[T]) error {
	stored := i.Stored + int64(len(p.records))
	at := now(ctx)
	err := k.d.WriteLong(ctx, func(tx *db.Tx) error {
		if err := k.insertMany(ctx, tx, p.made); err != nil {
			return err
		}
		for _, t := range p.records {
			tx.Append(importRow, i.ID, P(t).Base().ID, int64(1))
		}
		res, err := tx.Exec(ctx, `UPDATE record_import SET stored = $2, changed_at = $3 WHERE id = $1 AND state = 'storing' AND stored = $4`, i.ID, stored, at, i.Stored)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 { // undone meanwhile, or somebody else goes on with it
			return errors.Join(err, fault.Refused("这次导入已由他人继续或撤销，请刷新页面查看", "somebody else went on with this import or undid it; reload the page"))
		}
		return nil
	})
	if err == nil {
		i.Stored = stored
	}
	return err
}
