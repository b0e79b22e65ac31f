package notify

import (
	"shian/internal/kit/page"
)

// examples shows the pages with invented records.
func (w *pages) examples(p *page.Pages) {
	m := []Message{{ID: "2", Zh: "送达文书，请签收：不合格检验结论通知", En: "Served on you, please sign for it: notice of a failing result", Tone: "near", At: "2026-07-30T02:00:00.000Z"},
		{ID: "1", Zh: "本单位的抽检结果已公示", En: "A result of yours was published", Tone: "ok", At: "2026-07-29T02:00:00.000Z", Read: "2026-07-29T03:00:00.000Z"}}
	stack := func(data ...any) page.View { return page.View{Title: "消息", Data: data} }
	p.Example("notify.messages", func() (string, any) { return "kit.stack", stack(messageTable("zh", m, false)) })
	p.Example("notify.messages.empty", func() (string, any) { return "kit.stack", stack(messageTable("zh", nil, false)) })
	p.Example("notify.messages.unread", func() (string, any) { return "kit.stack", stack(messageTable("zh", nil, true)) })
	sent := Delivery{ID: "0197", Channel: ByMail, Shown: "w***@example.cn", Subject: "送达文书：不合格检验结论通知", State: Sent, Tries: 1, QueuedAt: "2026-07-30T02:00:00.000Z", SentAt: "2026-07-30T02:00:02.000Z", Digest: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}
	failed, waits := sent, sent
	failed.Channel, failed.State, failed.Shown, failed.Tries, failed.SentAt = ByHook, Dead, "hook.example.cn", 17, ""
	waits.State, waits.SentAt, waits.Tries = Queued, "", 0
	hooks := []Hook{{ID: "h", Host: "hook.example.cn", State: hookPaused, Why: "answered 500", ChangedAt: "2026-07-30T02:00:00.000Z", Waiting: 12}}
	p.Example("notify.deliveries", func() (string, any) {
		return "kit.stack", w.deliveriesView([]Delivery{sent, failed, waits}, hooks, Dead, true)
	})
	p.Example("notify.deliveries.empty", func() (string, any) { return "kit.stack", w.deliveriesView(nil, nil, "", false) })
	p.Example("notify.delivery", func() (string, any) {
		return "kit.stack", w.deliveryView(failed, []Attempt{{At: "2026-07-30T02:00:00.000Z", Code: 500, Error: "answered 500"}, {At: "2026-07-30T02:00:30.000Z", OK: true, Code: 204}}, true)
	})
	x := &Service{Title: "不合格检验结论通知", PartyName: "演示花椒厂", Way: ByEmail, Contact: "w***@example.cn", Body: "贵单位……", State: Opened, Sent: "2026-07-30T02:00:00.000Z", Opened: "2026-07-30T03:00:00.000Z", Opener: "演示花椒厂", Digest: sent.Digest}
	x.ID = "0197"
	p.Example("notify.served", func() (string, any) { return "kit.stack", servedView(x, "token") })
	p.Example("notify.ask", func() (string, any) {
		return "kit.stack", askView(x, actLeave, "拒收留置", Flows(Purpose{Name: "result", Label: "检验结论"})[0].Actions[4].Needs, nil)
	})
}
