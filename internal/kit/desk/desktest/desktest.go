// Package desktest calls pages and API of mounted records in tests, as tables of scenarios.
package desktest

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/desk"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// A Server is a mux with pages and a desk; Mount what is to be tested on them, then Try.
type Server struct {
	Mux   *web.Mux
	Pages *page.Pages
	Desk  *desk.Desk

	people map[string]*access.Actor
}

// New makes a server whose people sign in by the name they have in the map.
func New(clk clock.Clock, people map[string]*access.Actor, files ...fs.FS) *Server {
	s := &Server{people: people}
	s.Mux = web.New(web.Config{People: s, Clock: clk, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	s.Pages = page.New(page.Config{})
	s.Pages.Add(desk.Files)
	for _, f := range files {
		s.Pages.Add(f)
	}
	s.Pages.Mount(s.Mux)
	s.Desk = desk.New(s.Mux, s.Pages)
	s.Mux.Handle("GET /test/csrf", web.SignedIn(), func(c *web.Ctx) error { return c.Bytes("text/plain", []byte(c.CSRF())) })
	return s
}

// BySession implements web.People.
func (s *Server) BySession(_ context.Context, cookie string) (*access.Actor, *web.Session, error) {
	a, ok := s.people[cookie]
	if !ok {
		return access.Nobody, nil, nil
	}
	return a, &web.Session{ID: cookie, Account: a.ID}, nil
}

// ByToken implements web.People.
func (s *Server) ByToken(_ context.Context, bearer string) (*access.Actor, error) {
	if a, ok := s.people[bearer]; ok {
		return a, nil
	}
	return access.Nobody, nil
}

// A Scenario is one request and what must come of it. A form is posted with its CSRF token; what begins with { or whose
// address lies under /api/ is sent by a program with a token.
type Scenario struct {
	Name, As    string
	Method, URL string
	Body        string
	Type        string // content type of the body, when it is neither a form nor JSON
	Status      int
	Has, Lacks  []string
	Location    string // of a redirect, its beginning
}

// Try runs the scenarios in order, each as a subtest.
func (s *Server) Try(t *testing.T, all []Scenario) {
	t.Helper()
	for _, x := range all {
		t.Run(x.Name, func(t *testing.T) {
			w := s.Do(t, x)
			body := w.Body.String()
			if x.Status != 0 && w.Code != x.Status {
				t.Errorf("%s %s: status %d, want %d\n%s", x.Method, x.URL, w.Code, x.Status, brief(body))
			}
			for _, want := range x.Has {
				if !strings.Contains(body, want) {
					t.Errorf("%s %s lacks %q\n%s", x.Method, x.URL, want, brief(body))
				}
			}
			for _, not := range x.Lacks {
				if strings.Contains(body, not) {
					t.Errorf("%s %s shows %q", x.Method, x.URL, not)
				}
			}
			if to := w.Header().Get("Location"); !strings.HasPrefix(to, x.Location) {
				t.Errorf("%s %s leads to %q, want %q", x.Method, x.URL, to, x.Location)
			}
		})
	}
}

// Do sends one request.
func (s *Server) Do(t testing.TB, x Scenario) *httptest.ResponseRecorder {
	t.Helper()
	api := strings.HasPrefix(x.URL, "/api/") || strings.HasPrefix(x.Body, "{")
	body, kind := x.Body, x.Type
	if kind == "" {
		kind = "application/json"
	}
	if !api && x.Method == http.MethodPost && x.Type == "" {
		body, kind = "csrf="+s.csrf(t, x.As)+"&"+body, "application/x-www-form-urlencoded"
	}
	r := httptest.NewRequestWithContext(t.Context(), x.Method, x.URL, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	switch {
	case x.As == "":
	case api:
		r.Header.Set("Authorization", "Bearer "+x.As)
	default:
		r.Header.Set("Accept", "text/html")
		r.AddCookie(&http.Cookie{Name: s.Mux.SessionCookie(), Value: x.As})
		if x.Type != "" {
			r.Header.Set(web.CSRFHeader, s.csrf(t, x.As))
		}
	}
	w := httptest.NewRecorder()
	s.Mux.ServeHTTP(w, r)
	return w
}

func (s *Server) csrf(t testing.TB, as string) string {
	t.Helper()
	if as == "" {
		return ""
	}
	return s.Do(t, Scenario{As: as, Method: http.MethodGet, URL: "/test/csrf"}).Body.String()
}

func brief(s string) string {
	if i := strings.Index(s, "<main"); i >= 0 {
		s = s[i:]
	}
	if rs := []rune(s); len(rs) > 3000 {
		return string(rs[:3000])
	}
	return s
}
