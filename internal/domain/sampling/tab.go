package sampling

import (
	"cmp"
	"context"

	"shian/internal/domain/operator"
	"shian/internal/kit/access"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// tab is the part 抽检 of a business's file: what was sampled there and what it made.
func (s *Service) tab() operator.Tab {
	return operator.Tab{Name: "samples", Label: "抽检", Right: "sampling.result.view", Count: s.countOf, Render: s.renderOf}
}

// countOf counts the results of a business that the actor sees, loudly when a published one fails.
func (s *Service) countOf(ctx context.Context, business string) (n int, loud bool, err error) {
	text := `SELECT count(*), coalesce(sum(CASE WHEN t.conclusion = 'fail' AND t.state = 'published' THEN 1 ELSE 0 END), 0)
		FROM sampling_result t WHERE (t.operator = $1 OR t.maker = $1) AND t.sort > ''`
	args := []any{business}
	if cond, more := access.Predicate(access.From(ctx), Kind, "t.id", 2); cond != "" {
		text, args = text+" AND "+cond, append(args, more...)
	}
	var failing int
	err = s.db.Row(ctx, text, args...).Scan(&n, &failing)
	return n, failing > 0, err
}

const tabRows = 50

func (s *Service) renderOf(c *web.Ctx, business string) ([]any, error) {
	var out []any
	for _, part := range []struct{ title, field string }{{"在此抽样", "operator"}, {"标称由其生产", "maker"}} {
		found, err := s.Results.List(c.Context(), record.Query{Filter: map[string]string{part.field: business}, Limit: tabRows, Public: true})
		if err != nil {
			return nil, err
		}
		if len(found.Rows) == 0 && part.field == "maker" {
			continue
		}
		t := page.Table{Caption: part.title, Columns: []page.Column{{Label: "样品名称", Card: "head"}, {Label: "抽样日期", NoWrap: true}, {Label: "抽检类型"}, {Label: "结论", Card: "mark"}, {Label: "不合格项目", Card: "wide"}, {Label: "状态"}},
			Empty: &page.Empty{Title: "还没有抽检结果"}}
		for i := range found.Rows {
			r := &found.Rows[i]
			t.Rows = append(t.Rows, page.Row{ID: r.ID, Href: s.Results.Href(r.ID), Bad: r.Conclusion == Fail && r.State == Published,
				Cells: page.Cells(r.Food, r.Day(), page.Word(label(Purposes, string(r.Purpose))), conclusionLamp(r.Conclusion), cmp.Or(r.Failing, "—"), stateLamp(r.State))})
		}
		p := page.Panel{Title: part.title, Flush: true, Body: []any{t}}
		if found.Next != "" {
			p.Acts = []page.Act{{Label: "全部", Href: s.Results.Address() + "?" + part.field + "=" + business, Small: true}}
		}
		out = append(out, p)
	}
	return out, nil
}
