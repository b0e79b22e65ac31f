package db

import (
	"context"
	"database/sql"
)

// Tidy brings the engine's statistics up to date, from which it chooses how to run a query, and folds SQLite's log into the
// file: after much was written at once, and once a day. It reads a sample only and disturbs nobody.
func (d *DB) Tidy(ctx context.Context) error {
	if d.Dialect == Postgres {
		_, err := d.readers.ExecContext(ctx, `ANALYZE`)
		return err
	}
	return d.tidyFile(ctx)
}

// tidyFile works on a connection of its own: the writer's is busy, and the readers may not write.
func (d *DB) tidyFile(ctx context.Context) error {
	pool, err := sql.Open("sqlite", sqliteDSN(d.path, true))
	if err != nil {
		return err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	for _, q := range []string{`PRAGMA analysis_limit = 1000`, `ANALYZE`, `PRAGMA wal_checkpoint(PASSIVE)`} {
		if _, err := pool.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
