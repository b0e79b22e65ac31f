package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

// people knows one session, "clerk-cookie", one that must change its password, and one token.
type people struct{}

var clerk = &access.Actor{ID: "clerk", Side: access.SideOfficial, Lang: "zh", Rights: []access.Right{"sampling.view"}}

func (people) BySession(_ context.Context, cookie string) (*access.Actor, *web.Session, error) {
	switch cookie {
	case "clerk-cookie", "other-cookie":
		return clerk, &web.Session{ID: "s1", Account: "clerk"}, nil
	case "fresh-cookie":
		return clerk, &web.Session{ID: "s2", Account: "clerk", MustChange: true}, nil
	}
	return access.Nobody, nil, nil
}

func (people) ByToken(_ context.Context, bearer string) (*access.Actor, error) {
	if bearer == "good" {
		return clerk, nil
	}
	return nil, fault.Refused("令牌无效", "bad token")
}

type site struct {
	t   *testing.T
	m   *web.Mux
	log *bytes.Buffer
}

func setup(t *testing.T, change ...func(*web.Config)) site {
	t.Helper()
	var log bytes.Buffer
	cfg := web.Config{People: people{}, Key: bytes.Repeat([]byte{7}, 32), Log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, c := range change {
		c(&cfg)
	}
	return site{t, web.New(cfg), &log}
}

func (s site) do(method, target string, body io.Reader, set ...string) *http.Response {
	s.t.Helper()
	r := httptest.NewRequest(method, target, body)
	for i := 0; i+1 < len(set); i += 2 {
		if set[i] == "Cookie" {
			r.Header.Add(set[i], set[i+1])
		} else {
			r.Header.Set(set[i], set[i+1])
		}
	}
	w := httptest.NewRecorder()
	s.m.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func say(s string) web.Handler {
	return func(c *web.Ctx) error { return c.Bytes("text/html; charset=utf-8", []byte(s)) }
}

func TestGuards(t *testing.T) {
	s := setup(t)
	s.m.Handle("GET /open", web.Public(), say("open"))
	s.m.Handle("GET /mine", web.SignedIn(), say("mine"))
	s.m.Handle("GET /samples", web.Right("sampling.view"), say("samples"))
	s.m.Handle("GET /publish", web.AnyRight("sampling.publish", "sampling.check"), say("publish"))
	s.m.Handle("GET /api/v1/samples", web.Right("sampling.view"), say("[]"))
	s.m.Handle("GET /api/v1/publish", web.Right("sampling.publish"), say("[]"))
	const session = "shian=clerk-cookie"
	for _, c := range []struct {
		name, url, cookie, bearer string
		status                    int
		location                  string
	}{
		{"visitor, public", "/open", "", "", 200, ""},
		{"visitor is sent to sign in", "/mine?a=b", "", "", 303, "/login?next=%2Fmine%3Fa%3Db"},
		{"session over", "/mine", "shian=old", "", 303, "/login?next=%2Fmine"},
		{"signed in", "/mine", session, "", 200, ""},
		{"right held", "/samples", session, "", 200, ""},
		{"right not held", "/publish", session, "", 403, ""},
		{"one-time password", "/samples", "shian=fresh-cookie", "", 303, "/account"},
		{"one-time password, public page", "/open", "shian=fresh-cookie", "", 200, ""},
		{"program without token", "/api/v1/samples", "", "", 401, ""},
		{"program with token", "/api/v1/samples", "", "good", 200, ""},
		{"program with a bad token", "/api/v1/samples", "", "bad", 401, ""},
		{"bad token even where all may", "/open", "", "bad", 401, ""},
		{"token without the right", "/api/v1/publish", "", "good", 403, ""},
		{"no such page", "/nowhere", session, "", 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var set []string
			if c.cookie != "" {
				set = append(set, "Cookie", c.cookie)
			}
			if c.bearer != "" {
				set = append(set, "Authorization", "Bearer "+c.bearer)
			}
			r := s.do("GET", c.url, nil, set...)
			if r.StatusCode != c.status || r.Header.Get("Location") != c.location {
				t.Errorf("got %d %q, want %d %q", r.StatusCode, r.Header.Get("Location"), c.status, c.location)
			}
		})
	}
}

func TestEveryRouteNeedsAGuardAndIsListed(t *testing.T) {
	s := setup(t)
	s.m.Handle("POST /b/{id}", web.AnyRight("x.edit", "y.edit"), say(""))
	s.m.Handle("/a", web.SignedIn(), say(""))
	var got []string
	for _, r := range s.m.Routes() {
		got = append(got, r.Method+" "+r.Path+" "+r.Guard.String())
	}
	want := " /a signed-in,POST /b/{id} x.edit|y.edit,GET /healthz public,GET /metrics public,GET /readyz public"
	if strings.Join(got, ",") != want {
		t.Errorf("routes %v", got)
	}
	for name, fn := range map[string]func(){
		"no guard":         func() { s.m.Handle("GET /x", web.Guard{}, say("")) },
		"no handler":       func() { s.m.Handle("GET /y", web.Public(), nil) },
		"right unnamed":    func() { s.m.Handle("GET /z", web.Right(""), say("")) },
		"no right at all":  func() { s.m.Handle("GET /z", web.AnyRight(), say("")) },
		"the same pattern": func() { s.m.Handle("/a", web.Public(), say("")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			fn()
		}()
	}
	if (web.Guard{}).Admits(access.System) {
		t.Error("the zero guard admits somebody")
	}
}

func TestCSRF(t *testing.T) {
	s := setup(t)
	var token string
	s.m.Handle("GET /form", web.SignedIn(), func(c *web.Ctx) error { token = c.CSRF(); return nil })
	s.m.Handle("POST /form", web.SignedIn(), say("done"))
	s.m.Handle("POST /open", web.Public(), say("done"))
	const session, form = "shian=clerk-cookie", "application/x-www-form-urlencoded"
	s.do("GET", "/form", nil, "Cookie", session)
	first := token
	s.do("GET", "/form", nil, "Cookie", session)
	if first == "" || first == token {
		t.Fatal("tokens must differ from page to page")
	}
	s.do("GET", "/form", nil, "Cookie", "shian=other-cookie")
	foreign := token
	body := func(tok string) io.Reader { return strings.NewReader(url.Values{"csrf": {tok}, "a": {"b"}}.Encode()) }
	var mp bytes.Buffer
	parts := multipart.NewWriter(&mp)
	_ = parts.WriteField("csrf", first)
	_ = parts.Close()
	for _, c := range []struct {
		name, path string
		body       io.Reader
		set        []string
		status     int
	}{
		{"field", "/form", body(first), []string{"Cookie", session, "Content-Type", form}, 200},
		{"header", "/form", strings.NewReader("{}"), []string{"Cookie", session, "Content-Type", "application/json", "X-Csrf-Token", first}, 200},
		{"multipart", "/form", &mp, []string{"Cookie", session, "Content-Type", parts.FormDataContentType()}, 200},
		{"missing", "/form", body(""), []string{"Cookie", session, "Content-Type", form}, 403},
		{"JSON without header", "/form", strings.NewReader(`{"csrf":"` + first + `"}`), []string{"Cookie", session, "Content-Type", "application/json"}, 403},
		{"of another session", "/form", body(foreign), []string{"Cookie", session, "Content-Type", form}, 403},
		{"garbage", "/form", body(strings.Repeat("A", 43)), []string{"Cookie", session, "Content-Type", form}, 403},
		{"other site by Sec-Fetch-Site", "/form", body(first), []string{"Cookie", session, "Content-Type", form, "Sec-Fetch-Site", "cross-site"}, 403},
		{"other site by Origin", "/form", body(first), []string{"Cookie", session, "Content-Type", form, "Origin", "https://evil.example"}, 403},
		{"same origin", "/form", body(first), []string{"Cookie", session, "Content-Type", form, "Origin", "https://example.com"}, 200},
		{"token of a program", "/form", body(""), []string{"Authorization", "Bearer good", "Content-Type", form}, 200},
		{"visitor", "/open", body(""), []string{"Content-Type", form}, 200},
		{"visitor from another site", "/open", body(""), []string{"Content-Type", form, "Sec-Fetch-Site", "cross-site"}, 403},
		{"session on a public route", "/open", body(""), []string{"Cookie", session, "Content-Type", form}, 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			if r := s.do("POST", c.path, c.body, c.set...); r.StatusCode != c.status {
				t.Errorf("status %d, want %d: %s", r.StatusCode, c.status, text(t, r))
			}
		})
	}
}

func TestFaultsBecomeProblemsAndPages(t *testing.T) {
	s := setup(t)
	faults := map[string]error{
		"invalid":  fault.Invalid(fault.Field{Name: "ends", Row: 2, Label: "截止日期", Zh: "早于开始日期", En: "before the start"}),
		"refused":  &fault.Error{Kind: fault.KindRefused, Zh: "不可", En: "no", Law: "食品安全法第八十七条"},
		"wait":     fault.NotYet(90*time.Second+1, "稍后", "later"),
		"missing":  fault.Missing("没有", "none"),
		"conflict": fault.ConflictWith(map[string]any{"title": "theirs"}, "他人已改", "changed"),
		"internal": errors.New("disk /var/secret broken"),
	}
	fails := func(c *web.Ctx) error {
		_, _ = c.W.Write([]byte("half a page")) // held back, and dropped
		return faults[c.Path("kind")]
	}
	s.m.Handle("GET /api/v1/{kind}", web.Public(), fails)
	s.m.Handle("GET /desk/{kind}", web.Public(), fails)
	s.m.Errors = func(c *web.Ctx, e *fault.Error) {
		_ = c.Bytes("text/html; charset=utf-8", []byte("<h1>"+e.Text(c.Lang())+"</h1>"))
	}
	want := map[string]int{"invalid": 422, "refused": 403, "wait": 429, "missing": 404, "conflict": 409, "internal": 500}
	for kind, status := range want {
		r := s.do("GET", "/api/v1/"+kind, nil, "Accept-Language", "en")
		var p struct {
			Type, Title, Law string
			Status           int
			Fields           []struct {
				Field, Message string
				Row            int
			}
			Theirs map[string]string
		}
		b := text(t, r)
		if err := json.Unmarshal([]byte(b), &p); err != nil {
			t.Fatalf("%s: %v in %s", kind, err, b)
		}
		if r.StatusCode != status || p.Status != status || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: %d, %s", kind, r.StatusCode, b)
		}
		if strings.Contains(b, "secret") {
			t.Errorf("the cause is shown: %s", b)
		}
		switch kind {
		case "invalid":
			if len(p.Fields) != 1 || p.Fields[0].Field != "ends" || p.Fields[0].Row != 2 || p.Fields[0].Message != "before the start" {
				t.Errorf("fields: %s", b)
			}
		case "refused":
			if p.Law != "食品安全法第八十七条" || p.Title != "no" {
				t.Errorf("law: %s", b)
			}
		case "wait":
			if r.Header.Get("Retry-After") != "91" {
				t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
			}
		case "conflict":
			if p.Theirs["title"] != "theirs" {
				t.Errorf("theirs: %s", b)
			}
		}
		r = s.do("GET", "/desk/"+kind, nil)
		if b := text(t, r); r.StatusCode != status || !strings.HasPrefix(b, "<h1>") || strings.Contains(b, "half") {
			t.Errorf("page of %s: %d %s", kind, r.StatusCode, b)
		}
	}
	if !strings.Contains(s.log.String(), "/var/secret") {
		t.Error("the cause of an internal fault is not in the log")
	}
}

