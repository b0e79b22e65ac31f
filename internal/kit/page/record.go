package page

// Detail is a record as label and value.
type Detail struct {
	Facts []Fact
	One   bool // one column
	Rows  bool // a line each, value to the right
}

// Template implements Component.
func (Detail) Template() string { return "detail" }

// A Fact is one label with its value, of the same kinds as a Cell's.
type Fact struct {
	Label string
	Value any
	Note  any
	Href  string
	Code  bool
}

// Tabs are the parts of one file, each a page of its own.
type Tabs struct {
	Label string
	Tabs  []Tab
}

// Template implements Component.
func (Tabs) Template() string { return "tabs" }

// A Tab is one part with how much lies in it; Count below 0 shows none.
type Tab struct {
	Label string
	Href  string
	Here  bool
	Count int
	Loud  bool // the count is a red one
}

// A Timeline tells what happened, newest first, what is still to come above it.
type Timeline struct {
	Lines []Event
	Older string // address of older ones
}

// Template implements Component.
func (Timeline) Template() string { return "timeline" }

// An Event is one line of a timeline, in both languages as it was written down.
type Event struct {
	Day    string // 2006-01-02
	Time   string // 15:04, or empty
	Left   *Lamp  // instead of Time, for what is to come
	Zh, En string
	Text   string // more about it, a value
	Tone   Tone
	Next   bool // still to come
	Href   string
	Links  []Link
	Law    string
}

// A Chain is effects in their order, those not yet done hollow.
type Chain struct{ Links []Effect }

// Template implements Component.
func (Chain) Template() string { return "chain" }

// An Effect is one step something set off.
type Effect struct {
	Text string
	Args []any
	Note any // when, by whom, or what it waits for
	Wait bool
	Href string
}

// Steps are the states of a lifecycle in order.
type Steps struct {
	Steps  []Step
	Narrow bool // not wider than needed
}

// Template implements Component.
func (Steps) Template() string { return "steps" }

// A Step is one state: done, here, or still to come.
type Step struct {
	Label string
	Note  any
	Done  bool
	Here  bool
}

// A Proof ties a published record to the public log, so that anybody can check it.
type Proof struct {
	OK     bool   // the record matches the log
	State  string // instead of 一致 or 不一致: 已撤回, 待封存; Chinese of the code
	Digest string // SHA-256 of the canonical record, hex
	Index  int64  // number of the leaf; below 0: not sealed yet
	Size   int64  // size of the tree
	Root   string
	Verify string // address where it can be checked
	File   string // address of the proof file
}

// Template implements Component.
func (Proof) Template() string { return "proof" }

// A Panel is a box with a heading around components; a domain's template may as well write it out.
type Panel struct {
	ID    string
	Title string
	Note  any
	Acts  []Act
	Body  []any // drawn one under the other
	Flush bool  // without padding: tables and filters
}

// Template implements Component.
func (Panel) Template() string { return "panel" }
