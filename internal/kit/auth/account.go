package auth

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// An Account is somebody who can sign in: an official, a person of an enterprise or laboratory, or a citizen.
type Account struct {
	ID, Login, Name, Side string
	Disabled              bool
	MustChange            bool // a one-time password waits to be changed
	Lang                  string
	Large                 bool
	version               int64
}

const loginMost = 60

// Create adds an account within the caller's transaction. A password "" makes an account that cannot sign in until one
// is set. Hashing takes about 40 ms of the writer's time; where many are made, use CreateHashed.
// Errors: KindInvalid for a login taken or malformed, or a password against the rules.
func (a *Auth) Create(ctx context.Context, tx *db.Tx, login, name, side, password string, mustChange bool) (string, error) {
	hash := ""
	if password != "" {
		if err := CheckPassword(login, password); err != nil {
			return "", err
		}
		var err error
		if hash, err = a.hasher.hash(ctx, password); err != nil {
			return "", err
		}
	}
	return a.CreateHashed(ctx, tx, login, name, side, hash, mustChange)
}

// Hash makes the hash of a password for CreateHashed.
func (a *Auth) Hash(ctx context.Context, password string) (string, error) {
	return a.hasher.hash(ctx, password)
}

// CreateHashed is Create with a hash made by Hash before the transaction.
func (a *Auth) CreateHashed(ctx context.Context, tx *db.Tx, login, name, side, hash string, mustChange bool) (string, error) {
	login = strings.TrimSpace(login)
	if err := checkAccount(login, name, side); err != nil {
		return "", err
	}
	account, now := id.New(), clock.Instant(a.clk())
	done, err := tx.Exec(ctx, `INSERT INTO auth_account (id, login, login_key, name, side, hash, must_change, disabled, lang, large, made_at, changed_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'zh', $9, $10, $11, 1) ON CONFLICT (login_key) DO NOTHING`,
		account, login, loginKey(login), name, side, hash, mustChange, false, false, now, now)
	if err != nil {
		return "", err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return "", errors.Join(err, wrong("login", "登录名", "已有此登录名，请换一个", "this login is taken; choose another"))
	}
	return account, a.seal(ctx, tx, account, "create")
}

func checkAccount(login, name, side string) error {
	switch {
	case login == "" || len([]rune(login)) > loginMost || strings.ContainsAny(login, " \t\r\n\x00"):
		return wrong("login", "登录名", "登录名须为 1 至 60 个字，不能有空格", "a login has 1 to 60 characters and no spaces")
	case strings.TrimSpace(name) == "":
		return wrong("name", "姓名", "请填写姓名", "give the name")
	}
	switch access.Side(side) {
	case access.SideOfficial, access.SideEnterprise, access.SideLaboratory, access.SidePublic:
		return nil
	}
	return wrong("side", "身份", "身份须为 official、enterprise、laboratory 或 public", "the side must be official, enterprise, laboratory or public")
}

func wrong(name, label, zh, en string) *fault.Error {
	return fault.Invalid(fault.Field{Name: name, Label: label, Zh: zh, En: en})
}

// loginKey is what makes two logins the same: letter case does not tell them apart.
func loginKey(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

const accountColumns = `id, login, name, side, must_change, disabled, lang, large, version, hash`

func scanAccount(row scanner) (*Account, string, error) {
	var x Account
	var hash string
	err := row.Scan(&x.ID, &x.Login, &x.Name, &x.Side, &x.MustChange, &x.Disabled, &x.Lang, &x.Large, &x.version, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", fault.Missing("没有这个账号", "there is no such account")
	}
	return &x, hash, err
}

// Get reads an account by its id; KindMissing when there is none.
func (a *Auth) Get(ctx context.Context, q db.Querier, account string) (*Account, error) {
	x, _, err := scanAccount(q.Row(ctx, `SELECT `+accountColumns+` FROM auth_account WHERE id = $1`, account))
	return x, err
}

// ByLogin reads an account by its login, letter case aside; KindMissing when there is none.
func (a *Auth) ByLogin(ctx context.Context, q db.Querier, login string) (*Account, error) {
	x, _, err := a.byLogin(ctx, q, login)
	return x, err
}

func (a *Auth) byLogin(ctx context.Context, q db.Querier, login string) (*Account, string, error) {
	return scanAccount(q.Row(ctx, `SELECT `+accountColumns+` FROM auth_account WHERE login_key = $1`, loginKey(login)))
}

// Disable closes an account or opens it again; its sessions end at once, its tokens rest. Needs RightManage, and nobody
// disables themselves.
func (a *Auth) Disable(ctx context.Context, account string, disabled bool) error {
	if err := mayManage(ctx, account); err != nil {
		return err
	}
	if access.From(ctx).ID == account {
		return fault.Refused("不能停用或启用自己的账号，请由其他管理员操作", "nobody disables or enables their own account; ask another administrator")
	}
	what := "enable"
	if disabled {
		what = "disable"
	}
	return a.change(ctx, account, what, func(tx *db.Tx) error {
		if err := a.update(ctx, tx, account, `disabled = $2`, disabled); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM auth_session WHERE account = $1`, account)
		return err
	})
}

// SetView keeps an account's language (zh, en) and text size.
func (a *Auth) SetView(ctx context.Context, account, lang string, large bool) error {
	if err := mayManage(ctx, account); err != nil {
		return err
	}
	if lang != "en" {
		lang = "zh"
	}
	err := a.d.Write(ctx, func(tx *db.Tx) error {
		return a.update(ctx, tx, account, `lang = $2, large = $3`, lang, large)
	})
	a.Changed(account)
	return err
}

// change runs fn and seals the account as it then is, in one transaction, and forgets what was remembered.
func (a *Auth) change(ctx context.Context, account, what string, fn func(tx *db.Tx) error) error {
	err := a.d.Write(ctx, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return a.seal(ctx, tx, account, what)
	})
	a.Changed(account)
	return err
}

func (a *Auth) update(ctx context.Context, tx *db.Tx, account, set string, args ...any) error {
	done, err := tx.Exec(ctx, `UPDATE auth_account SET `+set+`, version = version + 1 WHERE id = $1`, append([]any{account}, args...)...)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fault.Missing("没有这个账号", "there is no such account"))
	}
	_, err = tx.Exec(ctx, `UPDATE auth_account SET changed_at = $2 WHERE id = $1`, account, clock.Instant(a.clk()))
	return err
}

// mayManage lets people manage their own account, and others' with the right. Whose accounts an administrator reaches
// beyond that is the directory's matter.
func mayManage(ctx context.Context, account string) error {
	who := access.From(ctx)
	if who.ID != "" && who.ID == account || who.May(RightManage) {
		return nil
	}
	return fault.Refused("只能管理自己的账号；管理他人账号需要账号管理权限", "you may manage your own account only; others' need the right to manage accounts")
}

func missingIsNil(err error) error {
	if fault.Is(err, fault.KindMissing) {
		return nil
	}
	return err
}