func TestPanicBecomesAnInternalFault(t *testing.T) {
	s := setup(t)
	s.m.Handle("GET /api/v1/x", web.Public(), func(*web.Ctx) error { panic("boom") })
	s.m.Handle("GET /x", web.Public(), func(*web.Ctx) error { panic("boom") })
	s.m.Errors = func(*web.Ctx, *fault.Error) { panic("the page fails as well") }
	if r := s.do("GET", "/api/v1/x", nil); r.StatusCode != 500 || !strings.Contains(text(t, r), "fault:internal") {
		t.Errorf("status %d", r.StatusCode)
	}
	if r := s.do("GET", "/x", nil); r.StatusCode != 500 {
		t.Errorf("status %d", r.StatusCode)
	}
	if !strings.Contains(s.log.String(), "boom") {
		t.Error("the panic is not in the log")
	}
}

func TestBodies(t *testing.T) {
	s := setup(t)
	type plan struct {
		Title string `json:"title"`
		N     int    `json:"n"`
	}
	read := func(c *web.Ctx) error {
		var p plan
		if err := c.ReadJSON(&p); err != nil {
			return err
		}
		return c.JSON(p)
	}
	s.m.Handle("POST /api/v1/plan", web.Public(), read)
	s.m.Handle("POST /api/v1/large", web.Public(), read, web.Body(4<<20))
	s.m.Handle("POST /api/v1/file", web.Public(), func(c *web.Ctx) error {
		files, err := c.Files("sheet")
		if err != nil {
			return err
		}
		f, err := files[0].Open()
		if err != nil {
			return err
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		if err != nil {
			return err
		}
		form, _ := c.Form()
		return c.JSON(map[string]any{"size": len(b), "name": files[0].Filename, "note": form.Get("note")})
	}, web.Body(8<<20))
	long := `{"title":"` + strings.Repeat("x", 2<<20) + `"}`
	for _, c := range []struct {
		name, path, body, kind string
		status                 int
		contains               string
	}{
		{"good", "/api/v1/plan", `{"title":"计划","n":3}`, "application/json", 200, `"n":3`},
		{"unknown field", "/api/v1/plan", `{"titel":"x"}`, "application/json", 422, `"field":"titel"`},
		{"wrong type", "/api/v1/plan", `{"n":"x"}`, "application/json", 422, `"field":"n"`},
		{"two values", "/api/v1/plan", `{} {}`, "application/json", 422, "多余"},
		{"broken", "/api/v1/plan", `{`, "application/json", 422, "JSON"},
		{"not JSON", "/api/v1/plan", `a=b`, "text/plain", 422, "application/json"},
		{"too large", "/api/v1/plan", long, "application/json", 413, "1024 KB"},
		{"large where allowed", "/api/v1/large", long, "application/json", 200, "xxx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.do("POST", c.path, strings.NewReader(c.body), "Content-Type", c.kind)
			if b := text(t, r); r.StatusCode != c.status || !strings.Contains(b, c.contains) {
				t.Errorf("%d %.200s", r.StatusCode, b)
			}
		})
	}
	var mp bytes.Buffer
	parts := multipart.NewWriter(&mp)
	_ = parts.WriteField("note", "备注")
	f, _ := parts.CreateFormFile("sheet", "结果.xlsx")
	_, _ = f.Write(make([]byte, 3<<20))
	_ = parts.Close()
	r := s.do("POST", "/api/v1/file", &mp, "Content-Type", parts.FormDataContentType())
	if b := text(t, r); !strings.Contains(b, `"size":3145728`) || !strings.Contains(b, "备注") {
		t.Errorf("upload: %s", b)
	}
}

