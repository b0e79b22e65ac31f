package notify

import (
	"context"
	"log/slog"
	"net/http"
	"sync"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/record"
	"shian/internal/kit/secret"
)

// People finds accounts; place does. Neither asks a right: it is the platform that tells.
type People interface {
	// Holding gives the accounts that hold a right at exactly this region today.
	Holding(ctx context.Context, q db.Querier, right access.Right, region string) ([]string, error)
	// Members gives the accounts that belong to a business, a laboratory or an office today.
	Members(ctx context.Context, q db.Querier, party access.Scope) ([]string, error)
}

// Config says how messages leave the platform. Its zero value keeps e-mail waiting and sends webhooks to public addresses.
type Config struct {
	Box     *secret.Box
	People  People
	Mail    *Server // nil: no mail server is configured; e-mail waits, and says so
	Base    string  // address of the platform in links of e-mails and feeds: https://food.example.cn, without a slash at its end
	Private bool    // webhooks may go to private addresses and by plain HTTP: for tests and closed networks
	Log     *slog.Logger
}

// Notify tells people and programs. It is safe for concurrent use.
type Notify struct {
	cfg    Config
	db     *db.DB
	client *http.Client
	now    clock.Clock // of claims, attempts and back-off; never a demonstration's
	active sync.WaitGroup
	one    sync.Mutex // one round at a time in this process

	// Services are the documents served on parties.
	Services *record.Kind[Service, *Service]
	serving  serving
}

// New makes it; nothing is sent before Start.
func New(d *db.DB, cfg Config) *Notify {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	n := &Notify{cfg: cfg, db: d, now: clock.System, client: client(cfg.Private)}
	n.Services = n.newServices(d)
	return n
}

// Configured reports whether e-mail can be sent.
func (n *Notify) Configured() bool { return n.cfg.Mail != nil }

// Address makes an address of the platform whole, for links that leave it.
func (n *Notify) Address(path string) string { return n.cfg.Base + path }
