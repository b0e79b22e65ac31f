package workday

import (
	"errors"
	"fmt"
	"time"
)

// ErrCount is the error for a number of days, months or hours that is negative or leads out of the calendar.
var ErrCount = errors.New("期限的数目不能为负，也不能超出 9999 年 / a period cannot be negative nor run beyond the year 9999")

// NthWorkday is the n-th working day after start, which itself is not counted; with n 0 it is start. The error is *Unpublished
// or ErrCount.
func (c Calendar) NthWorkday(start Day, n int) (Day, error) {
	switch {
	case n < 0:
		return 0, ErrCount
	case n == 0:
		return start, nil
	case n > len(c.worked):
		if err := c.known(start); err != nil {
			return 0, err
		}
		return 0, &Unpublished{Year: c.last + 1, first: c.first, last: c.last}
	}
	done, err := c.upTo(start)
	if err != nil {
		return 0, err
	}
	return c.nth(done + int32(n))
}

// Roll is the day itself if it is a working day, else the first working day after it. The error is *Unpublished.
func (c Calendar) Roll(d Day) (Day, error) {
	work, err := c.IsWorkday(d)
	if err != nil || work {
		return d, err
	}
	return c.NthWorkday(d, 1)
}

// AddDays is n calendar days after start; with roll, moved on to a working day.
func (c Calendar) AddDays(start Day, n int, roll bool) (Day, error) {
	d, ok := start.plus(n)
	if !ok || n < 0 {
		return 0, ErrCount
	}
	return c.rolled(d, roll)
}

// AddMonths is the day of the same number n months after start, or the last of that month where there is none; with roll, moved on
// to a working day. A year is twelve months.
func (c Calendar) AddMonths(start Day, n int, roll bool) (Day, error) {
	d, ok := start.months(n)
	if !ok {
		return 0, ErrCount
	}
	return c.rolled(d, roll)
}

func (c Calendar) rolled(d Day, roll bool) (Day, error) {
	if !roll {
		return d, nil
	}
	return c.Roll(d)
}

// AddHours is n hours after start; hours run through nights and holidays.
func AddHours(start time.Time, n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }

// Between counts the working days after from, up to and including to: from today to a due day, the days left; 0 when they
// are the same. It is negative when to lies before from: the working days overdue. The error is *Unpublished.
func (c Calendar) Between(from, to Day) (int, error) {
	if err := c.known(from); err != nil {
		return 0, err
	}
	if err := c.known(to); err != nil {
		return 0, err
	}
	a, _ := c.upTo(from)
	b, _ := c.upTo(to)
	return int(b - a), nil
}

// A Unit is what a period is counted in, as data/law writes it.
type Unit string

// The units.
const (
	Hour    Unit = "hour"
	CalDay  Unit = "day"
	Workday Unit = "workday"
	Month   Unit = "month"
	Year    Unit = "year"
)

// A Term is a period the law sets: N units, and whether an end on a holiday moves to the next working day.
type Term struct {
	N    int
	Unit Unit
	Roll bool
}

func (t Term) check() error {
	switch t.Unit {
	case Hour, CalDay, Workday, Month, Year:
	default:
		return fmt.Errorf("没有“%[1]s”这种期限单位 / there is no unit %[1]q", string(t.Unit))
	}
	if t.N < 0 || t.N > 1_000_000 {
		return ErrCount
	}
	return nil
}
