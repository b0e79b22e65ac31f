package form

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"shian/internal/kit/access"
)

// JSON writes the record as one object: the fields in their order, texts, days and decimals as strings, whole numbers as
// numbers, child rows as objects. What the actor may not see is left out or masked; for a nil actor it is whole, and that
// form is canonical: the same record always gives the same bytes.
func (f *Fields) JSON(a *access.Actor) ([]byte, error) {
	was := f.actor
	f.For(a, f.kind)
	defer f.For(was, f.kind)
	return append(f.AppendMembers(append(make([]byte, 0, 512), '{'), true), '}'), nil
}

// AppendMembers appends "name":value for each field the actor of For may see, separated by commas, without braces; child
// rows only when asked for, since a list does not read them.
func (f *Fields) AppendMembers(b []byte, withLines bool) []byte {
	first := true
	for _, x := range f.all {
		if x.hidden() || x.lines != nil && !withLines || x.later && (x.empty() || x.num != nil && *x.num == 0) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, '"')
		b = append(b, x.Name...) // names are plain identifiers
		b = append(b, '"', ':')
		b = x.appendValue(b)
	}
	return b
}

// AppendValue appends the value of the field as JSON, masked where the actor may not see it.
func (x *Field) AppendValue(b []byte) []byte { return x.appendValue(b) }

func (x *Field) appendValue(b []byte) []byte {
	switch {
	case x.text != nil:
		if x.Masked != "" && x.veiled() {
			return appendText(b, Veil(x.Masked, *x.text))
		}
		return appendText(b, *x.text)
	case x.num != nil:
		return strconv.AppendInt(b, *x.num, 10)
	case x.flag != nil:
		return strconv.AppendBool(b, *x.flag)
	case x.list != nil:
		b = append(b, '[')
		for i, id := range *x.list {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, id)
		}
		return append(b, ']')
	}
	b = append(b, '[')
	for i, row := range x.Rows() {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(row.AppendMembers(append(b, '{'), true), '}')
	}
	return append(b, ']')
}

// appendText quotes a text; what is not UTF-8 becomes the replacement character.
func appendText(b []byte, s string) []byte {
	out, _ := jsontext.AppendQuote(b, s)
	return out
}
