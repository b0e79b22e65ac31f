package statistics

import (
	"math"
	"slices"
	"strconv"

	"shian/data/food"
	"shian/engine/survey"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/page"
	"shian/internal/kit/paper"
	"shian/internal/kit/web"
)

// caution stands above every comparison of regions.
const caution = "各地抽样的对象、方式和比例不同，数字高低不等于食品安全好坏；比较之前先看各地是怎样抽样的。标化率按全地区的类别构成折算，只在覆盖的类别内可比。"

func (s *Service) look(c *web.Ctx) error {
	r, err := s.Report(c.Context(), s.asked(c))
	if err != nil {
		return err
	}
	year, _ := strconv.Atoi(r.To[:4])
	issued, err := s.Papers.Of(c.Context(), s.db, KindAnnual, annualRecord(r.Own, year))
	if err != nil {
		return err
	}
	v := s.view(c, r)
	if p := paper.Panel(issued); p != nil {
		v.Data = append(v.Data.([]any), p)
	}
	return s.pages.Render(c, "kit.stack", v)
}

func (s *Service) view(c *web.Ctx, r *Report) page.View {
	acts := []page.Act{}
	if c.Actor.May(RightExport) {
		acts = append(acts, page.Act{Label: "导出 XLSX", Href: r.address(at+"/export", "format", "xlsx"), Icon: "download"}, page.Act{Label: "导出 CSV", Href: r.address(at+"/export", "format", "csv"), Icon: "download"})
	}
	year := r.To[:4]
	acts = append(acts, page.Act{Label: "{1} 年报草稿", Args: []any{year}, Href: at + "/annual?year=" + year})
	if c.Actor.May(RightIssue) {
		acts = append(acts, page.Act{Label: "出具 {1} 年报", Args: []any{year}, Href: at + "/annual?year=" + year, Post: true})
	}
	v := page.View{Title: "抽检统计", Lead: "{1}，{2} 至 {3}，只计已公示的结果；按抽样日期归月。", With: []any{s.name(r.Region, c.Lang()), r.From, r.To}, Crumbs: []page.Link{{Label: "工作台", Href: "/desk"}}, Acts: acts}
	body := []any{page.Panel{Flush: true, Body: []any{s.filter(c, r.Window)}}}
	if n := s.notice(r); n != nil {
		body = append(body, *n)
	}
	if r.Total.All() == 0 {
		v.Data = append(body, page.Panel{Body: []any{page.Empty{Title: "这个范围内没有已公示的结果", Text: "放宽月份、类别或抽检类型再看"}}})
		return v
	}
	body = append(body, s.total(r))
	if len(r.Areas) > 0 {
		shown := []any{page.Notice{Tone: page.Near, Text: caution}}
		if t := s.tiles(r); t != nil {
			shown = append(shown, *t)
		}
		body = append(body, page.Panel{Title: "各地", Body: shown}, page.Panel{ID: "areas", Title: "分地区", Note: page.Word("按代码排列，不排名次"), Flush: true, Body: []any{s.areaTable(c, r)}})
	}
	body = append(body, page.Panel{Title: "分月与控制图", Note: page.Word("控制限按二项分布精确计算（双侧 0.27%）"), Body: []any{r.control(), r.monthTable()}},
		page.Panel{Title: "不合格项目排名", Note: page.Say("共 {1} 个检验项目，列前 {2} 个；全部见导出", len(r.Items), min(mostItems, len(r.Items))), Flush: true, Body: []any{r.itemTable(c.Lang())}},
		page.Panel{Title: "分食品类别", Flush: true, Body: []any{r.groupTable("食品类别", "category", r.Categories, c.Lang())}},
		page.Panel{Title: "分抽样环节", Flush: true, Body: []any{r.groupTable("抽样环节", "stage", r.Stages, c.Lang())}},
		page.Panel{Title: "分季节", Note: page.Word("所选月份各年合并"), Flush: true, Body: []any{r.groupTable("季度", "", r.Seasons, c.Lang())}})
	v.Data = body
	return v
}

