package journal

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

// A Journal seals entries into the log, proves and verifies.
type Journal struct {
	db     *db.DB
	key    Key
	log    *slog.Logger
	name   string      // of this node, for the lease
	now    clock.Clock // of the lease; never a demonstration's
	one    sync.Mutex  // one sealing at a time in this process
	token  int64       // of the lease held; 0: none
	until  time.Time
	active sync.WaitGroup
}

// New opens the journal of a database.
func New(d *db.DB, key Key, log *slog.Logger) *Journal {
	return &Journal{db: d, key: key, log: log, name: id.New(), now: clock.System}
}

// Public is the key that verifies the log's checkpoints.
func (j *Journal) Public() string { return j.key.Public() }

// Every is how often Start looks for entries to seal.
const Every = time.Second

// Start seals about once a second until ctx ends. Any number of nodes may run it: one of them seals.
func (j *Journal) Start(ctx context.Context) {
	j.active.Go(func() {
		tick := time.NewTicker(Every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			_, err := j.Seal(ctx)
			if j.db.Closed() {
				return
			}
			if err != nil && ctx.Err() == nil {
				j.log.Error("journal not sealed", "error", err)
			}
		}
	})
}

// Wait returns when what Start began has ended.
func (j *Journal) Wait() { j.active.Wait() }
