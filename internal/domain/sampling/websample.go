package sampling

import (
	"cmp"
	"slices"

	"shian/internal/domain/place"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
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
	return w.course(c, KindSample, d.ID, nil)
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
			a.Href = "#" + a.Dialog
		}
		acts = append(acts, a)
	}
	return acts, append(body, clocks(c, run), history(c, run)), nil
}
