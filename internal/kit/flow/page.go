package flow

import (
	"net/url"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/i18n"
	"shian/internal/kit/web"
)

// TodoData is what the template flow.todo takes.
type TodoData struct {
	List   string
	Counts Counts
	Page   TodoPage
	Flows  []*Flow // with matters of the list's kind
	Flow   string
	Due    string
	After  string
	Here   string   // this page
	Next   string   // the next one; empty: none
	Batch  []Action // what may be done with the ticked ones: needing nothing more than the press of a button
	En     bool
}

// Tabs are the lists in their order.
func (d TodoData) Tabs() []Tab {
	c := d.Counts
	out := []Tab{{listDo, "待办", c.Do, false}, {listTold, "督办", c.Told, false}, {listDone, "已办", c.Done, true}, {listBegun, "我发起", c.Begun, true}}
	for i := range out {
		out[i].Here = out[i].List == d.List
	}
	return out
}

// A Tab is one list with its count.
type Tab struct {
	List, Label string
	N           int
	Here        bool
}

// Count writes the count as a person reads it.
func (t Tab) Count() string { return ShowCount(t.N) }

// Late and Near write the counts of the deadline filter.
func (d TodoData) Late() string { return ShowCount(d.Counts.Late) }

// Near writes how many are near.
func (d TodoData) Near() string { return ShowCount(d.Counts.Near) }

// Link is the page with one part of the query changed.
func (d TodoData) Link(key, value string) string {
	v := url.Values{}
	set := func(k, x string) {
		if x != "" {
			v.Set(k, x)
		}
	}
	set("list", strings.TrimPrefix(d.List, listDo))
	set("flow", d.Flow)
	set("due", d.Due)
	v.Del(key)
	set(key, value)
	if len(v) == 0 {
		return "/desk/todo"
	}
	return "/desk/todo?" + v.Encode()
}

func (h handlers) todo(c *web.Ctx) error {
	q, err := queryIn(c)
	if err != nil {
		return err
	}
	d := TodoData{List: q.List, Flow: q.Flow, Due: q.Due, After: q.After, Here: c.R.URL.RequestURI(), Flows: h.e.Flows(), En: c.Lang() == "en"}
	if d.Counts, err = h.e.Counts(c.Context(), c.Actor); err != nil {
		return err
	}
	if d.Page, err = h.e.Todo(c.Context(), c.Actor, q); err != nil {
		return err
	}
	if d.Page.More {
		d.Next = d.Link("after", d.Page.Next)
	}
	if q.List == listDo {
		d.Batch = h.e.batch(c.Actor, q.Flow)
	}
	lead := "最近的在前。"
	if q.List == listDo || q.List == listTold {
		lead = "逾期在前，其次按剩余时间。点标题直接办理。"
	}
	return h.draw(c, "flow.todo", View{Title: "待办中心", Lead: lead, Data: d})
}

// batch are the actions of a flow that need no more than the press of a button.
func (e *Engine) batch(a *access.Actor, flow string) []Action {
	f := e.newest[flow]
	if f == nil {
		return nil
	}
	seen := map[string]bool{}
	var out []Action
	for _, act := range f.Actions {
		if !seen[act.Name] && len(act.Needs) == 0 && act.Assign != ToOne && !act.Extends && act.Right != "" && a.May(act.Right) {
			seen[act.Name] = true
			out = append(out, act)
		}
	}
	return out
}

func queryIn(c *web.Ctx) (TodoQuery, error) {
	q := TodoQuery{List: c.Query("list"), Flow: c.Query("flow"), Due: c.Query("due"), After: c.Query("after"), Limit: c.QueryInt("limit", pageUsual, 1, pageMost)}
	if q.List == "" {
		q.List = listDo
	}
	bad := func(name, label, zh string) error {
		return fault.Invalid(fault.Field{Name: name, Label: label, Zh: zh, En: i18n.T("en", zh)})
	}
	switch q.List {
	case listDo, listTold, listDone, listBegun:
	default:
		return q, bad("list", "事项", "这份清单不存在")
	}
	if q.Due != "" && q.Due != LampLate && q.Due != LampNear {
		return q, bad("due", "期限", "期限筛选只能是逾期或临近")
	}
	return q, nil
}
