package flow

import (
	"embed"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

// Files are the templates of the to-do centre, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// A View is what a template of flow is drawn with; the app hands it to page.Pages.Render.
type View struct {
	Title, Lead string
	Data        any
}

// Render draws a page; the app makes one from page.Pages.
type Render func(c *web.Ctx, name string, v View) error

// Mount puts the to-do centre and the actions of every flow on the mux. Each route wants a sign-in; what somebody may see
// and do is decided by the run.
func (e *Engine) Mount(m *web.Mux, draw Render) {
	h := handlers{e, draw}
	m.Handle("GET /desk/todo", web.SignedIn(), h.todo)
	m.Handle("POST /desk/do/{kind}/{id}/{action}", web.SignedIn(), h.do)
	m.Handle("POST /desk/do", web.SignedIn(), h.doMany)
	m.Handle("GET /api/v1/flow/{kind}/{id}", web.SignedIn(), h.apiRun)
	m.Handle("POST /api/v1/flow/{kind}/{id}/{action}", web.SignedIn(), h.apiDo)
	m.Handle("GET /api/v1/todo", web.SignedIn(), h.apiTodo)
	m.Handle("GET /api/v1/todo/counts", web.SignedIn(), h.apiCounts)
}

type handlers struct {
	e    *Engine
	draw Render
}

// do takes one action from a form and goes back to the page it came from.
func (h handlers) do(c *web.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	a, err := askedIn(form)
	if err != nil {
		return err
	}
	kind, record := c.Path("kind"), c.Path("id")
	s, err := h.e.act(c, kind, record, c.Path("action"), a)
	if err != nil {
		return err
	}
	back := form.Get("back")
	if back == "" {
		back = h.e.Href(kind, record)
	}
	return c.Redirect(back, c.T("已办理：{1}", c.T(s.Label)))
}

// act resolves the people an action names, then takes it in a transaction of its own.
func (e *Engine) act(c *web.Ctx, kind, record, action string, a asked) (Step, error) {
	in, err := e.named(c, a)
	if err != nil {
		return Step{}, err
	}
	var s Step
	err = e.d.Write(c.Context(), func(tx *db.Tx) (err error) {
		s, err = e.Do(c.Context(), tx, kind, record, action, in)
		return err
	})
	return s, err
}

func (e *Engine) named(c *web.Ctx, a asked) (Input, error) {
	in := Input{Reason: a.Reason, Public: a.Public, PublicEn: a.PublicEn, Evidence: a.Evidence, Extend: a.Extend, Since: a.Since, For: a.For, Version: a.Version}
	var faults []fault.Field
	find := func(name, label, account string) *access.Actor {
		if account == "" {
			return nil
		}
		if e.People != nil {
			if found, err := e.People.Actor(c.Context(), account); err == nil && found != nil {
				return found
			}
		}
		faults = append(faults, fault.Field{Name: name, Label: label, Zh: sayZh("没有这个账号，请重选"), En: sayEn("没有这个账号，请重选")})
		return nil
	}
	in.Second = find("second", "第二名执法人员", a.Second)
	in.Assignee = find("assignee", "承办人", a.Assignee)
	if len(faults) > 0 {
		return in, fault.Invalid(faults...)
	}
	return in, nil
}

const manyMost = 100

// doMany takes one action on several matters, each in a transaction of its own, and says which were refused and why.
func (h handlers) doMany(c *web.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	a, err := askedIn(form)
	if err != nil {
		return err
	}
	items := form["item"]
	if len(items) > manyMost {
		return refuse("一次最多办理 {1} 件，请分批", manyMost)
	}
	done, refused := h.e.actMany(c, items, form.Get("action"), a)
	back := form.Get("back")
	if back == "" {
		back = "/desk/todo"
	}
	if len(refused) == 0 {
		return c.Redirect(back, c.T("{1} 件已办理", done))
	}
	c.SetFlash(web.Flash{Tone: "near", Text: c.T("{1} 件已办理，{2} 件未办：{3}", done, len(refused), strings.Join(refused, "；"))})
	return c.Redirect(back)
}

func (e *Engine) actMany(c *web.Ctx, items []string, action string, a asked) (done int, refused []string) {
	for _, item := range items {
		kind, record, _ := strings.Cut(item, "/")
		a.Version = 0
		if _, err := e.act(c, kind, record, action, a); err != nil {
			no := fault.Of(err)
			text := no.Text(c.Lang())
			if len(no.Fields) > 0 {
				text = no.Fields[0].Text(c.Lang())
			}
			refused = append(refused, text)
			continue
		}
		done++
	}
	return done, refused
}
