package search

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"strings"

	"shian/internal/kit/db"
)

// docs are written at the end of a group commit, all at once: an index takes many documents much cheaper together.
var docs = &db.Batch{Table: "search_doc", Write: write}

// Put makes a record findable, or findable otherwise when it was before.
func Put(_ context.Context, tx *db.Tx, d Doc) error {
	tx.Append(docs, d, false)
	return nil
}

// Remove takes a record out of the index.
func Remove(_ context.Context, tx *db.Tx, kind, id string) error {
	tx.Append(docs, Doc{Kind: kind, ID: id}, true)
	return nil
}

// An entry is a document ready to be written.
type entry struct {
	Doc
	remove bool
	terms  []string
	mark   int64 // of the terms; the same mark: the index need not change
	rank   int64
	old    *stored // as it stands, nil for a new one
}

type stored struct{ rank, mark int64 }

// unchanged reports that the index holds the document as it is.
func (e *entry) unchanged() bool {
	return !e.remove && e.old != nil && e.old.rank == e.rank && e.old.mark == e.mark
}

type recordKey struct{ kind, id string }

func (d Doc) key() recordKey { return recordKey{d.Kind, d.ID} }

const together = 200

func write(ctx context.Context, tx *db.Tx, rows [][]any) error {
	last := map[recordKey]int{}
	for i, r := range rows {
		last[r[0].(Doc).key()] = i
	}
	var entries []*entry
	for i, r := range rows {
		if d := r[0].(Doc); last[d.key()] == i {
			e := &entry{Doc: d, remove: r[1].(bool)}
			if !e.remove {
				e.terms = terms(d)
				e.mark = mark(e.terms)
				e.rank = rank(d, 0)
			}
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b *entry) int { // two PostgreSQL writers never wait for each other crosswise
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Kind, b.Kind))
	})
	for part := range slices.Chunk(entries, together) {
		if err := standing(ctx, tx, part); err != nil {
			return err
		}
		var err error
		if tx.Dialect() == db.Postgres {
			err = postgresWrite(ctx, tx, part)
		} else {
			err = sqliteWrite(ctx, tx, part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func mark(terms []string) int64 {
	h := fnv.New64a()
	for _, t := range terms {
		_, _ = h.Write([]byte(t))
		_, _ = h.Write([]byte{0})
	}
	return int64(h.Sum64())
}

// standing reads how the entries stand in the index now.
func standing(ctx context.Context, tx *db.Tx, part []*entry) error {
	args := make([]any, 0, together)
	byKey := map[recordKey]*entry{}
	for _, e := range part {
		args = append(args, e.ID)
		byKey[e.key()] = e
	}
	for n := size(len(args)); len(args) < n; { // few statement texts
		args = append(args, args[0])
	}
	rows, err := tx.Query(ctx, `SELECT kind, id, rank, mark FROM search_doc WHERE id `+db.In(1, len(args))+` ORDER BY id, kind`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k recordKey
		var s stored
		if err := rows.Scan(&k.kind, &k.id, &s.rank, &s.mark); err != nil {
			return err
		}
		if e := byKey[k]; e != nil {
			e.old = &s
		}
	}
	return rows.Err()
}

// size rounds up to a power of two.
func size(n int) int {
	s := 1
	for s < n {
		s *= 2
	}
	return s
}
