package statistics

import (
	"fmt"
	"math"
	"strconv"

	"shian/engine/survey"
	"shian/internal/kit/fault"
	"shian/internal/kit/sheet"
	"shian/internal/kit/web"
)

// export writes every table of the report into one sheet: what it tells apart, which value, and the figures.
func (s *Service) export(c *web.Ctx) error {
	format := sheet.Format(c.Query("format"))
	switch format {
	case "":
		format = sheet.XLSX
	case sheet.XLSX, sheet.CSV:
	default:
		return fault.Invalid(fault.Field{Name: "format", Label: "格式", Zh: "格式只能是 xlsx 或 csv", En: "the format is xlsx or csv"})
	}
	r, err := s.Report(c.Context(), s.asked(c))
	if err != nil {
		return err
	}
	var heads []sheet.Head
	for _, h := range []string{"分组", "代码", "名称", "合格", "不合格", "未作判定", "批次", "合格率", "区间下限", "区间上限", "标化率", "标化覆盖", "监督", "监测", "评价"} {
		heads = append(heads, sheet.Head{Name: c.T(h)})
	}
	c.W.Header().Set("Content-Type", format.Type())
	c.W.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="statistics-%s-%s-%s.%s"`, r.Region, r.From, r.To, format))
	out, err := sheet.NewWriter(c.W, format, heads)
	if err != nil {
		return err
	}
	write := func(group, code, name string, n Count, more ...string) {
		if err == nil {
			err = out.Row(append(append([]string{c.T(group), code, name}, n.cells()...), more...))
		}
	}
	text := func(by, key string) string { return fmt.Sprint(plain(c, groupName(by, key, c.Lang()))) }
	write("合计", r.Region, s.name(r.Region, c.Lang()), r.Total)
	for i := range r.Areas {
		a := &r.Areas[i]
		level, covers := "", ""
		if !math.IsNaN(a.Level) {
			level, covers = fix(a.Level, 2), fix(a.Covers, 1)
		}
		write("分地区", a.Region, s.tree().Name(a.Region, c.Lang()), a.Count, level, covers, number(a.Purposes[0]), number(a.Purposes[1]), number(a.Purposes[2]))
	}
	for _, g := range r.Categories {
		write("分食品类别", g.Key, text("category", g.Key), g.Count)
	}
	for _, g := range r.Stages {
		write("分抽样环节", g.Key, text("stage", g.Key), g.Count)
	}
	for _, g := range r.Seasons {
		write("分季节", g.Key, text("", g.Key), g.Count)
	}
	for _, m := range r.Months {
		write("分月", m.Key, m.Key, m.Count)
	}
	for _, x := range r.Items {
		write("检验项目", x.Worst, x.Item, x.Count)
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// cells are a count with its rate in percent and the 95 % interval.
func (c Count) cells() []string {
	out := []string{number(c.Pass), number(c.Fail), number(c.Without), number(c.All()), "", "", ""}
	if i, err := survey.Wilson(c.Pass, c.Judged(), 0.95); err == nil {
		out[4], out[5], out[6] = fix(100*float64(c.Pass)/float64(c.Judged()), 2), fix(100*i.Low, 2), fix(100*i.High, 2)
	}
	return out
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
