package place_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/desk"
	"shian/internal/kit/journal"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

var webSchemas = []db.Schema{access.Schema, journal.Schema, auth.Schema, place.Schema}

// A site is the whole of the pages and API with people in posts; who is asking is known by login, as cookie or token.
type site struct {
	t       testing.TB
	s       *place.Service
	auth    *auth.Auth
	mux     *web.Mux
	pages   *page.Pages
	account map[string]string // login → account
	held    map[string]string // login → appointment
	missing func() []string
}

type sessions struct{ *site }

func (p sessions) actor(ctx context.Context, login string) (*access.Actor, error) {
	login, lang, _ := strings.Cut(login, ".")
	account, ok := p.account[login]
	if !ok {
		return access.Nobody, nil
	}
	a, err := p.s.Actor(ctx, account)
	if lang == "en" {
		a.Lang = "en"
	}
	return a, err
}

func (p sessions) BySession(ctx context.Context, cookie string) (*access.Actor, *web.Session, error) {
	a, err := p.actor(ctx, cookie)
	return a, &web.Session{ID: cookie, Account: a.ID}, err
}

func (p sessions) ByToken(ctx context.Context, bearer string) (*access.Actor, error) {
	return p.actor(ctx, bearer)
}

// posts are who is there: login, post, region.
var posts = [][3]string{
	{"province", "administrator", ""}, {"province2", "administrator", ""}, {"city", "county-administrator", "620100"},
	{"county", "county-administrator", "620102"}, {"county2", "county-administrator", "620102"}, {"other", "county-administrator", "620103"},
	{"inspector", "county-inspector", "620102"}, {"colleague", "county-inspector", "620102"}, {"far", "county-inspector", "620103"},
	{"township", "township-inspector", "620102001"},
}

func newSite(t testing.TB, d *db.DB) *site {
	t.Helper()
	day, _ := clock.ParseDay(today)
	clk := clock.Fixed(day.Add(10 * time.Hour))
	ctx := access.With(clock.With(t.Context(), clk), access.System)
	s, err := place.New(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	x := &site{t: t, s: s, auth: auth.New(d, s, clk), account: map[string]string{}, held: map[string]string{}}
	s.Accounts = x.auth
	for _, p := range posts {
		x.enter(ctx, p[0], p[1], p[2])
	}
	x.mux = web.New(web.Config{People: sessions{x}, Log: slog.New(slog.DiscardHandler), Clock: clk})
	x.pages = page.New(page.Config{})
	x.pages.Add(place.Files)
	x.pages.Add(desk.Files)
	x.missing = x.pages.Untranslated()
	x.pages.Mount(x.mux)
	x.mux.Handle("GET /csrf", web.Public(), func(c *web.Ctx) error { return c.JSON(c.CSRF()) })
	desk.New(x.mux, x.pages).Source(place.Regions)
	s.Mount(x.mux, x.pages)
	return x
}

func (x *site) enter(ctx context.Context, login, post, region string) {
	x.t.Helper()
	e := place.Entry{Login: login, New: true, Appointment: place.Appointment{Name: "演示·" + login, Post: post, Region: region, From: "2026-01-01"}}
	if _, err := x.s.Enter(ctx, &e); err != nil {
		x.t.Fatalf("enter %s: %v", login, err)
	}
	x.account[login], x.held[login] = e.Account, e.ID
}

// An answer is what came back.
type answer struct {
	status int
	to     string
	body   string
}

func (x *site) do(r *http.Request) answer {
	w := httptest.NewRecorder()
	x.mux.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Result().Body)
	return answer{w.Code, w.Header().Get("Location"), string(b)}
}

// fill puts accounts and appointments of people into an address or a body: {held:inspector}, {account:far}.
func (x *site) fill(s string) string {
	return regexp.MustCompile(`\{(held|account):(\w+)\}`).ReplaceAllStringFunc(s, func(m string) string {
		what, who, _ := strings.Cut(strings.Trim(m, "{}"), ":")
		if what == "held" {
			return x.held[who]
		}
		return x.account[who]
	})
}

