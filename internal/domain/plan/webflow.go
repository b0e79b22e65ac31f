package plan

import (
	"cmp"
	"slices"

	"shian/internal/kit/clock"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func pick(lang, zh, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return zh
}

// acts are the buttons of a run: what the flow offers to the reader, with the reason where it is refused to them alone.
func (w *pages) acts(c *web.Ctx, kind, id, at string) (acts []page.Act, dialogs []any, err error) {
	offers, err := w.needs.Flow.Offers(c.Context(), kind, id)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range offers {
		right, known := rights[o.Action]
		if !known || !c.Actor.May(right) {
			continue
		}
		a := page.Act{Label: o.Label, Tone: o.Tone, Href: "/desk/do/" + kind + "/" + id + "/" + o.Action, Post: true}
		switch {
		case !o.Allowed:
			a.Refused = cmp.Or(pick(c.Lang(), o.Why, o.WhyEn), "不能办理")
		case slices.Contains(o.Needs, flow.NeedReason):
			a.Post, a.Href, a.Dialog = false, at+"/do/"+o.Action, "do-"+o.Action
			dialogs = append(dialogs, asking(kind, id, at, o, false))
		}
		acts = append(acts, a)
	}
	return acts, dialogs, nil
}

func asking(kind, id, at string, o flow.Offer, open bool) page.Dialog {
	d := page.Dialog{ID: "do-" + o.Action, Title: o.Label, Action: "/desk/do/" + kind + "/" + id + "/" + o.Action, Open: open, Act: page.Act{Label: o.Label, Tone: cmp.Or(o.Tone, "main"), Name: "_do", Value: "1"},
		Fields: []page.Input{{Name: "reason", Label: "理由", Kind: "note", Needed: true, Wide: true, Max: 500}}}
	if open {
		d.Cancel = at
	}
	return d
}

// dialog is the question of one action as a page, for who has no script.
func (w *pages) dialog(c *web.Ctx, kind, id, at string, crumbs []page.Link) error {
	o, err := w.needs.Flow.Offered(c.Context(), kind, id, c.Path("action"))
	if err != nil {
		return err
	}
	return w.stack(c, page.View{Title: o.Label, Crumbs: crumbs}, asking(kind, id, at, o, true))
}

func history(c *web.Ctx, run *flow.Run) page.Panel {
	t := page.Timeline{}
	for _, s := range slices.Backward(run.Steps) {
		at := clock.Show(s.At)
		e := page.Event{Day: at[:min(10, len(at))], Zh: c.T("{1}：{2}", c.T(s.Label), s.ActorName), Text: s.Reason}
		e.En = e.Zh
		if len(at) >= 16 {
			e.Time = at[11:16]
		}
		t.Lines = append(t.Lines, e)
	}
	return page.Panel{Title: "办理经过", Body: []any{t}}
}

func clocks(c *web.Ctx, run *flow.Run) page.Panel {
	body := []any{}
	for _, k := range run.Clocks {
		l := page.Lamp{Tone: page.Tone(k.Lamp.State), Text: k.Lamp.Text(c.Lang())}
		if k.Lamp.State == flow.LampShut {
			l.Tone = page.Shut
		}
		body = append(body, page.Clock{Name: pick(c.Lang(), k.Name, k.NameEn), Lamp: l, Law: k.Lamp.Law(c.Lang())})
	}
	if len(body) == 0 {
		body = append(body, page.Empty{Title: "没有在计的时限"})
	}
	return page.Panel{Title: "时限", Body: body}
}
