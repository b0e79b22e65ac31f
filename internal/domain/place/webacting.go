package place

import (
	"context"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func actingQuery(c *web.Ctx) ActingQuery {
	return ActingQuery{Mine: c.Query("mine") == "1", State: State(c.Query("state")), Before: c.Query("after"), Limit: c.QueryInt("limit", 30, 1, pageMost)}
}

// actings lists acting officers: one's own for everybody, those of the region for whoever looks after people.
func (w *site) actings(c *web.Ctx) error {
	q := actingQuery(c)
	total, more, err := w.CountActings(c.Context(), q)
	if err != nil {
		return err
	}
	limit := q.Limit
	q.Limit++
	rows, err := w.Actings(c.Context(), q)
	if err != nil {
		return err
	}
	t, err := w.actingTable(c, rows[:min(limit, len(rows))])
	if err != nil {
		return err
	}
	t.Pager = &page.Pager{Shown: len(t.Rows), Total: total, More: more, Size: limit}
	if q.Before != "" {
		t.Pager.First = again(c, "/desk/acting", "after", "")
	}
	if len(rows) > limit {
		t.Pager.Next = again(c, "/desk/acting", "after", rows[limit-1].ID)
	}
	t.Empty = &page.Empty{Title: "没有代理", Text: "出差、休假时可请同类岗位的人代理，经第三人批准后生效。", Act: &page.Act{Label: "提出代理", Href: "/desk/acting/new"}}
	v := page.View{Title: "岗位代理", Acts: []page.Act{{Label: "提出代理", Href: "/desk/acting/new", Tone: "main"}}}
	if c.Actor.May(RightView) {
		v.Crumbs = []page.Link{{Label: "机构与岗位", Href: "/desk/place"}}
	}
	if v.Notice, err = w.ActingNotice(c.Context(), c.Actor); err != nil {
		return err
	}
	return w.stack(c, v, page.Panel{Flush: true, Body: []any{actingFilter(c, q, total, more), t}})
}

func actingFilter(c *web.Ctx, q ActingQuery, total int, more bool) page.Filter {
	f := page.Filter{Action: "/desk/acting", Total: total, More: more}
	if c.Actor.May(RightView) {
		f.Sets = append(f.Sets, page.Set{Label: "范围", Links: []page.Link{
			{Label: "我管理的", Href: again(c, "/desk/acting", "mine", ""), Here: !q.Mine}, {Label: "与我有关", Href: again(c, "/desk/acting", "mine", "1"), Here: q.Mine}}})
	}
	states := page.Set{Label: "状态"}
	for _, s := range []struct {
		state State
		label string
	}{{"", "全部"}, {Waiting, "待批准"}, {InForce, "代理中"}, {Coming, "未开始"}, {Over, "已结束"}} {
		states.Links = append(states.Links, page.Link{Label: s.label, Href: again(c, "/desk/acting", "state", string(s.state)), Here: s.state == q.State})
	}
	f.Sets = append(f.Sets, states)
	if q.State != "" {
		f.Active++
	}
	return f
}

func (w *site) actingTable(c *web.Ctx, rows []Acting) (page.Table, error) {
	t := page.Table{Caption: "岗位代理", Columns: []page.Column{{Label: "代理人", Card: "head"}, {Label: "被代理人"}, {Label: "期间"}, {Label: "事由", Card: "wide"}, {Label: "状态", Card: "mark"}}}
	var accounts []string
	for _, a := range rows {
		accounts = append(accounts, a.Account, a.For)
	}
	names, err := w.Names(c.Context(), accounts...)
	for _, a := range rows {
		t.Rows = append(t.Rows, page.Row{ID: a.ID, Name: names[a.Account], Href: "/desk/acting/" + a.ID,
			Cells: page.Cells(names[a.Account], names[a.For], span(a.From, a.To), a.Reason, actingLamp(a.StateOn(today(c))))})
	}
	return t, err
}

func actingLamp(s State) page.Lamp {
	switch s {
	case InForce:
		return page.Lamp{Tone: page.OK, Text: "代理中"}
	case Coming:
		return page.Lamp{Tone: page.Near, Text: "未开始"}
	}
	return lampOf(s)
}

// ActingNotice says for whom the actor acts today; nil when for nobody. It costs nothing then, so that every page may ask.
func (s *Service) ActingNotice(ctx context.Context, a *access.Actor) (*page.Notice, error) {
	names, err := s.ActsToday(ctx, a)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	n := &page.Notice{Tone: page.Info, Text: "您今天代理 {1}", Args: []any{names[0]}}
	if len(names) > 1 {
		n.Text, n.Args = "您今天代理 {1} 等 {2} 人", []any{names[0], len(names)}
	}
	return n, nil
}

// proposal is the form that asks for an acting officer.
type proposal struct {
	Acting
	people form.Source
}

// Fields implements form.Record.
func (p *proposal) Fields(f *form.Fields) {
	f.Ref("for", "被代理人", &p.For, p.people).Required().Max(60).Hint("姓名或登录名")
	f.Ref("account", "代理人", &p.Account, p.people).Required().Max(60).Hint("同类岗位的人，姓名或登录名")
	f.Day("from", "起", &p.From).Required()
	f.Day("to", "止", &p.To).Required().After(&p.From)
	f.Note("reason", "事由", &p.Reason).Required().Max(200).WideField()
}

func (w *site) askActing(c *web.Ctx) error {
	p := &proposal{Acting: Acting{For: c.Actor.ID, From: today(c)}, people: persons{w.Service}}
	return w.showProposal(c, form.Bind(p), nil)
}

func (w *site) showProposal(c *web.Ctx, fields *form.Fields, wrong error) error {
	sections, err := page.Inputs(c.Context(), fields, nil)
	if err != nil {
		return err
	}
	f := page.Form{Action: "/desk/acting/new", Sections: sections, Acts: []page.Act{{Label: "取消", Href: "/desk/acting"}, {Label: "提出", Tone: "main", Name: "_save", Value: "1"}}}
	if wrong != nil {
		if err := shown(c, &f, wrong, nil); err != nil {
			return err
		}
	}
	return w.stack(c, page.View{Title: "提出代理", Lead: "本人可请人代理自己；管理员可替他人提出。须由提出人、代理人、被代理人以外的人批准。",
		Crumbs: []page.Link{{Label: "岗位代理", Href: "/desk/acting"}}}, f)
}

// resolve turns what was typed for the two people into their accounts; both are looked up before either is refused.
func (w *site) resolve(ctx context.Context, a *Acting) error {
	var e error
	for _, x := range []struct {
		field, label string
		p            *string
	}{{"for", "被代理人", &a.For}, {"account", "代理人", &a.Account}} {
		account, err := w.Person(ctx, x.field, x.label, *x.p)
		if err == nil {
			*x.p = account
		} else if e == nil {
			e = err
		}
	}
	return e
}

func (w *site) propose(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	p := &proposal{people: persons{w.Service}}
	fields := form.Bind(p)
	if err = fields.Read(v); err == nil {
		if err = w.resolve(c.Context(), &p.Acting); err == nil {
			err = w.Ask(c.Context(), &p.Acting)
		}
	}
	if err != nil {
		return w.showProposal(c, fields, err)
	}
	return c.Redirect("/desk/acting/"+p.ID, c.T("代理已提出，待批准"))
}

// order shows one acting order with what the actor may do about it.
func (w *site) order(c *web.Ctx) error {
	a, err := w.Order(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return w.showOrder(c, a, min(today(c), a.To), nil)
}

func (w *site) showOrder(c *web.Ctx, a *Acting, last string, wrong error) error {
	names, err := w.Names(c.Context(), a.Account, a.For, a.AskedBy, a.ApprovedBy)
	if err != nil {
		return err
	}
	names[access.System.ID] = c.T("系统")
	st := a.StateOn(today(c))
	approved := any(page.Word("尚未批准"))
	if a.Approved() {
		approved = names[a.ApprovedBy]
	}
	v := page.View{Title: "{1} 代理 {2}", Args: []any{names[a.Account], names[a.For]}, Mark: actingLamp(st), Crumbs: []page.Link{{Label: "岗位代理", Href: "/desk/acting"}}}
	body := []any{page.Panel{Title: "岗位代理", Body: []any{page.Detail{Facts: []page.Fact{{Label: "代理人", Value: names[a.Account]}, {Label: "被代理人", Value: names[a.For]},
		{Label: "期间", Value: span(a.From, a.To)}, {Label: "事由", Value: a.Reason}, {Label: "提出人", Value: names[a.AskedBy]}, {Label: "批准人", Value: approved}}}}}}
	if st == Waiting && c.Actor.May(RightCheck) {
		act := page.Act{Label: "批准", Href: "/desk/acting/" + a.ID + "/approve", Post: true, Name: "version", Value: strconv.FormatInt(a.Version, 10), Tone: "main"}
		if c.Actor.Is(a.Account) || c.Actor.Is(a.For) || c.Actor.Is(a.AskedBy) {
			act = page.Act{Label: "批准", Refused: "须由他人批准"}
		}
		v.Acts = append(v.Acts, act)
	}
	f := page.Form{Action: "/desk/acting/" + a.ID + "/return", Version: a.Version, Acts: []page.Act{{Label: "提前结束", Tone: "danger", Name: "_save", Value: "1"}},
		Sections: []page.Section{{Title: "提前结束", Inputs: []page.Input{{Name: "to", Label: "代理的最后一日", Kind: "day", Value: last, Needed: true, Help: "只能提前"}}}}}
	if wrong != nil {
		if err := shown(c, &f, wrong, nil); err != nil {
			return err
		}
	}
	if may := c.Actor.ID == a.For || c.Actor.ID == a.Account || c.Actor.May(RightEdit); may && st != Over {
		body = append(body, f)
	} else if f.Problem != "" {
		v.Notice = &page.Notice{Tone: page.Late, Text: f.Problem, Own: true}
	}
	return w.stack(c, v, body...)
}

func (w *site) approve(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	a, err := w.Order(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if err := w.Approve(c.Context(), a.ID, number(v.Get("version"))); err != nil {
		return w.showOrder(c, a, min(today(c), a.To), err)
	}
	return c.Redirect("/desk/acting/"+a.ID, c.T("代理已批准"))
}

func (w *site) giveBack(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	a, err := w.Order(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if err := w.Return(c.Context(), a.ID, v.Get("to"), number(v.Get("version"))); err != nil {
		return w.showOrder(c, a, v.Get("to"), err)
	}
	return c.Redirect("/desk/acting/"+a.ID, c.T("代理的最后一日已记为 {1}", v.Get("to")))
}
