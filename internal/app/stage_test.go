package app_test

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

	"shian/data/post"
	"shian/internal/app"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
)

// A stage is the platform on a fresh embedded database with a person in every post.
type stage struct {
	*app.App
	tb    testing.TB
	cast  map[string]*access.Actor // by post, those of the same post elsewhere by "post 623027"
	login map[string]string        // account → login
	own   map[string]string        // a record of each kind at home
	other map[string]string        // and one far away
}

const (
	key      = "Correct-horse-9" // opens every account of the stage
	home     = "620102001"       // a township of 城关区, where whatever is "own" lies
	homeArea = "620102"
	far      = "623027" // 夏河县, where whatever is "other" lies
	lab      = "01a00000-0000-7000-8000-000000000001"
)

// open sets the stage: offices, then people, and the two businesses that laboratories and owners belong to.
func open(tb testing.TB) *stage {
	tb.Helper()
	a, err := app.Open(tb.Context(), app.Config{Data: tb.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = a.Close() })
	return &stage{App: a, tb: tb, cast: map[string]*access.Actor{}, login: map[string]string{}, own: map[string]string{}, other: map[string]string{}}
}

// system is a context in which the platform itself acts.
func (s *stage) system() context.Context {
	return access.With(clock.With(context.WithoutCancel(s.tb.Context()), clock.System), access.System)
}

// as is a context in which the person in the post acts.
func (s *stage) as(post string) context.Context {
	who, ok := s.cast[post]
	if !ok {
		s.tb.Fatalf("nobody on the stage is %s", post)
	}
	return access.With(s.system(), who)
}

// seat puts a person into a post. The key of the cast is the post, with the region behind it where it is not home's.
func (s *stage) seat(key, login string, ap place.Appointment) *access.Actor {
	s.tb.Helper()
	ctx := s.system()
	p, ok := s.Place.Post(ap.Post)
	if !ok {
		s.tb.Fatalf("no post %s", ap.Post)
	}
	hash := s.hash()
	ap.Name, ap.From = p.Name+"甲", clock.Day(clock.Now(ctx).AddDate(0, 0, -1))
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if ap.Account, err = s.Auth.CreateHashed(ctx, tx, login, ap.Name, p.Side, hash, false); err != nil {
			return err
		}
		return s.Place.AppointTx(ctx, tx, &ap)
	})
	if err != nil {
		s.tb.Fatalf("%s: %v", key, err)
	}
	who, err := s.Place.Actor(ctx, ap.Account)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.cast[key], s.login[ap.Account] = who, login
	return who
}

var hashed string

func (s *stage) hash() string {
	if hashed == "" {
		var err error
		if hashed, err = s.Auth.Hash(s.system(), key); err != nil {
			s.tb.Fatal(err)
		}
	}
	return hashed
}

// all puts one person into every post of data/post, as near to home as the post exists.
func (s *stage) all(holder string) {
	s.tb.Helper()
	seats, err := s.Place.Seats(s.system())
	if err != nil {
		s.tb.Fatal(err)
	}
	best := map[string]place.Office{}
	nearness := func(region string) int {
		for i, r := range []string{home, homeArea + "000", homeArea, "620100", "620000"} {
			if place.Full(r) == region || r == region {
				return 5 - i
			}
		}
		return 0
	}
	for _, x := range seats {
		if now, ok := best[x.Post.Code]; !ok || nearness(x.Office.Region) > nearness(now.Region) {
			best[x.Post.Code] = x.Office
		}
	}
	for i, p := range s.Place.Posts() {
		ap := place.Appointment{Post: p.Code}
		switch p.Sees {
		case post.Laboratory:
			ap.Holder = lab
		case post.Operator:
			ap.Holder, ap.Region = holder, home
		default:
			ap.Office = best[p.Code].ID
		}
		s.seat(p.Code, fmt.Sprintf("p%02d", i), ap)
	}
}

// crew puts the people of one county into post who take a result through its lifecycle.
func (s *stage) crew() {
	s.tb.Helper()
	for i, p := range []string{"sampler", "sampling-checker", "publisher", "county-inspector"} {
		s.seat(p, fmt.Sprintf("crew%d", i), place.Appointment{Post: p, Region: homeArea})
	}
}

// business files a business; its code stays empty, as a stall's may.
func (s *stage) business(name, region string) *operator.Operator {
	s.tb.Helper()
	o := &operator.Operator{Name: name, Trade: operator.Stall, Address: "演示路 1 号", Person: "隐去名", Phone: "13900001234"}
	o.Region = region
	if err := s.Operator.Operators.Create(s.system(), o); err != nil {
		s.tb.Fatalf("%s: %v", name, err)
	}
	return o
}

// sample is a result that fails by its own figures.
func sample(number, region string) *sampling.Result {
	r := &sampling.Result{Number: number, Food: "韭菜", Purpose: sampling.Supervision, SampledAt: "2026-05-10", OperatorName: "演示菜店", MakerName: "演示农场",
		Items: []sampling.Item{{Name: "腐霉利", Limit: "≤0.2mg/kg", Result: "1.3mg/kg"}}}
	r.Region = region
	return r
}

// step takes an action on a result as the person in the post.
func (s *stage) step(post, id, action string, in flow.Input) error {
	ctx := s.as(post)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Flow.Do(ctx, tx, sampling.Kind, id, action, in)
		return err
	})
}

// A caller is somebody who speaks to the platform by HTTP.
type caller struct {
	s       *stage
	name    string
	cookies []*http.Cookie
	csrf    string
	addr    string
}

var addresses int

// caller signs the person in the post in; "" stays outside.
func (s *stage) caller(post string) *caller {
	s.tb.Helper()
	addresses++
	c := &caller{s: s, name: post, addr: fmt.Sprintf("10.%d.%d.7:1234", addresses/250, addresses%250)}
	if post == "" {
		c.name = "nobody"
		return c
	}
	r := c.send("POST", "/login", url.Values{"login": {s.login[s.cast[post].ID]}, "password": {key}}.Encode())
	if r.Code != http.StatusSeeOther {
		s.tb.Fatalf("sign-in of %s: %d %s", post, r.Code, r.Body)
	}
	c.cookies = r.Result().Cookies()
	var me struct {
		CSRF string `json:"csrf"`
	}
	if err := json.Unmarshal(c.send("GET", "/api/v1/me", "").Body.Bytes(), &me); err != nil || me.CSRF == "" {
		s.tb.Fatalf("%s has no CSRF token: %v", post, err)
	}
	c.csrf = me.CSRF
	return c
}

// send makes a request; a body that begins with { is JSON, any other a form.
func (c *caller) send(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = c.addr
	if body != "" || method != http.MethodGet {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if strings.HasPrefix(body, "{") || strings.HasPrefix(path, "/api/") {
			r.Header.Set("Content-Type", "application/json")
		}
	}
	for _, k := range c.cookies {
		r.AddCookie(k)
	}
	if c.csrf != "" {
		r.Header.Set("X-Csrf-Token", c.csrf)
	}
	w := httptest.NewRecorder()
	w.Body = &bytes.Buffer{}
	c.s.Mux.ServeHTTP(w, r)
	return w
}

func (c *caller) get(path string) *httptest.ResponseRecorder { return c.send("GET", path, "") }

func (c *caller) post(path string, form url.Values) *httptest.ResponseRecorder {
	return c.send("POST", path, form.Encode())
}
