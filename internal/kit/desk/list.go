package desk

import (
	"fmt"
	"net/url"
	"strings"

	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
	"shian/internal/kit/web"
)

// query reads what a list's address asks for: q, region, after, before, limit, and each filter by its field's name.
func (m *mounted) query(c *web.Ctx) (record.Query, []*form.Field) {
	v := c.Queries()
	q := record.Query{Filter: map[string]string{}, Region: v.Get("region"), Text: v.Get("q"), After: v.Get("after"), Before: v.Get("before"),
		Limit: c.QueryInt("limit", 30, 1, 200), Cancelled: v.Get("cancelled") == "true", Public: v.Get("public") == "true"}
	if q.Region == "" && !c.API() {
		q.Region = page.Region(c.R)
	}
	filters := m.Filters(c.Context())
	for _, x := range filters {
		s := v.Get(x.Name)
		if to := v.Get(x.Name + "_to"); x.Kind == form.KindDay && !strings.Contains(s, "..") && s+to != "" {
			s += ".." + to
		}
		if s != "" {
			q.Filter[x.Name] = s
		}
	}
	return q, filters
}

func (d *Desk) list(c *web.Ctx, m *mounted) error {
	q, filters := m.query(c)
	t, err := m.Table(c.Context(), q)
	if err != nil {
		return err
	}
	v := page.View{Title: m.label, Crumbs: m.group, Data: struct {
		Filter page.Filter
		Table  page.Table
	}{m.filter(c, q, filters, t), m.chosen(c, q, t)}}
	if d.takesWhole(c, m) {
		v.Acts = append(v.Acts, page.Act{Label: "导出完整信息", Href: m.Address() + "/export/whole?" + m.again(c, "format", "xlsx").Encode()})
	}
	if !m.readOnly && !m.given && may(c.Actor, m.edit) {
		if may(c.Actor, importRight(m)) {
			v.Acts = append(v.Acts, page.Act{Label: "批量导入", Href: m.Address() + "/import"})
		}
		v.Acts = append(v.Acts, page.Act{Label: "登记", Href: m.Address() + "/new", Tone: "main"})
	}
	return d.pages.Render(c, "desk.list", v)
}

func (m *mounted) filter(c *web.Ctx, q record.Query, filters []*form.Field, t *record.Table) page.Filter {
	f := page.Filter{Action: m.Address(), Total: t.Total, More: t.More, Sets: m.sets(c)}
	f.Fields = append(f.Fields, page.FilterField{Name: "q", Label: "名称、代码或编号", Kind: "text", Value: q.Text, Grow: true})
	if q.Text != "" {
		f.Active++
	}
	if m.regions != nil {
		in := page.FilterField{Name: "region", Label: "地区", Kind: "ref", Suggest: "/desk/suggest/" + m.regions.Name(), Value: c.Query("region")}
		if in.Value != "" {
			f.Active++
			if names, err := m.regions.Label(c.Context(), []string{in.Value}); err == nil {
				in.Shown = names[in.Value]
			}
		}
		f.Fields = append(f.Fields, in)
	}
	for _, x := range filters {
		in := page.FilterField{Name: x.Name, Label: x.Label, Kind: "text", Value: q.Filter[x.Name]}
		switch x.Kind {
		case form.KindChoice:
			in.Kind = "choice"
			for _, ch := range x.Choices {
				in.Choices = append(in.Choices, page.Choice{Value: ch.Value, Label: ch.Label})
			}
		case form.KindBool:
			in.Kind, in.Choices = "choice", []page.Choice{{Value: "true", Label: "是"}, {Value: "false", Label: "否"}}
		case form.KindDay:
			in.Kind = "days"
			in.Value, in.To, _ = strings.Cut(in.Value, "..")
		case form.KindRef:
			in.Kind, in.Suggest = "ref", "/desk/suggest/"+x.Source.Name()
			if names, err := x.Source.Label(c.Context(), []string{in.Value}); err == nil {
				in.Shown = names[in.Value]
			}
		}
		if in.Value != "" || in.To != "" {
			f.Active++
		}
		f.Fields = append(f.Fields, in)
	}
	if may(c.Actor, exportRight(m)) {
		f.Export = m.Address() + "/export?" + m.again(c, "format", "xlsx").Encode()
	}
	return f
}

