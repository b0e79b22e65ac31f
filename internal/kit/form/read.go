package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	mostPosted = 20_000  // keys of one form
	mostRow    = 100_000 // a child row's number, which may have gaps where rows were taken away
)

// Read takes what a form posted, under the keys of Input, and checks the whole. What was not posted stays as it is. The
// fault is of KindInvalid with every field at fault; what was typed there stands in Value until it is right.
func (f *Fields) Read(v url.Values) error {
	f.read(v, rowsPosted(v))
	f.check()
	return f.fault()
}

func (f *Fields) read(v url.Values, rows map[string][]int) {
	f.posted = true
	for _, x := range f.all {
		x.Error, x.typed, x.given = [2]string{}, "", false
		posted, there := v[x.Input()]
		switch {
		case x.hidden():
			if there || rows[x.Input()] != nil {
				x.refuseHidden()
			}
		case x.lines != nil:
			if there || rows[x.Input()] != nil {
				x.readRows(v, rows)
			}
		case !there:
		case x.list != nil:
			x.setFiles(slices.DeleteFunc(slices.Clone(posted), func(id string) bool { return strings.TrimSpace(id) == "" }))
		default:
			x.set(posted[len(posted)-1])
		}
	}
}

func (x *Field) refuseHidden() {
	x.fail("您无权填写"+x.Label+"，请去掉后再提交", "you may not fill in this field; leave it out")
}

// readRows takes child rows: the number in a key is that of the row as it was drawn, so that a masked or closed value of
// the row can stay; rows without a number there are new, rows left wholly empty or marked name.N.remove are gone.
func (x *Field) readRows(v url.Values, rows map[string][]int) {
	if x.ReadOnly {
		x.fail("登记后不能修改，请保持原值", "cannot be changed once recorded; leave it as it was")
		return
	}
	var keep []int
	for _, n := range rows[x.Input()] {
		prefix := rowPrefix(x.Name, n)
		if v.Get(prefix+"remove") != "" || x.blankRow(v, prefix) {
			continue
		}
		keep = append(keep, n)
	}
	if len(keep) > x.MaxLen {
		x.fail("最多 "+strconv.Itoa(x.MaxLen)+" 行，请删减", "at most "+strconv.Itoa(x.MaxLen)+" rows; remove some")
		return
	}
	x.lines.keep(keep)
	x.bindRows()
	for i, row := range x.rows {
		row.prefix = rowPrefix(x.Name, keep[i])
		row.read(v, nil)
		row.prefix = rowPrefix(x.Name, i)
	}
}

// blankRow reports whether nothing was typed into a row that is not stored yet.
func (x *Field) blankRow(v url.Values, prefix string) bool {
	for _, y := range x.Blank().all {
		for _, s := range v[prefix+y.Name] {
			if s = strings.TrimSpace(s); s != "" && (y.Kind != KindBool || s != "false") {
				return false
			}
		}
	}
	return true
}

// rowsPosted finds the numbers of the child rows in keys such as quotas.3.amount, in order.
func rowsPosted(v url.Values) map[string][]int {
	var out map[string][]int
	if len(v) > mostPosted {
		return nil
	}
	for key := range v {
		name, rest, dotted := strings.Cut(key, ".")
		if !dotted {
			continue
		}
		number, _, dotted := strings.Cut(rest, ".")
		n, err := strconv.Atoi(number)
		if !dotted || err != nil || n < 0 || n > mostRow || strconv.Itoa(n) != number {
			continue
		}
		if out == nil {
			out = map[string][]int{}
		}
		out[name] = append(out[name], n)
	}
	for name, ns := range out {
		slices.Sort(ns)
		out[name] = slices.Compact(ns)
	}
	return out
}

// Values are what a form of these fields posts; Read takes them back.
func (f *Fields) Values() url.Values {
	v := url.Values{}
	f.values(v)
	return v
}

func (f *Fields) values(v url.Values) {
	for _, x := range f.all {
		switch {
		case x.hidden():
		case x.list != nil:
			v[x.Input()] = append([]string{""}, *x.list...)
		case x.lines != nil:
			v[x.Input()] = []string{""}
			for _, row := range x.Rows() {
				row.values(v)
			}
		default:
			v.Set(x.Input(), x.Value())
		}
	}
}
