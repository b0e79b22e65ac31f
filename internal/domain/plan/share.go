package plan

import (
	"shian/internal/domain/place"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindShare names the shares of counties.
const KindShare = "plan.share"

// ShareState is where a county's share stands.
type ShareState string

// The states of a share.
const (
	Sent       ShareState = "sent"
	Accepted   ShareState = "accepted"
	Questioned ShareState = "questioned"
	Ended      ShareState = "ended"
)

// ShareStates are what lists of shares are filtered by.
var ShareStates = []form.Choice{{Value: "sent", Label: "待接收"}, {Value: "accepted", Label: "已接收"}, {Value: "questioned", Label: "有意见"}, {Value: "ended", Label: "已结束"}}

// A Share is what a plan asks of one county. The platform fills it in when the plan is issued or adjusted.
type Share struct {
	record.Meta
	Plan, Title                         string
	Year                                int64
	Supervision, Monitoring, Evaluation int64
	Edition                             int64
	State                               ShareState
}

// Total is the batches of all three purposes.
func (s *Share) Total() int64 { return s.Supervision + s.Monitoring + s.Evaluation }

// Fields binds what people see.
func (s *Share) Fields(f *form.Fields) {
	f.Text("title", "计划名称", &s.Title).Derived().Max(60).InList()
	f.Text("plan", "计划编号", &s.Plan).Derived().Max(64)
	f.Int("year", "年度", &s.Year).Derived().InList()
	f.Ref("region", "实施地区", &s.Region, place.Regions).Required().InList()
	f.Int("supervision", "监督抽检（批次）", &s.Supervision).Derived().InList()
	f.Int("monitoring", "风险监测（批次）", &s.Monitoring).Derived().InList()
	f.Int("evaluation", "评价性抽检（批次）", &s.Evaluation).Derived().InList()
	f.Int("edition", "执行版次", &s.Edition).Derived()
	form.Choose(f, "state", "状态", &s.State, ShareStates).Derived().Filter().InList()
}
