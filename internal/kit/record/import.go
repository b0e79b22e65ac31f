package record

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/id"
	"shian/internal/kit/sheet"
)

// The states of an import. An import that was interrupted is storing or undoing and goes on where it stopped when asked
// again.
const (
	Checking = "checking" // received; the rows are being looked at
	Staged   = "staged"   // checked; the valid rows wait to be stored
	Storing  = "storing"  // some rows are stored
	Stored   = "stored"
	Refused  = "refused" // the headings are wrong or no row is valid; nothing was stored
	Undoing  = "undoing"
	Undone   = "undone" // its records were cancelled
)

// An Import is one sheet that somebody brought.
type Import struct {
	ID, Kind, File, Hash         string
	Size                         int64 // bytes
	State                        string
	Total, Valid, Faulty, Stored int64 // rows
	MadeAt, MadeBy, ChangedAt    string
	Again                        bool // the same file came before: this is that import, nothing was read
}

// A File is what a sheet was read from.
type File struct {
	Name, Hash string // Hash: see Hash
	Size       int64  // bytes
}

// Hash is the SHA-256 of a file in hex, by which it is known again.
func Hash(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

const (
	stageRows    = 500  // rows in one chunk of the stage
	importRows   = 120  // records stored in one transaction, short enough for others to come between
	mostProblems = 1000 // kept; more are only counted in Faulty

	settledFor = 30 * time.Minute // after which rows put aside are judged again before they are stored
)

// Stage checks every row of a sheet and keeps the valid ones aside; no record is made. The problems say what is wrong by
// cell (sheet.Mark draws them). The same file again gives the import it was, marked Again, unless that was refused or
// undone.
func (k *Kind[T, P]) Stage(ctx context.Context, r *sheet.Reader, file File) (*Import, []sheet.Problem, error) {
	if err := k.mayEdit(ctx); err != nil {
		return nil, nil, err
	}
	if before, err := k.sameFile(ctx, file.Hash); err != nil || before != nil {
		return before, nil, err
	}
	i := k.newImport(ctx, file)
	i.State = Staged
	return k.stage(ctx, r, i, nil, nil)
}

func (k *Kind[T, P]) newImport(ctx context.Context, file File) Import {
	return Import{ID: id.New(), Kind: k.Name, File: form.Clean(file.Name, false), Hash: file.Hash, Size: file.Size,
		MadeAt: now(ctx), MadeBy: access.From(ctx).ID, ChangedAt: now(ctx)}
}

func (k *Kind[T, P]) stage(ctx context.Context, r *sheet.Reader, i Import, progress func(rows int), first func([]sheet.Problem) error) (*Import, []sheet.Problem, error) {
	s := &staging[T, P]{k: k, ctx: ctx, f: form.Bind(P(new(T))).For(access.From(ctx), k.Name), keys: map[string]string{}, marks: map[uint64]int{}, Import: i, progress: progress}
	columns, rows := s.f.SheetColumns(), s.rows
	if k.Intake != nil {
		in := k.Intake()
		columns, rows = in.Columns(), func(r *sheet.Reader) error { return s.take(r, in) }
	}
	header, found, problems, err := sheet.ReadHeader(r, columns)
	s.header, s.found, s.problems = header, found, problems
	switch {
	case err != nil:
		return nil, nil, unreadable(err)
	case wrong(problems):
		s.State = Refused
	default:
		if err := rows(r); err != nil {
			return nil, nil, errors.Join(unreadable(err), s.forget())
		}
		s.problems = append(s.problems, r.Problems()...)
		if s.Valid == 0 {
			s.State = Refused
		}
	}
	slices.SortStableFunc(s.problems, func(a, b sheet.Problem) int { return a.Row - b.Row })
	if first != nil { // whoever sees the import checked finds what is wrong with it
		if err := first(s.problems); err != nil {
			return nil, nil, err
		}
	}
	err = s.keep()
	return &s.Import, s.problems, err
}

// unreadable turns what sheet says of a file as a whole into a fault.
func unreadable(err error) error {
	var e *sheet.Error
	if !errors.As(err, &e) {
		return err
	}
	return &fault.Error{Kind: fault.KindInvalid, Zh: e.Zh, En: e.En, Cause: err}
}

func wrong(problems []sheet.Problem) bool {
	for _, p := range problems {
		if !p.Warning {
			return true
		}
	}
	return false
}

const importColumns = `id, kind, file, hash, size, state, total, valid, faulty, stored, made_at, made_by, changed_at`

// importTail puts the outcome of the check where the import was received.
const importTail = `ON CONFLICT (id) DO UPDATE SET state = excluded.state, total = excluded.total, valid = excluded.valid, faulty = excluded.faulty, changed_at = excluded.changed_at`

func (i *Import) pointers() []any {
	return []any{&i.ID, &i.Kind, &i.File, &i.Hash, &i.Size, &i.State, &i.Total, &i.Valid, &i.Faulty, &i.Stored, &i.MadeAt, &i.MadeBy, &i.ChangedAt}
}

func (i *Import) values() []any {
	return []any{i.ID, i.Kind, i.File, i.Hash, i.Size, i.State, i.Total, i.Valid, i.Faulty, i.Stored, i.MadeAt, i.MadeBy, i.ChangedAt}
}

// sameFile finds the import that the actor made of the same file. Another person's is no answer: its rows may have been refused
// to them and be the actor's to store. Rows that are on file already are refused by their marks.
func (k *Kind[T, P]) sameFile(ctx context.Context, hash string) (*Import, error) {
	if hash == "" {
		return nil, nil
	}
	i := &Import{Again: true}
	err := k.d.Row(ctx, `SELECT `+importColumns+` FROM record_import WHERE kind = $1 AND hash = $2 AND made_by = $3 AND state IN ('checking', 'staged', 'storing', 'stored', 'undoing')
		ORDER BY made_at LIMIT 1`, k.Name, hash, access.From(ctx).ID).Scan(i.pointers()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return i, err
}

// Import reads one import that the actor made, or any for an actor who sees everything.
func (k *Kind[T, P]) Import(ctx context.Context, id string) (*Import, error) {
	if err := k.mayEdit(ctx); err != nil {
		return nil, err
	}
	i, a := &Import{}, access.From(ctx)
	err := k.d.Row(ctx, `SELECT `+importColumns+` FROM record_import WHERE kind = $1 AND id = $2`, k.Name, id).Scan(i.pointers()...)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !a.All && !a.Is(i.MadeBy) {
		return nil, fault.Missing("没有这次导入，请在导入记录中查找", "there is no such import; look in the list of imports")
	}
	return i, err
}

// Imports lists the newest imports that the actor made, or all for an actor who sees everything.
func (k *Kind[T, P]) Imports(ctx context.Context, limit int) ([]Import, error) {
	if err := k.mayEdit(ctx); err != nil {
		return nil, err
	}
	a := access.From(ctx)
	rows, err := k.d.Query(ctx, `SELECT `+importColumns+` FROM record_import WHERE kind = $1 AND ($2 OR made_by = $3)
		ORDER BY made_at DESC, id DESC LIMIT $4`, k.Name, a.All, a.ID, min(max(limit, 1), mostRows))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Import
	for rows.Next() {
		var i Import
		if err := rows.Scan(i.pointers()...); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

// setState moves an import on from one of the states, if it still is there.
func (k *Kind[T, P]) setState(ctx context.Context, i *Import, to string, from ...string) error {
	at := now(ctx)
	err := k.d.Write(ctx, func(tx *db.Tx) error {
		args := append([]any{i.ID, to, at}, db.Args(from)...)
		res, err := tx.Exec(ctx, `UPDATE record_import SET state = $2, changed_at = $3 WHERE id = $1 AND state `+db.In(4, len(from)), args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.Refused("这次导入的状态是“"+StateName(i.State)+"”，不能这样操作", "this import is "+i.State+", which does not allow it"))
		}
		return nil
	})
	if err == nil {
		i.State, i.ChangedAt = to, at
	}
	return err
}

// StateName is what a state is called, in Chinese of the code.
func StateName(s string) string {
	names := strings.NewReplacer(Checking, "校验中", Staged, "待入库", Storing, "入库中", Stored, "已入库", Refused, "未通过", Undoing, "撤销中", Undone, "已撤销")
	return names.Replace(s)
}
