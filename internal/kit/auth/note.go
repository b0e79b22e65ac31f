package auth

import (
	"context"
	"encoding/json"

	"shian/internal/kit/db"
	"shian/internal/kit/journal"
)

// Kinds of the journal's entries. Their contents are the rows themselves, of which a leaf holds only the salted hash: so
// `shian log verify` finds a password, a right or a reason that somebody put into the database by hand.
const (
	kindAccount = "auth.account"
	kindToken   = "auth.token"
	kindLook    = "auth.look"
)

// note leaves an entry that something happened to an account which changed nothing in its row: sign-in, locked.
func note(ctx context.Context, tx *db.Tx, account, what string) error {
	return journal.Note(ctx, tx, journal.Change{Kind: kindAccount, Record: account, Action: what})
}

// accountState is what an entry seals of an account; language and text size are not worth it.
type accountState struct {
	ID         string `json:"id"`
	Login      string `json:"login"`
	Name       string `json:"name"`
	Side       string `json:"side"`
	Hash       string `json:"hash"`
	MustChange bool   `json:"must_change"`
	Disabled   bool   `json:"disabled"`
}

func (x *Account) state(hash string) ([]byte, error) {
	return json.Marshal(accountState{x.ID, x.Login, x.Name, x.Side, hash, x.MustChange, x.Disabled})
}

// seal leaves an entry with an account as the transaction left it.
func (a *Auth) seal(ctx context.Context, tx *db.Tx, account, what string) error {
	x, hash, err := scanAccount(tx.Row(ctx, `SELECT `+accountColumns+` FROM auth_account WHERE id = $1`, account))
	if err != nil {
		return err
	}
	content, err := x.state(hash)
	if err != nil {
		return err
	}
	return journal.Note(ctx, tx, journal.Change{Kind: kindAccount, Record: account, Action: what, Version: x.version, Content: content})
}

// Hashers give journal.Verify the accounts, tokens and looks as they stand.
func Hashers() map[string]journal.Hasher {
	return map[string]journal.Hasher{kindAccount: eachAccount, kindToken: eachToken, kindLook: eachLook}
}

func eachAccount(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error {
	return hashRows(ctx, q, `SELECT `+accountColumns+` FROM auth_account ORDER BY id`, each, func(row scanner) (string, []byte, error) {
		x, hash, err := scanAccount(row)
		if err != nil {
			return "", nil, err
		}
		content, err := x.state(hash)
		return x.ID, content, err
	})
}

func eachToken(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error {
	return hashRows(ctx, q, `SELECT `+tokenColumns+` FROM auth_token ORDER BY id`, each, func(row scanner) (string, []byte, error) {
		t, err := scanToken(row)
		if err != nil {
			return "", nil, err
		}
		content, err := t.state()
		return t.ID, content, err
	})
}

func eachLook(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error {
	return hashRows(ctx, q, `SELECT `+lookColumns+` FROM auth_look ORDER BY id`, each, func(row scanner) (string, []byte, error) {
		l, err := scanLook(row)
		if err != nil {
			return "", nil, err
		}
		content, err := json.Marshal(l)
		return l.ID, content, err
	})
}

type scanner interface{ Scan(dest ...any) error }

func hashRows(ctx context.Context, q db.Querier, query string, each func(id string, content []byte) error, read func(scanner) (string, []byte, error)) error {
	rows, err := q.Query(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		id, content, err := read(rows)
		if err != nil {
			return err
		}
		if err := each(id, content); err != nil {
			return err
		}
	}
	return rows.Err()
}
