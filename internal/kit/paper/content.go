package paper

// A Content is what stands in a document, from the head to the seal. Number, proof and hash are put there by Issue.
type Content struct {
	Office   string   // issuing office, in the head of every page
	Title    string   // in Chinese, such as 检验报告
	Official bool     // head of an official document: the office in red over a red line
	Across   bool     // landscape, for broad tables
	Blocks   []Block  // in order
	Seal     *Seal    // place of signature and seal; nil: none
	Copies   []string // names of the copies, each whole and with pages of its own: 第一联 存根; empty: one without a name

	number string
	proof  string // address that the QR code opens
	mark   string // of the draft
}

// A Block is one part of a document: Heading, Paragraph, Facts, Table, Signatures, Gap or NewPage.
type Block interface {
	lay(l *layout)
	write(w *words)
}

// A Heading stands over a part; what follows stays on its page.
type Heading string

// A Paragraph is running text. A newline begins a new line in it.
type Paragraph struct {
	Text  string
	Bold  bool
	Small bool // notes
	Flush bool // without the two characters of indent: to whom it is addressed, notes
	Align Align
}

// Text is a plain paragraph.
func Text(s string) Paragraph { return Paragraph{Text: s} }

// Align says where lines stand.
type Align int

// Lines stand to the left and fill the width, or to the right, or in the middle.
const (
	Left Align = iota
	Center
	Right
)

// Facts are labels with their values in a ruled table, two pairs in a row.
type Facts []Fact

// A Fact is one pair; an empty value is shown as /.
type Fact struct {
	Label, Value string
	Wide         bool // a row of its own
}

// A Table runs over as many pages as it needs and repeats its head on each.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string // as many cells as columns; missing ones are empty
}

// A Column is one of a Table. Weight is its part of the width, relative to the others; 0 counts as 1.
type Column struct {
	Label  string
	Weight float64
	Align  Align
}

// Signatures are boxes to sign in, side by side: who, what is known already, and a line for the day.
type Signatures []Signature

// A Signature is one box; a Name already there was given electronically.
type Signature struct{ Role, Name, Day string }

// A Gap is empty space in millimetres.
type Gap float64

// NewPage lets what follows begin on a page of its own.
type NewPage struct{}

// A Seal is where the office signs: its name, the day in Chinese, and the place of the seal over both.
type Seal struct {
	Office string
	Day    string // 2006-01-02
	Note   string // beside it, such as 本报告涂改无效
}
