package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/netip"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
)

// People tells who is asking; auth implements it.
type People interface {
	// BySession gives the person behind a session cookie; (Nobody, nil, nil) when it is unknown or over.
	BySession(ctx context.Context, cookie string) (*access.Actor, *Session, error)
	// ByToken gives the account behind a bearer token; a fault of KindRefused when it is unknown or over.
	ByToken(ctx context.Context, bearer string) (*access.Actor, error)
}

// A Session is one sign-in of a person on one device.
type Session struct {
	ID         string // for the list of sessions; not the cookie
	Account    string
	Agent      string // browser and system in a few words
	MadeAt     string // instants
	SeenAt     string
	EndsAt     string
	MustChange bool // a one-time password waits to be changed: nothing else may be done before
}

// Config sets up a Mux. The zero value works, for tests and for a single node without TLS.
type Config struct {
	People  People                      // nil: everybody is a visitor
	Key     []byte                      // 32 secret bytes that sign CSRF tokens and flash messages, shared by all nodes; nil: random
	Secure  bool                        // reached by TLS, ours or a proxy's: cookies Secure, HSTS
	Proxies []netip.Prefix              // whose X-Forwarded-For is believed
	Ready   func(context.Context) error // what /readyz asks; nil: always ready
	Clock   clock.Clock                 // put into every request's context; nil: the host's
	SignIn  string                      // where visitors are sent to sign in; "": /login
	Change  string                      // where a one-time password is changed; "": /account
	Log     *slog.Logger                // nil: slog.Default()
	MaxBody int64                       // bytes of a body where a route says nothing; 0: 1 MiB
	Grace   time.Duration               // for requests under way when the program ends; 0: 15 s
}

const (
	bodyUsual     = 1 << 20
	headerMost    = 32 << 10
	readHeader    = 10 * time.Second
	readUsual     = 30 * time.Second
	readLarge     = 10 * time.Minute
	writeUsual    = 60 * time.Second
	handleMost    = 50 * time.Second // of a handler, so that its answer is still written in time
	idleMost      = 2 * time.Minute
	graceUsual    = 15 * time.Second
	limiterMost   = 20_000 // addresses a limiter remembers
	fieldsMost    = 20_000 // entries of one form
	multipartHeld = 1 << 20
)

func (c *Config) fill() {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.SignIn == "" {
		c.SignIn = "/login"
	}
	if c.Change == "" {
		c.Change = "/account"
	}
	if c.MaxBody == 0 {
		c.MaxBody = bodyUsual
	}
	if c.Grace == 0 {
		c.Grace = graceUsual
	}
	if len(c.Key) == 0 {
		c.Key = make([]byte, 32)
		_, _ = rand.Read(c.Key)
	}
}
