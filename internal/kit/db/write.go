package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

const (
	groupMost  = 64 // closures in one transaction
	pgWriters  = 4
	tries      = 6                      // of one closure, on serialization failures and lost connections
	gatherMost = 500 * time.Microsecond // for the others of the last group: less than their commit costs

	guardedFor = 16 // groups behind savepoints after one that had to be undone for want of them
)

type request struct {
	ctx  context.Context
	fn   func(*Tx) error
	long bool // alone in its transaction
	err  error
	done chan struct{}
}

// Write runs fn in a transaction and returns when it is durable. fn may run again after a serialization failure, a lost
// connection or the failure of another that shares the transaction, so it must touch nothing but tx: no I/O, no sending, no waiting, no
// Write within (it would wait for itself), and no result kept from an earlier run. An error or a panic of fn undoes fn alone.
//
// Two closures may run at the same time on PostgreSQL and each statement sees what was committed before it: keep a rule
// that spans rows by a unique index, or by the version of a row that both change.
//
// ErrUnknown reports that the connection was lost while committing: the change may be there or not.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return d.write(&request{ctx: ctx, fn: fn, done: make(chan struct{})})
}

// WriteLong is Write for a step of something long, such as a hundred records of an import: it shares its transaction with
// nobody, and whoever waits comes before the next such step, so that others wait for one of them at most.
func (d *DB) WriteLong(ctx context.Context, fn func(tx *Tx) error) error {
	return d.write(&request{ctx: ctx, fn: fn, long: true, done: make(chan struct{})})
}

func (d *DB) write(r *request) error {
	if err := d.hand(r); err != nil {
		return err
	}
	<-r.done
	return r.err
}

// hand gives the request to a writer. While it holds the gate, Close waits, so nothing handed over is left unanswered.
func (d *DB) hand(r *request) error {
	d.gate.RLock()
	defer d.gate.RUnlock()
	if d.closed {
		return ErrClosed
	}
	to := d.work
	if r.long {
		to = d.long
	}
	select {
	case <-r.ctx.Done():
		return r.ctx.Err()
	case to <- r:
		return nil
	}
}

// A writer owns one connection and its prepared statements.
type writer struct {
	db    *DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	last  int  // closures in the last group
	wary  int  // groups still to run behind savepoints
	turn  bool // a long write's, when one waits
}

// loop answers requests until the work is over. A closure that ends its goroutine (as t.Fatal does) takes this one along;
// another takes its place.
func (w *writer) loop() {
	over := false
	defer func() {
		if !over {
			_ = w.exec(context.Background(), "ROLLBACK")
			go w.loop()
			return
		}
		w.close()
		w.db.done.Done()
	}()
	for r := w.take(); r != nil; r = w.take() {
		if w.turn = !r.long; r.long {
			w.run([]*request{r})
			continue
		}
		w.run(w.gather(r))
	}
	over = true
}

// take gives the request whose turn it is; nil when the database is closed and nothing is left.
func (w *writer) take() *request {
	first, second := w.db.work, w.db.long
	if w.turn {
		first, second = second, first
	}
	select {
	case r, ok := <-first:
		if ok {
			return r
		}
		first = nil
	default:
	}
	for first != nil || second != nil {
		select {
		case r, ok := <-first:
			if ok {
				return r
			}
			first = nil
		case r, ok := <-second:
			if ok {
				return r
			}
			second = nil
		}
	}
	return nil
}

// close lets go of the statements first: SQLite folds its log into the file only when nothing of it is in use.
func (w *writer) close() {
	for _, st := range w.stmts {
		_ = st.Close()
	}
	_ = w.conn.Close()
}

// gather takes along whatever waits already. When the last group was of several, those just answered are likely to come
// back with their next write at once: it waits a moment for as many, so that they do not fall into two groups that take
// turns, each paying a commit of its own. A writer that comes alone never waits.
func (w *writer) gather(first *request) []*request {
	group := []*request{first}
	var late <-chan time.Time
	for len(group) < groupMost {
		select {
		case r, ok := <-w.db.work:
			if !ok {
				return group
			}
			group = append(group, r)
			continue
		default:
		}
		if len(group) >= w.last {
			break
		}
		if late == nil {
			late = time.After(gatherMost)
		}
		select {
		case r, ok := <-w.db.work:
			if !ok {
				return group
			}
			group = append(group, r)
			continue
		case <-late:
		}
		break
	}
	w.last = len(group)
	return group
}

