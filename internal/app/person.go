package app

import (
	"context"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// A Person is somebody to be given an account and a post.
type Person struct {
	Login, Name string // Name empty: the login
	Post        string // code in data/post
	Region      string // of the post
	Operator    string // 统一社会信用代码 of the business whose person it is
	Password    string
	MustChange  bool
}

// AddPerson makes the account and the appointment together, or neither.
func (a *App) AddPerson(ctx context.Context, p Person) error {
	post, ok := a.Place.Post(p.Post)
	if !ok {
		var names []string
		for _, x := range a.Place.Posts() {
			names = append(names, x.Code)
		}
		return fault.Invalid(fault.Field{Name: "post", Label: "岗位", Zh: "没有这个岗位，可选：" + strings.Join(names, "、"), En: "there is no such post; choose one of " + strings.Join(names, ", ")})
	}
	if p.Name == "" {
		p.Name = p.Login
	}
	ap := place.Appointment{Name: p.Name, Post: p.Post, Region: p.Region, From: clock.Day(clock.Now(ctx))}
	if p.Operator != "" {
		o, err := a.Operator.ByCode(ctx, a.DB, p.Operator)
		if err != nil {
			return err
		}
		ap.Holder, ap.Region = o.ID, o.Region
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if ap.Account, err = a.Auth.Create(ctx, tx, p.Login, p.Name, post.Side, p.Password, p.MustChange); err != nil {
			return err
		}
		return a.Place.AppointTx(ctx, tx, &ap)
	})
}

// Token issues one bearer token for the account.
func (a *App) Token(ctx context.Context, login string, days int, rights []access.Right) (string, error) {
	acc, err := a.Auth.ByLogin(ctx, a.DB, login)
	if err != nil {
		return "", err
	}
	return a.Auth.Issue(ctx, "shian token", acc.ID, days, rights)
}