// again is the address's query with one value changed and the place in the list forgotten.
func (m *mounted) again(c *web.Ctx, name, value string) url.Values {
	v := url.Values{}
	for k, vs := range c.Queries() {
		if k != "after" && k != "before" && vs[0] != "" {
			v[k] = vs
		}
	}
	if value == "" {
		v.Del(name)
	} else {
		v.Set(name, value)
	}
	return v
}

// Part draws the records of a kind that a query finds as they stand in its list, up to a hundred, for a file that holds them;
// further ones are behind the link to the list.
func (d *Desk) Part(c *web.Ctx, k record.Any, q record.Query) (page.Table, error) {
	m := d.of(k)
	q.Limit = 100
	t, err := m.Table(c.Context(), q)
	if err != nil {
		return page.Table{}, err
	}
	out := m.table(c, q, t)
	out.Pager.Prev, out.Pager.Next, out.Pager.First = "", "", ""
	if t.Next != "" {
		v := url.Values{}
		for name, value := range q.Filter {
			v.Set(name, value)
		}
		out.Pager.Next = m.Address() + "?" + v.Encode()
	}
	out.Empty = &page.Empty{Title: "没有记录"}
	return out, nil
}

func (m *mounted) chosen(c *web.Ctx, q record.Query, t *record.Table) page.Table {
	out := m.table(c, q, t)
	m.choose(c, &out)
	return out
}

func (m *mounted) table(c *web.Ctx, q record.Query, t *record.Table) page.Table {
	out := page.Table{Caption: m.label, Rows: make([]page.Row, len(t.Rows))}
	for i, col := range t.Columns {
		pc := page.Column{Label: col.Label, Num: col.Kind == form.KindInt || col.Kind == form.KindDecimal, NoWrap: col.Kind == form.KindDay || codes(t, i)}
		if i == 0 {
			pc.Card = "head"
		}
		out.Columns = append(out.Columns, pc)
	}
	for i, r := range t.Rows {
		row := page.Row{ID: r.ID, Name: r.Title, Href: r.Href}
		for n, cell := range r.Cells {
			row.Cells = append(row.Cells, m.cell(c, t.Columns[n].Name, cell))
		}
		out.Rows[i] = row
	}
	out.Pager = &page.Pager{Shown: len(t.Rows), Total: t.Total, More: t.More, Size: q.Limit}
	at := m.Address() + "?"
	if q.After != "" || q.Before != "" {
		out.Pager.First = at + m.again(c, "after", "").Encode()
	}
	if t.Prev != "" {
		out.Pager.Prev = at + m.again(c, "before", t.Prev).Encode()
	}
	if t.Next != "" {
		out.Pager.Next = at + m.again(c, "after", t.Next).Encode()
	}
	out.Empty = &page.Empty{Title: "没有符合条件的记录", Text: "可以放宽筛选条件，或换一个地区再看。",
		Act: &page.Act{Label: "清除条件", Href: m.Address()}}
	return out
}

// codes reports that a column holds short codes, which no line may break.
func codes(t *record.Table, column int) bool {
	for _, r := range t.Rows {
		s := r.Cells[column].Text
		if len(s) > 24 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return false
		}
	}
	return true
}

func shown(text string) any {
	if text == "" {
		return "—"
	}
	return text
}

// export writes every record of the current filter that the actor sees, what can be masked masked.
func (d *Desk) export(c *web.Ctx, m *mounted) error {
	q, _ := m.query(c)
	return m.send(c, q, c.Query("format"))
}

func (m *mounted) send(c *web.Ctx, q record.Query, as string) error {
	q.After, q.Before = "", ""
	format := sheet.XLSX
	if as == "csv" {
		format = sheet.CSV
	}
	h := c.W.Header()
	h.Set("Content-Type", format.Type())
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, m.slug, format))
	_, err := m.Export(c.Context(), q, format, c.W)
	return err
}
