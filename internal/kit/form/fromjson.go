package form

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"shian/internal/kit/fault"
	"shian/internal/kit/i18n"
)

// MaxBody bounds the JSON of one record, in bytes.
const MaxBody = 1 << 20

// FromJSON takes the fields of one object and checks the whole. Members left out stay as they are; unknown ones are
// refused. The fault is of KindInvalid and names every field at fault.
func (f *Fields) FromJSON(b []byte) error { return f.FromJSONWith(b, nil) }

// FromJSONWith is FromJSON that hands members which are no field (id, version) to other; other reports whether it knows
// the member.
func (f *Fields) FromJSONWith(b []byte, other func(name string, value []byte) bool) error {
	if len(b) > MaxBody {
		return &fault.Error{Kind: fault.KindInvalid, Zh: "内容超过 1 MB，请分次提交", En: "the body has more than 1 MB; send it in parts"}
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(b))
	if d.PeekKind() != '{' {
		return syntax(d, fmt.Errorf("not an object"))
	}
	f.stray = nil
	if err := f.object(d, other); err != nil {
		return syntax(d, err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return syntax(d, fmt.Errorf("something follows the object: %w", err))
	}
	f.check()
	return f.fault()
}

func syntax(d *jsontext.Decoder, cause error) error {
	at := d.InputOffset()
	return &fault.Error{Kind: fault.KindInvalid, Cause: cause,
		Zh: fmt.Sprintf("不是正确的 JSON 对象（第 %d 字节附近），请检查引号、逗号和重复的名称", at),
		En: fmt.Sprintf("not a well-formed JSON object (near byte %d); check quotes, commas and repeated names", at)}
}

// object reads members up to the closing brace. Its error is one of syntax; faults of fields are kept with them.
func (f *Fields) object(d *jsontext.Decoder, other func(string, []byte) bool) error {
	f.posted = true
	for _, x := range f.all {
		x.Error, x.typed, x.given = [2]string{}, "", false
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		t, err := d.ReadToken()
		if err != nil {
			return err
		}
		name := t.String()
		x := f.find(name)
		switch {
		case x == nil:
			v, err := d.ReadValue()
			if err != nil {
				return err
			}
			if other == nil || !other(name, v) {
				f.strange(name)
			}
			continue
		case x.hidden():
			x.refuseHidden()
			err = d.SkipValue()
		default:
			err = x.fromJSON(d)
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func (f *Fields) strange(name string) {
	if len(f.stray) < 20 {
		name = clip(Clean(name, false), 60)
		f.stray = append(f.stray, fault.Field{Name: f.input(name), Row: f.row, Label: name,
			Zh: "没有这个字段，请对照接口说明去掉或改名", En: "there is no such field; remove or rename it as the API page says"})
	}
}

func clip(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func (x *Field) fromJSON(d *jsontext.Decoder) error {
	kind := d.PeekKind()
	switch {
	case x.lines != nil:
		return x.linesFromJSON(d, kind)
	case x.list != nil:
		return x.filesFromJSON(d, kind)
	case kind == 'n':
		x.set("")
	case x.num != nil:
		if kind != '0' {
			return x.wrong(d, "应为整数，如 12", "must be a whole number such as 12")
		}
		v, err := d.ReadValue()
		if err == nil {
			x.set(string(v))
		}
		return err
	case x.flag != nil:
		if kind != 't' && kind != 'f' {
			return x.wrong(d, "应为 true 或 false", "must be true or false")
		}
		v, err := d.ReadValue()
		if err == nil {
			x.set(string(v))
		}
		return err
	case kind == '"':
		t, err := d.ReadToken()
		if err == nil {
			x.set(t.String())
		}
		return err
	case kind == '0' && x.Kind == KindDecimal: // a bare number keeps its digits too
		v, err := d.ReadValue()
		if err == nil {
			x.set(string(v))
		}
		return err
	default:
		return x.wrong(d, "应为加引号的文字", "must be a text in quotes")
	}
	return d.SkipValue()
}

func (x *Field) wrong(d *jsontext.Decoder, zh, en string) error {
	x.given = true
	x.fail(zh, en)
	return d.SkipValue()
}

func (x *Field) filesFromJSON(d *jsontext.Decoder, kind jsontext.Kind) error {
	if kind == 'n' {
		x.setFiles(nil)
		return d.SkipValue()
	}
	if kind != '[' {
		return x.wrong(d, "应为附件编号的数组", "must be an array of attachment ids")
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	var ids []string
	for d.PeekKind() != ']' {
		if d.PeekKind() != '"' {
			x.fail("应为附件编号的数组", "must be an array of attachment ids")
			if err := d.SkipValue(); err != nil {
				return err
			}
			continue
		}
		t, err := d.ReadToken()
		if err != nil {
			return err
		}
		if id := strings.TrimSpace(t.String()); id != "" {
			ids = append(ids, id)
		}
	}
	x.setFiles(ids)
	_, err := d.ReadToken()
	return err
}

// linesFromJSON replaces the child rows. A row keeps of the stored row in its place only what the actor cannot give: masked
// and hidden values.
func (x *Field) linesFromJSON(d *jsontext.Decoder, kind jsontext.Kind) error {
	if kind == 'n' {
		x.clear()
		return d.SkipValue()
	}
	if kind != '[' {
		return x.wrong(d, "应为对象的数组", "must be an array of objects")
	}
	v, err := d.ReadValue()
	if err != nil {
		return err
	}
	if x.ReadOnly {
		if string(v) != string(x.appendValue(nil)) {
			x.fail("登记后不能修改，请保持原值", "cannot be changed once recorded; leave it as it was")
		}
		return nil
	}
	n, err := countElements(v)
	if err != nil {
		return err
	}
	if n > x.MaxLen {
		x.fail(fmt.Sprintf("最多 %d 行，现有 %d 行，请删减", x.MaxLen, n), fmt.Sprintf("at most %d rows, there are %d; remove some", x.MaxLen, n))
		return nil
	}
	keep := make([]int, n)
	for i := range keep {
		keep[i] = i
	}
	x.lines.keep(keep)
	x.bindRows()
	rows := jsontext.NewDecoder(bytes.NewBuffer(v))
	if _, err := rows.ReadToken(); err != nil {
		return err
	}
	for _, row := range x.rows {
		was := make([]string, len(row.all))
		for j, y := range row.all {
			was[j] = y.stored()
			if !y.hidden() && y.Masked == "" {
				y.clear()
			}
		}
		if rows.PeekKind() != '{' {
			x.fail("应为对象的数组", "must be an array of objects")
			if err := rows.SkipValue(); err != nil {
				return err
			}
			continue
		}
		if err := row.object(rows, nil); err != nil {
			return err
		}
		for j, y := range row.all {
			y.moved = y.stored() != was[j]
		}
	}
	return nil
}

func countElements(v jsontext.Value) (int, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(v))
	if _, err := d.ReadToken(); err != nil {
		return 0, err
	}
	n := 0
	for d.PeekKind() != ']' {
		if err := d.SkipValue(); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// label is what a field is called in a language.
func (x *Field) label(lang string) string { return i18n.T(lang, x.Label) }