func TestGzipOnlyWhereItPays(t *testing.T) {
	s := setup(t)
	large := strings.Repeat("食品安全 ", 2000)
	s.m.Handle("GET /large", web.Public(), say(large))
	s.m.Handle("GET /small", web.Public(), say("short"))
	s.m.Handle("GET /image", web.Public(), func(c *web.Ctx) error { return c.Bytes("image/png", []byte(large)) })
	s.m.Handle("GET /events", web.Public(), say(large), web.Stream())
	s.m.Handle("GET /pieces", web.Public(), func(c *web.Ctx) error {
		for piece := range strings.SplitAfterSeq(large, " ") {
			_, _ = io.WriteString(c.W, piece)
		}
		return nil
	})
	for path, zipped := range map[string]bool{"/large": true, "/pieces": true, "/small": false, "/image": false, "/events": false} {
		for _, accept := range []string{"gzip, br", "", "gzip;q=0"} {
			r := s.do("GET", path, nil, "Accept-Encoding", accept)
			got := r.Header.Get("Content-Encoding") == "gzip"
			if want := zipped && accept == "gzip, br"; got != want {
				t.Errorf("%s with %q: gzip %v, want %v", path, accept, got, want)
				continue
			}
			var b []byte
			if got {
				z, err := gzip.NewReader(r.Body)
				if err != nil {
					t.Fatal(err)
				}
				if b, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			} else {
				b = []byte(text(t, r))
			}
			if path != "/small" && string(b) != large {
				t.Errorf("%s came broken: %d bytes", path, len(b))
			}
		}
	}
}

