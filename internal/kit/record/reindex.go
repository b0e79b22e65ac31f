package record

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
)

// Reindex makes every record of the kind findable again, after a restore: an archive does not carry the index.
func (k *Kind[T, P]) Reindex(ctx context.Context) error {
	if k.Title == nil {
		return nil
	}
	ctx = access.With(ctx, access.System)
	for last := ""; ; {
		ids, err := k.idsAfter(ctx, last)
		if err != nil || len(ids) == 0 {
			return err
		}
		var all []left[T]
		for _, id := range ids {
			t, err := k.get(ctx, k.d, access.System, id)
			if _, merged := MovedTo(err); merged {
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, left[T]{action: Updated, new: t, scopes: k.scopes(t)})
		}
		err = k.d.Write(ctx, func(tx *db.Tx) error {
			for _, l := range all {
				if err := k.searched(ctx, tx, l); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		last = ids[len(ids)-1]
	}
}

func (k *Kind[T, P]) idsAfter(ctx context.Context, last string) ([]string, error) {
	rows, err := k.d.Query(ctx, "SELECT id FROM "+k.texts.table+" WHERE id > $1 ORDER BY id LIMIT 200", last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
