package page

// A Grid sets components beside each other: "two" is a wide column and a narrow one, "half" two alike, "five" as many
// figures as fit. One under the other on a phone.
type Grid struct {
	Kind  string
	Cells [][]any // each cell holds components one under the other
}

// Template implements Component.
func (Grid) Template() string { return "grid" }

// A Head is the card that opens a file: who it is, what holds of it, its code.
type Head struct {
	Badge *Badge
	Name  string // a value
	Code  string // can be copied
	Tags  []Tag
	Facts []Fact
	Image string // address of a QR code; empty: none
	Shown string // what the image is, Chinese of the code
	Tabs  *Tabs
}

// Template implements Component.
func (Head) Template() string { return "record-head" }

// A Verdict is the one sentence a citizen scanned the code for.
type Verdict struct {
	Tone Tone // OK or Late
	Text string
	Args []any
	Note string
	With []any
}

// Template implements Component.
func (Verdict) Template() string { return "verdict" }
