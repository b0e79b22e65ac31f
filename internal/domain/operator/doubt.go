package operator

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/desk"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// doubt looks for businesses on file that a new one may be, before it is stored.
func (w *pages) doubt(ctx context.Context, r *record.Draft) (*desk.Doubt, error) {
	value := func(name string) string {
		if x := r.Fields.Get(name); x != nil {
			return x.Stored()
		}
		return ""
	}
	found, err := w.Match(ctx, w.db, Probe{Name: value("name"), Code: value("code"), Region: r.Region, Address: value("address"), Phone: value("phone")})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &desk.Doubt{Zh: "这家主体可能已登记在册，请先核对下面的档案", En: "this business may be on file already; look at the files below first",
		Panel: page.Panel{Title: "可能是同一主体", Flush: true, Body: []any{w.candidates(access.From(ctx).Lang, found, "")}}, Theirs: found}, nil
}

// candidates draws what was found; with a business on file each can be merged into it.
func (w *pages) candidates(lang string, found []Candidate, into string) page.Table {
	t := page.Table{Caption: "可能是同一主体", Columns: []page.Column{{Label: "名称", Card: "head"}, {Label: "统一社会信用代码", Code: true}, {Label: "所在地区"}, {Label: "地址"}, {Label: "相同之处"}},
		Empty: &page.Empty{Title: "没有发现相似的主体"}}
	if into != "" {
		t.Columns = append(t.Columns, page.Column{})
	}
	for _, x := range found {
		var whys []any
		for _, y := range x.Why {
			tone := page.Near
			if y == SameCode {
				tone = page.Late
			}
			whys = append(whys, page.Tag{Text: whyText[y], Tone: tone})
		}
		row := page.Row{Cells: page.Cells(x.Name, x.Code, w.place.Tree().FullName(x.Region, lang), x.Addr, whys)}
		if x.ID != "" {
			row.Href = "/desk/operator/" + x.ID
		}
		if into != "" {
			row.Cells = append(row.Cells, page.Cell{})
			if x.ID != "" {
				row.Cells[len(row.Cells)-1].Value = page.Act{Label: "对照合并", Href: "/desk/operator/" + into + "/merge?from=" + x.ID, Small: true}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func probe(o *Operator) Probe {
	return Probe{Name: o.Name, Code: o.Code, Region: o.Region, Address: o.Address, Phone: o.Phone, Except: o.ID}
}

// same lists the files that may be of the same business, and lets another be looked up.
func (w *pages) same(c *web.Ctx) error {
	o, _, err := w.open(c)
	if err != nil {
		return moved(c, err)
	}
	found, err := w.Match(c.Context(), w.db, probe(o))
	if err != nil {
		return err
	}
	into := ""
	if c.Actor.May(RightMerge) {
		into = o.ID
	}
	body := []any{page.Panel{Title: "可能是同一主体", Flush: true, Body: []any{w.candidates(c.Lang(), found, into)}}}
	if into != "" {
		body = append(body, page.Panel{Title: "与另一份档案合并", Flush: true, Body: []any{page.Filter{Action: "/desk/operator/" + into + "/merge", Total: len(found),
			Fields: []page.FilterField{{Name: "from", Label: "要并入的主体", Kind: "ref", Suggest: "/desk/suggest/operator", Grow: true}}, Reset: "/desk/operator/" + into + "/same"}}})
	}
	return w.page.Render(c, "desk.detail", page.View{Title: "查重", Crumbs: w.crumbs(page.Link{Label: o.Name, Href: "/desk/operator/" + o.ID, Own: true}), Data: body})
}

func (w *pages) apiSame(c *web.Ctx) error {
	o, err := w.Find(c.Context(), c.Path("id"))
	if err != nil {
		return moved(c, err)
	}
	found, err := w.Match(c.Context(), w.db, probe(o))
	if err != nil {
		return err
	}
	return c.JSON(map[string]any{"rows": found})
}
