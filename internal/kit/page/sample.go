package page

import (
	"context"
	"math"

	"shian/internal/kit/access"
)

// The examples of the kit's own components: each in every state it has. All names, codes and figures are invented.

func (p *Pages) kitExamples() {
	p.smallExamples()
	p.listExamples()
	p.formExamples()
	p.recordExamples()
	p.pageExamples()
}

func (p *Pages) piece(name string, c Component) {
	p.Example(name, func() (string, any) { return "", c })
}

func (p *Pages) smallExamples() {
	p.Example("lamp.all", func() (string, any) {
		return "", []any{Panel{Title: "灯、等级、标签", Body: []any{
			[]any{Due(8, WorkingDays, 3), Due(2, CalendarDays, 3), Due(0, CalendarDays, 3), Due(-3, WorkingDays, 3), Due(-1, CalendarDays, 3), Lamp{Text: "已结"},
				Lamp{Tone: Near, Text: "将到期", Note: "余 {1} 日", With: []any{19}}},
			[]any{Badge{Grade: "A"}, Badge{Grade: "B"}, Badge{Grade: "C"}, Badge{Grade: "D"}, Badge{Grade: "A", Big: true}, Badge{Grade: "C", Big: true}, Badge{Grade: "D", Big: true}},
			[]any{Tag{Text: "监督抽检"}, Tag{Text: "已选条件", Tone: Info}, Tag{Text: "合格", Tone: OK}, Tag{Text: "整改中", Tone: Near}, Tag{Text: "不合格", Tone: Late, Href: "#"}},
		}}}
	})
	p.Example("act.all", func() (string, any) {
		return "", []any{Panel{Title: "按钮", Body: []any{
			[]any{Act{Label: "提交", Tone: "main"}, Act{Label: "暂存"}, Act{Label: "吊销", Tone: "danger"}, Act{Label: "取消", Tone: "plain"},
				Act{Label: "审批", Refused: "抽样人不能审批自己的样品"}, Act{Label: "撤销", Post: true, Href: "/desk/undo"}, Act{Label: "导出", Icon: "export", Href: "#", Small: true}},
		}}}
	})
	p.Example("rate.all", func() (string, any) {
		return "", []any{Panel{Title: "率与区间", Body: []any{
			Rate{Hits: 44213, Of: 45016, Digits: 2, Href: "#"}, Rate{Hits: 9, Of: 12}, Rate{Hits: 41, Of: 46, Whole: true}, Rate{},
			[]any{Spark{Points: []float64{16, 15, 15, 14, 13, 15, 17, 14, 15, 16, 22, 28}}, Spark{Points: []float64{3, 3, 3, 3}}, Spark{},
				Whisker{Low: 91.9, Mid: 92.5, High: 93, Goal: 90, Min: 85, Max: 100}, Bar{To: 61.2, Goal: 58.1}, Bar{To: 100, Tone: OK}, Bar{From: 40, To: 70, Tone: Late}},
		}}}
	})
	p.Example("figure.all", func() (string, any) {
		return "", []any{Grid{Kind: "five", Cells: figures()}, Panel{Flush: true, Body: []any{sampleCounts()}}}
	})
	p.Example("notice.all", func() (string, any) {
		return "", []any{Panel{Title: "提示", Body: []any{
			Notice{Text: "每日 6:00 更新一次"}, Notice{Tone: OK, Text: "已提交，回执号 {1}", Args: []any{"20260731-0042"}}, Notice{Tone: Near, Text: "许可证 {1} 日后到期", Args: []any{19}},
			Notice{Tone: Late, Text: "未能保存：他人已在 {1} 改过此记录，您的内容还在", Args: []any{"14:20"}, Acts: []Act{{Label: "比较两版", Href: "#", Small: true}}},
		}}}
	})
	p.Example("toast.undo", func() (string, any) {
		return "kit.stack", View{Title: "提示", Data: []any{Panel{Body: []any{Word("已暂存")}}}, Toast: &Toast{Text: "已暂存，{1}", Args: []any{"14:32"}, Undo: &Act{Label: "撤销", Href: "/desk/undo", Post: true}}}
	})
	p.piece("dialog.open", Dialog{ID: "back", Title: "退回核查处置方案", Action: "/desk/back", Open: true, Cancel: "/desk",
		Fields: []Input{{Name: "reason", Label: "退回理由", Kind: "note", Needed: true, Wide: true}}, Text: "武都区局将收到待办，时限重新计算 {1} 个工作日", Args: []any{5},
		Act: Act{Label: "退回", Tone: "danger"}})
	p.piece("tiles.rate", sampleTiles())
	p.piece("control", Control{Label: "分月不合格率", Unit: "%", Centre: 2, Points: []Controlled{{Name: "2026-01", Value: 1.6, Low: 0.2, High: 5.1, Note: "3 / 188"}, {Name: "2026-02", Value: math.NaN(), Low: math.NaN(), High: math.NaN()},
		{Name: "2026-03", Value: 2.1, Low: 0.3, High: 4.8, Note: "5 / 238"}, {Name: "2026-04", Value: 6.4, Low: 0.3, High: 4.9, Out: true, Note: "14 / 219"}}})
	p.piece("progress.running", sampleProgress())
}

