package duty

import (
	"fmt"
	"strconv"
	"strings"

	"shian/internal/kit/fault"
	"shian/internal/kit/sheet"
	"shian/internal/kit/web"
)

// export writes the rows of the current filter as a sheet.
func (s *Service) export(c *web.Ctx) error {
	l, err := s.Ledger(c.Context(), s.asked(c))
	if err != nil {
		return err
	}
	out, err := open(c, "ledger-"+l.Region+"-"+strconv.Itoa(l.Year), "序", "章节", "任务", "责任单位", "目标", "指标", "分子", "分母或数量", "率", "区间下限", "区间上限", "目标值", "状态", "数据来源")
	if err != nil {
		return err
	}
	for _, x := range l.Lines {
		var who, asked []string
		for _, d := range x.Duties {
			who = append(who, bodyName(d.Body, c.Lang()))
		}
		for _, t := range x.Targets {
			asked = append(asked, asks(t, readingOf(c)))
		}
		row := []string{x.Number, x.Chapter, titleOf(x.Row, c.Lang()), strings.Join(who, "；"), strings.Join(append(x.Goals[:len(x.Goals):len(x.Goals)], asked...), "；")}
		if err := out.Row(append(row, x.Figure.row(c, x.Feed)...)); err != nil {
			return err
		}
	}
	return out.Close()
}

// exportAreas writes one indicator by region, with how each region was sampled.
func (s *Service) exportAreas(c *web.Ctx) error {
	d, err := s.Detail(c.Context(), c.Path("code"), s.asked(c))
	if err != nil {
		return err
	}
	if d.Figure == nil {
		return fault.Missing("这一项尚无数据，没有可导出的内容", "nothing feeds this row yet, so there is nothing to export")
	}
	head := []string{"代码", "地区", "指标", "分子", "分母或数量", "率", "区间下限", "区间上限", "目标值", "状态", "数据来源"}
	for _, p := range d.Figure.Parts {
		head = append(head, p.Label)
	}
	out, err := open(c, "ledger-"+d.Figure.Code+"-"+d.Region+"-"+strconv.Itoa(d.Year), head...)
	if err != nil {
		return err
	}
	for i := range d.Areas {
		a := &d.Areas[i]
		row := append([]string{a.Region, s.tree().Name(a.Region, c.Lang())}, a.row(c, "")...)
		for _, p := range a.Shown {
			row = append(row, strconv.FormatInt(p.Of, 10))
		}
		if err := out.Row(row); err != nil {
			return err
		}
	}
	return out.Close()
}

// open starts a sheet of the format asked for; xlsx unless csv is.
func open(c *web.Ctx, name string, head ...string) (*sheet.Writer, error) {
	format := sheet.Format(c.Query("format"))
	switch format {
	case "":
		format = sheet.XLSX
	case sheet.XLSX, sheet.CSV:
	default:
		return nil, fault.Invalid(fault.Field{Name: "format", Label: "格式", Zh: "格式只能是 xlsx 或 csv", En: "the format is xlsx or csv"})
	}
	heads := make([]sheet.Head, len(head))
	for i, h := range head {
		heads[i].Name = c.T(h)
	}
	c.W.Header().Set("Content-Type", format.Type())
	c.W.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, name, format))
	return sheet.NewWriter(c.W, format, heads)
}

// row is the figure's part of a sheet's row.
func (f *Figure) row(c *web.Ctx, feed string) []string {
	if f == nil {
		return []string{"", "", "", "", "", "", "", c.T("尚无数据"), c.T(feed)}
	}
	out := []string{c.T(f.Name), "", strconv.FormatInt(f.Of, 10), "", "", "", "", c.T(f.lamp().Text), c.T(f.Source)}
	if f.Kind == Share {
		out[1] = strconv.FormatInt(f.Hits, 10)
		if f.Of > 0 {
			out[3], out[4], out[5] = decimal(f.rate(), 2), decimal(f.Low, 2), decimal(f.High, 2)
		}
	}
	if f.Target > 0 {
		out[6] = decimal(f.Target, 0)
	}
	return out
}
