package standard

import (
	"shian/data/food"
	"shian/engine/limit"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// A Standard is one document with a number of its own: GB 2762-2022.
type Standard struct {
	record.Meta
	Code     string // GB 2762-2022
	Title    string
	From     string // day of implementation
	To       string // last day; empty: in force
	Replaces string // number of the standard before it
}

// Fields binds what people see and fill in.
func (s *Standard) Fields(f *form.Fields) {
	f.Text("code", "标准号", &s.Code).Required().Max(60).InList()
	f.Text("title", "标准名称", &s.Title).Required().Max(120).InList().WideField()
	f.Day("valid_from", "实施日期", &s.From).Required().InList().Filter()
	f.Day("valid_to", "废止日期", &s.To).After(&s.From).InList().Hint("留空表示现行有效")
	f.Text("replaces", "代替", &s.Replaces).Max(60).InList()
}

// A Mark tells how a figure came here.
type Mark string

// The marks.
const (
	Checked Mark = "源" // compared with the text of the standard
	Memory  Mark = "忆" // from memory: to be verified
)

// What people choose from.
var (
	Marks = []form.Choice{{Value: string(Checked), Label: "已核对"}, {Value: string(Memory), Label: "待核"}}
	Modes = []form.Choice{{Value: string(limit.Full), Label: "全数值比较"}, {Value: string(limit.Rounded), Label: "修约值比较"}}

	Categories = categories()
)

func categories() []form.Choice {
	all := food.Categories()
	out := make([]form.Choice, len(all))
	for i, c := range all {
		out[i] = form.Choice{Value: c.Code, Label: c.Name}
	}
	return out
}

// A Limit is what one standard demands of one item in one food, in the standard's words.
type Limit struct {
	record.Meta
	Standard string // id
	Category string // data/food
	Food     string // as the standard names it inside the category
	Item     string
	Text     string // ≤0.2mg/kg
	Unit     string // read from Text
	Clause   string
	Mode     limit.Mode
	From, To string
	Mark     Mark
}

// Fields binds what people see and fill in.
func (l *Limit) Fields(f *form.Fields) {
	f.Ref("standard", "所属标准", &l.Standard, Source).Required().Filter().InList()
	f.Text("clause", "条款", &l.Clause).Max(60).InList()
	form.Choose(f, "category", "食品类别", &l.Category, Categories).Required().Filter().InList()
	f.Text("food", "食品名称", &l.Food).Required().Max(120).InList().Hint("按标准中的名称填写")
	f.Text("item", "项目", &l.Item).Required().Max(120).InList().Filter()
	f.Text("limit_text", "限量", &l.Text).Required().Max(200).InList().Hint("如 ≤0.2mg/kg、不得检出、n=5,c=2,m=100CFU/g,M=1000CFU/g")
	f.Text("unit", "计量单位", &l.Unit).Max(40).Hint("由限量读出，不必填写")
	form.Choose(f, "mode", "比较方式", &l.Mode, Modes).Hint("标准未规定时为全数值比较（GB/T 8170）")
	f.Day("valid_from", "生效日期", &l.From).Required().InList().Filter()
	f.Day("valid_to", "失效日期", &l.To).After(&l.From).InList().Hint("留空表示现行有效")
	form.Choose(f, "mark", "核对", &l.Mark, Marks).Required().Filter().InList()
}
