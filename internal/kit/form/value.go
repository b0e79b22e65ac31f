package form

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/i18n"
)

const safeInt = 1<<53 - 1 // the largest whole number that every JSON reader keeps

// Stored is the value as text, whole, whoever asks; for code, not for pages.
func (x *Field) Stored() string { return x.stored() }

// stored is the value as text, whole.
func (x *Field) stored() string {
	switch {
	case x.text != nil:
		return *x.text
	case x.num != nil:
		return strconv.FormatInt(*x.num, 10)
	case x.flag != nil:
		return strconv.FormatBool(*x.flag)
	case x.list != nil:
		return strings.Join(*x.list, " ")
	}
	return ""
}

// empty reports whether there is nothing in the field; a number always is something.
func (x *Field) empty() bool {
	switch {
	case x.text != nil:
		return *x.text == ""
	case x.flag != nil:
		return !*x.flag
	case x.list != nil:
		return len(*x.list) == 0
	case x.lines != nil:
		return x.lines.count() == 0
	}
	return false
}

// clear puts the zero value.
func (x *Field) clear() {
	switch {
	case x.text != nil:
		*x.text = ""
	case x.num != nil:
		*x.num = 0
	case x.flag != nil:
		*x.flag = false
	case x.list != nil:
		*x.list = nil
	case x.lines != nil:
		x.lines.keep(nil)
		x.rows = nil
	}
}

// set takes a text into the field, or says why not. The masked value given back leaves the stored one as it is.
func (x *Field) set(s string) {
	if x.Derives && x.owner.row > 0 && !x.owner.trusted {
		return
	}
	x.typed, x.given = s, true
	if x.Masked != "" && s != "" && s == Veil(x.Masked, x.stored()) {
		return
	}
	before := x.stored()
	switch x.Kind {
	case KindInt:
		x.setInt(narrow(s))
	case KindDecimal:
		x.setDecimal(s)
	case KindBool:
		x.setBool(narrow(s))
	case KindDay:
		x.setDay(narrow(s))
	case KindChoice:
		x.setChoice(Clean(s, false))
	default:
		*x.text = Clean(s, x.Kind == KindNote)
	}
	x.refuseChange(before)
	x.moved = x.moved || x.stored() != before
}

// refuseChange keeps what may not be typed into as it was.
func (x *Field) refuseChange(before string) {
	if !x.ReadOnly || x.Error[0] != "" || x.stored() == before {
		return
	}
	switch {
	case x.text != nil:
		*x.text = before
	case x.num != nil:
		*x.num, _ = strconv.ParseInt(before, 10, 64)
	case x.flag != nil:
		*x.flag = before == "true"
	}
	if x.Derives {
		x.fail("此项由系统填写，请去掉", "the platform fills this in; leave it out")
		return
	}
	x.fail("登记后不能修改，请保持原值", "cannot be changed once recorded; leave it as it was")
}

func (x *Field) setInt(s string) {
	if s == "" {
		*x.num = 0
		if x.Needed {
			x.failEmpty()
		}
		return
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > safeInt || n < -safeInt {
		x.fail("应为整数，如 12", "must be a whole number such as 12")
		return
	}
	*x.num = n
}

func (x *Field) setDecimal(s string) {
	if strings.TrimSpace(s) == "" {
		*x.text = ""
		return
	}
	d, ok := Decimal(s)
	if !ok {
		x.fail("应为数字，如 0.0500，最多 40 位", "must be a number such as 0.0500, at most 40 digits")
		return
	}
	*x.text = d
}

func (x *Field) setBool(s string) {
	switch strings.ToLower(s) {
	case "true", "1", "on", "yes", "y", "是", "√":
		*x.flag = true
	case "", "false", "0", "off", "no", "n", "否", "×":
		*x.flag = false
	default:
		x.fail("请填“是”或“否”", "enter yes or no")
	}
}

func (x *Field) setDay(s string) {
	if s != "" {
		if _, err := clock.ParseDay(s); err != nil || s < "1900-01-01" {
			t, err := looseDay(s)
			if err != nil {
				x.fail("应为 1900 年以后的日期，如 2026-01-31", "must be a day from 1900 on, such as 2026-01-31")
				return
			}
			s = t
		}
	}
	*x.text = s
}

// looseDay takes the other ways people write a day: 2026/1/31, 2026.1.31, 2026年1月31日, 20260131.
func looseDay(s string) (string, error) {
	for _, layout := range []string{"2006/1/2", "2006.1.2", "2006-1-2", "2006年1月2日", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 {
			return t.Format(time.DateOnly), nil
		}
	}
	return "", strconv.ErrSyntax
}

func (x *Field) setChoice(s string) {
	i := slices.IndexFunc(x.Choices, func(c Choice) bool { return c.Value == s })
	if i < 0 { // a sheet holds what people read
		i = slices.IndexFunc(x.Choices, func(c Choice) bool { return c.Label == s || i18n.T("en", c.Label) == s })
	}
	switch {
	case s == "":
		*x.text = ""
	case i < 0:
		x.fail("不是可选的值，请选："+x.choiceList("zh"), "is not one of the choices; take one of: "+x.choiceList("en"))
	default:
		*x.text = x.Choices[i].Value
	}
}

func (x *Field) choiceList(lang string) string {
	var names []string
	for i, c := range x.Choices {
		if i == 12 {
			names = append(names, "…")
			break
		}
		names = append(names, i18n.T(lang, c.Label))
	}
	if lang == "en" {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

func (x *Field) setFiles(ids []string) {
	x.given = true
	if x.ReadOnly && !slices.Equal(ids, *x.list) {
		x.fail("登记后不能修改，请保持原值", "cannot be changed once recorded; leave it as it was")
		return
	}
	if len(ids) == 0 {
		ids = nil
	}
	*x.list = ids
}

// Show is the value as a person reads it: the name of a choice, yes or no, masked where the actor may not see it. What a
// Ref points at is the caller's to look up.
func (x *Field) Show(lang string) string {
	switch x.Kind {
	case KindChoice:
		for _, c := range x.Choices {
			if c.Value == *x.text {
				return i18n.T(lang, c.Label)
			}
		}
	case KindBool:
		if *x.flag {
			return i18n.T(lang, "是")
		}
		return i18n.T(lang, "否")
	case KindFiles:
		return strconv.Itoa(len(*x.list))
	case KindLines:
		return strconv.Itoa(x.lines.count())
	}
	if x.veiled() {
		return Veil(x.Masked, x.stored())
	}
	return x.stored()
}
