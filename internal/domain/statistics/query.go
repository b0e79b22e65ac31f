package statistics

import (
	"context"
	"time"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// Query says which samples are looked at; empty fields do not narrow.
type Query struct {
	Region   string // within the actor's own
	From, To string // months, 2006-01, both included; empty: from January of this year to this month
	Purpose  string // supervision, monitoring, evaluation
	Stream   string // food, farm
	Category string // data/food
}

// A Window is a Query that holds: Own and Region are short codes.
type Window struct {
	Query
	Own string
}

// months is the most that one look covers: ten years.
const mostMonths = 120

// window settles what the actor may look at. Errors: refused without the right or outside the own region, invalid for a
// region, month or choice that does not exist.
func (s *Service) window(ctx context.Context, q Query) (Window, error) {
	a := access.From(ctx)
	if !a.May(RightView) {
		return Window{}, fault.Refused("您的岗位不能查看抽检统计，请向本单位管理员申请", "your post may not see the statistics; ask your administrator")
	}
	w := Window{Query: q, Own: own(a)}
	if w.Own == "" {
		return w, fault.Refused("您的岗位没有地区，不能查看抽检统计", "your post has no region, so there is nothing to show")
	}
	w.Region = place.Short(q.Region)
	if w.Region == "" {
		w.Region = w.Own
	}
	t := s.tree()
	if _, ok := t.Find(w.Region); !ok || len(w.Region) > 6 {
		return w, fault.Invalid(fault.Field{Name: "region", Label: "地区", Zh: "没有这个地区（统计到县区），请重选", En: "there is no such region (figures go down to the county); choose again"})
	}
	if !t.Within(place.Full(w.Region), place.Full(w.Own)) {
		return w, fault.Refused("只能查看本地区的数字，请改选本地区内的地区", "you see the figures of your own region; choose one within it")
	}
	return w, w.settle(clock.Now(ctx))
}

// settle checks months and choices and fills in the usual months.
func (w *Window) settle(now time.Time) error {
	today := clock.Day(now.In(clock.China))
	if w.From == "" {
		w.From = today[:4] + "-01"
	}
	if w.To == "" {
		w.To = today[:7]
	}
	first, err1 := time.Parse("2006-01", w.From)
	last, err2 := time.Parse("2006-01", w.To)
	switch {
	case err1 != nil:
		return badMonth("from", "起始月份")
	case err2 != nil:
		return badMonth("to", "截止月份")
	case last.Before(first):
		return fault.Invalid(fault.Field{Name: "to", Label: "截止月份", Zh: "截止月份不能早于起始月份", En: "the last month cannot be before the first"})
	case first.AddDate(0, mostMonths, 0).Before(last):
		return fault.Invalid(fault.Field{Name: "from", Label: "起始月份", Zh: "一次最多看 120 个月，请缩短", En: "120 months at most; choose fewer"})
	}
	for _, c := range []struct {
		name, label, value string
		all                []string
	}{{"purpose", "抽检类型", w.Purpose, purposes()}, {"stream", "统计口径", w.Stream, []string{"food", "farm"}}, {"category", "食品类别", w.Category, categories()}} {
		if c.value != "" && !contains(c.all, c.value) {
			return fault.Invalid(fault.Field{Name: c.name, Label: c.label, Zh: "没有这个选项，请重选", En: "there is no such choice; choose again"})
		}
	}
	return nil
}

func badMonth(name, label string) error {
	return fault.Invalid(fault.Field{Name: name, Label: label, Zh: "月份应写成 2026-01", En: "a month is written 2026-01"})
}

func contains(all []string, v string) bool {
	for _, x := range all {
		if x == v {
			return true
		}
	}
	return false
}

func purposes() []string {
	var out []string
	for _, k := range food.Kinds() {
		out = append(out, k.Code)
	}
	return out
}

func categories() []string {
	var out []string
	for _, c := range food.Categories() {
		out = append(out, c.Code)
	}
	return out
}

// own is the region whose figures the actor may see: of a township those of its county, for figures go no further down.
func own(a *access.Actor) string {
	if r := place.Short(a.Region); r != "" {
		return r[:min(len(r), 6)]
	}
	if a.All {
		return wholeProvince
	}
	return ""
}

// list are the months of the window, oldest first.
func (w Window) list() []string {
	var out []string
	t, _ := time.Parse("2006-01", w.From)
	for m := w.From; m <= w.To; m = t.Format("2006-01") {
		out = append(out, m)
		t = t.AddDate(0, 1, 0)
	}
	return out
}
