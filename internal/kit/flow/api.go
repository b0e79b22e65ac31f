package flow

import (
	"context"
	"net/url"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

// asked is an action as it comes over HTTP, by form or JSON.
type asked struct {
	Reason   string   `json:"reason"`
	Public   string   `json:"public"` // why, for everybody to read
	PublicEn string   `json:"public_en"`
	Evidence []string `json:"evidence"` // ids of attachments
	Second   string   `json:"second"`   // account of the second officer
	Assignee string   `json:"assignee"` // account of whoever is to do it
	Extend   int64    `json:"extend"`   // units of the clock
	Since    string   `json:"since"`    // day from which the next clock counts
	For      string   `json:"for"`      // in whose name an acting officer acts
	Version  int64    `json:"version"`  // of the run as seen; 0: whatever it is
}

func askedIn(form url.Values) (asked, error) {
	a := asked{Reason: form.Get("reason"), Public: form.Get("public"), PublicEn: form.Get("public_en"), Second: form.Get("second"), Assignee: form.Get("assignee"), Since: form.Get("since"), For: form.Get("for")}
	for _, f := range form["evidence"] {
		if f != "" {
			a.Evidence = append(a.Evidence, f)
		}
	}
	for _, n := range []struct {
		to          *int64
		name, label string
	}{{&a.Extend, "extend", "延长"}, {&a.Version, "version", "版本"}} {
		s := form.Get(n.name)
		if s == "" {
			continue
		}
		var err error
		if *n.to, err = strconv.ParseInt(s, 10, 64); err != nil {
			return a, fault.Invalid(fault.Field{Name: n.name, Label: n.label, Zh: sayZh("请填写整数"), En: sayEn("请填写整数")})
		}
	}
	return a, nil
}

// runAnswer is a run as programs read it; labels are in the language asked for.
type runAnswer struct {
	Run        string       `json:"run"`
	Flow       string       `json:"flow"`
	FlowLabel  string       `json:"flow_label"`
	Table      int          `json:"flow_version"`
	Kind       string       `json:"kind"`
	Record     string       `json:"record"`
	Title      string       `json:"title"`
	Region     string       `json:"region"`
	State      string       `json:"state"`
	StateLabel string       `json:"state_label"`
	Final      bool         `json:"final"`
	Assignee   string       `json:"assignee,omitempty"`
	BegunBy    string       `json:"begun_by"`
	BegunName  string       `json:"begun_name"`
	BegunAt    string       `json:"begun_at"`
	ClosedAt   string       `json:"closed_at,omitempty"`
	Version    int64        `json:"version"`
	Offers     []Offer      `json:"offers"`
	Clocks     []ClockState `json:"clocks"`
	Steps      []Step       `json:"steps"`
}

// apiRun gives a record's run: state, what may be done with why not, clocks, history.
func (h handlers) apiRun(c *web.Ctx) error {
	r, err := h.e.Run(c.Context(), h.e.d, c.Path("kind"), c.Path("id"))
	if err != nil {
		return err
	}
	f, err := h.e.table(r)
	if err != nil {
		return err
	}
	offers, err := h.e.offers(c.Context(), h.e.d, r)
	if err != nil {
		return err
	}
	for i := range offers {
		offers[i].Label, offers[i].ToLabel = c.T(offers[i].Label), c.T(offers[i].ToLabel)
	}
	for i := range r.Steps {
		r.Steps[i].Label = c.T(r.Steps[i].Label)
	}
	if r.Clocks == nil {
		r.Clocks = []ClockState{}
	}
	return c.JSON(runAnswer{r.ID, r.Flow, c.T(f.Label), r.FlowVersion, r.Kind, r.Record, r.Title, r.Region, r.State, c.T(r.StateLabel), r.Final, r.Assignee,
		r.BegunBy, r.BegunName, r.BegunAt, r.ClosedAt, r.Version, offers, r.Clocks, r.Steps})
}

// apiDo takes one action and answers with its step.
func (h handlers) apiDo(c *web.Ctx) error {
	var a asked
	if c.R.ContentLength != 0 {
		if err := c.ReadJSON(&a); err != nil {
			return err
		}
	}
	s, err := h.e.act(c, c.Path("kind"), c.Path("id"), c.Path("action"), a)
	if err != nil {
		return err
	}
	s.Label = c.T(s.Label)
	return c.JSON(s)
}

// apiTodo gives a page of one of the caller's lists.
func (h handlers) apiTodo(c *web.Ctx) error {
	q, err := queryIn(c)
	if err != nil {
		return err
	}
	p, err := h.e.Todo(c.Context(), c.Actor, q)
	if err != nil {
		return err
	}
	for i := range p.Items {
		x := &p.Items[i]
		x.FlowLabel, x.StateLabel, x.Act = c.T(x.FlowLabel), c.T(x.StateLabel), c.T(x.Act)
	}
	return c.JSON(p)
}

// apiCounts gives the sizes of the caller's lists.
func (h handlers) apiCounts(c *web.Ctx) error {
	n, err := h.e.Counts(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.JSON(n)
}

// Bell gives the open and the overdue to-dos of an actor, for the shell of every page.
func (e *Engine) Bell(ctx context.Context, a *access.Actor) (open, late int) {
	n, err := e.Counts(ctx, a)
	if err != nil {
		return 0, 0 // the page says more than the bell could
	}
	return n.Do, n.Late
}
