package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/id"
	"shian/internal/kit/sheet"
)

// staging reads a sheet row by row.
type staging[T any, P Ptr[T]] struct {
	Import
	k        *Kind[T, P]
	ctx      context.Context
	f        *form.Fields // for the actor, bound to the row
	found    map[string]int
	header   int
	problems []sheet.Problem
	keys     map[string]string // of Refs: source and what the cell says → key; empty: unknown
	body     []byte            // the chunk being filled
	inBody   int
	chunk    int64
	wait     []waiting[T]   // rows to be compared with the others
	marks    map[uint64]int // of the rows accepted → their number
	progress func(rows int)
}

func (s *staging[T, P]) rows(r *sheet.Reader) error {
	for {
		row, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			if err := s.compareAll(); err != nil {
				return err
			}
			return s.flush()
		}
		if err != nil {
			return err
		}
		s.Total++
		if err := s.row(row, cells); err != nil {
			return err
		}
	}
}

func (s *staging[T, P]) row(row int, cells []string) error {
	t := new(T)
	s.f.Rebind(P(t))
	faults, err := s.read(cells)
	if err != nil {
		return err
	}
	m := P(t).Base()
	if !s.k.region {
		m.Region = access.From(s.ctx).Region
	}
	if len(faults) == 0 {
		faults, err = s.judge(t, false)
	}
	switch {
	case err != nil:
		return err
	case len(faults) > 0:
		s.Faulty++
		s.report(row, cells, faults)
		return nil
	}
	return s.settle(t, row, slices.Clone(cells))
}

// settle accepts a right row, once it is compared with the others where that is asked.
func (s *staging[T, P]) settle(t *T, row int, cells []string) error {
	if s.k.Marks == nil {
		return s.accept(t)
	}
	s.wait = append(s.wait, waiting[T]{t, row, cells})
	if len(s.wait) < stageRows {
		return nil
	}
	return s.compare()
}

func (s *staging[T, P]) compareAll() error {
	if len(s.wait) == 0 {
		return nil
	}
	return s.compare()
}

// accept puts a right row into the chunk.
func (s *staging[T, P]) accept(t *T) error {
	s.Valid++
	P(t).Base().ID = id.New()
	s.f.Rebind(P(t))
	s.f.For(nil, s.k.Name)
	s.body = append(s.k.AppendRecord(s.body, s.f, t), '\n')
	s.f.For(access.From(s.ctx), s.k.Name)
	if s.inBody++; s.inBody == stageRows {
		return s.flush()
	}
	return nil
}

// read takes the cells into the row; what a Ref cell says may be a key or the name of what it points at.
func (s *staging[T, P]) read(cells []string) ([]fault.Field, error) {
	cell := func(x *form.Field) string {
		if at, ok := s.found[x.Label]; ok && at < len(cells) {
			return cells[at]
		}
		return ""
	}
	values := map[string]string{}
	var lost []fault.Field
	for _, x := range s.f.InSheet() {
		v := cell(x)
		if x.Source != nil && v != "" {
			key, err := s.key(x, form.Clean(v, false))
			if err != nil {
				return nil, err
			}
			if key == "" {
				lost = append(lost, fault.Field{Name: x.Name, Label: x.Label, Zh: "找不到“" + v + "”，请按查询到的名称或代码填写", En: fmt.Sprintf("%q is not known; enter its exact name or code", v)})
			}
			v = key
		}
		values[x.Name] = v
	}
	faults := s.f.FromCells(func(name string) string { return values[name] })
	for _, l := range lost { // rather than that it is empty
		faults = deleteNamed(faults, l.Name)
	}
	return append(faults, lost...), nil
}

func deleteNamed(all []fault.Field, name string) []fault.Field {
	out := all[:0]
	for _, f := range all {
		if f.Name != name {
			out = append(out, f)
		}
	}
	return out
}

func (s *staging[T, P]) key(x *form.Field, v string) (string, error) {
	at := x.Source.Name() + "\x00" + v
	if key, known := s.keys[at]; known {
		return key, nil
	}
	names, err := x.Source.Label(s.ctx, []string{v})
	if err != nil {
		return "", err
	}
	key := ""
	if _, ok := names[v]; ok {
		key = v
	} else {
		choices, err := x.Source.Suggest(s.ctx, v, 10)
		if err != nil {
			return "", err
		}
		for _, c := range choices {
			if c.Label != v {
				continue
			}
			if key != "" { // two of the same name: only the code tells them apart
				key = ""
				break
			}
			key = c.Value
		}
	}
	if len(s.keys) > 50_000 {
		clear(s.keys)
	}
	s.keys[at] = key
	return key, nil
}

// judge asks what the fields alone cannot tell: the actor's area and the domain's own check.
func (s *staging[T, P]) judge(t *T, settled bool) ([]fault.Field, error) {
	var err error
	if s.k.Prepare != nil && !settled {
		if err = s.k.Prepare(s.ctx, t); err != nil {
			return faultsOf(err)
		}
	}
	if !access.From(s.ctx).Concerned().Sees(s.k.scopes(t)) {
		err = s.k.outside()
	} else if s.k.Check != nil {
		err = s.k.Check(s.ctx, s.k.d, nil, t)
	}
	return faultsOf(err)
}

func faultsOf(err error) ([]fault.Field, error) {
	var e *fault.Error
	switch {
	case err == nil:
		return nil, nil
	case !errors.As(err, &e) || e.Kind == fault.KindInternal:
		return nil, err
	case len(e.Fields) > 0:
		return e.Fields, nil
	}
	return []fault.Field{{Zh: e.Zh, En: e.En}}, nil
}

// report names the cells at fault.
func (s *staging[T, P]) report(row int, cells []string, faults []fault.Field) {
	for _, f := range faults {
		if len(s.problems) >= mostProblems {
			return
		}
		p := sheet.Problem{Row: row, Column: f.Label, Zh: f.Zh, En: f.En}
		if at, ok := s.found[f.Label]; ok {
			p.Col = at + 1
			if at < len(cells) {
				p.Value = first(cells[at], 80)
			}
		}
		s.problems = append(s.problems, p)
	}
}

func first(s string, n int) string {
	if rs := []rune(s); len(rs) > n {
		return string(rs[:n])
	}
	return s
}

// flush puts the chunk aside in a short transaction of its own.
func (s *staging[T, P]) flush() error {
	if s.inBody == 0 {
		return nil
	}
	body := strings.TrimSuffix(string(s.body), "\n")
	chunk := s.chunk
	s.body, s.inBody = s.body[:0], 0
	s.chunk++
	err := s.k.d.Write(s.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(s.ctx, `INSERT INTO record_stage (import, chunk, body) VALUES ($1, $2, $3)`, s.ID, chunk, body)
		return err
	})
	if err == nil && s.progress != nil {
		s.progress(int(s.Total))
	}
	return err
}

func (s *staging[T, P]) keep() error {
	return s.k.d.Write(s.ctx, func(tx *db.Tx) error {
		return db.InsertRows(s.ctx, tx, "record_import", strings.Split(importColumns, ", "), importTail, [][]any{s.values()})
	})
}

func (s *staging[T, P]) forget() error { return s.k.unstage(s.ctx, s.ID) }

func (k *Kind[T, P]) unstage(ctx context.Context, id string) error {
	return k.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM record_stage WHERE import = $1`, id)
		return err
	})
}