var errEnded = errors.New("db: a write ended its goroutine instead of returning")

// run commits the group together; when that fails as a whole, each closure alone.
func (w *writer) run(group []*request) {
	answered := false
	defer func() {
		for _, r := range group {
			if !answered {
				r.err = errEnded
			}
			close(r.done)
		}
	}()
	err := w.together(group, w.wary > 0)
	if w.wary = max(0, w.wary-1); errors.Is(err, errTakesAlong) {
		w.wary = guardedFor
		err = w.together(group, true)
	}
	switch {
	case err == nil:
	case errors.Is(err, ErrUnknown), len(group) == 1 && !again(err):
		for _, r := range group {
			r.err = err
		}
	default:
		for _, r := range group {
			r.err = w.alone(r)
		}
	}
	answered = true
}

// alone runs one closure until it does not collide with others.
func (w *writer) alone(r *request) error {
	var err error
	for i := range tries {
		if err = w.together([]*request{r}, false); err == nil {
			return r.err
		}
		if !again(err) {
			break
		}
		time.Sleep(time.Duration(1<<i) * 5 * time.Millisecond)
	}
	return err
}

// errTakesAlong reports that a closure failed after it had changed something, with no savepoint to go back to.
var errTakesAlong = errors.New("db: one of the group failed; the others run again")

// together runs the closures in one transaction. A closure's own error lands in its request; the returned error is the
// transaction's, which then left nothing behind. Savepoints cost a twentieth of all writing and are seldom needed, so a group
// runs without them until one of it fails half-way; then all of it runs again, guarded.
func (w *writer) together(group []*request, guarded bool) (err error) {
	ctx := context.Background()
	begin := "BEGIN IMMEDIATE"
	if w.db.Dialect == Postgres {
		begin = "BEGIN"
	}
	if err := w.exec(ctx, begin); err != nil {
		return w.replace(err)
	}
	committing := false
	defer func() {
		if err == nil {
			return
		}
		if rb := w.exec(ctx, "ROLLBACK"); rb != nil && w.db.Dialect == Postgres {
			err = w.replace(err)
			if committing {
				err = fmt.Errorf("%w: %w", ErrUnknown, err)
			}
		}
	}()
	all, live := newPending(), 0
	for _, r := range group {
		p, err := w.one(ctx, r, guarded && len(group) > 1)
		if err != nil && (len(group) > 1 || !errors.Is(err, errTakesAlong)) { // whoever is alone takes nobody along
			return err
		}
		if p != nil {
			all.take(p)
			live++
		}
	}
	if live == 0 {
		return w.exec(ctx, "ROLLBACK")
	}
	if err := all.flush(ctx, &Tx{w: w}); err != nil {
		return err
	}
	committing = true
	defer w.db.commits.Add(1)
	return w.exec(ctx, "COMMIT")
}

// one runs a closure, guarded: behind a savepoint of its own, and gives the rows it appended; nil when it failed and was
// undone.
func (w *writer) one(ctx context.Context, r *request, guarded bool) (*pending, error) {
	if r.err = r.ctx.Err(); r.err != nil {
		return nil, nil //nolint:nilerr // told to whoever asked; the group goes on
	}
	if guarded {
		if err := w.exec(ctx, "SAVEPOINT one"); err != nil {
			return nil, err
		}
	}
	tx := &Tx{w: w, pending: newPending()}
	r.err = tx.call(r.fn)
	if r.err != nil && again(r.err) {
		return nil, r.err
	}
	if guarded && r.err != nil {
		if err := w.exec(ctx, "ROLLBACK TO one"); err != nil {
			return nil, err
		}
	}
	if guarded {
		if err := w.exec(ctx, "RELEASE one"); err != nil {
			return nil, err
		}
	} else if r.err != nil && !tx.harmless(r.err) {
		return nil, errTakesAlong
	}
	if r.err != nil {
		return nil, nil //nolint:nilerr // told to whoever asked; the group goes on
	}
	return tx.pending, nil
}

func (w *writer) exec(ctx context.Context, q string) error {
	st, err := w.prepared(ctx, q)
	switch {
	case err != nil:
	case st == nil:
		_, err = w.conn.ExecContext(ctx, q)
	default:
		_, err = st.ExecContext(ctx)
	}
	return err
}

// call runs fn; a panic becomes its error, and so does a failed statement that fn overlooked: PostgreSQL refuses every
// later one, so on SQLite too nothing may rest on what came after.
func (t *Tx) call(fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	return t.failed
}
