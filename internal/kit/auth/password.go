package auth

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"
	"unicode"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

const (
	passwordLeast = 10  // characters
	passwordLong  = 16  // from here on the kinds of characters no longer matter
	passwordMost  = 200 // characters; hashing longer ones would only cost time
	kindsLeast    = 3
)

// easy holds beginnings that guessers try first; a password that is one of them with a short tail is refused.
var easy = []string{"password", "passw0rd", "12345678", "11111111", "88888888", "qwertyui", "abcd1234", "admin123", "shian123", "gansu123", "1qaz2wsx"}

// CheckPassword holds the rules: at least 10 characters of three kinds (capitals, small letters, digits, others), or 16 of
// any; without the login; none of those tried first. KindInvalid says which rule.
func CheckPassword(login, password string) error {
	low := strings.ToLower(password)
	var upper, lower, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	n := len([]rune(password))
	switch {
	case n < passwordLeast:
		return badPassword("密码至少 10 个字符", "a password has at least 10 characters")
	case n > passwordMost:
		return badPassword("密码最多 200 个字符", "a password has at most 200 characters")
	case n < passwordLong && upper+lower+digit+other < kindsLeast:
		return badPassword("密码须含大写、小写、数字、其他符号中的三种，或不少于 16 个字符", "use three of capitals, small letters, digits and other signs, or at least 16 characters")
	case len(login) >= 3 && strings.Contains(low, loginKey(login)):
		return badPassword("密码不能包含登录名", "a password must not contain the login")
	}
	for _, e := range easy {
		if strings.HasPrefix(low, e) && n < len(e)+8 {
			return badPassword("此密码太常见，请换一个", "this password is among the first to be tried; choose another")
		}
	}
	return nil
}

func badPassword(zh, en string) error { return wrong("password", "新密码", zh, en) }

// ChangePassword replaces one's own password; every other session of the account ends, keep (a session's id) stays.
// Wrong old passwords count towards the lock-out. Errors: KindInvalid for the old or the new one, KindRefused when locked.
func (a *Auth) ChangePassword(ctx context.Context, account, old, fresh, keep string) error {
	if access.From(ctx).ID != account {
		return fault.Refused("只能修改自己的密码", "you may change your own password only")
	}
	acc, hash, err := scanAccount(a.d.Row(ctx, `SELECT `+accountColumns+` FROM auth_account WHERE id = $1`, account))
	if err != nil {
		return err
	}
	if err := CheckPassword(acc.Login, fresh); err != nil {
		return err
	}
	if old == fresh {
		return badPassword("新密码须与原密码不同", "the new password must differ from the old one")
	}
	attempt := attemptName("login", loginKey(acc.Login))
	if _, err := a.reserve(ctx, claim{attempt, accountTries}); err != nil {
		return err
	}
	ok, err := a.hasher.check(ctx, old, hash)
	if err != nil {
		return err
	}
	if !ok {
		return wrong("old", "原密码", "原密码不对", "the old password is wrong")
	}
	newHash, err := a.hasher.hash(ctx, fresh)
	if err != nil {
		return err
	}
	return a.change(ctx, account, "password", func(tx *db.Tx) error {
		if err := a.forgive(ctx, tx, attempt); err != nil {
			return err
		}
		if err := a.update(ctx, tx, account, `hash = $2, must_change = $3`, newHash, false); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM auth_session WHERE account = $1 AND id <> $2`, account, keep)
		return err
	})
}

// ResetPassword gives an account a one-time password, which it must change at the next sign-in, lifts a lock-out and ends
// all its sessions. Needs RightManage. The password is returned once and kept nowhere.
func (a *Auth) ResetPassword(ctx context.Context, account string) (string, error) {
	once := OneTime()
	return once, a.SetPassword(ctx, account, once, true)
}

// SetPassword sets an account's password on an administrator's word. Needs RightManage.
func (a *Auth) SetPassword(ctx context.Context, account, password string, mustChange bool) error {
	if !access.From(ctx).May(RightManage) {
		return fault.Refused("重置密码需要账号管理权限", "resetting a password needs the right to manage accounts")
	}
	acc, err := a.Get(ctx, a.d, account)
	if err != nil {
		return err
	}
	if err := CheckPassword(acc.Login, password); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.change(ctx, account, "reset", func(tx *db.Tx) error {
		if err := a.forgive(ctx, tx, attemptName("login", loginKey(acc.Login))); err != nil {
			return err
		}
		if err := a.update(ctx, tx, account, `hash = $2, must_change = $3`, hash, mustChange); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM auth_session WHERE account = $1`, account)
		return err
	})
}

// signs leaves out what reads alike on paper: 0 O, 1 l I.
const signs = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// OneTime makes a one-time password: 4 groups of 5 signs, about 116 bits.
func OneTime() string {
	var b strings.Builder
	for i := range 20 {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(signs))))
		if err != nil {
			panic(err) // the system has no randomness
		}
		b.WriteByte(signs[n.Int64()])
	}
	return b.String()
}
