// Package db keeps records in SQLite or PostgreSQL with one SQL text.
//
// Reads go through DB itself. Writes go through Write: closures handed in at the same moment share one transaction (group
// commit), and each is answered only when the whole is durable.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL
	_ "modernc.org/sqlite"             // SQLite

	"shian/internal/kit/fault"
)

var errReadOnly = errors.New("db: change records inside Write")

// A Querier is a DB or a Tx.
type Querier interface {
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	Row(ctx context.Context, query string, args ...any) *sql.Row
}

// Dialect names the engine behind a DB. Only kit/db, kit/search and kit/job may ask.
type Dialect string

// The two engines.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is one database, open for many readers and grouped writers.
type DB struct {
	Dialect Dialect
	URL     string // as opened; holds a password for PostgreSQL, never log it
	path    string // of an SQLite file
	readers *sql.DB
	writers *sql.DB
	work    chan *request
	long    chan *request // each alone in its transaction
	gate    sync.RWMutex  // held by whoever hands over work; Close takes it whole
	closed  bool
	done    sync.WaitGroup
	stmts   sync.Map // query → *sql.Stmt on readers, SQLite only
	kept    atomic.Int64
	commits atomic.Int64  // groups committed
	ended   chan struct{} // closed by Close
}

// Open opens sqlite:PATH or postgres://…; it does not migrate.
func Open(ctx context.Context, url string) (*DB, error) {
	d := &DB{URL: url, work: make(chan *request, 256), long: make(chan *request, 16), ended: make(chan struct{})}
	var err error
	writers := 1
	switch path, isFile := strings.CutPrefix(url, "sqlite:"); {
	case isFile:
		d.Dialect, d.path = SQLite, path
		if d.writers, err = sql.Open("sqlite", sqliteDSN(path, true)); err != nil {
			return nil, err
		}
		d.writers.SetMaxOpenConns(1)
		if d.readers, err = sql.Open("sqlite", sqliteDSN(path, false)); err != nil {
			return nil, err
		}
		d.readers.SetMaxOpenConns(8)
		d.readers.SetMaxIdleConns(8)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		d.Dialect = Postgres
		writers = pgWriters
		if d.readers, err = sql.Open("pgx", url); err != nil {
			return nil, err
		}
		d.readers.SetMaxOpenConns(16)
		d.readers.SetMaxIdleConns(16)
		d.writers = d.readers
		if err := checkPostgres(ctx, d.readers); err != nil {
			_ = d.readers.Close()
			return nil, err
		}
	default:
		return nil, fault.Refused("数据库地址须以 sqlite: 或 postgres:// 开头", "the database address must start with sqlite: or postgres://")
	}
	for range writers {
		conn, err := d.writers.Conn(ctx)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open database: %w", err), d.Close())
		}
		w := &writer{db: d, conn: conn, stmts: map[string]*sql.Stmt{}}
		d.done.Add(1)
		go w.loop()
	}
	if d.Dialect == SQLite {
		pool, err := sql.Open("sqlite", sqliteDSN(d.path, true))
		if err != nil {
			return nil, errors.Join(err, d.Close())
		}
		d.done.Add(1)
		go d.fold(pool)
	}
	return d, nil
}

// Close finishes the writes handed over and closes the database; later writes get ErrClosed.
func (d *DB) Close() error {
	d.gate.Lock()
	if d.closed {
		d.gate.Unlock()
		return nil
	}
	d.closed = true
	close(d.work)
	close(d.long)
	close(d.ended)
	d.gate.Unlock()
	d.done.Wait()
	d.stmts.Range(func(_, st any) bool { _ = st.(*sql.Stmt).Close(); return true })
	if d.Dialect == Postgres {
		return d.readers.Close()
	}
	_, _ = d.writers.ExecContext(context.Background(), "PRAGMA optimize")
	return errors.Join(d.readers.Close(), d.writers.Close())
}

// Closed reports whether Close was called; whoever works in the background then stops.
func (d *DB) Closed() bool {
	d.gate.RLock()
	defer d.gate.RUnlock()
	return d.closed
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.readers.PingContext(ctx) }

// Pool is the reader pool, for libraries that need a *sql.DB of their own.
func (d *DB) Pool() *sql.DB { return d.readers }

// Exec refuses: changes go through Write.
func (d *DB) Exec(context.Context, string, ...any) (sql.Result, error) {
	return nil, errReadOnly
}

// Query reads rows.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := d.prepared(ctx, query)
	switch {
	case err != nil:
		return nil, err
	case st == nil:
		return d.readers.QueryContext(ctx, query, args...)
	}
	return st.QueryContext(ctx, args...)
}

// Row reads one row.
func (d *DB) Row(ctx context.Context, query string, args ...any) *sql.Row {
	if st, err := d.prepared(ctx, query); err == nil && st != nil {
		return st.QueryRowContext(ctx, args...)
	}
	return d.readers.QueryRowContext(ctx, query, args...)
}

// Read gives fn one unchanging view of the database, whatever is written meanwhile. Keep it short on PostgreSQL, and on
// SQLite too: its log grows as long as a view is held.
func (d *DB) Read(ctx context.Context, fn func(q Querier) error) error {
	tx, err := d.readers.BeginTx(ctx, d.viewOptions())
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was changed
	return fn(view{tx})
}

func (d *DB) viewOptions() *sql.TxOptions {
	if d.Dialect == Postgres {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return nil
}

// A view is a Querier over one read transaction.
type view struct{ tx *sql.Tx }

func (v view) Exec(context.Context, string, ...any) (sql.Result, error) { return nil, errReadOnly }

func (v view) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return v.tx.QueryContext(ctx, query, args...)
}

func (v view) Row(ctx context.Context, query string, args ...any) *sql.Row {
	return v.tx.QueryRowContext(ctx, query, args...)
}

const keptReads = 1000

// prepared keeps one statement per text for SQLite; pgx does so by itself. Texts are few because values are always
// parameters, but a list of values has a text per length: past a thousand the rest are not kept (nil).
func (d *DB) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if d.Dialect == Postgres {
		return nil, nil
	}
	if st, ok := d.stmts.Load(query); ok {
		return st.(*sql.Stmt), nil
	}
	if d.kept.Load() >= keptReads {
		return nil, nil
	}
	st, err := d.readers.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, query)
	}
	if old, loaded := d.stmts.LoadOrStore(query, st); loaded {
		_ = st.Close()
		return old.(*sql.Stmt), nil
	}
	d.kept.Add(1)
	return st, nil
}

// uriPath writes a path so that SQLite reads it back from a URI: a folder may be called "#1" or "50%".
var uriPath = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

func sqliteDSN(path string, writer bool) string {
	p := "file:" + uriPath.Replace(path) + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)"
	if writer {
		return p + "&_txlock=immediate&_pragma=cache_size(-32768)&_pragma=wal_autocheckpoint(" + foldMost + ")&_pragma=journal_size_limit(67108864)"
	}
	return p + "&_pragma=query_only(1)&_pragma=cache_size(-12288)"
}
