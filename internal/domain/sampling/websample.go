package sampling

import (
	"cmp"
	"slices"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// mountSamples gives sampling sheets and hand-overs their pages.
func (w *pages) mountSamples(m *web.Mux) {
	w.desk.Mount(w.Samples, desk.Under("抽检检验"), desk.ByRegion(place.Regions), desk.Draw(sampleCell), desk.Beside(w.besideSample), desk.Shortcuts(
		desk.Shortcut{Label: "全部", Put: map[string]string{"state": ""}}, desk.Shortcut{Label: "待送样", Put: map[string]string{"state": string(SampleTaken)}},
		desk.Shortcut{Label: "送样中", Put: map[string]string{"state": string(SampleSent)}}, desk.Shortcut{Label: "已收样", Put: map[string]string{"state": string(SampleReceived)}},
		desk.Shortcut{Label: "拒收", Put: map[string]string{"state": string(SampleRejected)}}))
	w.desk.Mount(w.Custodies, desk.Under("抽检检验"), desk.ReadOnly())
	m.Handle("GET /desk/sampling-sample/{id}/hand/{action}", web.AnyRight(rightTake, rightReceive), w.hand)
	m.Handle("POST /desk/sampling-sample/{id}/hand/{action}", web.AnyRight(rightTake, rightReceive), w.hand)
	m.Handle("POST /desk/sampling-custody/{id}/accept", web.AnyRight(rightTake, rightReceive), w.acceptHand)
}

func sampleCell(_ *web.Ctx, name string, v record.Cell) any {
	if name != "state" {
		return nil
	}
	return sampleLamp(SampleState(v.Value))
}

func sampleLamp(s SampleState) page.Lamp {
	l := page.Lamp{Text: label(SampleStates, string(s)), Tone: page.Near}
	switch s {
	case SampleReceived, SampleReported, SampleClosed:
		l.Tone = page.OK
	case SampleRejected:
		l.Tone = page.Late
	case SampleCancelled:
		l.Tone = page.Shut
	case SampleTaken, SampleSent:
	}
	return l
}

// besideSample adds to a sheet's page where it stands and what may be done.
func (w *pages) besideSample(c *web.Ctx, d *record.Draft) ([]page.Act, []any, error) {
	x, err := w.Samples.Get(c.Context(), d.ID)
	if err != nil {
		return nil, nil, err
	}
	acts, body, err := w.course(c, KindSample, d.ID, nil)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range handings {
		if slices.Contains(h.from, x.State) && c.Actor.May(access.Right(h.right)) && !x.Cancelled {
			a := page.Act{Label: h.label, Href: w.Samples.Href(x.ID) + "/hand/" + h.name}
			if h.name == ActSend || h.name == ActReceive {
				a.Tone = "main"
			}
			acts = append(acts, a)
		}
	}
	open, err := w.pending(c.Context(), w.db, x.ID)
	if err != nil {
		return nil, nil, err
	}
	if open != "" && x.State == SampleTaken && c.Actor.May(rightTake) {
		acts = append(acts, page.Act{Label: "签收", Href: "/desk/sampling-custody/" + open + "/accept", Dialog: "accept-hand"})
		body = append(body, page.Dialog{ID: "accept-hand", Title: "签收", Action: "/desk/sampling-custody/" + open + "/accept", Act: page.Act{Label: "签收", Tone: "main"}, Open: true, Fields: []page.Input{
			{Name: "sealed", Label: "封条", Kind: form.KindChoice, Value: "yes", Needed: true, Choices: []page.Choice{{Value: "yes", Label: "完好"}, {Value: "no", Label: "破损"}}},
			{Name: "temperature", Label: "温度（℃）", Kind: form.KindDecimal}}})
	}
	way, err := w.chain(c, x)
	return acts, append([]any{way}, body...), err
}

// course is where a matter stands: its buttons, clocks and history. A record without a matter has none.
func (w *pages) course(c *web.Ctx, kind, id string, actions []string) (acts []page.Act, body []any, err error) {
	run, err := w.needs.Flow.Run(c.Context(), w.db, kind, id)
	if fault.Is(err, fault.KindMissing) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	offers, err := w.needs.Flow.Offers(c.Context(), kind, id)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range offers {
		if !slices.Contains(actions, o.Action) {
			continue
		}
		a := page.Act{Label: o.Label, Tone: o.Tone, Href: "/desk/do/" + kind + "/" + id + "/" + o.Action, Post: true}
		if !o.Allowed {
			a.Refused = cmp.Or(pickLang(c, o.Why, o.WhyEn), "不能办理")
		} else if slices.Contains(o.Needs, flow.NeedReason) {
			a.Post, a.Dialog = false, "do-"+o.Action
			body = append(body, page.Dialog{ID: a.Dialog, Title: o.Label, Action: a.Href, Act: page.Act{Label: o.Label, Tone: cmp.Or(o.Tone, "main"), Name: "_do", Value: "1"},
				Fields: []page.Input{{Name: "reason", Label: "理由", Kind: "note", Needed: true, Wide: true, Max: 500}}})
			a.Href = pageOf(kind, id) + "/do/" + o.Action
		}
		acts = append(acts, a)
	}
	return acts, append(body, clocks(c, run), history(c, run)), nil
}

func pageOf(kind, id string) string { return "/desk/" + strings.ReplaceAll(kind, ".", "-") + "/" + id }

// askTask is the dialog of a step as a page, for who has no script.
func (w *pages) askTask(c *web.Ctx) error {
	t, err := w.Tasks.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	offers, err := w.needs.Flow.Offers(c.Context(), KindTask, t.ID)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.Action == c.Path("action") && o.Allowed {
			d := page.Dialog{ID: "do-" + o.Action, Title: o.Label, Action: "/desk/do/" + KindTask + "/" + t.ID + "/" + o.Action, Open: true, Cancel: w.Tasks.Href(t.ID),
				Act: page.Act{Label: o.Label, Tone: cmp.Or(o.Tone, "main"), Name: "_do", Value: "1"}}
			if slices.Contains(o.Needs, flow.NeedReason) {
				d.Fields = []page.Input{{Name: "reason", Label: "理由", Kind: "note", Needed: true, Wide: true, Max: 500}}
			}
			return w.draw.Render(c, "sampling.page", page.View{Title: o.Label, Crumbs: []page.Link{{Label: "抽检检验"}, {Label: "抽样任务", Href: w.Tasks.Address()}, {Label: t.Title, Href: w.Tasks.Href(t.ID), Own: true}}, Data: []any{d}})
		}
	}
	return fault.Missing("现在不能这样办理，请返回任务页面", "this cannot be done now; go back to the task")
}
