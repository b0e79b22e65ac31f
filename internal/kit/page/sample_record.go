package page

func (p *Pages) recordExamples() {
	p.piece("timeline.all", sampleTimeline())
	p.piece("chain.all", Chain{Links: []Effect{{Text: "通知企业停售、封存和召回", Note: "07-29 14:21"}, {Text: "追溯下游 {1} 家，其中学校食堂 {2} 家", Args: []any{17, 2}, Href: "#", Note: "07-29 14:23"}, {Text: "结果公示", Note: Word("复检期满后发布"), Wait: true}}})
	p.piece("steps.middle", Steps{Steps: []Step{{Label: "抽样", Note: "07-09", Done: true}, {Label: "收样", Note: "07-11", Done: true}, {Label: "检验", Note: "07-27", Done: true}, {Label: "核查处置", Note: "10-27", Here: true}, {Label: "公示"}, {Label: "归档"}}})
	p.piece("detail.facts", Detail{Facts: sampleFacts()})
	p.piece("detail.rows", Detail{Rows: true, Facts: []Fact{{Label: "批号", Value: "20260612", Code: true}, {Label: "食品合格率", Value: Rate{Hits: 44213, Of: 45016, Digits: 2}}, {Label: "许可证", Value: Word("有效"), Note: Say("至 {1}", "2028-09-11")}}})
	p.piece("proof.sealed", sampleProof())
	p.piece("proof.waiting", Proof{OK: true, State: "待封存", Digest: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", Index: -1})
	p.piece("proof.broken", Proof{Digest: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", Index: 1204881, Size: 1209340, Verify: "#"})
	p.piece("tabs.file", *sampleTabs())
	p.Example("clock.all", func() (string, any) { return "", []any{Panel{Title: "时限", Body: sampleClocks()}} })
}

func sampleTimeline() Timeline {
	left := Due(4, CalendarDays, 5)
	return Timeline{Older: "?before=x", Lines: []Event{
		{Day: "2026-08-06", Left: &left, Zh: "核查处置方案审批", En: "Remedy plan awaits approval", Next: true, Text: "省局督办。方案须含原因排查、整改和复查日期。", Links: []Link{{Label: "样品 {1}", Args: []any{"SC26621202004417"}, Href: "#"}}},
		{Day: "2026-07-29", Time: "14:20", Zh: "监督抽检不合格", En: "Sample failed", Tone: Late, Text: "花椒粉（批号 20260612）二氧化硫残留量 0.42 g/kg，限量 0.15 g/kg。", Law: "GB 2760-2024 表 A.1", Href: "#"},
		{Day: "2026-05-21", Time: "09:30", Zh: "日常检查完成，无重点项问题", En: "Routine inspection, no key item failed", Tone: OK},
		{Day: "2025-11-06", Zh: "责任保险续保", En: "Liability insurance renewed"},
	}}
}

func sampleFacts() []Fact {
	return []Fact{{Label: "许可证", Value: "SC10362120200016", Code: true}, {Label: "有效期至", Value: []any{"2028-09-11", Lamp{Tone: OK, Text: "有效", Note: "余 {1} 日", With: []any{773}}}}, {Label: "风险等级", Value: Say("{1} 级", "C")},
		{Label: "负责人", Value: "王 *"}, {Label: "地址", Value: "陇南市武都区示例工业园 3 号"}, {Label: "监管单位", Value: "武都区市场监管局", Href: "#"}}
}

func sampleClocks() []any {
	return []any{Clock{Name: "申请复检", Lamp: Due(5, WorkingDays, 3), Note: "收到结论起 {1} 个工作日", Args: []any{7}, Law: "《食品安全抽样检验管理办法》第三十条", Href: "#"},
		Clock{Name: "召回，二级", Lamp: Lamp{Tone: Near, Text: "余 {1} 小时", Args: []any{6}}, Note: "{1} 小时内启动", Args: []any{48}},
		Clock{Name: "结论报送", Lamp: Lamp{Text: "已按期"}, Note: "{1} 个工作日（限 {2} 个）", Args: []any{1, 2}}}
}

func sampleProof() Proof {
	return Proof{OK: true, Digest: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", Index: 1204881, Size: 1209340, Root: "3e23e8160039594a33894f6564e1b1348bbd7a00", Verify: "#", File: "#"}
}

func sampleTabs() *Tabs {
	return &Tabs{Label: "档案分类", Tabs: []Tab{{Label: "时间线", Href: "#", Here: true, Count: -1}, {Label: "证照", Href: "#", Count: 2}, {Label: "检查", Href: "#", Count: 11}, {Label: "抽检", Href: "#", Count: 7, Loud: true}, {Label: "处罚", Href: "#", Count: 1}, {Label: "投诉", Href: "#", Count: 3}, {Label: "自查", Href: "#", Count: 12}, {Label: "追溯", Href: "#", Count: 86}, {Label: "附件", Href: "#", Count: 24}}}
}

func (p *Pages) pageExamples() {
	p.Example("page.list", func() (string, any) {
		return "kit.stack", View{Title: "企业名录", Lead: "您可见全部 14 个市州和兰州新区", Crumbs: []Link{{Label: "主体"}}, Acts: []Act{{Label: "批量导入", Href: "#"}, {Label: "登记企业", Href: "#", Tone: "main"}},
			Data: []any{Panel{Flush: true, Body: []any{SampleFilter(), SampleTable(16)}}}}
	})
	p.Example("page.record", func() (string, any) {
		return "kit.stack", View{Title: "一企一档", Lead: "一个主体一份档案，所有部门写入同一条时间线", Crumbs: []Link{{Label: "主体"}, {Label: "企业名录", Href: "#"}}, Acts: []Act{{Label: "打印档案", Href: "#"}, {Label: "加入抽检任务", Href: "#", Tone: "main"}},
			Data: []any{Head{Badge: &Badge{Grade: "C", Big: true}, Name: "武都区示例花椒调味品厂", Code: "91621202MA7EXAMP4E", Tags: []Tag{{Text: "生产"}, {Text: "核查处置中", Tone: Late}}, Facts: sampleFacts(), Tabs: sampleTabs()},
				Grid{Kind: "two", Cells: [][]any{{Panel{Title: "时间线", Body: []any{sampleTimeline()}}}, {Panel{Title: "接下来", Body: sampleClocks()}, Panel{Title: "存证", Body: []any{sampleProof()}}}}}}}
	})
	p.Example("page.portal", func() (string, any) {
		return "kit.stack", View{Title: "各地食品抽检合格率", Bare: true, Lead: "合格批次 / 抽检批次", Data: []any{Grid{Kind: "two", Cells: [][]any{{Panel{Title: "各地食品抽检合格率", Body: []any{sampleTiles()}}},
			{Panel{Title: "全省今年", Body: []any{Detail{Rows: true, Facts: []Fact{{Label: "食品合格率", Value: Rate{Hits: 44213, Of: 45016, Digits: 2}}, {Label: "投诉按期办结", Value: Rate{Hits: 20418, Of: 20655, Whole: true}}}}}}}}}}}
	})
	p.Example("page.phone", func() (string, any) {
		return "kit.stack", View{Title: "食安码", Frame: "phone", Lead: "甘肃省食品安全公众服务", Data: []any{Verdict{Tone: Late, Text: "请勿食用，此批次正在召回", Note: "{1} 公布", With: []any{"2026-07-29"}}, Panel{Body: []any{Detail{Rows: true, Facts: sampleFacts()}}}, Panel{Title: "从哪里来", Body: []any{Chain{Links: []Effect{{Text: "采收", Note: "2026-05-28"}, {Text: "加工包装", Note: "2026-06-12"}}}}}, Verdict{Tone: OK, Text: "未发现问题"}}}
	})
	p.Example("page.screen", func() (string, any) {
		return "kit.stack", View{Title: "甘肃省食品安全总览", Frame: "screen", Lead: "每分钟更新", Data: []any{Panel{Title: "全省目标", Body: []any{Rate{Hits: 44213, Of: 45016, Digits: 2, Href: "#"}}}, Panel{Title: "各地食品抽检合格率", Body: []any{sampleTiles()}}, Panel{Title: "时限", Body: sampleClocks()}}}
	})
	p.Example("page.error", func() (string, any) {
		return "kit.error", View{Title: "没有找到", Bare: true, Data: problem{Text: "没有这个页面，请检查网址，或回首页查找", Home: "/", ID: "9f2c1d7e"}}
	})
}
