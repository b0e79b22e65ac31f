package record

import (
	"context"

	"shian/internal/kit/db"
	"shian/internal/kit/journal"
)

// CreateMany stores new records in one transaction with everything that Create leaves behind, but one leaf of the log for
// all of them: for what arrives together, some hundred records at a time. All are stored or none. Keys of other records are
// not looked up; the faults are those of Create, of the first record at fault.
func (k *Kind[T, P]) CreateMany(ctx context.Context, all []*T) error {
	made, err := k.settleMany(ctx, all)
	if err != nil {
		return err
	}
	return k.d.Write(ctx, func(tx *db.Tx) error { return k.insertMany(ctx, tx, made) })
}

func (k *Kind[T, P]) settleMany(ctx context.Context, all []*T) ([]*creation[T], error) {
	made := make([]*creation[T], len(all))
	for i, t := range all {
		var err error
		if made[i], err = k.settleNew(ctx, t); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// insertMany writes the rows of all records together, then what each leaves behind.
func (k *Kind[T, P]) insertMany(ctx context.Context, tx *db.Tx, made []*creation[T]) error {
	rows := make([][]any, len(made))
	for i, c := range made {
		if k.Check != nil {
			if err := k.Check(ctx, tx, nil, c.t); err != nil {
				return err
			}
		}
		rows[i] = c.values
	}
	if err := db.InsertRows(ctx, tx, k.texts.table, k.texts.columns, "", rows); err != nil {
		return k.twice(err)
	}
	for i, l := range k.texts.lines {
		var lines [][]any
		for _, c := range made {
			lines = append(lines, c.lines[i]...)
		}
		if err := db.InsertRows(ctx, tx, l.table, l.columns, "", lines); err != nil {
			return err
		}
	}
	var together []journal.Row
	for _, c := range made {
		if reason := ReasonOf(ctx); reason != "" {
			k.noteVersion(tx, c.t, Created, reason, nil, nil)
		}
		if err := k.left(ctx, tx, left[T]{action: Created, new: c.t, scopes: c.scopes, content: c.content, together: &together}); err != nil {
			return err
		}
	}
	if err := journal.NoteBatch(ctx, tx, k.Name, Created, together); err != nil || k.ThenAll == nil {
		return err
	}
	all := make([]*T, len(made))
	for i, c := range made {
		all[i] = c.t
	}
	return k.ThenAll(ctx, tx, all)
}
