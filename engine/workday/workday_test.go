package workday

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// autumn is a calendar of two years with the holidays of October 2025 and the spring of 2026 in it.
func autumn(t testing.TB) Calendar {
	t.Helper()
	var days []Exception
	off := func(name, from, to string) {
		for d := MustDay(from); d <= MustDay(to); d++ {
			days = append(days, Exception{Day: d, Name: name})
		}
	}
	off("国庆节", "2025-10-01", "2025-10-08")
	off("元旦", "2026-01-01", "2026-01-03")
	off("春节", "2026-02-15", "2026-02-23")
	for _, d := range []string{"2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28"} {
		days = append(days, Exception{Day: MustDay(d), Work: true, Name: "调休"})
	}
	c, err := New(2025, 2026, days)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDue(t *testing.T) {
	c := autumn(t)
	suspended := []Pause{{at("2025-09-10 09:00"), at("2025-09-17 17:00")}}
	cases := []struct {
		name  string
		clock Clock
		day   string // or
		err   error
	}{
		{"行政处罚法第八十五条：起始日不计入，五日为工作日", Clock{Start: at("2025-09-26 16:00"), Term: Term{5, Workday, true}}, "2025-10-10", nil},
		{"民法典第二百零三条：末日遇国庆节顺延", Clock{Start: at("2025-09-02 08:00"), Term: Term{30, CalDay, true}}, "2025-10-09", nil},
		{"不顺延的保存期", Clock{Start: at("2025-09-02 08:00"), Term: Term{30, CalDay, false}}, "2025-10-02", nil},
		{"民法典第二百零二条：没有对应日的，月末日", Clock{Start: at("2025-11-30 08:00"), Term: Term{3, Month, false}}, "2026-02-28", nil},
		{"月末日是补班日，不顺延", Clock{Start: at("2025-11-30 08:00"), Term: Term{3, Month, true}}, "2026-02-28", nil},
		{"年", Clock{Start: at("2024-02-29 08:00"), Term: Term{2, Year, false}}, "2026-02-28", nil},
		{"小时不因节假日停", Clock{Start: at("2025-10-01 20:00"), Term: Term{24, Hour, true}}, "2025-10-02", nil},
		{"延长", Clock{Start: at("2025-09-01 08:00"), Term: Term{5, Workday, true}, Extend: 5}, "2025-09-15", nil},
		{"中止期间不计", Clock{Start: at("2025-09-08 08:00"), Term: Term{5, Workday, true}, Pauses: suspended}, "2025-09-22", nil},
		{"中止跨越原届满日", Clock{Start: at("2025-09-08 08:00"), Term: Term{3, CalDay, false}, Pauses: suspended}, "2025-09-18", nil},
		{"届满后的中止无效", Clock{Start: at("2025-09-01 08:00"), Term: Term{3, Workday, true}, Pauses: suspended}, "2025-09-04", nil},
		{"尚在中止", Clock{Start: at("2025-09-08 08:00"), Term: Term{5, Workday, true}, Pauses: []Pause{{From: at("2025-09-10 09:00")}}}, "", ErrSuspended},
		{"负数", Clock{Term: Term{-1, CalDay, false}}, "", ErrCount},
		{"超出九千九百九十九年", Clock{Start: at("2025-09-08 08:00"), Term: Term{999_999, Month, false}}, "", ErrCount},
		{"零个工作日", Clock{Start: at("2025-09-06 08:00"), Term: Term{0, Workday, false}}, "2025-09-06", nil},
		{"UTC 是前一天的时刻", Clock{Start: time.Date(2025, 9, 7, 16, 30, 0, 0, time.UTC), Term: Term{1, Workday, true}}, "2025-09-09", nil},
	}
	for _, tt := range cases {
		due, err := c.Due(tt.clock)
		if !errors.Is(err, tt.err) || err == nil && due.Day.String() != tt.day {
			t.Errorf("%s: %s %v, want %s %v", tt.name, due.Day, err, tt.day, tt.err)
		}
	}
	if due, _ := c.Due(Clock{Start: at("2025-10-01 20:00"), Term: Term{4, Hour, true}, Pauses: []Pause{{at("2025-10-01 21:00"), at("2025-10-02 09:30")}}}); !due.At.Equal(at("2025-10-02 12:30")) {
		t.Errorf("four hours with a pause end at %s", due.At)
	}
	if due, _ := c.Due(Clock{Start: at("2025-09-08 08:00"), Term: Term{1, Workday, true}}); !due.At.Equal(at("2025-09-10 00:00")) {
		t.Errorf("a working day ends at %s", due.At)
	}
	for _, wrong := range []Clock{{Term: Term{1, "fortnight", false}}, {Start: at("2025-09-08 08:00"), Term: Term{1, CalDay, false}, Pauses: []Pause{{at("2025-09-10 09:00"), at("2025-09-09 09:00")}}}} {
		if _, err := c.Due(wrong); err == nil {
			t.Errorf("taken: %+v", wrong)
		}
	}
}

func TestBetween(t *testing.T) {
	c := autumn(t)
	for _, tt := range []struct {
		from, to string
		want     int
	}{{"2025-09-30", "2025-10-09", 1}, {"2025-10-09", "2025-09-30", -1}, {"2025-10-02", "2025-10-08", 0}, {"2025-10-09", "2025-10-11", 2}, {"2025-01-01", "2025-01-01", 0}} {
		if n, err := c.Between(MustDay(tt.from), MustDay(tt.to)); err != nil || n != tt.want {
			t.Errorf("%s to %s: %d %v, want %d", tt.from, tt.to, n, err, tt.want)
		}
	}
	var un *Unpublished
	if _, err := c.Between(MustDay("2026-12-31"), MustDay("2027-01-04")); !errors.As(err, &un) || un.Year != 2027 || un.Zh() == "" || un.En() == "" {
		t.Errorf("%v", err)
	}
	if _, err := (Calendar{}).NthWorkday(MustDay("2025-01-01"), 1); !errors.As(err, &un) || un.Year != 2025 {
		t.Errorf("an empty calendar: %v", err)
	}
}

// TestAgreesWithWalking compares every count with walking day by day.
func TestAgreesWithWalking(t *testing.T) {
	c := autumn(t)
	work := func(d Day) bool {
		if e, ok := c.Exception(d); ok {
			return e.Work
		}
		return !weekend(d)
	}
	first, last := MustDay("2025-01-01"), MustDay("2026-12-31")
	rapid.Check(t, func(t *rapid.T) {
		start := Day(rapid.IntRange(int(first), int(last)).Draw(t, "start"))
		n := rapid.IntRange(0, 300).Draw(t, "n")
		var pauses []Pause
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			from := start + Day(rapid.IntRange(-10, 200).Draw(t, "from"))
			pauses = append(pauses, Pause{from.Begin().Add(9 * time.Hour), (from + Day(rapid.IntRange(0, 40).Draw(t, "for"))).Begin().Add(17 * time.Hour)})
		}
		paused := func(d Day) bool {
			for _, p := range pauses {
				if d >= DayOf(p.From) && d < DayOf(p.To) {
					return true
				}
			}
			return false
		}
		for _, unit := range []Unit{Workday, CalDay} {
			want := start
			for left := n; left > 0; {
				want++
				if (unit == CalDay || work(want)) && !paused(want) {
					left--
				}
			}
			due, err := c.Due(Clock{Start: start.Begin().Add(8 * time.Hour), Term: Term{N: n, Unit: unit}, Pauses: pauses})
			switch {
			case unit == Workday && want > last:
				var un *Unpublished
				if !errors.As(err, &un) {
					t.Fatalf("%s + %d ends after the calendar: %s %v", start, n, due.Day, err)
				}
			case err != nil && unit == Workday && reaches(pauses, last):
			case err != nil || due.Day != want:
				t.Fatalf("%s + %d %s: %s %v, want %s", start, n, unit, due.Day, err, want)
			}
		}
	})
}