// name names the region with those above it.
func (s *Service) name(region, lang string) string {
	if region == wholeProvince {
		return s.tree().Name(place.Root, lang)
	}
	return s.tree().FullName(place.Full(region), lang)
}

func (s *Service) notice(r *Report) *page.Notice {
	if r.Due > 0 {
		return &page.Notice{Tone: page.Info, Text: "有 {1} 个月正在重新统计，稍后刷新即为最新。", Args: []any{r.Due}}
	}
	return nil
}

func (s *Service) filter(c *web.Ctx, w Window) page.Filter {
	t := s.tree()
	var regions []page.Choice
	add := func(code string) {
		x, _ := t.Find(code)
		regions = append(regions, page.Choice{Value: place.Short(code), Label: x.Name, En: x.NameEn, Own: true})
	}
	for _, x := range t.Path(place.Full(w.Region)) {
		if place.Short(x.Code) != w.Own && t.Within(x.Code, place.Full(w.Own)) {
			add(x.Code)
		}
	}
	for _, a := range s.below(w.Region) {
		add(place.Full(a.Region))
	}
	region := ""
	if w.Region != w.Own {
		region = w.Region
	}
	purposes, cats := make([]page.Choice, 0, 3), make([]page.Choice, 0, 80)
	for _, k := range food.Kinds() {
		purposes = append(purposes, page.Choice{Value: k.Code, Label: k.Name})
	}
	for _, k := range food.Categories() {
		cats = append(cats, page.Choice{Value: k.Code, Label: k.Name, En: k.NameEn, Own: true})
	}
	f := page.Filter{Action: at, Fields: []page.FilterField{
		{Name: "region", Label: "地区", Kind: "choice", Value: region, Choices: regions, Any: "本地区全部"},
		{Name: "from", Label: "起始月份", Kind: "choice", Value: w.From, Choices: months(clock.Day(clock.Now(c.Context()))), Any: "本年 1 月"},
		{Name: "to", Label: "截止月份", Kind: "choice", Value: w.To, Choices: months(clock.Day(clock.Now(c.Context()))), Any: "本月"},
		{Name: "purpose", Label: "抽检类型", Kind: "choice", Value: w.Purpose, Choices: purposes},
		{Name: "stream", Label: "统计口径", Kind: "choice", Value: w.Stream, Choices: []page.Choice{{Value: "food", Label: "食品"}, {Value: "farm", Label: "食用农产品"}}},
		{Name: "category", Label: "食品类别", Kind: "choice", Value: w.Category, Choices: cats},
	}}
	for _, on := range []bool{w.Purpose != "", w.Stream != "", w.Category != "", w.Region != w.Own} {
		if on {
			f.Active++
		}
	}
	return f
}

// firstYear is that of the first published tables.
const firstYear = 2014

// months are all that can be chosen, newest first.
func months(today string) []page.Choice {
	var out []page.Choice
	year, _ := strconv.Atoi(today[:4])
	month, _ := strconv.Atoi(today[5:7])
	for ; year >= firstYear; year, month = year-1, 12 {
		for m := month; m > 0; m-- {
			x := strconv.Itoa(year) + "-" + string([]byte{byte('0' + m/10), byte('0' + m%10)})
			out = append(out, page.Choice{Value: x, Label: x, Own: true})
		}
	}
	return out
}

func (c Count) rate(digits int, href string) page.Rate {
	return page.Rate{Hits: c.Pass, Of: c.Judged(), Digits: digits, Href: href}
}

// failing is the share failing, with its interval.
func (c Count) failing() page.Rate {
	return page.Rate{Hits: c.Fail, Of: c.Judged(), Digits: 2}
}

