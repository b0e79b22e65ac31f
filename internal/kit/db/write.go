package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	groupMost = 64 // closures in one transaction
	pgWriters = 4
	tries     = 5 // of one closure on serialization failures
)

type request struct {
	ctx  context.Context
	fn   func(*Tx) error
	tx   *Tx
	err  error
	done chan struct{}
}

// Write runs fn in a transaction and returns when it is durable. fn may run again after a serialization failure and
// shares the transaction with others, so it must touch nothing but tx: no I/O, no sending, no waiting.
// An error from fn undoes fn alone.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	r := &request{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case <-d.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	case d.work <- r:
	}
	select {
	case <-r.done:
		return r.err
	case <-d.quit:
		<-time.After(time.Millisecond)
		select {
		case <-r.done:
			return r.err
		case <-time.After(10 * time.Second):
			return ErrClosed
		}
	}
}

func (d *DB) writeLoop(conn *sql.Conn) {
	defer d.done.Done()
	w := &writer{db: d, conn: conn, stmts: map[string]*sql.Stmt{}}
	defer w.close()
	for {
		select {
		case <-d.quit:
			w.drain()
			return
		case r := <-d.work:
			w.run(w.gather(r))
		}
	}
}

// A writer owns one connection and its prepared statements.
type writer struct {
	db    *DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// close lets go of the statements first: SQLite folds its log into the file only when nothing of it is in use.
func (w *writer) close() {
	for _, st := range w.stmts {
		_ = st.Close()
	}
	_ = w.conn.Close()
}

func (w *writer) gather(first *request) []*request {
	group := []*request{first}
	for len(group) < groupMost {
		select {
		case r := <-w.db.work:
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

func (w *writer) drain() {
	for {
		select {
		case r := <-w.db.work:
			w.run(w.gather(r))
		default:
			return
		}
	}
}

// run commits the group together; when that fails as a whole, each closure alone.
func (w *writer) run(group []*request) {
	if err := w.together(group); err != nil {
		for _, r := range group {
			if len(group) == 1 && !retriable(err) {
				r.err = err
				continue
			}
			r.err = w.alone(r)
		}
	}
	for _, r := range group {
		close(r.done)
	}
}

func (w *writer) alone(r *request) error {
	var err error
	for i := range tries {
		if err = w.together([]*request{r}); err == nil || !retriable(err) {
			break
		}
		time.Sleep(time.Duration(1<<i) * 5 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	return r.err
}

// together runs the closures in one transaction. A closure's own error lands in its request; the returned error is the
// transaction's.
func (w *writer) together(group []*request) (err error) {
	ctx := context.Background()
	begin := "BEGIN IMMEDIATE"
	if w.db.Dialect == Postgres {
		begin = "BEGIN"
	}
	if err := w.exec(ctx, begin); err != nil {
		return w.recover(err)
	}
	defer func() {
		if err != nil {
			if rb := w.exec(ctx, "ROLLBACK"); rb != nil {
				err = w.recover(errors.Join(err, rb))
			}
		}
	}()
	pending := newPending()
	live := 0
	for _, r := range group {
		r.err = nil
		if r.err = r.ctx.Err(); r.err != nil {
			continue
		}
		r.tx = &Tx{w: w, pending: newPending()}
		guarded := len(group) > 1
		if guarded {
			if err := w.exec(ctx, "SAVEPOINT one"); err != nil {
				return err
			}
		}
		if r.err = r.tx.call(r.fn); r.err != nil {
			if retriable(r.err) {
				return r.err
			}
			if !guarded {
				return w.exec(ctx, "ROLLBACK")
			}
			if err := w.exec(ctx, "ROLLBACK TO one"); err != nil {
				return err
			}
		}
		if guarded {
			if err := w.exec(ctx, "RELEASE one"); err != nil {
				return err
			}
		}
		if r.err == nil {
			pending.take(r.tx.pending)
			live++
		}
	}
	if live == 0 {
		return w.exec(ctx, "ROLLBACK")
	}
	if err := pending.flush(ctx, &Tx{w: w}); err != nil {
		return err
	}
	return w.exec(ctx, "COMMIT")
}

func (w *writer) exec(ctx context.Context, q string) error {
	_, err := w.conn.ExecContext(ctx, q)
	return err
}

// recover replaces a broken connection, so that one lost server connection does not end writing for good.
func (w *writer) recover(cause error) error {
	if w.db.Dialect == Postgres {
		if conn, err := w.db.writers.Conn(context.Background()); err == nil {
			_ = w.conn.Raw(func(any) error { return errors.New("drop") })
			_ = w.conn.Close()
			w.conn, w.stmts = conn, map[string]*sql.Stmt{}
		}
	}
	return cause
}

func retriable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// IsUnique reports whether err says that a unique value is already taken.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite interface{ Code() int }
	return errors.As(err, &lite) && (lite.Code() == 2067 || lite.Code() == 1555)
}

func (t *Tx) call(fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v", p)
		}
	}()
	return fn(t)
}
