package laboratory

import (
	"strings"

	"shian/internal/domain/operator"
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindOrder names orders in rights, scopes, journal and flows.
const KindOrder = "laboratory.order"

// rightReveal shows whose sample it is: those who receive samples and sign reports, never those who measure.
const rightReveal access.Right = "laboratory.order.reveal"

// State is where an order stands; flow.go has the table.
type State string

// The states of an order.
const (
	Coming    State = "coming"
	Testing   State = "testing"
	Checking  State = "checking"
	Approving State = "approving"
	Finished  State = "reported"
	Rejected  State = "rejected"
)

// Conclusion is what a report concludes.
type Conclusion string

// The conclusions.
const (
	Pass     Conclusion = "pass"
	Fail     Conclusion = "fail"
	Unjudged Conclusion = "unjudged"
)

// Where an order came from.
const (
	FromSampling   = "sampling"   // a sample of the platform
	FromClient     = "client"     // entrusted from outside
	FromComparison = "comparison" // the spare of another order, tested for comparison
)

// What people choose from.
var (
	States = []form.Choice{{Value: "coming", Label: "待收样"}, {Value: "testing", Label: "检验中"}, {Value: "checking", Label: "待校核"}, {Value: "approving", Label: "待批准"},
		{Value: "reported", Label: "已出报告"}, {Value: "rejected", Label: "已拒收"}}
	Conclusions = []form.Choice{{Value: "pass", Label: "合格"}, {Value: "fail", Label: "不合格"}, {Value: "unjudged", Label: "未判定"}}
	Origins     = []form.Choice{{Value: FromSampling, Label: "抽检任务"}, {Value: FromClient, Label: "委托检验"}, {Value: FromComparison, Label: "比对检验"}}
)

// An Order is one sample at a laboratory under its blind code. Whose it is, is hidden from those who measure.
type Order struct {
	record.Meta
	Laboratory  string
	Code        string // blind: says nothing about the sample
	Origin      string
	Sample      string // id of the sample
	Number      string // of the sampling sheet
	Client      string
	Place       string // code of the region where it was taken
	Of          string // comparison: the first order
	Category    string
	Food        string
	Made        string // day of production
	Shelf       string
	Items       string // 铅、镉
	SentAt      string
	SpareAt     string // who keeps the spare; empty: this laboratory
	ReceivedAt  string
	Sealed      bool
	Temperature string
	Quantity    string
	Remark      string
	Grave       bool
	GraveWhy    string
	Conclusion  Conclusion
	ReportNo    string
	Document    string // id of the report on paper
	ReportedAt  string
	State       State
}

// Fields binds what people see and fill in.
func (o *Order) Fields(f *form.Fields) {
	f.Section("样品")
	f.Text("code", "盲样编号", &o.Code).Max(20).Derived().Filter().InList()
	f.Ref("laboratory", "检验机构", &o.Laboratory, Source).Fixed().Filter().Hint("不填为本机构")
	f.Text("food", "样品名称", &o.Food).Required().Max(120).InList()
	form.Choose(f, "category", "食品类别", &o.Category, operator.Categories).Filter()
	f.Day("made", "生产日期", &o.Made).Hint("按生产当日有效的标准判定")
	f.Text("shelf", "保质期", &o.Shelf).Max(40)
	f.Text("items", "检验项目", &o.Items).Required().Fixed().Max(2000).WideField().Hint("用顿号分开，如 铅、镉").InList()
	f.Section("来源")
	form.Choose(f, "origin", "来源", &o.Origin, Origins).Derived().VisibleTo(rightReveal)
	f.Text("number", "抽样单编号", &o.Number).Max(60).VisibleTo(rightReveal)
	f.Text("client", "委托方", &o.Client).Max(120).VisibleTo(rightReveal)
	f.Text("sample", "样品", &o.Sample).Max(64).Derived().VisibleTo(rightReveal)
	f.Text("place", "抽样地区", &o.Place).Max(9).Derived().VisibleTo(rightReveal)
	f.Text("of", "比对的原委托", &o.Of).Max(64).Derived().VisibleTo(rightReveal)
	f.Text("sent_at", "送样时间", &o.SentAt).Max(30).Derived()
	f.Text("spare_at", "备样保存", &o.SpareAt).Max(120).Derived().VisibleTo(rightReveal)
	f.Section("收样")
	f.Text("received_at", "收样时间", &o.ReceivedAt).Max(30).Derived()
	f.Bool("sealed", "封条完好", &o.Sealed).Derived()
	f.Text("temperature", "到样温度（℃）", &o.Temperature).Max(10).Derived()
	f.Text("quantity", "到样数量", &o.Quantity).Max(40).Derived()
	f.Text("remark", "收样说明", &o.Remark).Max(500).Derived()
	f.Section("结论")
	f.Bool("grave", "严重风险", &o.Grave).Derived().Filter()
	f.Text("grave_why", "严重风险说明", &o.GraveWhy).Max(500).Derived()
	form.Choose(f, "conclusion", "结论", &o.Conclusion, Conclusions).Derived().Filter().InList()
	f.Text("report_no", "报告编号", &o.ReportNo).Max(60).Derived().InList()
	f.Text("document", "报告", &o.Document).Max(64).Derived()
	f.Text("reported_at", "报告时间", &o.ReportedAt).Max(30).Derived()
	form.Choose(f, "state", "状态", &o.State, States).Derived().Filter().InList()
}

// orderScopes let the laboratory see its order, and the offices of the place where the sample was taken.
func orderScopes(o *Order) []access.Scope {
	return append([]access.Scope{access.Laboratory(o.Laboratory)}, access.Regions(o.Place)...)
}

// Named parts 铅、镉；总汞 into its items, each once.
func Named(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) }) {
		if t = strings.TrimSpace(t); t != "" && !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}
