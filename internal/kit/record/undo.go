package record

import (
	"context"
	"fmt"

	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// Undo cancels the records that an import made, in short transactions. It is refused when one of them has been changed
// or cancelled since; interrupted, it goes on when asked again. progress may be nil.
func (k *Kind[T, P]) Undo(ctx context.Context, id string, progress func(done, of int)) (*Import, error) {
	i, err := k.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	if i.State == Undone {
		i.Again = true
		return i, nil
	}
	if i.State == Stored || i.State == Storing {
		n, err := k.touched(ctx, id)
		if err != nil {
			return i, err
		}
		if n > 0 {
			return i, fault.Refused(fmt.Sprintf("其中 %d 条导入后已被修改或注销，不能整批撤销，请逐条处理", n),
				fmt.Sprintf("%d of these records were changed or cancelled since; the import cannot be undone as a whole, treat them one by one", n))
		}
	}
	if err := k.setState(ctx, i, Undoing, Stored, Storing, Undoing); err != nil {
		return i, err
	}
	done := 0
	for {
		ids, err := k.toUndo(ctx, id)
		if err != nil {
			return i, err
		}
		if len(ids) == 0 {
			break
		}
		if err := k.d.Write(ctx, func(tx *db.Tx) error {
			for _, record := range ids {
				if err := k.end(ctx, tx, record, 1, Cancelled, "撤销导入："+i.File); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return i, err
		}
		if done += len(ids); progress != nil {
			progress(done, int(i.Stored))
		}
	}
	if err := k.setState(ctx, i, Undone, Undoing); err != nil {
		return i, err
	}
	return i, k.unstage(ctx, id)
}

// touched counts the records of an import that are no longer as it made them.
func (k *Kind[T, P]) touched(ctx context.Context, id string) (int, error) {
	var n int
	err := k.d.Row(ctx, `SELECT count(*) FROM record_import_row r JOIN `+k.texts.table+` t ON t.id = r.record
		WHERE r.import = $1 AND (t.version <> r.version OR t.cancelled)`, id).Scan(&n)
	return n, err
}

func (k *Kind[T, P]) toUndo(ctx context.Context, id string) ([]string, error) {
	rows, err := k.d.Query(ctx, `SELECT r.record FROM record_import_row r JOIN `+k.texts.table+` t ON t.id = r.record
		WHERE r.import = $1 AND t.cancelled = FALSE ORDER BY r.record LIMIT 50`, id)
	if err != nil {
		return nil, err
	}
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
