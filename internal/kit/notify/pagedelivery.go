package notify

import (
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

const deliveriesMost = 50 // on a page

var deliveryStates = []page.Choice{{Value: "", Label: "全部"}, {Value: Queued, Label: "待发送"}, {Value: Held, Label: "暂停"}, {Value: Dead, Label: "已放弃"}, {Value: Sent, Label: "已送出"}}

func (w *pages) deliveries(c *web.Ctx) error {
	state := c.Query("state")
	found, err := w.Deliveries(c.Context(), state, "", "", c.Query("after"), deliveriesMost+1)
	if err != nil {
		return err
	}
	hooks, err := w.Hooks(c.Context(), hookPaused, deliveriesMost)
	if err != nil {
		return err
	}
	next := ""
	if len(found) > deliveriesMost {
		found = found[:deliveriesMost]
		next = found[deliveriesMost-1].ID
	}
	v := w.deliveriesView(found, hooks, state, c.Actor.May(rightRetry))
	if next != "" {
		v.Acts = append(v.Acts, page.Act{Label: "更早的", Href: "/desk/deliveries?state=" + state + "&after=" + next})
	}
	return w.draw.Render(c, "kit.stack", v)
}

func (w *pages) deliveriesView(found []Delivery, hooks []Hook, state string, may bool) page.View {
	v := page.View{Title: "对外投递", Lead: "电子邮件和推送的每一次投递；没有送出的在这里，不会丢失"}
	if !w.Configured() {
		v.Notice = &page.Notice{Tone: page.Near, Text: "没有配置邮件服务器：电子邮件都在等待，没有发送；配置后自动发出"}
	}
	var body []any
	if len(hooks) > 0 {
		body = append(body, page.Panel{Title: "暂停的推送地址", Note: page.Word("三天没有答复的地址暂停推送，恢复后补发"), Flush: true, Body: []any{hookTable(hooks, may)}})
	}
	t := page.Table{Caption: "投递", Columns: []page.Column{{Label: "状态", Card: "mark", NoWrap: true}, {Label: "内容", Card: "head"}, {Label: "方式"}, {Label: "收件", Card: "wide"}, {Label: "次数", Num: true}, {Label: "排队时间", NoWrap: true}, {Label: "送出时间", NoWrap: true}},
		Empty: &page.Empty{Title: "没有投递", Text: "有人订阅或有文书以邮件送达时，投递记录会出现在这里"}}
	for _, d := range found {
		t.Rows = append(t.Rows, page.Row{Href: "/desk/deliveries/" + d.ID, Bad: d.State == Dead, Cells: page.Cells(w.deliveryLamp(d), d.Subject, channelWord(d.Channel), d.Shown, d.Tries, clock.Show(d.QueuedAt), dash(clockShow(d.SentAt)))})
	}
	f := page.Filter{Action: "/desk/deliveries", Fields: []page.FilterField{{Name: "state", Label: "状态", Kind: "choice", Value: state, Choices: deliveryStates[1:], Any: "全部"}}}
	if state != "" {
		f.Active = 1
	}
	v.Data = append(body, page.Panel{Flush: true, Body: []any{f, t}})
	return v
}

func channelWord(channel string) page.Word {
	return map[string]page.Word{ByMail: "电子邮件", ByHook: "推送"}[channel]
}

// deliveryLamp says in words why something has not left.
func (w *pages) deliveryLamp(d Delivery) page.Lamp {
	switch {
	case d.State == Sent:
		return page.Lamp{Tone: page.OK, Text: "已送出"}
	case d.State == Dead:
		return page.Lamp{Tone: page.Late, Text: "已放弃"}
	case d.State == Held:
		return page.Lamp{Tone: page.Near, Text: "暂停"}
	case d.Channel == ByMail && !w.Configured():
		return page.Lamp{Tone: page.Near, Text: "未发送：没有配置邮件服务器"}
	case d.Tries > 0:
		return page.Lamp{Tone: page.Near, Text: "将再试"}
	}
	return page.Lamp{Tone: page.Near, Text: "待发送"}
}

func hookTable(hooks []Hook, may bool) page.Table {
	t := page.Table{Caption: "推送地址", Columns: []page.Column{{Label: "主机", Card: "head"}, {Label: "原因", Card: "wide"}, {Label: "暂停时间", NoWrap: true}, {Label: "等待", Num: true}, {Label: ""}}}
	for _, h := range hooks {
		act := page.Cell{}
		if may {
			act.Value = page.Act{Label: "恢复推送", Href: "/desk/hooks/" + h.ID + "/resume", Post: true, Small: true}
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(h.Host, h.Why, clock.Show(h.ChangedAt), h.Waiting, act)})
	}
	return t
}

