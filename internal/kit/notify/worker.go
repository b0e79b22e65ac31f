package notify

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

const (
	claimMost = 16              // deliveries claimed at a time
	claimFor  = 3 * time.Minute // after which another node takes them, should this one fall silent
	workers   = 4               // deliveries under way at once
	tryFor    = 30 * time.Second
	giveUp    = 3 * 24 * time.Hour
	firstWait = 30 * time.Second // before the second try, doubled for each further one
	slowest   = 6 * time.Hour
	idle      = time.Second
)

// Start sends what is due until ctx ends. Any number of nodes may run it.
func (n *Notify) Start(ctx context.Context) {
	n.active.Go(func() {
		for ctx.Err() == nil {
			sent, err := n.Round(ctx)
			if n.db.Closed() {
				return
			}
			if err != nil && ctx.Err() == nil {
				n.cfg.Log.Error("messages not sent", "error", err)
			}
			if sent > 0 && err == nil {
				continue
			}
			select {
			case <-ctx.Done():
			case <-time.After(idle):
			}
		}
	})
}

// Wait returns when what Start began has ended.
func (n *Notify) Wait() { n.active.Wait() }

// Round sends what is due now, once, and gives how many deliveries were tried.
func (n *Notify) Round(ctx context.Context) (int, error) {
	n.one.Lock()
	defer n.one.Unlock()
	total := 0
	for _, channel := range []string{ByMail, ByHook} {
		if channel == ByMail && n.cfg.Mail == nil {
			continue // they wait for a mail server
		}
		claimed, err := n.claim(ctx, channel)
		if err != nil {
			return total, err
		}
		total += len(claimed)
		if err := n.each(claimed, func(d Delivery) error { return n.try(ctx, d) }); err != nil {
			return total, err
		}
	}
	return total, nil
}

// each runs fn over the deliveries, a few at a time.
func (n *Notify) each(all []Delivery, fn func(Delivery) error) error {
	var wait sync.WaitGroup
	slots, failed := make(chan struct{}, workers), make(chan error, len(all))
	for _, d := range all {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			failed <- fn(d)
		})
	}
	wait.Wait()
	close(failed)
	var err error
	for e := range failed {
		err = errors.Join(err, e)
	}
	return err
}

// claim takes due deliveries by putting them off, so that no other node takes them meanwhile.
func (n *Notify) claim(ctx context.Context, channel string) ([]Delivery, error) {
	now := n.now()
	var any bool
	err := n.db.Row(ctx, `SELECT EXISTS (SELECT 1 FROM notify_delivery WHERE channel = $1 AND due <= $2)`, channel, clock.Instant(now)).Scan(&any)
	if err != nil || !any {
		return nil, err
	}
	until := clock.Instant(now.Add(claimFor))
	var out []Delivery
	err = n.db.Write(ctx, func(tx *db.Tx) error {
		out = nil
		rows, err := tx.Query(ctx, `UPDATE notify_delivery SET due = $1
			WHERE id IN (SELECT id FROM notify_delivery WHERE channel = $2 AND due <= $3 ORDER BY due, id LIMIT $4) AND due <= $3
			RETURNING `+deliveryColumns, until, channel, clock.Instant(now), claimMost)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			d, err := scanDelivery(rows.Scan)
			if err != nil {
				return err
			}
			d.claim = until
			out = append(out, d)
		}
		return rows.Err()
	})
	return out, err
}

// An outcome is what came of one attempt.
type outcome struct {
	code int64 // answer of the other side
	err  error
	last bool // trying again cannot help
	held bool // its webhook is paused: it waits
}

// try sends one delivery and notes what came of it.
func (n *Notify) try(ctx context.Context, d Delivery) error {
	var c content
	var o outcome
	plain, err := n.cfg.Box.Open(d.content, sealedAt(d.ID))
	if err == nil {
		err = json.Unmarshal([]byte(plain), &c)
	}
	within, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	switch {
	case err != nil:
		o = outcome{err: err, last: true}
	case d.Channel == ByMail:
		o = n.cfg.Mail.send(within, d.ID, n.now(), c)
	default:
		o = n.call(within, d, c)
	}
	if ctx.Err() != nil { // the program ends: the claim runs out and somebody tries again
		return nil
	}
	return n.note(ctx, d, o)
}

// note writes the attempt, and where the delivery stands now unless another node has taken it since.
func (n *Notify) note(ctx context.Context, d Delivery, o outcome) error {
	now := n.now()
	at, tries := clock.Instant(now), d.Tries+1
	return n.db.Write(ctx, func(tx *db.Tx) error {
		if o.held {
			_, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'held', due = NULL WHERE id = $1 AND due = $2`, d.ID, d.claim)
			return err
		}
		text := ""
		if o.err != nil {
			text = short(o.err.Error())
		}
		if _, err := tx.Exec(ctx, `INSERT INTO notify_attempt (id, delivery, at, ok, code, error) VALUES ($1, $2, $3, $4, $5, $6)`, id.New(), d.ID, at, o.err == nil, o.code, text); err != nil {
			return err
		}
		if o.err == nil {
			_, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'sent', due = NULL, sent_at = $1, tries = $2, error = '', content = '' WHERE id = $3 AND due = $4`, at, tries, d.ID, d.claim)
			return err
		}
		queued, err := clock.ParseInstant(d.QueuedAt)
		if err != nil {
			return err
		}
		if wait := pause(tries); !o.last && now.Add(wait).Sub(queued) <= giveUp {
			_, err := tx.Exec(ctx, `UPDATE notify_delivery SET due = $1, tries = $2, error = $3 WHERE id = $4 AND due = $5`, clock.Instant(now.Add(wait)), tries, text, d.ID, d.claim)
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'dead', due = NULL, tries = $1, error = $2 WHERE id = $3 AND due = $4`, tries, text, d.ID, d.claim); err != nil {
			return err
		}
		if d.Hook == "" {
			return nil
		}
		return n.pauseHook(ctx, tx, d.Hook, text)
	})
}

// pause before the next try after so many.
func pause(tries int64) time.Duration {
	if tries > 12 {
		return slowest
	}
	return min(firstWait<<(tries-1), slowest)
}

const errorMost = 300 // characters kept of an error

func short(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), errorMost)])
}

// An Attempt is one try at a delivery.
type Attempt struct {
	At    string
	OK    bool
	Code  int64
	Error string
}

// Attempts gives the attempts at a delivery, oldest first.
func (n *Notify) Attempts(ctx context.Context, delivery string) ([]Attempt, error) {
	rows, err := n.db.Query(ctx, `SELECT at, ok, code, error FROM notify_attempt WHERE delivery = $1 ORDER BY id`, delivery)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Attempt
	for rows.Next() {
		var a Attempt
		if err := rows.Scan(&a.At, &a.OK, &a.Code, &a.Error); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
