package plan

import (
	"strconv"

	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// detail shows a plan: where it stands, how many batches of what, who pays and tests, which county accepted, how far it has come.
func (w *pages) detail(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	run, err := w.needs.Flow.Run(c.Context(), w.db, Kind, p.ID)
	if err != nil {
		return err
	}
	at := w.Plans.Href(p.ID)
	acts, dialogs, err := w.acts(c, Kind, p.ID, at)
	if err != nil {
		return err
	}
	v := page.View{Title: p.Title, Own: true, Mark: lampOf(string(p.State)), Lead: "{1}，{2} 年，第 {3} 版", Crumbs: w.crumbs(nil),
		With: []any{w.tree().Name(p.Region, c.Lang()), strconv.FormatInt(p.Year, 10), p.Shown()}}
	v.Acts = append(w.ways(c, p), acts...)
	whole, own := ownRegion(c.Context(), p)
	have, err := totals(c.Context(), w.db, p.ID, p.Shown())
	if err != nil {
		return err
	}
	left := []any{page.Panel{Title: "批次", Flush: true, Body: []any{purposesTable(p, have)}, Note: page.Word("三类抽检目的不同，分列")}, stagesPanel(p)}
	if k := kindsPanel(p, c.Lang()); k != nil {
		left = append(left, *k)
	}
	right := []any{w.need(p, have)}
	if p.Edition > 0 {
		accepted, err := w.accepted(c, p, whole, own)
		if err != nil {
			return err
		}
		right = append(right, accepted)
	}
	right = append(right, clocks(c, run), history(c, run))
	body := []any{page.Panel{Body: []any{steps(run)}}, page.Grid{Kind: "two", Cells: [][]any{left, right}}}
	return w.stack(c, v, append(body, dialogs...)...)
}

// ways are the further pages of a plan.
func (w *pages) ways(c *web.Ctx, p *Plan) []page.Act {
	at := w.Plans.Href(p.ID)
	out := []page.Act{{Label: "任务表", Href: at + "/cells"}, {Label: "各版对比", Href: at + "/editions"}, {Label: "修改记录", Href: at + "/history"}}
	if whole, _ := ownRegion(c.Context(), p); whole && (p.Editable() || c.Actor.May(RightEdit)) {
		out = append(out, page.Act{Label: "分配方案", Href: at + "/allocate"})
	}
	if p.Edition > 0 {
		out = append(out, page.Act{Label: "进度", Href: address("/desk/plan/progress", "year", strconv.FormatInt(p.Year, 10))})
	}
	if p.Open() && c.Actor.May(RightEdit) {
		out = append(out, page.Act{Label: "注销", Href: at + "/cancel"}, page.Act{Label: "修改", Href: at + "/edit"})
	}
	return out
}

func steps(run *flow.Run) page.Steps {
	order := []State{Drafted, Submitted, Reviewed, Issued}
	names := map[State]string{Drafted: "编制", Submitted: "审核", Reviewed: "下达", Issued: "执行", Revising: "调整", Adjusting: "批准调整", Closed: "结束"}
	switch State(run.State) {
	case Revising, Adjusting:
		order = append(order, Revising, Adjusting)
	default:
		order = append(order, Closed)
	}
	out := page.Steps{}
	here := len(order)
	for i, s := range order {
		if run.State == string(s) {
			here = i
		}
	}
	for i, s := range order {
		out.Steps = append(out.Steps, page.Step{Label: names[s], Done: i < here || run.State == string(Closed), Here: i == here})
	}
	return out
}

// purposesTable sets what the plan promises against what its cells hold.
func purposesTable(p *Plan, have map[string]int64) page.Table {
	t := page.Table{Caption: "批次", Columns: []page.Column{{Label: "抽检类型", Card: "head"}, {Label: "计划批次", Num: true}, {Label: "已分配到县区", Num: true}, {Label: "状态", Card: "mark"}}}
	for _, x := range Purposes {
		lamp := page.Lamp{Tone: page.OK, Text: "已分完"}
		if have[x.Value] != p.Batches(x.Value) {
			lamp = page.Lamp{Tone: page.Near, Text: "还差 {1}", Args: []any{p.Batches(x.Value) - have[x.Value]}}
			if p.Draft > 1 {
				lamp = page.Lamp{Tone: page.Near, Text: "调整 {1}", Args: []any{have[x.Value] - p.Batches(x.Value)}}
			}
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(page.Word(x.Label), p.Batches(x.Value), have[x.Value], lamp)})
	}
	all := have[Supervision] + have[Monitoring] + have[Evaluation]
	t.Rows = append(t.Rows, page.Row{Cells: page.Cells(page.Word("合计"), p.Total(), all, page.Word(""))})
	return t
}

