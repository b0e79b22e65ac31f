package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDayTurnsAtMidnightInChina(t *testing.T) {
	for at, want := range map[string]string{
		"2026-03-01T15:59:59.999Z": "2026-03-01",
		"2026-03-01T16:00:00.000Z": "2026-03-02",
	} {
		moment, err := ParseInstant(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := Day(moment); got != want {
			t.Errorf("day of %s = %s, want %s", at, got, want)
		}
	}
}

func TestInstantsSortLikeTheirTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int64Range(0, 4102444800000)
		a, b := time.UnixMilli(ms.Draw(t, "a")), time.UnixMilli(ms.Draw(t, "b"))
		if (Instant(a) < Instant(b)) != a.Before(b) {
			t.Fatalf("%s and %s sort unlike their times", Instant(a), Instant(b))
		}
		back, err := ParseInstant(Instant(a))
		if err != nil || !back.Equal(a) {
			t.Fatalf("%s came back as %v, %v", Instant(a), back, err)
		}
	})
}

func TestNowFollowsTheContext(t *testing.T) {
	moment := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	if got := Now(With(t.Context(), Fixed(moment))); !got.Equal(moment) {
		t.Errorf("Now = %v, want %v", got, moment)
	}
	before := time.Now()
	if got := Now(t.Context()); got.Before(before) {
		t.Errorf("without a clock Now = %v, want the host's time", got)
	}
}
