package workday

import (
	"fmt"
	"time"
)

// Zone is UTC+8, by which a day in China is a day, whatever zone the machine keeps.
var Zone = time.FixedZone("UTC+8", 8*60*60)

// A Day is a calendar day, counted from 1970-01-01. The zero value is that day.
type Day int32

// The first and last day that can be written, 0001-01-01 and 9999-12-31.
const (
	firstDay Day = -719162
	lastDay  Day = 2932896
)

// ParseDay reads a day written 2006-01-02.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, &NoDay{Text: s}
	}
	return civil(t), nil
}

// MustDay is ParseDay for days written in the program; it panics on anything else.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DayOf is the day at UTC+8 on which the instant falls.
func DayOf(t time.Time) Day {
	y, m, d := t.In(Zone).Date()
	return civil(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

func date(year int, month time.Month, day int) Day {
	return civil(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// civil counts whole days; t is a midnight in UTC.
func civil(t time.Time) Day { return Day(t.Unix() / 86400) }

func (d Day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String writes the day as 2006-01-02.
func (d Day) String() string { return d.time().Format(time.DateOnly) }

// Year is the year of the day.
func (d Day) Year() int { return d.time().Year() }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.time().Weekday() }

// Begin is the midnight at UTC+8 with which the day begins.
func (d Day) Begin() time.Time {
	y, m, n := d.time().Date()
	return time.Date(y, m, n, 0, 0, 0, 0, Zone)
}

// End is the midnight at UTC+8 with which the day ends.
func (d Day) End() time.Time { return (d + 1).Begin() }

// plus adds n days; false beyond the years 1 to 9999.
func (d Day) plus(n int) (Day, bool) {
	if n > int(lastDay-firstDay) || n < int(firstDay-lastDay) {
		return 0, false
	}
	sum := d + Day(n)
	return sum, sum >= firstDay && sum <= lastDay
}

// months is the day of the same number n months on, or the last of that month where there is none.
func (d Day) months(n int) (Day, bool) {
	if n < 0 || n > 12*9999 {
		return 0, false
	}
	y, m, day := d.time().Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	if last.Year() > 9999 {
		return 0, false
	}
	return date(last.Year(), last.Month(), min(day, last.Day())), true
}

// A NoDay is a text that is no day.
type NoDay struct{ Text string }

func (e *NoDay) Error() string {
	text := e.Text
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return fmt.Sprintf("%q 不是日期，请写成 2024-02-09 / %q is no day; write it as 2024-02-09", text, text)
}