// reaches reports whether a pause ends beyond the calendar, where its working days cannot be counted.
func reaches(pauses []Pause, last Day) bool {
	for _, p := range pauses {
		if DayOf(p.To) > last {
			return true
		}
	}
	return false
}

// TestLaterStartIsNeverDueEarlier and moving an end never moves it onto a holiday.
func TestLaterStartIsNeverDueEarlier(t *testing.T) {
	c := autumn(t)
	rapid.Check(t, func(t *rapid.T) {
		start := MustDay("2025-01-01") + Day(rapid.IntRange(0, 400).Draw(t, "start"))
		later := start + Day(rapid.IntRange(0, 60).Draw(t, "later"))
		term := Term{N: rapid.IntRange(0, 9).Draw(t, "n"), Unit: rapid.SampledFrom([]Unit{CalDay, Workday, Month}).Draw(t, "unit"), Roll: true}
		a, err1 := c.Due(Clock{Start: start.Begin(), Term: term})
		b, err2 := c.Due(Clock{Start: later.Begin(), Term: term})
		if err1 != nil || err2 != nil {
			var un *Unpublished
			if err1 != nil && !errors.As(err1, &un) || err2 != nil && !errors.As(err2, &un) {
				t.Fatal(err1, err2)
			}
			return
		}
		if b.Day < a.Day {
			t.Fatalf("%s gives %s, %s gives %s", start, a.Day, later, b.Day)
		}
		if work, _ := c.IsWorkday(a.Day); !work && term.N > 0 {
			t.Fatalf("%s is due on the holiday %s", start, a.Day)
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "0000-01-01", "", "2024-2-9", "２０２４-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if err != nil {
			return
		}
		if d.String() != s || DayOf(d.Begin()) != d || DayOf(d.End()) != d+1 {
			t.Fatalf("%q is %s", s, d)
		}
		if m, ok := d.months(1); ok && (m <= d || m > d+31) {
			t.Fatalf("a month after %s is %s", d, m)
		}
	})
}
