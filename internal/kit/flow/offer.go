package flow

import (
	"context"

	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// An Offer is a button of a run: allowed, or with why not.
type Offer struct {
	Action  string `json:"action"`
	Label   string `json:"label"`
	To      string `json:"to"`
	ToLabel string `json:"to_label"`
	Tone    string `json:"tone,omitempty"`
	Needs   []Need `json:"needs,omitempty"`
	Assign  Assign `json:"assign,omitempty"`
	Extends bool   `json:"extends,omitempty"`
	Issues  string `json:"issues,omitempty"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why,omitempty"` // why not, in Chinese
	WhyEn   string `json:"why_en,omitempty"`
	Law     string `json:"law,omitempty"` // the article that refuses it
}

// Offers gives the actions of the state a record's run is in, for the actor of ctx, in the table's order.
func (e *Engine) Offers(ctx context.Context, kind, record string) ([]Offer, error) {
	r, err := e.load(ctx, e.d, kind, record)
	if err != nil {
		return nil, err
	}
	return e.offers(ctx, e.d, r)
}

func (e *Engine) offers(ctx context.Context, q db.Querier, r *Run) ([]Offer, error) {
	f, err := e.table(r)
	if err != nil {
		return nil, err
	}
	out := []Offer{}
	for _, a := range f.Out(r.State) {
		to, _ := f.State(a.To)
		o := Offer{Action: a.Name, Label: a.Label, To: a.To, ToLabel: to.Label, Tone: a.Tone, Needs: a.Needs, Assign: a.Assign, Extends: a.Extends, Issues: a.Issues, Allowed: true}
		if err := e.whyNot(ctx, q, f, r, a); err != nil {
			no := fault.Of(err)
			if no.Kind == fault.KindInternal {
				return nil, err
			}
			o.Allowed, o.Why, o.WhyEn, o.Law = false, no.Zh, no.En, no.Law
		}
		out = append(out, o)
	}
	return out, nil
}

// Offered is the offer of one action: missing when the state has no such action, refused with the reason when the actor may
// not take it now.
func (e *Engine) Offered(ctx context.Context, kind, record, action string) (Offer, error) {
	offers, err := e.Offers(ctx, kind, record)
	if err != nil {
		return Offer{}, err
	}
	for _, o := range offers {
		switch {
		case o.Action != action:
		case !o.Allowed:
			return Offer{}, &fault.Error{Kind: fault.KindRefused, Zh: o.Why, En: o.WhyEn, Law: o.Law}
		default:
			return o, nil
		}
	}
	return Offer{}, fault.Missing("现在不能这样办理，请返回上一页", "this cannot be done now; go back")
}
