package record

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/sheet"
)

const (
	partSize = 256 << 10   // bytes of an upload kept in one row
	stale    = time.Minute // a check that has not moved for so long was interrupted
)

// Receive keeps an uploaded sheet in the database, where every node finds it, and opens its import: Inspect checks it. The
// same file again from the same person gives the import it was, marked Again, unless that was refused or undone.
func (k *Kind[T, P]) Receive(ctx context.Context, name string, r io.Reader) (*Import, error) {
	if err := k.mayEdit(ctx); err != nil {
		return nil, err
	}
	i := k.newImport(ctx, File{Name: name})
	i.State = Checking
	hash := sha256.New()
	buffer := make([]byte, partSize)
	for part := int64(0); ; part++ {
		n, err := io.ReadFull(r, buffer)
		if n > 0 {
			hash.Write(buffer[:n])
			i.Size += int64(n)
			body := buffer[:n]
			if err := k.d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO record_upload (import, part, body) VALUES ($1, $2, $3)`, i.ID, part, body)
				return err
			}); err != nil {
				return nil, err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return nil, errors.Join(err, k.dropUpload(ctx, i.ID))
		}
	}
	i.Hash = hex.EncodeToString(hash.Sum(nil))
	if before, err := k.sameFile(ctx, i.Hash); err != nil || before != nil {
		return before, errors.Join(err, k.dropUpload(ctx, i.ID))
	}
	return &i, k.d.Write(ctx, func(tx *db.Tx) error {
		return db.InsertRows(ctx, tx, "record_import", strings.Split(importColumns, ", "), "", [][]any{i.values()})
	})
}

// Inspect checks a received sheet as Stage does, and keeps what is wrong with it for Problems and WriteMarked. A file that
// is no sheet is refused with the reason among the problems. While it runs, Total tells how far it is.
func (k *Kind[T, P]) Inspect(ctx context.Context, id string) (*Import, error) {
	i, err := k.Import(ctx, id)
	if err != nil || i.State != Checking {
		return i, err
	}
	if err := k.clearCheck(ctx, id); err != nil { // what an interrupted check left
		return nil, err
	}
	r, done, err := k.openUpload(ctx, i)
	if err == nil {
		defer done()
		var checked *Import
		i.State = Staged
		checked, _, err = k.stage(ctx, r, *i, func(rows int) { k.noteRows(ctx, id, rows) }, func(all []sheet.Problem) error { return k.keepProblems(ctx, id, all) })
		if err == nil {
			return checked, nil
		}
	}
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.KindInvalid {
		return nil, err
	}
	i.State = Checking
	return i, errors.Join(k.keepProblems(ctx, id, []sheet.Problem{{Zh: e.Zh, En: e.En}}), k.setState(ctx, i, Refused, Checking))
}

// Interrupted reports that a check began and nobody is at it any more: Inspect takes it up again.
func (i *Import) Interrupted(ctx context.Context) bool {
	at, err := clock.ParseInstant(i.ChangedAt)
	return i.State == Checking && err == nil && clock.Now(ctx).Sub(at) > stale
}

func (k *Kind[T, P]) noteRows(ctx context.Context, id string, rows int) {
	at := now(ctx)
	_ = k.d.Write(ctx, func(tx *db.Tx) error { // only to be looked at: a failure ends nothing
		_, err := tx.Exec(ctx, `UPDATE record_import SET total = $2, changed_at = $3 WHERE id = $1 AND state = 'checking'`, id, int64(rows), at)
		return err
	})
}

// openUpload copies the parts into a temporary file, since a workbook is read from its end.
func (k *Kind[T, P]) openUpload(ctx context.Context, i *Import) (*sheet.Reader, func(), error) {
	f, err := os.CreateTemp("", "shian-sheet-*")
	if err != nil {
		return nil, nil, err
	}
	remove := func() { _ = f.Close(); _ = os.Remove(f.Name()) }
	w := bufio.NewWriter(f)
	for part := int64(0); part*partSize < i.Size; part++ {
		var body []byte
		if err := k.d.Row(ctx, `SELECT body FROM record_upload WHERE import = $1 AND part = $2`, i.ID, part).Scan(&body); err != nil {
			remove()
			return nil, nil, err
		}
		_, _ = w.Write(body) // Flush tells
	}
	if err := w.Flush(); err != nil {
		remove()
		return nil, nil, err
	}
	r, err := sheet.Open(f, i.Size, i.File, sheet.Limits{})
	if err != nil {
		remove()
		return nil, nil, unreadable(err)
	}
	return r, func() { r.Close(); remove() }, nil
}

func (k *Kind[T, P]) keepProblems(ctx context.Context, id string, problems []sheet.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	rows := make([][]any, len(problems))
	for n, p := range problems {
		rows[n] = []any{id, int64(n), int64(p.Row), int64(p.Col), p.Column, p.Value, p.Zh, p.En, p.Warning}
	}
	return k.d.Write(ctx, func(tx *db.Tx) error {
		return db.InsertRows(ctx, tx, "record_problem", []string{"import", "n", "row", "col", "heading", "value", "zh", "en", "warning"}, "", rows)
	})
}

// NoteFailure keeps why a step of an import ended, after the problems of its rows.
func (k *Kind[T, P]) NoteFailure(ctx context.Context, id, zh, en string) error {
	return k.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM record_problem WHERE import = $1 AND n = $2`, id, int64(mostProblems)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO record_problem (import, n, row, col, heading, value, zh, en, warning) VALUES ($1, $2, 0, 0, '', '', $3, $4, FALSE)`,
			id, int64(mostProblems), zh, en)
		return err
	})
}

// Problems are what the check of a received sheet found, in the order of its rows.
func (k *Kind[T, P]) Problems(ctx context.Context, id string, limit int) ([]sheet.Problem, error) {
	if _, err := k.Import(ctx, id); err != nil {
		return nil, err
	}
	rows, err := k.d.Query(ctx, `SELECT row, col, heading, value, zh, en, warning FROM record_problem WHERE import = $1 ORDER BY n LIMIT $2`, id, int64(limit))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []sheet.Problem
	for rows.Next() {
		var p sheet.Problem
		if err := rows.Scan(&p.Row, &p.Col, &p.Column, &p.Value, &p.Zh, &p.En, &p.Warning); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// WriteMarked writes the received sheet back with the cells at fault in red and a column of reasons.
func (k *Kind[T, P]) WriteMarked(ctx context.Context, id string, w io.Writer) error {
	i, err := k.Import(ctx, id)
	if err != nil {
		return err
	}
	problems, err := k.Problems(ctx, id, mostProblems)
	if err != nil {
		return err
	}
	var n int
	if err := k.d.Row(ctx, `SELECT count(*) FROM record_upload WHERE import = $1`, id).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return fault.Missing("原表已不再保存，请重新上传", "the sheet is no longer kept; upload it again")
	}
	r, done, err := k.openUpload(ctx, i)
	if err != nil {
		return err
	}
	defer done()
	return sheet.Mark(r, problems, w)
}

func (k *Kind[T, P]) clearCheck(ctx context.Context, id string) error {
	return k.d.Write(ctx, func(tx *db.Tx) error {
		for _, text := range []string{`DELETE FROM record_stage WHERE import = $1`, `DELETE FROM record_problem WHERE import = $1`} {
			if _, err := tx.Exec(ctx, text, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *Kind[T, P]) dropUpload(ctx context.Context, id string) error {
	return k.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM record_upload WHERE import = $1`, id)
		return err
	})
}

// Forget removes uploaded sheets and their problems once the import is older than the days; the log of imports stays. Once
// a day, for the platform itself.
func Forget(ctx context.Context, d *db.DB, days int) error {
	if access.From(ctx) != access.System {
		return fault.Refused("只有系统自己清理导入文件", "only the platform itself removes uploaded sheets")
	}
	before := clock.Instant(clock.Now(ctx).AddDate(0, 0, -days))
	return d.Write(ctx, func(tx *db.Tx) error {
		for _, table := range []string{"record_upload", "record_problem"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE import IN (SELECT id FROM record_import WHERE made_at < $1)", before); err != nil {
				return err
			}
		}
		return nil
	})
}
