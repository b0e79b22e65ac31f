package search

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"shian/internal/kit/db"
)

// postgres keeps the terms as a tsvector under GIN. GIN finds rare words at once but must gather every match of a common
// one before the first is sorted; so the newest documents are looked through first, and GIN is asked only when those few
// do not fill the page.
type postgres struct{ d *db.DB }

// window is how many of the newest documents are looked through: about 2 ms.
const window = 1000

func (e postgres) match(w want) string { return w.expression(" & ", " | ", "'", "'", ":*") }

func (e postgres) page(ctx context.Context, w want, kinds []string, after cursor, limit int) ([]found, error) {
	match := e.match(w)
	const columns = `kind, id, title, note, href, rank`
	args := []any{match, after.rank, after.id}
	of := ""
	if len(kinds) == 1 {
		of = ` AND kind = $4`
		args = append(args, kinds[0])
	}
	rows, err := e.d.Query(ctx, `SELECT `+columns+` FROM (SELECT `+columns+`, terms FROM search_doc WHERE rank <= $2 AND (rank, id) < ($2, $3)`+of+`
		ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(window)+`) AS newest
		WHERE terms @@ CAST($1 AS tsquery) ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, err
	}
	hits, err := scan(rows)
	if err != nil || len(hits) >= limit {
		return hits, err
	}
	rows, err = e.d.Query(ctx, `WITH hit AS MATERIALIZED (SELECT rank, id, kind FROM search_doc WHERE terms @@ CAST($1 AS tsquery) AND (rank, id) < ($2, $3)),
		top AS MATERIALIZED (SELECT rank, id, kind FROM hit ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(limit)+`)
		SELECT d.kind, d.id, d.title, d.note, d.href, d.rank FROM top JOIN search_doc AS d ON d.id = top.id AND d.kind = top.kind
		ORDER BY d.rank DESC, d.id DESC`, match, after.rank, after.id)
	if err != nil {
		return nil, err
	}
	return scan(rows)
}

func (e postgres) ids(ctx context.Context, w want, kind string, limit int) ([]string, error) {
	match := e.match(w)
	rows, err := e.d.Query(ctx, `SELECT id FROM (SELECT id, rank, terms FROM search_doc WHERE kind = $2 ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(2*limit)+`) AS newest
		WHERE terms @@ CAST($1 AS tsquery) ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(limit), match, kind)
	if err != nil {
		return nil, err
	}
	ids, err := scanIDs(rows)
	if err != nil || len(ids) >= limit {
		return ids, err
	}
	rows, err = e.d.Query(ctx, `WITH hit AS MATERIALIZED (SELECT rank, id FROM search_doc WHERE terms @@ CAST($1 AS tsquery))
		SELECT id FROM hit ORDER BY rank DESC, id DESC LIMIT `+strconv.Itoa(limit), match)
	if err != nil {
		return nil, err
	}
	return scanIDs(rows)
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
		case e.old != nil && e.old.mark == e.mark && e.old.rank == e.rank:
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

func scanIDs(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
