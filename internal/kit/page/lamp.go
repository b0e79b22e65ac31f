package page

// A Lamp tells whether something is in time, by shape, colour and words. Text is Chinese of the code.
type Lamp struct {
	Tone Tone
	Text string
	Args []any
	Note string // smaller, after the text: 余 19 日
	With []any  // arguments of Note
	Line bool   // fills its line
}

// Template implements Component.
func (Lamp) Template() string { return "lamp" }

// A Unit is what the days of a clock are counted in.
type Unit string

// Working days by the calendar of the State Council, and calendar days.
const (
	WorkingDays  Unit = "个工作日"
	CalendarDays Unit = "日"
)

// Due is the lamp of a clock with so many days left: negative when overdue, yellow from near days down.
func Due(left int, unit Unit, near int) Lamp {
	switch {
	case left < 0 && unit == WorkingDays:
		return Lamp{Tone: Late, Text: "逾期 {1} 个工作日", Args: []any{-left}}
	case left < 0:
		return Lamp{Tone: Late, Text: "逾期 {1} 日", Args: []any{-left}}
	case left == 0:
		return Lamp{Tone: Near, Text: "今日到期"}
	}
	tone := OK
	if left <= near {
		tone = Near
	}
	if unit == WorkingDays {
		return Lamp{Tone: tone, Text: "余 {1} 个工作日", Args: []any{left}}
	}
	return Lamp{Tone: tone, Text: "余 {1} 日", Args: []any{left}}
}

// A Badge is a risk grade of A to D.
type Badge struct {
	Grade string // A, B, C or D
	Big   bool   // in the head of a file
}

// Template implements Component.
func (Badge) Template() string { return "badge" }

// Class lists the classes of the badge.
func (b Badge) Class() string {
	c := "badge"
	if len(b.Grade) == 1 && b.Grade[0] >= 'A' && b.Grade[0] <= 'D' {
		c += " " + string(b.Grade[0]|0x20)
	}
	if b.Big {
		c += " big"
	}
	return c
}

// A Tag is a short word about a record: 监督抽检, 不合格. Text is Chinese of the code.
type Tag struct {
	Text string
	Args []any
	Tone Tone
	Href string
}

// Template implements Component.
func (Tag) Template() string { return "tag" }

// A Clock is one statutory deadline: its name, its lamp, and a note with unit and article. A finished clock turns grey
// (tone Shut) and keeps its result.
type Clock struct {
	Name string
	With []any // arguments of Name
	Lamp Lamp
	Note string // 自然日，第 45 条
	Args []any
	Law  string // the article as cited, a value
	Href string // the text of the article
}

// Template implements Component.
func (Clock) Template() string { return "clock" }
