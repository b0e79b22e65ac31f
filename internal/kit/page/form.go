package page

import (
	"context"
	"strings"

	"shian/internal/kit/form"
)

// A Form changes a record: sections of inputs, child rows, attachments, and the buttons at its foot. After a failed
// submit it lists every error on top, each a link to its input; nothing typed is lost.
type Form struct {
	ID       string // default: form
	Action   string // POST address; empty: this page's
	Version  int64  // of the record as it was read, sent back for the optimistic lock; 0: a new one
	Sections []Section
	Problem  string       // what is wrong with the whole, in the reader's language; empty: only the inputs
	Differ   []Difference // somebody else changed it first: both values, so that nobody's work is lost
	Acts     []Act        // the last is usually main; one with Name _save is what Ctrl+S presses
	Note     string       // beside the buttons: 草稿，14:32 暂存
	With     []any
	Aside    []any  // beside the form: a Chain of who decides
	Hidden   []Pair // further values to send
}

// Template implements Component.
func (Form) Template() string { return "form" }

// A Section is a heading with its inputs.
type Section struct {
	Title  string // Chinese of the code; empty: 基本信息 when there are others
	Note   string
	Inputs []Input
}

// A Difference is one field that two people changed.
type Difference struct {
	Label        string
	Mine, Theirs string
}

// An Input is one labelled value a person types or chooses.
type Input struct {
	Name, Label string
	Kind        string // form.Kind…, or password, hidden
	Value       string
	Shown       string // of a ref: what Value is called
	Help        string // Chinese of the code
	Error       string // in both languages below; empty when right
	ErrorEn     string
	Choices     []Choice
	Suggest     string // of a ref: address of the suggestions
	Needed      bool
	ReadOnly    bool
	Wide        bool
	Max         int       // characters, or how many files; 0: unbounded
	Files       []File    // attachments there are
	Accept      string    // of files: .pdf,.jpg
	Sign        bool      // of files: a signature, which the script lets people write on the screen
	Rows        [][]Input // child rows; the last may be a blank one
	Blank       []Input   // a blank child row for the script to copy, its names numbered 9999
	Complete    string    // autocomplete: username, current-password …
	Quiet       bool      // its label is the section's heading already, so only screen readers get it
	Stays       bool      // the child row it stands in cannot be taken away
	Bare        bool      // without its label: in a child row, where the head of the column is the label
}

// Template implements Component.
func (Input) Template() string { return "input" }

// A File is an attachment as a form or a record shows it.
type File struct {
	ID, Name, Href string
	Size           string // 1.9 MB
}

// ID is the id of the input in the page.
func (x Input) ID() string { return "f-" + strings.ReplaceAll(x.Name, ".", "-") }

// Is reports whether the value is the given one, for choices.
func (x Input) Is(v string) bool { return x.Value == v }

// Few reports whether the choices are few enough to lie open.
func (x Input) Few() bool { return len(x.Choices) <= 4 }

// Number reports whether the value is a figure, which stands to the right.
func (x Input) Number() bool { return x.Kind == form.KindInt || x.Kind == form.KindDecimal }

// Heads are the inputs of a child row, for the head of the table; also when there are no rows.
func (x Input) Heads() []Input {
	switch {
	case x.Blank != nil:
		return x.Blank
	case len(x.Rows) > 0:
		return x.Rows[0]
	}
	return nil
}

// RowName is the name of the child row the input stands in, quotas.3; empty when the row cannot be taken away.
func (x Input) RowName() string {
	i := strings.LastIndexByte(x.Name, '.')
	if i < 0 || x.Stays {
		return ""
	}
	return x.Name[:i]
}

// Marks tells how many inputs of the section are wrong.
func (s Section) Marks() int {
	n := 0
	for _, x := range s.Inputs {
		n += len(x.faults())
	}
	return n
}

// A fault is one line of the summary.
type inputFault struct {
	ID, Label, Zh, En string
	Row               int
}