// page asks for a page as a browser does; body is a form, nil for GET.
func (x *site) page(who, path string, body url.Values) answer {
	x.t.Helper()
	signed := func(r *http.Request) *http.Request {
		r.AddCookie(&http.Cookie{Name: x.mux.SessionCookie(), Value: who})
		return r
	}
	if body == nil {
		return x.do(signed(httptest.NewRequest("GET", x.fill(path), nil)))
	}
	var token string
	_ = json.Unmarshal([]byte(x.do(signed(httptest.NewRequest("GET", "/csrf", nil))).body), &token)
	v := url.Values{web.CSRFField: {token}}
	for k, vs := range body {
		v.Set(k, x.fill(vs[0]))
	}
	r := signed(httptest.NewRequest("POST", x.fill(path), strings.NewReader(v.Encode())))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return x.do(r)
}

// api asks as a program does.
func (x *site) api(who, method, path, body string) answer {
	r := httptest.NewRequest(method, x.fill(path), strings.NewReader(x.fill(body)))
	r.Header.Set("Authorization", "Bearer "+who)
	r.Header.Set("Content-Type", "application/json")
	return x.do(r)
}

// check holds an answer to its status and to what must (or, after "!", must not) stand in it.
func check(t *testing.T, name string, a answer, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: status %d, want %d: %.600s", name, a.status, status, a.body)
		return
	}
	for _, w := range words {
		no, is := strings.CutPrefix(w, "!")
		if strings.Contains(a.body+a.to, no) == is {
			t.Errorf("%s: %q in the answer is %v\n%.1500s", name, no, is, a.body)
		}
	}
}

func TestWhoSeesWhichPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		for _, c := range []struct {
			name, who, path string
			status          int
			words           string // separated by |
		}{
			{"province begins at the top", "province", "/desk/place", 200, "甘肃省|兰州市|市场监管局局长|演示·province|空缺|任命"},
			{"province looks into a county", "province", "/desk/place?region=620102", 200, "城关区市场监管局|演示·inspector|酒泉路街道"},
			{"a county begins at home", "county", "/desk/place", 200, "城关区市场监管局|演示·inspector|!演示·city"},
			{"a county does not look into another", "county", "/desk/place?region=620103", 403, "范围|!演示·far"},
			{"nor above itself", "county", "/desk/place?region=620100", 403, ""},
			{"a city looks into its counties", "city", "/desk/place?region=620103", 200, "演示·far"},
			{"a township without posts to fill", "township", "/desk/place", 200, "市场监管所|演示·township|!>任命<"},
			{"finding by name", "city", "/desk/place?region=七里", 200, "七里河区|/desk/place?region=620103"},
			{"finding outside one's own", "county", "/desk/place?region=七里河", 200, "没有符合|!region=620103"},
			{"visitors sign in", "", "/desk/place", 303, "/login"},
			{"people of one's county", "county", "/desk/people", 200, "演示·inspector|演示·township|!演示·far|!演示·city"},
			{"people by name", "province", "/desk/people?name=far", 200, "演示·far|!演示·inspector"},
			{"a percent sign is no pattern", "province", "/desk/people?name=%25", 200, "没有符合条件"},
			{"people by region", "province", "/desk/people?region=6201", 200, "演示·far|演示·city|!演示·province2"},
			{"people by body and post", "province", "/desk/people?body=market&post=township-inspector", 200, "演示·township|!演示·inspector"},
			{"nobody's office has ended", "province", "/desk/people?state=over", 200, "没有符合条件"},
			{"paging by key", "province", "/desk/people?limit=3", 200, "after=|演示·city|!演示·county"},
			{"a person of one's own county", "county", "/desk/people/{held:inspector}", 200, "演示·inspector|免职|重置密码|inspector"},
			{"a person elsewhere", "county", "/desk/people/{held:far}", 404, ""},
			{"inspectors look but do not manage", "inspector", "/desk/people/{held:colleague}", 200, "演示·colleague|!免职|!重置密码"},
			{"inspectors do not appoint", "inspector", "/desk/people/new", 403, ""},
			{"the form offers the offices here", "county", "/desk/people/new", 200, `value="market-620102 county-inspector"|!value="market-620103`},
			{"a vacancy leads to its post", "province", "/desk/people/new?region=620103&seat=market-620103+sampler", 200, `value="market-620103 sampler" selected`},
			{"posts of businesses need one", "province", "/desk/people/new?side=enterprise", 200, "企业负责人|holder"},
			{"suggesting people", "county", "/desk/suggest/person?q=演示", 200, "演示·inspector|!演示·far"},
			{"suggesting regions", "county", "/desk/suggest/region?q=城关", 200, "620102"},
			{"acting is for everybody", "inspector", "/desk/acting", 200, "没有代理"},
		} {
			check(t, c.name, x.page(c.who, c.path, nil), c.status, strings.Split(c.words, "|")...)
		}
	}, webSchemas...)
}

func TestAppointingByForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		form := func(change ...string) url.Values {
			v := url.Values{"account": {"new"}, "login": {"li.na"}, "name": {"李娜"}, "seat": {"market-620102 sampler"}, "from": {today}}
			for i := 0; i < len(change); i += 2 {
				v.Set(change[i], change[i+1])
			}
			return v
		}
		const here = "/desk/people/new?region=620102"
		check(t, "another county", x.page("county", "/desk/people/new?region=620103", form("seat", "market-620103 sampler")), 403, "范围", `value="li.na"`)
		check(t, "a post that the office lacks", x.page("county", here, form("seat", "market-620102 administrator")), 422, `href="#f-seat"`, `value="li.na"`)
		check(t, "nothing filled in", x.page("county", here, form("seat", "", "login", "", "from", "")), 422, `href="#f-login"`, `href="#f-from"`, `value="李娜"`)
		check(t, "a newcomer without a name", x.page("county", here, form("name", "")), 422, `href="#f-name"`)
		check(t, "a login taken", x.page("county", here, form("login", "INSPECTOR")), 422, "已有此登录名", `href="#f-login"`)
		check(t, "ends before it begins", x.page("county", here, form("to", "2026-01-01")), 422, `href="#f-to"`)
		check(t, "an account nobody has", x.page("county", here, form("account", "old")), 422, "没有这个登录名")
		check(t, "oneself", x.page("county", here, form("account", "old", "login", "county")), 403, "不能任免自己", `role="alert"`)
		check(t, "without the form's token", x.do(httptest.NewRequest("POST", here, nil)), 303, "/login")

		done := x.page("county", here, form())
		check(t, "a newcomer", done, 201, "li.na", "一次性密码", "只显示这一次")
		password := regexp.MustCompile(`data-copy="([^"]+)"`).FindStringSubmatch(done.body)
		if password == nil {
			t.Fatal("no password on the page")
		}
		if _, err := x.auth.SignIn(t.Context(), "li.na", password[1], "127.0.0.1"); err != nil {
			t.Errorf("the one-time password does not open: %v", err)
		}
		check(t, "the same again", x.page("county", here, form()), 422, "已有此登录名", "!"+password[1])
		check(t, "in office now", x.page("county", "/desk/place", nil), 200, "李娜")
		check(t, "a second post for somebody", x.page("county", here, form("account", "old", "login", "li.na", "seat", "market-620102 publisher", "from", "2026-06-01")), 303, "/desk/people/")
		check(t, "not yet in office", x.page("county", "/desk/people?state=coming", nil), 200, "李娜", "信息公示员", "未到任")
	}, webSchemas...)
}

