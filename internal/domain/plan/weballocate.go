package plan

import (
	"math"
	"strconv"

	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// allocate shows the three ways side by side: how many failures each may be expected to find, how sure that is, how much of the
// field it covers and how much of what nobody has looked at.
func (w *pages) allocate(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if whole, _ := ownRegion(c.Context(), p); !whole {
		return fault.Refused("分配方案由制定计划的一级查看；本地区的任务请看任务表", "the ways are for whoever makes the plan; see the cells of your own region")
	}
	all, model, err := w.Sketches(c.Context(), p)
	if err != nil {
		return err
	}
	v := page.View{Title: "分配方案", Lead: "{1}：三种方式并排，选一种；选了以后仍可在任务表里逐格修改", With: []any{p.Title}, Crumbs: w.crumbs(p), Acts: []page.Act{{Label: "任务表", Href: w.Plans.Href(p.ID) + "/cells"}}}
	return w.stack(c, v, w.sketchBody(c, p, all, model)...)
}

func (w *pages) sketchBody(c *web.Ctx, p *Plan, all []Sketch, model *quota.Model) []any {
	may := p.Editable() && c.Actor.May(RightEdit)
	return []any{page.Panel{Title: "三种方式", Note: page.Word("评价性抽检三种方式都按人口，不按风险"), Flush: true, Body: []any{waysTable(p, all, may)}}, w.placesPanel(c.Lang(), p, all), basisPanel(p, model)}
}

func waysTable(p *Plan, all []Sketch, may bool) page.Table {
	t := page.Table{Caption: "三种方式", Roomy: true, Columns: []page.Column{{Label: "分配方式", Card: "head"}, {Label: "预期查出不合格", Card: "wide"}, {Label: "90% 区间"}, {Label: "覆盖的格子", Card: "wide"}, {Label: "从未抽过的格子", Card: "wide"}, {Label: "状态", Card: "mark"}, {Label: "", Card: "wide"}}}
	for _, x := range all {
		row := page.Row{}
		name := page.Cell{Value: word(Ways, string(x.Way)), Note: wayNote(x)}
		if x.Fault != nil {
			row.Cells = []page.Cell{name, {Value: page.Word("—"), Note: page.Word(x.Fault.Zh)}, {Value: page.Word("—")}, {Value: page.Word("—")}, {Value: page.Word("—")}, {Value: page.Lamp{Text: "不能用"}}, {}}
			t.Rows = append(t.Rows, row)
			continue
		}
		f := x.Find
		lamp := page.Lamp{Text: "未选"}
		if p.Way == x.Way {
			lamp = page.Lamp{Tone: page.OK, Text: "已选"}
		}
		act := page.Cell{}
		if may {
			act.Value = choosing{p.ID, string(x.Way), p.Version}
		}
		row.Cells = []page.Cell{name, {Value: page.Say("{1} 批次", whole(f.Failures)), Note: page.Say("每百批次 {1}", decimal(100*f.Failures/math.Max(1, float64(f.Batches))))}, {Value: page.Word(page.Num(whole(f.Low)) + "–" + page.Num(whole(f.High)))},
			{Value: page.Say("{1} / {2}", f.Covered, f.Cells), Note: page.Say("{1}%", decimal(100*f.Coverage()))}, {Value: page.Say("{1} / {2}", f.Looked, f.Unseen), Note: page.Word("至少抽到 1 批次的 / 全部")}, {Value: lamp}, act}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// choosing is the button that takes a way; it posts the way and the version of the plan.
type choosing struct {
	Plan, Way string
	Version   int64
}

// Template implements page.Component.
func (choosing) Template() string { return "plan.choose" }

func wayNote(x Sketch) any {
	switch {
	case x.Way == quota.ByRisk:
		return page.Word("人口 × 后验不合格优势比，各县有保底")
	case x.Way == quota.ByResidents:
		return page.Word("人口 × 环节占比 × 类别倍数")
	case x.Hand == "before":
		return page.Word("照上一年的任务表")
	case x.Hand == "cells":
		return page.Word("照现在的任务表")
	}
	return nil
}

func whole(x float64) int64    { return int64(math.Round(x)) }
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// placesPanel sets the ways side by side by prefecture.
func (w *pages) placesPanel(lang string, p *Plan, all []Sketch) page.Panel {
	t := page.Table{Caption: "分市州", Columns: []page.Column{{Label: "地区", Card: "head"}, {Label: "常住人口", Num: true}, {Label: "T1 应抽", Num: true}}}
	for _, x := range all {
		t.Columns = append(t.Columns, page.Column{Label: labelOf(Ways, string(x.Way)), Num: true})
	}
	for _, r := range w.tree().Children(p.Region) {
		n, _ := Residents(w.tree(), r.Code)
		row := page.Row{Cells: page.Cells(w.tree().Name(r.Code, lang), n, quota.Target(n))}
		for _, x := range all {
			if x.Fault != nil {
				row.Cells = append(row.Cells, page.Cell{Value: page.Word("—")})
				continue
			}
			row.Cells = append(row.Cells, page.Cell{Value: x.Places[place.Short(r.Code)]})
		}
		t.Rows = append(t.Rows, row)
	}
	return page.Panel{Title: "分市州", Note: page.Word("市州人口为第七次普查数，待核；县区人口为估算，待核"), Flush: true, Body: []any{t}}
}

// basisPanel says what the risk rests on and what it cannot know.
func basisPanel(p *Plan, m *quota.Model) page.Panel {
	return page.Panel{Title: "怎样算的", Body: []any{page.Detail{One: true, Facts: []page.Fact{
		{Label: "用到的结果", Value: page.Say("前 {1} 年已公示且有结论的 {2} 批次，不合格 {3}", p.Back, m.Tested, m.Failed), Note: page.Word("不含评价性抽检；到上一年年底或今天为止")},
		{Label: "总不合格率", Value: page.Say("{1}%", strconv.FormatFloat(100*m.Rate, 'f', 2, 64)), Note: page.Word("没有结果时按 2% 起估，值 50 批次")},
		{Label: "格子的不合格率", Value: page.Word("先按地区、类别、环节三方面的高低相乘，再由这一格自己的结果修正（贝塔-二项，经验贝叶斯收缩）"), Note: page.Say("三方面的估计相当于 {1} 批次", strconv.FormatFloat(m.Strength, 'f', 0, 64))},
		{Label: "预期查出", Value: page.Word("各格批次 × 不合格率之和；区间为后验预测分布 90%，含总体率本身的不确定")},
		{Label: "局限", Value: page.Word("过去抽得多的地方知道得多；监督抽检本身有针对性，率不代表市场整体。方法凭记忆写出（忆），不出自法规")}}}}}
}

// allocated takes one way.
func (w *pages) allocated(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(v.Get("version"), 10, 64)
	if err := w.Choose(c.Context(), c.Path("id"), quota.Way(v.Get("way")), version); err != nil {
		return err
	}
	return c.Redirect(w.Plans.Href(c.Path("id")), c.T("已按所选方式分配到县区"))
}
