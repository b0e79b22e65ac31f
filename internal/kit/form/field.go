package form

import (
	"cmp"

	"shian/internal/kit/access"
)

// The kinds of field, as page and the schema know them.
const (
	KindText    = "text"
	KindNote    = "note"
	KindDay     = "day"
	KindInt     = "int"
	KindDecimal = "decimal"
	KindBool    = "bool"
	KindChoice  = "choice"
	KindRef     = "ref"
	KindFiles   = "files"
	KindLines   = "lines"
)

// A Field is one labelled value of a record, bound to where it is kept.
//
// A page draws it under the key Input. What is not posted stays as it is, so a checkbox stands behind a hidden input of
// the same name with the value "false", and child rows or files behind a hidden empty input of the field's own name:
// then unticking the box or taking every row away is seen. Of several posted values the last counts.
type Field struct {
	Name, Label, Kind      string // Label is Chinese; i18n has it in English
	Help, Section          string
	Choices                []Choice // KindChoice
	Source                 Source   // KindRef
	Needed                 bool
	ReadOnly               bool         // shown, not typed into; a different value posted is refused
	Derives                bool         // the platform fills it in: in lists, details and JSON, never in a form
	Wide                   bool         // takes the whole width
	MaxLen                 int          // characters; of child rows and files: how many
	Listed, Filters, Keyed bool         // a column of lists; a filter of lists; indexed in the table
	Masked                 string       // phone, id, name; empty: shown as it is
	Right                  access.Right // needed to see it; empty: everybody who sees the record
	Error                  [2]string    // zh, en; empty when right

	owner  *Fields
	text   *string
	num    *int64
	flag   *bool
	list   *[]string
	lines  lines
	rows   []*Fields
	spare  []*Fields // of the record bound before, to be bound again
	typed  string    // what a person typed that could not be taken
	given  bool      // something was posted
	moved  bool      // and it was another value
	fixed  bool
	lo, hi int64
	bound  [2]bool // lo, hi hold
	after  *string
	match  func(string) (zh, en string)
	later  bool
}

// Input is the key the field is posted under: title, or quotas.0.amount in a child row.
func (x *Field) Input() string { return x.owner.input(x.Name) }

// Required refuses an empty value; of a Bool, one that is not ticked.
func (x *Field) Required() *Field { x.Needed = true; return x }

// Max bounds from above: characters of a text, the value of a number, the count of child rows or files.
func (x *Field) Max(n int) *Field {
	if x.counted() {
		x.MaxLen = n
		return x
	}
	x.hi, x.bound[1] = int64(n), true
	return x
}

// Min bounds from below, in the unit of Max; an empty value that is not required passes.
func (x *Field) Min(n int) *Field { x.lo, x.bound[0] = int64(n), true; return x }

// After refuses a day earlier than another day of the record.
func (x *Field) After(p *string) *Field { x.after = p; return x }

// Match refuses a value for which check says why not, with the remedy, in Chinese and English.
func (x *Field) Match(check func(string) (zh, en string)) *Field { x.match = check; return x }

// Hint is a line of help beside the field.
func (x *Field) Hint(zh string) *Field { x.Help = zh; return x }

// Fixed fields are set once: they are closed when the record is stored.
func (x *Field) Fixed() *Field { x.fixed = true; x.ReadOnly = x.owner.saved; return x }

// Derived says that the platform fills the field in, from the others or as the record moves on. Posted, a different value
// is refused; in a child row, whose place may change, it is passed over.
func (x *Field) Derived() *Field { x.Derives = true; x.ReadOnly = !x.owner.trusted; return x }

// Later says that the field joined its kind when records of it were stored already: it is left out of JSON while it is empty,
// so that what the journal was told of the older ones still is what they are.
func (x *Field) Later() *Field { x.later = true; return x }

// InList makes the field a column of lists.
func (x *Field) InList() *Field { x.Listed = true; return x }

// Filter lets lists be filtered by the field: by equality, days by from..to.
func (x *Field) Filter() *Field { x.Filters = true; return x }

// Index says that the table has an index on the column.
func (x *Field) Index() *Field { x.Keyed = true; return x }

// Mask shows the value in part only, as phone, id or name, unless the actor holds the right kind.reveal.
func (x *Field) Mask(kind string) *Field { x.Masked = kind; return x }

// VisibleTo hides the field from actors without the right: in pages, JSON, sheets and exports, and refuses it when posted.
func (x *Field) VisibleTo(right access.Right) *Field { x.Right = right; return x }

// WideField lets the field take the whole width of the form.
func (x *Field) WideField() *Field { x.Wide = true; return x }

// Changed reports whether somebody gave the field another value than it had.
func (x *Field) Changed() bool { return x.moved }

// counted fields have a length rather than a value.
func (x *Field) counted() bool { return x.Kind != KindInt && x.Kind != KindDecimal }

func (x *Field) hidden() bool {
	a := x.owner.actor
	return x.Right != "" && a != nil && !a.May(x.Right)
}

func (x *Field) veiled() bool {
	if x.Masked == "" || x.owner.veil {
		return x.Masked != ""
	}
	a := x.owner.actor
	return a != nil && !a.May(access.Right(cmp.Or(x.owner.kind, "none")+".reveal"))
}

// Value is what the input shows: the stored value, masked where the actor may not see it, or what was typed and refused.
func (x *Field) Value() string {
	if x.Error[0] != "" && x.typed != "" {
		return x.typed
	}
	if x.num != nil && *x.num == 0 && !x.owner.saved && !x.given {
		return ""
	}
	s := x.stored()
	if x.veiled() {
		return Veil(x.Masked, s)
	}
	return s
}

// FileIDs are the attachments of a Files field.
func (x *Field) FileIDs() []string {
	if x.list == nil {
		return nil
	}
	return *x.list
}

// Rows are the child rows of a Lines field, each with its own fields.
func (x *Field) Rows() []*Fields {
	if x.lines == nil {
		return nil
	}
	if x.rows == nil {
		x.bindRows()
	}
	return x.rows
}

// Blank is an empty child row, numbered after the last, for the page to add.
func (x *Field) Blank() *Fields {
	if x.lines == nil {
		return nil
	}
	return x.bindRow(x.lines.blank(), x.lines.count())
}
