package operator

import (
	"net/url"
	"slices"
	"strings"

	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
	"shian/internal/kit/web"
)

const storyLines = 30

// story is the first tab: the timeline, and beside it what is still to come.
func (w *pages) story(c *web.Ctx, o *Operator) ([]any, error) {
	tone := ""
	if c.Query("only") == "late" {
		tone = string(page.Late)
	}
	lines, err := timeline.Find(c.Context(), w.db, c.Actor, timeline.Query{Operator: o.ID, Tone: tone, After: c.Query("after"), Limit: storyLines + 1})
	if err != nil {
		return nil, err
	}
	at := "/desk/operator/" + o.ID
	t := page.Timeline{}
	if len(lines) > storyLines {
		lines = lines[:storyLines]
		v := url.Values{"after": {lines[storyLines-1].At}}
		if tone != "" {
			v.Set("only", "late")
		}
		t.Older = at + "?" + v.Encode()
	}
	for _, l := range lines {
		t.Lines = append(t.Lines, page.Event{Day: l.Day, Zh: l.Zh, En: l.En, Tone: page.Tone(l.Tone), Href: hrefOf(l, o.ID)})
	}
	panel := page.Panel{Title: "时间线", Acts: []page.Act{{Label: "全部", Href: at, Small: true}, {Label: "只看不合格", Href: at + "?only=late", Small: true}}, Body: []any{t}}
	if len(t.Lines) == 0 {
		panel.Flush, panel.Body = true, []any{page.Empty{Title: "没有符合条件的记录"}}
	}
	beside, err := w.beside(c, o)
	if err != nil {
		return nil, err
	}
	return []any{page.Grid{Kind: "two", Cells: [][]any{{panel}, beside}}}, nil
}

// hrefOf is the page of the record behind a line; of a file's own line there is none.
func hrefOf(l timeline.Line, operator string) string {
	if l.Record == "" || l.Record == operator || l.Kind == "operator" {
		return ""
	}
	return "/desk/" + strings.ReplaceAll(l.Kind, ".", "-") + "/" + l.Record
}

func (w *pages) beside(c *web.Ctx, o *Operator) ([]any, error) {
	due, err := w.due(c, o)
	if err != nil {
		return nil, err
	}
	next := page.Panel{Title: "接下来"}
	for _, x := range due {
		next.Body = append(next.Body, page.Clock{Name: x.Zh, With: x.Args, Lamp: w.lamp(c.Context(), x.Day), Note: "{1} 到期", Args: []any{x.Day}, Law: x.Law, Href: x.Href})
	}
	if len(due) == 0 {
		next.Body = []any{page.Lamp{Text: "没有临近的期限"}}
	}
	out := []any{next}
	if o.Note != "" {
		out = append(out, page.Panel{Title: "备注", Body: []any{o.Note}})
	}
	if !w.mayAudit(c.Actor) {
		return out, nil
	}
	looks, err := auth.Looks(c.Context(), w.db, "operator", o.ID)
	if err != nil {
		return nil, err
	}
	who := page.Detail{Rows: true}
	for _, l := range looks[:min(len(looks), 10)] {
		who.Facts = append(who.Facts, page.Fact{Label: clock.Show(l.At), Value: w.nameOf(c, l.Account), Note: l.Why})
	}
	if len(looks) > 0 {
		out = append(out, page.Panel{Title: "谁看过个人信息", Body: []any{who}})
	}
	return out, nil
}

func (w *pages) nameOf(c *web.Ctx, account string) string {
	if w.desk.NameAccount == nil {
		return account
	}
	return w.desk.NameAccount(c, account)
}

// due is what is still to come, soonest first: ends of licences and health certificates within sixty days or past, and what
// other domains say.
func (w *pages) due(c *web.Ctx, o *Operator) ([]Due, error) {
	ctx, until := c.Context(), clock.Day(clock.Now(c.Context()).AddDate(0, 0, near))
	var out []Due
	if c.Actor.May("operator.licence.view") {
		p, err := w.Licences.List(ctx, record.Query{Filter: map[string]string{"operator": o.ID, "ends": ".." + until}, Limit: 20, Uncounted: true})
		if err != nil {
			return nil, err
		}
		for _, l := range p.Rows {
			out = append(out, Due{Zh: "{1} {2}", Args: []any{page.Word(label(string(l.Kind), "zh", LicenceKinds)), l.Number}, Day: l.Ends, Href: w.Licences.Href(l.ID)})
		}
	}
	if c.Actor.May("operator.person.view") {
		p, err := w.People.List(ctx, record.Query{Filter: map[string]string{"operator": o.ID, "health": ".." + until}, Limit: 20, Uncounted: true})
		if err != nil {
			return nil, err
		}
		for _, x := range p.Rows {
			out = append(out, Due{Zh: "{1} 的健康证明", Args: []any{form.Veil("name", x.Name)}, Day: x.Health, Law: "食品安全法 第四十五条", Href: w.People.Href(x.ID)})
		}
	}
	for _, fn := range w.next {
		more, err := fn(ctx, w.db, o.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	slices.SortFunc(out, func(a, b Due) int { return strings.Compare(a.Day, b.Day) })
	return out, nil
}
