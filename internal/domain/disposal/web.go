package disposal

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

type pages struct {
	*Service
	draw *page.Pages
	desk *desk.Desk
}

// Mount gives disposals their pages.
func (s *Service) Mount(m *web.Mux, p *page.Pages, d *desk.Desk) {
	w := &pages{s, p, d}
	put := func(state, late, supervised string) map[string]string {
		return map[string]string{"state": state, "late": late, "supervised": supervised}
	}
	d.Mount(s.Disposals, desk.Under("抽检检验"), desk.ByRegion(place.Regions), desk.Given(), desk.Draw(cell), desk.Without("result"), desk.Beside(w.beside), desk.Shortcuts(
		desk.Shortcut{Label: "全部", Put: put("", "", "")}, desk.Shortcut{Label: "待启动", Put: put(string(Opened), "", "")}, desk.Shortcut{Label: "待复查", Put: put(string(Corrected), "", "")},
		desk.Shortcut{Label: "待移送", Put: put(string(ToRefer), "", "")}, desk.Shortcut{Label: "超期", Put: put("", "true", "")}, desk.Shortcut{Label: "督办中", Put: put("", "", "ordered")}))
	m.Handle("GET /desk/disposal/{id}/do/{action}", web.Right(rightView), w.ask)
	m.Handle("GET /desk/disposal/{id}/party", web.Right(rightEdit), w.party)
	m.Handle("POST /desk/disposal/{id}/party", web.Right(rightEdit), w.party)
}

func cell(_ *web.Ctx, name string, v record.Cell) any {
	switch {
	case name == "state":
		return lamp(State(v.Value))
	case name == "supervised" && v.Value == "ordered":
		return page.Lamp{Tone: page.Late, Text: label(Supervision, v.Value)}
	}
	return nil
}

func lamp(s State) page.Lamp {
	l := page.Lamp{Text: label(States, string(s)), Tone: page.Near}
	switch s {
	case Closed, Referred:
		l.Tone = page.OK
	case Lapsed:
		l.Tone = page.Shut
	case Opened, Started, Controlled, Investigated, Corrected, Reviewed, ToRefer:
	}
	return l
}

// asks are what an action is asked for in its dialog.
func asks(o flow.Offer) []page.Input {
	var in []page.Input
	if o.Action == ActExtend {
		in = append(in, page.Input{Name: "extend", Label: "延长（日）", Kind: form.KindInt, Needed: true})
	}
	if slices.Contains(o.Needs, flow.NeedReason) {
		in = append(in, page.Input{Name: "reason", Label: "理由", Kind: form.KindNote, Needed: true, Wide: true, Max: 500})
	}
	return in
}

func dialog(id string, o flow.Offer) page.Dialog {
	return page.Dialog{ID: "do-" + o.Action, Title: o.Label, Action: "/desk/do/" + Kind + "/" + id + "/" + o.Action, Act: page.Act{Label: o.Label, Tone: cmp.Or(o.Tone, "main"), Name: "_do", Value: "1"}, Fields: asks(o)}
}

