package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNotFound reports that no row matched.
var ErrNotFound = errors.New("record not found")

// ErrStale reports that the row changed since it was read: read it again.
var ErrStale = errors.New("record changed by someone else")

// ErrClosed reports a write after Close.
var ErrClosed = errors.New("database closed")

// ErrUnknown reports that the connection was lost while committing, so that nobody knows whether the change is there.
var ErrUnknown = errors.New("the connection was lost while committing; look whether the change is there")

// errLost marks a transaction that a lost connection undid before it was to commit.
var errLost = errors.New("connection to the database lost")

// replace takes a fresh connection in place of a broken one, so that a restart of the server does not end writing for good.
// SQLite has no connection to lose: its error stays as it is.
func (w *writer) replace(cause error) error {
	if w.db.Dialect != Postgres {
		return cause
	}
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	// The pool forgets a connection whose use ends in ErrBadConn; otherwise it would hand the broken one out again.
	_ = w.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = w.conn.Close()
	if conn, err := w.db.writers.Conn(ctx); err == nil {
		w.conn = conn
	}
	w.stmts = map[string]*sql.Stmt{}
	return fmt.Errorf("%w: %w", errLost, cause)
}

// again reports whether a transaction may succeed when it runs once more.
func again(err error) bool {
	if errors.Is(err, errLost) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01": // could not serialize; deadlock
			return true
		case "0A000": // a migration changed a table under a prepared statement
			return pg.Routine == "RevalidateCachedQuery"
		case "57P01", "57P02", "57P03": // the server is going down or coming up
			return true
		}
		return false
	}
	return sqliteCode(err)&0xff == 5 // another process holds the file
}

// sqliteCode is SQLite's extended result code in err; 0 when there is none.
func sqliteCode(err error) int {
	var lite interface{ Code() int }
	if errors.As(err, &lite) {
		return lite.Code()
	}
	return 0
}

// IsUnique reports whether err says that a unique value is already taken.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	code := sqliteCode(err)
	return code == 2067 || code == 1555
}

// Changed judges an UPDATE … WHERE id = $1 AND version = $2: ErrStale when no row matched.
//
//	err := db.Changed(tx.Exec(ctx, `UPDATE …`, …))
func Changed(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrStale
	}
	return nil
}
