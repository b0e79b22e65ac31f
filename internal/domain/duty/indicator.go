package duty

import (
	"net/url"
	"slices"
	"strconv"

	"shian/data/policy"
	"shian/internal/kit/access"
)

// Kind says how an indicator is counted and judged.
type Kind string

// The kinds.
const (
	Share  Kind = "share"  // hits of all, against a percentage, with an interval: samples stand for more than themselves
	Volume Kind = "volume" // a number to reach within the year, against the pace of the year
	Stock  Kind = "stock"  // how many there are at the end of the time looked at; everything is counted
)

// A Filter says which facts count: for each dimension of the measure the values that do, none for any.
type Filter [3][]string

// Takes reports whether facts with these dimensions count.
func (f Filter) Takes(dims [3]string) bool {
	for i, values := range f {
		if values != nil && !slices.Contains(values, dims[i]) {
			return false
		}
	}
	return true
}

// An Indicator is a figure of the ledger, as data: what is counted, out of what, against which target of the policy.
//
// Counts are the facts that count, Good those among them that are the numerator of a share. Apart is the dimension by which the
// figure is always told apart, never added over without showing it; -1 for none. Where is the address of the records behind
// the figure without its conditions, which whoever holds Needs may open, Conditions what narrows it so that the list has exactly the records counted; ByPart is
// the condition's name for the values of Apart.
type Indicator struct {
	Code       string // part of its address: T1, T2, T3, 18
	Row        string // of the ledger
	Goal       string // T1 … T3 of policy.Goals; empty: the policy sets no figure
	Name       string
	Unit       string
	Kind       Kind
	Measure    string
	Counts     Filter
	Good       Filter
	Apart      int
	Parts      []Part
	Grouped    string // measure of the same records with the category in its second dimension; empty: none
	GroupCount Filter // as Counts, of Grouped
	GroupGood  Filter
	Where      string
	Needs      access.Right // opens Where
	Conditions [][2]string
	ByPart     string
	Planned    bool   // a sampling plan in force sets the target too, where it asks for more or where no residents are known
	Dated      string // name of the list's day, for the window; empty: the list has none

	Numerator, Denominator, Source, Caution string // the definition, Chinese of the code
	Since                                   string // from which day there can be figures
	Law                                     string // id in data/law; empty: the policy itself
}

// A Part is one value of the dimension by which an indicator is told apart. Counted parts make up the figure; the others
// are shown beside it only.
type Part struct {
	Value, Label string
	Counted      bool
}

// The three kinds of sampling are counted apart (《实施意见》第 6 项).
var (
	supervision = Part{"supervision", "监督抽检", true}
	monitoring  = Part{"monitoring", "风险监测", true}
	evaluation  = Part{"evaluation", "评价性抽检", true}
)

func beside(p Part) Part { p.Counted = false; return p }

var judged = []string{"pass", "fail"}

