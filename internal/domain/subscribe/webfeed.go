package subscribe

import (
	"context"

	"shian/internal/kit/notify"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// byLink takes a step of a subscription whose link somebody has, and shows where it stands.
func (s *Service) byLink(c *web.Ctx, do func(ctx context.Context, subscription, token string) error) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	token := v.Get("token")
	if token == "" {
		token = c.Query("token")
	}
	if err := do(c.Context(), c.Path("id"), token); err != nil {
		return err
	}
	x, err := s.ByLink(c.Context(), s.db, c.Path("id"), token)
	if err != nil {
		return err
	}
	return s.pages.Render(c, "kit.stack", s.mineView(c, x, token))
}

const feedMost = 100 // entries of a feed

// results is the feed of results with the filter of the address.
func (s *Service) results(c *web.Ctx) error {
	return s.feed(c, Results, "食品安全抽检结果 / food sampling results", "/feed/results.atom")
}

// warnings is the feed of warnings.
func (s *Service) warnings(c *web.Ctx) error {
	return s.feed(c, Warnings, "消费警示 / consumer warnings", "/feed/warnings.atom")
}

func (s *Service) feed(c *web.Ctx, kind, title, at string) error {
	f, err := s.filter(c.Query)
	if err != nil {
		return err
	}
	found, err := s.News(c.Context(), kind, f, feedMost)
	if err != nil {
		return err
	}
	self := s.needs.Tells.Address(at + f.query())
	out := notify.Feed{ID: self, Title: title, Self: self, Author: "shian"}
	for _, n := range found {
		out.Entries = append(out.Entries, s.entry(n))
	}
	return out.Answer(c)
}

// entry is news as feeds have it: its id never changes, and a withdrawn one says so with the reason in place of what it told.
func (s *Service) entry(n News) notify.Entry {
	e := notify.Entry{ID: "urn:uuid:" + n.ID, Title: n.Title, Link: s.needs.Tells.Address(n.Href()), Summary: n.Summary, Published: n.Published, Updated: n.Updated}
	if where := s.where(n.Region, "zh"); where != "" && !n.Withdrawn {
		e.Summary = where + "。" + e.Summary
	}
	for _, t := range []string{n.Category, n.Conclusion} {
		if t != "" {
			e.Terms = append(e.Terms, t)
		}
	}
	if n.Withdrawn {
		e.Title = "【已撤回 / withdrawn】" + n.Title
		e.Summary = "这项公示已撤回。" + n.Why + " / Withdrawn. " + n.WhyEn
		e.Terms = append(e.Terms, "withdrawn")
	}
	return e
}

const warningsMost = 50 // on the public page

// published lists the warnings, the last change first.
func (s *Service) published(c *web.Ctx) error {
	found, err := s.News(c.Context(), Warnings, Filter{}, warningsMost)
	if err != nil {
		return err
	}
	return s.pages.Render(c, "kit.stack", s.listView(c.Lang(), found))
}

func (s *Service) listView(lang string, found []News) page.View {
	t := page.Table{Caption: "消费警示", Roomy: true, Columns: []page.Column{{Label: "状态", Card: "mark", NoWrap: true}, {Label: "标题", Card: "head"}, {Label: "适用地区"}, {Label: "发布日期", NoWrap: true}},
		Empty: &page.Empty{Title: "目前没有消费警示", Text: "发布的警示会出现在这里"}}
	for _, n := range found {
		lamp := page.Lamp{Tone: page.Near, Text: "有效"}
		if n.Withdrawn {
			lamp = page.Lamp{Tone: page.Shut, Text: "已撤回"}
		}
		t.Rows = append(t.Rows, page.Row{Href: n.Href(), Cells: page.Cells(lamp, n.Title, s.where(n.Region, lang), n.Published[:10])})
	}
	v := view("消费警示", "风险在哪里，怎样避免；撤回的留在这里并写明原因", page.Panel{Flush: true, Body: []any{t}})
	v.Acts = []page.Act{{Label: "订阅", Href: "/subscribe"}}
	return v
}

// warning shows one warning with its proof.
func (s *Service) warning(c *web.Ctx) error {
	w, err := s.PublicWarning(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return s.pages.Render(c, "kit.stack", s.warningView(c.Lang(), w, s.proof(c.Context(), w)))
}

func (s *Service) warningView(lang string, w *Warning, proof page.Proof) page.View {
	panel := page.Panel{Title: "存证", Note: page.Word("不登录即可核验"), Body: []any{proof}}
	if w.State == Withdrawn {
		v := view("消费警示已撤回", "", page.Verdict{Tone: page.Shut, Text: "这份警示已于 {1} 撤回", Args: []any{cutDay(w.ChangedAt)}, Note: "撤回理由：{1}", With: []any{w.Why}}, panel)
		v.Crumbs = append(v.Crumbs, page.Link{Label: "消费警示", Href: "/warning"})
		return v
	}
	left := []any{page.Panel{Title: "风险提示", Body: []any{page.Detail{One: true, Facts: []page.Fact{{Label: "提示", Value: w.Text}, {Label: "消费建议", Value: w.Advice}}}}}}
	facts := page.Detail{One: true, Facts: []page.Fact{{Label: "适用地区", Value: s.where(w.Region, lang)}, {Label: "发布机构", Value: w.Issuer}, {Label: "发布日期", Value: w.Published}}}
	if w.Basis != "" {
		facts.Facts = append(facts.Facts, page.Fact{Label: "依据", Value: w.Basis})
	}
	v := view(w.Title, "", page.Grid{Kind: "two", Cells: [][]any{left, {page.Panel{Title: "发布", Body: []any{facts}}, panel}}})
	v.Own = true
	v.Crumbs = append(v.Crumbs, page.Link{Label: "消费警示", Href: "/warning"})
	return v
}

func cutDay(instant string) string { return instant[:min(len(instant), 10)] }

// proof ties the page to the log: what the log has published must be what the page shows.
func (s *Service) proof(ctx context.Context, w *Warning) page.Proof {
	out := page.Proof{OK: true, State: "待封存", Index: -1}
	if s.needs.Proofs == nil {
		return out
	}
	p, err := s.needs.Proofs.Prove(ctx, w.ID)
	if err != nil { // not sealed yet, for about a second
		return out
	}
	out = page.Proof{Index: p.Index, Verify: "/verify?id=" + w.ID, File: "/proof/" + w.ID}
	if p.Withdrawn != "" {
		out.OK, out.State = w.State == Withdrawn, "已撤回"
		return out
	}
	out.OK = string(publicWarning(w)) == p.Public
	return out
}
