package laboratory

import (
	"net/url"

	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func (w *pages) askReceive(c *web.Ctx) error { return w.drawReceive(c, url.Values{}, nil) }

func (w *pages) drawReceive(c *web.Ctx, v url.Values, wrong *fault.Error) error {
	o, err := w.Orders.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	in := []page.Input{{Name: "sealed", Label: "封条完好", Kind: form.KindBool, Value: v.Get("sealed")}, {Name: "temperature", Label: "到样温度（℃）", Kind: form.KindDecimal, Value: v.Get("temperature"), Max: 10},
		{Name: "quantity", Label: "到样数量", Kind: form.KindText, Value: v.Get("quantity"), Needed: true, Max: 40, Help: "如 2 袋 × 500g"}, {Name: "remark", Label: "收样说明", Kind: form.KindNote, Value: v.Get("remark"), Wide: true, Max: 500, Help: "封条不完好仍可检验的，或拒收的，写明原因"}}
	f := page.Form{Sections: []page.Section{{Title: "收样", Inputs: in}}, Acts: []page.Act{{Label: "取消", Href: w.Orders.Href(o.ID)}, {Label: "拒收", Tone: "danger", Name: "do", Value: "reject"}, {Label: "收样", Tone: "main", Name: "_save", Value: "1"}}}
	f = faulty(c, f, wrong)
	return w.stack(c, page.View{Title: "收样 {1}", Args: []any{o.Code}, Lead: "核对封条、温度和数量；从收样起 20 个工作日内出具报告", Crumbs: w.crumbs(o)}, f)
}

func (w *pages) receive(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	id := c.Path("id")
	a := Arrival{Sealed: last(v["sealed"]) == "true", Temperature: v.Get("temperature"), Quantity: v.Get("quantity"), Remark: v.Get("remark")}
	err = w.db.Write(c.Context(), func(tx *db.Tx) error {
		if v.Get("do") == "reject" {
			return w.Refuse(c.Context(), tx, id, a.Remark, a)
		}
		return w.Receive(c.Context(), tx, id, a)
	})
	if err == nil {
		return c.Redirect(w.Orders.Href(id), c.T("已办理"))
	}
	v.Set("sealed", last(v["sealed"]))
	return w.again(c, err, func(f *fault.Error) error { return w.drawReceive(c, v, f) })
}

// again shows what a person may mend in its place, and gives anything else back.
func (w *pages) again(_ *web.Ctx, err error, draw func(*fault.Error) error) error {
	if f := fault.Of(err); f.Kind == fault.KindInvalid || f.Kind == fault.KindConflict || f.Kind == fault.KindRefused {
		return draw(f)
	}
	return err
}

func last(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

func (w *pages) askGrave(c *web.Ctx) error { return w.drawGrave(c, "", nil) }

func (w *pages) drawGrave(c *web.Ctx, why string, wrong *fault.Error) error {
	o, err := w.Orders.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	f := page.Form{Sections: []page.Section{{Inputs: []page.Input{{Name: "why", Label: "严重风险说明", Kind: form.KindNote, Value: why, Needed: true, Wide: true, Max: 500}}}},
		Acts: []page.Act{{Label: "取消", Href: w.Orders.Href(o.ID)}, {Label: "标记严重风险", Tone: "danger", Name: "_save", Value: "1"}}}
	f = faulty(c, f, wrong)
	return w.stack(c, page.View{Title: "标记严重风险", Lead: "检出非食用物质或其他可能存在较高风险的，标记后 24 小时内报告", Crumbs: w.crumbs(o)}, f)
}

func (w *pages) grave(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	id := c.Path("id")
	err = w.db.Write(c.Context(), func(tx *db.Tx) error { return w.Grave(c.Context(), tx, id, v.Get("why")) })
	if err == nil {
		return c.Redirect(w.Orders.Href(id), c.T("已标记，24 小时时限开始计算"))
	}
	return w.again(c, err, func(f *fault.Error) error { return w.drawGrave(c, v.Get("why"), f) })
}

func (w *pages) askCompare(c *web.Ctx) error { return w.drawCompare(c, "", nil) }

func (w *pages) drawCompare(c *web.Ctx, to string, wrong *fault.Error) error {
	o, err := w.Orders.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	choose := page.Input{Name: "laboratory", Label: "比对机构", Kind: form.KindChoice, Value: to, Needed: true, Wide: true, Help: "只列出当日有资质检验这些项目的复检机构"}
	fit, err := w.Eligible(c.Context(), w.db, o.Category, Named(o.Items), today(c.Context()), o.Laboratory)
	if err != nil {
		return err
	}
	for _, l := range fit {
		choose.Choices = append(choose.Choices, page.Choice{Value: l.ID, Label: l.Name, Own: true})
	}
	f := page.Form{Sections: []page.Section{{Inputs: []page.Input{choose}}}, Acts: []page.Act{{Label: "取消", Href: w.Orders.Href(o.ID)}, {Label: "移交备份样品", Tone: "main", Name: "_save", Value: "1"}}}
	f = faulty(c, f, wrong)
	return w.stack(c, page.View{Title: "比对检验", Lead: "备份样品移交另一家机构，用新的盲样编号检验同样的项目", Crumbs: w.crumbs(o)}, f)
}

func (w *pages) compare(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	id := c.Path("id")
	err = w.db.Write(c.Context(), func(tx *db.Tx) error {
		_, err := w.Compare(c.Context(), tx, id, v.Get("laboratory"))
		return err
	})
	if err == nil {
		return c.Redirect(w.Orders.Href(id), c.T("备份样品已移交"))
	}
	return w.again(c, err, func(f *fault.Error) error { return w.drawCompare(c, v.Get("laboratory"), f) })
}

// faulty puts what is wrong into a form.
func faulty(c *web.Ctx, f page.Form, wrong *fault.Error) page.Form {
	if wrong == nil {
		return f
	}
	c.Code(wrong.Status())
	if len(wrong.Fields) == 0 {
		f.Problem = wrong.Text(c.Lang())
	}
	for _, x := range wrong.Fields {
		for i := range f.Sections[0].Inputs {
			if in := &f.Sections[0].Inputs[i]; in.Name == x.Name {
				in.Error, in.ErrorEn = x.Zh, x.En
			}
		}
	}
	return f
}