func TestHeadersAndRequestIDs(t *testing.T) {
	s := setup(t, func(c *web.Config) { c.Secure = true })
	s.m.Handle("GET /x", web.Public(), func(c *web.Ctx) error { c.SetSession("v", time.Hour); return nil })
	r := s.do("GET", "/x", nil)
	for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Strict-Transport-Security", "Cache-Control"} {
		if r.Header.Get(h) == "" {
			t.Errorf("%s missing", h)
		}
	}
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe-eval") || strings.Contains(csp, "script-src 'self' ") {
		t.Errorf("CSP: %s", csp)
	}
	ck := r.Cookies()[0]
	if ck.Name != "__Host-shian" || !ck.Secure || !ck.HttpOnly || ck.SameSite != http.SameSiteLaxMode || ck.Path != "/" {
		t.Errorf("cookie %+v", ck)
	}
	for given, kept := range map[string]bool{"abcdef12-x.Y_z": true, "short": false, "bad id with spaces": false, "x\"y\"zzzzzzz": false, strings.Repeat("a", 65): false} {
		got := s.do("GET", "/x", nil, "X-Request-Id", given).Header.Get("X-Request-Id")
		if (got == given) != kept || len(got) < 8 {
			t.Errorf("id %q became %q", given, got)
		}
	}
	if setup(t).do("GET", "/healthz", nil).Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS without TLS")
	}
}

