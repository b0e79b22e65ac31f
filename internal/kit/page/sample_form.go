package page

func (p *Pages) formExamples() {
	p.Example("form.new", func() (string, any) {
		f := sampleForm()
		for i := range f.Sections {
			for j := range f.Sections[i].Inputs {
				x := &f.Sections[i].Inputs[j]
				x.Error, x.Value, x.Shown, x.Files = "", "", "", nil
				if x.Rows != nil {
					x.Rows = [][]Input{sampleLine(0, "", "", "", "")}
				}
			}
		}
		return "kit.stack", View{Title: "新建抽检计划", Crumbs: []Link{{Label: "抽检检验"}, {Label: "抽检计划", Href: "#"}}, Data: []any{f}}
	})
	p.Example("form.wrong", func() (string, any) {
		return "kit.stack", View{Title: "新建抽检计划", Lead: "草稿，提交后由省局抽检处审批，5 个工作日内答复", Acts: []Act{{Label: "从去年计划复制", Href: "#"}}, Data: []any{sampleForm()}}
	})
	p.Example("form.conflict", func() (string, any) {
		f := sampleForm()
		f.Sections, f.Aside = f.Sections[:1], nil
		f.Problem = "他人已在 14:20 改过此记录"
		f.Differ = []Difference{{Label: "计划批次", Mine: "480", Theirs: "520"}, {Label: "计划名称", Mine: "2026 年秋季调味品专项", Theirs: "2026 年秋季调味品和糕点专项"}}
		for i := range f.Sections[0].Inputs {
			f.Sections[0].Inputs[i].Error = ""
		}
		return "", []any{f}
	})
	p.Example("import.choose", func() (string, any) {
		return "kit.stack", View{Title: "导入检验结果", Lead: "先校验，后写入。校验期间不改动任何记录", Data: []any{Import{Step: 1, Hidden: []Pair{{"kind", "sampling.result"}}, Blank: "#", Fields: "#", Log: sampleLog()}}}
	})
	p.Example("import.check", func() (string, any) {
		job := sampleProgress()
		return "kit.stack", View{Title: "导入检验结果", Data: []any{Import{Step: 2, File: "张掖 7 月检验结果.xlsx", About: "{1} MB，{2} 行", With: []any{"1.9", 18420}, Job: &job,
			Counts: &Counts{Label: "校验结果", Items: []Count{{"已校验", 12894, Shut, "#"}, {"有效", 12888, Shut, "#"}, {"错误", 6, Late, "#errs"}, {"提醒", 23, Near, "#"}, {"将更新", 412, Shut, "#"}}},
			Marked: "#", Choose: true, Write: &Act{Label: "写入", Tone: "main"}, Wrong: sampleWrong()}}}
	})
	p.Example("import.done", func() (string, any) {
		return "kit.stack", View{Title: "导入检验结果", Notice: &Notice{Tone: OK, Text: "已写入 {1} 行", Args: []any{12888}, Acts: []Act{{Label: "撤销", Post: true, Href: "/desk/undo", Small: true}}}, Data: []any{Import{Step: 4, Log: sampleLog()}}}
	})
}

