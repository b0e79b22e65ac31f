package place

import (
	"context"

	"shian/data/policy"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// peopleQuery reads what the list's address asks for: region, body, post, name, state, after, limit.
func peopleQuery(c *web.Ctx) PeopleQuery {
	q := PeopleQuery{Within: c.Query("region"), Body: c.Query("body"), Post: c.Query("post"), Name: c.Query("name"), State: State(c.Query("state")),
		Account: c.Query("account"), After: c.Query("after"), Limit: c.QueryInt("limit", 30, 1, pageMost)}
	if q.Within == "" && !c.API() {
		q.Within = page.Region(c.R)
	}
	return q
}

// people lists appointments.
func (w *site) people(c *web.Ctx) error {
	q := peopleQuery(c)
	if found := w.Tree().Suggest(q.Within, 1); q.Within != "" && len(found) == 1 { // a name typed without script
		if _, ok := w.Tree().Find(q.Within); !ok {
			q.Within = found[0].Code
		}
	}
	total, more, err := w.CountPeople(c.Context(), q)
	if err != nil {
		return err
	}
	f := w.peopleFilter(c, q)
	f.Total, f.More = total, more
	limit := q.Limit
	q.Limit++
	rows, err := w.People(c.Context(), q)
	if err != nil {
		return err
	}
	t, err := w.peopleTable(c, rows[:min(limit, len(rows))])
	if err != nil {
		return err
	}
	t.Pager = &page.Pager{Shown: len(t.Rows), Total: total, More: more, Size: limit}
	if q.After != "" {
		t.Pager.First = again(c, "/desk/people", "after", "")
	}
	if len(rows) > limit {
		t.Pager.Next = again(c, "/desk/people", "after", rows[limit-1].ID)
	}
	t.Empty = &page.Empty{Title: "没有符合条件的任职", Text: "可以放宽筛选条件，或换一个地区再看。", Act: &page.Act{Label: "清除条件", Href: "/desk/people"}}
	v := page.View{Title: "人员任职", Crumbs: []page.Link{{Label: "机构与岗位", Href: "/desk/place"}}}
	if c.Actor.May(RightEdit) {
		v.Acts = []page.Act{{Label: "任命", Href: "/desk/people/new", Tone: "main"}}
	}
	return w.stack(c, v, page.Panel{Flush: true, Body: []any{f, t}})
}

func (w *site) peopleFilter(c *web.Ctx, q PeopleQuery) page.Filter {
	f := page.Filter{Action: "/desk/people"}
	region := page.FilterField{Name: "region", Label: "地区", Kind: "ref", Value: q.Within, Suggest: "/desk/suggest/region", Grow: true}
	if q.Within != "" {
		region.Shown = w.Tree().FullName(q.Within, c.Lang())
	}
	body := page.FilterField{Name: "body", Label: "部门", Kind: "choice", Value: q.Body}
	for _, b := range policy.Bodies() {
		if b.Kind != policy.Collective {
			body.Choices = append(body.Choices, page.Choice{Value: b.Code, Label: b.Short, En: b.NameEn, Own: true})
		}
	}
	post := page.FilterField{Name: "post", Label: "岗位", Kind: "choice", Value: q.Post}
	for _, p := range w.Posts() {
		if p.Name == "任务联络员" { // one for each body: chosen by it
			continue
		}
		post.Choices = append(post.Choices, page.Choice{Value: p.Code, Label: p.Name, En: p.NameEn, Own: true})
	}
	state := page.FilterField{Name: "state", Label: "状态", Kind: "choice", Value: string(q.State), Choices: []page.Choice{
		{Value: string(InForce), Label: "在任"}, {Value: string(Coming), Label: "未到任"}, {Value: string(Over), Label: "已结束"}}}
	f.Fields = []page.FilterField{{Name: "name", Label: "姓名", Kind: "text", Value: q.Name}, region, body, post, state}
	for _, s := range []string{q.Name, q.Within, q.Body, q.Post, string(q.State)} {
		if s != "" {
			f.Active++
		}
	}
	return f
}

// peopleTable draws appointments, with the name of the office or business each is in.
func (w *site) peopleTable(c *web.Ctx, rows []Appointment) (page.Table, error) {
	t := page.Table{Caption: "任职", Columns: []page.Column{{Label: "姓名", Card: "head"}, {Label: "岗位"}, {Label: "单位", Card: "wide"}, {Label: "地区"},
		{Label: "任期"}, {Label: "状态", Card: "mark"}}}
	where, err := w.workplaces(c.Context(), c.Lang(), rows)
	if err != nil {
		return t, err
	}
	for _, a := range rows {
		p, _ := w.Post(a.Post)
		t.Rows = append(t.Rows, page.Row{ID: a.ID, Name: a.Name, Href: "/desk/people/" + a.ID, Cells: page.Cells(a.Name, page.Word(p.Name), where[a.ID],
			w.Tree().FullName(a.Region, c.Lang()), span(a.From, a.To), lampOf(a.StateOn(today(c))))})
	}
	return t, nil
}

// workplaces names, for each appointment, the office, business or laboratory.
func (s *Service) workplaces(ctx context.Context, lang string, rows []Appointment) (map[string]string, error) {
	var offices, holders []string
	for _, a := range rows {
		if a.Office != "" {
			offices = append(offices, a.Office)
		} else if a.Holder != "" {
			holders = append(holders, a.Holder)
		}
	}
	names, err := s.officeNames(ctx, offices)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	if s.Holders != nil && len(holders) > 0 {
		if labels, err = s.Holders.Label(ctx, holders); err != nil {
			return nil, err
		}
	}
	out := map[string]string{}
	for _, a := range rows {
		switch {
		case a.Office != "":
			out[a.ID] = names[a.Office].called(lang)
		case labels[a.Holder] != "":
			out[a.ID] = labels[a.Holder]
		default:
			out[a.ID] = a.Holder
		}
	}
	return out, nil
}

const suggestedPeople = 12

// suggestPerson offers people in office whom the actor sees, by a part of the name: [{"value":…,"label":…}].
func (w *site) suggestPerson(c *web.Ctx) error {
	out := []map[string]string{}
	if q := c.Query("q"); q != "" {
		found, err := w.seenByName(c.Context(), "name LIKE ", "%"+escape.Replace(q)+"%", suggestedPeople, " ESCAPE '!'")
		if err != nil {
			return err
		}
		where, err := w.workplaces(c.Context(), c.Lang(), found)
		if err != nil {
			return err
		}
		for _, a := range found {
			p, _ := w.Post(a.Post)
			out = append(out, map[string]string{"value": a.Account, "label": a.Name, "note": where[a.ID] + " · " + c.T(p.Name)})
		}
	}
	return c.JSON(out)
}

// persons is what a field for a person points at: GET /desk/suggest/person.
type persons struct{ s *Service }

func (persons) Name() string { return "person" }

// Suggest is answered by suggestPerson, which says more.
func (persons) Suggest(context.Context, string, int) ([]form.Choice, error) { return nil, nil }

// Label names accounts.
func (p persons) Label(ctx context.Context, accounts []string) (map[string]string, error) {
	return p.s.Names(ctx, accounts...)
}
