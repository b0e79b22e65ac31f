package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Batch is a table that rows are appended to at the end of a group commit, many in one statement.
// Nothing inside the transaction sees them before the commit.
type Batch struct {
	Table   string
	Columns []string
	Tail    string                     // ON CONFLICT …, or empty
	Merge   func(rows [][]any) [][]any // folds rows of one group, and orders them so that nobody deadlocks; may be nil
	// Write puts the rows down instead of an INSERT, where one statement cannot say it; Table then only gives the order.
	Write func(ctx context.Context, tx *Tx, rows [][]any) error
}

// Append adds a row to the batch when the transaction commits.
func (t *Tx) Append(b *Batch, row ...any) {
	if t.pending.rows[b] == nil {
		t.pending.order = append(t.pending.order, b)
	}
	t.pending.rows[b] = append(t.pending.rows[b], row)
}

type pending struct {
	order []*Batch
	rows  map[*Batch][][]any
}

func newPending() *pending { return &pending{rows: map[*Batch][][]any{}} }

func (p *pending) take(q *pending) {
	for _, b := range q.order {
		if p.rows[b] == nil {
			p.order = append(p.order, b)
		}
		p.rows[b] = append(p.rows[b], q.rows[b]...)
	}
}

func (p *pending) flush(ctx context.Context, tx *Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic while appending rows: %v", r)
		}
	}()
	slices.SortFunc(p.order, func(a, b *Batch) int { return strings.Compare(a.Table, b.Table) })
	for _, b := range p.order {
		rows := p.rows[b]
		if b.Merge != nil {
			rows = b.Merge(rows)
		}
		if b.Write != nil {
			if err := b.Write(ctx, tx, rows); err != nil {
				return err
			}
			continue
		}
		if err := InsertRows(ctx, tx, b.Table, b.Columns, b.Tail, rows); err != nil {
			return err
		}
	}
	return nil
}

// InsertRows writes many rows in few statements: sizes go down by powers of two, so that statement texts repeat.
func InsertRows(ctx context.Context, q Querier, table string, columns []string, tail string, rows [][]any) error {
	tx, ok := q.(*Tx)
	lite := ok && tx.Dialect() == SQLite
	n := 256
	for n*len(columns) > 8000 {
		n /= 2
	}
	for len(rows) > 0 {
		for n > len(rows) {
			n /= 2
		}
		args := make([]any, 0, n*len(columns))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := q.Exec(ctx, insertText(table, columns, tail, n, lite), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// insertText writes the statement for n rows. To SQLite $1 is a name that binding looks up in a list, so that a thousand
// of them cost a million steps; a nameless ? is bound by its place. And SQLite need not copy every page it touches so as to
// be able to undo the statement alone: where one fails, the whole closure is undone.
func insertText(table string, columns []string, tail string, n int, lite bool) string {
	var s strings.Builder
	s.WriteString("INSERT ")
	if lite {
		s.WriteString("OR FAIL ")
	}
	s.WriteString("INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	k := 0
	for i := range n {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteByte('(')
		for j := range columns {
			if j > 0 {
				s.WriteByte(',')
			}
			if lite {
				s.WriteByte('?')
				continue
			}
			k++
			s.WriteByte('$')
			s.WriteString(strconv.Itoa(k))
		}
		s.WriteByte(')')
	}
	if tail != "" {
		s.WriteString(" " + tail)
	}
	return s.String()
}
