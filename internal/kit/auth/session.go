package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
	"shian/internal/kit/web"
)

// A sessionEntry is what a cookie stands for.
type sessionEntry struct {
	actor   *access.Actor
	session *web.Session
	ends    time.Time
	seen    time.Time
}

// secret makes 32 random bytes as text; only their hash is stored.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func digest(s string) ([32]byte, string) {
	sum := sha256.Sum256([]byte(s))
	return sum, hex.EncodeToString(sum[:])
}

// open starts a session and gives its secret. An account has twenty at most; the oldest ends for a further one.
func (a *Auth) open(ctx context.Context, tx *db.Tx, account, agent string) (cookie string, err error) {
	cookie = secret()
	_, hash := digest(cookie)
	now := a.clk()
	_, err = tx.Exec(ctx, `INSERT INTO auth_session (hash, id, account, agent, made_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		hash, id.New(), account, agent, clock.Instant(now), clock.Instant(now), clock.Instant(now.Add(a.Whole)))
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `DELETE FROM auth_session WHERE account = $1 AND id NOT IN
		(SELECT id FROM auth_session WHERE account = $2 ORDER BY made_at DESC, id DESC LIMIT 20)`, account, account)
	return cookie, err
}

// BySession gives the person behind a session cookie, and (Nobody, nil, nil) for one unknown, over or of a disabled
// account. The actor is shared between requests: read it only.
func (a *Auth) BySession(ctx context.Context, cookie string) (*access.Actor, *web.Session, error) {
	if len(cookie) != 43 {
		return access.Nobody, nil, nil
	}
	key, hash := digest(cookie)
	now := a.clk()
	e, era, ok := a.sessions.get(key, now)
	if !ok {
		found, err := a.fetchSession(ctx, hash, now)
		if err != nil || found == nil {
			return access.Nobody, nil, err
		}
		e = *found
		a.sessions.put(key, e.actor.ID, e, now, era)
	}
	if !now.Before(e.ends) || now.Sub(e.seen) > a.Idle {
		return access.Nobody, nil, nil
	}
	return e.actor, e.session, nil
}

func (a *Auth) fetchSession(ctx context.Context, hash string, now time.Time) (*sessionEntry, error) {
	var s web.Session
	err := a.d.Row(ctx, `SELECT id, account, agent, made_at, seen_at, ends_at FROM auth_session WHERE hash = $1`, hash).
		Scan(&s.ID, &s.Account, &s.Agent, &s.MadeAt, &s.SeenAt, &s.EndsAt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ends, err1 := clock.ParseInstant(s.EndsAt)
	seen, err2 := clock.ParseInstant(s.SeenAt)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if !now.Before(ends) || now.Sub(seen) > a.Idle {
		return nil, nil
	}
	actor, acc, err := a.actor(ctx, s.Account)
	if err != nil || actor == nil {
		return nil, err
	}
	s.MustChange = acc.MustChange
	if now.Sub(seen) >= seenEvery {
		a.see(ctx, s.ID, now)
		seen = now
	}
	return &sessionEntry{actor, &s, ends, seen}, nil
}

// see keeps when a session was last used. A failure only ends it earlier, and must not fail somebody's reading.
func (a *Auth) see(ctx context.Context, session string, now time.Time) {
	err := a.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE auth_session SET seen_at = $2 WHERE id = $1`, session, clock.Instant(now))
		return err
	})
	if err != nil {
		a.Log.LogAttrs(ctx, slog.LevelWarn, "session's last use not kept", slog.String("cause", err.Error()))
	}
}

// SignOut ends the session of the cookie; an unknown one is no error.
func (a *Auth) SignOut(ctx context.Context, cookie string) error {
	_, hash := digest(cookie)
	var account, session string
	err := a.d.Row(ctx, `SELECT account, id FROM auth_session WHERE hash = $1`, hash).Scan(&account, &session)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return a.end(ctx, account, "sign-out", session)
}

// Sessions lists an account's sessions that still hold, latest first.
func (a *Auth) Sessions(ctx context.Context, account string) ([]web.Session, error) {
	if err := mayManage(ctx, account); err != nil {
		return nil, err
	}
	now := a.clk()
	rows, err := a.d.Query(ctx, `SELECT id, account, agent, made_at, seen_at, ends_at FROM auth_session
		WHERE account = $1 AND ends_at > $2 AND seen_at >= $3 ORDER BY made_at DESC, id DESC`,
		account, clock.Instant(now), clock.Instant(now.Add(-a.Idle)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []web.Session
	for rows.Next() {
		var s web.Session
		if err := rows.Scan(&s.ID, &s.Account, &s.Agent, &s.MadeAt, &s.SeenAt, &s.EndsAt); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// EndSession ends one session of an account by its id, at once on this node.
func (a *Auth) EndSession(ctx context.Context, account, session string) error {
	if err := mayManage(ctx, account); err != nil {
		return err
	}
	return a.end(ctx, account, "session-end", session)
}

// EndOthers ends all sessions of an account but keep; with keep "" all.
func (a *Auth) EndOthers(ctx context.Context, account, keep string) error {
	if err := mayManage(ctx, account); err != nil {
		return err
	}
	err := a.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM auth_session WHERE account = $1 AND id <> $2`, account, keep); err != nil {
			return err
		}
		return note(ctx, tx, account, "sessions-end")
	})
	a.Changed(account)
	return err
}

func (a *Auth) end(ctx context.Context, account, what, session string) error {
	err := a.d.Write(ctx, func(tx *db.Tx) error {
		done, err := tx.Exec(ctx, `DELETE FROM auth_session WHERE account = $1 AND id = $2`, account, session)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.Missing("此登录已经结束", "this session is over already"))
		}
		return note(ctx, tx, account, what)
	})
	a.Changed(account)
	return err
}
