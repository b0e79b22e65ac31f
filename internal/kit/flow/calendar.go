package flow

import (
	"errors"
	"time"

	"shian/engine/workday"
)

// A calendar is the published one, with a provisional continuation for the years beyond it in which only weekends are free.
// What rests on the continuation is never shown as certain.
type calendar struct{ known, plain workday.Calendar }

const beyond = 15 // years of continuation on both sides

func newCalendar(known workday.Calendar) (calendar, error) {
	first, last := known.Years()
	if first == 0 {
		first, last = 2015, 2026
	}
	var exceptions []workday.Exception
	for d := workday.DayOf(time.Date(first, 1, 1, 0, 0, 0, 0, workday.Zone)); d.Year() <= last; d++ {
		if x, ok := known.Exception(d); ok {
			exceptions = append(exceptions, x)
		}
	}
	plain, err := workday.New(first-beyond, last+beyond, exceptions)
	return calendar{known, plain}, err
}

// due is the end of a period; certain is false when it rests on a year whose holidays are not published.
func (c calendar) due(k workday.Clock) (due workday.Due, certain bool, err error) {
	due, err = c.known.Due(k)
	var unpublished *workday.Unpublished
	if errors.As(err, &unpublished) {
		due, err = c.plain.Due(k)
		return due, false, err
	}
	return due, true, err
}

// working reports whether the day is worked, beyond the published years by the weekday.
func (c calendar) working(d workday.Day) bool {
	work, err := c.known.IsWorkday(d)
	if err != nil {
		work, _ = c.plain.IsWorkday(d)
	}
	return work
}

// between counts the working days after from up to and including to.
func (c calendar) between(from, to workday.Day) int {
	n, err := c.known.Between(from, to)
	if err != nil {
		n, _ = c.plain.Between(from, to)
	}
	return n
}

// nearFrom is the moment from which a period counts as nearly over: less than a third of it is left, or at most two working
// days (not for hours).
func (c calendar) nearFrom(k workday.Clock, due workday.Due) time.Time {
	whole := due.At.Sub(k.Start)
	for _, p := range k.Pauses {
		whole -= p.To.Sub(p.From)
	}
	near := due.At.Add(-whole / 3)
	if k.Term.Unit != workday.Hour {
		near = earlier(near, c.lastTwo(k, due).Begin())
	}
	if near.Before(k.Start) {
		return k.Start
	}
	return near
}

// lastTwo is the first day on which at most two working days are left.
func (c calendar) lastTwo(k workday.Clock, due workday.Due) workday.Day {
	day, left := due.Day, 0
	for day > workday.DayOf(k.Start) {
		if c.working(day) {
			left++
		}
		if left > 2 {
			break
		}
		day--
	}
	return day
}

// after is the moment n units after t: so many hours later, or the end of that day.
func (c calendar) after(t time.Time, u workday.Unit, n int) time.Time {
	switch u {
	case workday.Hour:
		return workday.AddHours(t, n)
	case workday.Workday:
		due, _, err := c.due(workday.Clock{Start: t.AddDate(0, 0, -1), Term: workday.Term{N: n, Unit: u}})
		if err == nil {
			return due.At
		}
	}
	return t.AddDate(0, 0, n)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
