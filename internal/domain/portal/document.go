package portal

import (
	"shian/internal/kit/clock"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// bulletins lists the bulletins about a region for download; nil: there are none.
func (s *Service) bulletins(c *web.Ctx, region string) (*page.Table, error) {
	if s.Documents == nil {
		return nil, nil
	}
	all, err := s.Documents.Bulletins(c.Context(), region)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	t := &page.Table{Caption: "公示通告（PDF）", Columns: []page.Column{{Label: "编号", Card: "head"}, {Label: "地区"}, {Label: "范围", Card: "wide"}, {Label: "出具时间", NoWrap: true}, {Label: "文件"}}}
	for i := range all {
		d := &all[i]
		t.Rows = append(t.Rows, page.Row{Href: "/paper/" + d.ID, Cells: page.Cells(d.Number, d.Area, d.Covers, clock.Show(d.IssuedAt), page.Cell{Value: page.Word("下载 PDF"), Href: "/paper/" + d.ID + "/pdf"})})
	}
	return t, nil
}

// issued lists the documents about one result with what is in force.
func (s *Service) issued(c *web.Ctx, result string) ([]any, error) {
	if s.Documents == nil {
		return nil, nil
	}
	all, err := s.Documents.About(c.Context(), result)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	t := page.Table{Caption: "公示文书", Columns: []page.Column{{Label: "编号", Card: "head"}, {Label: "名称", Card: "wide"}, {Label: "状态", Card: "mark"}, {Label: "出具时间", NoWrap: true}, {Label: "文件"}}}
	for i := len(all) - 1; i >= 0; i-- {
		d := &all[i]
		lamp := page.Lamp{Tone: page.Shut, Text: "已被替代"}
		if d.InForce {
			lamp = page.Lamp{Tone: page.OK, Text: "有效"}
		}
		t.Rows = append(t.Rows, page.Row{Href: "/paper/" + d.ID, Cells: page.Cells(d.Number, d.Title, lamp, clock.Show(d.IssuedAt), page.Cell{Value: page.Word("下载 PDF"), Href: "/paper/" + d.ID + "/pdf"})})
	}
	return []any{page.Panel{Title: "公示文书", Flush: true, Body: []any{t}}}, nil
}
