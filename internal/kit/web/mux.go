package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// A Mux is the whole HTTP surface. Register routes before it serves.
type Mux struct {
	// Errors shows a fault as a page. The status is already set; nil: one plain line.
	Errors func(c *Ctx, e *fault.Error)

	cfg      Config
	inner    *http.ServeMux
	routes   []*route
	byName   map[string]*route
	cross    *http.CrossOriginProtection
	none     stat // requests that matched no route
	flying   atomic.Int64
	stopping atomic.Bool
	gauges   []gauge
}

// New makes a mux holding only /healthz, /readyz and /metrics.
func New(cfg Config) *Mux {
	cfg.fill()
	m := &Mux{cfg: cfg, inner: http.NewServeMux(), byName: map[string]*route{}, cross: http.NewCrossOriginProtection()}
	m.Handle("GET /healthz", Public(), m.healthz)
	m.Handle("GET /readyz", Public(), m.readyz)
	m.Handle("GET /metrics", Public(), m.metrics, Stream())
	return m
}

// Handle registers a route by a standard pattern such as "GET /desk/operator/{id}". It panics on a guard or handler left
// out and on a pattern that clashes, for that is a mistake in the program.
func (m *Mux) Handle(pattern string, g Guard, h Handler, opts ...Option) {
	if g.kind == guardNone || h == nil {
		panic("web: route " + pattern + " has no guard or no handler")
	}
	if g.kind == guardRights && (len(g.rights) == 0 || slices.Contains(g.rights, "")) {
		panic("web: route " + pattern + " needs a right without a name")
	}
	method, path := splitPattern(pattern)
	rt := &route{Route: Route{Pattern: pattern, Method: method, Path: path, Guard: g}, handler: h, body: m.cfg.MaxBody}
	for _, o := range opts {
		o(rt)
	}
	m.inner.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		c := w.(*writer).c
		c.R, c.route = r, rt
		c.out.routed = true
		c.out.noGzip = c.out.noGzip || rt.stream
		if err := m.pass(c, rt); err != nil {
			m.fail(c, err)
		}
	})
	m.routes = append(m.routes, rt)
	m.byName[pattern] = rt
}

// Routes lists every route with its guard, sorted by path and method.
func (m *Mux) Routes() []Route {
	out := make([]Route, 0, len(m.routes))
	for _, r := range m.routes {
		out = append(out, r.Route)
	}
	slices.SortFunc(out, func(a, b Route) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return out
}

// ServeHTTP answers one request.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &Ctx{mux: m, began: time.Now(), R: r, Actor: access.Nobody}
	c.out = writer{ResponseWriter: w, c: c, noGzip: r.Method == http.MethodHead || !acceptsGzip(r.Header)}
	c.W = &c.out
	m.flying.Add(1)
	defer m.finish(c)
	c.id = requestID(r.Header)
	m.secure(w.Header(), c.id)
	m.inner.ServeHTTP(&c.out, r)
	if c.out.swallowed != 0 {
		_ = m.identify(r.Context(), c)
		m.fail(c, unrouted(c.out.swallowed))
	}
}

// pass takes a routed request through everything that may refuse it, then to its handler.
func (m *Mux) pass(c *Ctx, rt *route) error {
	if rt.limit != nil {
		if wait := rt.limit.Take(c.Addr()); wait > 0 {
			return tooOften(wait)
		}
	}
	ctx := c.R.Context()
	if !rt.stream && rt.body <= bodyUsual { // nothing goes on for a reader who no longer waits
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, handleMost)
		defer cancel()
	}
	if err := m.identify(ctx, c); err != nil {
		return err
	}
	if !rt.Guard.Admits(c.Actor) {
		if c.Actor.ID == "" {
			return unsigned()
		}
		return fault.Refused("您的岗位没有此项权限；需要时请联系本单位管理员", "your post does not hold the right for this; ask your office's administrator if you need it")
	}
	if c.Session != nil && c.Session.MustChange && !rt.early && !rt.Guard.IsPublic() {
		return mustChange()
	}
	m.bound(c, rt)
	if err := m.sameSite(c); err != nil {
		return err
	}
	return rt.handler(c)
}

