package disposal

import (
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// Kind names disposals in rights, scopes, journal and flows.
const Kind = "disposal"

// Role is what a party has to do with the failing sample.
type Role string

// The roles.
const (
	Business Role = "business" // 被抽样单位
	Maker    Role = "maker"    // 标称生产者
	Supplier Role = "supplier" // 上游供货者, added by hand up the chain
	Linked   Role = "linked"   // sells the same batch elsewhere
)

// State is where a line stands; flow.go has the table.
type State string

// The states.
const (
	Opened       State = "opened"
	Started      State = "started"
	Controlled   State = "controlled"
	Investigated State = "investigated"
	Corrected    State = "corrected"
	Reviewed     State = "reviewed"
	Closed       State = "closed"
	Lapsed       State = "lapsed"
	ToRefer      State = "refer"
	Referred     State = "referred"
)

// What people choose from.
var (
	Roles = []form.Choice{{Value: "business", Label: "被抽样单位"}, {Value: "maker", Label: "标称生产者"}, {Value: "supplier", Label: "供货者"}, {Value: "linked", Label: "同批次经营者"}}
	// States in the order of the flow.
	States = []form.Choice{{Value: "opened", Label: "待启动"}, {Value: "started", Label: "已启动"}, {Value: "controlled", Label: "已控制"}, {Value: "investigated", Label: "已查清"},
		{Value: "corrected", Label: "已整改"}, {Value: "reviewed", Label: "已复查"}, {Value: "closed", Label: "已办结"}, {Value: "lapsed", Label: "已终止"}, {Value: "refer", Label: "待移送"}, {Value: "referred", Label: "已移送"}}
	Recalls     = []form.Choice{{Value: "one", Label: "一级召回"}, {Value: "two", Label: "二级召回"}, {Value: "three", Label: "三级召回"}, {Value: "none", Label: "不需召回"}}
	Penalties   = []form.Choice{{Value: "case", Label: "立案查处"}, {Value: "exempt", Label: "依法免予处罚"}, {Value: "none", Label: "不予立案"}}
	Rechecks    = []form.Choice{{Value: "pass", Label: "复查合格"}, {Value: "fail", Label: "复查不合格"}}
	Supervision = []form.Choice{{Value: "ordered", Label: "督办中"}, {Value: "answered", Label: "已答复"}}
)

// A Disposal is one party's line of what is done about one failing sample. Quantities are in Unit.
type Disposal struct {
	record.Meta
	Result, Number, Food, Failing string // the finding
	Batch, Made, Day              string
	Role                          Role
	Operator                      string // id of the file; empty: not on file
	Party, PartyAddress           string // as they stood on the day
	State                         State

	Stopped, Sealed                        bool // 停售, 封存
	ControlledOn, Unit                     string
	MadeQty, SoldQty, StockQty, Recalled   string
	ControlFiles                           []string
	RecallLevel, RecallQty, RecallNotice   string
	RecallFiles                            []string
	Origin, OriginFrom                     string
	OriginFiles                            []string
	Cause                                  string
	CauseFiles                             []string
	Correction, CorrectionDue, CorrectedOn string
	CorrectionFiles                        []string
	Penalty, CaseNumber, PenaltyWhy        string
	RecheckOn, Recheck, RecheckNote        string
	RecheckFiles                           []string
	ReferredTo, Letter                     string // 移送
	Supervised                             string // ordered, answered or empty
	Order, OrderBy, Answer                 string
	Late                                   bool // the whole period ran out
	Ended                                  string
}

// Open reports whether there is still something to do.
func (d *Disposal) Open() bool {
	switch d.State {
	case Closed, Lapsed, Referred:
		return false
	case Opened, Started, Controlled, Investigated, Corrected, Reviewed, ToRefer:
	}
	return true
}

// Fields binds what people see and fill in.
func (d *Disposal) Fields(f *form.Fields) {
	f.Section("不合格样品")
	f.Text("food", "样品名称", &d.Food).Max(120).Derived().InList()
	f.Text("failing", "不合格项目", &d.Failing).Max(4000).Derived().InList()
	f.Text("number", "抽样单编号", &d.Number).Max(60).Derived()
	f.Text("result", "抽检结果", &d.Result).Max(64).Derived().Filter()
	f.Text("batch", "批号", &d.Batch).Max(120).Derived()
	f.Day("made", "生产日期", &d.Made).Derived()
	f.Day("day", "抽样日期", &d.Day).Derived().Filter()
	form.Choose(f, "role", "处置对象", &d.Role, Roles).Derived().Filter().InList()
	f.Ref("operator", "对象（档案）", &d.Operator, operator.Source).Derived().Filter()
	f.Text("party", "对象名称", &d.Party).Max(120).Derived().InList()
	f.Text("party_address", "对象地址", &d.PartyAddress).Max(200).Derived()
	f.Ref("region", "处置地区", &d.Region, place.Regions).Derived().InList()
	form.Choose(f, "state", "状态", &d.State, States).Derived().Filter().InList()
	d.controlFields(f)
	d.inquiryFields(f)
	d.endFields(f)
}

func (d *Disposal) controlFields(f *form.Fields) {
	f.Section("控制")
	f.Bool("stopped", "已停售", &d.Stopped)
	f.Bool("sealed", "已封存", &d.Sealed)
	f.Day("controlled_on", "控制日期", &d.ControlledOn)
	f.Text("unit", "数量单位", &d.Unit).Max(20).Hint("如 kg、件、瓶")
	f.Decimal("made_qty", "生产（购进）数量", &d.MadeQty)
	f.Decimal("sold_qty", "已售数量", &d.SoldQty)
	f.Decimal("stock_qty", "库存（封存）数量", &d.StockQty)
	f.Decimal("recalled_qty", "已召回数量", &d.Recalled)
	f.Files("control_files", "控制证据", &d.ControlFiles).Max(20)
	f.Section("召回")
	form.Choose(f, "recall", "召回级别", &d.RecallLevel, Recalls).Hint("不需召回的，在“原因”中写明理由")
	f.Decimal("recall_qty", "应召回数量", &d.RecallQty)
	f.Text("recall_notice", "召回公告", &d.RecallNotice).Max(200).Hint("公告标题、编号或网址")
	f.Files("recall_files", "召回证据", &d.RecallFiles).Max(20)
}

func (d *Disposal) inquiryFields(f *form.Fields) {
	f.Section("追溯与排查")
	f.Note("origin", "来源去向", &d.Origin).Max(2000)
	f.Text("origin_from", "供货者", &d.OriginFrom).Max(120).Hint("上游供货者由“增加处置对象”交其所在地处置")
	f.Files("origin_files", "追溯证据", &d.OriginFiles).Max(20)
	f.Note("cause", "不合格原因", &d.Cause).Max(2000)
	f.Files("cause_files", "排查证据", &d.CauseFiles).Max(20)
	f.Section("整改")
	f.Note("correction", "整改措施", &d.Correction).Max(2000)
	f.Day("correction_due", "整改期限", &d.CorrectionDue)
	f.Day("corrected_on", "整改完成日期", &d.CorrectedOn)
	f.Files("correction_files", "整改证据", &d.CorrectionFiles).Max(20)
}

func (d *Disposal) endFields(f *form.Fields) {
	f.Section("处罚")
	form.Choose(f, "penalty", "处理", &d.Penalty, Penalties)
	f.Text("case_number", "案件文号", &d.CaseNumber).Max(60).Hint("立案查处的必填")
	f.Text("penalty_why", "不予处罚的理由", &d.PenaltyWhy).Max(500).Hint("免予处罚或不予立案的必填")
	f.Section("复查")
	f.Day("recheck_on", "复查日期", &d.RecheckOn)
	form.Choose(f, "recheck", "复查结论", &d.Recheck, Rechecks)
	f.Text("recheck_note", "复查情况", &d.RecheckNote).Max(1000).WideField()
	f.Files("recheck_files", "复查证据", &d.RecheckFiles).Max(20)
	f.Section("移送")
	f.Text("referred_to", "移送机关", &d.ReferredTo).Max(120).Hint("省外生产者所在地的市场监管部门")
	f.Text("letter", "移送函文号", &d.Letter).Max(60)
	f.Section("督办情况")
	form.Choose(f, "supervised", "督办情况", &d.Supervised, Supervision).Derived().Filter().InList()
	f.Text("supervise_order", "督办意见", &d.Order).Max(500).Derived()
	f.Text("supervise_by", "督办人", &d.OrderBy).Max(120).Derived()
	f.Text("supervise_answer", "督办答复", &d.Answer).Max(500).Derived()
	f.Bool("late", "超期", &d.Late).Derived().Filter()
	f.Text("ended", "终止原因", &d.Ended).Max(500).Derived()
}

// scopes are whom a line concerns besides its region: the party.
func scopes(d *Disposal) []access.Scope {
	if d.Operator == "" {
		return nil
	}
	return []access.Scope{access.Operator(d.Operator)}
}

func label(all []form.Choice, value string) string {
	for _, c := range all {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}
