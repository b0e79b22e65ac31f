package duty

import (
	"math"
	"slices"
	"strconv"

	"shian/data/law"
	"shian/data/policy"
	"shian/internal/domain/place"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func (s *Service) detailPage(c *web.Ctx) error {
	d, err := s.Detail(c.Context(), c.Path("code"), s.asked(c))
	if err != nil {
		return err
	}
	return s.pages.Render(c, "kit.stack", s.detailView(readingOf(c), c.Path("code"), d))
}

// detailView is the page of one indicator or row.
func (s *Service) detailView(r reading, code string, d *Detail) page.View {
	v := page.View{Title: d.title(r.lang), Own: true, Crumbs: []page.Link{{Label: "工作台", Href: "/desk"}, {Label: "任务台账", Href: address("/desk/ledger", d.narrowed()...)}},
		Lead: "{1}，{2} 年，数据截至 {3}", With: []any{s.placeName(d.Window, r.lang), strconv.Itoa(d.Year), r.asOf}}
	lamp := d.Figure.lamp()
	lamp.Line = false
	v.Mark = lamp
	var body []any
	if d.Figure != nil {
		body = s.figureBody(r, code, d)
		if r.may(d.Figure.Needs) {
			v.Acts = append(v.Acts, page.Act{Label: "查看记录", Href: d.Figure.Records(d.Window, "")})
		}
		if r.export && len(d.Areas) > 0 {
			v.Acts = append(v.Acts, exports(address(pageOf(d.Figure.Code)+"/export", d.narrowed()...))...)
		}
	} else {
		v.Notice = &page.Notice{Tone: page.Info, Text: "尚无数据来源，将由此得出：{1}", Args: []any{page.Word(d.feed())}}
	}
	v.Data = append(body, d.asked(r), d.bodies(r.lang))
	return v
}

func (d *Detail) title(lang string) string {
	if d.Goal != nil && (d.Figure == nil || d.Figure.Code == d.Goal.Code) {
		return pick(lang, d.Goal.Name, d.Goal.NameEn)
	}
	return titleOf(d.Line.Row, lang)
}

func (d *Detail) feed() string {
	if d.Goal != nil {
		return d.Goal.Feed
	}
	return d.Line.Feed
}

func (s *Service) figureBody(r reading, code string, d *Detail) []any {
	f := d.Figure
	filter := page.Filter{Action: pageOf(code), Fields: s.filter(d.Window)}
	out := []any{page.Panel{Flush: true, Body: []any{filter}}, d.now(r)}
	if len(d.Areas) > 0 {
		beside := []any{page.Notice{Tone: page.Near, Text: "各地抽样的对象、方式和比例不同，数字高低不等于食品安全好坏；比较之前先看各地是怎样抽样的。"}}
		if f.Kind == Stock {
			beside = []any{page.Notice{Tone: page.Info, Text: f.Caution}}
		}
		if grid := s.grid(d); grid != nil {
			beside = append(beside, *grid)
		}
		out = append(out, page.Panel{Title: "各地", Body: beside})
		out = append(out, page.Panel{ID: "areas", Title: "分地区", Note: page.Word("按代码排列，不排名次"), Flush: true, Body: []any{s.areaTable(r, d)}})
	}
	out = append(out, page.Panel{Title: "分月", Note: page.Word("近 12 个月"), Flush: true, Body: []any{d.monthTable()}})
	if len(d.Groups) > 0 {
		out = append(out, page.Panel{Title: "分食品类别", Note: page.Word("含三类抽检，与上面的数不可相加"), Flush: true, Body: []any{d.groupTable(r)}})
	}
	return append(out, d.definition(r))
}

// now is the figure with its parts: what counts and what is shown beside it.
func (d *Detail) now(r reading) page.Panel {
	f := d.Figure
	t := page.Table{Caption: "当前数字", Columns: []page.Column{{Label: "分项", Card: "head"}, {Label: "当前", Card: "wide"}, {Label: "对目标"}, {Label: "计入"}, {Card: "mark", Num: true}}}
	t.Rows = append(t.Rows, page.Row{Cells: page.Cells(page.Word(f.Name), f.now(""), f.against(), page.Word("合计"), r.behind("记录", f.Indicator, d.Window, ""))})
	for _, p := range f.Shown {
		counted := page.Word("计入")
		if !p.Counted {
			counted = "另列"
		}
		if f.Kind == Stock && p.Of == 0 {
			continue
		}
		one := *f
		one.Tally, one.Target = p.Tally, 0
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(page.Word(p.Label), one.now(""), page.Word("—"), counted, r.behind("记录", f.Indicator, d.Window, p.Value))})
	}
	for _, a := range d.Also {
		t.Rows = append(t.Rows, page.Row{Href: address(pageOf(a.Code), d.narrowed()...), Cells: page.Cells(page.Word(a.Name), a.now(""), a.against(), page.Word("本项另一指标"), a.lamp())})
	}
	return page.Panel{Title: "当前数字", Note: page.Word(f.Caution), Flush: true, Body: []any{t}}
}

