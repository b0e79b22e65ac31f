package record

import (
	"context"
	"database/sql"

	"shian/internal/kit/db"
	"shian/internal/kit/form"
	"shian/internal/kit/journal"
)

const contentRows = 500 // read at a time

// Contents gives every record of the kind, cancelled and merged ones too, with the canonical JSON that the journal was
// told of it; for journal.Verify. It holds some hundred records in memory at a time.
func (k *Kind[T, P]) Contents(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error {
	last := ""
	for {
		chunk, err := k.after(ctx, q, last)
		if err != nil {
			return err
		}
		if err = k.contents(ctx, q, chunk, each); err != nil || len(chunk) < contentRows {
			return err
		}
		last = P(&chunk[len(chunk)-1]).Base().ID
	}
}

func (k *Kind[T, P]) contents(ctx context.Context, q db.Querier, chunk []T, each func(id string, content []byte) error) error {
	f := k.bound.Get().(*form.Fields)
	defer k.release(f)
	if err := k.linesOf(ctx, q, f, chunk); err != nil {
		return err
	}
	var b []byte
	for i := range chunk {
		f.Rebind(P(&chunk[i]))
		b = k.AppendRecord(b[:0], f.For(nil, k.Name), &chunk[i])
		if err := each(P(&chunk[i]).Base().ID, b); err != nil {
			return err
		}
	}
	return nil
}

// Hashers gives journal.Verify the records of these kinds.
func Hashers(kinds []Any) map[string]journal.Hasher {
	out := make(map[string]journal.Hasher, len(kinds))
	for _, k := range kinds {
		out[k.Kind()] = k.Contents
	}
	return out
}

func (k *Kind[T, P]) after(ctx context.Context, q db.Querier, last string) ([]T, error) {
	rows, err := q.Query(ctx, k.texts.sel+` WHERE t.id > $1 ORDER BY t.id LIMIT 500`, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return k.read(rows, contentRows)
}

// read takes rows of texts.sel; their child rows are left empty.
func (k *Kind[T, P]) read(rows *sql.Rows, most int) ([]T, error) {
	out := make([]T, 0, most)
	f := k.bound.Get().(*form.Fields)
	defer k.release(f)
	var into []any
	for rows.Next() {
		var zero T
		out = append(out, zero)
		t := P(&out[len(out)-1])
		f.Rebind(t)
		into = k.pointers(f, t.Base(), into[:0])
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
	}
	return out, rows.Err()
}

// linesOf fills in the child rows of records that follow each other by id, in one reading for each set of them.
func (k *Kind[T, P]) linesOf(ctx context.Context, q db.Querier, f *form.Fields, chunk []T) error {
	if len(chunk) == 0 {
		return nil
	}
	first, last := P(&chunk[0]).Base().ID, P(&chunk[len(chunk)-1]).Base().ID
	for i := range k.texts.lines {
		rows, err := q.Query(ctx, k.texts.lines[i].between, first, last)
		if err != nil {
			return err
		}
		err = k.deal(rows, f, i, chunk)
		rows.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// deal gives each child row to its record; both run by the record's id.
func (k *Kind[T, P]) deal(rows *sql.Rows, f *form.Fields, line int, chunk []T) error {
	at, parent := 0, ""
	peek := make([]any, len(k.texts.lines[line].columns)-1) // without the row's number
	for i := range peek {
		peek[i] = new(any)
	}
	peek[0] = &parent
	for rows.Next() {
		if err := rows.Scan(peek...); err != nil {
			return err
		}
		for at < len(chunk) && P(&chunk[at]).Base().ID < parent {
			at++
		}
		if at == len(chunk) || P(&chunk[at]).Base().ID != parent {
			continue
		}
		f.Rebind(P(&chunk[at]))
		if err := rows.Scan(append([]any{&parent}, f.LinesFields()[line].AddRow().AppendPointers(nil)...)...); err != nil {
			return err
		}
	}
	return rows.Err()
}
