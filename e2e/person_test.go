package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

const (
	desktop  = 1440
	phone    = 390
	height   = 900
	password = "Shian-demo-2026" // of every account of the demonstration; it stands on the login page
)

// A person sits before a browser of their own.
type person struct {
	t      *testing.T
	ctx    context.Context
	width  int64
	status int64 // of the page in the window
}

// visitor opens a window of the given width; nobody is signed in.
func visitor(t *testing.T, width int64) *person {
	t.Helper()
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil { // the window lives as long as ctx, not as the time-out of a step
		t.Fatalf("window: %v", err)
	}
	p := &person{t: t, ctx: ctx, width: width}
	p.do(chromedp.EmulateViewport(width, height))
	return p
}

// as opens a window for somebody who signed in before.
func as(t *testing.T, login string, width int64) *person {
	t.Helper()
	p := visitor(t, width)
	for _, c := range session(t, login, password) {
		_, err := p.call(func(ctx context.Context, tg *chromedp.Target) error {
			_, err := cdp.Call(ctx, tg, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: site.url})
			return err
		})
		if err != nil {
			t.Fatalf("cookie of %s: %v", login, err)
		}
	}
	return p
}

var sessions sync.Map // login → []*http.Cookie

// session signs in by HTTP, once for each account: a person is not asked twice, and sign-ins are bounded by the minute.
func session(t *testing.T, login, password string) []*http.Cookie {
	t.Helper()
	if c, ok := sessions.Load(login); ok {
		return c.([]*http.Cookie)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for range 10 {
		r, err := client.PostForm(site.url+"/login", url.Values{"login": {login}, "password": {password}})
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		switch r.StatusCode {
		case http.StatusSeeOther:
			u, _ := url.Parse(site.url)
			sessions.Store(login, jar.Cookies(u))
			return jar.Cookies(u)
		case http.StatusTooManyRequests, http.StatusServiceUnavailable:
			wait, _ := strconv.Atoi(r.Header.Get("Retry-After"))
			time.Sleep(time.Duration(max(wait, 1)) * time.Second)
		default:
			t.Fatalf("sign-in of %s: %s", login, r.Status)
		}
	}
	t.Fatalf("sign-in of %s: too many at once", login)
	return nil
}

// speaks sets the language of the account behind the window, and back to Chinese when the journey ends.
func (p *person) speaks(login, lang string) {
	p.t.Helper()
	p.open("/prefer?lang=" + lang + "&back=/desk")
	p.t.Cleanup(func() {
		r, err := http.NewRequest(http.MethodGet, site.url+"/prefer?lang=zh&back=/login", nil)
		if err != nil {
			p.t.Error(err)
			return
		}
		for _, c := range session(p.t, login, password) {
			r.AddCookie(c)
		}
		if a, err := http.DefaultClient.Do(r); err == nil {
			_ = a.Body.Close()
		}
	})
}

// signIn goes through the sign-in page.
func (p *person) signIn(login, password string) {
	p.t.Helper()
	p.open("/login")
	p.fill("#login", login)
	p.fill("#password", password)
	p.press("main button.main-act")
}

const patience = 60 * time.Second

func (p *person) call(fn func(ctx context.Context, t *chromedp.Target) error) (chromedp.Void, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Void{}, chromedp.Do(ctx, chromedp.Func(fn))
}

func (p *person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fail("%v", err)
	}
}

// turn does what leads to another page and waits for it.
func (p *person) turn(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		p.fail("%s: %v", what, err)
	}
	if r != nil {
		p.status = r.Status
	}
}