// beside adds to a line's page where it stands, what may be done, the other lines of the finding and the samples of the same batch.
func (w *pages) beside(c *web.Ctx, r *record.Draft) (acts []page.Act, body []any, err error) {
	d, err := w.Disposals.Get(c.Context(), r.ID)
	if err != nil {
		return nil, nil, err
	}
	run, err := w.needs.Flow.Run(c.Context(), w.db, Kind, d.ID)
	if err != nil {
		return nil, nil, err
	}
	if d.Open() && d.Role != Linked {
		body = append(body, page.Notice{Tone: page.Info, Text: "复检和异议期间，停售、封存、召回不得停止", Law: "《食品安全抽样检验管理办法》第四十条"})
	}
	if d.Supervised == "ordered" {
		body = append(body, page.Notice{Tone: page.Late, Text: c.T("{1} 督办：{2}", d.OrderBy, d.Order), Own: true})
	}
	offers, err := w.needs.Flow.Offers(c.Context(), Kind, d.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range offers {
		if o.Action == ActLapse || !c.Actor.May(rightEdit) && !c.Actor.May(rightCheck) || !o.Allowed && quiet(o.Action) {
			continue
		}
		a := page.Act{Label: o.Label, Tone: o.Tone, Href: "/desk/do/" + Kind + "/" + d.ID + "/" + o.Action, Post: true}
		if !o.Allowed {
			a.Refused = cmp.Or(pick(c, o.Why, o.WhyEn), "不能办理")
		} else if x := dialog(d.ID, o); len(x.Fields) > 0 {
			a.Post, a.Dialog, a.Href = false, x.ID, w.Disposals.Href(d.ID)+"/do/"+o.Action
			body = append(body, x)
		}
		acts = append(acts, a)
	}
	if c.Actor.May(rightEdit) && d.State != Lapsed {
		acts = append(acts, page.Act{Label: "增加处置对象", Href: w.Disposals.Href(d.ID) + "/party"})
	}
	acts = append(acts, page.Act{Label: "抽检结果", Href: "/desk/sampling-result/" + d.Result})
	others, err := w.others(c, d)
	if err != nil {
		return nil, nil, err
	}
	same, err := w.same(c, d)
	if err != nil {
		return nil, nil, err
	}
	return acts, append(body, clocks(c, run), others, same, history(c, run)), nil
}

// quiet are the actions that are not shown to whoever may not take them: what others decide.
func quiet(action string) bool {
	return slices.Contains([]string{ActSupervise, ActAnswer, ActExtend, ActAsk, ActResample, ActReview, ActClose, ActSendBack}, action)
}

func pick(c *web.Ctx, zh, en string) string {
	if c.Lang() == "en" && en != "" {
		return en
	}
	return zh
}

// ask is the dialog of an action as a page, for who has no script.
func (w *pages) ask(c *web.Ctx) error {
	d, err := w.Disposals.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	o, err := w.needs.Flow.Offered(c.Context(), Kind, d.ID, c.Path("action"))
	if err != nil {
		return err
	}
	x := dialog(d.ID, o)
	x.Open, x.Cancel = true, w.Disposals.Href(d.ID)
	return w.draw.Render(c, "kit.stack", page.View{Title: o.Label, Crumbs: w.crumbs(d), Data: []any{x}})
}

func (w *pages) crumbs(d *Disposal) []page.Link {
	return []page.Link{{Label: "抽检检验"}, {Label: "核查处置", Href: w.Disposals.Address()}, {Label: title(d), Href: w.Disposals.Href(d.ID), Own: true}}
}

// party is the page on which a supplier up the chain is added.
func (w *pages) party(c *web.Ctx) error {
	d, err := w.Disposals.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	v := page.View{Title: "增加处置对象", Lead: "新增的对象由其所在地监管部门处置，单独计时。", Crumbs: w.crumbs(d)}
	role, business := string(Supplier), ""
	in := []page.Input{{Name: "role", Label: "处置对象", Kind: form.KindChoice, Needed: true}, {Name: "operator", Label: "对象（档案）", Kind: form.KindRef, Needed: true, Suggest: "/desk/suggest/" + operator.Source.Name(), Help: "按名称或统一社会信用代码查找"}}
	for _, r := range Roles[1:] {
		in[0].Choices = append(in[0].Choices, page.Choice{Value: r.Value, Label: r.Label})
	}
	if c.R.Method == http.MethodPost {
		posted, err := c.Form()
		if err != nil {
			return err
		}
		role, business = posted.Get("role"), posted.Get("operator")
		err = w.db.Write(c.Context(), func(tx *db.Tx) error {
			_, err := w.AddParty(c.Context(), tx, d.ID, Role(role), business)
			return err
		})
		if err == nil {
			return c.Redirect(w.Disposals.Href(d.ID), c.T("已增加处置对象，由其所在地处置"))
		}
		f := fault.Of(err)
		if f.Kind == fault.KindInternal {
			return err
		}
		c.Code(f.Status())
		v.Notice = &page.Notice{Tone: page.Late, Text: f.Text(c.Lang()), Own: true}
		for i := range in {
			for _, x := range f.Fields {
				if x.Name == in[i].Name {
					in[i].Error, in[i].ErrorEn = x.Zh, x.En
				}
			}
		}
	}
	in[0].Value, in[1].Value = role, business
	v.Data = page.Form{Sections: []page.Section{{Inputs: in}}, Acts: []page.Act{{Label: "取消", Href: w.Disposals.Href(d.ID)}, {Label: "增加", Tone: "main", Name: "_save", Value: "1"}}}
	return w.draw.Render(c, "desk.form", v)
}

// others are the lines of the same finding: where each stands, whoever answers for it.
func (w *pages) others(c *web.Ctx, d *Disposal) (page.Panel, error) {
	t := page.Table{Caption: "同一结果的处置", Columns: []page.Column{{Label: "对象名称", Card: "head"}, {Label: "处置对象"}, {Label: "处置地区"}, {Label: "状态", Card: "mark"}}, Empty: &page.Empty{Title: "没有其他对象"}}
	rows, err := w.db.Query(c.Context(), `SELECT id, party, role, region, state FROM disposal WHERE result = $1 AND id <> $2 ORDER BY id`, d.Result, d.ID)
	if err != nil {
		return page.Panel{}, err
	}
	defer rows.Close()
	var all []Disposal
	var ids []string
	for rows.Next() {
		var x Disposal
		if err := rows.Scan(&x.ID, &x.Party, &x.Role, &x.Region, &x.State); err != nil {
			return page.Panel{}, err
		}
		all, ids = append(all, x), append(ids, x.ID)
	}
	if err := rows.Err(); err != nil {
		return page.Panel{}, err
	}
	seen, err := access.Share(c.Context(), w.db, c.Actor, Kind, ids)
	if err != nil {
		return page.Panel{}, err
	}
	for _, x := range all {
		if c.Actor.Side == access.SideEnterprise && !slices.Contains(seen, x.ID) {
			continue // whom else it concerns is no business of theirs
		}
		row := page.Row{ID: x.ID, Cells: page.Cells(x.Party, page.Word(label(Roles, string(x.Role))), w.needs.Places.Tree().FullName(x.Region, c.Lang()), lamp(x.State))}
		if slices.Contains(seen, x.ID) {
			row.Href = w.Disposals.Href(x.ID)
		}
		t.Rows = append(t.Rows, row)
	}
	return page.Panel{Title: "同一结果的处置", Note: page.Say("经营者、生产者、供货者各由所在地处置"), Flush: true, Body: []any{t}}, nil
}

// same are the other samples of the batch, wherever they were taken; enterprises see none.
func (w *pages) same(c *web.Ctx, d *Disposal) (page.Panel, error) {
	t := page.Table{Caption: "同批次样品", Columns: []page.Column{{Label: "抽样单编号", Card: "head"}, {Label: "被抽样单位"}, {Label: "抽样地区"}, {Label: "抽样日期", NoWrap: true}, {Label: "结论", Card: "mark"}}, Empty: &page.Empty{Title: "没有查到同批次的其他样品"}}
	p := page.Panel{Title: "同批次样品", Note: page.Say("同一生产者、同一食品、同一批号或生产日期"), Flush: true}
	if w.needs.Samples != nil && c.Actor.Side == access.SideOfficial {
		found, err := w.needs.Samples.SameBatch(c.Context(), w.db, d.Result)
		if err != nil {
			return p, err
		}
		words := map[string]page.Lamp{"pass": {Tone: page.OK, Text: "合格"}, "fail": {Tone: page.Late, Text: "不合格"}}
		for _, x := range found {
			end, ok := words[x.Conclusion]
			if !ok {
				end = page.Lamp{Tone: page.Near, Text: "未作判定"}
			}
			t.Rows = append(t.Rows, page.Row{ID: x.Result, Bad: x.Conclusion == "fail", Cells: page.Cells(x.Number, x.OperatorName, w.needs.Places.Tree().FullName(x.Region, c.Lang()), x.Day, end)})
		}
	}
	p.Body = []any{t}
	return p, nil
}

func clocks(c *web.Ctx, run *flow.Run) page.Panel {
	body := []any{}
	for _, k := range run.Clocks {
		body = append(body, page.Clock{Name: pick(c, k.Name, k.NameEn), Lamp: page.Lamp{Tone: page.Tone(k.Lamp.State), Text: k.Lamp.Text(c.Lang())}, Law: k.Lamp.Law(c.Lang())})
	}
	if len(body) == 0 {
		body = append(body, page.Empty{Title: "没有在计的时限"})
	}
	return page.Panel{Title: "时限", Body: body}
}

func history(c *web.Ctx, run *flow.Run) page.Panel {
	t := page.Timeline{}
	for _, s := range slices.Backward(run.Steps) {
		at := clock.Show(s.At)
		e := page.Event{Day: at[:10], Zh: c.T("{1}：{2}", c.T(s.Label), s.ActorName), Text: s.Reason}
		e.En = e.Zh
		if len(at) >= 16 {
			e.Time = at[11:16]
		}
		t.Lines = append(t.Lines, e)
	}
	return page.Panel{Title: "办理经过", Body: []any{t}}
}

// tab is the part 核查处置 of a business's file.
func (s *Service) tab() operator.Tab {
	return operator.Tab{Name: "disposals", Label: "核查处置", Right: rightView, Count: s.countOf, Render: s.renderOf}
}

// countOf counts the lines of a business the actor sees, loudly when one is open.
func (s *Service) countOf(ctx context.Context, business string) (n int, loud bool, err error) {
	text := `SELECT count(*), coalesce(sum(CASE WHEN t.state IN ('closed', 'lapsed', 'referred') THEN 0 ELSE 1 END), 0) FROM disposal t WHERE t.operator = $1 AND t.sort > ''`
	args := []any{business}
	if cond, more := access.Predicate(access.From(ctx), Kind, "t.id", 2); cond != "" {
		text, args = text+" AND "+cond, append(args, more...)
	}
	var open int
	err = s.db.Row(ctx, text, args...).Scan(&n, &open)
	return n, open > 0, err
}

func (s *Service) renderOf(c *web.Ctx, business string) ([]any, error) {
	found, err := s.Disposals.List(c.Context(), record.Query{Filter: map[string]string{"operator": business}, Limit: 50})
	if err != nil {
		return nil, err
	}
	t := page.Table{Caption: "核查处置", Columns: []page.Column{{Label: "样品名称", Card: "head"}, {Label: "不合格项目", Card: "wide"}, {Label: "处置对象"}, {Label: "抽样日期", NoWrap: true}, {Label: "状态", Card: "mark"}}, Empty: &page.Empty{Title: "没有核查处置"}}
	for i := range found.Rows {
		d := &found.Rows[i]
		t.Rows = append(t.Rows, page.Row{ID: d.ID, Href: s.Disposals.Href(d.ID), Bad: d.Late, Cells: page.Cells(d.Food, d.Failing, page.Word(label(Roles, string(d.Role))), d.Day, lamp(d.State))})
	}
	return []any{page.Panel{Title: "核查处置", Flush: true, Body: []any{t}}}, nil
}
