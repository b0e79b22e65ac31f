// Package job does long work beside the requests: imports, exports, recounts. Whoever started it sees how far it is and
// may stop it; work cut off by a crash is begun again.
//
// River (on SQLite and on PostgreSQL) decides which node does what; job_progress, one row a job, is what people see.
package job

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of progress. River keeps tables of its own, which Start brings up to date.
var Schema = db.Schema{Name: "job", Files: migrations, Derived: []string{"river_*"}}

// A Work does one kind of job. It tells how far it is through p, ends soon after ctx does, and may be begun again from the
// start after a crash: what it writes must bear that. The result is kept as JSON.
type Work func(ctx context.Context, p *Progress, args json.RawMessage) (result any, err error)

const (
	beatEvery  = time.Second
	deadAfter  = 30 * time.Second // without a sign of life a job is begun again
	sweepEvery = 10 * time.Second
	workers    = 2
	mostTries  = 5 // starts of one job; one that kills its node every time must end
)

// Jobs runs the jobs of one node.
type Jobs struct {
	// As gives the person a job is done for, with the rights they have now; the work runs as them. Nil: the platform
	// itself does it, in their name.
	As func(ctx context.Context, account string) (*access.Actor, error)

	d      *db.DB
	log    *slog.Logger
	works  map[string]Work
	pool   *sql.DB // River's own connection on SQLite; nil on PostgreSQL
	client *river.Client[*sql.Tx]
	stop   context.CancelFunc
	swept  sync.WaitGroup
}

// New makes the runner; name the work with On and then Start.
func New(d *db.DB, log *slog.Logger) *Jobs {
	return &Jobs{d: d, log: log, works: map[string]Work{}}
}

// On says how a kind of job is done. All before Start.
func (j *Jobs) On(kind string, w Work) { j.works[kind] = w }

// order is what River carries: which row to work on, and its how manieth start it is.
type order struct {
	ID      string `json:"id"      river:"unique"`
	Attempt int64  `json:"attempt" river:"unique"`
}

func (order) Kind() string { return "shian_job" }

// Start begins to work, and takes up again what another life of this node left. It returns at once.
func (j *Jobs) Start(ctx context.Context) error {
	driver, err := j.driver()
	if err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler) // what matters is in job_progress
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("prepare River: %w", err)
	}
	all := river.NewWorkers()
	river.AddWorker(all, &worker{jobs: j})
	j.client, err = river.NewClient(driver, &river.Config{
		Logger: quiet, Workers: all, JobTimeout: -1, MaxAttempts: 1, PollOnly: true, FetchPollInterval: 500 * time.Millisecond,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
	})
	if err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	j.stop = stop
	if err := j.client.Start(background); err != nil {
		return err
	}
	// An embedded database has one node: whatever runs in it was ours and is dead.
	if err := j.revive(ctx, j.d.Dialect == db.SQLite); err != nil {
		return err
	}
	j.swept.Go(func() { j.sweep(background) })
	return nil
}

func (j *Jobs) driver() (riverdriver.Driver[*sql.Tx], error) {
	if j.d.Dialect == db.Postgres {
		return riverdatabasesql.New(j.d.Pool()), nil
	}
	path := strings.TrimPrefix(j.d.URL, "sqlite:")
	pool, err := sql.Open("sqlite", "file:"+strings.ReplaceAll(path, "?", "%3f")+
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-2048)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	j.pool = pool
	return riversqlite.New(pool), nil
}

// Stop ends the work under way: its context ends, and another start takes it up again.
func (j *Jobs) Stop(ctx context.Context) error {
	if j.client == nil {
		return nil
	}
	err := j.client.StopAndCancel(ctx)
	j.stop()
	j.swept.Wait()
	if j.pool != nil {
		err = errors.Join(err, j.pool.Close())
	}
	return err
}
