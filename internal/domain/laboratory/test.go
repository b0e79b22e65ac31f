package laboratory

import (
	"shian/engine/limit"
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindTest and KindReading name tests and what was read in rights, scopes and journal.
const (
	KindTest    = "laboratory.test"
	KindReading = "laboratory.reading"
)

// What people choose from.
var (
	Verdicts = []form.Choice{{Value: string(limit.Pass), Label: "符合"}, {Value: string(limit.Fail), Label: "不符合"},
		{Value: string(limit.NoLimit), Label: "没有限量"}, {Value: string(limit.Unreadable), Label: "无法判读"}}
	TestStates = []form.Choice{{Value: "open", Label: "待检"}, {Value: "entered", Label: "已有结果"}}
)

// A Test is one item of an order: a line of the work lists. The verdict is a preview until the report is approved.
type Test struct {
	record.Meta
	Laboratory string
	Order      string
	Code       string
	Food       string
	Item       string
	Method     string
	LOQ        string
	Analyst    string // name of whoever it is given to; empty: anybody authorised
	Result     string // of the reading that counts
	Reading    string
	Readings   int64
	Limit      string
	Basis      string
	Mode       limit.Mode
	Verdict    limit.Verdict
	ReasonZh   string
	ReasonEn   string
	State      string
}

// Fields binds what people see; readings fill in the rest.
func (t *Test) Fields(f *form.Fields) {
	f.Text("code", "盲样编号", &t.Code).Max(20).Derived().Filter().InList()
	f.Text("food", "样品名称", &t.Food).Max(120).Derived().InList()
	f.Text("item", "检验项目", &t.Item).Max(60).Derived().Filter().InList()
	f.Text("method", "检验方法", &t.Method).Required().Max(80).Filter().InList()
	f.Text("analyst", "检验员", &t.Analyst).Max(40).Filter().InList().Hint("分派给谁；不填则有授权的都可以做")
	f.Text("loq", "定量限", &t.LOQ).Max(40).Derived()
	f.Text("result", "结果", &t.Result).Max(200).Derived().InList()
	f.Int("readings", "测定次数", &t.Readings).Derived().InList()
	f.Text("limit_text", "限量", &t.Limit).Max(200).Derived()
	f.Text("basis", "判定依据", &t.Basis).Max(200).Derived()
	form.Choose(f, "mode", "比较方式", &t.Mode, []form.Choice{{Value: string(limit.Full), Label: "全数值比较"}, {Value: string(limit.Rounded), Label: "修约值比较"}}).Derived()
	form.Choose(f, "verdict", "判定预览", &t.Verdict, Verdicts).Derived().Filter().InList()
	f.Text("reason_zh", "判定理由", &t.ReasonZh).Max(600).Derived()
	f.Text("reason_en", "判定理由（英文）", &t.ReasonEn).Max(600).Derived()
	form.Choose(f, "state", "状态", &t.State, TestStates).Derived().Filter().InList()
	f.Text("laboratory", "检验机构编号", &t.Laboratory).Max(64).Derived()
	f.Text("order_id", "委托", &t.Order).Max(64).Derived()
	f.Text("reading", "采用的测定", &t.Reading).Max(64).Derived()
}

// A Reading is what was measured once. It never changes: a retest is a further reading, and the first stays beside it.
type Reading struct {
	record.Meta
	Code       string
	Item       string
	Value      string
	Method     string // empty: the test's own
	Run        string // number of the quality control run it was measured in
	Day        string
	Instrument string
	Again      bool
	Why        string
	Laboratory string
	Order      string
	Test       string
	Analyst    string
}

// Fields binds what people fill in, by form or by sheet.
func (r *Reading) Fields(f *form.Fields) {
	f.Text("code", "盲样编号", &r.Code).Required().Max(20).Fixed().Filter().InList()
	f.Text("item", "检验项目", &r.Item).Required().Max(60).Fixed().Filter().InList()
	f.Text("value", "结果", &r.Value).Required().Max(200).Fixed().InList().Hint("连同单位，如 0.12mg/kg、未检出（<0.05mg/kg）")
	f.Text("method", "检验方法", &r.Method).Max(80).Fixed().Hint("不填为派单的方法")
	f.Text("run", "质控批号", &r.Run).Max(40).Fixed().Filter().InList()
	f.Day("day", "检验日期", &r.Day).Fixed().InList().Hint("不填为今天")
	f.Text("instrument", "仪器", &r.Instrument).Max(60).Fixed()
	f.Bool("again", "复测", &r.Again).Fixed().Filter().InList().Hint("已有结果时再测须勾选，原结果保留")
	f.Text("why", "复测原因", &r.Why).Max(200).Fixed()
	f.Text("analyst", "检验员", &r.Analyst).Max(120).Derived().InList()
	f.Text("laboratory", "检验机构编号", &r.Laboratory).Max(64).Derived()
	f.Text("order_id", "委托", &r.Order).Max(64).Derived().Filter()
	f.Text("test", "检验任务", &r.Test).Max(64).Derived()
}

func own(laboratory string) []access.Scope { return []access.Scope{access.Laboratory(laboratory)} }
