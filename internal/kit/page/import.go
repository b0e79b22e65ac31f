package page

// An Import brings a sheet in: choose, check, write, done. Checking changes nothing; what is written can be undone as a
// whole.
type Import struct {
	Step   int    // 1 choose, 2 check, 3 write, 4 done
	Action string // POST address of the step
	Blank  string // address of the template: the sheet with look-ups to fill in
	Fields string // address of the explanation of its columns
	Accept string // default: .xlsx,.csv
	Limit  string // what may be sent, Chinese of the code; empty: 100,000 rows and 20 MB
	File   string // name of the file being checked, a value
	About  string // its size and rows, Chinese of the code
	With   []any
	Job    *Progress // while it is checked or written
	Counts *Counts   // what the check found
	Wrong  *Table    // the wrong rows
	Marked string    // address of the sheet with red cells and a column of reasons
	Choose bool      // the person may choose between all rows and the right ones only
	Write  *Act
	Log    *Table // earlier imports with their undo
	Hidden []Pair // further values to send
}

// Template implements Component.
func (Import) Template() string { return "import" }

// Steps are the four steps as they stand.
func (i Import) Steps() Steps {
	names := []string{"选择文件", "校验", "写入", "完成"}
	out := Steps{Narrow: true}
	for n, name := range names {
		out.Steps = append(out.Steps, Step{Label: name, Done: n+1 < i.Step || i.Step > 3, Here: n+1 == i.Step && i.Step <= 3})
	}
	return out
}
