package app

import (
	"context"

	"shian/internal/app/demo"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/web"
)

// prefer keeps language and text size with the account.
func (a *App) prefer(ctx context.Context, who *access.Actor, lang string, large bool) error {
	return a.Auth.SetView(ctx, who.ID, lang, large)
}

// demoAccounts stand on the login page of a demonstration, and of nothing else.
func (a *App) demoAccounts(c *web.Ctx) []auth.DemoAccount {
	if !a.cfg.Demo {
		return nil
	}
	var out []auth.DemoAccount
	for _, p := range demo.Accounts() {
		out = append(out, auth.DemoAccount{Login: p.Login, Password: demo.Password, Name: p.Name, Post: c.T(p.Title)})
	}
	return out
}
