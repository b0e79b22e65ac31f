package workday

import (
	"fmt"
	"sort"
	"time"
)

// An Exception is a day that differs from the plain week: a holiday, or a weekend day worked to make up for one.
type Exception struct {
	Day    Day
	Work   bool   // a make-up working day
	Name   string // 春节
	Notice string // number of the notice that decrees it
}

// A Calendar knows which days of the published years are working days. The zero value has no year published. It is a value that
// may be shared and is never changed.
type Calendar struct {
	first, last int     // years, both published
	start       Day     // 1 January of first
	worked      []int32 // working days from start up to and including each day
	exceptions  map[Day]Exception
}

// New makes a calendar of the years first to last, all of them published. Every exception must lie within them, no day twice. A
// notice may name a plain working day, as that of 2020 does which ends the prolonged Spring Festival.
func New(first, last int, exceptions []Exception) (Calendar, error) {
	if first < 1 || last < first || last > 9998 {
		return Calendar{}, fmt.Errorf("workday: the years %d to %d are no span", first, last)
	}
	c := Calendar{first: first, last: last, start: date(first, time.January, 1), exceptions: make(map[Day]Exception, len(exceptions))}
	for _, e := range exceptions {
		if _, twice := c.exceptions[e.Day]; twice {
			return Calendar{}, fmt.Errorf("workday: %s is there twice", e.Day)
		}
		if y := e.Day.Year(); y < first || y > last {
			return Calendar{}, fmt.Errorf("workday: %s lies outside %d to %d", e.Day, first, last)
		}
		c.exceptions[e.Day] = e
	}
	n := int32(0)
	for d := c.start; d < date(last+1, time.January, 1); d++ {
		work := !weekend(d)
		if e, ok := c.exceptions[d]; ok {
			work = e.Work
		}
		if work {
			n++
		}
		c.worked = append(c.worked, n)
	}
	return c, nil
}

func weekend(d Day) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// Years is the span of published years, both included; 0, 0 for none.
func (c Calendar) Years() (first, last int) { return c.first, c.last }

// Exception is what the notices say of the day, and whether they name it.
func (c Calendar) Exception(d Day) (Exception, bool) {
	e, ok := c.exceptions[d]
	return e, ok
}

// IsWorkday reports whether the day is a working day. The error is *Unpublished.
func (c Calendar) IsWorkday(d Day) (bool, error) {
	n, err := c.upTo(d)
	if err != nil {
		return false, err
	}
	before, _ := c.upTo(d - 1)
	return n > before, nil
}

// upTo counts the working days from the start up to and including d, for the day before the start 0.
func (c Calendar) upTo(d Day) (int32, error) {
	i := int(d) - int(c.start)
	switch {
	case len(c.worked) > 0 && i == -1:
		return 0, nil
	case i < 0 || i >= len(c.worked):
		return 0, &Unpublished{Year: d.Year(), first: c.first, last: c.last}
	}
	return c.worked[i], nil
}

// nth is the day on which the count of upTo reaches n.
func (c Calendar) nth(n int32) (Day, error) {
	i := sort.Search(len(c.worked), func(i int) bool { return c.worked[i] >= n })
	if i == len(c.worked) {
		return 0, &Unpublished{Year: c.last + 1, first: c.first, last: c.last}
	}
	return c.start + Day(i), nil
}

// known refuses a day outside the published years.
func (c Calendar) known(d Day) error {
	if y := d.Year(); y < c.first || y > c.last || len(c.worked) == 0 {
		return &Unpublished{Year: y, first: c.first, last: c.last}
	}
	return nil
}

// Unpublished is the error for a year whose holidays are not (or not yet) in the calendar.
type Unpublished struct {
	Year        int
	first, last int
}

func (e *Unpublished) Error() string { return e.Zh() + " / " + e.En() }

// Zh is the Chinese sentence.
func (e *Unpublished) Zh() string {
	if e.first == 0 {
		return fmt.Sprintf("没有 %d 年的放假安排", e.Year)
	}
	if e.Year > e.last {
		return fmt.Sprintf("%d 年的放假安排尚未公布或未录入，工作日只能算到 %d 年底", e.Year, e.last)
	}
	return fmt.Sprintf("没有 %d 年的放假安排，工作日从 %d 年起可算", e.Year, e.first)
}

// En is the English sentence.
func (e *Unpublished) En() string {
	if e.first == 0 {
		return fmt.Sprintf("there is no holiday arrangement of %d", e.Year)
	}
	if e.Year > e.last {
		return fmt.Sprintf("the holidays of %d are not published or not entered; working days can be counted to the end of %d", e.Year, e.last)
	}
	return fmt.Sprintf("there is no holiday arrangement of %d; working days can be counted from %d", e.Year, e.first)
}
