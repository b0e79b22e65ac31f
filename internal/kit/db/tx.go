package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// A Tx is the transaction a Write closure works in. After a statement failed nothing more can be done with it but to
// return: to try something and go on, say it in SQL (ON CONFLICT DO NOTHING, and count the rows).
//
// Cancelling ctx does not break off a statement: it would take along the closures that share the transaction.
type Tx struct {
	w       *writer
	pending *pending
	failed  error // of the first statement that failed
}

// Dialect names the engine.
func (t *Tx) Dialect() Dialect { return t.w.db.Dialect }

// Exec changes rows.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if t.failed != nil {
		return nil, t.failed
	}
	st, err := t.w.prepared(ctx, query)
	var res sql.Result
	switch {
	case err != nil:
	case st == nil:
		res, err = t.w.conn.ExecContext(context.WithoutCancel(ctx), query, args...)
	default:
		res, err = st.ExecContext(context.WithoutCancel(ctx), args...)
	}
	t.failed = err
	return res, err
}

// Query reads rows as the transaction sees them; close them before the next statement.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if t.failed != nil {
		return nil, t.failed
	}
	st, err := t.w.prepared(ctx, query)
	var rows *sql.Rows
	switch {
	case err != nil:
	case st == nil:
		rows, err = t.w.conn.QueryContext(context.WithoutCancel(ctx), query, args...)
	default:
		rows, err = st.QueryContext(context.WithoutCancel(ctx), args...)
	}
	t.failed = err
	return rows, err
}

// Row reads one row as the transaction sees it.
func (t *Tx) Row(ctx context.Context, query string, args ...any) *sql.Row {
	if st, err := t.w.prepared(ctx, query); err == nil && st != nil {
		return st.QueryRowContext(context.WithoutCancel(ctx), args...)
	}
	return t.w.conn.QueryRowContext(context.WithoutCancel(ctx), query, args...)
}

const keptStatements = 400

// prepared keeps the statements of SQLite; pgx keeps those of PostgreSQL by itself (nil).
func (w *writer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if w.db.Dialect == Postgres {
		return nil, nil
	}
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
	st, err := w.conn.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, query)
	}
	w.stmts[query] = st
	return st, nil
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
