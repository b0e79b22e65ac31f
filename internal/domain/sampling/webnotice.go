package sampling

import (
	"cmp"
	"net/url"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/paper"
	"shian/internal/kit/web"
)

// notices are the documents about a published result, and the button that issues one.
func (w *pages) notices(c *web.Ctx, r *Result) (panel []any, acts []page.Act, err error) {
	if w.Papers == nil || r.State != Published && r.State != Withdrawn {
		return nil, nil, nil
	}
	all, err := w.Papers.Of(c.Context(), w.db, Kind, r.ID)
	if err != nil {
		return nil, nil, err
	}
	if len(all) > 0 {
		panel = []any{paper.Panel(all)}
	}
	if r.State == Published && c.Actor.May("sampling.result.publish") {
		a := page.Act{Label: "出具公示通知", Href: "/desk/sampling-result/" + r.ID + "/notice", Post: true}
		for i := range all {
			if all[i].InForce() {
				a.Refused = c.T("已有现行有效的公示通知 {1}", all[i].Number)
			}
		}
		acts = []page.Act{a}
	}
	return panel, acts, nil
}

func (w *pages) issueNotice(c *web.Ctx) error {
	r, err := w.Results.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	x, err := w.IssueNotice(c.Context(), r.ID)
	if err != nil {
		return err
	}
	return c.Redirect(w.Results.Href(r.ID), c.T("已出具 {1}", x.Number))
}

// bulletinQuery reads what a bulletin is to cover.
func bulletinQuery(get func(string) string) (PublicQuery, error) {
	q := PublicQuery{Region: get("region"), Category: get("category"), Food: get("food"), From: get("day"), To: get("day_to")}
	var faults []fault.Field
	for _, day := range []struct{ name, value string }{{"day", q.From}, {"day_to", q.To}} {
		if _, err := clock.ParseDay(day.value); day.value != "" && err != nil {
			faults = append(faults, fault.Field{Name: day.name, Label: "抽样日期", Zh: "日期应写作 2026-07-31", En: "write the day as 2026-07-31"})
		}
	}
	if _, ok := food.Lookup(q.Category); q.Category != "" && !ok {
		faults = append(faults, fault.Field{Name: "category", Label: "食品类别", Zh: "没有这个类别，请重选", En: "there is no such category; choose again"})
	}
	if len([]rune(q.Food)) > 60 {
		faults = append(faults, fault.Field{Name: "food", Label: "食品名称", Zh: "最多 60 个字，请缩短", En: "at most 60 characters; shorten it"})
	}
	if len(faults) > 0 {
		return q, fault.Invalid(faults...)
	}
	return q, nil
}

func (q PublicQuery) values() url.Values {
	v := url.Values{}
	for _, x := range []struct{ name, value string }{{"region", q.Region}, {"category", q.Category}, {"food", q.Food}, {"day", q.From}, {"day_to", q.To}} {
		if x.value != "" {
			v.Set(x.name, x.value)
		}
	}
	return v
}

// bulletins is the page where a bulletin is chosen, looked at as a draft and issued; and those issued before.
func (w *pages) bulletins(c *web.Ctx) error {
	q, err := bulletinQuery(c.Query)
	if err != nil {
		return err
	}
	at := issuing(c.Context())
	q.Region = cmp.Or(place.Short(q.Region), at)
	if err := within(c.Context(), q.Region); err != nil {
		return err
	}
	v := page.View{Title: "公示通告", Lead: "把已公示的不合格批次汇总成一份编号的通告；其中有结果撤回的，平台自动出具替代的通告", Crumbs: []page.Link{{Label: "抽检检验"}}}
	rows, err := w.failing(c.Context(), q)
	chosen := page.Panel{Title: "将列入的批次", Flush: true}
	switch {
	case fault.Is(err, fault.KindRefused): // too many: said where the rows would be
		v.Notice = &page.Notice{Tone: page.Near, Text: fault.Of(err).Text(c.Lang())}
	case err != nil:
		return err
	default:
		chosen.Note = page.Say("{1} 批次", len(rows))
		chosen.Body = append(chosen.Body, w.chosen(c, rows))
		if len(rows) > 0 {
			chosen.Acts = []page.Act{{Label: "看草稿（PDF）", Href: "/desk/sampling-bulletin/draft?" + q.values().Encode(), Small: true}}
			v.Acts = []page.Act{{Label: "出具通告", Href: "/desk/sampling-bulletin?" + q.values().Encode(), Post: true, Tone: "main"}}
		}
	}
	issued, err := w.Bulletins(c.Context(), w.db, at, 50)
	if err != nil {
		return err
	}
	v.Data = []any{page.Panel{Flush: true, Body: []any{w.bulletinFilter(c, q, at)}}, chosen, BulletinPanel(issued)}
	return w.draw.Render(c, "sampling.page", v)
}

