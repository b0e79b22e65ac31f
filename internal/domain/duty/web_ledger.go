package duty

import (
	"strconv"

	"shian/data/policy"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// ledgerView is the dot of the ledger's template.
type ledgerView struct {
	Counts *page.Counts
	Tiles  page.Grid
	Filter page.Filter
	Table  page.Table
	All    int
}

func (s *Service) ledgerPage(c *web.Ctx) error {
	q := s.asked(c)
	l, err := s.Ledger(c.Context(), q)
	if err != nil {
		return err
	}
	var n *flow.Counts
	if s.Work != nil {
		got, err := s.Work.Counts(c.Context(), c.Actor)
		if err != nil {
			return err
		}
		n = &got
	}
	return s.pages.Render(c, "duty.ledger", s.ledgerView(readingOf(c), q, l, n))
}

func (s *Service) ledgerView(r reading, q Query, l *Ledger, n *flow.Counts) page.View {
	v := ledgerView{All: l.All, Filter: s.ledgerFilter(r, q, l), Tiles: tiles(l), Table: table(r, l)}
	if n != nil {
		v.Counts = &page.Counts{Label: "我的事项", Items: []page.Count{
			{Name: "逾期", N: int64(n.Late), Tone: page.Late, Href: "/desk/todo?due=late"}, {Name: "临近到期", N: int64(n.Near), Tone: page.Near, Href: "/desk/todo?due=near"},
			{Name: "待办", N: int64(n.Do), Href: "/desk/todo"}, {Name: "我发起", N: int64(n.Begun), Href: "/desk/todo?list=begun"}, {Name: "已办", N: int64(n.Done), Href: "/desk/todo?list=done"}}}
	}
	acts := []page.Act{{Label: "指标口径", Href: address(pageOf("T1"), l.narrowed()...) + "#definition"}}
	if r.export {
		acts = append(acts, exports(address("/desk/ledger/export", append(l.narrowed(), "status", string(q.Status), "body", q.Body, "q", q.Text)...))...)
	}
	return page.View{Title: "任务台账", Lead: "44 项任务与 4 项保障。{1}，{2} 年，数据截至 {3}，由平台记录逐笔计算，点任一数字可见明细。",
		With: []any{s.placeName(l.Window, r.lang), strconv.Itoa(l.Year), r.asOf}, Crumbs: []page.Link{{Label: "工作台", Href: "/desk"}},
		Acts: acts, Data: v}
}

func tiles(l *Ledger) page.Grid {
	g := page.Grid{Kind: "five"}
	for _, goal := range l.Goals {
		g.Cells = append(g.Cells, []any{goal.tile(l.Window)})
	}
	return g
}

// tile is one of the five targets on top.
func (g Goal) tile(w Window) page.Figure {
	f := g.Figure
	lamp := f.lamp()
	lamp.Line, lamp.Note = false, ""
	t := page.Figure{Code: g.Code, Name: goalNames[g.Code], Lamp: &lamp, Href: address(pageOf(g.Code), w.narrowed()...)}
	switch {
	case f == nil:
		t.Value, t.Notes = "—", []page.Phrase{page.Say("待接入：{1}", page.Word(g.Feed))}
	case f.Kind == Share:
		t.Rate = &page.Rate{Hits: f.Hits, Of: f.Of, Digits: 2}
		if f.Of > 0 {
			t.Bar = f.interval()
		}
		t.Notes = []page.Phrase{page.Say("目标 ≥ {1}%", decimal(f.Target, 0))}
	case f.Target > 0:
		b := f.bar(true)
		t.Value, t.Unit, t.Bar = f.Of, " / "+page.Num(int64(f.Target)), &b
		t.Notes = []page.Phrase{page.Say("完成 {1}%，今日应到 {2}%", b.Args...), page.Say("食品 {1}，农产品 {2}", f.Streams[0].Of, f.Streams[1].Of)}
	default:
		t.Value, t.Notes = f.Of, []page.Phrase{page.Say("没有常住人口数，算不出目标"), page.Say("食品 {1}，农产品 {2}", f.Streams[0].Of, f.Streams[1].Of)}
	}
	return t
}

// goalNames are the five targets in few words; the policy's own stand on their pages.
var goalNames = map[string]string{"T1": "抽检批次", "T2": "主要农产品合格率", "T3": "食品合格率", "T4": "公众满意度", "T5": "系统性重大风险"}

func (s *Service) ledgerFilter(r reading, q Query, l *Ledger) page.Filter {
	to := func(status Status) string {
		return address("/desk/ledger", append(l.narrowed(), "status", string(status), "body", q.Body, "q", q.Text)...)
	}
	set := page.Set{Label: "状态", Links: []page.Link{{Label: "全部 {1}", Args: []any{l.All}, Href: to(""), Here: q.Status == ""}}}
	for _, x := range []struct {
		status Status
		label  string
	}{{Missed, "未达 {1}"}, {Close, "临近 {1}"}, {Met, "达标 {1}"}, {None, "无结论 {1}"}} {
		set.Links = append(set.Links, page.Link{Label: x.label, Args: []any{l.Of[x.status]}, Href: to(x.status), Here: q.Status == x.status})
	}
	f := page.Filter{Action: "/desk/ledger", Total: len(l.Lines), Sets: []page.Set{set}, Fields: append([]page.FilterField{
		{Name: "body", Label: "责任单位", Kind: "choice", Value: q.Body, Choices: bodies(), Any: "全部单位"}}, s.filter(l.Window)...)}
	f.Fields = append(f.Fields, page.FilterField{Name: "q", Label: "任务名称或序号", Value: q.Text, Grow: true})
	if q.Status != "" {
		f.Keep = []page.Pair{{Name: "status", Value: string(q.Status)}}
	}
	for _, on := range []bool{q.Status != "", q.Body != "", q.Text != "", l.Region != l.Own} {
		if on {
			f.Active++
		}
	}
	return f
}

func exports(to string) []page.Act {
	join := "?"
	for _, r := range to {
		if r == '?' {
			join = "&"
		}
	}
	return []page.Act{{Label: "导出 XLSX", Href: to + join + "format=xlsx", Icon: "export", Download: true},
		{Label: "导出 CSV", Href: to + join + "format=csv", Icon: "export", Download: true}}
}

func bodies() []page.Choice {
	var out []page.Choice
	for _, b := range policy.Bodies() {
		out = append(out, page.Choice{Value: b.Code, Label: b.Short, En: b.NameEn, Own: true})
	}
	return out
}

func table(r reading, l *Ledger) page.Table {
	t := page.Table{Caption: "任务台账", Broad: true, Columns: []page.Column{{Label: "序", Card: "off", NoWrap: true}, {Label: "任务", Card: "head", NoWrap: true}, {Label: "责任单位", NoWrap: true}, {Label: "目标"},
		{Label: "当前（分子 / 分母，95% 区间）", Card: "wide"}, {Label: "对目标", Card: "off", Extra: true}, {Label: "近 12 个月"}, {Label: "状态", Card: "mark"}, {Card: "off", Extra: true, Num: true}},
		Empty: &page.Empty{Title: "没有符合条件的任务", Text: "去掉一个条件再看", Act: &page.Act{Label: "清除条件", Href: "/desk/ledger"}}}
	for i := 0; i < len(l.Lines); {
		n := i
		for n < len(l.Lines) && l.Lines[n].Group == l.Lines[i].Group {
			n++
		}
		t.Rows = append(t.Rows, heading(l.Lines[i:n]))
		for _, x := range l.Lines[i:n] {
			t.Rows = append(t.Rows, x.row(r, l.Window))
		}
		i = n
	}
	return t
}

// heading names the chapter that the lines belong to.
func heading(lines []Line) page.Row {
	first, last := lines[0].Number, lines[len(lines)-1].Number
	missed := 0
	for _, l := range lines {
		if l.Status() == Missed {
			missed++
		}
	}
	r := page.Row{Group: lines[0].Group, Note: "第 {1}–{2} 项", With: []any{first, last}}
	if first == last {
		r.Note, r.With = "第 {1} 项", []any{first}
	}
	if missed > 0 {
		r.Note, r.With = r.Note+"，未达 {"+strconv.Itoa(len(r.With)+1)+"}", append(r.With, missed)
	}
	return r
}

func (l Line) row(rd reading, w Window) page.Row {
	here := address(pageOf(l.Number), w.narrowed()...)
	r := page.Row{Href: here, Late: l.Status() == Missed}
	task := []any{l.Number, titleOf(l.Row, rd.lang), answers(l.Row, rd.lang), targets(l.Row, rd)}
	lamp := l.Worst.lamp()
	if l.Worst != l.Figure {
		lamp.Note, lamp.With = "{1}", []any{l.Worst.Code}
	}
	if l.Figure == nil {
		r.Cells = page.Cells(append(task, page.Cell{Note: page.Say("待接入：{1}", page.Word(l.Feed))}, page.Word("—"), page.Word("—"), lamp, page.Cell{})...)
		return r
	}
	f := l.Figure
	r.Cells = page.Cells(append(task, f.now(address(pageOf(f.Code), w.narrowed()...)), f.against(), f.spark(), lamp,
		rd.behind("进入", f.Indicator, w, ""))...)
	return r
}
