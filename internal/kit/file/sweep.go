package file

import (
	"context"
	"errors"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// Sweep removes uploads that no record took within the time (an hour at least), and their contents when nothing else has
// the same. It gives how many went.
func (f *Files) Sweep(ctx context.Context, older time.Duration) (int, error) {
	since := clock.Now(ctx).Add(-max(older, time.Hour))
	rows, err := f.d.Query(ctx, `SELECT `+columns+` FROM file_blob WHERE record = '' AND made_at < $1 ORDER BY made_at, id LIMIT 1000`, clock.Instant(since))
	if err != nil {
		return 0, err
	}
	left, err := scan(rows)
	if err != nil {
		return 0, err
	}
	gone := 0
	for _, b := range left {
		err := f.d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM file_blob WHERE id = $1 AND record = ''`, b.ID)
			return err
		})
		if err != nil {
			return gone, err
		}
		gone++
		if err := errors.Join(f.release(ctx, b.Original, since), f.release(ctx, b.Shared, since)); err != nil {
			return gone, err
		}
	}
	return gone, nil
}

func (f *Files) release(ctx context.Context, content string, since time.Time) error {
	var n int
	if err := f.d.Row(ctx, `SELECT count(*) FROM file_blob WHERE original = $1 OR shared = $1`, content).Scan(&n); err != nil || n > 0 {
		return err
	}
	return f.store.Remove(ctx, content, since)
}
