package place

import (
	"context"
	"slices"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// Accounts is what this package needs of whoever keeps accounts (kit/auth) to let people in and keep them out.
type Accounts interface {
	// Once makes a one-time password and its hash.
	Once(ctx context.Context) (password, hash string, err error)
	CreateHashed(ctx context.Context, tx *db.Tx, login, name, side, hash string, mustChange bool) (account string, err error)
	// Named gives the account with the login; a fault of KindMissing when there is none.
	Named(ctx context.Context, q db.Querier, login string) (account, name, side string, err error)
	// State gives the login of an account and whether it is closed.
	State(ctx context.Context, q db.Querier, account string) (login string, disabled bool, err error)
	ResetPassword(ctx context.Context, account string) (password string, err error)
	Disable(ctx context.Context, account string, disabled bool) error
}

// rightAccounts is what Accounts asks for; no post holds it. Whoever may staff every post of a person manages the account.
const rightAccounts access.Right = "auth.account.edit"

// An Entry is an appointment together with the account it is for: a new one with the login and Name, or the one that has
// the login already, whose name it takes.
type Entry struct {
	Login string `json:"login"`
	New   bool   `json:"new"`
	Appointment
}

// Enter appoints a person by login, making the account first where New is set: both or neither. The one-time password of a
// new account is given here once and kept nowhere. Right and errors: as AppointTx; invalid for a login taken or unknown.
func (s *Service) Enter(ctx context.Context, e *Entry) (password string, err error) {
	if err := s.mayArrange(ctx); err != nil {
		return "", err
	}
	var hash string
	if e.New {
		if password, hash, err = s.Accounts.Once(ctx); err != nil { // hashing is slow: before the transaction
			return "", err
		}
	}
	err = s.write(ctx, func(tx *db.Tx) (string, error) {
		if err := s.identify(ctx, tx, e, hash); err != nil {
			return "", err
		}
		return e.Account, s.AppointTx(ctx, tx, &e.Appointment)
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// identify fills in the account: made now, or found by its login.
func (s *Service) identify(ctx context.Context, tx *db.Tx, e *Entry, hash string) error {
	p, ok := s.Post(e.Post)
	if !ok {
		return invalid("post", "岗位", "没有这个岗位："+e.Post, "there is no such post: "+e.Post)
	}
	if e.New {
		account, err := s.Accounts.CreateHashed(ctx, tx, e.Login, e.Name, p.Side, hash, true)
		e.Account = account
		return err
	}
	account, name, side, err := s.Accounts.Named(ctx, tx, e.Login)
	switch {
	case fault.Is(err, fault.KindMissing):
		return invalid("login", "登录名", "没有这个登录名；新人请选“新账号”", "there is no such login; choose a new account for a newcomer")
	case err != nil:
		return err
	case side != p.Side:
		return invalid("login", "登录名", "该账号的身份与岗位不符，请另立账号", "this account is of another kind than the post; make a new one")
	}
	e.Account, e.Name = account, name
	return nil
}

// ResetPassword gives the person of an appointment a one-time password, shown here once; their sessions end. Right:
// place.edit over every post the person holds; nobody resets their own this way. Errors: missing, refused.
func (s *Service) ResetPassword(ctx context.Context, appointment string) (login, password string, err error) {
	a, err := s.manages(ctx, appointment)
	if err != nil {
		return "", "", err
	}
	if password, err = s.Accounts.ResetPassword(lent(ctx), a.Account); err != nil {
		return "", "", err
	}
	login, _, err = s.Accounts.State(ctx, s.db, a.Account)
	return login, password, err
}

// Disable closes the account of an appointment's person, or opens it again; their sessions end. Right and errors: as
// ResetPassword.
func (s *Service) Disable(ctx context.Context, appointment string, disabled bool) error {
	a, err := s.manages(ctx, appointment)
	if err != nil {
		return err
	}
	return s.Accounts.Disable(lent(ctx), a.Account, disabled)
}

// Account gives login and state of an appointment's person to whoever may manage the account; managed is false for others.
func (s *Service) Account(ctx context.Context, a *Appointment) (login string, disabled, managed bool, err error) {
	if _, err := s.manages(ctx, a.ID); err != nil {
		if fault.Is(err, fault.KindRefused) {
			return "", false, false, nil
		}
		return "", false, false, err
	}
	login, disabled, err = s.Accounts.State(ctx, s.db, a.Account)
	if fault.Is(err, fault.KindMissing) { // an appointment may be older than its account's database
		return "", false, false, nil
	}
	return login, disabled, err == nil, err
}

// manages refuses unless the actor may staff every post that the appointment's person fills now or later, acting included:
// otherwise a local administrator could take over an account that reaches further than they do.
func (s *Service) manages(ctx context.Context, appointment string) (*Appointment, error) {
	if err := s.mayArrange(ctx); err != nil {
		return nil, err
	}
	a, err := s.Appointment(ctx, appointment)
	if err != nil {
		return nil, err
	}
	day := clock.Day(clock.Now(ctx))
	held, err := s.peopleWhere(ctx, s.db, `(account = $1 OR account IN (SELECT for_account FROM place_acting WHERE account = $1 AND to_day >= $2))
		AND (to_day = '' OR to_day >= $2) ORDER BY id`, a.Account, day)
	if err != nil {
		return nil, err
	}
	for _, h := range append([]Appointment{*a}, held...) {
		if err := s.mayStaff(ctx, s.db, access.From(ctx), &h); err != nil {
			if h.ID != a.ID && h.Account != access.From(ctx).ID && fault.Is(err, fault.KindRefused) {
				err = fault.Refused("此人另有您管理范围以外的岗位或代理，请由上级管理员办理", "this person also fills a post outside what you administer; ask an administrator above you")
			}
			return nil, err
		}
	}
	return a, nil
}

func (s *Service) mayArrange(ctx context.Context) error {
	if !access.From(ctx).May(RightEdit) {
		return fault.Refused("您的岗位不能任免人员，请找平台管理员", "your post may not appoint people; ask an administrator")
	}
	return nil
}

// lent is ctx with the right to manage accounts, for one call after manages has allowed it; the actor stays who they are.
func lent(ctx context.Context) context.Context {
	a := *access.From(ctx)
	a.Rights = append(slices.Clone(a.Rights), rightAccounts)
	return access.With(ctx, &a)
}