func (s *Service) total(r *Report) page.Panel {
	t := page.Table{Caption: "合计", Columns: []page.Column{{Label: "分项", Card: "head"}, {Label: "合格率", Card: "wide"}, {Label: "不合格", Num: true}, {Label: "未作判定", Num: true}, {Label: "批次", Num: true}, {Card: "off", Num: true}}}
	line := func(name any, c Count, pairs ...string) {
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(name, c.rate(2, ""), c.Fail, c.Without, c.All(), page.Cell{Value: page.Word("记录"), Href: r.records(pairs...)})})
	}
	line(page.Word("合计"), r.Total)
	for _, g := range r.Streams {
		line(page.Word(map[string]string{"food": "食品", "farm": "食用农产品"}[g.Key]), g.Count, "stream", g.Key)
	}
	for _, g := range r.Purposes {
		line(page.Word(purposeName(g.Key)), g.Count, "purpose", g.Key)
	}
	return page.Panel{Title: "合计", Note: page.Say("统计于 {1}", clock.Show(r.AsOf)), Flush: true, Body: []any{t}}
}

func purposeName(code string) string {
	for _, k := range food.Kinds() {
		if k.Code == code {
			return k.Name
		}
	}
	return code
}

// tiles shows the share failing of each region; few samples and regions listed apart are not shaded.
func (s *Service) tiles(r *Report) *page.Tiles {
	out := &page.Tiles{Label: "各地抽检合格率", Scale: []string{"< 95%", "95–97%", "97–98.5%", "≥ 98.5%"}, Table: page.Link{Label: "看表格", Href: "#areas"}}
	placed := 0
	for i := range r.Areas {
		a := &r.Areas[i]
		if a.Row > 0 {
			placed++
		}
		x, _ := s.tree().Find(a.Region)
		tile := page.Tile{Code: a.Region, Name: place.Brief(x.Name), NameEn: place.Brief(x.NameEn), Row: a.Row, Col: a.Col, Value: "—", Href: r.address(at, "region", place.Short(a.Region))}
		if a.Judged() > 0 {
			rate := 100 * float64(a.Pass) / float64(a.Judged())
			tile.Value, tile.Note = strconv.FormatFloat(rate, 'f', 2, 64)+"%", page.Num(a.Pass)+" / "+page.Num(a.Judged())
			if !a.Apart && a.Judged() >= page.Few {
				tile.Shade = 1 + len(slices.DeleteFunc([]float64{95, 97, 98.5}, func(b float64) bool { return rate < b }))
			}
		}
		out.Tiles = append(out.Tiles, tile)
	}
	if placed == 0 { // a grid of counties has no places
		return nil
	}
	return out
}

func (s *Service) areaTable(c *web.Ctx, r *Report) page.Table {
	t := page.Table{Caption: "分地区", Broad: true, Columns: []page.Column{{Label: "地区", Card: "head"}, {Label: "合格率", Card: "wide"}, {Label: "标化率（覆盖）", Card: "wide"}, {Label: "怎样抽样", Card: "wide"}, {Label: "生产环节", Num: true}, {Label: "类别数", Num: true}, {Label: "批次", Num: true}, {Card: "off", Num: true}}}
	for i := range r.Areas {
		a := &r.Areas[i]
		name := page.Cell{Value: s.tree().Name(a.Region, c.Lang())}
		if a.Apart {
			name.Note = page.Word("单列，已含在兰州市内")
		}
		level := any(page.Word("—"))
		if !math.IsNaN(a.Level) {
			level = fix(a.Level, 2) + "% (" + fix(a.Covers, 0) + "%)"
		}
		production := any(page.Word("—"))
		if a.All() > 0 {
			production = fix(100*float64(a.Production)/float64(a.All()), 0) + "%"
		}
		t.Rows = append(t.Rows, page.Row{Href: r.address(at, "region", place.Short(a.Region)), Cells: page.Cells(name, a.rate(2, ""), level, page.Say("监督 {1}，监测 {2}，评价 {3}", a.Purposes[0], a.Purposes[1], a.Purposes[2]),
			production, int64(a.Kinds), a.All(), page.Cell{Value: page.Word("记录"), Href: r.records("region", place.Short(a.Region))})})
	}
	return t
}