func TestEndingResettingAndClosing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		end := func(day, version string) url.Values { return url.Values{"to": {day}, "version": {version}} }
		check(t, "asked first", x.page("county", "/desk/people/{held:inspector}/end", nil), 200, `type="date"`)
		check(t, "no day", x.page("county", "/desk/people/{held:inspector}/end", end("soon", "1")), 422, `href="#f-to"`)
		check(t, "changed meanwhile", x.page("county", "/desk/people/{held:inspector}/end", end(today, "7")), 409, "刚刚改过")
		check(t, "oneself", x.page("county", "/desk/people/{held:county}/end", end(today, "1")), 403, "不能任免自己")
		check(t, "another county", x.page("county", "/desk/people/{held:far}/end", end(today, "1")), 404)
		check(t, "without the right", x.page("inspector", "/desk/people/{held:colleague}/end", end(today, "1")), 403)
		check(t, "ended", x.page("county", "/desk/people/{held:inspector}/end", end("2026-05-19", "1")), 303, "/desk/people/")
		check(t, "listed as over", x.page("county", "/desk/people?state=over", nil), 200, "演示·inspector", "已结束", "!演示·colleague")
		check(t, "gone from the office", x.page("county", "/desk/place", nil), 200, "演示·colleague", "!演示·inspector")

		reset := x.page("county", "/desk/people/{held:colleague}/reset", url.Values{})
		check(t, "reset", reset, 200, "一次性密码", "colleague")
		password := regexp.MustCompile(`data-copy="([^"]+)"`).FindStringSubmatch(reset.body)[1]
		if _, err := x.auth.SignIn(t.Context(), "colleague", password, "127.0.0.1"); err != nil {
			t.Errorf("the new password does not open: %v", err)
		}
		check(t, "reset elsewhere", x.page("county", "/desk/people/{held:far}/reset", url.Values{}), 404)
		check(t, "reset oneself", x.page("county", "/desk/people/{held:county}/reset", url.Values{}), 403, "不能任免自己")
		check(t, "closed", x.page("county", "/desk/people/{held:colleague}/disable", url.Values{"disabled": {"true"}}), 303)
		if _, err := x.auth.SignIn(t.Context(), "colleague", password, "127.0.0.1"); err == nil {
			t.Error("a closed account signs in")
		}
		check(t, "shown as closed", x.page("county", "/desk/people/{held:colleague}", nil), 200, "已停用", "启用账号")
		check(t, "opened again", x.page("county", "/desk/people/{held:colleague}/disable", url.Values{"disabled": {"false"}}), 303)
	}, webSchemas...)
}

// Whoever administers a county must not get hold of an account that reaches further.
func TestLocalAdministratorsManageNoAccountThatReachesFurther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		second := `{"login":"far","post":"sampler","office":"market-620102","from":"2026-01-01"}`
		check(t, "a second post in this county", x.api("county", "POST", "/api/v1/people", second), 201)
		mine := x.api("county", "GET", "/api/v1/people?name=far", "")
		var found struct{ Rows []place.Appointment }
		if err := json.Unmarshal([]byte(mine.body), &found); err != nil || len(found.Rows) != 1 {
			t.Fatalf("%v in %s", err, mine.body)
		}
		for _, what := range []string{"reset", "disable"} {
			check(t, what, x.api("county", "POST", "/api/v1/people/"+found.Rows[0].ID+"/"+what, `{"disabled":true}`), 403, "上级管理员")
		}
		check(t, "who reaches both may", x.api("city", "POST", "/api/v1/people/"+found.Rows[0].ID+"/reset", ""), 200, `"password"`)

		// acting for somebody further up lends the same reach
		order := `{"account":"colleague","for":"city","from":"2026-05-01","to":"2026-06-01","reason":"出差"}`
		check(t, "acting upwards", x.api("province", "POST", "/api/v1/acting", order), 201)
		check(t, "reset of an acting officer", x.api("county", "POST", "/api/v1/people/{held:colleague}/reset", ""), 403, "上级管理员")
	}, webSchemas...)
}
