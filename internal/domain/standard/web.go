package standard

import (
	"embed"

	"shian/internal/kit/desk"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// Files are the templates standard.…, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// Mount gives standards and limits their pages; a standard's page leads to its limits.
func (s *Service) Mount(_ *web.Mux, _ *page.Pages, d *desk.Desk) {
	d.Source(Source)
	d.Mount(s.Standards, desk.Under("标准管理"), desk.Beside(s.limitsOf))
	d.Mount(s.Limits, desk.Under("标准管理"), desk.ExportedBy("standard.export"))
}

const limitsShown = 100

// limitsOf shows the limits of a standard under its facts; what is still to be verified says so.
func (s *Service) limitsOf(c *web.Ctx, d *record.Draft) ([]page.Act, []any, error) {
	found, err := s.Limits.List(c.Context(), record.Query{Filter: map[string]string{"standard": d.ID}, Limit: limitsShown})
	if err != nil {
		return nil, nil, err
	}
	t := page.Table{Caption: "限量", Columns: []page.Column{{Label: "食品", Card: "head"}, {Label: "项目"}, {Label: "限量"}, {Label: "条款"},
		{Label: "生效日期", NoWrap: true}, {Label: "失效日期", NoWrap: true}, {Label: "核对", Card: "mark"}},
		Empty: &page.Empty{Title: "还没有录入限量"}}
	for _, l := range found.Rows {
		mark := page.Lamp{Tone: page.OK, Text: "已核对"}
		if l.Mark != Checked {
			mark = page.Lamp{Tone: page.Near, Text: "待核"}
		}
		t.Rows = append(t.Rows, page.Row{ID: l.ID, Href: s.Limits.Href(l.ID), Cells: page.Cells(l.Food, l.Item, l.Text, l.Clause, l.From, l.To, mark)})
	}
	more := page.Act{Label: "全部限量", Href: s.Limits.Address() + "?standard=" + d.ID, Small: true}
	return nil, []any{page.Panel{Title: "限量", Flush: true, Acts: []page.Act{more}, Body: []any{t}}}, nil
}
