package sampling

import (
	"context"
	"net/http"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// A handing is one way in which a sample changes hands, as a form.
type handing struct {
	name, label string
	from        []SampleState
	right       string
	to, reason  bool
	do          func(s *Service, ctx context.Context, tx *db.Tx, id, reason string, h HandOver) error
}

// handings in the order of their buttons.
var handings = []handing{
	{name: ActSend, label: "送样", from: []SampleState{SampleTaken}, right: string(rightTake), do: func(s *Service, ctx context.Context, tx *db.Tx, id, _ string, h HandOver) error {
		return s.Send(ctx, tx, id, h)
	}},
	{name: "pass", label: "途中交接", from: []SampleState{SampleTaken, SampleSent}, right: string(rightTake), to: true, do: func(s *Service, ctx context.Context, tx *db.Tx, id, _ string, h HandOver) error {
		return s.Pass(ctx, tx, id, h)
	}},
	{name: ActReceive, label: "收样", from: []SampleState{SampleSent}, right: string(rightReceive), do: func(s *Service, ctx context.Context, tx *db.Tx, id, _ string, h HandOver) error {
		return s.Receive(ctx, tx, id, h)
	}},
	{name: ActReject, label: "拒收", from: []SampleState{SampleSent}, right: string(rightReceive), reason: true, do: func(s *Service, ctx context.Context, tx *db.Tx, id, reason string, h HandOver) error {
		return s.Reject(ctx, tx, id, reason, h)
	}},
}

// handingOf finds the way by its name, if the sample is where it begins.
func handingOf(name string, x *Sample) (handing, error) {
	for _, h := range handings {
		if h.name != name {
			continue
		}
		for _, from := range h.from {
			if x.State == from {
				return h, nil
			}
		}
		return h, fault.Refused("样品当前为“"+label(SampleStates, string(x.State))+"”，不能"+h.label, "the sample is not where this can be done")
	}
	return handing{}, fault.Missing("没有这个操作", "there is no such action")
}

// hand shows the form of a hand-over and takes it.
func (w *pages) hand(c *web.Ctx) error {
	x, err := w.Samples.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	h, err := handingOf(c.Path("action"), x)
	if err != nil {
		return err
	}
	if c.R.Method == http.MethodGet {
		return w.drawHand(c, x, h, HandOver{Sealed: true}, "", nil)
	}
	v, err := c.Form()
	if err != nil {
		return err
	}
	said := HandOver{To: form.Clean(v.Get("to"), false), Part: v.Get("part"), Sealed: v.Get("sealed") == "yes", Temperature: v.Get("temperature"), Note: form.Clean(v.Get("note"), false)}
	reason := form.Clean(v.Get("reason"), false)
	err = w.db.Write(c.Context(), func(tx *db.Tx) error { return h.do(w.Service, c.Context(), tx, x.ID, reason, said) })
	if err != nil {
		if f := fault.Of(err); f.Kind != fault.KindInternal {
			return w.drawHand(c, x, h, said, reason, f)
		}
		return err
	}
	if said.excursion(x) {
		return c.Redirect(w.Samples.Href(x.ID), c.T("已登记；封条或温度异常，已记入抽样单"))
	}
	return c.Redirect(w.Samples.Href(x.ID), c.T("已登记"))
}

func (w *pages) drawHand(c *web.Ctx, x *Sample, h handing, said HandOver, reason string, wrong *fault.Error) error {
	sealed := "yes"
	if !said.Sealed {
		sealed = "no"
	}
	inputs := []page.Input{{Name: "sealed", Label: "封条", Kind: form.KindChoice, Value: sealed, Needed: true, Choices: []page.Choice{{Value: "yes", Label: "完好"}, {Value: "no", Label: "破损"}}},
		{Name: "temperature", Label: "温度（℃）", Kind: form.KindDecimal, Value: said.Temperature, Needed: x.Cold()}}
	if x.Cold() {
		inputs[1].Help = "超出运输温度的照实填写，系统记录并提醒"
	}
	if h.to {
		inputs = append(inputs, page.Input{Name: "to", Label: "接收人", Kind: form.KindText, Value: said.To, Needed: true, Max: 120},
			page.Input{Name: "part", Label: "部分", Kind: form.KindChoice, Value: said.Part, Choices: []page.Choice{{Value: TestPart, Label: "检验样品"}, {Value: SparePart, Label: "备份样品"}}})
	}
	if h.reason {
		inputs = append(inputs, page.Input{Name: "reason", Label: "拒收原因", Kind: form.KindText, Value: reason, Needed: true, Wide: true, Max: 500})
	}
	inputs = append(inputs, page.Input{Name: "note", Label: "说明", Kind: form.KindText, Value: said.Note, Wide: true, Max: 400})
	v := page.View{Title: h.label, Lead: "每次交接写明时间、交接双方、封条和温度；交出人不能自己签收。", Crumbs: w.sampleCrumbs(page.Link{Label: x.Food, Href: w.Samples.Href(x.ID), Own: true})}
	if wrong != nil {
		c.Code(wrong.Status())
		v.Notice = &page.Notice{Tone: page.Late, Text: wrong.Text(c.Lang()), Own: true, Law: wrong.Law}
		for i := range inputs {
			for _, f := range wrong.Fields {
				if f.Name == inputs[i].Name {
					inputs[i].Error, inputs[i].ErrorEn = f.Zh, f.En
				}
			}
		}
	}
	v.Data = page.Form{Sections: []page.Section{{Inputs: inputs}}, Acts: []page.Act{{Label: "取消", Href: w.Samples.Href(x.ID)}, {Label: h.label, Tone: "main", Name: "_save", Value: "1"}}}
	return w.draw.Render(c, "desk.form", v)
}

// acceptHand takes over what was passed on: by the button on the sheet's page, with seal and temperature.
func (w *pages) acceptHand(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	line, err := w.Custodies.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	said := HandOver{Sealed: v.Get("sealed") != "no", Temperature: v.Get("temperature")}
	if err := w.db.Write(c.Context(), func(tx *db.Tx) error { return w.Accept(c.Context(), tx, line.ID, said) }); err != nil {
		return err
	}
	return c.Redirect(w.Samples.Href(line.Sample), c.T("已签收"))
}

func (w *pages) sampleCrumbs(more ...page.Link) []page.Link {
	return append([]page.Link{{Label: "抽检检验"}, {Label: "抽样单", Href: w.Samples.Address()}}, more...)
}

// chain shows a sample's way from the shelf to its result, from hand to hand.
func (w *pages) chain(c *web.Ctx, x *Sample) (page.Panel, error) {
	lines, err := w.CustodyOf(c.Context(), x.ID)
	if err != nil {
		return page.Panel{}, err
	}
	takers := ""
	for _, t := range x.Takers {
		takers += "、" + t.Name
	}
	if takers != "" {
		takers = takers[len("、"):]
	}
	out := page.Chain{Links: []page.Effect{{Text: "抽样封样：{1}", Args: []any{takers}, Note: clock.Show(x.TakenAt)}}}
	if x.Published() {
		out.Links[0] = page.Effect{Text: "由发布单位抽样，随公布结果导入"}
	}
	for _, l := range lines {
		out.Links = append(out.Links, page.Effect{Text: "{1} 交给 {2}", Args: []any{l.GiverName, l.TakerName}, Note: endOf(c, l.GivenAt, l.Sealed, l.Temperature, x)})
		e := page.Effect{Text: "等待签收", Wait: true}
		if l.AcceptedAt != "" {
			e = page.Effect{Text: "{1} 签收", Args: []any{l.AcceptedName}, Note: endOf(c, l.AcceptedAt, l.AcceptedSealed, l.AcceptedTemperature, x)}
		}
		out.Links = append(out.Links, e)
	}
	switch {
	case x.State == SampleRejected:
		out.Links = append(out.Links, page.Effect{Text: "拒收：{1}", Args: []any{x.RejectedWhy}})
	case x.Result != "":
		out.Links = append(out.Links, page.Effect{Text: "检验结果", Href: w.Results.Href(x.Result)})
	default:
		out.Links = append(out.Links, page.Effect{Text: "检验结果", Wait: true})
	}
	p := page.Panel{Title: "样品流转", Body: []any{out}}
	if x.Excursion {
		p.Body = append([]any{page.Notice{Tone: page.Near, Text: "流转中有封条破损或温度超出范围，检验机构须评估对结果的影响"}}, p.Body...)
	}
	return p, nil
}

// endOf is what is said of one end of a hand-over.
func endOf(c *web.Ctx, at string, sealed bool, temperature string, x *Sample) string {
	out := clock.Show(at)
	if temperature != "" {
		out += " · " + temperature + " ℃"
		if outside(temperature, x.Low, x.High) {
			out += " " + c.T("超出范围")
		}
	}
	if !sealed {
		out += " · " + c.T("封条破损")
	}
	return out
}
