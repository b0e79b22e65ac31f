package search

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/db"
)

// sqlite keeps the terms in FTS5, whose row number is the document's rank: it walks a common word newest first without
// sorting, and leaps when words are rare.
type sqlite struct{ d *db.DB }

func (e sqlite) match(w want) string { return w.expression(" AND ", " OR ", `"`, `"`, " *") }

func (e sqlite) page(ctx context.Context, w want, _ []string, after cursor, limit int) ([]found, error) {
	rows, err := e.d.Query(ctx, `SELECT d.kind, d.id, d.title, d.note, d.href, d.rank FROM (SELECT rowid AS at FROM search_term
		WHERE search_term MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT `+strconv.Itoa(limit)+`) AS hit
		CROSS JOIN search_doc AS d ON d.rank = hit.at ORDER BY hit.at DESC`, e.match(w), after.rank)
	if err != nil {
		return nil, err
	}
	return scan(rows)
}

func (e sqlite) count(ctx context.Context, w want, most int) (int, error) {
	var n int
	err := e.d.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM search_term WHERE search_term MATCH $1 LIMIT `+strconv.Itoa(most)+`) AS hit`, e.match(w)).Scan(&n)
	return n, err
}

// sqliteWrite runs in order of rank: FTS5 starts a new segment whenever row numbers do not rise.
func sqliteWrite(ctx context.Context, tx *db.Tx, part []*entry) error {
	if err := settle(ctx, tx, part); err != nil {
		return err
	}
	var fresh [][]any
	for _, e := range part {
		if e.old == nil {
			continue
		}
		if !e.remove && e.old.rank == e.rank && e.old.mark == e.mark {
			if _, err := tx.Exec(ctx, `UPDATE search_doc SET title = $1, note = $2, href = $3 WHERE rank = $4`, e.Title, e.Note, e.Href, e.rank); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM search_term WHERE rowid = $1`, e.old.rank); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM search_doc WHERE rank = $1`, e.old.rank); err != nil {
			return err
		}
	}
	slices.SortFunc(part, func(a, b *entry) int { return int(max(-1, min(1, a.rank-b.rank))) })
	for _, e := range part {
		if e.remove || e.old != nil && e.old.rank == e.rank && e.old.mark == e.mark {
			continue
		}
		fresh = append(fresh, []any{e.rank, e.Kind, e.ID, e.Title, e.Note, e.Href, e.mark})
		if _, err := tx.Exec(ctx, `INSERT INTO search_term (rowid, terms) VALUES ($1, $2)`, e.rank, strings.Join(e.terms, " ")); err != nil {
			return err
		}
	}
	return db.InsertRows(ctx, tx, "search_doc", []string{"rank", "kind", "id", "title", "note", "href", "mark"}, "", fresh)
}

// settle finds every entry a rank of its own. One that has a place of the same day or millisecond already keeps it.
func settle(ctx context.Context, tx *db.Tx, part []*entry) error {
	taken := map[int64]bool{}
	open := make([]*entry, 0, len(part))
	for _, e := range part {
		if !e.remove {
			open = append(open, e)
		}
	}
	for again := uint32(0); len(open) > 0; again++ {
		var args []any
		for _, e := range open {
			e.rank = rank(e.Doc, again)
			args = append(args, e.rank)
		}
		for n := size(len(args)); len(args) < n; {
			args = append(args, args[0])
		}
		holder, err := holders(ctx, tx, args)
		if err != nil {
			return err
		}
		var clash []*entry
		for _, e := range open {
			if by, held := holder[e.rank]; taken[e.rank] || held && by != e.key() {
				clash = append(clash, e)
				continue
			}
			taken[e.rank] = true
		}
		open = clash
	}
	return nil
}

func holders(ctx context.Context, tx *db.Tx, ranks []any) (map[int64]recordKey, error) {
	rows, err := tx.Query(ctx, `SELECT rank, kind, id FROM search_doc WHERE rank `+db.In(1, len(ranks))+` ORDER BY rank`, ranks...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]recordKey{}
	for rows.Next() {
		var r int64
		var k recordKey
		if err := rows.Scan(&r, &k.kind, &k.id); err != nil {
			return nil, err
		}
		out[r] = k
	}
	return out, rows.Err()
}
