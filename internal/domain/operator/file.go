package operator

import (
	"context"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// file is one enterprise one file: who it is, every part of it as a tab, and what happened in one timeline.
func (w *pages) file(c *web.Ctx) error {
	o, r, err := w.open(c)
	if err != nil {
		return moved(c, err)
	}
	tabs, shown, err := w.parts(c, o.ID)
	if err != nil {
		return err
	}
	head, err := w.head(c, o, r)
	if err != nil {
		return err
	}
	head.Tabs = tabs
	var body []any
	if shown == nil {
		body, err = w.story(c, o)
	} else {
		body, err = shown.Render(c, o.ID)
	}
	if err != nil {
		return err
	}
	return w.page.Render(c, "desk.detail", page.View{Title: "一企一档", Lead: "一个主体一份档案，所有部门写入同一条时间线。", Crumbs: w.crumbs(page.Link{Label: o.Name, Own: true}),
		Acts: w.acts(c, o), Data: append([]any{head}, body...)})
}

func (w *pages) acts(c *web.Ctx, o *Operator) []page.Act {
	at := "/desk/operator/" + o.ID
	acts := []page.Act{{Label: "修改记录", Href: at + "/history"}}
	if o.Cancelled || !c.Actor.May(rightEdit) {
		return acts
	}
	acts = append(acts, page.Act{Label: "查重", Href: at + "/same"})
	way := "停业、注销"
	if o.Status != Active {
		way = "恢复、注销"
	}
	if o.Status == Closed {
		way = "恢复经营"
	}
	return append(acts, page.Act{Label: way, Href: at + "/status"}, page.Act{Label: "修改", Href: at + "/edit", Tone: "main"})
}

// head is the card on top.
func (w *pages) head(c *web.Ctx, o *Operator, r *record.Draft) (*page.Head, error) {
	tree := w.place.Tree()
	h := &page.Head{Name: o.Name, Code: o.Code, Image: "/desk/operator/" + o.ID + "/code.svg", Shown: "主体码"}
	if o.Grade != "" {
		h.Badge = &page.Badge{Grade: string(o.Grade), Big: true}
	}
	h.Tags = append(h.Tags, page.Tag{Text: label(string(o.Trade), "zh", Trades)})
	if o.Scale != "" {
		h.Tags = append(h.Tags, page.Tag{Text: label(string(o.Scale), "zh", Scales)})
	}
	switch {
	case o.Cancelled:
		h.Tags = append(h.Tags, page.Tag{Text: "已撤销登记", Tone: page.Late})
	case o.Status != Active:
		h.Tags = append(h.Tags, page.Tag{Text: label(string(o.Status), "zh", Statuses), Tone: page.Near})
	}
	licence, err := w.licenceFacts(c, o.ID)
	if err != nil {
		return nil, err
	}
	h.Facts = append(h.Facts, licence...)
	facts, err := w.desk.Facts(c, w.Operators, r)
	if err != nil {
		return nil, err
	}
	for i, x := range r.Fields.All() {
		switch x.Name {
		case "category", "person", "phone", "address":
			h.Facts = append(h.Facts, facts[i])
		case "region":
			h.Facts = append(h.Facts, page.Fact{Label: x.Label, Value: tree.FullName(o.Region, c.Lang())})
		}
	}
	office, err := w.office(c.Context(), o.Region, c.Lang())
	if err != nil {
		return nil, err
	}
	h.Facts = append(h.Facts, page.Fact{Label: "监管单位", Value: office})
	return h, nil
}

const near = 60 // days before its end that a licence turns yellow

// licenceFacts are the licence that holds longest and its end.
func (w *pages) licenceFacts(c *web.Ctx, operator string) ([]page.Fact, error) {
	if !c.Actor.May("operator.licence.view") {
		return nil, nil
	}
	p, err := w.Licences.List(c.Context(), record.Query{Filter: map[string]string{"operator": operator}, Limit: 50, Uncounted: true})
	if err != nil {
		return nil, err
	}
	var best *Licence
	for i := range p.Rows {
		l := &p.Rows[i]
		if best == nil || l.Ends == "" && best.Ends != "" || best.Ends != "" && l.Ends > best.Ends {
			best = l
		}
	}
	if best == nil {
		return []page.Fact{{Label: "许可与备案", Value: page.Lamp{Text: "没有登记"}}}, nil
	}
	return []page.Fact{{Label: "许可与备案", Value: best.Number, Code: true, Note: page.Word(label(string(best.Kind), "zh", LicenceKinds))},
		{Label: "有效期至", Value: []any{orLong(best.Ends), w.lamp(c.Context(), best.Ends)}}}, nil
}

func orLong(day string) any {
	if day == "" {
		return page.Word("长期")
	}
	return day
}

func (w *pages) lamp(ctx context.Context, ends string) page.Lamp {
	if ends == "" {
		return page.Lamp{Tone: page.OK, Text: "有效"}
	}
	left := daysLeft(ctx, ends)
	switch {
	case left < 0:
		return page.Lamp{Tone: page.Late, Text: "已过期", Note: "{1} 日", With: []any{-left}}
	case left <= near:
		return page.Lamp{Tone: page.Near, Text: "将到期", Note: "余 {1} 日", With: []any{left}}
	}
	return page.Lamp{Tone: page.OK, Text: "有效", Note: "余 {1} 日", With: []any{left}}
}

func daysLeft(ctx context.Context, day string) int {
	to, err := clock.ParseDay(day)
	now, wrong := clock.ParseDay(clock.Day(clock.Now(ctx)))
	if err != nil || wrong != nil {
		return 0
	}
	return int(to.Sub(now).Hours() / 24)
}

// office is the market regulator in charge: that of the county, else of what lies above.
func (w *pages) office(ctx context.Context, region, lang string) (string, error) {
	path := w.place.Tree().Path(region)
	for i := len(path) - 1; i >= 0; i-- {
		all, err := w.place.OfficesAt(ctx, w.db, path[i].Code)
		if err != nil {
			return "", err
		}
		for _, x := range all {
			if x.Body == "market" && x.Level != string(place.Unit) {
				if lang == "en" && x.NameEn != "" {
					return x.NameEn, nil
				}
				return x.Name, nil
			}
		}
	}
	return "—", nil
}

// mayAudit tells who sees the list of those who looked at what is masked.
func (w *pages) mayAudit(a *access.Actor) bool { return a.May(rightReveal) || a.May("journal.view") }
