package auth

import (
	"context"

	"shian/internal/kit/db"
)

// Once makes a one-time password and its hash, for an account to be made by CreateHashed.
func (a *Auth) Once(ctx context.Context) (password, hash string, err error) {
	password = OneTime()
	hash, err = a.hasher.hash(ctx, password)
	return password, hash, err
}

// Named gives what a directory must know of the account with this login, letter case aside; KindMissing when there is none.
func (a *Auth) Named(ctx context.Context, q db.Querier, login string) (account, name, side string, err error) {
	x, _, err := a.byLogin(ctx, q, login)
	if err != nil {
		return "", "", "", err
	}
	return x.ID, x.Name, x.Side, nil
}

// State gives the login of an account and whether it is closed; KindMissing when there is none.
func (a *Auth) State(ctx context.Context, q db.Querier, account string) (login string, disabled bool, err error) {
	x, err := a.Get(ctx, q, account)
	if err != nil {
		return "", false, err
	}
	return x.Login, x.Disabled, nil
}
