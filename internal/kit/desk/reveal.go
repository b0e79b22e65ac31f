package desk

import (
	"net/http"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// reveals tells whether the kind has masked fields and the person may see them in the clear.
func (d *Desk) reveals(c *web.Ctx, m *mounted) bool {
	return d.Looked != nil && m.masked && m.mayReveal(c.Actor)
}

func (m *mounted) mayReveal(a *access.Actor) bool {
	for _, r := range m.reveal {
		if a.May(r) {
			return true
		}
	}
	return false
}

// Facts are the fields of a record as label and value. What is masked stays so whoever looks, with a link that asks why and
// keeps the answer; the people of a business see what is in its own file, which is kept too.
func (d *Desk) Facts(c *web.Ctx, k record.Any, r *record.Draft) ([]page.Fact, error) {
	m := d.of(k)
	facts, err := page.Facts(c.Context(), r.Fields)
	if err != nil || !m.masked {
		return facts, err
	}
	own, n := d.own(c, r), 0
	if own {
		if err := d.Looked(c.Context(), m.Kind(), r.ID, every, c.T("本企业查看本企业档案")); err != nil {
			return nil, err
		}
	}
	for _, x := range r.Fields.All() {
		if x.Kind == form.KindLines || x.Kind == form.KindFiles {
			continue
		}
		if x.Masked != "" && x.Stored() != "" {
			facts[n].Value = form.Veil(x.Masked, x.Stored())
			if own {
				facts[n].Value = x.Stored()
			} else if d.reveals(c, m) {
				facts[n].Note = page.Link{Label: "查看", Href: m.Href(r.ID) + "/reveal/" + x.Name}
			}
		}
		n++
	}
	return facts, nil
}

// own reports that the record is of the business the person belongs to.
func (d *Desk) own(c *web.Ctx, r *record.Draft) bool {
	return d.Looked != nil && c.Actor.Side == access.SideEnterprise && c.Actor.Operator != "" && r.Owner == c.Actor.Operator
}

func (d *Desk) maskedField(c *web.Ctx, m *mounted) (*record.Draft, *form.Field, error) {
	r, err := m.Open(c.Context(), c.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	x := r.Fields.Get(c.Path("field"))
	if x == nil || x.Masked == "" || x.Stored() == "" {
		return nil, nil, fault.Missing("没有这个字段，请回到记录页", "there is no such field; go back to the record")
	}
	return r, x, nil
}

// askReveal asks why somebody wants to see a masked field.
func (d *Desk) askReveal(c *web.Ctx, m *mounted) error {
	r, x, err := d.maskedField(c, m)
	if err != nil {
		return d.moved(c, m, err)
	}
	return d.drawReveal(c, m, r, x, "", "")
}

func (d *Desk) drawReveal(c *web.Ctx, m *mounted, r *record.Draft, x *form.Field, why, wrong string) error {
	in := page.Input{Name: "why", Label: "查看理由", Kind: form.KindText, Value: why, Needed: true, Wide: true, Max: 200}
	if wrong != "" {
		in.Error, in.ErrorEn = wrong, wrong
	}
	return d.pages.Render(c, "desk.form", page.View{Title: "查看{1}", Args: []any{c.T(x.Label)}, Lead: "涉及个人信息，谁在何时为何查看都会留痕。",
		Crumbs: m.crumbs(page.Link{Label: m.titled(r), Href: m.Href(r.ID), Own: true}), Data: page.Form{
			Sections: []page.Section{{Inputs: []page.Input{in}}},
			Acts:     []page.Act{{Label: "取消", Href: m.Href(r.ID)}, {Label: "查看", Tone: "main", Name: "_save", Value: "1"}}}})
}

// show keeps who looks and why, and only then shows the field; a reload asks again.
func (d *Desk) show(c *web.Ctx, m *mounted) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	r, x, err := d.maskedField(c, m)
	if err != nil {
		return d.moved(c, m, err)
	}
	why := form.Clean(v.Get("why"), false)
	if why == "" {
		c.Code(http.StatusUnprocessableEntity)
		return d.drawReveal(c, m, r, x, why, c.T("请写明为什么要查看"))
	}
	if err := d.Looked(c.Context(), m.Kind(), r.ID, x.Name, why); err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "no-store")
	return d.pages.Render(c, "desk.detail", page.View{Title: "查看{1}", Args: []any{c.T(x.Label)},
		Crumbs: m.crumbs(page.Link{Label: m.titled(r), Href: m.Href(r.ID), Own: true}), Acts: []page.Act{{Label: "返回", Href: m.Href(r.ID), Tone: "main"}},
		Data: []any{page.Panel{Title: x.Label, Note: page.Word("本次查看已留痕"), Body: []any{page.Detail{One: true, Facts: []page.Fact{{Label: x.Label, Value: x.Stored()}}}}}}})
}

func (m *mounted) titled(r *record.Draft) string {
	if r.Title != "" {
		return r.Title
	}
	return r.ID
}

// looked keeps that a record was opened with its masked fields in the clear: to be changed, or by a program.
func (d *Desk) looked(c *web.Ctx, m *mounted, id, why string) error {
	if !d.reveals(c, m) || !c.Actor.May(access.Right(m.Kind()+".reveal")) {
		return nil
	}
	return d.Looked(c.Context(), m.Kind(), id, every, why)
}
