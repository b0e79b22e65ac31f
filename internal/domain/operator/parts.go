package operator

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// parts are the tabs of the file with how much lies in each, and the one asked for; nil is the timeline.
func (w *pages) parts(c *web.Ctx, operator string) (*page.Tabs, *Tab, error) {
	at, asked := "/desk/operator/"+operator, c.Query("tab")
	out := &page.Tabs{Label: "档案分类", Tabs: []page.Tab{{Label: "时间线", Href: at, Here: asked == "", Count: -1}}}
	var shown *Tab
	for _, t := range append(w.own(), w.tabs...) {
		if t.Right != "" && !c.Actor.May(t.Right) {
			continue
		}
		n, loud, err := t.Count(c.Context(), operator)
		if err != nil {
			return nil, nil, err
		}
		tab := page.Tab{Label: t.Label, Href: at + "?tab=" + t.Name, Here: asked == t.Name, Count: n, Loud: loud}
		if tab.Here {
			shown = &t
		}
		out.Tabs = append(out.Tabs, tab)
	}
	if shown == nil {
		out.Tabs[0].Here = true
	}
	return out, shown, nil
}

// own are the tabs of this package.
func (w *pages) own() []Tab {
	return []Tab{
		w.part("licences", "证照", w.Licences),
		w.part("premises", "场所", w.Premises),
		w.part("products", "产品", w.Products),
		w.part("people", "人员", w.People),
		{Name: "files", Label: "附件", Right: "operator.licence.view", Count: w.countFiles, Render: w.files},
	}
}

// part is the tab of one kind of record of the file.
func (w *pages) part(name, label string, k record.Any) Tab {
	view, edit := k.Rights()
	return Tab{Name: name, Label: label, Right: view,
		Count: func(ctx context.Context, operator string) (int, bool, error) {
			n, err := w.countPart(ctx, k.Kind(), operator)
			return n, false, err
		},
		Render: func(c *web.Ctx, operator string) ([]any, error) {
			t, err := w.desk.Part(c, k, record.Query{Filter: map[string]string{"operator": operator}})
			if err != nil {
				return nil, err
			}
			p := page.Panel{Title: label, Flush: true, Body: []any{t}}
			if c.Actor.May(edit) {
				p.Acts = []page.Act{{Label: "登记", Href: k.Address() + "/new?operator=" + operator, Small: true}}
			}
			return []any{p}, nil
		}}
}

// countTexts count the records of a file; access.Predicate comes behind.
var countTexts = map[string]string{
	"operator.premises": `SELECT count(*) FROM operator_premises t WHERE t.operator = $1 AND t.sort > ''`,
	"operator.licence":  `SELECT count(*) FROM operator_licence t WHERE t.operator = $1 AND t.sort > ''`,
	"operator.product":  `SELECT count(*) FROM operator_product t WHERE t.operator = $1 AND t.sort > ''`,
	"operator.person":   `SELECT count(*) FROM operator_person t WHERE t.operator = $1 AND t.sort > ''`,
}

func (w *pages) countPart(ctx context.Context, kind, operator string) (int, error) {
	text, args := countTexts[kind], []any{operator}
	if cond, more := access.Predicate(access.From(ctx), kind, "t.id", 2); cond != "" {
		text, args = text+" AND "+cond, append(args, more...)
	}
	var n int
	err := w.db.Row(ctx, text, args...).Scan(&n)
	return n, err
}

// scans are the attachments of the file with the licence each belongs to.
func (w *pages) scans(ctx context.Context, operator string) (ids []string, of []Licence, err error) {
	p, err := w.Licences.List(ctx, record.Query{Filter: map[string]string{"operator": operator}, Limit: 200, Uncounted: true})
	if err != nil {
		return nil, nil, err
	}
	for _, l := range p.Rows {
		for _, id := range l.Scan {
			ids, of = append(ids, id), append(of, l)
		}
	}
	return ids, of, nil
}

func (w *pages) countFiles(ctx context.Context, operator string) (int, bool, error) {
	ids, _, err := w.scans(ctx, operator)
	return len(ids), false, err
}

func (w *pages) files(c *web.Ctx, operator string) ([]any, error) {
	ids, of, err := w.scans(c.Context(), operator)
	if err != nil {
		return nil, err
	}
	t := page.Table{Caption: "附件", Columns: []page.Column{{Label: "文件", Card: "head"}, {Label: "大小"}, {Label: "所属证照"}}, Empty: &page.Empty{Title: "没有附件"}}
	for i, id := range ids {
		f := page.File{ID: id, Name: id}
		if w.desk.NameFile != nil {
			f = w.desk.NameFile(c, id)
		}
		t.Rows = append(t.Rows, page.Row{ID: id, Href: f.Href, Cells: page.Cells(f.Name, f.Size, page.Cell{Value: of[i].Number, Href: w.Licences.Href(of[i].ID)})})
	}
	return []any{page.Panel{Title: "附件", Flush: true, Body: []any{t}}}, nil
}
