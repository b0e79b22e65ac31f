package auth

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
	"shian/internal/kit/journal"
)

const (
	tokenPrefix = "shian_" // so that a token left lying about is recognised
	tokenSize   = len(tokenPrefix) + 43
	daysMost    = 366
	tokensMost  = 50 // of one account
)

// A Token lets a program call the API as an account, with some of its rights, for some days.
type Token struct {
	ID, Account, Name string
	Rights            []access.Right // those it has of the account's; none named: all of them
	MadeAt, EndsAt    string
	UsedDay           string // last day of use; "" never
	hash              string
}

type tokenEntry struct {
	actor *access.Actor
	ends  time.Time
}

// Token makes a bearer token for an account: valid for days (1 to 366), with some of its rights (none named: all it has
// at the time of each call). It is returned once and only its hash is kept.
func (a *Auth) Token(ctx context.Context, account string, days int, rights []access.Right) (string, error) {
	return a.Issue(ctx, "", account, days, rights)
}

// Issue is Token with a name under which it stands in the list.
func (a *Auth) Issue(ctx context.Context, name, account string, days int, rights []access.Right) (string, error) {
	if err := mayManage(ctx, account); err != nil {
		return "", err
	}
	if days < 1 || days > daysMost {
		return "", wrong("days", "有效天数", "有效天数须为 1 至 366", "the days must be 1 to 366")
	}
	if len([]rune(name)) > loginMost {
		return "", wrong("name", "名称", "名称最多 60 个字", "a name has at most 60 characters")
	}
	actor, _, err := a.actor(ctx, account)
	if err != nil {
		return "", err
	}
	if actor == nil {
		return "", fault.Missing("没有这个账号，或已停用", "there is no such account, or it is disabled")
	}
	for _, r := range rights {
		if !actor.May(r) || strings.ContainsAny(string(r), " \n") {
			return "", wrong("rights", "权限", "账号没有此权限："+string(r), "the account does not hold this right: "+string(r))
		}
	}
	token, now := tokenPrefix+secret(), a.clk()
	row := Token{ID: id.New(), Account: account, Name: name, Rights: rights, MadeAt: clock.Instant(now), EndsAt: clock.Instant(now.AddDate(0, 0, days))}
	_, row.hash = digest(token)
	content, err := row.state()
	if err != nil {
		return "", err
	}
	err = a.d.Write(ctx, func(tx *db.Tx) error {
		var n int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM auth_token WHERE account = $1 AND ends_at > $2`, account, clock.Instant(now)).Scan(&n); err != nil {
			return err
		}
		if n >= tokensMost {
			return fault.Refused("令牌最多 50 个，请先停用不再使用的", "there are 50 tokens already; revoke those no longer used first")
		}
		if _, err := tx.Exec(ctx, `INSERT INTO auth_token (hash, id, account, name, rights, made_at, ends_at, used_day) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
			row.hash, row.ID, account, name, joinRights(rights), row.MadeAt, row.EndsAt); err != nil {
			return err
		}
		return journal.Note(ctx, tx, journal.Change{Kind: kindToken, Record: row.ID, Action: "create", Content: content})
	})
	return token, err
}

// ByToken gives the account behind a bearer token, with the token's part of its rights; KindRefused when it is unknown,
// over or revoked. The actor is shared between requests: read it only.
func (a *Auth) ByToken(ctx context.Context, bearer string) (*access.Actor, error) {
	if len(bearer) != tokenSize || !strings.HasPrefix(bearer, tokenPrefix) {
		return nil, badToken()
	}
	key, hash := digest(bearer)
	now := a.clk()
	e, era, ok := a.tokens.get(key, now)
	if !ok {
		found, err := a.fetchToken(ctx, hash, now)
		if err != nil {
			return nil, err
		}
		e = *found
		a.tokens.put(key, e.actor.ID, e, now, era)
	}
	if !now.Before(e.ends) {
		return nil, badToken()
	}
	return e.actor, nil
}