// mix says how an area was sampled: how many of each kind.
func (a *Area) mix() any {
	if a.Kind == Stock {
		return page.Word("全数")
	}
	var n [3]any
	for i := range n {
		n[i] = int64(0)
		if i < len(a.Shown) {
			n[i] = a.Shown[i].Of
		}
	}
	return page.Say("监督 {1}，监测 {2}，评价 {3}", n[0], n[1], n[2])
}

// density is the batches per 1,000 residents of a volume or the samples behind a share.
func (a *Area) density() any {
	if a.Residents <= 0 || a.Kind == Stock {
		return page.Word("—")
	}
	return decimal(1000*float64(a.Of)/float64(a.Residents), 2)
}

func (s *Service) areaTable(r reading, d *Detail) page.Table {
	t := page.Table{Caption: "分地区", Columns: []page.Column{{Label: "地区", Card: "head"}, {Label: "当前", Card: "wide"}, {Label: "对目标"}, {Label: "怎样抽样", Card: "wide"}, {Label: "批次/千人", Num: true}, {Label: "状态", Card: "mark"}, {Card: "off", Num: true}}}
	for i := range d.Areas {
		a := &d.Areas[i]
		w := d.Window
		w.Region = place.Short(a.Region)
		href := address(pageOf(a.Code), "year", strconv.Itoa(d.Year), "region", w.Region)
		name := page.Cell{Value: s.tree().Name(a.Region, r.lang)}
		if a.Apart {
			name.Note = page.Word("单列，已含在兰州市内")
		}
		t.Rows = append(t.Rows, page.Row{Href: href, Late: a.Status == Missed, Cells: page.Cells(name, a.now(""), a.against(), a.mix(), a.density(), a.lamp(), r.behind("记录", a.Indicator, w, ""))})
	}
	return t
}

// grid is the areas as tiles; nil where they have no places in it.
func (s *Service) grid(d *Detail) *page.Tiles {
	g := &page.Tiles{Label: "各地", Table: page.Link{Label: "看表格", Href: "#areas"}, Scale: d.Figure.scale()}
	most := int64(0)
	for i := range d.Areas {
		if !d.Areas[i].Apart {
			most = max(most, d.Areas[i].Of)
		}
	}
	for i := range d.Areas {
		a := &d.Areas[i]
		if a.Row == 0 {
			continue
		}
		at, _ := s.tree().Find(a.Region)
		tile := page.Tile{Code: place.Full(a.Region), Name: place.Brief(at.Name), NameEn: place.Brief(at.NameEn), Row: a.Row, Col: a.Col, Value: page.Num(a.Of), Shade: a.shade(most), Href: address(pageOf(a.Code), "year", strconv.Itoa(d.Year), "region", place.Short(a.Region))}
		switch {
		case a.Kind == Share && a.Of > 0:
			tile.Value, tile.Note = decimal(a.rate(), 2)+"%", page.Num(a.Hits)+" / "+page.Num(a.Of)
		case a.Kind == Share:
			tile.Value = "—"
		case a.Target > 0:
			tile.Note = "/ " + page.Num(int64(a.Target))
		}
		g.Tiles = append(g.Tiles, tile)
	}
	if len(g.Tiles) == 0 {
		return nil
	}
	return g
}

// shade is the step of the blue, 0 for what is not to be compared: thin, without target, listed apart.
func (a *Area) shade(most int64) int {
	step := func(v float64, bounds ...float64) int {
		return 1 + len(slices.DeleteFunc(bounds, func(b float64) bool { return v < b }))
	}
	switch {
	case a.Apart:
		return 0
	case a.Kind == Stock && most > 0:
		return step(float64(a.Of)/float64(most), 0.25, 0.5, 0.75)
	case a.Status == None || a.Thin():
		return 0
	case a.Kind == Share:
		return step(a.rate(), a.Target-0.5, a.Target, a.Target+0.5)
	}
	return step(float64(a.Of)/math.Max(1, a.Pace), 0.9, 1, 1.1)
}

func (f *Figure) scale() []string {
	switch f.Kind {
	case Share:
		a, b, c := decimal(f.Target-0.5, 1), decimal(f.Target, 1), decimal(f.Target+0.5, 1)
		return []string{"< " + a + "%", a + "–" + b, b + "–" + c, "≥ " + c + "%"}
	case Volume:
		return []string{"< 90%", "90–100%", "100–110%", "≥ 110%"}
	}
	return []string{"< 25%", "25–50%", "50–75%", "≥ 75%"}
}