func (w *pages) bulletinFilter(c *web.Ctx, q PublicQuery, at string) page.Filter {
	t := w.needs.Places.Tree()
	regions := []page.Choice{{Value: at, Label: t.Name(place.Full(at), c.Lang()), Own: true}}
	for _, r := range t.Children(place.Full(at)) {
		regions = append(regions, page.Choice{Value: place.Short(r.Code), Label: t.Name(r.Code, c.Lang()), Own: true})
	}
	var categories []page.Choice
	for _, x := range food.Categories() {
		categories = append(categories, page.Choice{Value: x.Code, Label: x.Name, En: x.NameEn, Own: true})
	}
	return page.Filter{Action: "/desk/sampling-bulletin", Fields: []page.FilterField{
		{Name: "region", Label: "抽样地区", Kind: "choice", Value: q.Region, Choices: regions, Any: "本岗位所辖"},
		{Name: "category", Label: "食品类别", Kind: "choice", Value: q.Category, Choices: categories},
		{Name: "food", Label: "食品名称", Value: q.Food},
		{Name: "day", Label: "抽样日期", Kind: "days", Value: q.From, To: q.To}}}
}

func (w *pages) chosen(c *web.Ctx, rows []Public) page.Table {
	t := page.Table{Caption: "将列入的批次", Columns: []page.Column{{Label: "样品名称", Card: "head"}, {Label: "标称生产者", Card: "wide"}, {Label: "被抽样单位", Card: "wide"}, {Label: "不合格项目", Card: "wide"}, {Label: "抽样日期", NoWrap: true}},
		Empty: &page.Empty{Title: "没有符合条件的不合格批次", Text: "去掉一个条件再查"}}
	for i := range rows {
		p := &rows[i]
		t.Rows = append(t.Rows, page.Row{Href: w.Results.Href(p.ID), Cells: page.Cells(p.Food, cmp.Or(p.MakerName, "—"), cmp.Or(p.OperatorName, "—"), failed(p.Failing), cmp.Or(p.Day, "—"))})
	}
	return t
}

// BulletinPanel lists bulletins with their files.
func BulletinPanel(all []Bulletin) page.Panel {
	t := page.Table{Caption: "已出具的通告", Columns: []page.Column{{Label: "编号", Card: "head"}, {Label: "地区"}, {Label: "范围", Card: "wide"}, {Label: "出具时间", NoWrap: true}},
		Empty: &page.Empty{Title: "还没有出具过通告"}}
	for i := range all {
		b := &all[i]
		t.Rows = append(t.Rows, page.Row{Href: "/paper/" + b.ID, Cells: page.Cells(b.Number, b.Area, b.Asked, clock.Show(b.IssuedAt))})
	}
	return page.Panel{Title: "已出具的通告", Flush: true, Body: []any{t}}
}

func (w *pages) draftBulletin(c *web.Ctx) error {
	q, err := bulletinQuery(c.Query)
	if err != nil {
		return err
	}
	b, err := w.Draft(c.Context(), q)
	if err != nil {
		return err
	}
	return paper.Send(c, "公示通告草稿", b)
}

func (w *pages) issueBulletin(c *web.Ctx) error {
	q, err := bulletinQuery(c.Query)
	if err != nil {
		return err
	}
	x, err := w.IssueBulletin(c.Context(), q)
	if err != nil {
		return err
	}
	return c.Redirect("/desk/sampling-bulletin?"+q.values().Encode(), c.T("已出具 {1}", x.Number))
}
