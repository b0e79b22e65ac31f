package auth

import (
	"embed"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

// Files are the templates auth.login and auth.account, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// A View is what a template of auth is drawn with; the app hands it to page.Pages.Render.
type View struct {
	Title, Lead string
	Bare        bool // without the menu of the desk
	Data        any  // LoginData or AccountData
}

// Renderer draws a page; the app makes one from page.Pages.
type Renderer interface {
	Render(c *web.Ctx, name string, v View) error
}

// RenderFunc is a function as a Renderer.
type RenderFunc func(c *web.Ctx, name string, v View) error

// Render calls f.
func (f RenderFunc) Render(c *web.Ctx, name string, v View) error { return f(c, name, v) }

// A DemoAccount stands on the login page of a demonstration.
type DemoAccount struct{ Login, Password, Name, Post string }

// Config sets up the pages.
type Config struct {
	Render       Renderer
	DemoAccounts func(c *web.Ctx) []DemoAccount           // nil: none
	Home         func(a *access.Actor) string             // where a sign-in leads when nothing else was asked for; nil: /desk
	NameRight    func(r access.Right, lang string) string // what a right is called; nil: its code
}

// Pages are the pages of signing in and of one's own account.
type Pages struct {
	auth *Auth
	cfg  Config
}

// Mount puts the pages on the mux.
func (a *Auth) Mount(m *web.Mux, cfg Config) {
	p := &Pages{a, cfg}
	m.Handle("GET /login", web.Public(), p.login)
	m.Handle("POST /login", web.Public(), p.signIn, web.Rate(30, 15))
	m.Handle("POST /logout", web.SignedIn(), p.signOut, web.BeforeChange())
	m.Handle("GET /account", web.SignedIn(), p.account, web.BeforeChange())
	m.Handle("GET /api/v1/me", web.SignedIn(), me, web.BeforeChange())
	m.Handle("POST /account/password", web.SignedIn(), inPerson(p.password), web.BeforeChange())
	m.Handle("POST /account/sessions/end", web.SignedIn(), inPerson(p.endSessions))
	m.Handle("POST /account/tokens", web.SignedIn(), inPerson(p.issue))
	m.Handle("POST /account/tokens/{id}/revoke", web.SignedIn(), inPerson(p.revoke))
}

// inPerson keeps programs from managing the account they call as: a token with a part of the account's rights would make
// itself one with all of them.
func inPerson(h web.Handler) web.Handler {
	return func(c *web.Ctx) error {
		if c.Session == nil {
			return fault.Refused("令牌不能管理账号，请由本人登录后操作", "a token may not manage its account; sign in yourself to do this")
		}
		return h(c)
	}
}

// LoginData is drawn by auth.login.
type LoginData struct {
	Login, Next string
	Error       string // what to do, in the page's language
	Demo        []DemoAccount
}

func (p *Pages) login(c *web.Ctx) error {
	next := c.Query("next")
	if c.Session != nil {
		return c.Redirect(p.home(c.Actor, next))
	}
	return p.showLogin(c, LoginData{Next: next})
}

func (p *Pages) showLogin(c *web.Ctx, d LoginData) error {
	if p.cfg.DemoAccounts != nil {
		d.Demo = p.cfg.DemoAccounts(c)
	}
	return p.cfg.Render.Render(c, "auth.login", View{Title: "登录", Bare: true, Data: d})
}

func (p *Pages) signIn(c *web.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	login, next := f.Get("login"), f.Get("next")
	secret, err := p.auth.SignInWith(c.Context(), Attempt{Login: login, Password: f.Get("password"), Addr: c.Addr(), Agent: agent(c.R.UserAgent())})
	if err != nil {
		e := fault.Of(err)
		if e.Kind == fault.KindInternal {
			return err
		}
		c.Code(web.Status(e))
		return p.showLogin(c, LoginData{Login: login, Next: next, Error: sentence(c, e)})
	}
	if c.Secret() != "" { // signing in again on top of a session: that one ends
		if err := p.auth.SignOut(c.Context(), c.Secret()); err != nil && !fault.Is(err, fault.KindMissing) {
			return err
		}
	}
	c.SetSession(secret, p.auth.Whole)
	actor, session, err := p.auth.BySession(c.Context(), secret)
	switch {
	case err != nil:
		return err
	case session != nil && session.MustChange:
		return c.Redirect("/account")
	}
	return c.Redirect(p.home(actor, next))
}

func (p *Pages) home(a *access.Actor, next string) string {
	if next != "" && web.Local(next) == next && !strings.HasPrefix(next, "/log") {
		return next
	}
	if p.cfg.Home != nil {
		return p.cfg.Home(a)
	}
	return "/desk"
}

func (p *Pages) signOut(c *web.Ctx) error {
	if c.Secret() != "" {
		if err := p.auth.SignOut(c.Context(), c.Secret()); err != nil && !fault.Is(err, fault.KindMissing) {
			return err
		}
	}
	c.SetSession("", 0)
	return c.Redirect("/login", c.T("已退出登录"))
}

// AccountData is drawn by auth.account.
type AccountData struct {
	Account    *Account
	Current    string // id of this session
	MustChange bool   // nothing else may be done before
	Sessions   []web.Session
	Tokens     []Token
	Rights     []access.Right
	Called     func(access.Right) string // what a right is called in the reader's language
	Token      string                    // just made, shown once
	Errors     map[string]string         // by field
	Password   bool                      // the errors are the password form's
}

func (p *Pages) account(c *web.Ctx) error { return p.showAccount(c, AccountData{}) }

func (p *Pages) showAccount(c *web.Ctx, d AccountData) error {
	ctx, who := c.Context(), c.Actor.ID
	var err error
	if d.Account, err = p.auth.Get(ctx, p.auth.d, who); err != nil {
		return err
	}
	if d.Sessions, err = p.auth.Sessions(ctx, who); err != nil {
		return err
	}
	if d.Tokens, err = p.auth.Tokens(ctx, who); err != nil {
		return err
	}
	if c.Session != nil {
		d.Current, d.MustChange = c.Session.ID, c.Session.MustChange
	}
	d.Rights, d.Called = c.Actor.Rights, func(r access.Right) string {
		if p.cfg.NameRight == nil {
			return string(r)
		}
		return p.cfg.NameRight(r, c.Lang())
	}
	return p.cfg.Render.Render(c, "auth.account", View{Title: "我的账号", Lead: "密码、登录记录、接口令牌、语言和字号", Bare: d.MustChange, Data: d})
}

// again shows the page with what was wrong beside the fields; a failure of our own goes to the error page.
func (p *Pages) again(c *web.Ctx, err error, password bool) error {
	e := fault.Of(err)
	if e.Kind != fault.KindInvalid && e.Wait == 0 {
		return err
	}
	errs := map[string]string{}
	for _, f := range e.Fields {
		errs[f.Name] = f.Text(c.Lang())
	}
	if len(errs) == 0 {
		errs["old"] = e.Text(c.Lang())
	}
	c.Code(web.Status(e))
	return p.showAccount(c, AccountData{Errors: errs, Password: password})
}

func (p *Pages) password(c *web.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if f.Get("password") != f.Get("again") {
		return p.again(c, wrong("again", "再输一次", "两次输入的新密码不一样", "the two new passwords differ"), true)
	}
	keep := ""
	if c.Session != nil {
		keep = c.Session.ID
	}
	if err := p.auth.ChangePassword(c.Context(), c.Actor.ID, f.Get("old"), f.Get("password"), keep); err != nil {
		return p.again(c, err, true)
	}
	if c.Session != nil && c.Session.MustChange {
		return c.Redirect(p.home(c.Actor, ""), c.T("密码已修改"))
	}
	return c.Redirect("/account", c.T("密码已修改，其他设备上的登录已全部结束"))
}

func (p *Pages) endSessions(c *web.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if one := f.Get("session"); one != "" {
		if err := p.auth.EndSession(c.Context(), c.Actor.ID, one); err != nil {
			return err
		}
		return c.Redirect("/account", c.T("该登录已结束"))
	}
	keep := ""
	if c.Session != nil {
		keep = c.Session.ID
	}
	if err := p.auth.EndOthers(c.Context(), c.Actor.ID, keep); err != nil {
		return err
	}
	return c.Redirect("/account", c.T("其他设备上的登录已全部结束"))
}

func (p *Pages) issue(c *web.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(f.Get("days"))
	if err != nil {
		days = 0
	}
	var rights []access.Right
	for _, r := range f["rights"] {
		rights = append(rights, access.Right(r))
	}
	token, err := p.auth.Issue(c.Context(), f.Get("name"), c.Actor.ID, days, rights)
	if err != nil {
		return p.again(c, err, false)
	}
	return p.showAccount(c, AccountData{Token: token}) // not a redirect: the token exists nowhere else
}

func (p *Pages) revoke(c *web.Ctx) error {
	if err := p.auth.Revoke(c.Context(), c.Actor.ID, c.Path("id")); err != nil {
		return err
	}
	return c.Redirect("/account", c.T("令牌已停用"))
}

// Me is what a program learns of whom it acts for; the offline app takes its CSRF token from here.
type Me struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Side   access.Side    `json:"side"`
	Post   string         `json:"post"`
	Body   string         `json:"body"`
	Region string         `json:"region"`
	Rights []access.Right `json:"rights"`
	Lang   string         `json:"lang"`
	CSRF   string         `json:"csrf,omitempty"` // of a session; for the header X-Csrf-Token
}

func me(c *web.Ctx) error {
	a := c.Actor
	return c.JSON(Me{a.ID, a.Name, a.Side, a.Post, a.Body, a.Region, a.Rights, c.Lang(), c.CSRF()})
}

// sentence is a fault in one sentence: that of its only field, if it has one.
func sentence(c *web.Ctx, e *fault.Error) string {
	if len(e.Fields) == 1 {
		return e.Fields[0].Text(c.Lang())
	}
	return e.Text(c.Lang())
}

// agent names the browser and the system of a User-Agent in a few words, so that people know their devices again.
func agent(ua string) string {
	pick := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(ua, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := pick("MicroMessenger", "微信", "Edg", "Edge", "Firefox", "Firefox", "Chrome", "Chrome", "Safari", "Safari")
	system := pick("HarmonyOS", "HarmonyOS", "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux")
	return strings.TrimSpace(browser + " " + system)
}