func figures() [][]any {
	f := []Figure{
		{Code: "T1", Name: "抽检批次", Lamp: &Lamp{Tone: OK, Text: "快于进度"}, Value: 61204, Unit: "批次", Bar: &Bar{To: 61.2, Goal: 58.1, Wide: true}, Notes: []Phrase{Say("完成 {1}%，今日应到 {2}%", 61.2, 58.1)}, Href: "#"},
		{Code: "T3", Name: "食品合格率", Lamp: &Lamp{Tone: OK, Text: "达标"}, Rate: &Rate{Hits: 44213, Of: 45016, Digits: 2}, Bar: &Bar{From: 52, To: 58, Goal: 50, Tone: OK, Wide: true, Label: "95% 区间与目标"}, Href: "#"},
		{Code: "T4", Name: "公众满意度", Lamp: &Lamp{Tone: Near, Text: "样本少"}, Rate: &Rate{Hits: 9, Of: 12}, Href: "#"},
		{Code: "T5", Name: "系统性重大风险", Lamp: &Lamp{Tone: OK, Text: "受控"}, Value: 0, Unit: "起事故", Notes: []Phrase{Say("监测信号 {1} 个待核", 2)}},
	}
	var out [][]any
	for _, x := range f {
		out = append(out, []any{x})
	}
	return out
}

func sampleCounts() Counts {
	return Counts{Label: "我的事项", Items: []Count{{"逾期", 3, Late, "#"}, {"三日内到期", 9, Near, "#"}, {"待办", 41, Shut, "#"}, {"我发起", 12, Shut, "#"}, {"本年已办", 236, Shut, "#"}}}
}

func sampleProgress() Progress {
	return Progress{Text: "校验中，第 {1} 行", Args: []any{12894}, Percent: 70, Note: "约余 {1} 秒，可离开此页，完成后在待办中提示", With: []any{4}, Cancel: &Act{Label: "取消", Post: true, Href: "/desk/stop", Small: true}}
}

func sampleTiles() Tiles {
	t := Tiles{Label: "各地食品抽检合格率", Scale: []string{"< 97.5%", "97.5–98.0", "98.0–98.5", "≥ 98.5"}, Table: Link{Label: "看表格", Href: "#"}}
	for _, r := range []struct {
		zh, en   string
		row, col int
		value    string
		note     string
		shade    int
	}{
		{"酒泉", "Jiuquan", 1, 1, "98.60%", "2,956 / 2,998", 4}, {"嘉峪关", "Jiayuguan", 1, 2, "98.82%", "922 / 933", 4}, {"张掖", "Zhangye", 2, 2, "98.61%", "2,760 / 2,799", 4},
		{"金昌", "Jinchang", 2, 3, "98.43%", "1,320 / 1,341", 3}, {"武威", "Wuwei", 3, 3, "98.09%", "3,033 / 3,092", 3}, {"兰州新区", "Lanzhou New Area", 3, 4, "99.40%", "165 / 166", 0},
		{"白银", "Baiyin", 3, 5, "98.07%", "2,903 / 2,960", 3}, {"庆阳", "Qingyang", 3, 7, "98.37%", "3,735 / 3,797", 3}, {"临夏", "Linxia", 4, 3, "97.34%", "3,181 / 3,268", 1},
		{"兰州", "Lanzhou", 4, 4, "98.70%", "7,617 / 7,717", 4}, {"定西", "Dingxi", 4, 5, "98.11%", "3,590 / 3,659", 3}, {"平凉", "Pingliang", 4, 6, "98.41%", "3,086 / 3,136", 3},
		{"甘南", "Gannan", 5, 4, "97.76%", "1,398 / 1,430", 2}, {"陇南", "Longnan", 5, 5, "97.23%", "3,480 / 3,579", 1}, {"天水", "Tianshui", 5, 6, "98.21%", "4,067 / 4,141", 3},
	} {
		t.Tiles = append(t.Tiles, Tile{Name: r.zh, NameEn: r.en, Row: r.row, Col: r.col, Value: r.value, Note: r.note, Shade: r.shade, Hot: r.zh == "陇南", Href: "#"})
	}
	return t
}

// SampleConfig is a menu and a bell for looking at the shell; the platform's own lies in app.
func SampleConfig() Config {
	return Config{Demo: true, Contact: "甘肃省食品安全委员会办公室",
		Kinds:  []Choice{{Value: "operator", Label: "企业"}, {Value: "code", Label: "信用代码"}, {Value: "lot", Label: "批次"}},
		Public: []Link{{Label: "首页", Href: "/"}, {Label: "抽检结果", Href: "/results"}, {Label: "企业查询", Href: "/operators"}, {Label: "投诉举报", Href: "/complaints"}},
		Person: []Act{{Label: "我的账号", Href: "/account"}, {Label: "退出", Href: "/logout", Post: true}},
		Bell:   func(context.Context, *access.Actor) (int, int) { return 41, 3 },
		Regions: func(context.Context, *access.Actor) []Choice {
			return []Choice{{Label: "甘肃省", Own: true, En: "Gansu"}, {Value: "6201", Label: "兰州市", Own: true, En: "Lanzhou"}, {Value: "6212", Label: "陇南市", Own: true, En: "Longnan"}}
		},
		Menu: []Group{
			{Label: "工作台", Icon: "home", Items: []Item{{Label: "任务台账", Href: "/desk/ledger"}, {Label: "待办中心", Href: "/desk/todo", Bell: true}}},
			{Label: "主体", Icon: "shop", Items: []Item{{Label: "企业名录", Href: "/desk/operator"}, {Label: "许可备案", Href: "/desk/licence"}}},
			{Label: "监督检查", Icon: "check", Items: []Item{{Label: "检查任务", Href: "/desk/inspection"}}},
			{Label: "抽检检验", Icon: "flask", Items: []Item{{Label: "抽检计划", Href: "/desk/plan"}, {Label: "样品与报告", Href: "/desk/sample"}}},
			{Label: "数据", Icon: "data", Items: []Item{{Label: "批量导入", Href: "/desk/import", Right: "import.edit"}}},
		}}
}
