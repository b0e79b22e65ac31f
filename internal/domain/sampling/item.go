package sampling

import (
	"cmp"

	"shian/engine/limit"
	"shian/internal/kit/form"
)

// An Item is one thing tested in a sample. Limit and Result are as written; verdict and reason follow from them.
type Item struct {
	Name     string // 检验项目
	Limit    string // 标准值, as written; empty: looked up by category, food, item and day of production
	Result   string // 检验结果, as written
	Applied  string // the limit looked up where none was written
	Basis    string // standard and clause
	Mode     limit.Mode
	Verdict  limit.Verdict
	ReasonZh string
	ReasonEn string
	Standard string // id of the standard.limit used, if one was looked up
}

// What people choose from; the verdicts are the engine's.
var (
	Modes    = []form.Choice{{Value: "full", Label: "全数值比较"}, {Value: "rounded", Label: "修约值比较"}}
	Verdicts = []form.Choice{{Value: "pass", Label: "符合"}, {Value: "fail", Label: "不符合"}, {Value: "no-limit", Label: "无限量"}, {Value: "unreadable", Label: "无法判读"}}
)

// Fields binds what people see and fill in.
func (i *Item) Fields(f *form.Fields) {
	f.Text("item", "项目", &i.Name).Required().Max(120)
	f.Text("limit_text", "标准值", &i.Limit).Max(400).Hint("留空则按类别、食品、项目和生产日期查标准")
	f.Text("result_text", "检验结果", &i.Result).Required().Max(400)
	form.Choose(f, "mode", "比较方式", &i.Mode, Modes)
	f.Text("basis", "判定依据", &i.Basis).Max(200)
	f.Text("applied_limit", "适用限量", &i.Applied).Max(400).Derived()
	form.Choose(f, "verdict", "判定", &i.Verdict, Verdicts).Derived()
	f.Text("reason_zh", "判定理由", &i.ReasonZh).Max(2000).Derived()
	f.Text("reason_en", "理由（英文）", &i.ReasonEn).Max(3000).Derived()
	f.Text("standard_limit", "限量编号", &i.Standard).Max(64).Derived()
}

// Held is the limit the item was held against: as written, else as looked up.
func (i *Item) Held() string { return cmp.Or(i.Limit, i.Applied) }