// without turns script off, as for people whose browsers have none.
func (p *person) without() *person {
	p.t.Helper()
	_, err := p.call(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
	if err != nil {
		p.fail("%v", err)
	}
	return p
}

func (p *person) open(at string) { p.t.Helper(); p.turn("open "+at, chromedp.Navigate(site.url+at)) }

// press clicks what leads to another page: a link, a button that sends a form.
func (p *person) press(sel string) {
	p.t.Helper()
	p.turn("press "+sel, chromedp.Click(chromedp.CSS(sel)))
}

// follow clicks the first visible link or button of the page proper that bears the text.
func (p *person) follow(text string) {
	p.t.Helper()
	p.turn("follow "+text, chromedp.Click(chromedp.CSS(p.bearing(text))))
}

// bearing marks the first visible link or button under main with the text, and gives the mark as a selector.
func (p *person) bearing(text string) string {
	p.t.Helper()
	found := eval[bool](p, fmt.Sprintf(`(() => {
		document.querySelectorAll('[data-chosen]').forEach((e) => e.removeAttribute('data-chosen'));
		const all = [...document.querySelectorAll('main a, main button, main summary')].filter((e) => e.offsetParent && e.innerText.replace(/\s+/g, ' ').includes(%q));
		const one = all.find((e) => e.innerText.trim() === %[1]q) || all[0];
		if (one) one.setAttribute('data-chosen', '');
		return !!one;
	})()`, text))
	if !found {
		p.fail("no link or button %q on %s:\n%s", text, p.at(), clip(p.text()))
	}
	return "[data-chosen]"
}

// fill empties an input and types into it.
func (p *person) fill(sel, text string) {
	p.t.Helper()
	if !eval[bool](p, fmt.Sprintf("(() => { const e = document.querySelector(%q); if (e) { e.focus(); e.select(); } return !!e; })()", sel)) {
		p.fail("nothing to fill at %s on %s", sel, p.at())
	}
	p.do(chromedp.KeyEvent("\b"), chromedp.KeyEvent(text))
}

// set gives an input a value that is picked rather than typed: a choice, a day.
func (p *person) set(sel, value string) {
	p.t.Helper()
	p.do(chromedp.SetValue(chromedp.CSS(sel), value))
}

func (p *person) upload(sel, file string) {
	p.t.Helper()
	p.do(chromedp.SetUploadFiles(chromedp.CSS(sel), []string{file}))
}

// eval asks the page.
func eval[T any](p *person, script string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.fail("%s: %v", script, err)
	}
	return v
}

func (p *person) text() string { p.t.Helper(); return eval[string](p, "document.body.innerText") }

func (p *person) at() string {
	p.t.Helper()
	return eval[string](p, "location.pathname + location.search")
}

func (p *person) count(sel string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf("document.querySelectorAll(%q).length", sel))
}

// sees wants every text on the page.
func (p *person) sees(texts ...string) {
	p.t.Helper()
	body := p.text()
	for _, x := range texts {
		if !strings.Contains(body, x) {
			p.fail("does not see %q on %s:\n%s", x, p.at(), clip(body))
		}
	}
}

// seesNot wants none of the texts on the page.
func (p *person) seesNot(texts ...string) {
	p.t.Helper()
	body := p.text()
	for _, x := range texts {
		if strings.Contains(body, x) {
			p.fail("sees %q on %s:\n%s", x, p.at(), clip(body))
		}
	}
}

// got wants the page to have come with the status.
func (p *person) got(status int64) {
	p.t.Helper()
	if p.status != status {
		p.fail("%s answered %d, want %d:\n%s", p.at(), p.status, status, clip(p.text()))
	}
}

// shot keeps a picture of the whole page.
func (p *person) shot(name string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	tall, err := chromedp.Run(ctx, chromedp.Evaluate[int64]("document.documentElement.scrollHeight"))
	if err == nil && tall > height { // what sticks to the window stands where it would at the end of the page
		err = chromedp.Do(ctx, chromedp.EmulateViewport(p.width, min(tall, 6000)))
	}
	var png []byte
	if err == nil {
		png, err = chromedp.Run(ctx, chromedp.FullScreenshot(100))
	}
	if err == nil && tall > height {
		err = chromedp.Do(ctx, chromedp.EmulateViewport(p.width, height))
	}
	if err != nil {
		p.t.Errorf("picture %s: %v", name, err)
		return
	}
	file := filepath.Join(shots, fmt.Sprintf("%s-%s-%d.png", strings.ReplaceAll(p.t.Name(), "/", "-"), name, p.width))
	if err := os.WriteFile(file, png, 0o600); err != nil {
		p.t.Error(err)
	}
}

// fail ends the journey with a picture of where it stood.
func (p *person) fail(format string, args ...any) {
	p.t.Helper()
	p.shot("failed")
	p.t.Fatalf(format, args...)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 1500 {
		return string(r[:1500]) + "…"
	}
	return s
}
