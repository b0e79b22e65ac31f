package place

import (
	"embed"
	"net/url"
	"strconv"

	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// Files are the templates place.…, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// site is the service behind its pages and its API.
type site struct {
	*Service
	pages *page.Pages
}

// Mount gives regions, offices, people and acting officers their pages and their API. Accounts must be set.
func (s *Service) Mount(m *web.Mux, p *page.Pages) {
	w := &site{s, p}
	view, edit, check := web.Right(RightView), web.Right(RightEdit), web.Right(RightCheck)

	m.Handle("GET /desk/place", view, w.browse)

	m.Handle("GET /desk/people", view, w.people)
	m.Handle("GET /desk/people/new", edit, w.askEntry)
	m.Handle("POST /desk/people/new", edit, w.enter)
	m.Handle("GET /desk/people/{id}", view, w.person)
	m.Handle("GET /desk/people/{id}/end", edit, w.askEnd)
	m.Handle("POST /desk/people/{id}/end", edit, w.end)
	m.Handle("GET /desk/people/{id}/reset", edit, w.askReset)
	m.Handle("POST /desk/people/{id}/reset", edit, w.reset)
	m.Handle("GET /desk/people/{id}/disable", edit, w.askDisable)
	m.Handle("POST /desk/people/{id}/disable", edit, w.disable)
	m.Handle("GET /desk/suggest/person", web.SignedIn(), w.suggestPerson)

	m.Handle("GET /desk/acting", web.SignedIn(), w.actings)
	m.Handle("GET /desk/acting/new", web.SignedIn(), w.askActing)
	m.Handle("POST /desk/acting/new", web.SignedIn(), w.propose)
	m.Handle("GET /desk/acting/{id}", web.SignedIn(), w.order)
	m.Handle("POST /desk/acting/{id}/approve", check, w.approve)
	m.Handle("POST /desk/acting/{id}/return", web.SignedIn(), w.giveBack)

	m.Handle("GET /api/v1/regions", web.SignedIn(), w.apiRegions)
	m.Handle("GET /api/v1/regions/{code}", web.SignedIn(), w.apiRegion)
	m.Handle("GET /api/v1/offices", web.SignedIn(), w.apiOffices)
	m.Handle("GET /api/v1/offices/{id}", view, w.apiOffice)
	m.Handle("GET /api/v1/people", view, w.apiPeople)
	m.Handle("POST /api/v1/people", edit, w.apiEnter)
	m.Handle("GET /api/v1/people/{id}", view, w.apiPerson)
	m.Handle("POST /api/v1/people/{id}/end", edit, w.apiEnd)
	m.Handle("POST /api/v1/people/{id}/reset", edit, w.apiReset)
	m.Handle("POST /api/v1/people/{id}/disable", edit, w.apiDisable)
	m.Handle("GET /api/v1/acting", web.SignedIn(), w.apiActings)
	m.Handle("POST /api/v1/acting", web.SignedIn(), w.apiAsk)
	m.Handle("GET /api/v1/acting/{id}", web.SignedIn(), w.apiOrder)
	m.Handle("POST /api/v1/acting/{id}/approve", check, w.apiApprove)
	m.Handle("POST /api/v1/acting/{id}/return", web.SignedIn(), w.apiReturn)
}

func today(c *web.Ctx) string { return clock.Day(clock.Now(c.Context())) }

// stack shows components one under the other.
func (w *site) stack(c *web.Ctx, v page.View, body ...any) error {
	v.Data = body
	return w.pages.Render(c, "kit.stack", v)
}

// again is the address with one parameter changed; the place in the list is forgotten unless it is what changes.
func again(c *web.Ctx, at, name, value string) string {
	v := url.Values{}
	for k, vs := range c.Queries() {
		if k != "after" && len(vs) > 0 && vs[0] != "" {
			v.Set(k, vs[0])
		}
	}
	if value == "" {
		v.Del(name)
	} else {
		v.Set(name, value)
	}
	if len(v) == 0 {
		return at
	}
	return at + "?" + v.Encode()
}

// shown puts a refusal into the form it came from: wrong inputs beside their fields, everything else on top. as maps a
// fault's field to the input that shows it. Other failures come back as they are.
func shown(c *web.Ctx, f *page.Form, err error, as map[string]string) error {
	e := fault.Of(err)
	if e.Kind != fault.KindInvalid && e.Kind != fault.KindRefused && e.Kind != fault.KindConflict {
		return err
	}
	c.Code(web.Status(e))
	placed := 0
	for _, x := range e.Fields {
		name := x.Name
		if to, ok := as[name]; ok {
			name = to
		}
		if in := input(f, name); in != nil {
			in.Error, in.ErrorEn = x.Zh, x.En
			placed++
		} else {
			f.Problem = x.Text(c.Lang())
		}
	}
	if placed == 0 && f.Problem == "" {
		f.Problem = e.Text(c.Lang())
	}
	return nil
}

func input(f *page.Form, name string) *page.Input {
	for i := range f.Sections {
		for j := range f.Sections[i].Inputs {
			if in := &f.Sections[i].Inputs[j]; in.Name == name {
				return in
			}
		}
	}
	return nil
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // unreadable: no version, which conflicts
	return n
}

// lampOf shows how an appointment or an order stands.
func lampOf(s State) page.Lamp {
	switch s {
	case InForce:
		return page.Lamp{Tone: page.OK, Text: "在任"}
	case Coming:
		return page.Lamp{Tone: page.Near, Text: "未到任"}
	case Waiting:
		return page.Lamp{Tone: page.Near, Text: "待批准"}
	}
	return page.Lamp{Text: "已结束"}
}

// span says from when to when.
func span(from, to string) any {
	if to == "" {
		return page.Say("{1} 起", from)
	}
	return page.Say("{1} 至 {2}", from, to)
}

func (o Office) called(lang string) string {
	if lang == "en" && o.NameEn != "" {
		return o.NameEn
	}
	return o.Name
}