func TestMethodNotAllowed(t *testing.T) {
	s := setup(t)
	s.m.Handle("POST /api/v1/x", web.Public(), say(""))
	r := s.do("GET", "/api/v1/x", nil)
	if b := text(t, r); r.StatusCode != 405 || r.Header.Get("Allow") != "POST" || !strings.Contains(b, "fault:refused") {
		t.Errorf("%d %q %s", r.StatusCode, r.Header.Get("Allow"), b)
	}
}

func TestRateLimit(t *testing.T) {
	s := setup(t, func(c *web.Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	s.m.Handle("GET /find", web.Public(), say("found"), web.Rate(1, 3))
	call := func(remote, forwarded string) int {
		r := httptest.NewRequest("GET", "/find", nil)
		r.RemoteAddr = remote
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		w := httptest.NewRecorder()
		s.m.ServeHTTP(w, r)
		if w.Code == 429 && w.Header().Get("Retry-After") == "" {
			t.Error("429 without Retry-After")
		}
		return w.Code
	}
	for i := range 3 {
		if got := call("203.0.113.5:1", "1.1.1."+string(rune('1'+i))); got != 200 {
			t.Fatalf("call %d: %d", i, got)
		}
	}
	if call("203.0.113.5:2", "9.9.9.9") != 429 {
		t.Error("a forged X-Forwarded-For got around the limit")
	}
	if call("203.0.113.6:1", "") != 200 {
		t.Error("another address is limited")
	}
	for range 3 {
		call("10.0.0.1:1", "7.7.7.7, 198.51.100.9")
	}
	if call("10.0.0.2:1", "8.8.8.8, 198.51.100.9, 10.0.0.9") != 429 {
		t.Error("the address behind a trusted proxy was not found")
	}
	for range 3 {
		call("[2001:db8::1]:1", "")
	}
	if call("[2001:db8::ffff]:1", "") != 429 {
		t.Error("addresses of one /64 count apart")
	}
}

func TestLimiterStaysBounded(t *testing.T) {
	l := web.NewLimiter(0.001, 1, 1000)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 5000 {
				l.Take(string(rune('a'+g)) + string(rune(i)))
			}
		})
	}
	wg.Wait()
	if n := l.Len(); n > 1000 {
		t.Errorf("%d keys are remembered", n)
	}
}

