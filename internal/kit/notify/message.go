package notify

import (
	"context"
	"slices"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// A Message is one line in somebody's messages: what happened, in both languages, and the page of the record it is about.
type Message struct {
	ID, Topic string
	Zh, En    string
	Href      string
	Tone      string // ok, near, late or empty
	Key       string // the same key is told to the same account once; empty: always
	At, Read  string // when it was told, and read; Read is empty for an unread one
}

// To says whom to tell; whoever is meant twice is told once.
type To struct {
	Accounts []string
	Party    access.Scope // a business, a laboratory or an office: whoever belongs to it
	Right    access.Right // holders of a right …
	Region   string       // … at exactly this region, of 2 to 9 digits
}

// Tell writes a message for everybody meant, in the transaction of the change it tells of, and gives how many that were. Nobody
// is no fault: a business without an account is served otherwise.
func (n *Notify) Tell(ctx context.Context, tx *db.Tx, to To, m Message) (int, error) {
	accounts := slices.Clone(to.Accounts)
	if to.Party != "" {
		found, err := n.cfg.People.Members(ctx, tx, to.Party)
		if err != nil {
			return 0, err
		}
		accounts = append(accounts, found...)
	}
	if to.Right != "" {
		found, err := n.cfg.People.Holding(ctx, tx, to.Right, to.Region)
		if err != nil {
			return 0, err
		}
		accounts = append(accounts, found...)
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)
	at := clock.Instant(clock.Now(ctx))
	for _, a := range accounts {
		if _, err := tx.Exec(ctx, `INSERT INTO notify_message (id, account, at, topic, key, zh, en, href, tone, read_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '') ON CONFLICT DO NOTHING`, id.New(), a, at, m.Topic, m.Key, m.Zh, m.En, m.Href, m.Tone); err != nil {
			return 0, err
		}
	}
	return len(accounts), nil
}

const messagesMost = 50 // on a page

// Messages gives an account's messages, newest first, after the message with the id after; next is empty on the last page.
func (n *Notify) Messages(ctx context.Context, account, after string, unread bool) (out []Message, next string, err error) {
	cond := ""
	if unread {
		cond = " AND read_at = ''"
	}
	if after == "" {
		after = "~" // behind every id
	}
	rows, err := n.db.Query(ctx, `SELECT id, topic, zh, en, href, tone, key, at, read_at FROM notify_message WHERE account = $1 AND id < $2`+cond+` ORDER BY id DESC LIMIT $3`,
		account, after, messagesMost+1)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		var m Message
		if err := rows.Scan(&m.ID, &m.Topic, &m.Zh, &m.En, &m.Href, &m.Tone, &m.Key, &m.At, &m.Read); err != nil {
			return nil, "", err
		}
		out = append(out, m)
	}
	if len(out) > messagesMost {
		out = out[:messagesMost]
		next = out[messagesMost-1].ID
	}
	return out, next, rows.Err()
}

// Unread counts what an account has not read, to 100.
func (n *Notify) Unread(ctx context.Context, account string) (c int, err error) {
	err = n.db.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM notify_message WHERE account = $1 AND read_at = '' LIMIT 100) AS head`, account).Scan(&c)
	return c, err
}

// Read marks a message of the account as read, now, and gives where it leads. Missing: it is not theirs.
func (n *Notify) Read(ctx context.Context, account, message string) (href string, err error) {
	err = n.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Row(ctx, `UPDATE notify_message SET read_at = CASE WHEN read_at = '' THEN $1 ELSE read_at END WHERE id = $2 AND account = $3 RETURNING href`,
			clock.Instant(clock.Now(ctx)), message, account).Scan(&href)
		return orMissing(err, "没有这条消息", "there is no such message")
	})
	return href, err
}

// ReadAll marks everything the account has as read.
func (n *Notify) ReadAll(ctx context.Context, account string) error {
	return n.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notify_message SET read_at = $1 WHERE account = $2 AND read_at = ''`, clock.Instant(clock.Now(ctx)), account)
		return err
	})
}

// Tidy removes messages read before a time, and deliveries sent before it with their attempts.
func (n *Notify) Tidy(ctx context.Context, before time.Time) error {
	old := clock.Instant(before)
	for _, text := range []string{
		`DELETE FROM notify_message WHERE read_at <> '' AND read_at < $1`,
		`DELETE FROM notify_attempt WHERE delivery IN (SELECT id FROM notify_delivery WHERE state = 'sent' AND sent_at < $1)`,
		`DELETE FROM notify_delivery WHERE state = 'sent' AND sent_at < $1`,
	} {
		if err := n.db.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, text, old); return err }); err != nil {
			return err
		}
	}
	return nil
}

func orMissing(err error, zh, en string) error {
	if isNoRows(err) {
		return fault.Missing(zh, en)
	}
	return err
}
