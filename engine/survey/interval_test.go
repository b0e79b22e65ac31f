package survey

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestPublishedIntervals holds both intervals to those of R, to 1e-9.
func TestPublishedIntervals(t *testing.T) {
	f, err := os.Open("../../../shared/data/analytics/survey-stats/proportion_ci.csv")
	if err != nil {
		t.Skip("skipped: the published intervals are not beside the repository")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 10 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows[1:] {
		v := map[string]float64{}
		for i, name := range rows[0] {
			if v[name], err = strconv.ParseFloat(r[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		wilson, err1 := Wilson(int64(v["x"]), int64(v["n"]), v["conf"])
		exact, err2 := Exact(int64(v["x"]), int64(v["n"]), v["conf"])
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for name, got := range map[string]float64{"wilson_lo": wilson.Low, "wilson_hi": wilson.High, "cp_lo": exact.Low, "cp_hi": exact.High} {
			if math.Abs(got-v[name]) > 1e-9 {
				t.Errorf("%v of %v at %v: %s %.15g, want %.15g", v["x"], v["n"], v["conf"], name, got, v[name])
			}
		}
	}
}

// TestIntervalsHold: the rate lies inside, bounds mirror each other, and a larger sample of the same rate is surer.
func TestIntervalsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 5_000_000).Draw(t, "n")
		x := rapid.Int64Range(0, n).Draw(t, "x")
		conf := rapid.SampledFrom([]float64{0.8, 0.95, 0.99}).Draw(t, "confidence")
		for name, of := range map[string]func(int64, int64, float64) (Interval, error){"wilson": Wilson, "exact": Exact} {
			i, err := of(x, n, conf)
			mirror, _ := of(n-x, n, conf)
			more, _ := of(10*x, 10*n, conf)
			p := float64(x) / float64(n)
			if err != nil || i.Low < 0 || i.High > 1 || i.Low > p+1e-12 || i.High < p-1e-12 {
				t.Fatalf("%s: %d of %d: %+v %v", name, x, n, i, err)
			}
			if math.Abs(i.Low-(1-mirror.High)) > 1e-9 || math.Abs(i.High-(1-mirror.Low)) > 1e-9 {
				t.Fatalf("%s: %d of %d: %+v, mirrored %+v", name, x, n, i, mirror)
			}
			if more.High-more.Low > i.High-i.Low {
				t.Fatalf("%s: ten times %d of %d is less sure", name, x, n)
			}
		}
	})
}

// TestExactCovers sums the binomial distribution itself: at each bound its tail is half of what the confidence leaves.
func TestExactCovers(t *testing.T) {
	tail := func(n, from, to int64, p float64) (sum float64) {
		for k := from; k <= to; k++ {
			a, _ := math.Lgamma(float64(n + 1))
			b, _ := math.Lgamma(float64(k + 1))
			c, _ := math.Lgamma(float64(n - k + 1))
			sum += math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
		}
		return sum
	}
	for _, c := range []struct{ x, n int64 }{{1, 10}, {3, 7}, {40, 1000}, {999, 1000}} {
		i, _ := Exact(c.x, c.n, 0.95)
		if over := tail(c.n, c.x, c.n, i.Low); math.Abs(over-0.025) > 1e-9 {
			t.Errorf("%d of %d: tail %g at the lower bound", c.x, c.n, over)
		}
		if under := tail(c.n, 0, c.x, i.High); math.Abs(under-0.025) > 1e-9 {
			t.Errorf("%d of %d: tail %g at the upper bound", c.x, c.n, under)
		}
	}
}

func TestNoRate(t *testing.T) {
	for _, c := range []struct {
		x, n int64
		conf float64
	}{{0, 0, 0.95}, {-1, 5, 0.95}, {6, 5, 0.95}, {1, 5, 0}, {1, 5, 1}, {1, 5, math.NaN()}} {
		_, err1 := Wilson(c.x, c.n, c.conf)
		_, err2 := Exact(c.x, c.n, c.conf)
		if !errors.Is(err1, ErrRate) || !errors.Is(err2, ErrRate) {
			t.Errorf("%+v: %v %v", c, err1, err2)
		}
	}
}