func (a *Auth) fetchToken(ctx context.Context, hash string, now time.Time) (*tokenEntry, error) {
	t, err := scanToken(a.d.Row(ctx, `SELECT `+tokenColumns+` FROM auth_token WHERE hash = $1`, hash))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, badToken()
	}
	if err != nil {
		return nil, err
	}
	ends, err := clock.ParseInstant(t.EndsAt)
	if err != nil {
		return nil, err
	}
	actor, _, err := a.actor(ctx, t.Account)
	if err != nil {
		return nil, err
	}
	if actor == nil || !now.Before(ends) {
		return nil, badToken()
	}
	if len(t.Rights) > 0 {
		actor.Rights = both(actor, t.Rights)
	}
	if today := clock.Day(now); t.UsedDay != today {
		if err := a.d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE auth_token SET used_day = $2 WHERE id = $1`, t.ID, today)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return &tokenEntry{actor, ends}, nil
}

// both gives the rights that the account and the token hold: kind.* on either side takes what the other says of the kind.
func both(actor *access.Actor, token []access.Right) []access.Right {
	out := []access.Right{}
	limit := &access.Actor{Rights: token}
	for _, r := range token {
		if actor.May(r) {
			out = append(out, r)
		}
	}
	for _, r := range actor.Rights {
		if limit.May(r) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// Tokens lists an account's tokens that still hold, latest first.
func (a *Auth) Tokens(ctx context.Context, account string) ([]Token, error) {
	if err := mayManage(ctx, account); err != nil {
		return nil, err
	}
	rows, err := a.d.Query(ctx, `SELECT `+tokenColumns+` FROM auth_token WHERE account = $1 AND ends_at > $2 ORDER BY made_at DESC, id DESC`, account, clock.Instant(a.clk()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Token
	for rows.Next() {
		t, err := scanToken(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, *t)
	}
	return out, rows.Err()
}

// Revoke ends a token by its id, at once on this node and within 5 seconds on others.
func (a *Auth) Revoke(ctx context.Context, account, token string) error {
	if err := mayManage(ctx, account); err != nil {
		return err
	}
	err := a.d.Write(ctx, func(tx *db.Tx) error {
		done, err := tx.Exec(ctx, `DELETE FROM auth_token WHERE id = $1 AND account = $2`, token, account)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.Missing("没有这个令牌，或已停用", "there is no such token, or it is revoked already"))
		}
		return eraseToken(ctx, tx, token)
	})
	a.Changed(account)
	return err
}

const tokenColumns = `id, account, name, rights, made_at, ends_at, used_day, hash`

func scanToken(row scanner) (*Token, error) {
	var t Token
	var rights string
	if err := row.Scan(&t.ID, &t.Account, &t.Name, &rights, &t.MadeAt, &t.EndsAt, &t.UsedDay, &t.hash); err != nil {
		return nil, err
	}
	for r := range strings.FieldsSeq(rights) {
		t.Rights = append(t.Rights, access.Right(r))
	}
	return &t, nil
}

// state is what the journal's entry seals of a token: all but its last use.
func (t *Token) state() ([]byte, error) {
	return json.Marshal([]string{t.ID, t.Account, t.Name, joinRights(t.Rights), t.MadeAt, t.EndsAt, t.hash})
}

// eraseToken notes that a token is gone for good.
func eraseToken(ctx context.Context, tx *db.Tx, token string) error {
	return journal.Note(ctx, tx, journal.Change{Kind: kindToken, Record: token, Action: journal.ActionErase})
}

func joinRights(rights []access.Right) string {
	names := make([]string, len(rights))
	for i, r := range rights {
		names[i] = string(r)
	}
	return strings.Join(names, " ")
}

func badToken() error {
	return fault.Refused("令牌无效、已到期或已停用，请换用有效令牌", "the token is unknown, over or revoked; use a valid one")
}
