package outbox

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// A Handler reacts to a message inside the transaction that notes it as handled. It may run again when that transaction
// collides with others, so it touches nothing but tx.
type Handler = func(ctx context.Context, tx *db.Tx, m Message) error

type reaction struct {
	name   string
	handle Handler
}

// An Outbox hands messages to their reactions.
type Outbox struct {
	db        *db.DB
	log       *slog.Logger
	reactions map[string][]reaction // by topic
	now       clock.Clock           // of claims and back-off; never a demonstration's
	one       sync.Mutex            // one round at a time in this process
	active    sync.WaitGroup
}

// New makes an outbox without reactions.
func New(d *db.DB, log *slog.Logger) *Outbox {
	return &Outbox{db: d, log: log, reactions: map[string][]reaction{}, now: clock.System}
}

// On lets a reaction handle the messages of a topic from now on. Its name is kept with every delivery, so it must not
// change later; it is unique within the topic. Call On before Start.
func (o *Outbox) On(topic, name string, handle func(ctx context.Context, tx *db.Tx, m Message) error) {
	if slices.ContainsFunc(o.reactions[topic], func(r reaction) bool { return r.name == name }) {
		panic("outbox: two reactions named " + name + " on " + topic)
	}
	o.reactions[topic] = append(o.reactions[topic], reaction{name, handle})
}

const (
	idle      = 200 * time.Millisecond // between looks when there is nothing to do
	retention = 90 * 24 * time.Hour    // handled messages are kept so long
	tidyEvery = time.Hour
)

// Start handles messages until ctx ends. Any number of nodes may run it.
func (o *Outbox) Start(ctx context.Context) {
	o.active.Go(func() {
		var tidied time.Time
		for ctx.Err() == nil {
			n, err := o.round(ctx)
			if o.db.Closed() {
				return
			}
			if err != nil && ctx.Err() == nil {
				o.log.Error("outbox not read", "error", err)
			}
			if n > 0 && err == nil {
				continue
			}
			if o.now().Sub(tidied) > tidyEvery {
				tidied = o.now()
				if _, err := o.Tidy(ctx, tidied.Add(-retention)); err != nil && ctx.Err() == nil {
					o.log.Error("outbox not tidied", "error", err)
				}
			}
			select {
			case <-ctx.Done():
			case <-time.After(idle):
			}
		}
	})
}

// Wait returns when what Start began has ended.
func (o *Outbox) Wait() { o.active.Wait() }

// Drain handles all there is now, and what those reactions publish in turn. It does not wait for a failed delivery's next
// try, but reports the failures it met.
func (o *Outbox) Drain(ctx context.Context) error {
	var failed []error
	for {
		n, err := o.rounds(ctx, &failed)
		if err != nil {
			return err
		}
		if n == 0 {
			return errors.Join(failed...)
		}
	}
}
