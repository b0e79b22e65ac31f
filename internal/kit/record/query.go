package record

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// A Query says which records of a kind are wanted.
type Query struct {
	Filter        map[string]string // by the name of a field with Filter(): a value; of a day: from..to, either end open
	Region        string            // code of 2, 4, 6 or 9 digits, or 6 digits ending in 00: all that lies within
	Text          string            // found by search
	After, Before string            // Next or Prev of a page
	Limit         int               // rows of a page: 30, at most 200
	Cancelled     bool              // the cancelled ones instead of those in force
	Uncounted     bool              // without the total
	Whole         bool              // of Export: masked fields in the clear; who asks has kept why
	Public        bool              // also what everybody may see, where the actor has scopes of their own; see access.Actor.Concerned
}

// A Page is one page of a list.
type Page[T any] struct {
	Rows       []T    // without their child rows
	Total      int    // exact to 10,000
	More       bool   // there are more than 10,000
	Next, Prev string // for After and Before; empty at the ends
}

const (
	usualRows = 30
	mostRows  = 200
	mostTotal = 10_000
	mostFound = 1000 // hits of a text filter that a list walks through
)

// smallView is the number of records an actor sees under which they are walked by scope rather than by a filter's index.
var smallView = 2000

// A where is a condition being written, with its parameters.
type where struct {
	text strings.Builder
	args []any
}

// add adds `column op $n`.
func (w *where) add(column, op string, v any) {
	w.and()
	w.args = append(w.args, v)
	w.text.WriteString(column + " " + op + " $" + strconv.Itoa(len(w.args)))
}

func (w *where) in(column string, vs []any) {
	w.and()
	w.text.WriteString(column + " " + db.In(len(w.args)+1, len(vs)))
	w.args = append(w.args, vs...)
}

// cond adds a condition whose parameters are numbered from next().
func (w *where) cond(text string, args []any) {
	w.and()
	w.text.WriteString(text)
	w.args = append(w.args, args...)
}

func (w *where) next() int { return len(w.args) + 1 }

func (w *where) and() {
	if w.text.Len() > 0 {
		w.text.WriteString(" AND ")
	}
}

func (w *where) String() string {
	if w.text.Len() == 0 {
		return ""
	}
	return " WHERE " + w.text.String()
}

func (w *where) copy() *where {
	c := &where{args: append([]any(nil), w.args...)}
	c.text.WriteString(w.text.String())
	return c
}

// filters adds the filters on fields, in the order of the fields so that the SQL texts stay few.
func (k *Kind[T, P]) filters(ctx context.Context, w *where, shown *form.Fields, filter map[string]string, area string) error {
	driver, err := k.driver(ctx, shown, filter, area)
	if err != nil {
		return err
	}
	known := 0
	for _, x := range shown.All() {
		v, asked := filter[x.Name]
		if !asked {
			continue
		}
		if !x.Filters {
			continue
		}
		known++
		if v = form.Clean(v, false); v == "" {
			continue
		}
		column := "t." + x.Name
		if driver != "" && x.Name != driver && single(x, v) {
			column += " || ''" // looked at in the rows that the driver finds, no index of its own
		}
		if err := filterBy(w, x, column, v); err != nil {
			return err
		}
	}
	if known < len(filter) {
		for name := range filter {
			if x := shown.Get(name); x == nil || !x.Filters {
				return fault.Invalid(fault.Field{Name: name, Label: name, Zh: "不能按此项筛选，请去掉", En: "lists cannot be filtered by this; leave it out"})
			}
		}
	}
	return nil
}

func filterBy(w *where, x *form.Field, column, v string) error {
	bad := func(zh, en string) error {
		return fault.Invalid(fault.Field{Name: x.Name, Label: x.Label, Zh: zh, En: en})
	}
	switch x.Kind {
	case form.KindDay:
		from, to, ranged := strings.Cut(v, "..")
		if !ranged {
			to = from
		}
		for i, day := range []string{from, to} {
			if day == "" {
				continue
			}
			if _, err := clock.ParseDay(day); err != nil {
				return bad("应为 2026-01-01..2026-12-31 这样的日期", "must be days such as 2026-01-01..2026-12-31")
			}
			w.add(column, []string{">=", "<="}[i], day)
		}
		if from == "" && to != "" { // a day not filled in is before none
			w.add(column, ">", "")
		}
	case form.KindInt:
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return bad("应为整数", "must be a whole number")
		}
		w.add(column, "=", n)
	case form.KindBool:
		if v != "true" && v != "false" {
			return bad("应为 true 或 false", "must be true or false")
		}
		w.add(column, "=", v == "true")
	case form.KindChoice:
		if several := strings.Split(v, ","); len(several) > 1 && len(several) <= 20 {
			w.in(column, db.Args(several))
			return nil
		}
		w.add(column, "=", v)
	default:
		w.add(column, "=", v)
	}
	return nil
}

// cursors are a place in the list: (sort, id).
func writeCursor(sort, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(id + sort))
}

func readCursor(s string) (sort, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) < 36 {
		return "", "", fault.Invalid(fault.Field{Name: "after", Label: "翻页位置", Zh: "翻页位置无效，请从第一页重新开始", En: "the place in the list is not valid; start from the first page"})
	}
	return string(b[36:]), string(b[:36]), nil
}
