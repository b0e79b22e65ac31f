package laboratory

import (
	"fmt"
	"strconv"

	"shian/engine/limit"
	"shian/engine/quality"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// comparison sets the two laboratories' results side by side, once both have reported: whoever still measures does not see what
// the other found.
func (w *pages) comparison(c *web.Ctx, o *Order, tests []Test) (*page.Panel, error) {
	other, theirs, err := w.comparedWith(c.Context(), o)
	if err != nil || other == nil || o.State != Finished {
		return nil, err
	}
	if other.State != Finished {
		return &page.Panel{Title: "比对检验", Body: []any{page.Empty{Title: "对方还没有出报告", Text: "双方都出报告后才并列显示结果。"}}}, nil
	}
	t := page.Table{Caption: "比对检验", Columns: []page.Column{{Label: "检验项目", Card: "head"}, {Label: "本机构", Num: true}, {Label: "对方", Num: true}, {Label: "相对差（%）", Num: true}, {Label: "预期室间偏差（%）", Num: true}, {Label: "评价", Card: "mark"}}}
	for _, x := range tests {
		y := of(theirs, x.Item)
		if y == nil {
			continue
		}
		rpd, expected, end := "—", "—", any("—")
		if a, b, unit, ok := figures(x.Result, y.Result); ok {
			d := quality.RPD(a, b)
			rpd = strconv.FormatFloat(d, 'f', 1, 64)
			if scale, known := massFraction[unit]; known && (a+b)/2 > 0 {
				e := quality.ThompsonPercent((a + b) / 2 * scale)
				expected = strconv.FormatFloat(e, 'f', 1, 64)
				end = page.Lamp{Text: "一致", Tone: page.OK}
				if d > reproducibility*e {
					end = page.Lamp{Text: "差异显著", Tone: page.Late}
				}
			}
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(x.Item, x.Result, y.Result, rpd, expected, end)})
	}
	return &page.Panel{Title: "比对检验", Note: page.Word("相对差大于预期室间偏差的 2.8 倍为差异显著；常数待核"), Flush: true, Body: []any{t}}, nil
}

// reproducibility is how many standard deviations two laboratories may differ by, 2√2 (待核).
const reproducibility = 2.8

// massFraction is what a unit is of the whole.
var massFraction = map[string]float64{"g/kg": 1e-3, "mg/kg": 1e-6, "μg/kg": 1e-9, "µg/kg": 1e-9}

// figures reads two results that are plain numbers in one unit.
func figures(a, b string) (x, y float64, unit string, ok bool) {
	p, err := limit.ParseResult(a)
	q, err2 := limit.ParseResult(b)
	if err != nil || err2 != nil || p.Unit.Name != q.Unit.Name || p.Op != "" || q.Op != "" {
		return 0, 0, "", false
	}
	x, one := parse(p.Number.Text)
	y, two := parse(q.Number.Text)
	return x, y, p.Unit.Name, one && two
}

// besideTest leads from a line of the work list to its order and to entering the result.
func (w *pages) besideTest(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	t, err := w.Tests.Get(c.Context(), r.ID)
	if err != nil {
		return nil, nil, err
	}
	acts := []page.Act{{Label: "查看委托", Href: w.Orders.Href(t.Order)}}
	if c.Actor.May(rightMeasure) {
		acts = append(acts, page.Act{Label: "录入结果", Href: w.Readings.Address() + "/new?code=" + t.Code + "&item=" + t.Item})
	}
	return acts, nil, nil
}

// besideRun draws the Levey-Jennings chart of each reference sample of a run, up to it.
func (w *pages) besideRun(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	x, err := w.Runs.Get(c.Context(), r.ID)
	if err != nil {
		return nil, nil, err
	}
	var panels []any
	seen := map[string]bool{}
	for _, p := range x.Points {
		if p.Kind != Reference || seen[p.Level] {
			continue
		}
		seen[p.Level] = true
		marks, err := w.chart(c.Context(), w.db, x, p.Level, chartLength)
		if err != nil {
			return nil, nil, err
		}
		ch := chart{Label: "质控图", Note: "纵轴是距参考值几个标准差；虚线为 ±2 和 ±3，方块为失控或不满意", Joined: true}
		for _, m := range marks {
			ch.Points = append(ch.Points, page.Controlled{Name: m.Day[5:], Value: m.Z, Out: m.End == "rejected", Note: m.Rules})
		}
		panels = append(panels, page.Panel{Title: "质控图", Note: page.Say("{1}，最近 {2} 次", p.Level, len(marks)), Body: []any{ch}})
	}
	return nil, panels, nil
}

