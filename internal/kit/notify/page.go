package notify

import (
	"cmp"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/desk"
	"shian/internal/kit/file"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// Who sees and retries deliveries and webhooks.
const (
	rightDeliveries access.Right = "delivery.view"
	rightRetry      access.Right = "delivery.edit"
)

// pages are the handlers of this package.
type pages struct {
	*Notify
	draw  *page.Pages
	desk  *desk.Desk
	files *file.Files
}

// Mount puts messages, deliveries and services on the mux. Nothing of a link's secret is in its path, so that no log has it.
func (n *Notify) Mount(m *web.Mux, p *page.Pages, d *desk.Desk, f *file.Files) {
	w := &pages{n, p, d, f}
	m.Handle("GET /desk/messages", web.SignedIn(), w.messages)
	m.Handle("POST /desk/messages", web.SignedIn(), w.readAll)
	m.Handle("GET /desk/messages/{id}", web.SignedIn(), w.message)
	m.Handle("GET /api/v1/messages", web.SignedIn(), w.apiMessages)
	m.Handle("GET /desk/deliveries", web.Right(rightDeliveries), w.deliveries)
	m.Handle("GET /desk/deliveries/{id}", web.Right(rightDeliveries), w.delivery)
	m.Handle("POST /desk/deliveries/{id}/retry", web.Right(rightRetry), w.retry)
	m.Handle("POST /desk/hooks/{id}/resume", web.Right(rightRetry), w.resume)
	d.Mount(n.Services, desk.Under("送达"), desk.ReadOnly(), desk.OwnDetail(), desk.Draw(serviceCell), desk.ExportedBy(serviceView))
	m.Handle("GET /desk/service/{id}", web.Right(serviceView), w.service)
	m.Handle("GET /desk/service/{id}/do/{action}", web.Right(serviceView), w.ask)
	m.Handle("POST /desk/service/{id}/do/{action}", web.Right(serviceView), w.do, web.Body(uploadMost))
	m.Handle("GET /served/{id}", web.Public(), w.served, web.Rate(60, 30))
	m.Handle("POST /served/{id}/{action}", web.Public(), w.serve, web.Rate(60, 30))
	w.examples(p)
}

const uploadMost = 32 << 20 // bytes of one receipt with its pictures

func (w *pages) messages(c *web.Ctx) error {
	unread := c.Query("unread") != ""
	found, next, err := w.Messages(c.Context(), c.Actor.ID, c.Query("after"), unread)
	if err != nil {
		return err
	}
	v := page.View{Title: "消息", Lead: "与您或您所在单位有关的事；点开即为已读", Data: []any{page.Panel{Flush: true, Body: []any{messageTable(c.Lang(), found, unread)}}}}
	v.Acts = []page.Act{{Label: "全部标为已读", Href: "/desk/messages", Post: true}}
	if unread {
		v.Acts = append(v.Acts, page.Act{Label: "看全部", Href: "/desk/messages"})
	} else {
		v.Acts = append(v.Acts, page.Act{Label: "只看未读", Href: "/desk/messages?unread=1"})
	}
	if next != "" {
		v.Acts = append(v.Acts, page.Act{Label: "更早的", Href: "/desk/messages?after=" + next + strings.Repeat("&unread=1", b2i(unread))})
	}
	return w.draw.Render(c, "kit.stack", v)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func messageTable(lang string, all []Message, unread bool) page.Table {
	t := page.Table{Caption: "消息", Roomy: true, Columns: []page.Column{{Label: "状态", Card: "mark", NoWrap: true}, {Label: "消息", Card: "head"}, {Label: "时间", NoWrap: true}, {Label: "读过", NoWrap: true}},
		Empty: &page.Empty{Title: "没有消息", Text: "有事找您时会出现在这里；您要办的事在待办中心"}}
	if unread {
		t.Empty = &page.Empty{Title: "没有未读消息", Act: &page.Act{Label: "看全部", Href: "/desk/messages"}}
	}
	for _, m := range all {
		lamp := page.Lamp{Text: "已读", Tone: page.Shut}
		if m.Read == "" {
			lamp = page.Lamp{Text: "未读", Tone: page.Tone(cmp.Or(m.Tone, string(page.Near)))}
		}
		text := m.Zh
		if lang == "en" {
			text = cmp.Or(m.En, m.Zh)
		}
		t.Rows = append(t.Rows, page.Row{ID: m.ID, Href: "/desk/messages/" + m.ID, Cells: page.Cells(lamp, text, clock.Show(m.At), dash(clockShow(m.Read)))})
	}
	return t
}

func clockShow(at string) string {
	if at == "" {
		return ""
	}
	return clock.Show(at)
}

func dash(s string) any {
	if s == "" {
		return page.Word("—")
	}
	return s
}

// message marks a message as read and leads to what it is about.
func (w *pages) message(c *web.Ctx) error {
	href, err := w.Read(c.Context(), c.Actor.ID, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Redirect(web.Local(cmp.Or(href, "/desk/messages")))
}

func (w *pages) readAll(c *web.Ctx) error {
	if err := w.ReadAll(c.Context(), c.Actor.ID); err != nil {
		return err
	}
	return c.Redirect("/desk/messages", c.T("已全部标为已读"))
}

func (w *pages) apiMessages(c *web.Ctx) error {
	found, next, err := w.Messages(c.Context(), c.Actor.ID, c.Query("after"), c.Query("unread") != "")
	if err != nil {
		return err
	}
	type line struct {
		ID   string `json:"id"`
		Zh   string `json:"zh"`
		En   string `json:"en"`
		Href string `json:"href"`
		At   string `json:"at"`
		Read string `json:"read,omitempty"`
	}
	out := struct {
		Rows []line `json:"rows"`
		Next string `json:"next,omitempty"`
	}{Rows: make([]line, len(found)), Next: next}
	for i, m := range found {
		out.Rows[i] = line{m.ID, m.Zh, m.En, m.Href, m.At, m.Read}
	}
	return c.JSON(out)
}

// serviceCell draws states as lamps.
func serviceCell(_ *web.Ctx, name string, v record.Cell) any {
	if name == "state" {
		return stateLamp(v.Value)
	}
	return nil
}

func stateLamp(state string) page.Lamp {
	l := page.Lamp{Tone: page.Near}
	for _, s := range States {
		if s.Value == state {
			l.Text = s.Label
		}
	}
	switch state {
	case Receipted, Refused:
		l.Tone = page.OK
	case Lapsed:
		l.Tone = page.Shut
	}
	return l
}
