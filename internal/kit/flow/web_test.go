package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

// people knows everybody by a bearer token or session cookie, which is the key.
type people map[string]*access.Actor

func (p people) BySession(_ context.Context, cookie string) (*access.Actor, *web.Session, error) {
	if a := p[cookie]; a != nil {
		return a, &web.Session{ID: cookie, Account: a.ID}, nil
	}
	return access.Nobody, nil, nil
}

func (p people) ByToken(_ context.Context, bearer string) (*access.Actor, error) {
	if a := p[bearer]; a != nil {
		return a, nil
	}
	return nil, fault.Refused("令牌无效", "bad token")
}

func (p people) Actor(_ context.Context, account string) (*access.Actor, error) {
	for _, a := range p {
		if a.ID == account {
			return a, nil
		}
	}
	return nil, fault.Missing("没有", "none")
}

// A site is the HTTP surface of an engine.
type site struct {
	t testing.TB
	e *Engine
	m *web.Mux
}

func newSite(t testing.TB, e *Engine, p people) *site {
	e.People = p
	m := web.New(web.Config{People: p, Log: slog.New(slog.DiscardHandler), Clock: clock.Fixed(at("2026-03-02 10:00"))})
	m.Handle("GET /csrf", web.Public(), func(c *web.Ctx) error { return c.JSON(c.CSRF()) })
	e.Mount(m, func(c *web.Ctx, name string, v View) error { return c.JSON(v) })
	return &site{t, e, m}
}