func (w *pages) delivery(c *web.Ctx) error {
	d, err := scanDelivery(w.db.Row(c.Context(), `SELECT `+deliveryColumns+` FROM notify_delivery WHERE id = $1`, c.Path("id")).Scan)
	if isNoRows(err) {
		return fault.Missing("没有这项投递", "there is no such delivery")
	}
	if err != nil {
		return err
	}
	tries, err := w.Attempts(c.Context(), d.ID)
	if err != nil {
		return err
	}
	return w.draw.Render(c, "kit.stack", w.deliveryView(d, tries, c.Actor.May(rightRetry)))
}

func (w *pages) deliveryView(d Delivery, tries []Attempt, may bool) page.View {
	v := page.View{Title: d.Subject, Own: true, Mark: w.deliveryLamp(d), Crumbs: []page.Link{{Label: "对外投递", Href: "/desk/deliveries"}}}
	if may && (d.State == Dead || d.State == Queued && d.Tries > 0) {
		v.Acts = []page.Act{{Label: "立即重试", Href: "/desk/deliveries/" + d.ID + "/retry", Post: true, Tone: "main"}}
	}
	facts := page.Detail{Facts: []page.Fact{{Label: "方式", Value: channelWord(d.Channel)}, {Label: "收件", Value: d.Shown}, {Label: "排队时间", Value: clock.Show(d.QueuedAt)},
		{Label: "送出时间", Value: dash(clockShow(d.SentAt))}, {Label: "投递编号", Value: page.Code(d.ID)}, {Label: "内容摘要", Value: page.Code(d.Digest)}}}
	if len(d.Due) > 1 && d.State == Queued && d.Tries > 0 {
		facts.Facts = append(facts.Facts, page.Fact{Label: "下次", Value: clock.Show(d.Due)})
	}
	t := page.Table{Caption: "每次尝试", Columns: []page.Column{{Label: "时间", Card: "head", NoWrap: true}, {Label: "结果", Card: "mark"}, {Label: "答复", Num: true}, {Label: "原因", Card: "wide"}}, Empty: &page.Empty{Title: "还没有尝试"}}
	for _, a := range tries {
		lamp := page.Lamp{Tone: page.Late, Text: "失败"}
		if a.OK {
			lamp = page.Lamp{Tone: page.OK, Text: "成功"}
		}
		var code any = page.Word("—")
		if a.Code != 0 {
			code = a.Code
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(clock.Show(a.At), lamp, code, dash(a.Error))})
	}
	v.Data = []any{page.Panel{Title: "投递", Note: page.Word("送出后只留内容的摘要，地址只显示一部分"), Body: []any{facts}}, page.Panel{Title: "每次尝试", Flush: true, Body: []any{t}}}
	return v
}

func (w *pages) retry(c *web.Ctx) error {
	if err := w.Retry(c.Context(), c.Path("id")); err != nil {
		return err
	}
	return c.Redirect("/desk/deliveries/"+c.Path("id"), c.T("已重新安排"))
}

func (w *pages) resume(c *web.Ctx) error {
	if err := w.Resume(c.Context(), c.Path("id")); err != nil {
		return err
	}
	return c.Redirect("/desk/deliveries", c.T("已恢复推送"))
}
