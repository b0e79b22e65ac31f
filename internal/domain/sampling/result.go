package sampling

import (
	"cmp"

	"shian/data/food"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// Purpose is why a sample was taken; the three are counted apart (《实施意见》第 6 项).
type Purpose string

// The purposes.
const (
	Supervision Purpose = "supervision" // 监督抽检
	Monitoring  Purpose = "monitoring"  // 风险监测
	Evaluation  Purpose = "evaluation"  // 评价性抽检
)

// Stream tells food (target T3) from main farm produce (target T2).
type Stream string

// The streams.
const (
	Food Stream = "food"
	Farm Stream = "farm"
)

// Conclusion is what all items together say of the sample.
type Conclusion string

// The conclusions. A sample without one readable item under a limit is unjudged: it counts as a batch, never as passing.
const (
	Pass     Conclusion = "pass"
	Fail     Conclusion = "fail"
	Unjudged Conclusion = "unjudged"
)

// State is where a result stands in its lifecycle; flow.go has the table.
type State string

// The states.
const (
	Drafted   State = "drafted"
	Returned  State = "returned"
	Checked   State = "checked"
	Published State = "published"
	Withdrawn State = "withdrawn"
)

// What people choose from.
var (
	Purposes     = choices(food.Kinds(), func(k food.Kind) (string, string) { return k.Code, k.Name })
	Stages       = choices(food.Stages(), func(s food.Stage) (string, string) { return s.Code, s.Name })
	Streams      = []form.Choice{{Value: "food", Label: "食品"}, {Value: "farm", Label: "食用农产品"}}
	Declarations = []form.Choice{{Value: "pass", Label: "合格"}, {Value: "fail", Label: "不合格"}}
	Conclusions  = []form.Choice{{Value: "pass", Label: "合格"}, {Value: "fail", Label: "不合格"}, {Value: "unjudged", Label: "未作判定"}}
	States       = []form.Choice{{Value: "drafted", Label: "待审核"}, {Value: "returned", Label: "退回修改"}, {Value: "checked", Label: "待公示"}, {Value: "published", Label: "已公示"}, {Value: "withdrawn", Label: "已撤回"}}
)

func choices[T any](all []T, of func(T) (string, string)) []form.Choice {
	out := make([]form.Choice, len(all))
	for i, x := range all {
		out[i].Value, out[i].Label = of(x)
	}
	return out
}

// A Result is one sample with what was found in it.
//
// Names of business and maker are kept as they stood on the day; Operator and Maker point at their files where those are
// known. Stream, Failing, Conclusion, Disputed and State are set by the platform, never typed.
type Result struct {
	record.Meta
	Number                        string // 抽样单编号
	Purpose                       Purpose
	Stream                        Stream
	Category                      string // data/food
	Food                          string // 样品名称
	Brand                         string
	Spec                          string
	Batch                         string
	Made                          string // 生产日期; the standard valid on that day judges
	Stage                         string // data/food stages
	SampledAt                     string // 抽样日期
	Address                       string // 抽样地点
	Operator                      string // 被抽样单位, id
	OperatorName, OperatorAddress string
	Maker                         string // 标称生产者, id
	MakerName, MakerAddress       string
	MakerRegion                   string // where the maker's file is: its office is concerned too
	Laboratory                    string
	Lab                           string // id of the laboratory whose people recorded it; empty: an office did
	Report                        string // 检验报告编号
	Source                        string // 发布单位 of a published table
	SourceDay                     string
	Origin                        string // where the publisher says the sample was taken, in the publisher's words
	Outside                       bool   // taken in another province: shown, never counted
	Items                         []Item
	Declared                      Conclusion // what the laboratory or publisher concluded; empty: not said
	Failing                       string     // items that fail, separated by 、
	Conclusion                    Conclusion
	Disputed                      bool // Declared and the figures say opposite things
	State                         State
	Sample                        string // id of its sampling sheet; empty: recorded or imported without one
	Processing                    string // 加工状态, for limits that depend on it
	Grave                         bool   // a grave risk: reported within 24 hours
	PublicReason, PublicReasonEn  string // why it was withdrawn, for everybody to read; English may be empty
}

// Day is the day the result is counted on: that of sampling, else that of publication; empty when neither is known.
func (r *Result) Day() string { return cmp.Or(r.SampledAt, r.SourceDay) }

// Open reports whether the result may still be changed.
func (r *Result) Open() bool { return r.State == Drafted || r.State == Returned }

// Fields binds what people see and fill in.
func (r *Result) Fields(f *form.Fields) {
	f.Section("样品")
	f.Text("number", "抽样单编号", &r.Number).Required().Max(60).InList()
	f.Text("food", "样品名称", &r.Food).Required().Max(120).InList()
	form.Choose(f, "purpose", "抽检类型", &r.Purpose, Purposes).Required().Filter().InList()
	form.Choose(f, "category", "食品类别", &r.Category, operator.Categories).Filter().Hint("留空则按样品名称归类")
	form.Choose(f, "stream", "统计口径", &r.Stream, Streams).Derived().Filter()
	f.Text("brand", "商标", &r.Brand).Max(120)
	f.Text("spec", "规格型号", &r.Spec).Max(120)
	f.Text("batch", "批号", &r.Batch).Max(120)
	f.Day("made", "生产日期", &r.Made).Hint("按生产日期适用当时有效的标准")
	f.Section("抽样")
	form.Choose(f, "stage", "抽样环节", &r.Stage, Stages).Filter()
	f.Day("sampled", "抽样日期", &r.SampledAt).Filter().InList().Hint("没有抽样日期的公布结果，请填写发布日期")
	f.Ref("region", "抽样地区", &r.Region, place.Regions).Required().InList()
	f.Text("origin", "发布地区（原文）", &r.Origin).Max(120)
	f.Bool("outside", "省外样品，不计入本省统计", &r.Outside)
	f.Text("address", "抽样地点", &r.Address).Max(200)
	f.Ref("operator", "被抽样单位（档案）", &r.Operator, operator.Source).Filter().Hint("留空则按名称和地区查找档案")
	f.Text("operator_name", "被抽样单位名称", &r.OperatorName).Max(120).InList()
	f.Text("operator_address", "被抽样单位地址", &r.OperatorAddress).Max(200)
	f.Ref("maker", "标称生产者（档案）", &r.Maker, operator.Source).Filter()
	f.Text("maker_name", "标称生产者名称", &r.MakerName).Max(120)
	f.Text("maker_address", "标称生产者地址", &r.MakerAddress).Max(200)
	f.Ref("maker_region", "生产者所在地区", &r.MakerRegion, place.Regions).Derived()
	f.Section("检验")
	f.Text("laboratory", "承检机构", &r.Laboratory).Max(120)
	f.Text("lab", "承检机构编号", &r.Lab).Max(64).Derived()
	f.Text("report", "检验报告编号", &r.Report).Max(60)
	f.Text("source", "发布单位", &r.Source).Max(120)
	f.Day("source_day", "发布日期", &r.SourceDay)
	form.Choose(f, "declared", "报告结论", &r.Declared, Declarations).Hint("检验报告或公布单位的结论；与各项判定相反时不作结论，列为不一致")
	form.Lines(f, "items", "检验项目", &r.Items).Required().Max(400)
	f.Text("failing", "不合格项目", &r.Failing).Max(4000).Derived()
	form.Choose(f, "conclusion", "结论", &r.Conclusion, Conclusions).Derived().Filter().InList()
	f.Bool("disputed", "结论不一致", &r.Disputed).Derived().Filter()
	form.Choose(f, "state", "状态", &r.State, States).Derived().Filter().InList()
	f.Text("sample", "抽样单", &r.Sample).Max(64).Derived().Later()
	form.Choose(f, "processing", "加工状态", &r.Processing, Processings).Later().Hint("限量视加工状态而定时填写")
	f.Bool("grave", "严重风险", &r.Grave).Later().Hint("发现严重食品安全风险的，24 小时内报告")
	f.Text("public_reason", "撤回公示原因", &r.PublicReason).Max(500).Derived().Later()
	f.Text("public_reason_en", "撤回公示原因（英文）", &r.PublicReasonEn).Max(800).Derived().Later()
}
