package desk

import (
	"slices"
	"strconv"

	"shian/internal/kit/clock"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

func number(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }

func (d *Desk) detail(c *web.Ctx, m *mounted) error {
	r, err := m.Open(c.Context(), c.Path("id"))
	if err != nil {
		return d.moved(c, m, err)
	}
	body, err := d.body(c, m, r)
	if err != nil {
		return err
	}
	v := page.View{Title: r.Title, Own: r.Title != "", Crumbs: m.crumbs()}
	if r.Title == "" {
		v.Title = m.label
	}
	if r.Cancelled {
		v.Mark = page.Tag{Text: "已注销"}
	}
	if m.extra != nil {
		acts, more, err := m.extra(c, r)
		if err != nil {
			return err
		}
		v.Acts, body = append(v.Acts, acts...), append(body, more...)
	}
	v.Acts = append(v.Acts, page.Act{Label: "修改记录", Href: m.Href(r.ID) + "/history"})
	if !m.readOnly && !r.Cancelled && may(c.Actor, m.edit) {
		if !m.given {
			v.Acts = append(v.Acts, page.Act{Label: "注销", Href: m.Href(r.ID) + "/cancel"})
		}
		v.Acts = append(v.Acts, page.Act{Label: "修改", Href: m.Href(r.ID) + "/edit", Tone: "main"})
	}
	v.Data = body
	return d.pages.Render(c, "desk.detail", v)
}

// Body draws the fields of a record as they are read: facts, then each set of child rows and of attachments.
func (d *Desk) Body(c *web.Ctx, f *form.Fields) ([]any, error) {
	facts, err := page.Facts(c.Context(), f)
	if err != nil {
		return nil, err
	}
	return d.parts(c, f, facts), nil
}

func (d *Desk) body(c *web.Ctx, m *mounted, r *record.Draft) ([]any, error) {
	facts, err := d.Facts(c, m, r)
	if err != nil {
		return nil, err
	}
	for _, name := range m.without {
		facts = slices.DeleteFunc(facts, func(f page.Fact) bool { return f.Label == r.Fields.Get(name).Label })
	}
	return d.parts(c, r.Fields, facts), nil
}

func (d *Desk) parts(c *web.Ctx, f *form.Fields, facts []page.Fact) []any {
	body := []any{page.Panel{Title: "基本信息", Body: []any{page.Detail{Facts: facts}}}}
	for _, x := range f.All() {
		switch x.Kind {
		case form.KindLines:
			body = append(body, page.Panel{Title: x.Label, Flush: true, Body: []any{d.lines(c, x)}})
		case form.KindFiles:
			if p, ok := d.files(c, x); ok {
				body = append(body, p)
			}
		}
	}
	return body
}

func (d *Desk) lines(c *web.Ctx, x *form.Field) page.Table {
	t := page.Table{Caption: x.Label, Empty: &page.Empty{Title: "没有内容"}}
	for i, y := range x.Blank().All() {
		col := page.Column{Label: y.Label, Num: y.Kind == form.KindInt || y.Kind == form.KindDecimal}
		if i == 0 {
			col.Card = "head"
		}
		t.Columns = append(t.Columns, col)
	}
	for _, row := range x.Rows() {
		var cells []page.Cell
		for _, y := range row.All() {
			cells = append(cells, page.Cell{Value: shown(y.Show(c.Lang()))})
		}
		t.Rows = append(t.Rows, page.Row{Cells: cells})
	}
	return t
}

func (d *Desk) files(c *web.Ctx, x *form.Field) (page.Panel, bool) {
	var facts []page.Fact
	for _, id := range x.FileIDs() {
		f := page.File{ID: id, Name: id}
		if d.NameFile != nil {
			f = d.NameFile(c, id)
		}
		facts = append(facts, page.Fact{Label: "文件", Value: f.Name, Href: f.Href, Note: f.Size})
	}
	return page.Panel{Title: x.Label, Body: []any{page.Detail{Facts: facts, One: true}}}, len(facts) > 0
}

// history lists who changed what, both values, newest first.
func (d *Desk) history(c *web.Ctx, m *mounted) error {
	versions, err := m.History(c.Context(), c.Path("id"))
	if err != nil {
		return d.moved(c, m, err)
	}
	t := page.Table{Caption: "修改记录", Roomy: true, Empty: &page.Empty{Title: "没有修改记录"}, Columns: []page.Column{
		{Label: "时间", NoWrap: true, Card: "head"}, {Label: "经办人"}, {Label: "动作"}, {Label: "修改内容", Card: "wide"}}}
	for _, v := range versions {
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(clock.Show(v.At), d.nameAccount(c, v.By), page.Word(actionName(v.Action)), changesOf(c, v))})
	}
	title := c.Path("id")
	if r, err := m.Open(c.Context(), c.Path("id")); err == nil && r.Title != "" {
		title = r.Title
	}
	return d.pages.Render(c, "desk.detail", page.View{Title: "修改记录", Crumbs: m.crumbs(page.Link{Label: title, Href: m.Href(c.Path("id")), Own: true}),
		Data: []any{page.Panel{Flush: true, Body: []any{t}}}})
}

func changesOf(c *web.Ctx, v record.Version) string {
	s := v.Reason
	for _, x := range v.Changes {
		if s != "" {
			s += c.T("；")
		}
		s += c.T(x.Label) + " " + x.Old + " → " + x.New
	}
	return s
}

func actionName(s string) string {
	switch s {
	case "create":
		return "登记"
	case "update":
		return "修改"
	case "cancel":
		return "注销"
	case "merge":
		return "合并"
	case "import":
		return "导入"
	case "undo":
		return "撤销导入"
	}
	return s
}