func (d *Detail) monthTable() page.Table {
	t := page.Table{Caption: "分月", Columns: []page.Column{{Label: "月份", Card: "head", NoWrap: true}, {Label: "当前", Card: "wide"}, {Label: "对目标"}}}
	for i := len(d.Figure.Months) - 1; i >= 0; i-- {
		m := d.Figure.Months[i]
		one := Figure{Indicator: d.Figure.Indicator, Tally: m.Tally}
		against := any(page.Word("—"))
		if one.Kind == Share {
			one.judge(0, 1)
			against = one.against()
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(m.Month, one.now(""), against)})
	}
	return t
}

func (d *Detail) groupTable(r reading) page.Table {
	t := page.Table{Caption: "分食品类别", Columns: []page.Column{{Label: "食品类别", Card: "head"}, {Label: "当前", Card: "wide"}, {Label: "对目标"}, {Card: "mark", Num: true}}}
	for _, g := range d.Groups {
		one := Figure{Indicator: d.Figure.Indicator, Tally: g.Tally}
		one.judge(0, 1)
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(pick(r.lang, g.Name, g.NameEn), one.now(""), one.against(),
			r.behind("记录", d.Figure.Indicator, d.Window, "", [2]string{"category", g.Code}))})
	}
	return t
}

// definition says what is counted, from where, since when and under which article.
func (d *Detail) definition(r reading) page.Panel {
	f := d.Figure
	facts := []page.Fact{{Label: "分子", Value: page.Word(f.Numerator)}, {Label: "分母或目标", Value: page.Word(f.Denominator)}, {Label: "数据来源", Value: page.Word(f.Source)},
		{Label: "起算", Value: page.Say("{1} 起；记录一经公示或建档即计入", sinceOr(f.Since))}, {Label: "分列", Value: page.Word(f.Caution)}}
	if f.Kind == Share {
		facts = append(facts, page.Fact{Label: "区间", Value: page.Word("Wilson 95% 置信区间；样本少于 30 不作结论。整个区间高于目标才亮绿灯，率低于目标即为未达")})
	}
	if f.Plan > 0 {
		asked := page.Fact{Label: "计划要求", Value: page.Say("{1} 批次，已下达", int64(f.Plan))}
		if r.may("plan.view") {
			asked.Href = "/desk/plan/progress?year=" + strconv.Itoa(d.Year)
		}
		facts = append(facts, asked)
	}
	if f.Kind == Volume {
		facts = append(facts, page.Fact{Label: "进度", Value: page.Word("目标乘以本年已过的天数比例；落后不超过一成为略慢")})
	}
	if a, ok := law.Lookup(f.Law); ok {
		facts = append(facts, page.Fact{Label: "依据", Value: page.Say("{1} 第 {2} 条", a.Title, a.Article)})
	}
	return page.Panel{ID: "definition", Title: "指标口径", Body: []any{page.Detail{Facts: facts, One: true}}}
}

func sinceOr(day string) any {
	if day == "" {
		return page.Word("建档之日")
	}
	return day
}

// asked lists what the policy asks in the row.
func (d *Detail) asked(r reading) page.Panel {
	t := page.Table{Caption: "政策要求", Columns: []page.Column{{Label: "目标", Card: "head"}, {Label: "范围", Card: "wide"}, {Label: "期限"}, {Label: "来历"}}, Empty: &page.Empty{Title: "这一项没有硬性目标", Text: "政策只有定性的要求"}}
	all, n := slices.Clone(d.Line.Targets), 0
	for _, g := range policy.Goals() {
		if slices.Contains(d.Line.Goals, g.Code) || d.Goal != nil && d.Goal.Code == g.Code && !slices.Contains(d.Line.Goals, g.Code) {
			all = slices.Insert(all, n, g)
			n++
		}
	}
	for _, x := range all {
		from := page.Word("政策原文")
		if x.Inferred {
			from = "由政策文字推出"
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(asks(x, r), x.Scope, x.Deadline, from)})
	}
	return page.Panel{Title: "政策要求", Flush: true, Body: []any{t}}
}

// bodies lists who answers for the row, and how.
func (d *Detail) bodies(lang string) page.Panel {
	t := page.Table{Caption: "责任单位", Columns: []page.Column{{Label: "单位", Card: "head"}, {Label: "分工"}}, Empty: &page.Empty{Title: "全省目标", Text: "由全部责任单位分别落实"}}
	for _, x := range d.Line.Duties {
		role := page.Word("按职责分工负责")
		if x.Role == policy.Lead {
			role = "牵头"
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(bodyName(x.Body, lang), role)})
	}
	return page.Panel{Title: "责任单位", Flush: true, Body: []any{t}}
}