func sampleForm() Form {
	return Form{Version: 3, Hidden: []Pair{{"from", "todo"}}, Action: "/desk/sampling/plan", Note: "{1} 已暂存", With: []any{"14:32"},
		Acts:  []Act{{Label: "取消", Href: "/desk"}, {Label: "暂存", Name: "_save", Value: "1", NoCheck: true}, {Label: "提交", Name: "_do", Value: "submit", Tone: "main"}},
		Aside: []any{Panel{Title: "审批路径", Body: []any{Chain{Links: []Effect{{Text: "起草：{1}", Args: []any{"周岚"}, Note: Word("今天")}, {Text: "审核：{1}", Args: []any{"抽检处"}, Note: Say("{1} 个工作日", 5), Wait: true}, {Text: "下达", Note: Word("自动"), Wait: true}}}}}},
		Sections: []Section{
			{Title: "基本信息", Inputs: []Input{
				{Name: "title", Label: "计划名称", Kind: "text", Value: "2026 年秋季调味品专项监督抽检", Needed: true, Wide: true, Max: 60},
				{Name: "kind", Label: "抽检类型", Kind: "choice", Value: "watch", Needed: true, Help: "三类分开统计，提交后不能改", Choices: []Choice{{Value: "watch", Label: "监督抽检"}, {Value: "risk", Label: "风险监测"}, {Value: "rate", Label: "评价性抽检"}}},
				{Name: "fund", Label: "经费来源", Kind: "choice", Choices: []Choice{{Value: "1", Label: "省级财政"}, {Value: "2", Label: "中央转移支付"}, {Value: "3", Label: "市级财政"}, {Value: "4", Label: "县级财政"}, {Value: "5", Label: "其他"}}},
				{Name: "starts", Label: "开始日期", Kind: "day", Value: "2026-08-10", Needed: true},
				{Name: "ends", Label: "截止日期", Kind: "day", Value: "2026-08-01", Needed: true, Error: "截止日期不能早于开始日期 2026-08-10", ErrorEn: "ends before it starts on 2026-08-10; move one of the days"},
				{Name: "total", Label: "计划批次", Kind: "int", Value: "480", Needed: true, Error: "任务分配合计 500，请改为 500 或调整分配", ErrorEn: "the quotas add up to 500; enter 500 or change them"},
				{Name: "region", Label: "实施地区", Kind: "ref", Value: "621202", Shown: "武都区", Suggest: "/desk/suggest/region", Needed: true},
				{Name: "open", Label: "结果公示", Kind: "bool", Value: "true"},
				{Name: "office", Label: "组织单位", Kind: "text", Value: "省市场监管局", ReadOnly: true},
				{Name: "why", Label: "依据与说明", Kind: "note", Value: "上半年调味品共 9 批次不合格，按风险加抽。", Wide: true, Max: 500},
			}},
			{Title: "任务分配", Inputs: []Input{{Name: "quotas", Label: "任务分配", Kind: "lines", Wide: true, Max: 50, Quiet: true,
				Rows:  [][]Input{sampleLine(0, "621200", "陇南市", "160", "超出承检能力 120"), sampleLine(1, "620500", "天水市", "120", ""), sampleLine(2, "", "", "", "")},
				Blank: numbered(sampleLine(2, "", "", "", ""), "quotas", blankRow)}}},
			{Title: "附件", Inputs: []Input{{Name: "files", Label: "实施方案", Kind: "files", Wide: true, Accept: ".pdf,.docx", Help: "PDF 或 Word，20 MB 以内", Files: []File{{ID: "a1", Name: "实施方案.pdf", Href: "#", Size: "1.2 MB"}}}}},
		}}
}

func sampleLine(i int, region, shown, n, wrong string) []Input {
	pre := "quotas." + string(rune('0'+i)) + "."
	en := ""
	if wrong != "" {
		en = "more than the laboratory can take, 120"
	}
	return []Input{
		{Name: pre + "region", Label: "地区", Kind: "ref", Value: region, Shown: shown, Suggest: "/desk/suggest/region", Bare: true, Needed: true},
		{Name: pre + "food", Label: "食品类别", Kind: "choice", Choices: []Choice{{Value: "3", Label: "调味品"}, {Value: "24", Label: "糕点"}}, Bare: true},
		{Name: pre + "count", Label: "批次", Kind: "int", Value: n, Error: wrong, ErrorEn: en, Bare: true, Needed: true},
		{Name: pre + "note", Label: "备注", Kind: "text", Bare: true},
	}
}

func sampleWrong() *Table {
	return &Table{Caption: "错误行", Columns: []Column{{Label: "行", Num: true, Card: "head"}, {Label: "样品编号", Code: true}, {Label: "项目"}, {Label: "结果"}, {Label: "问题", Card: "wide"}}, Rows: []Row{
		{Cells: Cells(7, "SC26620702000118", "二氧化硫残留量", Cell{Value: "0.42g", Bad: true}, "数值与单位要分开：结果填 0.42，单位填 g/kg")},
		{Cells: Cells(88, "SC26620702000199", "镉", Cell{Value: "", Bad: true}, "检验结果未填")},
	}}
}

func sampleLog() *Table {
	return &Table{Caption: "导入记录", Columns: []Column{{Label: "时间", Card: "head", NoWrap: true}, {Label: "单位"}, {Label: "行数", Num: true}, {Label: "写入", Num: true}, {Label: "错误", Num: true}, {Label: "状态"}, {Num: true}}, Rows: []Row{
		{Cells: Cells("2026-07-31 09:14", "张掖市食品检验所", 3120, 3120, 0, Lamp{Tone: OK, Text: "已写入"}, Act{Label: "撤销", Post: true, Href: "/desk/undo", Small: true, Tone: "plain"})},
		{Cells: Cells("2026-07-29 16:25", "会宁县局", 2118, 0, 41, Lamp{Tone: Late, Text: "未写入"}, Cell{Value: Word("下载错误表"), Href: "#"})},
	}}
}
