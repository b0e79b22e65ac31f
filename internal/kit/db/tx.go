package db

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
)

// A Tx is the transaction a Write closure works in.
type Tx struct {
	w       *writer
	pending *pending
}

// Dialect names the engine.
func (t *Tx) Dialect() Dialect { return t.w.db.Dialect }

// Exec changes rows.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if t.w.db.Dialect == Postgres {
		return t.w.conn.ExecContext(ctx, query, args...)
	}
	st, err := t.w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

// Query reads rows as the transaction sees them; close them before the next statement.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if t.w.db.Dialect == Postgres {
		return t.w.conn.QueryContext(ctx, query, args...)
	}
	st, err := t.w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// Row reads one row as the transaction sees it.
func (t *Tx) Row(ctx context.Context, query string, args ...any) *sql.Row {
	return t.w.conn.QueryRowContext(ctx, query, args...)
}

const keptStatements = 400

func (w *writer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := w.stmts[query]; ok {
		return st, nil
	}
	if len(w.stmts) >= keptStatements {
		for q, st := range w.stmts {
			_ = st.Close()
			delete(w.stmts, q)
			break
		}
	}
	st, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.stmts[query] = st
	return st, nil
}

// A Batch is a table that rows are appended to at the end of a group commit, many in one statement.
// Nothing inside the transaction sees them before the commit.
type Batch struct {
	Table   string
	Columns []string
	Tail    string                     // ON CONFLICT …, or empty
	Merge   func(rows [][]any) [][]any // folds rows of one group, and orders them so that nobody deadlocks; may be nil
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

func (p *pending) flush(ctx context.Context, tx *Tx) error {
	slices.SortFunc(p.order, func(a, b *Batch) int { return strings.Compare(a.Table, b.Table) })
	for _, b := range p.order {
		rows := p.rows[b]
		if b.Merge != nil {
			rows = b.Merge(rows)
		}
		if err := InsertRows(ctx, tx, b.Table, b.Columns, b.Tail, rows); err != nil {
			return err
		}
	}
	return nil
}

// InsertRows writes many rows in few statements: sizes go down by powers of two, so that statement texts repeat.
func InsertRows(ctx context.Context, q Querier, table string, columns []string, tail string, rows [][]any) error {
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
		if _, err := q.Exec(ctx, insertText(table, columns, tail, n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func insertText(table string, columns []string, tail string, n int) string {
	var s strings.Builder
	s.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
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

// In writes "IN ($3, $4)" for n values starting at parameter from; for none it writes a list that matches nothing.
func In(from, n int) string {
	if n == 0 {
		return "IN (NULL)"
	}
	var s strings.Builder
	s.WriteString("IN (")
	for i := range n {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString("$" + strconv.Itoa(from+i))
	}
	return s.String() + ")"
}

// Args turns values into parameters.
func Args[T any](vs []T) []any {
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = v
	}
	return out
}