// control is the chart of the share failing by month.
func (r *Report) control() page.Control {
	c := page.Control{Label: "分月不合格率", Unit: "%", Centre: 100 * r.Centre}
	for _, m := range r.Months {
		c.Points = append(c.Points, page.Controlled{Name: m.Key, Value: 100 * m.Rate, Low: 100 * m.Low, High: 100 * m.High, Out: m.Signal != survey.Quiet, Note: strconv.FormatInt(m.Fail, 10) + " / " + strconv.FormatInt(m.Judged(), 10)})
	}
	return c
}

var signals = map[survey.Signal]page.Lamp{
	survey.Above: {Tone: page.Late, Text: "高于控制限"}, survey.Below: {Tone: page.Info, Text: "低于控制限"}, survey.Run: {Tone: page.Near, Text: "连续同侧"},
}

func (r *Report) monthTable() page.Table {
	t := page.Table{Caption: "分月", Columns: []page.Column{{Label: "月份", Card: "head", NoWrap: true}, {Label: "不合格率", Card: "wide"}, {Label: "控制限"}, {Label: "信号", Card: "mark"}, {Label: "批次", Num: true}, {Card: "off", Num: true}}}
	for i := len(r.Months) - 1; i >= 0; i-- {
		m := r.Months[i]
		bounds, mark := any(page.Word("—")), any(page.Word("—"))
		if !math.IsNaN(m.Low) {
			bounds = fix(100*m.Low, 2) + "–" + fix(100*m.High, 2) + "%"
		}
		if l, ok := signals[m.Signal]; ok {
			mark = l
		}
		one := r.Window
		one.From, one.To = m.Key, m.Key
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(m.Key, m.failing(), bounds, mark, m.All(), page.Cell{Value: page.Word("记录"), Href: one.records()})})
	}
	return t
}

func (r *Report) itemTable(lang string) page.Table {
	t := page.Table{Caption: "不合格项目排名", Columns: []page.Column{{Label: "检验项目", Card: "head"}, {Label: "不合格率", Card: "wide"}, {Label: "不合格", Num: true}, {Label: "有限量的检验", Num: true}, {Label: "没有限量或不能判读", Num: true}, {Label: "最多的类别", Card: "wide"}},
		Empty: &page.Empty{Title: "没有检验项目", Text: "公布的结果没有逐项列出"}}
	for _, x := range r.Items[:min(mostItems, len(r.Items))] {
		worst := any(page.Word("—"))
		if x.WorstFails > 0 {
			worst = page.Say("{1}（{2}）", categoryName(x.Worst, lang), x.WorstFails)
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(x.Item, x.failing(), x.Fail, x.Judged(), x.Without, worst)})
	}
	return t
}

func (r *Report) groupTable(label, filter string, groups []Group, lang string) page.Table {
	t := page.Table{Caption: label, Columns: []page.Column{{Label: label, Card: "head"}, {Label: "合格率", Card: "wide"}, {Label: "不合格", Num: true}, {Label: "批次", Num: true}}}
	for _, g := range groups {
		row := page.Row{Cells: page.Cells(groupName(filter, g.Key, lang), g.rate(2, ""), g.Fail, g.All())}
		if filter != "" && g.Key != "" {
			row.Href = r.records(filter, g.Key)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func groupName(by, key, lang string) any {
	switch {
	case key == "":
		return page.Word("未归类")
	case by == "category":
		return categoryName(key, lang)
	case by == "stage":
		for _, s := range food.Stages() {
			if s.Code == key {
				return page.Word(s.Name)
			}
		}
	case key[0] == 'Q':
		return page.Say("第 {1} 季度", key[1:])
	}
	return key
}

func categoryName(code, lang string) string {
	c, ok := food.Lookup(code)
	switch {
	case !ok:
		return code
	case lang == "en":
		return c.NameEn
	}
	return c.Name
}

func fix(v float64, digits int) string { return strconv.FormatFloat(v, 'f', digits, 64) }
