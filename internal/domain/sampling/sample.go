package sampling

import (
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindSample names samples in rights, scopes, journal and flows.
const KindSample = "sampling.sample"

// SampleState is where a sample stands; flowsample.go has the table.
type SampleState string

// The states of a sample.
const (
	SampleTaken     SampleState = "taken"
	SampleSent      SampleState = "sent"
	SampleReceived  SampleState = "received"
	SampleRejected  SampleState = "rejected"
	SampleReported  SampleState = "reported"
	SampleClosed    SampleState = "closed"
	SampleCancelled SampleState = "cancelled"
)

// A Sample is one sampling sheet (抽样单) by the field set of the national sampling system, with what was taken, sealed and
// signed. A result knows its sample; one imported with a published result is closed from the beginning.
//
// Stream, Total, Excursion and State are set by the platform.
type Sample struct {
	record.Meta
	Number                           string
	Task                             string // id; empty: taken without a task
	Source                           string // 任务来源
	Purpose                          Purpose
	Stream                           Stream
	Category                         string
	Stage                            string
	Place                            string // 抽样地点: kind of place
	Again                            bool   // 补样
	SampledAt                        string // day
	TakenAt                          string // instant at which the sheet was made, as the phone had it
	Takers                           []Taker
	Operator                         string // id of the file
	OperatorName, OperatorAddress    string
	Code                             string // 统一社会信用代码
	LicenceKind, LicenceNumber       string
	Scale, Trade                     string
	Area                             string // 区域类型
	Person, Contact, Phone           string
	Sales                            string // 年销售额, 万元
	Food, Brand, Spec, Batch         string
	Made, Shelf                      string
	Quality                          string // 质量等级
	Origin, Kind, Manner, Form, Pack string
	Processing                       string // 加工状态, for limits that depend on it
	Storage                          string
	Standard                         string // 执行标准
	Imported                         bool
	Country                          string
	Maker                            string
	MakerName, MakerAddress          string
	MakerRegion                      string
	MakerLicence, MakerPhone         string
	Price, Bought, Total, Unit       string // decimal: price of a unit, units bought, what was paid
	Receipt                          string
	Stock                            string // 抽样基数
	Parts                            []Part
	Tests                            string
	Low, High                        string // ℃ while it travels; empty: no matter
	Photos                           []string
	Signature                        []string
	Refused                          bool
	RefusedWhy, Witness              string
	Laboratory, LaboratoryName       string
	SpareAt                          string // who keeps the spare sample; empty: the laboratory
	Note                             string
	SentAt, ReceivedAt, RejectedWhy  string
	Excursion                        bool // a hand-over was too warm, too cold or with a broken seal
	Result                           string
	State                            SampleState
}

// A Taker is one of those who took the sample.
type Taker struct{ Person, Name, Phone string }

// Fields binds what people see and fill in.
func (t *Taker) Fields(f *form.Fields) {
	f.Text("person", "人员", &t.Person).Required().Max(120).Hint("姓名或登录名")
	f.Text("name", "姓名", &t.Name).Max(60).Derived()
	f.Text("phone", "电话", &t.Phone).Max(30)
}

// The parts of a sample.
const (
	TestPart  = "test"
	SparePart = "spare"
)

// A Part is the test sample or the spare sample: how much, and the number of its seal.
type Part struct{ Part, Quantity, Unit, Seal string }

// Fields binds what people see and fill in.
func (p *Part) Fields(f *form.Fields) {
	form.Choose(f, "part", "样品", &p.Part, PartKinds).Required()
	f.Decimal("quantity", "数量", &p.Quantity).Required()
	f.Text("unit", "单位", &p.Unit).Required().Max(20)
	f.Text("seal", "封条编号", &p.Seal).Required().Max(60)
}

// Day is the day of sampling.
func (x *Sample) Day() string { return x.SampledAt }

// Cold reports whether the temperature matters on the way.
func (x *Sample) Cold() bool { return x.Low != "" || x.High != "" }

// By reports whether the account is one of those who took the sample.
func (x *Sample) By(account string) bool {
	for _, t := range x.Takers {
		if t.Person == account {
			return true
		}
	}
	return false
}

// Of gives the part, test or spare; false when there is none.
func (x *Sample) Of(part string) (Part, bool) {
	for _, p := range x.Parts {
		if p.Part == part {
			return p, true
		}
	}
	return Part{}, false
}

func sampleScopes(s *Sample) []access.Scope {
	var out []access.Scope
	if s.Operator != "" {
		out = append(out, access.Operator(s.Operator))
	}
	if s.Laboratory != "" {
		out = append(out, access.Laboratory(s.Laboratory))
	}
	return out
}
