package operator

import (
	"errors"

	"shian/data/food"
	"shian/engine/ident"
	"shian/internal/domain/place"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// Trade is what a business does (业态).
type Trade string

// The trades. 小作坊, 小摊点 and the like are those of 甘肃省食品小作坊小经营店小摊点监督管理条例.
const (
	Production Trade = "production"
	Workshop   Trade = "workshop"
	Sale       Trade = "sale"
	Market     Trade = "market"
	Catering   Trade = "catering"
	Canteen    Trade = "canteen"
	Stall      Trade = "stall"
	Farm       Trade = "farm"
	Storage    Trade = "storage"
	Import     Trade = "import"
)

// Trades in the order people choose them.
var Trades = []form.Choice{
	{Value: "production", Label: "食品生产"}, {Value: "workshop", Label: "小作坊"}, {Value: "sale", Label: "食品销售"},
	{Value: "market", Label: "市场开办"}, {Value: "catering", Label: "餐饮服务"}, {Value: "canteen", Label: "单位食堂"},
	{Value: "stall", Label: "小摊点"}, {Value: "farm", Label: "种植养殖"}, {Value: "storage", Label: "贮存运输"}, {Value: "import", Label: "进口"},
}

// Scale is the size of a business as the statistics know it.
type Scale string

// Scales from large to small.
var Scales = []form.Choice{{Value: "large", Label: "大型"}, {Value: "medium", Label: "中型"}, {Value: "small", Label: "小型"}, {Value: "micro", Label: "微型"}}

// Grade is the risk grade, A lowest to D highest (食药监食监一〔2016〕115号).
type Grade string

// Grades from low risk to high.
var Grades = []form.Choice{{Value: "A", Label: "A 级"}, {Value: "B", Label: "B 级"}, {Value: "C", Label: "C 级"}, {Value: "D", Label: "D 级"}}

// Status tells whether a business is at work.
type Status string

// The states of a business.
const (
	Active    Status = "active"
	Suspended Status = "suspended"
	Closed    Status = "closed"
)

// Statuses in the order people choose them.
var Statuses = []form.Choice{{Value: "active", Label: "在营"}, {Value: "suspended", Label: "停业"}, {Value: "closed", Label: "已注销"}}

// Categories are the 32 licence categories and those of farm produce and catering.
var Categories = func() []form.Choice {
	var out []form.Choice
	for _, c := range food.Categories() {
		out = append(out, form.Choice{Value: c.Code, Label: c.Name})
	}
	return out
}()

// An Operator is one food business. Phone and the name of the person responsible are masked for whoever may not see them.
type Operator struct {
	record.Meta
	Name     string
	Code     string // 统一社会信用代码; empty for stalls and households without one
	Trade    Trade
	Category string // main category, data/food; may be empty
	Person   string // 负责人
	Phone    string
	Address  string
	Scale    Scale
	Grade    Grade
	Status   Status
	Note     string
}

// Fields binds what people see and fill in.
func (o *Operator) Fields(f *form.Fields) {
	f.Section("基本信息")
	f.Text("name", "名称", &o.Name).Required().Min(2).Max(120).InList()
	f.Text("code", "统一社会信用代码", &o.Code).Max(18).Match(creditCode).Hint("18 位；小摊点、农户没有可不填").InList()
	form.Choose(f, "trade", "业态", &o.Trade, Trades).Required().InList().Filter()
	form.Choose(f, "category", "主要食品类别", &o.Category, Categories).InList().Filter()
	form.Choose(f, "scale", "规模", &o.Scale, Scales)
	f.Section("地址与联系")
	f.Ref("region", "所在地区", &o.Region, place.Regions).Required().InList()
	f.Text("address", "地址", &o.Address).Required().Max(200).WideField()
	f.Text("person", "负责人", &o.Person).Max(60).Mask("name")
	f.Text("phone", "联系电话", &o.Phone).Max(20).Match(phone).Mask("phone")
	f.Section("监管信息")
	form.Choose(f, "grade", "风险等级", &o.Grade, Grades).InList().Filter()
	form.Choose(f, "status", "状态", &o.Status, Statuses).Fixed().Hint("不填为在营；登记后由“停业、注销、恢复”办理").InList().Filter()
	f.Note("note", "备注", &o.Note).Max(500)
}

func creditCode(s string) (zh, en string) { return why(ident.ParseUSCC(s)) }

func why[T any](_ T, err error) (zh, en string) {
	if err == nil {
		return "", ""
	}
	var f *ident.Fault
	if errors.As(err, &f) {
		return f.Zh, f.En
	}
	return "号码有误，请核对", err.Error()
}

func phone(s string) (zh, en string) {
	digits := 0
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c != '-' && c != '+' && c != ' ':
			return "电话只能有数字、横线和加号，请改正", "a phone number has only digits, hyphens and a plus; correct it"
		}
	}
	if digits < 7 {
		return "电话至少 7 位数字，请补全", "a phone number has at least 7 digits; complete it"
	}
	return "", ""
}
