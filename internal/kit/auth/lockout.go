package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// After so many wrong passwords in a row the account, or the address they came from, rests: a minute at first, twice as
// long with every further one, an hour at most. Addresses get more, for an office shares one.
const (
	accountTries = 5
	addressTries = 30
	lockFirst    = time.Minute
	lockMost     = time.Hour
	forgetAfter  = 24 * time.Hour // wrong passwords older than this no longer count
)

// A claim is one attempt counted against one name: a login, known or not, or an address.
type claim struct {
	name  string
	tries int64
}

// attemptName is how a login or address is kept: hashed, for people type passwords into the login field.
func attemptName(kind, value string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + value))
	return kind + ":" + hex.EncodeToString(sum[:16])
}

// reserve counts an attempt before the password is even looked at, so that many guesses at the same moment count one by
// one. It gives how many wrong ones the first claim has left after this; a fault of KindRefused when any of them is locked.
func (a *Auth) reserve(ctx context.Context, claims ...claim) (left int64, err error) {
	now := a.clk()
	err = a.d.Write(ctx, func(tx *db.Tx) error {
		left = 0
		for i, c := range claims {
			n, err := a.reserveOne(ctx, tx, c, now)
			if err != nil {
				return err
			}
			if i == 0 {
				left = c.tries - n
			}
		}
		return nil
	})
	return left, err
}

func (a *Auth) reserveOne(ctx context.Context, tx *db.Tx, c claim, now time.Time) (int64, error) {
	at := clock.Instant(now)
	if _, err := tx.Exec(ctx, `UPDATE auth_attempt SET failures = 0, until_at = '' WHERE name = $1 AND last_at < $2 AND until_at < $3`,
		c.name, clock.Instant(now.Add(-forgetAfter)), at); err != nil {
		return 0, err
	}
	// The insert comes before the read: it holds the row, so that two at once do not both read the old count.
	if _, err := tx.Exec(ctx, `INSERT INTO auth_attempt (name, failures, last_at, until_at) VALUES ($1, 1, $2, '')
		ON CONFLICT (name) DO UPDATE SET failures = auth_attempt.failures + 1, last_at = excluded.last_at`, c.name, at); err != nil {
		return 0, err
	}
	var n int64
	var until string
	if err := tx.Row(ctx, `SELECT failures, until_at FROM auth_attempt WHERE name = $1`, c.name).Scan(&n, &until); err != nil {
		return 0, err
	}
	if until > at {
		return 0, locked(until, now) // and the count is undone with the transaction
	}
	if n >= c.tries {
		_, err := tx.Exec(ctx, `UPDATE auth_attempt SET until_at = $2 WHERE name = $1`, c.name, clock.Instant(now.Add(lockFor(n-c.tries))))
		return n, err
	}
	return n, nil
}

// lockFor is how long the lock lasts after further wrong passwords beyond the allowed ones.
func lockFor(further int64) time.Duration {
	if further > 6 {
		return lockMost
	}
	return min(lockMost, lockFirst<<further)
}

func locked(until string, now time.Time) error {
	t, err := clock.ParseInstant(until)
	if err != nil {
		return err
	}
	ends := t.In(clock.China).Format("15:04:05")
	return fault.NotYet(max(time.Second, t.Sub(now)),
		fmt.Sprintf("密码连续输错，暂停登录至 %s（北京时间），之后可再试；忘记密码请联系本单位管理员", ends),
		fmt.Sprintf("too many wrong passwords: sign-in is paused until %s (UTC+8); if you forgot yours, ask your administrator", ends))
}

// forgive forgets the wrong passwords of a login.
func (a *Auth) forgive(ctx context.Context, tx *db.Tx, name string) error {
	_, err := tx.Exec(ctx, `DELETE FROM auth_attempt WHERE name = $1`, name)
	return err
}

// giveBack takes one attempt off an address after a right password: a shared address keeps its count of wrong ones.
func (a *Auth) giveBack(ctx context.Context, tx *db.Tx, name string) error {
	_, err := tx.Exec(ctx, `UPDATE auth_attempt SET failures = failures - 1, until_at = '' WHERE name = $1 AND failures > 0`, name)
	return err
}
