// Package form binds the fields of a record to names, Chinese labels and checks, in the manner of the standard flag
// package. The one list serves the columns of the table, the HTML form and what it posts, JSON in and out, the OpenAPI
// schema, list columns and filters, and sheets in and out; what only one record needs is ordinary code beside it.
package form

import (
	"context"
	"strconv"
	"unsafe"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
)

// A Record lists its fields. The list must not depend on the values: the same names in the same order each time. Choices
// and checks should be package variables, since the list runs once for each row that is read.
type Record interface{ Fields(f *Fields) }

// A Choice is one value of a fixed set with what it is called.
type Choice struct{ Value, Label string }

// A Source is what a Ref points at: another record, or a region.
type Source interface {
	Name() string                                                       // region, operator: GET /desk/suggest/{name}?q=
	Suggest(ctx context.Context, q string, limit int) ([]Choice, error) // under the actor's scopes
	Label(ctx context.Context, values []string) (map[string]string, error)
}

// Fields are the bound fields of one record, in the order they were listed.
type Fields struct {
	all     []*Field
	next    int
	section string
	prefix  string // quotas.0. inside a child row
	row     int    // 1-based number of a child row; 0: not one
	actor   *access.Actor
	kind    string
	saved   bool
	veil    bool          // mask for everybody
	trusted bool          // what is read is the platform's own
	posted  bool          // read from a person's input, so that what was left out shows
	stray   []fault.Field // what was posted and is no field
}

// Bind lists the fields of r. Until For names an actor they are whole: nothing hidden, nothing masked.
func Bind(r Record) *Fields {
	f := &Fields{}
	r.Fields(f)
	return f
}

// Rebind points the same fields at another record of the same type, which costs nothing but the pointers.
func (f *Fields) Rebind(r Record) {
	f.next, f.section = 0, ""
	r.Fields(f)
}

// For shows the fields to an actor: those the actor may not see are gone from All, Get, JSON and sheets and are refused
// when posted; masked ones are shown masked unless the actor holds the right kind.reveal.
func (f *Fields) For(a *access.Actor, kind string) *Fields {
	f.actor, f.kind = a, kind
	for _, x := range f.all {
		for _, row := range x.rows {
			row.For(a, kind)
		}
	}
	return f
}

// Veiled shows everything, but what can be masked masked, whoever asks: for what is kept beside the record.
func (f *Fields) Veiled() *Fields {
	f.actor, f.veil = nil, true
	for _, x := range f.all {
		for _, row := range x.rows {
			row.Veiled()
		}
	}
	return f
}

// Saved says that the record is stored already, which closes the fields that are Fixed.
func (f *Fields) Saved() *Fields {
	f.saved = true
	for _, x := range f.all {
		x.ReadOnly = x.ReadOnly || x.fixed
	}
	return f
}

// Shut keeps what can be masked masked for the actor of For too, whatever rights they hold: for lists and exports, which nobody
// has to give a reason for. Plain ends it.
func (f *Fields) Shut() *Fields {
	f.veil = true
	for _, x := range f.all {
		for _, row := range x.rows {
			row.Shut()
		}
	}
	return f
}

// Plain ends Veiled and Shut: everything is whole again.
func (f *Fields) Plain() { f.veil = false; f.plainRows() }

func (f *Fields) plainRows() {
	for _, x := range f.all {
		for _, row := range x.rows {
			row.Plain()
		}
	}
}

// Trusted says that what is read next is what the platform itself put aside, so that Derived fields are taken from it.
func (f *Fields) Trusted() *Fields {
	f.trusted = true
	for _, x := range f.all {
		x.ReadOnly = x.ReadOnly && !x.Derives
	}
	return f
}

// All lists the fields that the actor may see.
func (f *Fields) All() []*Field {
	out := make([]*Field, 0, len(f.all))
	for _, x := range f.all {
		if !x.hidden() {
			out = append(out, x)
		}
	}
	return out
}

