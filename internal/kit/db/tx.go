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
	changed bool  // something but a SELECT was run
}

// Dialect names the engine.
func (t *Tx) Dialect() Dialect { return t.w.db.Dialect }

// Exec changes rows.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if t.failed != nil {
		return nil, t.failed
	}
	t.changed = true
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
	t.note(query)
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
	t.note(query)
	if st, err := t.w.prepared(ctx, query); err == nil && st != nil {
		return st.QueryRowContext(context.WithoutCancel(ctx), args...)
	}
	return t.w.conn.QueryRowContext(context.WithoutCancel(ctx), query, args...)
}

// note marks that the query may have changed rows (UPDATE … RETURNING).
func (t *Tx) note(query string) { t.changed = t.changed || !strings.HasPrefix(query, "SELECT ") }

// harmless reports that a closure which ended in err left nothing to undo, so that its neighbours can go on: it only read,
// and it is not the engine that failed. PostgreSQL breaks off the transaction even over a SELECT.
func (t *Tx) harmless(err error) bool {
	return t.w.db.Dialect == SQLite && !t.changed && t.failed == nil && sqliteCode(err) == 0
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
	st, err := w.conn.PrepareContext(context.WithoutCancel(ctx), nameless(query))
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, query)
	}
	w.stmts[query] = st
	return st, nil
}

// nameless writes $1, $2, … as ? where they stand in this order, each once: SQLite takes $1 for a name, which is looked up
// in a list whenever a value is bound.
func nameless(query string) string {
	whole, quotes := query, 0
	var s strings.Builder
	for n := 1; ; n++ {
		at := strings.IndexByte(query, '$')
		if at < 0 {
			s.WriteString(query)
			return s.String()
		}
		rest, next := strings.CutPrefix(query[at+1:], strconv.Itoa(n))
		quotes += strings.Count(query[:at], "'")
		if !next || quotes%2 == 1 || rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return whole
		}
		s.WriteString(query[:at])
		s.WriteByte('?')
		query = rest
	}
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
