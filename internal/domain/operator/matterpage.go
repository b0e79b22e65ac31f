package operator

import (
	"cmp"

	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// matter adds to the page of a matter where it came from, its clock, and the form that closes it.
func (w *pages) matter(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	run, err := w.flow.Run(c.Context(), w.db, KindMatter, r.ID)
	if err != nil {
		return nil, nil, err
	}
	var acts []page.Act
	if href := r.Fields.Get("href").Value(); href != "" {
		acts = append(acts, page.Act{Label: "查看来源", Href: href})
	}
	acts = append(acts, page.Act{Label: "查看档案", Href: w.Operators.Href(r.Fields.Get("operator").Value())})
	var clocks []any
	for _, k := range run.Clocks {
		clocks = append(clocks, clockOf(c, k))
	}
	panels := []any{page.Panel{Title: "时限", Body: clocks}}
	offers, err := w.flow.Offers(c.Context(), KindMatter, r.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range offers {
		if o.Action == ActVerify && o.Allowed {
			panels = append(panels, page.Form{Action: "/desk/do/" + KindMatter + "/" + r.ID + "/" + o.Action,
				Sections: []page.Section{{Title: "核实情况", Inputs: []page.Input{{Name: "reason", Label: "现场情况与处理", Kind: "note", Needed: true, Wide: true, Max: 2000}}}},
				Acts:     []page.Act{{Label: o.Label, Tone: "main", Name: "_save", Value: "1"}}})
		}
	}
	return acts, append(panels, steps(c, run)), nil
}

func clockOf(c *web.Ctx, k flow.ClockState) page.Clock {
	name, basis := k.Name, k.Lamp.Basis
	if c.Lang() == "en" {
		name, basis = cmp.Or(k.NameEn, name), k.Lamp.BasisEn
	}
	return page.Clock{Name: name, Lamp: page.Lamp{Tone: page.Tone(k.Lamp.State), Text: k.Lamp.Text(c.Lang())}, Law: basis}
}

// steps tells who did what, newest first.
func steps(c *web.Ctx, run *flow.Run) page.Panel {
	t := page.Timeline{}
	for i := len(run.Steps) - 1; i >= 0; i-- {
		s := run.Steps[i]
		t.Lines = append(t.Lines, page.Event{Day: s.At[:10], Zh: c.T(s.Label) + " · " + s.ActorName, Text: s.Reason})
	}
	return page.Panel{Title: "办理过程", Body: []any{t}}
}