// Indicators are the figures that records feed today, in the order of the ledger.
var Indicators = []Indicator{
	{
		Code: "T1", Row: "6", Goal: "T1", Name: "抽检批次", Unit: "批次", Kind: Volume, Measure: "sampling.batch", Apart: 0,
		Parts: []Part{supervision, monitoring, evaluation},
		Where: "/desk/sampling-result", Needs: "sampling.result.view", Conditions: [][2]string{{"state", "published"}}, ByPart: "purpose", Dated: "sampled", Planned: true,
		Numerator: "已公示的抽检结果数，食品与食用农产品合计；撤回的减去", Denominator: "常住人口 ÷ 1,000 × 4，向上取整；已下达的计划要求更多的，或没有常住人口数的县区，以计划为准", Source: "抽检结果公示时记入，记在抽样日期",
		Caution: "三类抽检目的不同，分列", Since: "2014-01-01", Law: "sampling-46",
	},
	{
		Code: "T2", Row: "6", Goal: "T2", Name: "主要农产品合格率", Unit: "批次", Kind: Share, Measure: "sampling.batch", Apart: 0,
		Counts: Filter{{"supervision", "monitoring"}, {"farm"}, judged},
		Good:   Filter{{"supervision", "monitoring"}, {"farm"}, {"pass"}},
		Parts:  []Part{supervision, monitoring, beside(evaluation)}, Grouped: "sampling.category",
		GroupCount: Filter{{"farm"}, nil, judged}, GroupGood: Filter{{"farm"}, nil, {"pass"}},
		Where: "/desk/sampling-result", Needs: "sampling.result.view", Conditions: [][2]string{{"stream", "farm"}, {"state", "published"}}, ByPart: "purpose", Dated: "sampled",
		Numerator: "结论为合格的食用农产品批次（监督抽检与风险监测）", Denominator: "有合格或不合格结论的食用农产品批次；未作判定的不计入", Source: "抽检结果公示时记入，记在抽样日期",
		Caution: "评价性抽检另列，不计入", Since: "2014-01-01", Law: "sampling-46",
	},
	{
		Code: "T3", Row: "6", Goal: "T3", Name: "食品合格率", Unit: "批次", Kind: Share, Measure: "sampling.batch", Apart: 0,
		Counts: Filter{{"supervision"}, {"food"}, judged},
		Good:   Filter{{"supervision"}, {"food"}, {"pass"}},
		Parts:  []Part{supervision, beside(monitoring), beside(evaluation)}, Grouped: "sampling.category",
		GroupCount: Filter{{"food"}, nil, judged}, GroupGood: Filter{{"food"}, nil, {"pass"}},
		Where: "/desk/sampling-result", Needs: "sampling.result.view", Conditions: [][2]string{{"stream", "food"}, {"state", "published"}}, ByPart: "purpose", Dated: "sampled",
		Numerator: "结论为合格的食品监督抽检批次", Denominator: "有合格或不合格结论的食品监督抽检批次；未作判定的不计入", Source: "抽检结果公示时记入，记在抽样日期",
		Caution: "风险监测与评价性抽检另列，不计入", Since: "2014-01-01", Law: "sampling-46",
	},
	{
		Code: "18", Row: "18", Name: "在档食品经营主体", Unit: "户", Kind: Stock, Measure: "operator.businesses", Apart: 0,
		Parts: []Part{{"production", "食品生产", true}, {"workshop", "小作坊", true}, {"sale", "食品销售", true}, {"market", "市场开办", true}, {"catering", "餐饮服务", true},
			{"canteen", "单位食堂", true}, {"stall", "小摊点", true}, {"farm", "种植养殖", true}, {"storage", "贮存运输", true}, {"import", "进口", true}},
		Where: "/desk/operator", Needs: "operator.view", ByPart: "trade",
		Numerator: "一企一档中的主体数，含停业和已注销的，不含作废的", Denominator: "没有分母：实有主体数由市场主体登记给出，尚未接入", Source: "建档时记入，记在建档之日",
		Caution: "在档数多少取决于建档进度，不说明主体多少", Since: "", Law: "fsl-113",
	},
}

// Find gives the indicator with the code.
func Find(code string) (*Indicator, bool) {
	for i := range Indicators {
		if Indicators[i].Code == code {
			return &Indicators[i], true
		}
	}
	return nil, false
}

// target is what the policy asks, in the indicator's unit: batches per 1,000 residents for a volume, percent for a share.
func (i *Indicator) target() (policy.Target, float64, bool) {
	for _, t := range policy.Goals() {
		if t.Code == i.Goal && i.Goal != "" {
			v, err := strconv.ParseFloat(t.Value, 64)
			return t, v, err == nil
		}
	}
	return policy.Target{}, 0, false
}

// Records is the address of the records behind the figure within a window; part narrows to one value of Apart.
func (i *Indicator) Records(w Window, part string, more ...[2]string) string {
	v := url.Values{}
	for _, c := range append(slices.Clone(i.Conditions), more...) {
		v.Set(c[0], c[1])
	}
	if part != "" {
		v.Set(i.ByPart, part)
	}
	if i.Dated != "" {
		v.Set(i.Dated, w.From)
		v.Set(i.Dated+"_to", w.To)
	}
	if w.Region != "" {
		v.Set("region", w.Region)
	}
	return i.Where + "?" + v.Encode()
}