func (s *site) start(flow, record string) {
	err := s.e.d.Write(context.Background(), func(tx *db.Tx) error {
		return s.e.Start(access.With(context.Background(), access.System), tx, flow, "digit", record, record, "620102", nil)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) call(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	s.m.ServeHTTP(w, r)
	return w.Result()
}

func (s *site) post(token, record, action string) (int, string) {
	r := httptest.NewRequest("POST", "/api/v1/flow/digit/"+record+"/"+action, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := s.call(r)
	b, _ := io.ReadAll(w.Body)
	return w.StatusCode, string(b)
}

func (s *site) get(token, record string) (out runAnswer) {
	r := httptest.NewRequest("GET", "/api/v1/flow/digit/"+record, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := s.call(r)
	if err := json.NewDecoder(w.Body).Decode(&out); err != nil || w.StatusCode != 200 {
		s.t.Errorf("GET %s by %s: %d %v", record, token, w.StatusCode, err)
	}
	return out
}

func deskSite(t testing.TB, d *db.DB) *site {
	p := people{}
	for _, a := range []*access.Actor{inspector, colleague, leader, reviewer, city, province, elsewhere} {
		p[a.ID] = a
	}
	return newSite(t, newDesk(t, d, "2026-03-02 10:00", disposal()).Engine, p)
}

// form posts a form of somebody's session, with their CSRF token.
func (s *site) form(who, path string, v url.Values) *http.Response {
	s.t.Helper()
	r := httptest.NewRequest("GET", "/csrf", nil)
	r.AddCookie(&http.Cookie{Name: s.m.SessionCookie(), Value: who})
	var token string
	if err := json.NewDecoder(s.call(r).Body).Decode(&token); err != nil {
		s.t.Fatal(err)
	}
	v.Set(web.CSRFField, token)
	r = httptest.NewRequest("POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: s.m.SessionCookie(), Value: who})
	return s.call(r)
}

func TestActionsOverHTTP(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := deskSite(t, d)
		s.start("test.disposal", "s1")
		s.start("test.disposal", "s2")
		for _, c := range []struct {
			name, who, path, body string
			code                  int
			contains              string
		}{
			{"unknown token", "ghost", "s1/serve", `{}`, 401, "令牌"},
			{"no right", "reviewer", "s1/serve", `{"evidence":["f"]}`, 403, "权限"},
			{"no evidence", "inspector", "s1/serve", ``, 422, "evidence"},
			{"unknown key", "inspector", "s1/serve", `{"why":"x"}`, 422, "why"},
			{"other county", "elsewhere", "s1/serve", `{"evidence":["f"]}`, 404, ""},
			{"unknown assignee", "leader", "s1/assign", `{"assignee":"ghost"}`, 422, "assignee"},
			{"assigned", "leader", "s1/assign", `{"assignee":"colleague"}`, 200, `"assignee":"colleague"`},
			{"stale", "colleague", "s1/submit", `{"version":1}`, 409, "刷新"},
			{"second officer", "colleague", "s1/visit", `{"second":"inspector"}`, 200, `"second":"inspector"`},
			{"sent on", "colleague", "s1/submit", `{"version":3}`, 200, `"to":"reviewed"`},
			{"no such run", "inspector", "s9/serve", `{}`, 404, ""},
		} {
			r := httptest.NewRequest("POST", "/api/v1/flow/digit/"+c.path, strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+c.who)
			w := s.call(r)
			b, _ := io.ReadAll(w.Body)
			if w.StatusCode != c.code || !bytes.Contains(b, []byte(c.contains)) {
				t.Errorf("%s: %d %s", c.name, w.StatusCode, b)
			}
		}
		if w := s.form("inspector", "/desk/do/digit/s2/serve", url.Values{"evidence": {"f1"}, "version": {"1"}, "back": {"/desk/todo"}}); w.StatusCode != 303 || w.Header.Get("Location") != "/desk/todo" {
			t.Errorf("by form: %d %s", w.StatusCode, w.Header.Get("Location"))
		}
		r := httptest.NewRequest("POST", "/desk/do/digit/s2/submit", nil)
		r.AddCookie(&http.Cookie{Name: s.m.SessionCookie(), Value: "inspector"})
		if w := s.call(r); w.StatusCode != 403 {
			t.Errorf("without the CSRF token: %d", w.StatusCode)
		}
		if run := s.get("inspector", "s2"); run.State != "investigated" || len(run.Clocks) != 3 || len(run.Steps) != 2 || len(run.Offers) == 0 {
			t.Errorf("%+v", run)
		}
		w := s.form("inspector", "/desk/do", url.Values{"item": {"digit/s2", "digit/s1", "digit/none"}, "action": {"submit"}})
		if w.StatusCode != 303 {
			t.Errorf("many at once: %d", w.StatusCode)
		}
		if a, b := s.get("reviewer", "s2").State, s.get("reviewer", "s1").State; a != "reviewed" || b != "reviewed" {
			t.Errorf("%s %s", a, b)
		}
		var many []string
		for i := range manyMost + 1 {
			many = append(many, fmt.Sprint("digit/", i))
		}
		if w := s.form("inspector", "/desk/do", url.Values{"item": many, "action": {"submit"}}); w.StatusCode != 403 {
			t.Errorf("too many: %d", w.StatusCode)
		}
	}, schemas...)
}

func TestTodoOverHTTP(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	s := deskSite(t, d)
	for i := range 5 {
		s.start("test.disposal", fmt.Sprint("s", i))
	}
	read := func(path string, v any) int {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Authorization", "Bearer inspector")
		w := s.call(r)
		if v != nil {
			if err := json.NewDecoder(w.Body).Decode(v); err != nil {
				t.Fatal(err)
			}
		}
		return w.StatusCode
	}
	var p TodoPage
	if code := read("/api/v1/todo?limit=3", &p); code != 200 || len(p.Items) != 3 || !p.More {
		t.Fatalf("%d %+v", code, p)
	}
	if read("/api/v1/todo?limit=3&after="+url.QueryEscape(p.Next), &p); len(p.Items) != 2 || p.More {
		t.Errorf("%+v", p)
	}
	var n Counts
	if read("/api/v1/todo/counts", &n); n.Do != 5 {
		t.Errorf("%+v", n)
	}
	for _, path := range []string{"/api/v1/todo?list=x", "/api/v1/todo?due=never"} {
		if code := read(path, nil); code != 422 {
			t.Errorf("%s: %d", path, code)
		}
	}
	var v struct{ Title string }
	if code := read("/desk/todo?flow=test.disposal", &v); code != 200 || v.Title != "待办中心" {
		t.Errorf("%d %+v", code, v)
	}
}
