package subscribe

import (
	"context"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/journal"
	"shian/internal/kit/notify"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/secret"
)

// Tells sends what subscribers are told; *notify.Notify does.
type Tells interface {
	Mail(ctx context.Context, tx *db.Tx, m notify.Mail) (string, error)
	AddHook(ctx context.Context, tx *db.Tx, owner, address string) (hook, key string, err error)
	EndHook(ctx context.Context, tx *db.Tx, hook string) error
	Post(ctx context.Context, tx *db.Tx, e notify.Event) (string, error)
	Address(path string) string
}

// Proofs tells how a publication stands in the public log.
type Proofs interface {
	Prove(ctx context.Context, record string) (*journal.Proof, error)
}

// Needs are the services this package rests on.
type Needs struct {
	Flow   *flow.Engine
	Tree   func() *place.Tree
	Tells  Tells
	Box    *secret.Box
	Proofs Proofs // may be nil: pages then show no proof
	// Business gives the public name of a business and whether there is one.
	Business func(ctx context.Context, id string) (name string, found bool)
}

// Service keeps subscriptions, news and warnings.
type Service struct {
	db       *db.DB
	needs    Needs
	pages    *page.Pages
	Warnings *record.Kind[Warning, *Warning]
}

// New makes the service on a migrated database.
func New(d *db.DB, n Needs) *Service {
	s := &Service{db: d, needs: n}
	s.Warnings = record.New(d, record.Spec[Warning]{Name: KindWarning, Label: "消费警示", Title: func(w *Warning) string { return w.Title }, Note: func(w *Warning) string { return w.Issuer },
		Text: func(w *Warning) string { return w.Text }, Scopes: warningScopes, Prepare: prepareWarning, Check: checkWarning, Then: s.then, Public: publicWarning})
	n.Flow.Hook(KindWarning, s.step)
	return s
}

func (s *Service) tree() *place.Tree { return s.needs.Tree() }

func warningScopes(w *Warning) []access.Scope {
	if w.State == Published || w.State == Withdrawn {
		return []access.Scope{access.Public}
	}
	return nil
}
