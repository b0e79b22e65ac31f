package web

import (
	"slices"
	"strings"

	"shian/internal/kit/access"
)

// A Handler answers one request. The error it returns is rendered by the mux: a *fault.Error as it says, any other as a
// failure of our own.
type Handler func(c *Ctx) error

// A Guard says who may call a route at all. Which records they then see is the access predicate's matter.
// The zero Guard admits nobody, and Handle refuses it.
type Guard struct {
	kind   guardKind
	rights []access.Right
}

type guardKind byte

const (
	guardNone guardKind = iota
	guardPublic
	guardSigned
	guardRights
)

// Public admits everybody.
func Public() Guard { return Guard{kind: guardPublic} }

// SignedIn admits whoever has an account and signed in, or shows a token.
func SignedIn() Guard { return Guard{kind: guardSigned} }

// Right admits those who hold the right.
func Right(r access.Right) Guard { return AnyRight(r) }

// AnyRight admits those who hold one of the rights at least.
func AnyRight(rs ...access.Right) Guard { return Guard{kind: guardRights, rights: slices.Clone(rs)} }

// Admits reports whether the actor may call the route.
func (g Guard) Admits(a *access.Actor) bool {
	switch g.kind {
	case guardPublic:
		return true
	case guardSigned:
		return a.ID != ""
	case guardRights:
		return a.ID != "" && slices.ContainsFunc(g.rights, a.May)
	}
	return false
}

// IsPublic reports whether the guard admits everybody.
func (g Guard) IsPublic() bool { return g.kind == guardPublic }

// Rights are the rights of which one is needed; none for Public and SignedIn.
func (g Guard) Rights() []access.Right { return slices.Clone(g.rights) }

// String names the guard: public, signed-in, or the rights joined by "|".
func (g Guard) String() string {
	switch g.kind {
	case guardPublic:
		return "public"
	case guardSigned:
		return "signed-in"
	case guardRights:
		var names []string
		for _, r := range g.rights {
			names = append(names, string(r))
		}
		return strings.Join(names, "|")
	}
	return "nobody"
}

// A Route is one line of the mux, for the access test and the docs.
type Route struct {
	Pattern string // as registered: "GET /desk/operator/{id}"
	Method  string // GET, POST …; empty: every method
	Path    string // /desk/operator/{id}
	Guard   Guard
}

// An Option changes how one route is treated.
type Option func(*route)

// Body sets the most bytes a request's body may have, instead of 1 MiB; a body larger than the usual also gets more
// time to arrive.
func Body(most int64) Option { return func(r *route) { r.body = most } }

// Stream lifts the write time-out and the compression, for answers that go on for long: event streams, large exports.
func Stream() Option { return func(r *route) { r.stream = true } }

// Rate bounds how often one address may call the route: perMinute in the long run, burst at once.
func Rate(perMinute, burst int) Option {
	return func(r *route) { r.limit = NewLimiter(float64(perMinute)/60, burst, limiterMost) }
}

// BeforeChange keeps a route reachable while a one-time password waits to be changed: the page to change it, sign-out.
func BeforeChange() Option { return func(r *route) { r.early = true } }

// route is what the mux keeps of a Route.
type route struct {
	Route
	handler Handler
	body    int64
	stream  bool
	early   bool
	limit   *Limiter
	stat    stat
}

func splitPattern(p string) (method, path string) {
	if m, rest, ok := strings.Cut(p, " "); ok {
		return m, strings.TrimSpace(rest)
	}
	return "", p
}
