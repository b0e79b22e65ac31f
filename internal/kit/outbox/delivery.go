package outbox

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// What may have become of a delivery.
const (
	StateDone   = "done"
	StateFailed = "failed" // will be tried again
	StateDead   = "dead"   // given up, until somebody retries it
)

// A Delivery is one message with one reaction.
type Delivery struct {
	ID              string // message/reaction
	Message         string
	Topic, Key      string
	Reaction, State string
	Tries           int64
	At, Next        string // of the last and the next try
	Error           string
}

// delivery reads where a delivery stands; one not begun has no state.
func delivery(ctx context.Context, q db.Querier, message, reaction string) (Delivery, error) {
	d := Delivery{ID: message + "/" + reaction, Message: message, Reaction: reaction}
	err := q.Row(ctx, `SELECT state, tries, at, next, error FROM outbox_delivery WHERE message = $1 AND reaction = $2`, message, reaction).
		Scan(&d.State, &d.Tries, &d.At, &d.Next, &d.Error)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return d, err
}

// Failed lists the deliveries that failed, the given up first, the latest try first.
func (o *Outbox) Failed(ctx context.Context, limit int) ([]Delivery, error) {
	rows, err := o.db.Query(ctx, `SELECT d.message, m.topic, m.key, d.reaction, d.state, d.tries, d.at, d.next, d.error
		FROM outbox_delivery d JOIN outbox_message m ON m.id = d.message
		WHERE d.state <> 'done' ORDER BY d.state, d.at DESC, d.message, d.reaction LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Delivery
	for rows.Next() {
		var d Delivery
		if err := rows.Scan(&d.Message, &d.Topic, &d.Key, &d.Reaction, &d.State, &d.Tries, &d.At, &d.Next, &d.Error); err != nil {
			return nil, err
		}
		d.ID = d.Message + "/" + d.Reaction
		out = append(out, d)
	}
	return out, rows.Err()
}

// Retry tries a failed delivery again at once, with all its tries before it.
func (o *Outbox) Retry(ctx context.Context, id string) error {
	message, reaction, _ := strings.Cut(id, "/")
	return o.db.Write(ctx, func(tx *db.Tx) error {
		err := db.Changed(tx.Exec(ctx, `UPDATE outbox_delivery SET state = 'failed', tries = 0, next = ''
			WHERE message = $1 AND reaction = $2 AND state <> 'done'`, message, reaction))
		if errors.Is(err, db.ErrStale) {
			return fault.Missing("没有这项失败的处理，可能已经成功", "there is no such failed delivery; it may have succeeded meanwhile")
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE outbox_message SET due = '' WHERE id = $1`, message)
		return err
	})
}

const tidyMost = 500 // messages removed in one transaction

// Tidy removes the messages published before a time that every reaction has handled, and gives their number. Those with a
// delivery given up stay.
func (o *Outbox) Tidy(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		ids, err := o.handled(ctx, clock.Instant(before))
		if err != nil || len(ids) == 0 {
			return total, err
		}
		err = o.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `DELETE FROM outbox_delivery WHERE message `+db.In(1, len(ids)), db.Args(ids)...); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `DELETE FROM outbox_message WHERE id `+db.In(1, len(ids)), db.Args(ids)...)
			return err
		})
		if err != nil {
			return total, err
		}
		total += len(ids)
	}
}

func (o *Outbox) handled(ctx context.Context, before string) ([]string, error) {
	rows, err := o.db.Query(ctx, `SELECT id FROM outbox_message m WHERE due IS NULL AND at < $1
		AND NOT EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.message = m.id AND d.state <> 'done') ORDER BY id LIMIT $2`, before, tidyMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
