package page

// A Notice stays on the page: what happened, and what follows.
type Notice struct {
	Tone Tone // Info, OK, Near or Late
	Text string
	Args []any
	Law  string // the article behind it, a value
	Acts []Act
	Own  bool // Text is a value (a fault already in the person's language), not a text of the code
}

// Template implements Component.
func (Notice) Template() string { return "notice" }

// Class is the notice's tone.
func (n Notice) Class() string {
	if n.Tone == Info || n.Tone == Shut {
		return "notice"
	}
	return "notice " + string(n.Tone)
}

// A Toast says for six seconds that something was done, and how to undo it. It never carries an error.
type Toast struct {
	Text string
	Args []any
	Own  bool // Text is a value, already in the person's language
	Undo *Act
}

// Template implements Component.
func (Toast) Template() string { return "toast" }

// A Dialog asks before a short irreversible step. Without script it is the page at its Act's Href.
type Dialog struct {
	ID     string
	Title  string
	Text   string // what follows, Chinese of the code
	Args   []any
	Action string // POST address
	Fields []Input
	Act    Act    // the button that does it
	Open   bool   // drawn in the page itself: the way without script
	Cancel string // where 取消 leads without script
}

// Template implements Component.
func (Dialog) Template() string { return "dialog" }

// Empty says why a list has no rows, and one way out.
type Empty struct {
	Title string
	Args  []any
	Text  string
	Act   *Act
}

// Template implements Component.
func (Empty) Template() string { return "empty" }

// A Failure takes the place of what could not be loaded; the filter stays.
type Failure struct {
	Text  string // Chinese of the code
	Args  []any
	Retry string
	ID    string // request id, for whoever calls the hotline
}

// Template implements Component.
func (Failure) Template() string { return "failure" }

// Busy are three grey lines for what takes longer than 300 ms.
type Busy struct{}

// Template implements Component.
func (Busy) Template() string { return "busy" }

// Progress is a job that runs: a bar with numbers, which the page reloads or the script refreshes.
type Progress struct {
	Text    string // 校验中，第 {1} 行
	Args    []any
	Percent int // 0 to 100
	Note    string
	With    []any
	Cancel  *Act
	Refresh int    // seconds until the page asks again; 0: never
	Href    string // what it asks again
}

// Template implements Component.
func (Progress) Template() string { return "progress" }

// Bar is the progress as a bar.
func (p Progress) Bar() Bar {
	return Bar{To: float64(p.Percent), Wide: true, Label: "进度 {1}%", Args: []any{p.Percent}}
}
