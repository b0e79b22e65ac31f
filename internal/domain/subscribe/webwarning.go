package subscribe

import (
	"cmp"
	"slices"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// cell draws states as lamps.
func cell(_ *web.Ctx, name string, v record.Cell) any {
	if name == "state" {
		return lamp(v.Value)
	}
	return nil
}

func lamp(state string) page.Lamp {
	l := page.Lamp{Tone: page.Near}
	for _, s := range states {
		if s.Value == state {
			l.Text = s.Label
		}
	}
	switch state {
	case Published:
		l.Tone = page.OK
	case Withdrawn:
		l.Tone = page.Shut
	}
	return l
}

// beside adds to the page of a warning its steps and the buttons that take them.
func (s *Service) beside(c *web.Ctx, r *record.Draft) ([]page.Act, []any, error) {
	run, err := s.needs.Flow.Run(c.Context(), s.db, KindWarning, r.ID)
	if fault.Is(err, fault.KindMissing) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	offers, err := s.needs.Flow.Offers(c.Context(), KindWarning, r.ID)
	if err != nil {
		return nil, nil, err
	}
	var acts []page.Act
	for _, o := range offers {
		if right := rightOf(o.Action); right == "" || !c.Actor.May(right) {
			continue
		}
		a := page.Act{Label: o.Label, Tone: o.Tone, Href: "/desk/do/" + KindWarning + "/" + r.ID + "/" + o.Action, Post: true}
		switch {
		case !o.Allowed:
			a.Refused = o.Why
			if c.Lang() == "en" {
				a.Refused = cmp.Or(o.WhyEn, o.Why)
			}
		case slices.Contains(o.Needs, flow.NeedReason):
			a.Post, a.Href = false, "/desk/warning/"+r.ID+"/do/"+o.Action
		}
		acts = append(acts, a)
	}
	if run.State == Published || run.State == Withdrawn {
		acts = append(acts, page.Act{Label: "公示页面", Href: "/warning/" + r.ID})
	}
	t := page.Timeline{}
	for _, x := range slices.Backward(run.Steps) {
		t.Lines = append(t.Lines, page.Event{Day: x.At[:10], Zh: c.T(x.Label) + " · " + x.ActorName, Text: x.Reason})
	}
	return acts, []any{page.Panel{Title: "办理过程", Body: []any{t}}}, nil
}

// rightOf is who may take an action; empty for one the table does not have.
func rightOf(action string) access.Right {
	for _, a := range Flows()[0].Actions {
		if a.Name == action && action != ActCancel {
			return a.Right
		}
	}
	return ""
}

// askStep asks for the reason of a step.
func (s *Service) askStep(c *web.Ctx) error {
	w, err := s.Warnings.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	offers, err := s.needs.Flow.Offers(c.Context(), KindWarning, w.ID)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.Action != c.Path("action") {
			continue
		}
		if !o.Allowed {
			return &fault.Error{Kind: fault.KindRefused, Zh: o.Why, En: o.WhyEn, Law: o.Law}
		}
		at := "/desk/warning/" + w.ID
		d := page.Dialog{ID: "do-" + o.Action, Title: o.Label, Action: "/desk/do/" + KindWarning + "/" + w.ID + "/" + o.Action, Open: true, Cancel: at,
			Act: page.Act{Label: o.Label, Tone: cmp.Or(o.Tone, "main"), Name: "_do", Value: "1"}, Fields: []page.Input{{Name: "reason", Label: "理由", Kind: "note", Help: "撤回的理由会公开", Needed: true, Wide: true, Max: 500}}}
		return s.pages.Render(c, "kit.stack", page.View{Title: o.Label, Crumbs: []page.Link{{Label: "消费警示", Href: "/desk/warning"}, {Label: w.Title, Href: at, Own: true}}, Data: []any{d}})
	}
	return fault.Missing("现在不能这样办理，请返回警示页面", "this cannot be done now; go back to the warning")
}
