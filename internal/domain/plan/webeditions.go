package plan

import (
	"strconv"

	"shian/internal/kit/clock"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

const changesShown = 300

// editions sets two editions of a plan side by side: what changed where, why, and who approved it.
func (w *pages) editions(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	region, err := w.within(c.Context(), p, c.Query("region"))
	if err != nil {
		return err
	}
	all, err := w.Editions(c.Context(), w.db, p)
	if err != nil {
		return err
	}
	to := int64(c.QueryInt("to", int(p.Shown()), 1, 1000))
	from := int64(c.QueryInt("from", int(max(1, to-1)), 1, 1000))
	t := page.Table{Caption: "各版", Roomy: true, Columns: []page.Column{{Label: "版次", Card: "head"}, {Label: "分配方式"}, {Label: "监督抽检", Num: true}, {Label: "风险监测", Num: true}, {Label: "评价性抽检", Num: true}, {Label: "理由", Card: "wide"}, {Label: "编制"}, {Label: "批准"}}}
	for _, e := range all {
		made, approved := page.Cell{Value: e.MadeName, Note: clock.Show(e.MadeAt)}, page.Cell{Value: page.Word("未批准")}
		if e.ApprovedAt != "" {
			approved = page.Cell{Value: e.ApprovedName, Note: clock.Show(e.ApprovedAt)}
		}
		name := page.Cell{Value: page.Say("第 {1} 版", e.Edition)}
		switch e.Edition {
		case p.Draft:
			name.Note = page.Word("编辑中")
		case p.Edition:
			name.Note = page.Word("执行中")
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{name, {Value: word(Ways, e.Way)}, {Value: e.Supervision}, {Value: e.Monitoring}, {Value: e.Evaluation}, {Value: dash(e.Reason)}, made, approved}})
	}
	changes, err := w.Compare(c.Context(), w.db, p, from, to, region)
	if err != nil {
		return err
	}
	d := page.Table{Caption: "两版不同的格子", Columns: []page.Column{{Label: "地区", Card: "head"}, {Label: "抽检类型"}, {Label: "食品类别", Card: "wide"}, {Label: "抽样环节"}, {Label: "原批次", Num: true}, {Label: "现批次", Num: true}, {Label: "增减", Num: true}},
		Empty: &page.Empty{Title: "两版没有不同", Text: "可以在上面换两个版次再比"}}
	for _, x := range changes[:min(changesShown, len(changes))] {
		d.Rows = append(d.Rows, page.Row{Cells: page.Cells(w.tree().FullName(x.Region, c.Lang()), word(Purposes, x.Purpose), nameOf(x.Category, c.Lang()), word(Stages, x.Stage), x.Old, x.New, signed(x.New-x.Old))})
	}
	f := page.Filter{Action: w.Plans.Href(p.ID) + "/editions", Fields: []page.FilterField{editionField("from", "原版次", from, all), editionField("to", "现版次", to, all)}}
	v := page.View{Title: "各版对比", Lead: "{1}", With: []any{p.Title}, Crumbs: w.crumbs(p)}
	return w.stack(c, v, page.Panel{Title: "各版", Note: page.Word("旧版照旧保存，不删除"), Flush: true, Body: []any{t}},
		page.Panel{Title: "两版不同的格子", Note: page.Say("共 {1} 格，列出前 {2} 格", len(changes), len(d.Rows)), Flush: true, Body: []any{f, d}})
}

func editionField(name, label string, value int64, all []Edition) page.FilterField {
	f := page.FilterField{Name: name, Label: label, Kind: "choice", Value: strconv.FormatInt(value, 10), Any: "上一版"}
	for _, e := range all {
		n := strconv.FormatInt(e.Edition, 10)
		f.Choices = append(f.Choices, page.Choice{Value: n, Label: n, Own: true})
	}
	return f
}

func dash(s string) any {
	if s == "" {
		return page.Word("—")
	}
	return s
}

func signed(n int64) string {
	if n > 0 {
		return "+" + page.Num(n)
	}
	return page.Num(n)
}
