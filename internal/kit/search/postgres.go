package search

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"shian/internal/kit/db"
)

// postgres keeps the terms as a tsvector under GIN. GIN finds rare words at once but must gather every match of a common
// one before the first is sorted; so the newest documents are looked through first, and GIN is asked only when those do
// not fill the page.
type postgres struct{ d *db.DB }

const (
	window = 1000   // newest documents looked through at first: about 2 ms
	widest = 15_000 // and at most, when the first ones say that so many will do: about as long as GIN takes
)

func (e postgres) match(w want) string { return w.expression(" & ", " | ", "'", "'", ":*") }

func (e postgres) page(ctx context.Context, w want, kinds []string, after cursor, limit int) ([]found, error) {
	match := e.match(w)
	hits, err := e.walk(ctx, match, kinds, after, window, limit)
	if err != nil || len(hits) >= limit {
		return hits, err
	}
	if likely := limit * window * 5 / 4 / max(1, len(hits)); likely <= widest {
		hits, err = e.walk(ctx, match, kinds, after, likely, limit)
		if err != nil || len(hits) >= limit {
			return hits, err
		}
	}
	return e.gather(ctx, match, after, limit)
}

const columns = `d.kind, d.id, d.title, d.note, d.href, d.rank`

// walk looks through the newest documents one by one.
func (e postgres) walk(ctx context.Context, match string, kinds []string, after cursor, wide, limit int) ([]found, error) {
	args := []any{match, after.rank, after.id}
	of := ""
	if len(kinds) == 1 {
		of = ` AND kind = $4`
		args = append(args, kinds[0])
	}
	rows, err := e.d.Query(ctx, `SELECT `+columns+` FROM (SELECT * FROM search_doc WHERE rank <= $2 AND (rank, id) < ($2, $3)`+of+`
		ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(size(wide))+`) AS d
		WHERE d.terms @@ CAST($1 AS tsquery) ORDER BY d.rank DESC, d.id DESC LIMIT `+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, err
	}
	return scan(rows)
}

// gather asks the index for every match and sorts them.
func (e postgres) gather(ctx context.Context, match string, after cursor, limit int) ([]found, error) {
	rows, err := e.d.Query(ctx, `WITH hit AS MATERIALIZED (SELECT rank, id, kind FROM search_doc WHERE terms @@ CAST($1 AS tsquery) AND (rank, id) < ($2, $3)),
		newest AS MATERIALIZED (SELECT rank, id, kind FROM hit ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(limit)+`)
		SELECT `+columns+` FROM newest JOIN search_doc AS d ON d.id = newest.id AND d.kind = newest.kind
		ORDER BY d.rank DESC, d.id DESC`, match, after.rank, after.id)
	if err != nil {
		return nil, err
	}
	return scan(rows)
}

func (e postgres) count(ctx context.Context, w want, most int) (int, error) {
	var n int
	err := e.d.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM search_doc WHERE terms @@ CAST($1 AS tsquery) LIMIT `+strconv.Itoa(most)+`) AS hit`, e.match(w)).Scan(&n)
	return n, err
}

func postgresWrite(ctx context.Context, tx *db.Tx, part []*entry) error {
	const most = 64
	for len(part) > 0 {
		n := min(most, len(part))
		if err := postgresPut(ctx, tx, part[:n]); err != nil {
			return err
		}
		part = part[n:]
	}
	return nil
}

func postgresPut(ctx context.Context, tx *db.Tx, part []*entry) error {
	var rows [][]any
	for _, e := range part {
		var err error
		switch {
		case e.remove:
			_, err = tx.Exec(ctx, `DELETE FROM search_doc WHERE id = $1 AND kind = $2`, e.ID, e.Kind)
		case e.unchanged():
			_, err = tx.Exec(ctx, `UPDATE search_doc SET title = $1, note = $2, href = $3 WHERE id = $4 AND kind = $5`, e.Title, e.Note, e.Href, e.ID, e.Kind)
		default:
			rows = append(rows, []any{e.ID, e.Kind, e.rank, e.Title, e.Note, e.Href, e.mark, strings.Join(e.terms, " ")})
		}
		if err != nil {
			return err
		}
	}
	return db.InsertRows(ctx, tx, "search_doc", []string{"id", "kind", "rank", "title", "note", "href", "mark", "terms"},
		`ON CONFLICT (id, kind) DO UPDATE SET rank = excluded.rank, title = excluded.title, note = excluded.note,
		href = excluded.href, mark = excluded.mark, terms = excluded.terms`, rows)
}

func scan(rows *sql.Rows) ([]found, error) {
	defer rows.Close()
	var out []found
	for rows.Next() {
		var f found
		if err := rows.Scan(&f.Kind, &f.ID, &f.Title, &f.Note, &f.Href, &f.rank); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}
