package page

// A Table is a list of records: head that sticks under the top bar, cards below 720 px. In place of rows it says why
// there are none (Empty), what went wrong (Failure), or that it is still loading (Busy).
type Table struct {
	Caption string // what the rows are, for screen readers; Chinese of the code
	Columns []Column
	Rows    []Row
	Select  string // name of the checkboxes, values are the rows' ids; empty: none
	Batch   *Batch // what may be done with the ticked rows
	Pager   *Pager
	Empty   *Empty
	Failure *Failure
	Busy    bool
	Roomy   bool // more air in a row
	Broad   bool // needs 960 px before it scrolls sideways
}

// Template implements Component.
func (Table) Template() string { return "table" }

// A Column is a head and how its cells look.
type Column struct {
	Label  string // Chinese of the code
	Num    bool   // figures: to the right
	Code   bool   // codes: fixed width
	Card   string // on a phone: head (title), mark (lamp, first), wide (full line), off (hidden); empty: half a line
	Extra  bool   // left out between 1100 and 1366 px
	Sort   string // address that sorts by it; empty: cannot be sorted by
	Sorted string // ascending or descending when the list runs by it
	NoWrap bool
}

// Class is the class of the column's cells.
func (c Column) Class() string {
	s := c.Card
	add := func(on bool, class string) {
		if !on {
			return
		}
		if s != "" {
			s += " "
		}
		s += class
	}
	add(c.Num, "num")
	add(c.NoWrap, "nowrap")
	add(c.Extra, "extra")
	return s
}

// Titled reports that a card needs no label before the cell: its title, its lamp, what it hides, or a column without a
// name.
func (c Column) Titled() bool {
	return c.Label == "" || c.Card == "head" || c.Card == "mark" || c.Card == "off"
}

// A Row is one record. A row with Group set is a heading across all columns and has no cells.
type Row struct {
	ID     string // value of its checkbox
	Name   string // what the checkbox selects, for screen readers
	Href   string // the record; the cell of the head column links to it
	Cells  []Cell // one for each column
	Late   bool   // red edge
	Bad    bool   // red ground
	Picked bool
	Group  string // heading, Chinese of the code
	Note   string // beside the heading
	With   []any  // arguments of Note
}

// A Cell is one value: text, number, Word, Lamp, Badge, Tag, Rate, Link, or a slice of such.
type Cell struct {
	Value any
	Note  any    // smaller, under the value
	Href  string // the value is a link
	Bad   bool   // wrong: red
}

// Cells makes plain cells of values.
func Cells(values ...any) []Cell {
	out := make([]Cell, len(values))
	for i, v := range values {
		if c, ok := v.(Cell); ok {
			out[i] = c
			continue
		}
		out[i].Value = v
	}
	return out
}

// Width is how many columns a heading spans.
func (t Table) Width() int {
	if t.Select != "" {
		return len(t.Columns) + 1
	}
	return len(t.Columns)
}

// Batch is what may be done with the ticked rows. It shows with the first tick; choosing every matching row is a
// separate link, so that nobody does it by accident.
type Batch struct {
	Action string // POST address; ids come under the table's Select, the pressed button under its own name
	Acts   []Act
	All    string // address of the same list with every matching row chosen
	Total  int    // how many rows match
	Chosen bool   // every matching row is chosen now
}

// Template implements Component.
func (Batch) Template() string { return "batch" }

// A Pager walks a list by key, forward and back; the total is exact up to 10,000.
type Pager struct {
	Shown      int // rows on this page
	Total      int
	More       bool // there are more than Total
	First      string
	Prev, Next string // addresses; empty: no such page
	Size       int    // rows a page
	Sizes      []Link // other sizes
	Note       string // beside the count
}

// Template implements Component.
func (Pager) Template() string { return "pager" }
