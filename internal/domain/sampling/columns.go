package sampling

import (
	"strings"

	"shian/internal/kit/sheet"
)

// A column of a sheet of results: its heading, the headings others use for it, and where a sample's or an item's cell goes.
type column struct {
	name    string
	aliases []string
	needed  bool
	sample  func(r *Result) *string // of the sample
	item    func(i *Item) *string   // of the item
}

// columns read a laboratory's sheet and the tables that regulators publish, each by its own headings. What only stands in
// some of them is optional.
var columns = []column{
	{name: "抽样单编号", aliases: []string{"抽样编号", "样品编号", "number"}, sample: func(r *Result) *string { return &r.Number }},
	{name: "样品名称", aliases: []string{"产品", "抽检产品", "产品名称", "食品名称", "food"}, needed: true, sample: func(r *Result) *string { return &r.Food }},
	{name: "商标", aliases: []string{"brand"}, sample: func(r *Result) *string { return &r.Brand }},
	{name: "规格型号", aliases: []string{"规格", "spec"}, sample: func(r *Result) *string { return &r.Spec }},
	{name: "批号", aliases: []string{"生产批号", "batch"}, sample: func(r *Result) *string { return &r.Batch }},
	{name: "被抽样单位名称", aliases: []string{"被抽样单位", "operator_name"}, sample: func(r *Result) *string { return &r.OperatorName }},
	{name: "被抽样单位地址", aliases: []string{"operator_address"}, sample: func(r *Result) *string { return &r.OperatorAddress }},
	{name: "标称生产者名称", aliases: []string{"生产企业", "标称生产企业名称", "生产者名称", "maker_name"}, sample: func(r *Result) *string { return &r.MakerName }},
	{name: "标称生产者地址", aliases: []string{"标称生产企业地址", "生产者地址", "maker_address"}, sample: func(r *Result) *string { return &r.MakerAddress }},
	{name: "抽样地点", aliases: []string{"address"}, sample: func(r *Result) *string { return &r.Address }},
	{name: "承检机构", aliases: []string{"检验机构", "laboratory"}, sample: func(r *Result) *string { return &r.Laboratory }},
	{name: "检验报告编号", aliases: []string{"报告编号", "report"}, sample: func(r *Result) *string { return &r.Report }},
	{name: "发布单位", aliases: []string{"公布单位", "source"}, sample: func(r *Result) *string { return &r.Source }},
	{name: colMade, aliases: []string{"生产/批号", "生产日期/批号", "made"}},
	{name: colSampled, aliases: []string{"sampled"}},
	{name: colSourceDay, aliases: []string{"公布日期", "source_day"}},
	{name: colRegion, aliases: []string{"抽样地区", "行政区划", "行政区划代码", "region"}},
	{name: colPurpose, aliases: []string{"任务类型", "purpose"}},
	{name: colStage, aliases: []string{"stage"}},
	{name: colCategory, aliases: []string{"食品大类", "category"}},
	{name: colDeclared, aliases: []string{"检验结论", "报告结论", "declared"}},
	{name: colItem, aliases: []string{"不合格项", "不合格项目", "残留农药", "项目", "item"}, needed: true, item: func(i *Item) *string { return &i.Name }},
	{name: "标准值", aliases: []string{"标准限值", "限量值", "limit_text"}, item: func(i *Item) *string { return &i.Limit }},
	{name: colResult, aliases: []string{"结果", "实测值", "result_text"}, needed: true, item: func(i *Item) *string { return &i.Result }},
	{name: "依据", aliases: []string{"判定依据", "basis"}, item: func(i *Item) *string { return &i.Basis }},
	{name: colMode, aliases: []string{"mode"}},
}

// The columns that are more than a text.
const (
	colMade      = "生产日期"
	colSampled   = "抽样日期"
	colSourceDay = "发布日期"
	colRegion    = "地区"
	colPurpose   = "抽检类型"
	colStage     = "抽样环节"
	colCategory  = "食品类别"
	colDeclared  = "结论"
	colItem      = "检验项目"
	colResult    = "检验结果"
	colMode      = "比较方式"
)

func sheetColumns() []sheet.Column {
	out := make([]sheet.Column, len(columns))
	for i, c := range columns {
		out[i] = sheet.Column{Name: c.name, Aliases: c.aliases, Required: c.needed}
	}
	return out
}

// blank are the ways in which tables write that something is not known.
var blank = map[string]bool{"": true, "/": true, "-": true, "—": true, "——": true, "无": true, "暂无数据": true, "暂无": true, "不详": true}

// said is a cell of the sample, empty where it says that nothing is known.
func said(s string) string {
	s = strings.TrimSpace(s)
	if blank[s] {
		return ""
	}
	return s
}
