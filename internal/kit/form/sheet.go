package form

import (
	"shian/internal/kit/fault"
	"shian/internal/kit/i18n"
	"shian/internal/kit/sheet"
)

// inSheet reports whether the field is a column of sheets: child rows and attachments are not.
func (x *Field) inSheet() bool { return x.lines == nil && x.list == nil && !x.hidden() }

// InSheet lists the fields that are columns of sheets for the actor, in order.
func (f *Fields) InSheet() []*Field {
	var out []*Field
	for _, x := range f.all {
		if x.inSheet() {
			out = append(out, x)
		}
	}
	return out
}

// SheetColumns are the headings of a sheet of such records: the Chinese label, the field's name or its English label.
func (f *Fields) SheetColumns() []sheet.Column {
	var out []sheet.Column
	for _, x := range f.InSheet() {
		out = append(out, sheet.Column{Name: x.Label, Aliases: []string{x.Name, i18n.T("en", x.Label)}, Required: x.Needed})
	}
	return out
}

// SheetTemplate describes the columns of an empty sheet to fill in.
func (f *Fields) SheetTemplate() []sheet.Field {
	var out []sheet.Field
	for i, c := range f.SheetColumns() {
		x := f.InSheet()[i]
		t := sheet.Field{Column: c, Note: x.Help}
		for _, choice := range x.Choices {
			t.Choices = append(t.Choices, choice.Label)
		}
		if x.Kind == KindBool {
			t.Choices = []string{"是", "否"}
		}
		out = append(out, t)
	}
	return out
}

// FromCells takes the cells of one row by the field's name, where a choice may be given by what people call it, and checks
// the whole. It gives every field at fault; a column that the sheet does not have gives empty text.
func (f *Fields) FromCells(get func(name string) string) []fault.Field {
	f.posted = true
	for _, x := range f.all {
		x.Error, x.typed, x.given = [2]string{}, "", false
		if x.inSheet() && !x.Derives {
			x.set(get(x.Name))
		}
	}
	f.check()
	return f.faults(nil)
}