// need sets the plan against target T1.
func (w *pages) need(p *Plan, have map[string]int64) page.Panel {
	residents, estimated := Residents(w.tree(), p.Region)
	target := quota.Target(residents)
	lamp := page.Lamp{Tone: page.OK, Text: "够 T1"}
	if n := max(p.Total(), have[Supervision]+have[Monitoring]+have[Evaluation]); n < target {
		lamp = page.Lamp{Tone: page.Late, Text: "比 T1 少 {1} 批次", Args: []any{target - n}}
	}
	facts := []page.Fact{{Label: "常住人口", Value: page.Num(residents), Note: page.Word("第七次全国人口普查，待核")}, {Label: "T1 应抽", Value: page.Say("{1} 批次", target), Note: page.Word("常住人口 ÷ 1,000 × 4，向上取整；食品与食用农产品合计")},
		{Label: "计划", Value: page.Say("{1} 批次", p.Total())}, {Label: "分配方式", Value: word(Ways, string(p.Way))},
		{Label: "留给从未抽过的", Value: strconv.FormatInt(p.Explore, 10) + "%"}, {Label: "留给公众点检的", Value: strconv.FormatInt(p.Votes, 10) + "%"}, {Label: "各县保底", Value: strconv.FormatInt(p.Kept, 10) + "%"}}
	if estimated {
		facts[0].Note = page.Word("估算，待核")
	}
	body := []any{lamp, page.Detail{Rows: true, Facts: facts}}
	if p.Note != "" {
		body = append(body, page.Detail{One: true, Facts: []page.Fact{{Label: "编制说明", Value: p.Note}}})
	}
	return page.Panel{Title: "对照 T1", Body: body}
}

func stagesPanel(p *Plan) page.Panel {
	t := page.Table{Caption: "环节、经费和承检", Columns: []page.Column{{Label: "抽样环节", Card: "head"}, {Label: "占比", Num: true}, {Label: "经费"}, {Label: "承检"}}}
	for _, g := range p.Stages {
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(word(Stages, g.Stage), strconv.FormatInt(g.Share, 10)+"%", word(Levels, g.Pays), word(Levels, g.Tests))})
	}
	return page.Panel{Title: "环节、经费和承检", Note: page.Word("统一制定计划：谁出经费、谁承检，一次定明"), Flush: true, Body: []any{t}}
}

func kindsPanel(p *Plan, lang string) *page.Panel {
	if len(p.Kinds) == 0 {
		return nil
	}
	t := page.Table{Caption: "类别的倍数和上下限", Columns: []page.Column{{Label: "食品类别", Card: "head"}, {Label: "倍数", Num: true}, {Label: "每县每环节至少", Num: true}, {Label: "每县每环节至多", Num: true}}}
	for _, k := range p.Kinds {
		most := any(page.Word("不限"))
		if k.Most > 0 {
			most = k.Most
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(nameOf(k.Category, lang), k.Weight, k.Least, most)})
	}
	return &page.Panel{Title: "类别的倍数和上下限", Flush: true, Body: []any{t}}
}

// accepted counts which counties took their share.
func (w *pages) accepted(c *web.Ctx, p *Plan, whole bool, own string) (page.Panel, error) {
	n, err := sums(c.Context(), w.db, `SELECT state, count(*) FROM plan_share WHERE plan = $1 AND NOT cancelled AND region >= $2 AND region < $3 GROUP BY state ORDER BY state`, p.ID, own, next(own))
	if err != nil {
		return page.Panel{}, err
	}
	counts := page.Detail{Rows: true}
	for _, x := range ShareStates {
		if n[x.Value] == 0 && x.Value == string(Ended) {
			continue
		}
		counts.Facts = append(counts.Facts, page.Fact{Label: x.Label, Value: page.Num(n[x.Value]), Href: address(w.Shares.Address(), "state", x.Value)})
	}
	note := page.Word("全省各县区")
	if !whole {
		note = page.Word("只列本地区")
	}
	return page.Panel{Title: "各县接收", Note: note, Body: []any{counts}}, nil
}

