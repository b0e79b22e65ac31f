package app

import (
	"shian/internal/kit/access"
	"shian/internal/kit/page"
)

// shell is what every page of the desk and of the portal carries.
func (a *App) shell() page.Config {
	official := []access.Side{access.SideOfficial}
	return page.Config{
		Demo: a.cfg.Demo, Outline: a.outline, Bell: a.Flow.Bell, Unread: a.unread, Messages: "/desk/messages", Prefer: a.prefer, Regions: a.regions, Search: "/desk/search", Todo: "/desk/todo",
		Kinds: []page.Choice{{Value: "", Label: "全部"}, {Value: "operator", Label: "企业"}, {Value: "sampling.result", Label: "抽检"}, {Value: "standard", Label: "标准"}},
		Menu: []page.Group{
			{Label: "工作台", Icon: "home", Items: []page.Item{
				{Label: "待办中心", Href: "/desk/todo", Bell: true},
				{Label: "消息", Href: "/desk/messages"},
				{Label: "文书送达", Href: "/desk/service", Right: "service.view"},
				{Label: "任务台账", Href: "/desk/ledger", Right: "duty.view", Sides: official}}},
			{Label: "主体", Icon: "shop", Items: []page.Item{
				{Label: "企业名录", Href: "/desk/operator", Right: "operator.view"},
				{Label: "许可与备案", Href: "/desk/operator-licence", Right: "operator.licence.view"},
				{Label: "经营场所", Href: "/desk/operator-premises", Right: "operator.premises.view"},
				{Label: "产品", Href: "/desk/operator-product", Right: "operator.product.view"},
				{Label: "从业人员", Href: "/desk/operator-person", Right: "operator.person.view"},
				{Label: "核实事项", Href: "/desk/operator-matter", Right: "operator.view"}}},
			{Label: "抽检检验", Icon: "flask", Items: []page.Item{
				{Label: "抽检计划", Href: "/desk/plan", Right: "plan.view"},
				{Label: "任务分解", Href: "/desk/plan-share", Right: "plan.view"},
				{Label: "抽检进度", Href: "/desk/plan/progress", Right: "plan.view"},
				{Label: "你点我检", Href: "/desk/plan-vote", Right: "plan.vote.view"},
				{Label: "抽样任务", Href: "/desk/sampling-task", Right: "sampling.task.view"},
				{Label: "抽样单", Href: "/desk/sampling-sample", Right: "sampling.sample.view"},
				{Label: "抽检结果", Href: "/desk/sampling-result", Right: "sampling.result.view"},
				{Label: "公示通告", Href: "/desk/sampling-bulletin", Right: "sampling.result.publish"},
				{Label: "核查处置", Href: "/desk/disposal", Right: "disposal.view"},
				{Label: "批量导入", Href: "/desk/sampling-result/import", Right: "sampling.result.import"},
				{Label: "消费警示", Href: "/desk/warning", Right: "warning.view"},
				{Label: "抽检统计", Href: "/desk/statistics", Right: "duty.view", Sides: official}}},
			{Label: "检验机构", Icon: "flask", Items: []page.Item{
				{Label: "机构名录", Href: "/desk/laboratory", Right: "laboratory.view"},
				{Label: "认定范围", Href: "/desk/laboratory-scope", Right: "laboratory.view"},
				{Label: "检验人员", Href: "/desk/laboratory-person", Right: "laboratory.person.view"},
				{Label: "五年禁止委托", Href: "/desk/laboratory-bar", Right: "laboratory.view"},
				{Label: "检验委托", Href: "/desk/laboratory-order", Right: "laboratory.order.view"},
				{Label: "检验任务", Href: "/desk/laboratory-test", Right: "laboratory.test.view"},
				{Label: "检验结果", Href: "/desk/laboratory-reading", Right: "laboratory.reading.view"},
				{Label: "质控批", Href: "/desk/laboratory-run", Right: "laboratory.run.view"},
				{Label: "备份样品", Href: "/desk/laboratory-spare", Right: "laboratory.spare.view"},
				{Label: "能力验证", Href: "/desk/laboratory-round", Right: "laboratory.round.view"}}},
			{Label: "标准与限量", Icon: "law", Items: []page.Item{
				{Label: "标准", Href: "/desk/standard", Right: "standard.view"},
				{Label: "限量", Href: "/desk/standard-limit", Right: "standard.view"}}},
			{Label: "责任与考核", Icon: "duty", Items: []page.Item{
				{Label: "机构与岗位", Href: "/desk/place", Right: "place.view"},
				{Label: "人员任职", Href: "/desk/people", Right: "place.view"},
				{Label: "岗位代理", Href: "/desk/acting", Sides: official}}},
			{Label: "数据", Icon: "data", Items: []page.Item{
				{Label: "联动处理", Href: "/desk/outbox", Right: "journal.view"},
				{Label: "对外投递", Href: "/desk/deliveries", Right: "delivery.view"},
				{Label: "公示与证明", Href: "/"}}},
		},
		Public: []page.Link{{Label: "首页", Href: "/"}, {Label: "查企业", Href: "/business"}, {Label: "不合格食品", Href: "/failing"}, {Label: "你点我检", Href: "/vote"},
			{Label: "消费警示", Href: "/warning"}, {Label: "订阅", Href: "/subscribe"}, {Label: "核验证明", Href: "/verify"}, {Label: "开放数据", Href: "/data"}, {Label: "登录", Href: "/login"}},
		Person: []page.Act{{Label: "我的账号", Href: "/account"}},
	}
}
