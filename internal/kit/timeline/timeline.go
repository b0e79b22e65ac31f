// Package timeline tells what happened to a business: a line for each licence, inspection, sample, penalty … that any
// domain writes in the transaction that makes it true, seen by those whom the line concerns.
package timeline

import (
	"context"
	"embed"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of lines.
var Schema = db.Schema{Name: "timeline", Files: migrations}

// A Line is one thing that happened.
type Line struct {
	Operator string // the business
	Day      string // on which it happened, 2006-01-02
	Kind     string // of the record behind it
	Record   string
	Zh, En   string         // one sentence
	Tone     string         // ok, late, near or empty
	Public   bool           // everybody sees it
	Scopes   []access.Scope // who sees it when it is not public
	At       string         // where it stands, for Of; set when read
}

var lines = &db.Batch{Table: "timeline_line", Write: write}

var columns = []string{"id", "operator", "day", "kind", "record", "zh", "en", "tone", "public", "scopes"}

// Add writes the line when the transaction commits.
func Add(_ context.Context, tx *db.Tx, l Line) error {
	tx.Append(lines, id.New(), l)
	return nil
}

// A move joins the line of one business to that of another.
type move struct{ from, to string }

// Move gives all lines of a business to the one it is merged into.
func Move(_ context.Context, tx *db.Tx, from, to string) error {
	tx.Append(lines, "", move{from, to})
	return nil
}

func write(ctx context.Context, tx *db.Tx, group [][]any) error {
	out := make([][]any, 0, len(group))
	for _, r := range group {
		switch x := r[1].(type) {
		case Line:
			out = append(out, []any{r[0], x.Operator, x.Day, x.Kind, x.Record, x.Zh, x.En, x.Tone, x.Public, join(x.Scopes)})
		case move:
			for _, line := range out { // not yet written, so the statement below does not meet them
				if line[1] == x.from {
					line[1] = x.to
					line[9] = strings.ReplaceAll(line[9].(string), string(access.Operator(x.from)), string(access.Operator(x.to)))
				}
			}
			// who is of the business sees its lines under the new name
			if _, err := tx.Exec(ctx, `UPDATE timeline_line SET operator = $1, scopes = replace(scopes, $3, $4) WHERE operator = $2`,
				x.to, x.from, string(access.Operator(x.from)), string(access.Operator(x.to))); err != nil {
				return err
			}
		}
	}
	return db.InsertRows(ctx, tx, "timeline_line", columns, "", out)
}

// Of gives the lines of a business that the actor may see, newest first, beyond the line standing at `after` (empty: from
// the newest), at most limit. Fewer than limit: there are no more.
func Of(ctx context.Context, q db.Querier, a *access.Actor, operator, after string, limit int) ([]Line, error) {
	return Find(ctx, q, a, Query{Operator: operator, After: after, Limit: limit})
}

// A Query says which lines are wanted, as Of does; with Tone only those of that tone.
type Query struct {
	Operator, Tone, After string
	Limit                 int
}

// Find is Of for a Query.
func Find(ctx context.Context, q db.Querier, a *access.Actor, want Query) ([]Line, error) {
	day, last, _ := strings.Cut(want.After, " ")
	if want.After == "" {
		day = "~" // after every day
	}
	limit := want.Limit
	var out []Line
	for len(out) < limit {
		read, err := page(ctx, q, want, day, last)
		if err != nil {
			return nil, err
		}
		for _, l := range read {
			if len(out) < limit && (l.Public || a.Sees(l.Scopes)) {
				out = append(out, l)
			}
		}
		if len(read) < step {
			break
		}
		day, last, _ = strings.Cut(read[len(read)-1].At, " ")
	}
	return out, nil
}

const step = 100 // lines read at a time

func page(ctx context.Context, q db.Querier, want Query, day, last string) ([]Line, error) {
	rows, err := q.Query(ctx, `SELECT id, operator, day, kind, record, zh, en, tone, public, scopes FROM timeline_line
		WHERE operator = $1 AND (day, id) < ($2, $3) AND ($4 = '' OR tone = $4) ORDER BY day DESC, id DESC LIMIT `+strconv.Itoa(step),
		want.Operator, day, last, want.Tone)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Line
	for rows.Next() {
		var l Line
		var key, scopes string
		if err := rows.Scan(&key, &l.Operator, &l.Day, &l.Kind, &l.Record, &l.Zh, &l.En, &l.Tone, &l.Public, &scopes); err != nil {
			return nil, err
		}
		l.At = l.Day + " " + key
		for _, s := range strings.Fields(scopes) {
			l.Scopes = append(l.Scopes, access.Scope(s))
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

func join(scopes []access.Scope) string {
	var s strings.Builder
	for i, scope := range scopes {
		if i > 0 {
			s.WriteByte(' ')
		}
		s.WriteString(string(scope))
	}
	return s.String()
}
