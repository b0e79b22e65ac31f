package form

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"shian/internal/kit/fault"
	"shian/internal/kit/i18n"
)

// Validate checks every field of the record and of its child rows. The fault is of KindInvalid and names each field, its
// row and the remedy.
func (f *Fields) Validate() error {
	f.check()
	return f.fault()
}

func (f *Fields) check() {
	for _, x := range f.all {
		if x.Error[0] == "" && !x.hidden() {
			x.check()
		}
		if x.lines != nil && !x.hidden() {
			for _, row := range x.Rows() {
				row.check()
			}
		}
	}
}

// Refuse marks a field as wrong from outside: a check against other records. The name may be that of a child row's
// field, quotas.0.amount. Err gives all that was refused.
func (f *Fields) Refuse(name, zh, en string) {
	for _, x := range f.all {
		if x.Name == name {
			x.fail(zh, en)
			return
		}
		if x.lines == nil || !strings.HasPrefix(name, x.Name+".") {
			continue
		}
		for _, row := range x.Rows() {
			if strings.HasPrefix(name, row.prefix) {
				row.Refuse(strings.TrimPrefix(name, row.prefix), zh, en)
				return
			}
		}
	}
}

// Err is the fault that names every field refused so far; nil when none is.
func (f *Fields) Err() error { return f.fault() }

func (f *Fields) fault() error {
	if all := f.faults(nil); len(all) > 0 {
		return fault.Invalid(all...)
	}
	return nil
}

func (f *Fields) faults(all []fault.Field) []fault.Field {
	all = append(all, f.stray...)
	for _, x := range f.all {
		if x.Error[0] != "" {
			all = append(all, fault.Field{Name: x.Input(), Row: f.row, Label: x.Label, Zh: x.Error[0], En: x.Error[1]})
		}
		for _, row := range x.rows {
			all = row.faults(all)
		}
	}
	return all
}

func (x *Field) fail(zh, en string) {
	if x.Error[0] == "" {
		x.Error = [2]string{zh, en}
	}
}

func (x *Field) failEmpty() {
	x.fail("请填写"+x.Label, "enter "+i18n.T("en", x.Label))
}

func (x *Field) check() {
	switch {
	case x.Needed && x.empty():
		x.failMissing()
	case x.empty():
	case x.lines != nil, x.list != nil:
		x.checkCount()
	case x.num != nil:
		x.checkInt()
	case x.Kind == KindDecimal:
		x.checkDecimal()
	case x.text != nil:
		x.checkText()
	}
}

func (x *Field) failMissing() {
	switch x.Kind {
	case KindBool:
		x.fail("请勾选“"+x.Label+"”", "tick "+i18n.T("en", x.Label))
	case KindChoice, KindRef, KindDay:
		x.fail("请选择"+x.Label, "choose "+i18n.T("en", x.Label))
	case KindFiles:
		x.fail("请上传"+x.Label, "upload "+i18n.T("en", x.Label))
	case KindLines:
		x.fail("请至少填写一行"+x.Label, "enter at least one row of "+i18n.T("en", x.Label))
	default:
		x.failEmpty()
	}
}

func (x *Field) checkCount() {
	n, unitZh, unitEn := 0, "个", "files"
	if x.lines != nil {
		n, unitZh, unitEn = x.lines.count(), "行", "rows"
	} else {
		n = len(*x.list)
		for _, id := range *x.list {
			if len(id) > 64 || Clean(id, false) != id || strings.ContainsAny(id, " \n") {
				x.fail("附件编号无效，请重新上传", "an attachment is not known; upload it again")
			}
		}
	}
	if n > x.MaxLen {
		x.fail(fmt.Sprintf("最多 %d %s，现有 %d %s，请删减", x.MaxLen, unitZh, n, unitZh), fmt.Sprintf("at most %d %s, there are %d; remove some", x.MaxLen, unitEn, n))
	}
	if x.bound[0] && int64(n) < x.lo {
		x.fail(fmt.Sprintf("至少 %d %s，请补充", x.lo, unitZh), fmt.Sprintf("at least %d %s; add more", x.lo, unitEn))
	}
}

func (x *Field) checkInt() {
	n := *x.num
	if x.Needed && n == 0 && !x.given && !x.owner.saved && x.owner.posted {
		x.failEmpty()
	}
	x.checkBounds(cmp.Compare(n, x.lo), cmp.Compare(n, x.hi))
}

func (x *Field) checkDecimal() {
	d, ok := Decimal(*x.text)
	if !ok || d != *x.text {
		x.fail("应为数字，如 0.0500，最多 40 位", "must be a number such as 0.0500, at most 40 digits")
		return
	}
	x.checkBounds(compareDecimal(d, x.lo), compareDecimal(d, x.hi))
}

func (x *Field) checkBounds(low, high int) {
	if x.bound[0] && low < 0 {
		x.fail(fmt.Sprintf("不能小于 %d，请改正", x.lo), fmt.Sprintf("must not be less than %d; correct it", x.lo))
	}
	if x.bound[1] && high > 0 {
		x.fail(fmt.Sprintf("不能大于 %d，请改正", x.hi), fmt.Sprintf("must not be more than %d; correct it", x.hi))
	}
}

func (x *Field) checkText() {
	s := *x.text
	if n := len(s); n > x.MaxLen {
		if n = utf8.RuneCountInString(s); n > x.MaxLen {
			x.fail(fmt.Sprintf("不能超过 %d 个字，现有 %d 个，请删减", x.MaxLen, n), fmt.Sprintf("at most %d characters, there are %d; shorten it", x.MaxLen, n))
			return
		}
	}
	if x.bound[0] && int64(utf8.RuneCountInString(s)) < x.lo {
		x.fail(fmt.Sprintf("至少 %d 个字，请补充", x.lo), fmt.Sprintf("at least %d characters; complete it", x.lo))
		return
	}
	switch x.Kind {
	case KindDay, KindChoice:
		again := *x
		again.Error, again.text, again.ReadOnly, again.Derives = [2]string{}, new(string), false, false
		if again.set(s); again.Error[0] != "" || *again.text != s {
			x.fail(cmp.Or(again.Error[0], "应为 2026-01-31 这样的日期"), cmp.Or(again.Error[1], "must be a day such as 2026-01-31"))
			return
		}
	}
	if x.after != nil && *x.after != "" && s < *x.after {
		zh, en := x.earlier()
		x.fail("不能早于"+zh+"（"+*x.after+"），请改正", "must not be before "+en+" ("+*x.after+"); correct it")
		return
	}
	if x.match != nil {
		if zh, en := x.match(s); zh != "" {
			x.fail(zh, en)
		}
	}
}

// earlier is what the field that this one comes after is called.
func (x *Field) earlier() (zh, en string) {
	for _, y := range x.owner.all {
		if y.text == x.after {
			return y.Label, i18n.T("en", y.Label)
		}
	}
	return "开始日期", "the first day"
}
