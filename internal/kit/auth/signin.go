package auth

import (
	"context"
	"fmt"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// An Attempt is what somebody brings to sign in.
type Attempt struct {
	Login, Password string
	Addr            string // where from, for the lock-out; "" counts for the login alone
	Agent           string // browser and system in a few words, for the list of sessions
}

// SignIn checks login and password and opens a session; its secret goes into the cookie.
// Errors: KindInvalid when they do not fit or the account is disabled; KindRefused with Wait when locked out or too many
// sign in at once. An unknown login takes as long as a known one and says the same.
func (a *Auth) SignIn(ctx context.Context, login, password, addr string) (session string, err error) {
	return a.SignInWith(ctx, Attempt{Login: login, Password: password, Addr: addr})
}

// SignInWith is SignIn that also keeps the kind of browser.
func (a *Auth) SignInWith(ctx context.Context, at Attempt) (string, error) {
	if len([]rune(at.Password)) > passwordMost || len([]rune(at.Login)) > loginMost {
		return "", notFitting("", "")
	}
	claims := []claim{{attemptName("login", loginKey(at.Login)), accountTries}}
	if at.Addr != "" {
		claims = append(claims, claim{attemptName("addr", at.Addr), addressTries})
	}
	left, err := a.reserve(ctx, claims...)
	if err != nil {
		return "", err
	}
	acc, hash, err := a.byLogin(ctx, a.d, at.Login)
	if missingIsNil(err) != nil {
		return "", err
	}
	ok, err := a.hasher.check(ctx, at.Password, hash)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", a.refuse(ctx, acc, left)
	}
	if acc.Disabled {
		return "", wrong("login", "登录名", "此账号已停用，请联系本单位管理员", "this account is disabled; ask your administrator")
	}
	fresh := ""
	if a.hasher.outdated(hash) {
		if fresh, err = a.hasher.hash(ctx, at.Password); err != nil {
			return "", err
		}
	}
	return a.admit(ctx, acc, at.Agent, hash, fresh, claims)
}

// admit opens the session of whoever proved their password; old is the hash it was proved against.
func (a *Auth) admit(ctx context.Context, acc *Account, agent, old, fresh string, claims []claim) (cookie string, err error) {
	self := access.With(ctx, &access.Actor{ID: acc.ID, Name: acc.Name, Side: access.Side(acc.Side)})
	err = a.d.Write(ctx, func(tx *db.Tx) error {
		if err := a.forgive(ctx, tx, claims[0].name); err != nil {
			return err
		}
		for _, c := range claims[1:] {
			if err := a.giveBack(ctx, tx, c.name); err != nil {
				return err
			}
		}
		// The password may have been reset and the account disabled while its hash was being checked.
		done, err := tx.Exec(ctx, `UPDATE auth_account SET changed_at = changed_at WHERE id = $1 AND hash = $2 AND NOT disabled`, acc.ID, old)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return fault.Conflict("账号刚刚变更过，请重新登录", "the account has just been changed; sign in again")
		}
		if fresh != "" {
			if err := a.update(ctx, tx, acc.ID, `hash = $2`, fresh); err != nil {
				return err
			}
			if err := a.seal(self, tx, acc.ID, "renew-hash"); err != nil {
				return err
			}
		}
		if cookie, err = a.open(ctx, tx, acc.ID, agent); err != nil {
			return err
		}
		return note(self, tx, acc.ID, "sign-in")
	})
	return cookie, err
}

// refuse answers a wrong password; when it was one too many, that is noted and the answer says until when to wait.
func (a *Auth) refuse(ctx context.Context, acc *Account, left int64) error {
	if left > 0 {
		return notFitting(fmt.Sprintf("，还可再试 %d 次", left), fmt.Sprintf("; %d more tries", left))
	}
	if acc != nil {
		if err := a.d.Write(ctx, func(tx *db.Tx) error { return note(ctx, tx, acc.ID, "locked") }); err != nil {
			return err
		}
	}
	now := a.clk()
	return locked(clock.Instant(now.Add(lockFor(-left))), now)
}

func notFitting(zh, en string) error {
	return wrong("password", "密码", "登录名或密码不对"+zh, "login or password is wrong"+en)
}
