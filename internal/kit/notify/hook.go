package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

const (
	hookActive = "active"
	hookPaused = "paused"
	hookEnded  = "ended"
)

// A Hook is an address that wants to be called.
type Hook struct {
	ID, Owner, Host, State, Why, MadeAt, ChangedAt string
	Waiting                                        int // deliveries not sent
}

// secretMark begins a webhook's secret, as Standard Webhooks has it.
const secretMark = "whsec_"

// AddHook keeps an address and makes the secret its calls are signed with; the secret is given once and never shown again. owner
// is what the hook is for, such as a subscription.
func (n *Notify) AddHook(ctx context.Context, tx *db.Tx, owner, address string) (hook, key string, err error) {
	u, err := n.checkURL(address)
	if err != nil {
		return "", "", err
	}
	raw := make([]byte, 24)
	if _, err := rand.Read(raw); err != nil {
		return "", "", err
	}
	hook, key = id.New(), secretMark+base64.StdEncoding.EncodeToString(raw)
	at := clock.Instant(clock.Now(ctx))
	_, err = tx.Exec(ctx, `INSERT INTO notify_hook (id, owner, url, host, secret, state, why, made_at, changed_at) VALUES ($1, $2, $3, $4, $5, 'active', '', $6, $6)`,
		hook, owner, n.cfg.Box.Seal(address, "notify_hook.url/"+hook), u.Hostname(), n.cfg.Box.Seal(key, "notify_hook.secret/"+hook), at)
	return hook, key, err
}

func (n *Notify) checkURL(address string) (*url.URL, error) {
	bad := func(zh, en string) error {
		return fault.Invalid(fault.Field{Name: "address", Label: "推送地址", Zh: zh, En: en})
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || len(address) > 500:
		return nil, bad("请写完整的网址，例如 https://example.cn/hook", "write a whole address such as https://example.cn/hook")
	case u.Scheme != "https" && !(n.cfg.Private && u.Scheme == "http"):
		return nil, bad("推送地址须以 https:// 开头", "the address must begin with https://")
	case u.User != nil:
		return nil, bad("网址里不能带用户名或密码", "the address must carry no user or password")
	}
	return u, nil
}

// pauseHook stops calling an address that has not answered for three days; what waits for it is held.
func (n *Notify) pauseHook(ctx context.Context, tx *db.Tx, hook, why string) error {
	if _, err := tx.Exec(ctx, `UPDATE notify_hook SET state = 'paused', why = $1, changed_at = $2 WHERE id = $3 AND state = 'active'`, why, clock.Instant(n.now()), hook); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'held', due = NULL WHERE hook = $1 AND state = 'queued'`, hook)
	return err
}

// Resume calls a paused address again, with everything held for it.
func (n *Notify) Resume(ctx context.Context, hook string) error {
	return n.db.Write(ctx, func(tx *db.Tx) error {
		at := clock.Instant(n.now())
		err := db.Changed(tx.Exec(ctx, `UPDATE notify_hook SET state = 'active', why = '', changed_at = $1 WHERE id = $2 AND state = 'paused'`, at, hook))
		if errors.Is(err, db.ErrStale) {
			return fault.Missing("没有这个暂停的推送地址", "there is no such paused webhook")
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE notify_delivery SET state = 'queued', due = '', queued_at = $1, tries = 0 WHERE hook = $2 AND state IN ('held', 'dead')`, at, hook)
		return err
	})
}

// EndHook forgets an address: it is called no more, and what waited for it is dropped.
func (n *Notify) EndHook(ctx context.Context, tx *db.Tx, hook string) error {
	if _, err := tx.Exec(ctx, `UPDATE notify_hook SET state = 'ended', url = '', secret = '', changed_at = $1 WHERE id = $2`, clock.Instant(n.now()), hook); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'dead', due = NULL, content = '', error = 'the webhook ended' WHERE hook = $1 AND state IN ('queued', 'held')`, hook)
	return err
}

// Hooks lists the addresses in a state, or all but the ended ones, with what waits for them.
func (n *Notify) Hooks(ctx context.Context, state string, limit int) ([]Hook, error) {
	cond, args := `state <> $1`, []any{hookEnded}
	if state != "" {
		cond, args[0] = `state = $1`, state
	}
	rows, err := n.db.Query(ctx, `SELECT h.id, h.owner, h.host, h.state, h.why, h.made_at, h.changed_at,
		(SELECT count(*) FROM notify_delivery d WHERE d.hook = h.id AND d.state IN ('queued', 'held')) FROM notify_hook h WHERE `+cond+` ORDER BY h.id DESC LIMIT `+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Hook
	for rows.Next() {
		var h Hook
		if err := rows.Scan(&h.ID, &h.Owner, &h.Host, &h.State, &h.Why, &h.MadeAt, &h.ChangedAt, &h.Waiting); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// Sign gives the signature of a call as Standard Webhooks has it: the receiver computes it over id, timestamp and body with the
// secret and compares in constant time.
func Sign(key, delivery string, timestamp int64, body []byte) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, secretMark))
	if err != nil {
		return "", err
	}
	m := hmac.New(sha256.New, raw)
	_, _ = fmt.Fprintf(m, "%s.%d.", delivery, timestamp) // a hash takes everything
	m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil)), nil
}

// call calls the webhook of a delivery once.
func (n *Notify) call(ctx context.Context, d Delivery, c content) outcome {
	var address, key, state string
	err := n.db.Row(ctx, `SELECT url, secret, state FROM notify_hook WHERE id = $1`, d.Hook).Scan(&address, &key, &state)
	switch {
	case err != nil:
		return outcome{err: err}
	case state == hookPaused:
		return outcome{held: true}
	case state == hookEnded:
		return outcome{err: errors.New("the webhook ended"), last: true}
	}
	address, err = n.cfg.Box.Open(address, "notify_hook.url/"+d.Hook)
	if err == nil {
		key, err = n.cfg.Box.Open(key, "notify_hook.secret/"+d.Hook)
	}
	if err != nil {
		return outcome{err: err, last: true}
	}
	at := n.now().Unix()
	signature, err := Sign(key, d.ID, at, []byte(c.Text))
	if err != nil {
		return outcome{err: err, last: true}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader([]byte(c.Text)))
	if err != nil {
		return outcome{err: err, last: true}
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "User-Agent": "shian-webhook", "Webhook-Id": d.ID,
		"Webhook-Timestamp": strconv.FormatInt(at, 10), "Webhook-Signature": signature} {
		r.Header.Set(name, value)
	}
	return answered(n.client.Do(r))
}

const answerMost = 4096 // bytes read of an answer, so that the connection ends well

func answered(w *http.Response, err error) outcome {
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address
		}
		return outcome{err: err}
	}
	defer w.Body.Close()
	_, _ = io.CopyN(io.Discard, w.Body, answerMost) // what it says does not matter
	o := outcome{code: int64(w.StatusCode)}
	switch {
	case w.StatusCode == http.StatusGone: // it wants no more
		o.err, o.last = errors.New("410: the receiver wants no more"), true
	case w.StatusCode < 200 || w.StatusCode > 299:
		o.err = fmt.Errorf("answered %d", w.StatusCode)
	}
	return o
}
