package subscribe

import (
	"shian/internal/kit/notify"
	"shian/internal/kit/page"
)

// examples shows the public pages with invented records.
func (s *Service) examples(p *page.Pages) {
	w := &Warning{Title: "慎食自采野生菌", Text: "入夏后误采误食有毒野生菌的风险上升。", Advice: "不采、不买、不食不认识的野生菌；食后不适立即就医。", Issuer: "演示市场监管局", Basis: "《实施意见》第 6 项", State: Published, Published: "2026-07-01"}
	w.ID, w.Region = "0197", "621202"
	gone := &Warning{Title: w.Title, State: Withdrawn, Why: "季节已过"}
	gone.ID, gone.ChangedAt = "0198", "2026-10-30T02:00:00.000Z"
	news := []News{{ID: "0197", Kind: Warnings, Title: w.Title, Region: "621202", Published: "2026-07-01T02:00:00.000Z"}, {ID: "0198", Kind: Warnings, Title: "某批次花椒", Region: "6212", Published: "2026-06-01T02:00:00.000Z", Withdrawn: true}}
	p.Example("subscribe.asked", func() (string, any) { return "kit.stack", askedView(notify.ByMail, "") })
	p.Example("subscribe.asked.hook", func() (string, any) { return "kit.stack", askedView(notify.ByHook, "whsec_c2FtcGxl") })
	p.Example("subscribe.warnings", func() (string, any) { return "kit.stack", s.listView("zh", news) })
	p.Example("subscribe.warnings.none", func() (string, any) { return "kit.stack", s.listView("zh", nil) })
	p.Example("subscribe.warning", func() (string, any) {
		return "kit.stack", s.warningView("zh", w, page.Proof{OK: true, State: "待封存", Index: -1})
	})
	p.Example("subscribe.warning.withdrawn", func() (string, any) {
		return "kit.stack", s.warningView("zh", gone, page.Proof{OK: true, State: "已撤回", Index: 7, Verify: "/verify?id=0198"})
	})
}