// Get finds a field that the actor may see by its name; nil when there is none.
func (f *Fields) Get(name string) *Field {
	if x := f.find(name); x != nil && !x.hidden() {
		return x
	}
	return nil
}

func (f *Fields) find(name string) *Field {
	for _, x := range f.all {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// Section heads the fields that follow.
func (f *Fields) Section(title string) { f.section = title }

// Text binds one line of text, at most 200 characters unless Max says otherwise.
func (f *Fields) Text(name, label string, p *string) *Field {
	x := f.lay(KindText, name, label, 200)
	x.text = p
	return x
}

// Note binds several lines of text, at most 4,000 characters unless Max says otherwise.
func (f *Fields) Note(name, label string, p *string) *Field {
	x := f.lay(KindNote, name, label, 4000)
	x.text, x.Wide = p, true
	return x
}

// Day binds a calendar day, 2006-01-02, or nothing.
func (f *Fields) Day(name, label string, p *string) *Field {
	x := f.lay(KindDay, name, label, 10)
	x.text = p
	return x
}

// Int binds a whole number within ±9,007,199,254,740,991, which every JSON reader keeps exactly.
func (f *Fields) Int(name, label string, p *int64) *Field {
	x := f.lay(KindInt, name, label, 17)
	x.num = p
	return x
}

// Decimal binds a canonical decimal text that keeps its digits: 0.0500 stays 0.0500.
func (f *Fields) Decimal(name, label string, p *string) *Field {
	x := f.lay(KindDecimal, name, label, maxDigits+2)
	x.text = p
	return x
}

// Bool binds yes or no.
func (f *Fields) Bool(name, label string, p *bool) *Field {
	x := f.lay(KindBool, name, label, 5)
	x.flag = p
	return x
}

// Ref binds the key of another record or the code of a region; people search it, never scroll one long list.
func (f *Fields) Ref(name, label string, p *string, src Source) *Field {
	x := f.lay(KindRef, name, label, 64)
	x.text, x.Source = p, src
	return x
}

// Files binds attachments by their ids, at most 20 unless Max says otherwise.
func (f *Fields) Files(name, label string, p *[]string) *Field {
	x := f.lay(KindFiles, name, label, 20)
	x.list, x.Wide = p, true
	return x
}

// Choose binds one value of a fixed set, or none.
func Choose[T ~string](f *Fields, name, label string, p *T, choices []Choice) *Field {
	x := f.lay(KindChoice, name, label, 64)
	x.Choices = choices
	x.text = (*string)(unsafe.Pointer(p)) // T is a string by its constraint; Go has no conversion of the pointer
	return x
}

// Lines binds child rows, at most 200 unless Max says otherwise.
func Lines[T any, P interface {
	*T
	Record
}](f *Fields, name, label string, p *[]T) *Field {
	x := f.lay(KindLines, name, label, 200)
	x.lines, x.Wide = linesOf[T, P]{p}, true
	return x
}

// lay takes the next field: a fresh one when the list runs first, the same again on Rebind.
func (f *Fields) lay(kind, name, label string, most int) *Field {
	if f.next == len(f.all) {
		if f.next == cap(f.all) {
			f.grow()
		}
		f.all = f.all[:f.next+1]
	}
	x := f.all[f.next]
	f.next++
	spare := x.spare
	if len(x.rows) > 0 {
		spare = x.rows
	}
	*x = Field{Name: name, Label: label, Kind: kind, Section: f.section, MaxLen: most, owner: f, spare: spare}
	return x
}

func (f *Fields) grow() {
	more := make([]Field, 12)
	all := make([]*Field, len(f.all), len(f.all)+len(more))
	copy(all, f.all)
	for i := range more {
		all = append(all, &more[i])
	}
	f.all = all[:len(f.all)]
}

// input is the key under which a field of these is posted: title, or quotas.0.amount in a child row.
func (f *Fields) input(name string) string { return f.prefix + name }

func rowPrefix(name string, i int) string { return name + "." + strconv.Itoa(i) + "." }
