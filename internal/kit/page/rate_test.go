package page

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestRateCarriesItsInterval(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		rate          Rate
		percent, span string
		thin          bool
	}{
		{Rate{Hits: 44213, Of: 45016, Digits: 2}, "98.22", "98.09–98.33", false},
		{Rate{Hits: 9, Of: 12}, "75.0", "47–91", true},
		{Rate{Hits: 30, Of: 30}, "100.0", "88.6–100.0", false},
		{Rate{Hits: 6, Of: 7, Whole: true}, "85.7", "48.7–97.4", false},
		{Rate{Hits: 50, Of: 100, Low: 33.25, High: 66.5}, "50.0", "33.2–66.5", false},
	} {
		if x.rate.Percent() != x.percent || x.rate.Range() != x.span || x.rate.Thin() != x.thin {
			t.Errorf("%+v: %s, %s, thin %v", x.rate, x.rate.Percent(), x.rate.Range(), x.rate.Thin())
		}
	}
}

func TestIntervalHoldsTheShare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.Int64Range(1, 1_000_000).Draw(t, "of")
		hits := rapid.Int64Range(0, of).Draw(t, "hits")
		low, high := Rate{Hits: hits, Of: of}.Interval()
		if p := 100 * float64(hits) / float64(of); low < 0 || high > 100 || low > p+1e-9 || high < p-1e-9 {
			t.Fatalf("%d of %d: %v to %v", hits, of, low, high)
		}
	})
}

func TestDueSaysHowLate(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		left int
		unit Unit
		tone Tone
		text string
	}{
		{8, WorkingDays, OK, "余 {1} 个工作日"}, {3, CalendarDays, Near, "余 {1} 日"}, {0, WorkingDays, Near, "今日到期"},
		{-2, WorkingDays, Late, "逾期 {1} 个工作日"}, {-1, CalendarDays, Late, "逾期 {1} 日"},
	} {
		if l := Due(x.left, x.unit, 3); l.Tone != x.tone || l.Text != x.text {
			t.Errorf("%d %s: %+v", x.left, x.unit, l)
		}
	}
}

func TestChartsStayInTheirDrawing(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	if got := (Spark{Points: []float64{1, nan, 3}}).Path(); got != "M1 21M85 3" {
		t.Errorf("a gap is drawn as %q", got)
	}
	for _, x := range []struct {
		points []float64
		want   Word
	}{{nil, "无数据"}, {[]float64{nan}, "无数据"}, {[]float64{2, 2}, "持平"}, {[]float64{1, 2, 3, 4}, "上升"}, {[]float64{9, 5, 1}, "下降"}} {
		if got := (Spark{Points: x.points}).Trend(); got != x.want {
			t.Errorf("%v: %s, want %s", x.points, got, x.want)
		}
	}
	if got := (Bar{From: -5, To: 140}).Fill(); got != [2]string{"0", "100"} {
		t.Errorf("bar %v", got)
	}
	if got := (Whisker{Min: 80, Max: 100}).X(90); got != "44" {
		t.Errorf("whisker %s", got)
	}
}

func TestNumSetsThousandsApart(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "−1,234,567"} {
		if got := Num(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
