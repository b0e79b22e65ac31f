package duty

import (
	"context"
	"strconv"
	"time"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// Query says which ledger is wanted. Region narrows within the actor's own, empty for all of it; Year 0 is the current one.
type Query struct {
	Region string
	Year   int
	Status Status // only rows in this state; empty: all
	Body   string // only rows for which this body answers, its code in data/policy
	Text   string // only rows whose number or title holds it
}

// A Window is the place and time whose figures are shown.
type Window struct {
	Own      string // the actor's whole region, short: 62, 6201, 620102
	Region   string // looked at, short
	Year     int
	From, To string // days of the year
	Today    string
	Passed   float64 // part of the year that has passed, 0 to 1
}

// FirstYear is the first year that can be chosen: the first of the published sampling tables.
const FirstYear = 2014

// window settles place and time for the actor. Errors: refused without the right or outside the own region; invalid for a
// region or year that does not exist.
func (s *Service) window(ctx context.Context, q Query) (Window, error) {
	a := access.From(ctx)
	if !a.May(RightView) {
		return Window{}, fault.Refused("您的岗位不能查看任务台账，请向本单位管理员申请", "your post may not see the task ledger; ask your administrator")
	}
	now := clock.Now(ctx).In(clock.China)
	w := Window{Own: own(a), Year: now.Year(), Today: clock.Day(now)}
	if w.Own == "" {
		return w, fault.Refused("您的岗位没有地区，不能查看任务台账", "your post has no region, so there is no ledger to show")
	}
	w.Region = w.Own
	if q.Region != "" {
		w.Region = place.Short(q.Region)
		t := s.tree()
		if _, ok := t.Find(w.Region); !ok {
			return w, fault.Invalid(fault.Field{Name: "region", Label: "地区", Zh: "没有这个地区，请重选", En: "there is no such region; choose again"})
		}
		if !t.Within(place.Full(w.Region), place.Full(w.Own)) {
			return w, fault.Refused("只能查看本地区的数字，请改选本地区内的地区", "you see the figures of your own region; choose one within it")
		}
	}
	if q.Year != 0 {
		if q.Year < FirstYear || q.Year > now.Year() {
			return w, fault.Invalid(fault.Field{Name: "year", Label: "年度", Zh: "年度须在 " + strconv.Itoa(FirstYear) + " 至 " + strconv.Itoa(now.Year()) + " 之间", En: "the year lies between " + strconv.Itoa(FirstYear) + " and " + strconv.Itoa(now.Year())})
		}
		w.Year = q.Year
	}
	w.From, w.To = strconv.Itoa(w.Year)+"-01-01", strconv.Itoa(w.Year)+"-12-31"
	w.Passed = passed(now, w.Year)
	return w, nil
}

// own is the region whose figures the actor may see.
func own(a *access.Actor) string {
	if a.Region != "" {
		return place.Short(a.Region)
	}
	if a.All {
		return "62"
	}
	return ""
}

// passed is the part of the year gone at the end of today: 1 for a year that is over.
func passed(now time.Time, year int) float64 {
	if now.Year() > year {
		return 1
	}
	first := time.Date(year, 1, 1, 0, 0, 0, 0, clock.China)
	return float64(now.YearDay()) / (first.AddDate(1, 0, 0).Sub(first).Hours() / 24)
}

// months are the last twelve months of the window, oldest first: those of the year if it is over.
func (w Window) months() []string {
	last := w.Today
	if w.To < last {
		last = w.To
	}
	t, err := time.Parse("2006-01", last[:7])
	if err != nil {
		return nil
	}
	out := make([]string, 12)
	for i := range out {
		out[i] = t.AddDate(0, i-11, 0).Format("2006-01")
	}
	return out
}
