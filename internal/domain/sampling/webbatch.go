package sampling

import (
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// rightOf is what each action asks for; the flow table says the same.
var rightOf = map[string]access.Right{ActCheck: "sampling.result.check", ActReturn: "sampling.result.check", ActResubmit: "sampling.result.edit",
	ActPublish: "sampling.result.publish", ActWithdraw: "sampling.result.withdraw"}

const severalMost = 200 // results of one batch action: a page of the list

// batch takes one action on many results, each in a transaction of its own, and says of each that was left out why.
func (w *pages) batch(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	action, ids := v.Get("action"), v["id"]
	switch {
	case action != ActCheck && action != ActPublish:
		return fault.Refused("批量只能审核或公示", "many at once can only be checked or published")
	case len(ids) == 0:
		return fault.Refused("请先勾选要办理的结果", "tick the results first")
	case len(ids) > severalMost:
		return fault.Refused("一次最多办理 "+strconv.Itoa(severalMost)+" 份，请分批", "at most "+strconv.Itoa(severalMost)+" at once; do it in parts")
	}
	done := 0
	var left []page.Row
	for _, id := range ids {
		err := w.db.Write(c.Context(), func(tx *db.Tx) error {
			_, err := w.needs.Flow.Do(c.Context(), tx, Kind, id, action, flow.Input{})
			return err
		})
		if err == nil {
			done++
			continue
		}
		if f := fault.Of(err); f.Kind == fault.KindInternal {
			return err
		}
		left = append(left, w.leftOut(c, id, fault.Of(err)))
	}
	if len(left) == 0 {
		return c.Redirect(w.Results.Address(), c.T("{1} 份已办理", done))
	}
	t := page.Table{Caption: "未办理的结果", Roomy: true, Rows: left, Columns: []page.Column{{Label: "样品名称", Card: "head"}, {Label: "抽样单编号", Code: true}, {Label: "原因", Card: "wide"}}}
	return w.draw.Render(c, "sampling.page", page.View{Title: "批量办理", Crumbs: w.crumbs(), Data: []any{
		page.Notice{Tone: page.Near, Text: "{1} 份已办理，{2} 份未办理，原因如下", Args: []any{done, len(left)}},
		page.Panel{Flush: true, Body: []any{t}}}})
}

func (w *pages) leftOut(c *web.Ctx, id string, why *fault.Error) page.Row {
	row := page.Row{ID: id, Href: w.Results.Href(id)}
	name, number := id, ""
	if r, err := w.Results.Get(c.Context(), id); err == nil {
		name, number = r.Food, r.Number
	}
	text := why.Text(c.Lang())
	if why.Law != "" {
		text += "（" + why.Law + "）"
	}
	row.Cells = page.Cells(name, number, text)
	return row
}

func (w *pages) crumbs(more ...page.Link) []page.Link {
	return append([]page.Link{{Label: "抽检检验"}, {Label: "抽检结果", Href: w.Results.Address()}}, more...)
}
