package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/db"
)

// sqlite keeps the terms in FTS5, whose row number is the document's rank: it walks a common word newest first without
// sorting, and leaps when words are rare. The documents of the last moments wait beside it (fresh) and are looked through
// one by one, in the same statement, so that one is never missed nor met twice while it moves over.
type sqlite struct{ d *db.DB }

func (e sqlite) match(w want) string { return w.expression(" AND ", " OR ", `"`, `"`, " *") }

func (e sqlite) page(ctx context.Context, w want, _ []string, after cursor, limit int) ([]found, error) {
	most := ` LIMIT ` + strconv.Itoa(limit)
	cond, args := w.within("terms", 3)
	rows, err := e.d.Query(ctx, `SELECT d.kind, d.id, d.title, d.note, d.href, d.rank FROM (SELECT at FROM (
			SELECT at FROM (SELECT rowid AS at FROM search_term WHERE search_term MATCH $1 AND rowid < $2 ORDER BY rowid DESC`+most+`)
			UNION ALL SELECT rank FROM search_fresh WHERE rank < $2 AND `+cond+`) ORDER BY at DESC`+most+`) AS hit
		CROSS JOIN search_doc AS d ON d.rank = hit.at ORDER BY hit.at DESC`, append([]any{e.match(w), after.rank}, args...)...)
	if err != nil {
		return nil, err
	}
	return scan(rows)
}

func (e sqlite) count(ctx context.Context, w want, most int) (int, error) {
	var n int
	cond, args := w.within("terms", 2)
	err := e.d.Row(ctx, `SELECT (SELECT count(*) FROM (SELECT 1 FROM search_term WHERE search_term MATCH $1 LIMIT `+strconv.Itoa(most)+`))
		+ (SELECT count(*) FROM search_fresh WHERE `+cond+`)`, append([]any{e.match(w)}, args...)...).Scan(&n)
	return min(n, most), err
}

// within asks the same of terms written out with a blank before and behind each, as SQL; parameters are numbered from first.
func (w want) within(column string, first int) (cond string, args []any) {
	var s strings.Builder
	for i, group := range w {
		if i > 0 {
			s.WriteString(" AND ")
		}
		s.WriteByte('(')
		for j, t := range group {
			if j > 0 {
				s.WriteString(" OR ")
			}
			s.WriteString("instr(" + column + ", $" + strconv.Itoa(first+len(args)) + ") > 0")
			text := " " + t.term
			if !t.prefix {
				text += " "
			}
			args = append(args, text)
		}
		s.WriteByte(')')
	}
	return s.String(), args
}

// foldAt is how many fresh documents make up a batch for the index: the index takes a hundred together for a third of
// what they cost by eights, and looking through so many takes a query a third of a millisecond.
var foldAt = 128

// sqliteWrite puts new documents beside the index, many at once into it. It runs in order of rank: FTS5 starts a new
// segment whenever row numbers do not rise.
func sqliteWrite(ctx context.Context, tx *db.Tx, part []*entry) error {
	if err := settle(ctx, tx, part); err != nil {
		return err
	}
	for _, e := range part {
		if e.old == nil {
			continue
		}
		if e.unchanged() {
			if _, err := tx.Exec(ctx, `UPDATE search_doc SET title = $1, note = $2, href = $3 WHERE rank = $4`, e.Title, e.Note, e.Href, e.rank); err != nil {
				return err
			}
			continue
		}
		if err := sqliteRemove(ctx, tx, e.old.rank); err != nil {
			return err
		}
	}
	slices.SortFunc(part, func(a, b *entry) int { return cmp.Compare(a.rank, b.rank) })
	var fresh, shown [][]any
	for _, e := range part {
		if !e.remove && !e.unchanged() {
			fresh = append(fresh, []any{e.rank, " " + strings.Join(e.terms, " ") + " "})
			shown = append(shown, []any{e.rank, e.Kind, e.ID, e.Title, e.Note, e.Href, e.mark})
		}
	}
	if err := db.InsertRows(ctx, tx, "search_fresh", []string{"rank", "terms"}, "", fresh); err != nil {
		return err
	}
	if err := db.InsertRows(ctx, tx, "search_doc", []string{"rank", "kind", "id", "title", "note", "href", "mark"}, "", shown); err != nil {
		return err
	}
	return sqliteFold(ctx, tx)
}

func sqliteRemove(ctx context.Context, tx *db.Tx, rank int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM search_doc WHERE rank = $1`, rank)
	if err != nil {
		return err
	}
	res, err := tx.Exec(ctx, `DELETE FROM search_fresh WHERE rank = $1`, rank)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM search_term WHERE rowid = $1`, rank)
	return err
}

// sqliteFold moves the fresh documents into the index once there are enough.
func sqliteFold(ctx context.Context, tx *db.Tx) error {
	var n int
	if err := tx.Row(ctx, `SELECT count(*) FROM search_fresh`).Scan(&n); err != nil || n < foldAt {
		return err
	}
	// OR REPLACE: a program before this table, put back for a while, may have written a place anew.
	if _, err := tx.Exec(ctx, `INSERT OR REPLACE INTO search_term (rowid, terms) SELECT rank, terms FROM search_fresh ORDER BY rank`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM search_fresh`)
	return err
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