func (w *pages) ask(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return w.dialog(c, Kind, p.ID, w.Plans.Href(p.ID), w.crumbs(p))
}

// share shows a county what the plan asks of it.
func (w *pages) share(c *web.Ctx) error {
	x, err := w.Shares.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	run, err := w.needs.Flow.Run(c.Context(), w.db, KindShare, x.ID)
	if err != nil {
		return err
	}
	at := w.Shares.Href(x.ID)
	acts, dialogs, err := w.acts(c, KindShare, x.ID, at)
	if err != nil {
		return err
	}
	v := page.View{Title: w.tree().Name(x.Region, c.Lang()), Own: true, Mark: lampOf(string(x.State)), Lead: "{1}，{2} 年，第 {3} 版", With: []any{x.Title, strconv.FormatInt(x.Year, 10), x.Edition},
		Crumbs: []page.Link{{Label: "抽检检验"}, {Label: "抽检任务分解", Href: w.Shares.Address()}}, Acts: acts}
	v.Acts = append([]page.Act{{Label: "任务表", Href: address(w.Plans.Href(x.Plan)+"/cells", "region", x.Region)}, {Label: "进度", Href: address("/desk/plan/progress", "year", strconv.FormatInt(x.Year, 10), "region", x.Region)}}, v.Acts...)
	residents, estimated := Residents(w.tree(), x.Region)
	note := page.Word("第七次全国人口普查，待核")
	if estimated {
		note = "估算：地市人口按乡镇街道数分摊，待核"
	}
	facts := page.Detail{Rows: true, Facts: []page.Fact{{Label: "监督抽检", Value: page.Say("{1} 批次", x.Supervision)}, {Label: "风险监测", Value: page.Say("{1} 批次", x.Monitoring)}, {Label: "评价性抽检", Value: page.Say("{1} 批次", x.Evaluation)},
		{Label: "合计", Value: page.Say("{1} 批次", x.Total())}, {Label: "常住人口", Value: page.Num(residents), Note: note}}}
	cells, err := w.Cells(c.Context(), w.db, x.Region, x.Year)
	if err != nil {
		return err
	}
	left := []any{page.Panel{Title: "分环节", Note: page.Word("谁出经费、谁承检，以计划为准"), Flush: true, Body: []any{byStage(cells)}}, history(c, run)}
	body := []any{page.Grid{Kind: "two", Cells: [][]any{left, {page.Panel{Title: "本县任务", Body: []any{facts}}, clocks(c, run)}}}}
	return w.stack(c, v, append(body, dialogs...)...)
}

func byStage(cells []Cell) page.Table {
	t := page.Table{Caption: "分环节", Columns: []page.Column{{Label: "抽样环节", Card: "head"}, {Label: "计划批次", Num: true}, {Label: "已抽", Num: true}, {Label: "经费"}, {Label: "承检"}}, Empty: &page.Empty{Title: "计划没有在执行"}}
	for _, g := range Stages {
		var sum Cell
		for _, x := range cells {
			if x.Stage == g.Value {
				sum.Batches, sum.Taken, sum.Pays, sum.Tests = sum.Batches+x.Batches, sum.Taken+x.Taken, x.Pays, x.Tests
			}
		}
		if sum.Batches > 0 {
			t.Rows = append(t.Rows, page.Row{Cells: page.Cells(page.Word(g.Label), sum.Batches, sum.Taken, word(Levels, sum.Pays), word(Levels, sum.Tests))})
		}
	}
	return t
}

func (w *pages) askShare(c *web.Ctx) error {
	x, err := w.Shares.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return w.dialog(c, KindShare, x.ID, w.Shares.Href(x.ID), []page.Link{{Label: "抽检任务分解", Href: w.Shares.Address()}, {Label: w.tree().Name(place.Full(x.Region), c.Lang()), Href: w.Shares.Href(x.ID), Own: true}})
}
