package notify

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// The channels by which something leaves the platform.
const (
	ByMail = "mail"
	ByHook = "hook"
)

// What may have become of a delivery.
const (
	Queued = "queued"
	Held   = "held" // its webhook is paused
	Sent   = "sent"
	Dead   = "dead" // given up, until somebody retries it
)

// A Delivery is one e-mail or one call of a webhook.
type Delivery struct {
	ID, Channel, Hook, Shown, Subject string
	Kind, Record                      string // what it is about
	Digest                            string // SHA-256 of what is sent
	State, Error                      string
	Tries                             int64
	QueuedAt, SentAt, Due             string
	content, claim                    string
}

// A Mail is one e-mail to one address.
type Mail struct {
	To, Subject, Text string
	Unsubscribe       string // address that ends what it is sent for; empty: it is sent once
	Kind, Record      string // what it is about
	Key               string // the same key is queued once; empty: always
}

// An Event is one call of a webhook: POST of {"type","at","data"}.
type Event struct {
	Hook, Type   string // Type: result.published
	Data         any    // JSON
	Kind, Record string
	Key          string
}

// content is what is sealed of a delivery until it is sent.
type content struct {
	To          string `json:"to,omitempty"`
	Subject     string `json:"subject,omitempty"`
	Unsubscribe string `json:"unsubscribe,omitempty"`
	Text        string `json:"text"` // of the e-mail, or the body of the call
}

// Mail queues an e-mail in the transaction of what it tells of, and gives the delivery's id.
func (n *Notify) Mail(ctx context.Context, tx *db.Tx, m Mail) (string, error) {
	if err := CheckAddress(m.To); err != nil {
		return "", err
	}
	return n.queue(ctx, tx, Delivery{Channel: ByMail, Shown: MaskAddress(m.To), Subject: m.Subject, Kind: m.Kind, Record: m.Record}, m.Key,
		content{To: m.To, Subject: m.Subject, Unsubscribe: m.Unsubscribe, Text: m.Text})
}

// Post queues a call of a webhook in the transaction of what it tells of, and gives the delivery's id.
func (n *Notify) Post(ctx context.Context, tx *db.Tx, e Event) (string, error) {
	body, err := json.Marshal(struct {
		Type string `json:"type"`
		At   string `json:"at"`
		Data any    `json:"data"`
	}{e.Type, clock.Instant(clock.Now(ctx)), e.Data})
	if err != nil {
		return "", err
	}
	var host, state string
	if err := tx.Row(ctx, `SELECT host, state FROM notify_hook WHERE id = $1`, e.Hook).Scan(&host, &state); err != nil {
		return "", orMissing(err, "没有这个推送地址", "there is no such webhook")
	}
	if state == hookEnded {
		return "", nil
	}
	return n.queue(ctx, tx, Delivery{Channel: ByHook, Hook: e.Hook, Shown: host, Subject: e.Type, Kind: e.Kind, Record: e.Record}, e.Key, content{Text: string(body)})
}

func (n *Notify) queue(ctx context.Context, tx *db.Tx, d Delivery, key string, c content) (string, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(c.Text))
	d.ID = id.New()
	_, err = tx.Exec(ctx, `INSERT INTO notify_delivery (id, channel, hook, shown, subject, content, digest, kind, record, key, state, tries, error, queued_at, sent_at, due)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'queued', 0, '', $11, '', '') ON CONFLICT DO NOTHING`,
		d.ID, d.Channel, d.Hook, d.Shown, d.Subject, n.cfg.Box.Seal(string(b), sealedAt(d.ID)), hex.EncodeToString(sum[:]), d.Kind, d.Record, key, clock.Instant(n.now()))
	return d.ID, err
}

func sealedAt(delivery string) string { return "notify_delivery.content/" + delivery }

const deliveryColumns = `id, channel, hook, shown, subject, content, digest, kind, record, state, tries, error, queued_at, sent_at, due`

func scanDelivery(scan func(...any) error) (Delivery, error) {
	var d Delivery
	var due sql.NullString
	err := scan(&d.ID, &d.Channel, &d.Hook, &d.Shown, &d.Subject, &d.content, &d.Digest, &d.Kind, &d.Record, &d.State, &d.Tries, &d.Error, &d.QueuedAt, &d.SentAt, &due)
	d.Due = due.String
	return d, err
}

// Deliveries lists deliveries, newest first: of a state, of a record, or all. after is the id of the last one seen.
func (n *Notify) Deliveries(ctx context.Context, state, kind, record, after string, limit int) ([]Delivery, error) {
	if after == "" {
		after = "~" // behind every id
	}
	cond, args := "id < $1", []any{after}
	for _, x := range [][2]string{{"state", state}, {"kind", kind}, {"record", record}} {
		if x[1] != "" {
			args = append(args, x[1])
			cond += " AND " + x[0] + " = $" + strconv.Itoa(len(args))
		}
	}
	rows, err := n.db.Query(ctx, `SELECT `+deliveryColumns+` FROM notify_delivery WHERE `+cond+` ORDER BY id DESC LIMIT `+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Delivery
	for rows.Next() {
		d, err := scanDelivery(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// Retry tries a delivery that was given up again at once, with three more days.
func (n *Notify) Retry(ctx context.Context, delivery string) error {
	return n.db.Write(ctx, func(tx *db.Tx) error {
		err := db.Changed(tx.Exec(ctx, `UPDATE notify_delivery SET state = 'queued', due = '', tries = 0, queued_at = $1 WHERE id = $2 AND state IN ('dead', 'queued')`,
			clock.Instant(n.now()), delivery))
		if errors.Is(err, db.ErrStale) {
			return fault.Missing("没有这项未送出的投递，可能已经送达", "there is no such delivery; it may have been sent meanwhile")
		}
		return err
	})
}

func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
