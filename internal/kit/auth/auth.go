// Package auth knows who somebody is: accounts, passwords, sessions, tokens, and who looked at what is sensitive.
//
// What an account may do and see it asks of a Directory, which package place implements; auth itself knows no post, no
// region and no business. Design: docs/design/auth.md.
package auth

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables of accounts, sessions, tokens, attempts and looks.
var Schema = db.Schema{Name: "auth", Files: migrations}

// RightManage lets its holder manage other people's accounts; one's own needs no right.
const RightManage access.Right = "auth.account.edit"

// A Directory turns an account into an actor: posts, scopes, rights, and for whom it acts today (代理).
// An account without a post is an actor without rights, not an error.
type Directory interface {
	Actor(ctx context.Context, account string) (*access.Actor, error)
}

// How long things last, unless the fields of Auth say otherwise.
const (
	idleUsual  = 2 * time.Hour
	wholeUsual = 12 * time.Hour
	seenEvery  = time.Minute     // how exactly a session's last use is kept
	rememberer = 5 * time.Second // how long another node may not notice a change
	cacheMost  = 10_000
)

// Auth is the service.
type Auth struct {
	Idle  time.Duration // a session unused for so long is over
	Whole time.Duration // a session is over after so long whatever its use
	Log   *slog.Logger

	d        *db.DB
	dir      Directory
	clk      clock.Clock
	hasher   *hasher
	sessions *cache[sessionEntry]
	tokens   *cache[tokenEntry]
}

// New makes the service. dir may be nil: every account is then without rights.
func New(d *db.DB, dir Directory, clk clock.Clock) *Auth {
	if clk == nil {
		clk = clock.System
	}
	return &Auth{Idle: idleUsual, Whole: wholeUsual, Log: slog.Default(), d: d, dir: dir, clk: clk, hasher: newHasher(),
		sessions: newCache[sessionEntry](cacheMost, rememberer), tokens: newCache[tokenEntry](cacheMost, rememberer)}
}

var _ web.People = (*Auth)(nil)

// SetDirectory sets who turns accounts into actors, where that needs auth itself to be made first. Before serving.
func (a *Auth) SetDirectory(dir Directory) { a.dir = dir }

// Changed forgets what is remembered of an account, at once on this node and within 5 seconds on others: call it when its
// post, rights, region or acting officers change. "" forgets everybody.
func (a *Auth) Changed(account string) {
	a.sessions.dropAccount(account)
	a.tokens.dropAccount(account)
}

// actor is the person behind an account; nil when it is disabled or gone.
func (a *Auth) actor(ctx context.Context, account string) (*access.Actor, *Account, error) {
	acc, err := a.Get(ctx, a.d, account)
	if err != nil {
		return nil, nil, missingIsNil(err)
	}
	if acc.Disabled {
		return nil, nil, nil
	}
	out := access.Actor{}
	if a.dir != nil {
		// The directory reads as the platform: nobody is signed in yet.
		found, err := a.dir.Actor(access.With(ctx, access.System), account)
		if err != nil {
			return nil, nil, err
		}
		if found != nil {
			out = *found
		}
	}
	out.ID, out.Lang, out.Large = acc.ID, acc.Lang, acc.Large
	if out.Name == "" {
		out.Name = acc.Name
	}
	if out.Side == "" {
		out.Side = access.Side(acc.Side)
	}
	return &out, acc, nil
}

// Sweep removes what is over: sessions, tokens a year after their end, forgotten attempts. Once a day.
func (a *Auth) Sweep(ctx context.Context) error {
	now := a.clk()
	return a.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM auth_session WHERE ends_at < $1 OR seen_at < $2`, clock.Instant(now), clock.Instant(now.Add(-a.Idle))); err != nil {
			return err
		}
		if err := sweepTokens(ctx, tx, clock.Instant(now.AddDate(-1, 0, 0))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM auth_attempt WHERE last_at < $1 AND until_at < $2`, clock.Instant(now.Add(-forgetAfter)), clock.Instant(now))
		return err
	})
}

func sweepTokens(ctx context.Context, tx *db.Tx, before string) error {
	rows, err := tx.Query(ctx, `SELECT id FROM auth_token WHERE ends_at < $1 ORDER BY id`, before)
	if err != nil {
		return err
	}
	defer rows.Close()
	var over []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		over = append(over, id)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, id := range over {
		if _, err := tx.Exec(ctx, `DELETE FROM auth_token WHERE id = $1`, id); err != nil {
			return err
		}
		if err := eraseToken(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}
