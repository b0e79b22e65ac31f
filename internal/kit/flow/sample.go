package flow

// Samples are the data of invented pages for /dev/pages and the test that draws every page, by the page's name: the app
// hands each to page.Pages.Example.
func Samples() map[string]TodoData {
	one := func(title, kind, state, from, act string, lamp Lamp) Item {
		return Item{Kind: "sampling.sample", Record: "s" + title, Title: title, Href: "/desk/sampling/sample/s", Flow: "sampling.disposal", FlowLabel: kind, StateLabel: state, From: from, Act: act, Lamp: lamp}
	}
	lamp := func(basis, basisEn, due, state, zh string, args ...any) Lamp {
		return Lamp{Basis: basis, BasisEn: basisEn, Due: due, Certain: due != ""}.say(state, zh, args...)
	}
	return map[string]TodoData{
		"flow.todo full": {List: listDo, Counts: Counts{Do: 41, Late: 3, Near: 9, Told: 1, Done: 236, Begun: 12}, Next: "/desk/todo?after=x", Here: "/desk/todo",
			Batch: []Action{{Name: "submit", Label: "送审"}},
			Page: TodoPage{Items: []Item{
				one("武都区某调味品二氧化硫超标核查处置方案审批（示例）", "核查处置", "审核中", "马骏", "审批", lamp("《食品安全抽样检验管理办法》第45条，90 日（待核）", "Measures on food sampling, art. 45: 90 days (to be verified)", "2026-07-29", LampLate, "逾期 {1} 日", 2)),
				one("辣椒粉苏丹红复检受理决定（示例）", "核查处置", "已接收", "李文彬", "受理", lamp("《食品安全抽样检验管理办法》第32条，5 个工作日", "Measures on food sampling, art. 32: 5 working days", "2026-08-03", LampNear, "余 {1} 个工作日", 1)),
				one("面粉检验报告签发（示例）", "核查处置", "核查中", "孙雅琴", "送审", lamp("《食品安全抽样检验管理办法》第24条，20 个工作日", "Measures on food sampling, art. 24: 20 working days", "", LampOK, "到期日待定：日历未公布")),
				one("会议纪要阅知（示例）", "核查处置", "已接收", "", "", still)}}},
		"flow.todo empty": {List: listTold, Due: LampLate},
	}
}
