package page

import "strconv"

func (p *Pages) listExamples() {
	p.piece("table.rows", SampleTable(8))
	p.piece("table.picked", func() Table {
		t := SampleTable(6)
		t.Rows[2].Picked, t.Rows[3].Picked = true, true
		return t
	}())
	p.piece("table.empty", Table{Empty: &Empty{Title: "没有符合条件的企业", Text: "去掉一个条件再看", Act: &Act{Label: "清除条件", Href: "#"}}})
	p.piece("table.failure", Table{Failure: &Failure{Text: "名录暂时读不出来，条件都还在", Retry: "#", ID: "9f2c1d7e"}})
	p.piece("table.busy", Table{Busy: true})
	p.piece("table.groups", Table{Caption: "任务台账", Columns: []Column{{Label: "任务", Card: "head"}, {Label: "当前", Card: "wide"}, {Label: "近 12 个月"}, {Label: "状态", Card: "mark"}}, Rows: []Row{
		{Group: "标准体系", Note: "第 {1}–{2} 项", With: []any{1, 3}},
		{Href: "#", Cells: Cells(Word("法规制度立改废"), Rate{Hits: 41, Of: 46, Whole: true}, Spark{Points: []float64{1, 2, 3, 2, 4, 5}}, Lamp{Tone: Near, Text: "临近", Note: "余 {1} 个工作日", With: []any{12}})},
		{Href: "#", Late: true, Cells: Cells(Word("农业投入品与实名购买"), Rate{Hits: 18244, Of: 18306, Whole: true}, Spark{Points: []float64{5, 4, 4, 3, 2, 2}}, Due(-2, WorkingDays, 3))},
	}})
	p.piece("filter.full", SampleFilter())
	p.piece("filter.sets", Filter{Action: "/desk/todo", Total: 41, Sets: []Set{{Label: "期限", Links: []Link{{Label: "全部 {1}", Args: []any{41}, Href: "#", Here: true}, {Label: "逾期 {1}", Args: []any{3}, Href: "#"}, {Label: "临近 {1}", Args: []any{9}, Href: "#"}}}}})
	p.piece("pager.first", Pager{Shown: 20, Total: 2418, Next: "#"})
	p.piece("pager.many", Pager{Shown: 20, Total: 10000, More: true, First: "#", Prev: "#", Next: "#", Sizes: []Link{{Label: "20", Own: true, Href: "#", Here: true}, {Label: "50", Own: true, Href: "#"}}})
	p.piece("pager.only", Pager{Shown: 3, Total: 3})
	p.piece("batch.all", Batch{Action: "/desk/batch", Chosen: true, Total: 2418, Acts: []Act{{Label: "安排检查", Name: "do", Value: "inspect", Small: true}}})
}

// SampleFilter is the filter of an invented register of businesses.
func SampleFilter() Filter {
	return Filter{Action: "/desk/operator", Active: 3, Total: 2418, Keep: []Pair{{"sort", "ends"}},
		Fields: []FilterField{
			{Name: "q", Label: "名称、信用代码或许可证号", Value: "示例", Grow: true},
			{Name: "region", Label: "地区", Kind: "ref", Suggest: "/desk/suggest/region"},
			{Name: "kind", Label: "业态", Kind: "choice", Choices: []Choice{{Value: "make", Label: "生产"}, {Value: "sell", Label: "销售"}, {Value: "serve", Label: "餐饮"}}, Any: "全部业态"},
			{Name: "ends", Label: "许可有效期至", Kind: "days", Value: "2026-07-01", To: "2026-12-31"},
		},
		Saved: []Saved{{Name: "D 级且本季未查", Href: "#", Here: true}, {Name: "30 日内到期", Href: "#"}}, Save: "/desk/operator/save",
		Columns: []Shown{{Name: "kind", Label: "业态", On: true}, {Name: "ends", Label: "许可有效期至", On: true}}, Export: "/desk/operator/export"}
}

// SampleTable is an invented register of n businesses.
func SampleTable(n int) Table {
	t := Table{Caption: "企业名录", Select: "id",
		Columns: []Column{{Label: "企业与信用代码", Card: "head"}, {Label: "业态与品类"}, {Label: "风险"}, {Label: "许可有效期至", Sort: "?sort=ends", Sorted: "ascending", NoWrap: true}, {Label: "最近检查", NoWrap: true}, {Label: "最近抽检"}, {Label: "批次", Num: true}, {Card: "off", Num: true}},
		Batch:   &Batch{Action: "/desk/operator/batch", All: "?all=1", Total: 2418, Acts: []Act{{Label: "安排检查", Name: "do", Value: "inspect", Small: true}, {Label: "提醒续证", Name: "do", Value: "remind", Small: true}}},
		Pager:   &Pager{Shown: n, Total: 2418, Next: "?after=x", Size: 20},
	}
	names := []string{"甘州区示例粮油加工厂", "兰州示例乳业有限公司", "天水示例酒业有限公司", "武威示例肉制品有限公司", "平凉示例果蔬罐头厂", "敦煌示例大饭店"}
	for i := range n {
		ends := Cell{Value: "2028-03-14"}
		row := Row{ID: strconv.Itoa(i), Name: names[i%6], Href: "/desk/operator/" + strconv.Itoa(i)}
		test := any(Tag{Text: "合格", Tone: OK})
		switch i % 6 {
		case 2:
			ends, test = Cell{Value: "2026-08-19", Note: Lamp{Tone: Near, Text: "将到期", Note: "余 {1} 日", With: []any{19}}}, Tag{Text: "不合格", Tone: Late}
		case 3:
			ends, row.Late = Cell{Value: "2026-07-12", Note: Lamp{Tone: Late, Text: "已过期", Note: "{1} 日", With: []any{19}}}, true
		case 5:
			test = Word("本年未抽")
		}
		row.Cells = Cells(Cell{Value: names[i%6], Note: Code("91620702MA7HKD2N0J")}, Cell{Value: Word("生产"), Note: "粮食加工品"}, Badge{Grade: string("ABCDAB"[i%6])}, ends, "2026-07-22", test, 1240*i, Cell{Value: Word("档案"), Href: row.Href})
		t.Rows = append(t.Rows, row)
	}
	return t
}
