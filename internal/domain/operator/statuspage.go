package operator

import (
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func (w *pages) askStatus(c *web.Ctx) error { return w.drawStatus(c, "", "", nil) }

func (w *pages) drawStatus(c *web.Ctx, to, reason string, wrong *fault.Error) error {
	o, r, err := w.open(c)
	if err != nil {
		return moved(c, err)
	}
	choose := page.Input{Name: "status", Label: "改为", Kind: form.KindChoice, Value: to, Needed: true}
	for _, way := range waysOn(o.Status) {
		choose.Choices = append(choose.Choices, page.Choice{Value: string(way), Label: turns[[2]Status{o.Status, way}][0]})
		if to == "" && len(choose.Choices) == 1 {
			choose.Value = string(way)
		}
	}
	v := page.View{Title: "停业、注销、恢复", Lead: "档案和历史都保留；原因记入时间线，企业自己也看得到。", Crumbs: w.crumbs(page.Link{Label: o.Name, Href: "/desk/operator/" + o.ID, Own: true}),
		Data: page.Form{Version: r.Version, Sections: []page.Section{{Inputs: []page.Input{choose,
			{Name: "reason", Label: "原因", Kind: form.KindText, Value: reason, Needed: true, Wide: true, Max: mostReason}}}},
			Acts: []page.Act{{Label: "取消", Href: "/desk/operator/" + o.ID}, {Label: "办理", Tone: "main", Name: "_save", Value: "1"}}}}
	v.Acts = []page.Act{{Label: "登记有误，撤销登记", Href: "/desk/operator/" + o.ID + "/cancel"}}
	if wrong != nil {
		c.Code(wrong.Status())
		v.Notice = &page.Notice{Tone: page.Late, Text: wrong.Text(c.Lang()), Own: true}
	}
	return w.page.Render(c, "desk.form", v)
}

func (w *pages) setStatus(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	o, err := w.SetStatus(c.Context(), c.Path("id"), number(v.Get("version")), Status(v.Get("status")), v.Get("reason"))
	if err == nil {
		return c.Redirect("/desk/operator/"+o.ID, c.T("状态已改为{1}", label(string(o.Status), c.Lang(), Statuses)))
	}
	if f := fault.Of(err); f.Kind == fault.KindInvalid || f.Kind == fault.KindConflict || f.Kind == fault.KindRefused {
		return w.drawStatus(c, v.Get("status"), v.Get("reason"), f)
	}
	return moved(c, err)
}

func (w *pages) apiStatus(c *web.Ctx) error {
	var in struct {
		Version int64  `json:"version"`
		Status  Status `json:"status"`
		Reason  string `json:"reason"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	o, err := w.SetStatus(c.Context(), c.Path("id"), in.Version, in.Status, in.Reason)
	if err != nil {
		return moved(c, err)
	}
	return w.answer(c, o.ID)
}
