package laboratory

import (
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// The kinds of the register, as rights, scopes and journal name them.
const (
	Kind       = "laboratory"
	KindScope  = "laboratory.scope"
	KindPerson = "laboratory.person"
	KindBar    = "laboratory.bar"
)

// What a person of a laboratory may do.
const (
	RoleAnalyst   = "analyst"
	RoleChecker   = "checker"
	RoleSignatory = "signatory" // 授权签字人
)

// What people choose from.
var (
	Statuses = []form.Choice{{Value: "active", Label: "正常"}, {Value: "suspended", Label: "暂停"}, {Value: "closed", Label: "已注销"}}
	Roles    = []form.Choice{{Value: RoleAnalyst, Label: "检验"}, {Value: RoleChecker, Label: "校核"}, {Value: RoleSignatory, Label: "授权签字"}}
	Faults   = []form.Choice{{Value: "false", Label: "出具虚假检验报告"}, {Value: "swap", Label: "调换样品、伪造检验数据"}, {Value: "leak", Label: "利用抽检谋取不正当利益"},
		{Value: "announce", Label: "擅自发布抽检信息"}, {Value: "other", Label: "其他情节严重的情形"}}
)

// A Laboratory is one body that tests, with its qualification (资质认定, CMA).
type Laboratory struct {
	record.Meta
	Name   string
	Number string // of the qualification
	From   string // first day
	To     string // last day
	Prefix string // of its report numbers: 示检食字
	Status string
	Retest bool // on the list of those that may retest (复检机构)
	Addr   string
	Person string
	Phone  string
}

// Fields binds what people see and fill in.
func (l *Laboratory) Fields(f *form.Fields) {
	f.Text("name", "机构名称", &l.Name).Required().Max(80).InList()
	f.Text("number", "资质认定证书编号", &l.Number).Required().Max(40).Match(qualification).Hint("CMA 证书 11 或 12 位数字").InList()
	f.Day("begins", "证书起始日", &l.From).Required()
	f.Day("ends", "证书截止日", &l.To).Required().After(&l.From).InList().Filter()
	form.Choose(f, "status", "状态", &l.Status, Statuses).Filter().InList().Hint("不填为正常")
	f.Bool("retest", "在复检机构名录", &l.Retest).Filter().InList()
	f.Text("prefix", "报告编号代字", &l.Prefix).Required().Max(12).Hint("如 示检食字，报告编号为 示检食字〔2026〕1号")
	f.Ref("region", "所在地区", &l.Region, place.Regions).Required().InList()
	f.Text("address", "地址", &l.Addr).Max(200).WideField()
	f.Text("person", "联系人", &l.Person).Max(40).Mask("name")
	f.Text("phone", "联系电话", &l.Phone).Max(20).Mask("phone")
}

// qualification wants 11 or 12 digits, as certificates have them.
func qualification(s string) (zh, en string) {
	digits := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return "资质认定证书编号只有数字，请对照证书核对", "the number of a qualification has only digits; compare it with the certificate"
		}
		digits++
	}
	if digits != 11 && digits != 12 {
		return "资质认定证书编号应为 11 或 12 位，请对照证书核对", "the number of a qualification has 11 or 12 digits; compare it with the certificate"
	}
	return "", ""
}

// A Scope is one line of what a laboratory is qualified for: an item, by a method, in a category of food.
type Scope struct {
	record.Meta
	Laboratory string
	Category   string // empty: every food
	Item       string
	Method     string // GB 5009.12-2023 第一法
	Standard   string
	LOQ        string
	From, To   string // days; To empty: as long as the certificate
}

// Fields binds what people see and fill in.
func (x *Scope) Fields(f *form.Fields) {
	f.Ref("laboratory", "检验机构", &x.Laboratory, Source).Required().Fixed().Filter().InList()
	form.Choose(f, "category", "食品类别", &x.Category, operator.Categories).Filter().InList().Hint("不填为各类食品")
	f.Text("item", "检验项目", &x.Item).Required().Max(60).Filter().InList()
	f.Text("method", "检验方法", &x.Method).Required().Max(80).InList()
	f.Text("standard", "方法标准", &x.Standard).Max(80)
	f.Text("loq", "定量限", &x.LOQ).Max(40).Hint("如 0.05mg/kg")
	f.Day("begins", "批准日期", &x.From).Required()
	f.Day("ends", "有效期至", &x.To).After(&x.From).InList().Hint("不填则随证书")
}

// A Person works at a laboratory and is authorised for one role, for all items or some.
type Person struct {
	record.Meta
	Laboratory string
	Name       string
	Login      string
	Account    string
	Role       string
	Items      string // 铅、镉; empty: all
	From, To   string
}

// Fields binds what people see and fill in.
func (p *Person) Fields(f *form.Fields) {
	f.Ref("laboratory", "检验机构", &p.Laboratory, Source).Required().Fixed().Filter().InList()
	f.Text("name", "姓名", &p.Name).Required().Max(40).InList()
	f.Text("login", "登录名", &p.Login).Required().Max(64).Hint("此人在本平台的登录名，凭它核对是否获得授权")
	form.Choose(f, "role", "授权", &p.Role, Roles).Required().Filter().InList()
	f.Text("items", "授权项目", &p.Items).Max(400).Hint("用顿号分开，如 铅、镉；不填为全部项目").InList()
	f.Day("begins", "授权起始日", &p.From).Required()
	f.Day("ends", "授权截止日", &p.To).After(&p.From).InList()
	f.Text("account", "账号", &p.Account).Max(64).Derived()
}

// A Bar forbids to commission a laboratory for five years because of what it did.
type Bar struct {
	record.Meta
	Laboratory string
	Fault      string
	Decision   string // number of the decision
	From, To   string
	Note       string
}

// Fields binds what people see and fill in.
func (b *Bar) Fields(f *form.Fields) {
	f.Ref("laboratory", "检验机构", &b.Laboratory, Source).Required().Fixed().Filter().InList()
	form.Choose(f, "fault", "情形", &b.Fault, Faults).Required().InList()
	f.Text("decision", "处理决定文号", &b.Decision).Required().Max(80).InList()
	f.Day("begins", "起算日", &b.From).Required().Fixed().InList()
	f.Day("ends", "五年期满日", &b.To).Derived().InList()
	f.Note("note", "事实", &b.Note).Required().Max(1000)
}
