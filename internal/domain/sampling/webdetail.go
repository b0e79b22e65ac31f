package sampling

import (
	"cmp"
	"slices"

	"shian/engine/limit"
	"shian/internal/domain/operator"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// detail shows one result: where it stands, what was found and why that means what it means, whom it concerns, the proof.
func (w *pages) detail(c *web.Ctx) error {
	r, err := w.Results.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	v := page.View{Title: r.Food, Own: true, Mark: []any{conclusionTag(r.Conclusion), page.Tag{Text: label(Purposes, string(r.Purpose)), Tone: page.Info}}, Crumbs: w.crumbs()}
	v.Acts = append(v.Acts, page.Act{Label: "修改记录", Href: w.Results.Href(r.ID) + "/history"})
	var body, left, right []any
	run, err := w.needs.Flow.Run(c.Context(), w.db, Kind, r.ID)
	switch {
	case err == nil:
		acts, dialogs, err := w.acts(c, r)
		if err != nil {
			return err
		}
		v.Acts = append(v.Acts, acts...)
		body = append(body, page.Panel{Body: []any{progress(run)}})
		left = append(left, items(c, r), effects(r), history(c, run))
		if way := w.origin(c, r); way != nil {
			left = append(left, way)
		}
		right = append(right, clocks(c, run))
		right = append(right, w.facts(c, r)...)
		if p := w.proof(c, r); p != nil {
			right = append(right, p)
		}
		body = append(body, page.Grid{Kind: "two", Cells: [][]any{left, right}})
		body = append(body, dialogs...)
	case fault.Is(err, fault.KindMissing): // a published result that concerns none of the reader's own offices
		right = w.facts(c, r)
		if p := w.proof(c, r); p != nil {
			right = append(right, p)
		}
		body = append(body, page.Grid{Kind: "two", Cells: [][]any{{items(c, r)}, right}})
	default:
		return err
	}
	if p, act, err := w.notices(c, r); err != nil {
		return err
	} else if p != nil || act != nil {
		body = slices.Insert(body, min(1, len(body)), p...)
		v.Acts = append(v.Acts, act...)
	}
	if r.Disputed {
		v.Notice = &page.Notice{Tone: page.Near, Text: "报告结论与各项判定不一致，暂不作结论；请核实数值或结论后改正，再审核公示"}
	}
	v.Data = body
	return w.draw.Render(c, "sampling.page", v)
}

func conclusionTag(c Conclusion) page.Tag {
	l := conclusionLamp(c)
	return page.Tag{Text: l.Text, Tone: l.Tone}
}

// acts are the buttons: what the flow offers to the reader, with the reason where it is refused to them alone.
func (w *pages) acts(c *web.Ctx, r *Result) (acts []page.Act, dialogs []any, err error) {
	offers, err := w.needs.Flow.Offers(c.Context(), Kind, r.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range offers {
		right, known := rightOf[o.Action]
		if !known || !c.Actor.May(right) {
			continue
		}
		a := page.Act{Label: o.Label, Tone: o.Tone, Href: doAt(r.ID, o.Action), Post: true}
		switch {
		case !o.Allowed:
			a.Refused = cmp.Or(pickLang(c, o.Why, o.WhyEn), "不能办理")
		case slices.Contains(o.Needs, flow.NeedReason):
			a.Post, a.Href, a.Dialog = false, w.Results.Href(r.ID)+"/do/"+o.Action, "do-"+o.Action
			dialogs = append(dialogs, asking(r, o, false))
		}
		acts = append(acts, a)
	}
	if r.Open() && !r.Cancelled && c.Actor.May("sampling.result.edit") {
		acts = append(acts, page.Act{Label: "注销", Href: w.Results.Href(r.ID) + "/cancel"}, page.Act{Label: "修改", Href: w.Results.Href(r.ID) + "/edit"})
	}
	return acts, dialogs, nil
}

func pickLang(c *web.Ctx, zh, en string) string {
	if c.Lang() == "en" && en != "" {
		return en
	}
	return zh
}

func doAt(id, action string) string { return "/desk/do/" + Kind + "/" + id + "/" + action }

func asking(r *Result, o flow.Offer, open bool) page.Dialog {
	d := page.Dialog{ID: "do-" + o.Action, Title: o.Label, Action: doAt(r.ID, o.Action), Open: open, Act: page.Act{Label: o.Label, Tone: cmp.Or(o.Tone, "main"), Name: "_do", Value: "1"},
		Fields: []page.Input{{Name: "reason", Label: "理由", Kind: "note", Needed: true, Wide: true, Max: 500}}}
	if slices.Contains(o.Needs, flow.NeedPublic) {
		d.Fields[0].Help = "只留在平台内"
		d.Fields = append(d.Fields, page.Input{Name: "public", Label: "对公众说明的理由", Kind: "note", Needed: true, Wide: true, Max: 500, Help: "门户、开放数据和存证页面原样显示；不要写个人信息"},
			page.Input{Name: "public_en", Label: "对公众说明的理由（英文）", Kind: "note", Wide: true, Max: 500, Help: "留空则英文页面显示中文"})
	}
	if open {
		d.Cancel = "/desk/sampling-result/" + r.ID
	}
	return d
}

// ask is the dialog as a page, for who has no script.
func (w *pages) ask(c *web.Ctx) error {
	r, err := w.Results.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	o, err := w.needs.Flow.Offered(c.Context(), Kind, r.ID, c.Path("action"))
	if err != nil {
		return err
	}
	return w.draw.Render(c, "sampling.page", page.View{Title: o.Label, Crumbs: w.crumbs(page.Link{Label: r.Food, Href: w.Results.Href(r.ID), Own: true}), Data: []any{asking(r, o, true)}})
}

// progress shows the steps: recorded, checked, published.
func progress(run *flow.Run) page.Steps {
	at := map[string]string{}
	for _, s := range run.Steps {
		at[s.To] = clock.Show(s.At)
	}
	order := []State{Drafted, Checked, Published}
	if run.State == string(Withdrawn) {
		order = append(order, Withdrawn)
	}
	names := map[State]string{Drafted: "登记", Checked: "审核", Published: "公示", Withdrawn: "撤回"}
	here := slices.Index(order, State(run.State))
	out := page.Steps{}
	for i, s := range order {
		step := page.Step{Label: names[s], Done: here >= i && at[string(s)] != "", Note: at[string(s)]}
		if s == Drafted && run.State == string(Returned) {
			step = page.Step{Label: "退回修改", Here: true, Note: at[string(Returned)]}
		}
		if here >= 0 && i == here+1 {
			step.Here = true
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

// items shows what was tested, the verdict, the reason and the clause.
func items(c *web.Ctx, r *Result) page.Panel {
	t := page.Table{Caption: "检验结果", Roomy: true, Columns: []page.Column{{Label: "项目", Card: "head"}, {Label: "限量", Num: true}, {Label: "结果", Num: true},
		{Label: "判定", Card: "mark"}, {Label: "判定理由", Card: "wide"}, {Label: "判定依据", Card: "wide"}}}
	failed, unsure := 0, 0
	for _, i := range r.Items {
		lamp := page.Lamp{Text: label(Verdicts, string(i.Verdict))}
		switch i.Verdict {
		case limit.Pass:
			lamp.Tone = page.OK
		case limit.Fail:
			lamp.Tone = page.Late
			failed++
		case limit.NoLimit:
			unsure++
		case limit.Unreadable:
			lamp.Tone = page.Near
			unsure++
		}
		held := page.Cell{Value: cmp.Or(i.Held(), "—")}
		if i.Limit == "" && i.Applied != "" {
			held.Note = page.Word("查自标准")
		}
		t.Rows = append(t.Rows, page.Row{Bad: i.Verdict == limit.Fail, Cells: []page.Cell{{Value: i.Name}, held, {Value: i.Result, Bad: i.Verdict == limit.Fail}, {Value: lamp},
			{Value: pickLang(c, i.ReasonZh, i.ReasonEn)}, {Value: cmp.Or(i.Basis, "—")}}})
	}
	return page.Panel{Title: "检验结果", Flush: true, Note: page.Say("{1} 项中 {2} 项不符合，{3} 项未判定", len(r.Items), failed, unsure), Body: []any{t}}
}

// effects are what the result set off, and what waits.
func effects(r *Result) page.Panel {
	done := r.State == Published || r.State == Withdrawn
	chain := page.Chain{}
	for _, e := range []struct {
		text string
		href string
		has  bool
	}{{"写入被抽样单位档案", operatorPage(r.Operator), r.Operator != ""}, {"写入生产者档案", operatorPage(r.Maker), r.Maker != "" && r.Maker != r.Operator},
		{"计入所在地区合格率", "", !r.Outside}, {"门户公示并可核验", "", true}} {
		if e.has {
			chain.Links = append(chain.Links, page.Effect{Text: e.text, Href: e.href, Wait: !done})
		}
	}
	if r.Outside {
		chain.Links = append(chain.Links, page.Effect{Text: "省外样品，不计入本省统计"})
	}
	if r.State == Withdrawn {
		chain.Links = append(chain.Links, page.Effect{Text: "已撤回：统计已扣除，门户只留撤回记录和公开理由"})
	}
	return page.Panel{Title: "此结果引发", Note: page.Say("公示时由系统自动发出"), Body: []any{chain}}
}

func operatorPage(id string) string {
	if id == "" {
		return ""
	}
	return "/desk/operator/" + id
}

func history(c *web.Ctx, run *flow.Run) page.Panel {
	t := page.Timeline{}
	for _, s := range slices.Backward(run.Steps) {
		at := clock.Show(s.At)
		e := page.Event{Day: at[:10], Zh: c.T("{1}：{2}", c.T(s.Label), s.ActorName), Text: s.Reason}
		e.En = e.Zh
		if len(at) >= 16 {
			e.Time = at[11:16]
		}
		t.Lines = append(t.Lines, e)
	}
	return page.Panel{Title: "办理经过", Body: []any{t}}
}

func clocks(c *web.Ctx, run *flow.Run) page.Panel {
	body := []any{}
	for _, k := range run.Clocks {
		l := page.Lamp{Tone: page.Tone(k.Lamp.State), Text: k.Lamp.Text(c.Lang())}
		if k.Lamp.State == flow.LampShut {
			l.Tone = page.Shut
		}
		body = append(body, page.Clock{Name: pickLang(c, k.Name, k.NameEn), Lamp: l, Law: k.Lamp.Law(c.Lang())})
	}
	if len(body) == 0 {
		body = append(body, page.Empty{Title: "没有在计的时限"})
	}
	return page.Panel{Title: "时限", Body: body}
}

// facts are the sample and the report.
func (w *pages) facts(c *web.Ctx, r *Result) []any {
	named := func(id, name string) page.Fact { return page.Fact{Value: cmp.Or(name, "—"), Href: operatorPage(id)} }
	shop, maker := named(r.Operator, r.OperatorName), named(r.Maker, r.MakerName)
	shop.Label, shop.Note = "被抽样单位", r.OperatorAddress
	maker.Label, maker.Note = "标称生产者", r.MakerAddress
	region := w.needs.Places.Tree().FullName(r.Region, c.Lang())
	sample := page.Detail{One: true, Facts: []page.Fact{shop, maker,
		{Label: "抽样地区", Value: region, Note: r.Origin}, {Label: "抽样日期", Value: cmp.Or(r.SampledAt, "—")}, {Label: "抽样环节", Value: word(label(Stages, r.stage()))},
		{Label: "食品类别", Value: word(label(operator.Categories, r.Category))}, {Label: "规格型号", Value: cmp.Or(r.Spec, "—")}, {Label: "商标", Value: cmp.Or(r.Brand, "—")},
		{Label: "生产日期", Value: cmp.Or(r.Made, "—")}, {Label: "批号", Value: cmp.Or(r.Batch, "—"), Code: r.Batch != ""}}}
	report := page.Detail{One: true, Facts: []page.Fact{{Label: "抽样单编号", Value: r.Number, Code: true}, {Label: "承检机构", Value: cmp.Or(r.Laboratory, "—")},
		{Label: "检验报告编号", Value: cmp.Or(r.Report, "—")}, {Label: "报告结论", Value: word(label(Declarations, string(r.Declared)))}, {Label: "发布单位", Value: cmp.Or(r.Source, "—"), Note: r.SourceDay}}}
	return []any{page.Panel{Title: "样品", Body: []any{sample}}, page.Panel{Title: "报告", Body: []any{report}}}
}

func (r *Result) stage() string { return r.Stage }

func word(zh string) any {
	if zh == "" {
		return "—"
	}
	return page.Word(zh)
}

// origin is the way of the result's sample from hand to hand, to those who may see the sheet; nil: none.
func (w *pages) origin(c *web.Ctx, r *Result) any {
	if r.Sample == "" || !c.Actor.May("sampling.sample.view") {
		return nil
	}
	x, err := w.Samples.Get(c.Context(), r.Sample)
	if err != nil {
		return nil
	}
	way, err := w.chain(c, x)
	if err != nil {
		return nil
	}
	way.Acts = []page.Act{{Label: "抽样单", Href: w.Samples.Href(x.ID), Small: true}}
	return way
}
