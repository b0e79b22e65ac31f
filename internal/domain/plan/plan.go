package plan

import (
	"cmp"
	"fmt"

	"shian/data/food"
	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// Kind names plans in rights, scopes, journal and flows.
const Kind = "plan"

// The rights this package asks for beside those of the flow.
const (
	RightView access.Right = "plan.view"
	RightEdit access.Right = "plan.edit"
)

// State is where a plan stands; flow.go has the table.
type State string

// The states.
const (
	Drafted   State = "drafted"
	Submitted State = "submitted"
	Reviewed  State = "reviewed"
	Issued    State = "issued"
	Revising  State = "revising"
	Adjusting State = "adjusting"
	Closed    State = "closed"
)

// The purposes a sample is taken for, which are planned and counted apart (《实施意见》第 6 项).
const (
	Supervision = "supervision" // 监督抽检
	Monitoring  = "monitoring"  // 风险监测
	Evaluation  = "evaluation"  // 评价性抽检: drawn at random to stand for the whole, so never by risk
)

// What people choose from.
var (
	States = []form.Choice{{Value: "drafted", Label: "编制中"}, {Value: "submitted", Label: "待审核"}, {Value: "reviewed", Label: "待下达"}, {Value: "issued", Label: "执行中"},
		{Value: "revising", Label: "调整中"}, {Value: "adjusting", Label: "调整待批"}, {Value: "closed", Label: "已结束"}}
	Ways = []form.Choice{{Value: string(quota.ByHand), Label: "手工分配"}, {Value: string(quota.ByResidents), Label: "按常住人口"}, {Value: string(quota.ByRisk), Label: "按风险"}}
	// Levels of government: who pays, and whose laboratory tests.
	Levels   = []form.Choice{{Value: "state", Label: "国家级"}, {Value: "province", Label: "省级"}, {Value: "prefecture", Label: "市级"}, {Value: "county", Label: "县级"}}
	Purposes = choices(food.Kinds(), func(k food.Kind) (string, string) { return k.Code, k.Name })
	Stages   = choices(food.Stages(), func(s food.Stage) (string, string) { return s.Code, s.Name })
	Sorts    = choices(Categories(), func(c food.Category) (string, string) { return c.Code, c.Name })
)

func choices[T any](all []T, of func(T) (string, string)) []form.Choice {
	out := make([]form.Choice, len(all))
	for i, x := range all {
		out[i].Value, out[i].Label = of(x)
	}
	return out
}

// Categories are what plans go by: the 32 licence classes, the groups of farm produce, and catering as a whole.
func Categories() []food.Category {
	var out []food.Category
	for _, c := range food.Categories() {
		if c.Code == "C" || c.Farm && len(c.Code) == 3 || c.Code[0] < 'A' {
			out = append(out, c)
		}
	}
	return out
}

// CategoryOf gives the category of plans in which a sample of this finer category counts.
func CategoryOf(code string) string {
	switch {
	case code == "":
		return "31" // 其他食品
	case code[0] == 'C':
		return "C"
	case code[0] == 'F':
		return code[:min(3, len(code))]
	}
	return code
}

// Fits reports whether food of the category is found at the stage of the chain.
func Fits(category, stage string) bool {
	farm, catering := food.IsFarm(category), category == "C"
	switch stage {
	case "farming", "storage":
		return farm
	case "slaughter":
		return category == "F01"
	case "production", "import":
		return !farm && !catering
	case "catering":
		return catering
	}
	return !catering
}

// A Stage is one stage of the chain with its part of the batches, and which level of government pays and tests there: set once, in
// one plan (统一制定计划).
type Stage struct {
	Stage       string
	Share       int64 // percent
	Pays, Tests string
}

// Fields binds one row.
func (s *Stage) Fields(f *form.Fields) {
	form.Choose(f, "stage", "抽样环节", &s.Stage, Stages).Required()
	f.Int("share", "占比（%）", &s.Share).Required().Min(1).Max(100)
	form.Choose(f, "pays", "经费", &s.Pays, Levels).Required()
	form.Choose(f, "tests", "承检", &s.Tests, Levels).Required()
}

// usual are the stages of a plan that names none.
var usual = []Stage{{"farming", 15, "prefecture", "prefecture"}, {"production", 25, "province", "province"}, {"distribution", 45, "county", "prefecture"}, {"catering", 15, "county", "prefecture"}}

// A Sort is what the plan says of one category beside its even share: how much more of it, and bounds in every county.
type Sort struct {
	Category            string
	Weight, Least, Most int64
}

// Fields binds one row.
func (s *Sort) Fields(f *form.Fields) {
	form.Choose(f, "category", "食品类别", &s.Category, Sorts).Required()
	f.Int("weight", "倍数", &s.Weight).Min(0).Max(20).Hint("1 为与其他类别相同")
	f.Int("least", "每县至少（批次）", &s.Least).Min(0).Max(1000)
	f.Int("most", "每县至多（批次）", &s.Most).Min(0).Max(10000).Hint("0 为不设上限")
}

// A Plan is the plan of one year.
//
// Explore, Votes and Kept are percent of a county's batches: for cells nobody has looked at, for what the public asks, and of
// its part by residents that it keeps whatever the risk. Edition is in force; Draft is being edited, 0 when none is.
type Plan struct {
	record.Meta
	Title                               string
	Year                                int64
	Supervision, Monitoring, Evaluation int64
	Explore, Votes, Kept                int64
	Back                                int64 // how many years of results the risk is learned from
	Stages                              []Stage
	Kinds                               []Sort
	Note                                string
	Way                                 quota.Way
	State                               State
	Edition, Draft                      int64
}

// Total is the batches of all three purposes.
func (p *Plan) Total() int64 { return p.Supervision + p.Monitoring + p.Evaluation }

// Batches of one purpose.
func (p *Plan) Batches(purpose string) int64 {
	switch purpose {
	case Supervision:
		return p.Supervision
	case Monitoring:
		return p.Monitoring
	}
	return p.Evaluation
}

// Open reports whether the plan itself may still be changed.
func (p *Plan) Open() bool { return p.State == Drafted }

// InForce reports whether the plan has been issued and not ended.
func (p *Plan) InForce() bool {
	return p.State == Issued || p.State == Revising || p.State == Adjusting
}

// Editable reports whether its cells may be changed now.
func (p *Plan) Editable() bool { return p.State == Drafted || p.State == Revising }

// Shown is the edition to look at: the one being edited, else the one in force.
func (p *Plan) Shown() int64 { return cmp.Or(p.Draft, p.Edition) }

// Fields binds what people see and fill in.
func (p *Plan) Fields(f *form.Fields) {
	f.Section("计划")
	f.Text("title", "计划名称", &p.Title).Required().Max(60).InList()
	f.Int("year", "年度", &p.Year).Required().Min(2020).Max(2100).Fixed().InList()
	f.Ref("region", "实施地区", &p.Region, place.Regions).Required().Fixed().InList().Hint("全省统一制定计划，填全省")
	f.Section("批次")
	f.Int("supervision", "监督抽检（批次）", &p.Supervision).Min(0).Max(1_000_000).InList()
	f.Int("monitoring", "风险监测（批次）", &p.Monitoring).Min(0).Max(1_000_000).InList()
	f.Int("evaluation", "评价性抽检（批次）", &p.Evaluation).Min(0).Max(1_000_000).InList().Hint("随机抽取，不按风险分配")
	f.Section("怎样分配")
	f.Int("explore", "留给从未抽过的（%）", &p.Explore).Min(0).Max(50).Hint("四项都留空则用 10、5、80 和 3")
	f.Int("votes", "留给公众点检的（%）", &p.Votes).Min(0).Max(50)
	f.Int("kept", "按风险时各县保底（%）", &p.Kept).Min(0).Max(100).Hint("占按人口应得的比例")
	f.Int("back", "用前几年的结果估计风险", &p.Back).Min(0).Max(10)
	form.Lines(f, "stages", "环节、经费和承检", &p.Stages).Max(8).Hint("一次定明谁出经费、谁承检；留空则用常用比例")
	form.Lines(f, "kinds", "类别的倍数和上下限", &p.Kinds).Max(60).Hint("没有列出的类别倍数为 1，不设上下限")
	f.Note("note", "编制说明", &p.Note).WideField()
	form.Choose(f, "way", "分配方式", &p.Way, Ways).Derived().InList()
	form.Choose(f, "state", "状态", &p.State, States).Derived().Filter().InList()
	f.Int("edition", "执行版次", &p.Edition).Derived()
	f.Int("draft", "编辑版次", &p.Draft).Derived()
}

// runTitle is what a plan is called in to-do lists.
func runTitle(p *Plan) string { return fmt.Sprintf("%s（%d）", p.Title, p.Year) }
