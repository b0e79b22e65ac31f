package app

import (
	"shian/internal/kit/clock"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// reactions shows what the loop could not do yet, with the cause and a way to try again: a reaction is never lost.
func (a *App) reactions(c *web.Ctx) error {
	failed, err := a.Outbox.Failed(c.Context(), 100)
	if err != nil {
		return err
	}
	t := page.Table{Caption: "未完成的联动", Roomy: true, Columns: []page.Column{{Label: "事项", Card: "head"}, {Label: "应做"}, {Label: "次数", Num: true}, {Label: "上次", NoWrap: true}, {Label: "下次", NoWrap: true}, {Label: "原因", Card: "wide"}, {Label: ""}},
		Empty: &page.Empty{Title: "没有未完成的联动", Text: "每一项发现引起的后续动作都已办完。"}}
	for _, d := range failed {
		row := page.Row{ID: d.ID, Cells: page.Cells(d.Topic, d.Reaction, d.Tries, clock.Show(d.At), clock.Show(d.Next), d.Error)}
		act := page.Cell{}
		if c.Actor.May("journal.edit") {
			act.Value = page.Act{Label: "重试", Href: "/desk/outbox/" + d.ID, Post: true, Small: true}
		}
		row.Cells = append(row.Cells, act)
		t.Rows = append(t.Rows, row)
	}
	return a.Pages.Render(c, "app.list", page.View{Title: "联动处理", Lead: "一处发现，处处跟进：没有办成的后续动作在这里，不会丢失。", Data: t})
}

func (a *App) retry(c *web.Ctx) error {
	if err := a.Outbox.Retry(c.Context(), c.Path("message")+"/"+c.Path("reaction")); err != nil {
		return err
	}
	return c.Redirect("/desk/outbox", c.T("已重新安排"))
}
