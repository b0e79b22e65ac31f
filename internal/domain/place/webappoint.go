package place

import (
	"net/http"
	"net/url"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// enrolment is the form that appoints a person. seats are the posts to choose from: of government at the region, or of
// businesses or laboratories, which need a holder.
type enrolment struct {
	Kind                                string // new or old
	Login, Name, Seat, Holder, From, To string

	side    access.Side
	region  Region
	seats   []page.Choice
	holders form.Source
}

var accountKinds = []form.Choice{{Value: "new", Label: "新账号"}, {Value: "old", Label: "已有账号"}}

// Fields implements form.Record.
func (e *enrolment) Fields(f *form.Fields) {
	seats := make([]form.Choice, len(e.seats))
	for i, s := range e.seats {
		seats[i] = form.Choice{Value: s.Value, Label: s.Label}
	}
	f.Section("岗位")
	form.Choose(f, "seat", "岗位", &e.Seat, seats).Required().WideField()
	if e.side != access.SideOfficial {
		if e.holders != nil && e.side == access.SideEnterprise {
			f.Ref("holder", "单位", &e.Holder, e.holders).Required().WideField()
		} else {
			f.Text("holder", "单位", &e.Holder).Required().Max(60).Hint("单位在平台上的编号")
		}
	}
	f.Day("from", "起", &e.From).Required()
	f.Day("to", "止", &e.To).Hint("未定可不填")
	f.Section("人员")
	form.Choose(f, "account", "账号", &e.Kind, accountKinds).Required()
	f.Text("login", "登录名", &e.Login).Required().Max(60).Hint("新账号由您起名；已有账号写其登录名")
	f.Text("name", "姓名", &e.Name).Max(40).Hint("新账号须填；已有账号用原姓名")
}

// entry is what the service is asked to do.
func (e *enrolment) entry() *Entry {
	office, post, _ := strings.Cut(e.Seat, " ")
	x := &Entry{Login: strings.TrimSpace(e.Login), New: e.Kind == "new", Appointment: Appointment{Name: strings.TrimSpace(e.Name), Post: post, Office: office, Holder: e.Holder, From: e.From, To: e.To}}
	if e.side != access.SideOfficial {
		x.Region = e.region.Code
	}
	return x
}

// enrol makes the form for the region and side of the address; text that is no code takes the likeliest region.
func (w *site) enrol(c *web.Ctx) (*enrolment, error) {
	e := &enrolment{Kind: "new", From: today(c), Seat: c.Query("seat"), side: access.Side(c.Query("side")), holders: w.Holders}
	if e.side != access.SideEnterprise && e.side != access.SideLaboratory {
		e.side = access.SideOfficial
	}
	typed := c.Query("region")
	if typed == "" {
		typed = w.home(c)
	}
	var ok bool
	if e.region, ok = w.Tree().Find(typed); !ok {
		if found := w.Tree().Suggest(typed, 1); len(found) == 1 {
			e.region = found[0]
		} else {
			return nil, invalid("region", "地区", "没有找到地区："+typed, "there is no such region: "+typed)
		}
	}
	if e.side != access.SideOfficial {
		for _, p := range w.Posts() {
			if p.Side == string(e.side) {
				e.seats = append(e.seats, page.Choice{Value: " " + p.Code, Label: p.Name, En: p.NameEn, Own: true})
			}
		}
		return e, nil
	}
	offices, err := w.OfficesAt(c.Context(), w.db, e.region.Code)
	if err != nil {
		return nil, err
	}
	for _, o := range w.seatAll(offices, nil) {
		for _, f := range o.Filled {
			e.seats = append(e.seats, page.Choice{Value: o.ID + " " + f.Post, Label: o.Name + " · " + f.Name, En: o.called("en") + " · " + f.NameEn, Own: true})
		}
	}
	return e, nil
}

func (w *site) askEntry(c *web.Ctx) error {
	e, err := w.enrol(c)
	if err != nil {
		return err
	}
	f, err := w.entryForm(c, e, form.Bind(e))
	if err != nil {
		return err
	}
	return w.showEntry(c, e, f)
}

// enter appoints. A newcomer's one-time password is shown in the answer to this very request and nowhere else.
func (w *site) enter(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	e, err := w.enrol(c)
	if err != nil {
		return err
	}
	e.From = ""
	fields := form.Bind(e)
	x, password := &Entry{}, ""
	if err = fields.Read(v); err == nil {
		x = e.entry()
		password, err = w.Enter(c.Context(), x)
	}
	switch {
	case err == nil && password == "":
		return c.Redirect("/desk/people/"+x.ID, c.T("{1}已任命", x.Name))
	case err == nil:
		c.Code(http.StatusCreated)
		return w.once(c, page.View{Title: "{1}已任命，账号已建立", Args: []any{x.Name}}, x.Login, password, "/desk/people/"+x.ID)
	}
	f, drawn := w.entryForm(c, e, fields)
	if drawn != nil {
		return drawn
	}
	if err := shown(c, &f, err, map[string]string{"post": "seat", "office": "seat", "region": "seat"}); err != nil {
		return err
	}
	return w.showEntry(c, e, f)
}

func (w *site) entryForm(c *web.Ctx, e *enrolment, fields *form.Fields) (page.Form, error) {
	sections, err := page.Inputs(c.Context(), fields, nil)
	if err != nil {
		return page.Form{}, err
	}
	q := url.Values{"region": {e.region.Code}}
	if e.side != access.SideOfficial {
		q.Set("side", string(e.side))
	}
	f := page.Form{Action: "/desk/people/new?" + q.Encode(), Sections: sections,
		Acts: []page.Act{{Label: "取消", Href: "/desk/people"}, {Label: "任命", Tone: "main", Name: "_save", Value: "1"}}}
	seat := input(&f, "seat")
	seat.Choices = e.seats
	return f, nil
}

func (w *site) showEntry(c *web.Ctx, e *enrolment, f page.Form) error {
	at := finder{Action: "/desk/people/new", Value: e.region.Code, Shown: w.Tree().FullName(e.region.Code, c.Lang()), Button: "换地区"}
	for _, s := range []struct {
		side  access.Side
		label string
	}{{access.SideOfficial, "机构岗位"}, {access.SideEnterprise, "企业岗位"}, {access.SideLaboratory, "检验机构岗位"}} {
		q := url.Values{"region": {e.region.Code}, "side": {string(s.side)}}
		at.Sets = append(at.Sets, page.Link{Label: s.label, Href: "/desk/people/new?" + q.Encode(), Here: s.side == e.side})
	}
	at.Keep = []page.Pair{{Name: "side", Value: string(e.side)}}
	v := page.View{Title: "任命", Lead: "先选地区，再选机构的岗位；谁也不能任命自己。", Crumbs: []page.Link{{Label: "机构与岗位", Href: "/desk/place"}, {Label: "人员任职", Href: "/desk/people"}}}
	return w.stack(c, v, at, f)
}