func (x Input) faults() []inputFault {
	var out []inputFault
	if x.Error != "" {
		out = append(out, inputFault{ID: x.ID(), Label: x.Label, Zh: x.Error, En: x.ErrorEn})
	}
	for i, row := range x.Rows {
		for _, y := range row {
			if y.Error != "" {
				out = append(out, inputFault{ID: y.ID(), Label: x.Label, Row: i + 1, Zh: y.Label + "：" + y.Error, En: y.ErrorEn})
			}
		}
	}
	return out
}

// Faults lists every wrong input in order, for the summary.
func (f Form) Faults() []inputFault {
	var out []inputFault
	for _, s := range f.Sections {
		for _, x := range s.Inputs {
			out = append(out, x.faults()...)
		}
	}
	return out
}

// Beside reports whether something stands beside the form.
func (f Form) Beside() bool { return len(f.Sections) > 2 || len(f.Aside) > 0 }

// Multipart reports whether the form sends files.
func (f Form) Multipart() bool {
	for _, s := range f.Sections {
		for _, x := range s.Inputs {
			if x.Kind == form.KindFiles {
				return true
			}
		}
	}
	return false
}

// FormID is ID or its default.
func (f Form) FormID() string {
	if f.ID == "" {
		return "form"
	}
	return f.ID
}

// Inputs draws bound fields as sections: labels of refs are looked up, child rows get a blank one to fill in, errors
// stand where form.Read left them. nameFile tells what an attachment is called; nil leaves the id.
func Inputs(ctx context.Context, f *form.Fields, nameFile func(id string) File) ([]Section, error) {
	labels, err := refLabels(ctx, f)
	if err != nil {
		return nil, err
	}
	var out []Section
	for _, x := range f.All() {
		if x.Derives {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Title != x.Section {
			out = append(out, Section{Title: x.Section})
		}
		s := &out[len(out)-1]
		in := inputOf(x, labels, nameFile)
		in.Quiet = in.Label == s.Title
		s.Inputs = append(s.Inputs, in)
	}
	return out, nil
}

const blankRow = 9999 // the number the script replaces in a copied row

func inputOf(x *form.Field, labels map[string]string, nameFile func(string) File) Input {
	in := Input{Name: x.Input(), Label: x.Label, Kind: x.Kind, Value: x.Value(), Help: x.Help, Error: x.Error[0], ErrorEn: x.Error[1],
		Needed: x.Needed, ReadOnly: x.ReadOnly, Wide: x.Wide, Max: x.MaxLen}
	for _, c := range x.Choices {
		in.Choices = append(in.Choices, Choice{Value: c.Value, Label: c.Label})
	}
	if x.Source != nil {
		in.Suggest = "/desk/suggest/" + x.Source.Name()
		in.Shown = labels[x.Source.Name()+" "+in.Value]
	}
	for _, id := range x.FileIDs() {
		fl := File{ID: id, Name: id}
		if nameFile != nil {
			fl = nameFile(id)
		}
		in.Files = append(in.Files, fl)
	}
	if x.Kind != form.KindLines {
		return in
	}
	for _, row := range x.Rows() {
		in.Rows = append(in.Rows, rowOf(row, labels, x.ReadOnly))
	}
	if !x.ReadOnly && len(in.Rows) < x.MaxLen {
		blank := rowOf(x.Blank(), labels, false)
		in.Rows = append(in.Rows, blank)
		in.Blank = numbered(blank, x.Name, blankRow)
	}
	return in
}

func rowOf(row *form.Fields, labels map[string]string, closed bool) []Input {
	var out []Input
	for _, y := range row.All() {
		if y.Derives {
			continue
		}
		in := inputOf(y, labels, nil)
		in.Bare, in.Stays, in.ReadOnly = true, closed, in.ReadOnly || closed
		out = append(out, in)
	}
	return out
}
