package journal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// A Row is one record of a batch action.
type Row struct {
	Record  string
	Version int64
	Content []byte // canonical JSON of the record after the change
}

var batchRows = &db.Batch{Table: "journal_row", Columns: []string{"entry", "record", "revision", "hash"}}

// NoteBatch leaves one entry, and so one leaf, about many records of a kind changed together, as by an import: at most some
// thousands in one transaction. Verify compares each of them all the same.
func NoteBatch(ctx context.Context, tx *db.Tx, kind, action string, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	batch, salt := id.New(), newSecret()
	sorted := slices.SortedFunc(slices.Values(rows), func(a, b Row) int { return cmp.Compare(a.Record, b.Record) })
	var list rowList
	for i, r := range sorted {
		if r.Record == "" || i > 0 && sorted[i-1].Record == r.Record {
			return fault.Internal(fmt.Errorf("journal: a batch names the record %q twice, or one without a number", r.Record))
		}
		hash := commit(derive(salt, rowPart+r.Record), r.Content)
		list.add(r.Record, r.Version, hash)
		tx.Append(batchRows, batch, r.Record, r.Version, hash)
	}
	return leave(ctx, tx, Change{Kind: kind, Record: batch, Action: action, Content: []byte(list.String())}, batch, salt)
}

// rowPart names the salt of a record in a batch, together with the record.
const rowPart = "row "

// A rowList is what the entry of a batch has as its content: a line for each record, in the order of their numbers.
type rowList struct{ strings.Builder }

func (l *rowList) add(record string, version int64, hash string) {
	fmt.Fprintf(l, "%s %d %s\n", record, version, hash)
}

// A batchRow is one row of journal_row.
type batchRow struct {
	entry, record, hash string
	version             int64
}

// rowsOf reads the rows of the batches among these entries: those whose record is the entry itself.
func rowsOf(ctx context.Context, q db.Querier, entries []entry) (map[string][]batchRow, error) {
	out := map[string][]batchRow{}
	for i := range entries {
		e := &entries[i]
		if e.Record != e.ID {
			continue
		}
		var err error
		if out[e.ID], err = rowsOfBatch(ctx, q, e.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func rowsOfBatch(ctx context.Context, q db.Querier, entry string) ([]batchRow, error) {
	rows, err := q.Query(ctx, `SELECT entry, record, revision, hash FROM journal_row WHERE entry = $1 ORDER BY record`, entry)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []batchRow
	for rows.Next() {
		var r batchRow
		if err := rows.Scan(&r.entry, &r.record, &r.version, &r.hash); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// noteRows keeps what a batch says of its records, and reports one whose list is no longer the one that was sealed.
func (v *verification) noteRows(e *entry, rows []batchRow) {
	var list rowList
	for _, r := range rows {
		list.add(r.record, r.version, r.hash)
	}
	if commit(derive(e.Salt, "content"), []byte(list.String())) != e.Hash {
		v.report.add(Finding{Fault: LeafChanged, Kind: e.Kind, Record: e.Record, Leaf: leafNumber(e),
			Zh: fmt.Sprintf("批量变更（%s %s）所列的记录被改动或删除", e.Kind, e.Action),
			En: fmt.Sprintf("the records listed by the batch (%s %s) were altered or deleted", e.Kind, e.Action)})
	}
	for _, r := range rows {
		one := *e
		one.Record, one.Version, one.Hash = r.record, r.version, r.hash
		v.note(&one, true)
	}
}

func leafNumber(e *entry) int64 {
	if e.Leaf.Valid {
		return e.Leaf.Int64
	}
	return -1
}