// besideRound draws the z-scores of a round.
func (w *pages) besideRound(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	x, err := w.Rounds.Get(c.Context(), r.ID)
	if err != nil {
		return nil, nil, err
	}
	ch := chart{Label: "z 比分数图", Note: "|z| 不大于 2 满意，小于 3 可疑，3 及以上不满意；虚线为 ±2 和 ±3，方块为失控或不满意"}
	for _, p := range x.Values {
		z, ok := parse(p.Z)
		if !ok {
			continue
		}
		ch.Points = append(ch.Points, page.Controlled{Name: p.Code, Value: z, Out: p.Score == string(quality.Unsatisfactory)})
	}
	return nil, []any{page.Panel{Title: "z 比分数图", Note: page.Word("稳健统计按 ISO 13528 算法 A，常数待核"), Body: []any{ch}}}, nil
}

// besideSpare adds the clock and the buttons of a spare sample.
func (w *pages) besideSpare(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	x, err := w.Spares.Get(c.Context(), r.ID)
	if err != nil {
		return nil, nil, err
	}
	run, err := w.needs.Flow.Run(c.Context(), w.db, KindSpare, r.ID)
	if err != nil {
		return nil, nil, err
	}
	acts, dialogs, err := w.acts(c, KindSpare, r.ID, w.Spares.Href(r.ID))
	if err != nil {
		return nil, nil, err
	}
	acts = append([]page.Act{{Label: "查看委托", Href: w.Orders.Href(x.Order)}}, acts...)
	return acts, append([]any{page.Grid{Kind: "two", Cells: [][]any{{history(c, run)}, {clocks(c, run)}}}}, dialogs...), nil
}

// besideLaboratory tells how a laboratory works: over the last twelve months, from the measures, each share with its interval.
func (w *pages) besideLaboratory(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	now := clock.Now(c.Context())
	from, to := clock.Day(now.AddDate(-1, 0, 0)), clock.Day(now)
	t, err := w.Tally(c.Context(), w.db, r.ID, from, to)
	if err != nil {
		return nil, nil, err
	}
	acts := []page.Act{{Label: "认定范围", Href: w.Scopes.Address() + "?laboratory=" + r.ID}}
	var warn []any
	if l, err := w.find(c.Context(), w.db, r.ID); err != nil {
		return nil, nil, err
	} else if err := w.standing(c, l, to); err != nil {
		warn = append(warn, page.Notice{Tone: page.Late, Text: fault.Of(err).Text(c.Lang()), Own: true})
	}
	figures := page.Grid{Kind: "five", Cells: [][]any{
		{page.Figure{Name: "检验报告", Value: t.Reports, Unit: "份"}},
		{page.Figure{Name: "按期出具", Rate: &page.Rate{Hits: t.InTime, Of: t.Timed}}},
		{page.Figure{Name: "出报告中位用时", Value: t.Median, Unit: "个工作日"}},
		{page.Figure{Name: "复测", Rate: &page.Rate{Hits: t.Again, Of: t.Readings}}},
		{page.Figure{Name: "不合格", Rate: &page.Rate{Hits: t.Fails, Of: t.Judged}}}}}
	return acts, append(warn, page.Panel{Title: "近一年", Note: page.Word(fmt.Sprintf("%s 至 %s", from, to)), Body: []any{figures}}), nil
}

// standing is why the laboratory may not be commissioned on the day; nil when it may.
func (w *pages) standing(c *web.Ctx, l *Laboratory, day string) error {
	if err := l.inForce(day); err != nil {
		return err
	}
	return w.barred(c.Context(), w.db, l, day)
}
