package laboratory

import (
	"cmp"
	"context"
	"net/url"

	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// besideOrder adds to an order its tests with every reading, its clocks and buttons, the report and the comparison.
func (w *pages) besideOrder(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	o, err := w.Orders.Get(c.Context(), r.ID)
	if err != nil {
		return nil, nil, err
	}
	at := w.Orders.Href(o.ID)
	run, err := w.needs.Flow.Run(c.Context(), w.db, KindOrder, o.ID)
	if err != nil {
		return nil, nil, err
	}
	acts, dialogs, err := w.acts(c, KindOrder, o.ID, at)
	if err != nil {
		return nil, nil, err
	}
	acts = append(w.ways(c, o, at), acts...)
	tests, err := w.testsOf(c.Context(), w.db, o.ID)
	if err != nil {
		return nil, nil, err
	}
	panels := []any{w.tests(c, tests)}
	readings, err := w.readingsOf(c.Context(), w.db, o.ID)
	if err != nil {
		return nil, nil, err
	}
	if len(readings) > 0 {
		panels = append(panels, w.readings(tests, readings))
	}
	if p, err := w.comparison(c, o, tests); err != nil {
		return nil, nil, err
	} else if p != nil {
		panels = append(panels, *p)
	}
	clocked := clocks(c, run)
	if o.Grave {
		grave, err := w.needs.Flow.Run(c.Context(), w.db, KindGrave, o.ID)
		if err != nil {
			return nil, nil, err
		}
		clocked = clocks(c, run, grave)
		more, ask, err := w.graveActs(c, o.ID)
		if err != nil {
			return nil, nil, err
		}
		acts, dialogs = append(acts, more...), append(dialogs, ask...)
	}
	panels = append(panels, page.Grid{Kind: "two", Cells: [][]any{{history(c, run)}, {clocked}}})
	return acts, append(panels, dialogs...), nil
}

func (w *pages) graveActs(c *web.Ctx, id string) ([]page.Act, []any, error) {
	if !c.Actor.May(rightApprove) {
		return nil, nil, nil
	}
	offers, err := w.needs.Flow.Offers(c.Context(), KindGrave, id)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range offers {
		if o.Action == ActTell && o.Allowed {
			d := asking(KindGrave, id, w.Orders.Href(id), o, false)
			return []page.Act{{Label: o.Label, Href: w.Orders.Href(id) + "/grave", Dialog: d.ID, Tone: "danger"}}, []any{d}, nil
		}
	}
	return nil, nil, nil
}

// ways lead from an order to what belongs to it.
func (w *pages) ways(c *web.Ctx, o *Order, at string) []page.Act {
	var out []page.Act
	if o.Document != "" {
		out = append(out, page.Act{Label: "检验报告", Href: "/paper/" + o.Document})
	}
	if o.State == Testing && c.Actor.May(rightMeasure) {
		out = append(out, page.Act{Label: "录入结果", Href: w.Readings.Address() + "/new?code=" + url.QueryEscape(o.Code)})
	}
	measured := c.Actor.May(rightMeasure) || c.Actor.May(rightCheck) || c.Actor.May(rightApprove)
	if !o.Grave && o.State != Coming && o.State != Rejected && measured {
		out = append(out, page.Act{Label: "标记严重风险", Href: at + "/grave"})
	}
	if o.State == Finished && c.Actor.May(rightSpare) && o.Origin != FromComparison {
		out = append(out, page.Act{Label: "比对检验", Href: at + "/compare"})
	}
	return out
}

// tests shows the tests with the preview of their verdicts.
func (w *pages) tests(c *web.Ctx, tests []Test) page.Panel {
	t := page.Table{Caption: "检验项目", Roomy: true, Columns: []page.Column{{Label: "检验项目", Card: "head"}, {Label: "检验方法"}, {Label: "结果", Num: true}, {Label: "限量", Num: true}, {Label: "判定预览", Card: "mark"},
		{Label: "判定理由", Card: "wide"}, {Label: "检验员"}, {Label: "测定次数", Num: true}}}
	for _, x := range tests {
		verdict := any("—")
		if x.Verdict != "" {
			verdict = lamp(label(Verdicts, string(x.Verdict)), string(x.Verdict))
		}
		t.Rows = append(t.Rows, page.Row{Bad: x.Verdict == "fail", Cells: page.Cells(page.Cell{Value: x.Item, Href: w.Tests.Href(x.ID)}, x.Method, cmp.Or(x.Result, "—"), cmp.Or(x.Limit, "—"), verdict,
			cmp.Or(pick(c.Lang(), x.ReasonZh, x.ReasonEn), "—"), cmp.Or(x.Analyst, "—"), x.Readings)})
	}
	return page.Panel{Title: "检验项目", Flush: true, Note: page.Word("批准前的判定只是预览"), Body: []any{t}}
}

// readings shows all that was measured, those that count marked.
func (w *pages) readings(tests []Test, all []Reading) page.Panel {
	t := page.Table{Caption: "全部测定", Columns: []page.Column{{Label: "检验项目", Card: "head"}, {Label: "结果", Num: true}, {Label: "采用", Card: "mark"}, {Label: "检验日期", NoWrap: true}, {Label: "检验员"}, {Label: "质控批号"}, {Label: "复测原因", Card: "wide"}}}
	for _, r := range all {
		counts := page.Lamp{Text: "不采用", Tone: page.Shut}
		if x := of(tests, r.Item); x != nil && x.Reading == r.ID {
			counts = page.Lamp{Text: "采用", Tone: page.OK}
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(page.Cell{Value: r.Item, Href: w.Readings.Href(r.ID)}, r.Value, counts, r.Day, r.Analyst, cmp.Or(r.Run, "—"), cmp.Or(r.Why, "—"))})
	}
	return page.Panel{Title: "全部测定", Note: page.Word("复测不覆盖原结果"), Flush: true, Body: []any{t}}
}

// comparedWith gives the tests of the other laboratory that tested the same sample; nil when there is none, or not yet.
func (s *Service) comparedWith(ctx context.Context, o *Order) (*Order, []Test, error) {
	id := o.Of
	if id == "" {
		var err error
		if id, err = one(ctx, s.db, `SELECT id FROM laboratory_order WHERE of = $1 AND NOT cancelled ORDER BY id DESC LIMIT 1`, o.ID); err != nil || id == "" {
			return nil, nil, err
		}
	}
	x, err := s.Orders.GetTx(acting(ctx), s.db, id)
	if err != nil {
		return nil, nil, err
	}
	tests, err := s.testsOf(ctx, s.db, id)
	return x, tests, err
}
