package db

import (
	"context"
	"database/sql"
	"time"
)

// foldEvery is how often SQLite's log is folded into the file beside the writer. The writer folds what is left when the log
// reaches foldMost pages, since only then can it begin a new one; by that time little is.
const (
	foldEvery = 300 * time.Millisecond
	foldMost  = "16000" // pages, 64 MB
)

// fold copies the log into the file from a connection of its own until the database is closed, so that no write waits for it.
func (d *DB) fold(pool *sql.DB) {
	defer d.done.Done()
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	last := int64(-1)
	for {
		select {
		case <-d.ended:
			return
		case <-tick.C:
		}
		if n := d.commits.Load(); n != last {
			last = n
			_, _ = pool.ExecContext(context.Background(), `PRAGMA wal_checkpoint(PASSIVE)`) // the next one, or the writer, does what this one could not
		}
	}
}
