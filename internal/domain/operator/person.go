package operator

import (
	"time"

	"shian/engine/ident"
	"shian/internal/kit/clock"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// A Person works at a business. The identity number and the telephone are masked, and who looks at them is kept.
type Person struct {
	record.Meta
	Operator string
	Name     string
	Post     PersonPost
	Resident string // 居民身份证
	Phone    string
	Health   string // last day of the health certificate, 食品安全法 第四十五条
}

// PersonPost is what a person does at the business.
type PersonPost string

// PersonPosts in the order people choose them.
var PersonPosts = []form.Choice{{Value: "legal", Label: "法定代表人"}, {Value: "head", Label: "主要负责人"}, {Value: "director", Label: "食品安全总监"}, {Value: "officer", Label: "食品安全员"}, {Value: "worker", Label: "从业人员"}}

// Fields binds what people see and fill in.
func (p *Person) Fields(f *form.Fields) {
	f.Ref("operator", "所属主体", &p.Operator, source).Required().Fixed().Filter().InList()
	f.Text("name", "姓名", &p.Name).Required().Max(60).Mask("name").InList()
	form.Choose(f, "post", "岗位", &p.Post, PersonPosts).Required().InList().Filter()
	f.Text("resident", "居民身份证号", &p.Resident).Max(18).Match(resident).Mask("id")
	f.Text("phone", "联系电话", &p.Phone).Max(20).Match(phone).Mask("phone")
	f.Day("health", "健康证有效期至", &p.Health).InList().Filter()
}

func resident(s string) (zh, en string) { return why(ident.ParseResident(s, clock.Day(time.Now()))) }