func TestFlashIsSignedAndShownOnce(t *testing.T) {
	s := setup(t)
	s.m.Handle("POST /save", web.Public(), func(c *web.Ctx) error { return c.Redirect("/list", "已保存") })
	s.m.Handle("GET /list", web.Public(), func(c *web.Ctx) error { f, _ := c.Flash(); return c.Bytes("text/plain", []byte(f.Text)) })
	r := s.do("POST", "/save", nil)
	if r.StatusCode != 303 || r.Header.Get("Location") != "/list" {
		t.Fatalf("%d %s", r.StatusCode, r.Header.Get("Location"))
	}
	ck := r.Cookies()[0]
	r = s.do("GET", "/list", nil, "Cookie", ck.Name+"="+ck.Value)
	if text(t, r) != "已保存" || r.Cookies()[0].MaxAge >= 0 {
		t.Error("the message is not shown, or not taken away")
	}
	forged := "X" + ck.Value[1:]
	if text(t, s.do("GET", "/list", nil, "Cookie", ck.Name+"="+forged)) != "" {
		t.Error("a forged message is shown")
	}
}

func TestRedirectStaysOnTheSite(t *testing.T) {
	for in, want := range map[string]string{"/desk?a=b": "/desk?a=b", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/", "": "/", "/a\nb": "/", "javascript:alert(1)": "/"} {
		if got := web.Local(in); got != want {
			t.Errorf("%q leads to %q", in, got)
		}
	}
}

func TestConditionalGet(t *testing.T) {
	s := setup(t)
	s.m.Handle("GET /r", web.Public(), func(c *web.Ctx) error {
		if c.Fresh("v7") {
			return nil
		}
		return c.Bytes("text/plain", []byte("content"))
	})
	r := s.do("GET", "/r", nil)
	tag := r.Header.Get("Etag")
	if tag == "" || text(t, r) != "content" {
		t.Fatal("no tag")
	}
	if r := s.do("GET", "/r", nil, "If-None-Match", `"x", `+tag); r.StatusCode != 304 || text(t, r) != "" {
		t.Errorf("status %d", r.StatusCode)
	}
	if r := s.do("GET", "/r", nil, "If-None-Match", `W/"v6"`); r.StatusCode != 200 {
		t.Errorf("status %d", r.StatusCode)
	}
}

func TestMetricsAndLogCarryNoPersonalData(t *testing.T) {
	s := setup(t)
	s.m.Handle("GET /person/{id}", web.Public(), say("x"))
	s.m.Gauge("shian_queue_waiting", "Messages waiting.", func() float64 { return 4 })
	s.do("GET", "/person/620102199001011234?name=张三", nil, "Cookie", "shian=clerk-cookie")
	s.do("GET", "/nowhere/620102199001011234", nil)
	b := text(t, s.do("GET", "/metrics", nil))
	for _, want := range []string{
		`shian_http_requests_total{route="GET /person/{id}",status="200"} 1`,
		`shian_http_requests_total{route="unmatched",status="404"} 1`,
		`shian_http_request_seconds_bucket{route="GET /person/{id}",le="+Inf"} 1`,
		"shian_http_in_flight 1", "go_memory_bytes ", "shian_queue_waiting 4", "# TYPE shian_http_request_seconds histogram",
	} {
		if !strings.Contains(b, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	for name, out := range map[string]string{"log": s.log.String(), "metrics": b} {
		if strings.Contains(out, "620102199001011234") || strings.Contains(out, "张三") || strings.Contains(out, "192.0.2.1") {
			t.Errorf("%s holds personal data: %s", name, out)
		}
	}
	if !strings.Contains(s.log.String(), "actor=clerk") {
		t.Errorf("log: %s", s.log)
	}
}

func TestLanguage(t *testing.T) {
	s := setup(t)
	s.m.Handle("GET /l", web.Public(), func(c *web.Ctx) error { return c.Bytes("text/plain", []byte(c.Lang())) })
	s.m.Handle("GET /api/l", web.Public(), func(c *web.Ctx) error { return c.Bytes("text/plain", []byte(c.Lang())) })
	for _, c := range []struct{ path, cookie, accept, want string }{
		{"/l", "", "en-GB", "zh"}, {"/l", "shian_lang=en", "", "en"}, {"/api/l", "", "en-GB,en", "en"},
		{"/l", "shian_lang=en; shian=clerk-cookie", "", "zh"},
	} {
		if got := text(t, s.do("GET", c.path, nil, "Cookie", c.cookie, "Accept-Language", c.accept)); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
