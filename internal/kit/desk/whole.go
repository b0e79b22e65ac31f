package desk

import (
	"net/http"

	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// takesWhole reports that the person may take a list out with its masked fields in the clear.
func (d *Desk) takesWhole(c *web.Ctx, m *mounted) bool {
	return d.reveals(c, m) && may(c.Actor, exportRight(m))
}

// askWhole asks why somebody wants a list with its masked fields in the clear; its address carries the filter.
func (d *Desk) askWhole(c *web.Ctx, m *mounted) error {
	if !d.takesWhole(c, m) {
		return errNotWhole
	}
	return d.drawWhole(c, m, "")
}

var errNotWhole = fault.Refused("您没有导出权限，请逐条查看", "you may not export; look at the records one by one")

func (d *Desk) drawWhole(c *web.Ctx, m *mounted, wrong string) error {
	in := page.Input{Name: "why", Label: "导出理由", Kind: form.KindText, Needed: true, Wide: true, Max: 200}
	if wrong != "" {
		in.Error, in.ErrorEn = wrong, wrong
	}
	q := m.again(c, "format", "xlsx").Encode()
	return d.pages.Render(c, "desk.form", page.View{Title: "导出{1}的完整信息", Args: []any{c.T(m.label)}, Lead: "涉及个人信息，谁在何时为何导出都会留痕。",
		Crumbs: m.crumbs(), Data: page.Form{Action: m.Address() + "/export?" + q, Sections: []page.Section{{Inputs: []page.Input{in}}},
			Acts: []page.Act{{Label: "取消", Href: m.Address() + "?" + m.again(c, "format", "").Encode()}, {Label: "导出", Tone: "main", Name: "_save", Value: "1"}}}})
}

// every stands for all records of a list where who looked is kept.
const every = "*"

// exportWhole keeps who takes the list out and why, and only then writes it with its masked fields in the clear.
func (d *Desk) exportWhole(c *web.Ctx, m *mounted) error {
	if !d.takesWhole(c, m) {
		return errNotWhole
	}
	v, err := c.Form()
	if err != nil {
		return err
	}
	why := form.Clean(v.Get("why"), false)
	if why == "" {
		c.Code(http.StatusUnprocessableEntity)
		return d.drawWhole(c, m, c.T("请写明为什么要导出"))
	}
	q, _ := m.query(c)
	q.Whole = true
	if err := d.Looked(c.Context(), m.Kind(), every, every, why); err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "no-store")
	return m.send(c, q, c.Query("format"))
}
