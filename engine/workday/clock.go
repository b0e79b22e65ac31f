package workday

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Clock is a period that runs: from when, how long, what was granted beyond, and when it stood still.
type Clock struct {
	Start  time.Time // of the event from which it runs
	Term   Term
	Extend int     // further units granted
	Pauses []Pause // suspensions, in any order
}

// A Pause is a suspension of the clock. The day it begins on no longer counts and the day it ends on counts again; for hours it is
// exact. A zero To: still suspended.
type Pause struct{ From, To time.Time }

// A Due is when a period ends: its last day, and the first instant at which it is over (for a period in days the midnight that
// ends the day at UTC+8).
type Due struct {
	Day Day
	At  time.Time
}

// ErrSuspended is the error for the end of a clock that stands still.
var ErrSuspended = errors.New("期限已中止，恢复后才能确定届满日 / the period is suspended; its end is known once it resumes")

// Due is the end of the clock. The error is ErrSuspended while the last pause is open, *Unpublished where the calendar does not reach,
// or ErrCount.
func (c Calendar) Due(k Clock) (Due, error) {
	term := k.Term
	term.N += k.Extend
	if k.Extend < 0 {
		return Due{}, ErrCount
	}
	if err := term.check(); err != nil {
		return Due{}, err
	}
	pauses, err := k.pauses()
	if err != nil {
		return Due{}, err
	}
	if term.Unit == Hour {
		at := AddHours(k.Start, term.N)
		for _, p := range pauses {
			if p.From.After(at) || p.From.Equal(at) {
				break
			}
			at = at.Add(p.To.Sub(p.From))
		}
		return Due{Day: DayOf(at), At: at}, nil
	}
	d, err := c.dueDay(DayOf(k.Start), term, pauses)
	if err != nil {
		return Due{}, err
	}
	return Due{Day: d, At: d.End()}, nil
}

func (c Calendar) dueDay(start Day, term Term, pauses []Pause) (end Day, err error) {
	switch term.Unit {
	case Month:
		end, err = c.AddMonths(start, term.N, false)
	case Year:
		end, err = c.AddMonths(start, 12*term.N, false)
	case CalDay:
		end, err = c.AddDays(start, term.N, false)
	default:
		end, err = c.NthWorkday(start, term.N)
	}
	if err != nil {
		return 0, err
	}
	for _, p := range pauses {
		// The days that count for nothing lie after the start and end before the day of resumption.
		from, to := max(DayOf(p.From), start+1), DayOf(p.To)
		if from > end || to <= from {
			continue
		}
		if term.Unit == Workday {
			lost, err := c.Between(from-1, to-1)
			if err != nil {
				return 0, err
			}
			if end, err = c.NthWorkday(end, lost); err != nil {
				return 0, err
			}
			continue
		}
		if end, err = c.AddDays(end, int(to-from), false); err != nil {
			return 0, err
		}
	}
	return c.rolled(end, term.Roll && term.Unit != Workday)
}

// pauses gives the suspensions in order, clipped to the time after the start, overlapping ones joined.
func (k Clock) pauses() ([]Pause, error) {
	sorted := slices.Clone(k.Pauses)
	slices.SortFunc(sorted, func(a, b Pause) int { return a.From.Compare(b.From) })
	var joined []Pause
	for _, p := range sorted {
		if p.To.IsZero() {
			return nil, ErrSuspended
		}
		if p.To.Before(p.From) {
			return nil, fmt.Errorf("中止期限 %[1]s 至 %[2]s 前后颠倒 / the suspension from %[1]s to %[2]s ends before it begins",
				DayOf(p.From), DayOf(p.To))
		}
		if p.From.Before(k.Start) {
			p.From = k.Start
		}
		if !p.To.After(p.From) {
			continue
		}
		if n := len(joined); n > 0 && !p.From.After(joined[n-1].To) {
			if p.To.After(joined[n-1].To) {
				joined[n-1].To = p.To
			}
			continue
		}
		joined = append(joined, p)
	}
	return joined, nil
}
