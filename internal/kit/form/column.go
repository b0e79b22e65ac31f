package form

import (
	"database/sql/driver"
	"fmt"
	"strings"
)

// Columns are the plain columns of the table: names and pointers to read a row into. Child rows have tables of their own;
// attachments are one column, their ids apart by spaces.
func (f *Fields) Columns() (names []string, pointers []any) {
	for _, x := range f.all {
		if x.lines == nil {
			names = append(names, x.Name)
		}
	}
	return names, f.AppendPointers(nil)
}

// AppendPointers appends the pointers of Columns.
func (f *Fields) AppendPointers(out []any) []any {
	for _, x := range f.all {
		switch {
		case x.text != nil:
			out = append(out, x.text)
		case x.num != nil:
			out = append(out, x.num)
		case x.flag != nil:
			out = append(out, x.flag)
		case x.list != nil:
			out = append(out, (*column)(x.list))
		}
	}
	return out
}

// AppendValues appends the values of Columns, ready for a statement.
func (f *Fields) AppendValues(out []any) []any {
	for _, x := range f.all {
		switch {
		case x.text != nil:
			out = append(out, *x.text)
		case x.num != nil:
			out = append(out, *x.num)
		case x.flag != nil:
			out = append(out, *x.flag)
		case x.list != nil:
			out = append(out, strings.Join(*x.list, " "))
		}
	}
	return out
}

// LinesFields are the fields with child rows, whoever may see them; for a store.
func (f *Fields) LinesFields() []*Field {
	var out []*Field
	for _, x := range f.all {
		if x.lines != nil {
			out = append(out, x)
		}
	}
	return out
}

// Every lists all fields, those too that the actor may not see; for a store.
func (f *Fields) Every() []*Field { return f.all }

// Bound reports whether the field is bound to p.
func (x *Field) Bound(p *string) bool { return x.text == p }

// column reads the ids of attachments from their column.
type column []string

func (c *column) Scan(v any) error {
	*c = nil
	switch v := v.(type) {
	case nil:
	case string:
		*c = ids(v)
	case []byte:
		*c = ids(string(v))
	default:
		return fmt.Errorf("form: %T is no list of attachments", v)
	}
	return nil
}

func ids(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Fields(s)
}

func (c column) Value() (driver.Value, error) { return strings.Join(c, " "), nil }
