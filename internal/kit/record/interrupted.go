package record

import (
	"context"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// TakeInterrupted gives the imports of every kind whose check began and which nobody is at any more, oldest first, and marks
// them as taken up, so that of several nodes one goes on with each.
func TakeInterrupted(ctx context.Context, d *db.DB) ([]Import, error) {
	now := clock.Now(ctx)
	rows, err := d.Query(ctx, `SELECT `+importColumns+` FROM record_import WHERE state = 'checking' AND changed_at < $1 ORDER BY made_at, id LIMIT 100`, clock.Instant(now.Add(-stale)))
	if err != nil {
		return nil, err
	}
	var found []Import
	for rows.Next() {
		var i Import
		if err := rows.Scan(i.pointers()...); err != nil {
			rows.Close()
			return nil, err
		}
		found = append(found, i)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var taken []Import
	for _, i := range found {
		mine := false
		err := d.Write(ctx, func(tx *db.Tx) error {
			res, err := tx.Exec(ctx, `UPDATE record_import SET changed_at = $2 WHERE id = $1 AND state = 'checking' AND changed_at = $3`, i.ID, clock.Instant(now), i.ChangedAt)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			mine = n == 1
			return err
		})
		if err != nil {
			return taken, err
		}
		if mine {
			taken = append(taken, i)
		}
	}
	return taken, nil
}