// identify finds out who is asking and puts them and the clock into the request's context. A session that is over makes
// a visitor; a token that is over is refused, for a program would not notice otherwise.
func (m *Mux) identify(ctx context.Context, c *Ctx) error {
	if m.cfg.Clock != nil {
		ctx = clock.With(ctx, m.cfg.Clock)
	}
	var refused error
	if m.cfg.People != nil {
		if bearer, ok := bearerOf(c.R.Header); ok {
			a, err := m.cfg.People.ByToken(ctx, bearer)
			if err != nil {
				refused = badToken(err)
			} else {
				c.Actor, c.bearer = a, true
			}
		} else if ck, err := c.R.Cookie(m.SessionCookie()); err == nil && ck.Value != "" {
			a, s, err := m.cfg.People.BySession(ctx, ck.Value)
			if err != nil {
				return err
			}
			if s != nil {
				c.Actor, c.Session, c.cookie = a, s, ck.Value
			}
		}
	}
	c.R = c.R.WithContext(access.With(ctx, c.Actor))
	return refused
}

// bound limits the body by size and time, and lifts the write time-out of a stream.
func (m *Mux) bound(c *Ctx, rt *route) {
	if c.R.Body != nil && c.R.Body != http.NoBody {
		c.R.Body = http.MaxBytesReader(c.out.ResponseWriter, c.R.Body, rt.body)
		if rt.body > bodyUsual {
			_ = c.control().SetReadDeadline(c.began.Add(readLarge))
			_ = c.control().SetWriteDeadline(c.began.Add(readLarge + writeUsual))
		}
	}
	if rt.stream {
		_ = c.control().SetWriteDeadline(time.Time{})
	}
}

// finish ends every request: a panic becomes an internal fault, what is buffered goes out, counters and log follow.
func (m *Mux) finish(c *Ctx) {
	defer m.flying.Add(-1)
	p := recover()
	if p != nil && p != http.ErrAbortHandler { //nolint:errorlint // net/http panics with this very value
		m.cfg.Log.LogAttrs(context.Background(), slog.LevelError, "panic", slog.String("id", c.id), slog.String("route", c.pattern()),
			slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		c.out.discard()
		if c.out.sent {
			p = http.ErrAbortHandler // half an answer is out: cut the connection so that nobody takes it for whole
		} else {
			m.failSafely(c)
			p = nil
		}
	}
	if p == nil {
		c.out.finish()
	}
	if c.R.MultipartForm != nil {
		_ = c.R.MultipartForm.RemoveAll()
	}
	took := time.Since(c.began)
	m.count(c, took)
	m.log(c, took)
	if p != nil {
		panic(http.ErrAbortHandler)
	}
}

func (m *Mux) failSafely(c *Ctx) {
	defer func() { _ = recover() }() // the page of the error failed as well: the plain status remains
	m.show(c, fault.Internal(errors.New("panic")))
}

// log writes one line: what was asked and how it ended. No addresses, no query, no names (personal data).
func (m *Mux) log(c *Ctx, took time.Duration) {
	level := slog.LevelInfo
	if c.route != nil && (c.route.Path == "/healthz" || c.route.Path == "/readyz" || c.route.Path == "/metrics") {
		level = slog.LevelDebug
	}
	ctx := context.Background()
	if !m.cfg.Log.Enabled(ctx, level) {
		return
	}
	m.cfg.Log.LogAttrs(ctx, level, "request", slog.String("method", method(c.R.Method)), slog.String("route", c.pattern()),
		slog.Int("status", c.out.final()), slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("id", c.id),
		slog.String("actor", c.Actor.ID))
}

// method keeps invented methods out of logs and labels.
func method(s string) string {
	switch s {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return s
	}
	return "other"
}
