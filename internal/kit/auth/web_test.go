package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/i18n"
	"shian/internal/kit/web"
)

// drawn renders the templates of auth the way page does, without its shell.
func drawn(t *testing.T) auth.Renderer {
	return auth.RenderFunc(func(c *web.Ctx, name string, v auth.View) error {
		tpl := template.Must(template.New("").Funcs(template.FuncMap{
			"t":    func(zh string) string { return i18n.T(c.Lang(), zh) },
			"zh":   func(s string) string { return s },
			"when": clock.Show,
			"day":  func(s string) string { return s },
			"csrf": func() template.HTML {
				return template.HTML(`<input type="hidden" name="csrf" value="` + c.CSRF() + `">`)
			},
		}).ParseFS(auth.Files, "pages/*.html"))
		var b bytes.Buffer
		if err := tpl.ExecuteTemplate(&b, name, v.Data); err != nil {
			t.Error(err)
			return err
		}
		return c.Bytes("text/html; charset=utf-8", b.Bytes())
	})
}

// A browser keeps cookies and the CSRF token of the last page.
type browser struct {
	t      *testing.T
	url    string
	client *http.Client
	jar    map[string]string
	csrf   string
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

func (w *browser) ask(method, path string, form url.Values) (status int, body, location string) {
	w.t.Helper()
	var in io.Reader
	if form != nil {
		form.Set("csrf", w.csrf)
		in = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, in)
	if err != nil {
		w.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0")
	for k, v := range w.jar {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	a, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, ck := range a.Cookies() {
		w.jar[ck.Name] = ck.Value
		if ck.MaxAge < 0 {
			delete(w.jar, ck.Name)
		}
	}
	if m := csrfField.FindSubmatch(b); m != nil {
		w.csrf = string(m[1])
	}
	return a.StatusCode, string(b), a.Header.Get("Location")
}

func (b *bundle) browser(t *testing.T) *browser {
	m := web.New(web.Config{People: b.Auth, Clock: b.clk.now, Log: slog.New(slog.DiscardHandler)})
	b.Mount(m, auth.Config{Render: drawn(t), DemoAccounts: func(*web.Ctx) []auth.DemoAccount {
		return []auth.DemoAccount{{Login: "zhoulan", Password: good, Name: "周岚", Post: "抽检员"}}
	}})
	m.Handle("GET /desk", web.SignedIn(), func(c *web.Ctx) error { return c.JSON(c.Actor.ID) })
	m.Handle("GET /api/v1/who", web.Right("sampling.view"), func(c *web.Ctx) error { return c.JSON(c.Actor.ID) })
	s := httptest.NewServer(m)
	t.Cleanup(s.Close)
	return &browser{t: t, url: s.URL, jar: map[string]string{}, client: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func TestASignInByBrowser(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		w := b.browser(t)
		if status, _, to := w.ask("GET", "/desk", nil); status != 303 || to != "/login?next=%2Fdesk" {
			t.Fatalf("%d %s", status, to)
		}
		if _, page, _ := w.ask("GET", "/login?next=/desk", nil); !strings.Contains(page, "抽检员") || !strings.Contains(page, `name="next" value="/desk"`) {
			t.Errorf("login page: %s", page)
		}
		status, page, _ := w.ask("POST", "/login", url.Values{"login": {"zhoulan"}, "password": {"wrong-guess"}})
		if status != 422 || !strings.Contains(page, "还可再试 4 次") || !strings.Contains(page, `value="zhoulan"`) || strings.Contains(page, "wrong-guess") {
			t.Errorf("wrong password: %d %s", status, page)
		}
		status, page, to := w.ask("POST", "/login", url.Values{"login": {"zhoulan"}, "password": {good}, "next": {"//evil.example"}})
		if status != 303 || to != "/desk" {
			t.Fatalf("sign in: %d %s %s", status, to, page)
		}
		if status, body, _ := w.ask("GET", "/desk", nil); status != 200 || !strings.Contains(body, b.id) {
			t.Errorf("desk: %d %s", status, body)
		}
		var who auth.Me
		if _, body, _ := w.ask("GET", "/api/v1/me", nil); json.Unmarshal([]byte(body), &who) != nil || who.ID != b.id || who.CSRF == "" || who.Name != "周岚" {
			t.Errorf("me: %s", body)
		}
		if _, page, _ = w.ask("GET", "/account", nil); !strings.Contains(page, "Chrome Windows") || !strings.Contains(page, "2026-07-31 09:00") {
			t.Errorf("account: %s", page)
		}
		status, page, _ = w.ask("POST", "/account/tokens", url.Values{"name": {"台账"}, "days": {"30"}, "rights": {"sampling.view"}})
		if status == 422 {
			t.Errorf("sampling.view is part of sampling.*: %s", page)
		}
		token := regexp.MustCompile(`shian_[\w-]{43}`).FindString(page)
		r, _ := http.NewRequestWithContext(t.Context(), "GET", w.url+"/api/v1/who", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		a, err := w.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if a.StatusCode != 200 {
			t.Errorf("the new token: %d", a.StatusCode)
		}
		for _, path := range []string{"/account/tokens", "/account/password", "/account/sessions/end"} { // it must not give itself more
			r, _ := http.NewRequestWithContext(t.Context(), "POST", w.url+path, strings.NewReader("name=all&days=366"))
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			a, err := w.client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer, _ := io.ReadAll(a.Body)
			a.Body.Close()
			if a.StatusCode != 403 || bytes.Contains(answer, []byte("shian_")) {
				t.Errorf("%s by a token: %d %s", path, a.StatusCode, answer)
			}
		}
		if _, page, _ = w.ask("GET", "/account", nil); strings.Contains(page, token) {
			t.Error("a token is shown twice")
		}
		keep := w.csrf
		w.csrf = "forged"
		if status, _, _ = w.ask("POST", "/logout", url.Values{}); status != 403 {
			t.Errorf("signed out by another site: %d", status)
		}
		w.csrf = keep
		if status, _, to = w.ask("POST", "/logout", url.Values{}); status != 303 || to != "/login" || w.jar["shian"] != "" {
			t.Errorf("sign out: %d %s", status, to)
		}
		if status, _, _ = w.ask("GET", "/desk", nil); status != 303 {
			t.Errorf("still in: %d", status)
		}
	})
}

func TestAOneTimePasswordIsChangedFirst(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		once, err := b.ResetPassword(b.root, b.id)
		if err != nil {
			t.Fatal(err)
		}
		w := b.browser(t)
		if _, _, to := w.ask("POST", "/login", url.Values{"login": {"zhoulan"}, "password": {once}, "next": {"/desk"}}); to != "/account" {
			t.Fatalf("leads to %s", to)
		}
		for _, path := range []string{"/desk", "/api/v1/who"} {
			if status, _, _ := w.ask("GET", path, nil); status == 200 {
				t.Errorf("%s opens before the change", path)
			}
		}
		_, page, _ := w.ask("GET", "/account", nil)
		if !strings.Contains(page, "一次性密码") || strings.Contains(page, "/account/tokens") {
			t.Errorf("account: %s", page)
		}
		status, page, _ := w.ask("POST", "/account/password", url.Values{"old": {once}, "password": {"Tianshui-2027-honest"}, "again": {"other"}})
		if status != 422 || !strings.Contains(page, "两次输入") {
			t.Errorf("%d %s", status, page)
		}
		status, _, to := w.ask("POST", "/account/password", url.Values{"old": {once}, "password": {"Tianshui-2027-honest"}, "again": {"Tianshui-2027-honest"}})
		if status != 303 || to != "/desk" {
			t.Fatalf("%d %s", status, to)
		}
		if status, _, _ := w.ask("GET", "/desk", nil); status != 200 {
			t.Errorf("desk: %d", status)
		}
	})
}

func TestViewIsKept(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cookie := b.signIn(t)
		if err := b.SetView(b.self, b.id, "en", true); err != nil {
			t.Fatal(err)
		}
		if a := b.actor(t, cookie); a.Lang != "en" || !a.Large {
			t.Errorf("%+v", a)
		}
		if err := b.SetView(access.With(context.Background(), access.Nobody), b.id, "zh", false); err == nil {
			t.Error("a visitor changed it")
		}
	})
}

// TestPagesAreTranslated holds every text of the templates against the catalogue.
func TestPagesAreTranslated(t *testing.T) {
	texts := regexp.MustCompile(`\{\{t "([^"]+)"`)
	for _, name := range []string{"pages/login.html", "pages/account.html"} {
		b, err := auth.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range texts.FindAllStringSubmatch(string(b), -1) {
			if !i18n.Has(m[1]) {
				t.Errorf("%s: no English for %s", name, m[1])
			}
		}
	}
}
