package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"shian/internal/kit/fault"
)

// Why the mux itself refuses; each is the Cause of a fault and gives it a status or an answer of its own.
var (
	errUnsigned   = errors.New("nobody signed in")
	errBadToken   = errors.New("bearer token unknown or over")
	errMustChange = errors.New("one-time password not changed yet")
	errMethod     = errors.New("method not allowed")
)

// Status is the HTTP status of a fault: the kind's own, or a nearer one where HTTP has it.
func Status(e *fault.Error) int {
	var large *http.MaxBytesError
	switch {
	case errors.Is(e.Cause, errUnsigned), errors.Is(e.Cause, errBadToken):
		return http.StatusUnauthorized
	case errors.Is(e.Cause, errMethod):
		return http.StatusMethodNotAllowed
	case errors.As(e.Cause, &large):
		return http.StatusRequestEntityTooLarge
	}
	return e.Status()
}

// fail turns the error of a handler into an answer and the cause of an internal one into a line of the log.
func (m *Mux) fail(c *Ctx, err error) {
	if c.R.Context().Err() != nil && errors.Is(err, context.Canceled) {
		c.out.discard()
		c.out.code = 499 // the browser went away; no answer reaches it
		c.out.gone = true
		return
	}
	e := fault.Of(err)
	if e.Kind == fault.KindInternal {
		m.cfg.Log.LogAttrs(context.Background(), slog.LevelError, "failed", slog.String("id", c.id),
			slog.String("route", c.pattern()), slog.String("actor", c.Actor.ID), slog.String("cause", e.Error()))
	}
	if c.out.sent {
		panic(http.ErrAbortHandler) // half an answer is out
	}
	c.out.discard()
	m.show(c, e)
}

// show answers with the fault: problem+json for programs, the sign-in page for visitors, else the page of Errors.
func (m *Mux) show(c *Ctx, e *fault.Error) {
	status := Status(e)
	if e.Wait > 0 {
		c.W.Header().Set("Retry-After", strconv.Itoa(int((e.Wait+time.Second-1)/time.Second)))
	}
	switch {
	case c.API():
		_ = c.Problem(e)
		return
	case errors.Is(e.Cause, errUnsigned):
		to := m.cfg.SignIn
		if c.R.Method == http.MethodGet {
			to += "?next=" + url.QueryEscape(Local(c.R.URL.RequestURI()))
		}
		_ = c.Redirect(to)
		return
	case errors.Is(e.Cause, errMustChange):
		_ = c.Redirect(m.cfg.Change)
		return
	}
	c.Code(status)
	if m.Errors != nil {
		m.Errors(c, e)
		return
	}
	_ = c.Bytes("text/plain; charset=utf-8", []byte(e.Text(c.Lang())+"\n"))
}

// A problem is a fault as RFC 9457 writes it.
type problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Instance string         `json:"instance"`
	Law      string         `json:"law,omitempty"`
	Fields   []problemField `json:"fields,omitempty"`
	Theirs   any            `json:"theirs,omitempty"`
}

type problemField struct {
	Field   string `json:"field"`
	Row     int    `json:"row,omitempty"`
	Label   string `json:"label,omitempty"`
	Message string `json:"message"`
}

// Problem answers with the fault as application/problem+json (RFC 9457).
func (c *Ctx) Problem(e *fault.Error) error {
	p := problem{Type: "urn:shian:fault:" + string(e.Kind), Title: e.Text(c.Lang()), Status: Status(e),
		Instance: "urn:shian:request:" + c.id, Law: e.Law, Theirs: e.Theirs}
	if b, ok := e.Theirs.([]byte); ok && json.Valid(b) { // a record's JSON as it is
		p.Theirs = json.RawMessage(b)
	}
	for _, f := range e.Fields {
		p.Fields = append(p.Fields, problemField{Field: f.Name, Row: f.Row, Label: f.Label, Message: f.Text(c.Lang())})
	}
	b, err := json.Marshal(p)
	if err != nil { // Theirs cannot be written: leave it out
		p.Theirs = nil
		b, _ = json.Marshal(p)
	}
	if p.Status == http.StatusUnauthorized {
		c.W.Header().Set("Www-Authenticate", `Bearer realm="shian"`)
	}
	c.Code(p.Status)
	return c.Bytes("application/problem+json; charset=utf-8", b)
}

func unsigned() error {
	return &fault.Error{Kind: fault.KindRefused, Zh: "请先登录", En: "please sign in first", Cause: errUnsigned}
}

func badToken(err error) error {
	if fault.Is(err, fault.KindInternal) || !errors.As(err, new(*fault.Error)) {
		return err
	}
	return &fault.Error{Kind: fault.KindRefused, Zh: "令牌无效、已到期或已停用，请换用有效令牌", En: "the token is unknown, over or revoked; use a valid one", Cause: errBadToken}
}

func mustChange() error {
	return &fault.Error{Kind: fault.KindRefused, Zh: "请先把一次性密码改为自己的密码", En: "change the one-time password to your own first", Cause: errMustChange}
}

func unrouted(status int) error {
	if status == http.StatusMethodNotAllowed {
		return &fault.Error{Kind: fault.KindRefused, Zh: "此地址不接受这种请求", En: "this address does not take that kind of request", Cause: errMethod}
	}
	return fault.Missing("没有这个页面，请检查网址，或回首页查找", "there is no such page; check the address or search from the front page")
}

func tooOften(wait time.Duration) error {
	s := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
	return fault.NotYet(wait, "请求太频繁，请 "+s+" 秒后再试", "too many requests; try again in "+s+" seconds")
}

func tooLarge(e *http.MaxBytesError) error {
	kb := strconv.FormatInt(e.Limit>>10, 10)
	return &fault.Error{Kind: fault.KindInvalid, Cause: e,
		Zh: "提交的内容超过上限 " + kb + " KB，请分批提交或压缩后再试", En: "more than the limit of " + kb + " KB was sent; send it in parts or smaller"}
}
