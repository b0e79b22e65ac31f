package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

const (
	claimMost = 256             // messages claimed at a time
	claimFor  = time.Minute     // after which another node takes them, should this one fall silent
	workers   = 8               // messages handled at once; those of one key in order
	giveUp    = 16              // tries of one delivery: about a day
	slowest   = 6 * time.Hour   // between two tries
	firstWait = 2 * time.Second // before the second try, doubled for each further one
)

// round claims due messages and hands them to their reactions; it gives their number.
func (o *Outbox) round(ctx context.Context) (int, error) { return o.rounds(ctx, nil) }

func (o *Outbox) rounds(ctx context.Context, failed *[]error) (int, error) {
	o.one.Lock()
	defer o.one.Unlock()
	claimed, err := o.claim(ctx)
	if err != nil || len(claimed) == 0 {
		return 0, err
	}
	queues := make([][]*work, workers)
	for _, w := range claimed {
		n := maphash.String(seed, w.Topic+"\x00"+w.Key) % workers
		queues[n] = append(queues[n], w)
	}
	var all sync.WaitGroup
	for _, q := range queues {
		all.Go(func() {
			for _, w := range q {
				o.handle(ctx, w)
			}
		})
	}
	all.Wait()
	for _, w := range claimed {
		if failed != nil {
			*failed = append(*failed, w.failed...)
		}
		if w.err != nil { // the database did not take what happened: the claim runs out and somebody looks again
			err = cmp.Or(err, w.err)
		}
	}
	return len(claimed), errors.Join(err, o.release(ctx, claimed))
}

var seed = maphash.MakeSeed()

// work is a message being handled.
type work struct {
	Message
	until  string  // of the claim
	next   string  // of the earliest further try; "" when there is none
	failed []error // of reactions
	err    error   // of ours
}

// claim takes due messages by putting them off for a minute, so that no other node takes them meanwhile. That a reaction
// handles a message once does not rest on it.
func (o *Outbox) claim(ctx context.Context) ([]*work, error) {
	now := o.now()
	until := clock.Instant(now.Add(claimFor))
	var any bool
	if err := o.db.Row(ctx, `SELECT EXISTS (SELECT 1 FROM outbox_message WHERE due <= $1)`, clock.Instant(now)).Scan(&any); err != nil || !any {
		return nil, err
	}
	var out []*work
	err := o.db.Write(ctx, func(tx *db.Tx) error {
		out = nil
		rows, err := tx.Query(ctx, `UPDATE outbox_message SET due = $1
			WHERE id IN (SELECT id FROM outbox_message WHERE due <= $2 ORDER BY due, id LIMIT $3) AND due <= $2
			RETURNING id, topic, key, at, actor, payload`, until, clock.Instant(now), claimMost)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			w := &work{until: until}
			var payload string
			if err := rows.Scan(&w.ID, &w.Topic, &w.Key, &w.At, &w.Actor, &payload); err != nil {
				return err
			}
			w.Payload = []byte(payload)
			out = append(out, w)
		}
		return rows.Err()
	})
	slices.SortFunc(out, func(a, b *work) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return out, err
}

// handle hands a message to each reaction that has not handled it and whose time for another try has come.
func (o *Outbox) handle(ctx context.Context, w *work) {
	for _, r := range o.reactions[w.Topic] {
		d, err := delivery(ctx, o.db, w.ID, r.name)
		switch {
		case err != nil:
			w.err = err
		case d.State == StateDone, d.State == StateDead:
		case d.State == StateFailed && d.Next > clock.Instant(o.now()):
			w.again(d.Next)
		default:
			o.deliver(ctx, w, r, d)
		}
	}
}

// deliver runs a reaction in a transaction that also notes it as done: the row can turn to done only once, so whoever
// comes second, on whatever node, does nothing.
func (o *Outbox) deliver(ctx context.Context, w *work, r reaction, d Delivery) {
	ctx = access.With(ctx, access.System)
	err := o.db.Write(ctx, func(tx *db.Tx) error {
		err := db.Changed(tx.Exec(ctx, `INSERT INTO outbox_delivery (message, reaction, state, tries, at, next, error)
			VALUES ($1, $2, 'done', $3, $4, '', '')
			ON CONFLICT (message, reaction) DO UPDATE SET state = 'done', tries = excluded.tries, at = excluded.at, next = '', error = ''
			WHERE outbox_delivery.state <> 'done'`, w.ID, r.name, d.Tries+1, clock.Instant(o.now())))
		if err != nil {
			return err
		}
		return r.handle(ctx, tx, w.Message)
	})
	switch {
	case err == nil, errors.Is(err, db.ErrStale) && o.done(ctx, w.ID, r.name):
	case errors.Is(err, db.ErrClosed), ctx.Err() != nil, errors.Is(err, db.ErrUnknown):
		w.err = err // not the reaction's fault
	default:
		o.fail(ctx, w, r, d, err)
	}
}

// done tells a delivery made elsewhere from a reaction whose own record was stale.
func (o *Outbox) done(ctx context.Context, message, reaction string) bool {
	d, err := delivery(ctx, o.db, message, reaction)
	return err == nil && d.State == StateDone
}

// fail notes that a reaction failed, and when it is tried again.
func (o *Outbox) fail(ctx context.Context, w *work, r reaction, d Delivery, cause error) {
	tries := d.Tries + 1
	state, next := StateFailed, clock.Instant(o.now().Add(pause(tries)))
	if tries >= giveUp {
		state, next = StateDead, ""
	}
	w.failed = append(w.failed, fmt.Errorf("%s on %s: %w", r.name, w.Topic, cause))
	o.log.WarnContext(ctx, "reaction failed", "topic", w.Topic, "reaction", r.name, "message", w.ID, "tries", tries, "state", state, "error", cause)
	w.err = cmp.Or(w.err, o.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO outbox_delivery (message, reaction, state, tries, at, next, error)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (message, reaction) DO UPDATE SET state = excluded.state, tries = excluded.tries, at = excluded.at,
				next = excluded.next, error = excluded.error
			WHERE outbox_delivery.state <> 'done'`, w.ID, r.name, state, tries, clock.Instant(o.now()), next, short(cause.Error()))
		return err
	}))
	if next != "" {
		w.again(next)
	}
}

// pause before the next try after so many.
func pause(tries int64) time.Duration {
	if tries > 20 {
		return slowest
	}
	return min(firstWait<<(tries-1), slowest)
}

const errorMost = 500 // characters kept of an error

func short(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), errorMost)])
}

func (w *work) again(next string) {
	if w.next == "" || next < w.next {
		w.next = next
	}
}

// release gives the messages back: finished, or due again at the earliest further try. Whatever was retried by hand or
// taken by another node after the claim ran out stays as it is.
func (o *Outbox) release(ctx context.Context, claimed []*work) error {
	byNext := map[string][]string{}
	for _, w := range claimed {
		if w.err == nil {
			byNext[w.next] = append(byNext[w.next], w.ID)
		}
	}
	return o.db.Write(ctx, func(tx *db.Tx) error {
		for next, ids := range byNext {
			slices.Sort(ids)
			due := any(next)
			if next == "" {
				due = nil
			}
			_, err := tx.Exec(ctx, `UPDATE outbox_message SET due = $1 WHERE due = $2 AND id `+db.In(3, len(ids)),
				append([]any{due, claimed[0].until}, db.Args(ids)...)...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
