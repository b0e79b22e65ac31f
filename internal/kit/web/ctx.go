package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/i18n"
)

// A Ctx is one request and its answer. It belongs to the handler's goroutine and is not kept after it returned.
type Ctx struct {
	W       http.ResponseWriter
	R       *http.Request
	Actor   *access.Actor // never nil; access.Nobody for a visitor
	Session *Session      // nil for visitors and tokens

	mux    *Mux
	route  *route
	out    writer
	began  time.Time
	id     string
	cookie string // the session's secret, which binds the CSRF token
	bearer bool
	query  url.Values
	lang   string
	addr   string
	parsed bool
	flash  *Flash
}

// Context carries the actor and the clock, and ends with the request.
func (c *Ctx) Context() context.Context { return c.R.Context() }

// ID is the request's id, as in the log and in X-Request-Id.
func (c *Ctx) ID() string { return c.id }

// Secure reports whether the platform is reached by TLS.
func (c *Ctx) Secure() bool { return c.mux.cfg.Secure }

// Path is the value of a wildcard in the route's pattern.
func (c *Ctx) Path(name string) string { return c.R.PathValue(name) }

// Query is the first value of a query parameter, or "".
func (c *Ctx) Query(name string) string { return c.Queries().Get(name) }

// Queries are all query parameters.
func (c *Ctx) Queries() url.Values {
	if c.query == nil {
		c.query = c.R.URL.Query()
	}
	return c.query
}

// QueryInt is a query parameter as a number within least and most; usual when it is missing or unreadable.
func (c *Ctx) QueryInt(name string, usual, least, most int) int {
	n, err := strconv.Atoi(c.Query(name))
	if err != nil {
		n = usual
	}
	return min(max(n, least), most)
}

// Cookies by which a visitor chose how pages look; an account keeps its own choice.
const (
	LangCookie = "shian_lang" // zh, en
	TextCookie = "shian_text" // large
)

// Lang is the language of the answer, zh or en: the account's, else the visitor's choice, else Chinese. A program
// without an account's choice may ask by Accept-Language.
func (c *Ctx) Lang() string {
	if c.lang != "" {
		return c.lang
	}
	c.lang = "zh"
	switch {
	case c.Actor.ID != "" && c.Actor.Lang != "":
		c.lang = c.Actor.Lang
	case cookie(c.R, LangCookie) == "en":
		c.lang = "en"
	case c.API() && strings.HasPrefix(c.R.Header.Get("Accept-Language"), "en"):
		c.lang = "en"
	}
	return c.lang
}

// Large reports whether large text was chosen.
func (c *Ctx) Large() bool {
	if c.Actor.ID != "" {
		return c.Actor.Large
	}
	return cookie(c.R, TextCookie) == "large"
}

// T is the Chinese text in the answer's language with its arguments put in.
func (c *Ctx) T(zh string, args ...any) string { return i18n.T(c.Lang(), zh, args...) }

// API reports whether a program is asking, which gets JSON and no pages: by path, by token, or because it accepts
// JSON and not HTML.
func (c *Ctx) API() bool {
	if isAPI(c.R.URL.Path) || c.R.Header.Get("Authorization") != "" {
		return true
	}
	accept := c.R.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "html")
}

func isAPI(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/epcis/")
}

// Code sets the status of the answer, 200 unless told; call it before anything is written.
func (c *Ctx) Code(status int) { c.out.code = status }

// SetCookie sets a cookie for the whole site, unreadable to scripts, SameSite=Lax, Secure under TLS. age ≤ 0 removes it.
func (c *Ctx) SetCookie(name, value string, age time.Duration) {
	seconds := int(age / time.Second)
	if age <= 0 {
		seconds, value = -1, ""
	}
	http.SetCookie(c.W, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: c.mux.cfg.Secure, SameSite: http.SameSiteLaxMode})
}

// SessionCookie is the name of the cookie that holds the session; under TLS the browser itself keeps it to this host.
func (m *Mux) SessionCookie() string {
	if m.cfg.Secure {
		return "__Host-shian"
	}
	return "shian"
}

// Secret is the session's cookie value, for signing out.
func (c *Ctx) Secret() string { return c.cookie }

// SetSession gives the browser its session cookie for at most age; age ≤ 0 takes it away.
func (c *Ctx) SetSession(secret string, age time.Duration) {
	c.SetCookie(c.mux.SessionCookie(), secret, age)
}

func (c *Ctx) control() *http.ResponseController {
	return http.NewResponseController(c.out.ResponseWriter)
}

func (c *Ctx) pattern() string {
	if c.route == nil {
		return "unmatched"
	}
	return c.route.Pattern
}

func cookie(r *http.Request, name string) string {
	ck, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return ck.Value
}
