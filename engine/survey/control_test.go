package survey

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestAtMostIsTheSumOfTheBinomial(t *testing.T) {
	for _, c := range []struct {
		n int64
		p float64
	}{{1, 0.3}, {10, 0.02}, {57, 0.5}, {400, 0.017}} {
		sum, term := 0.0, math.Pow(1-c.p, float64(c.n))
		for k := range c.n {
			sum += term
			term *= float64(c.n-k) / float64(k+1) * c.p / (1 - c.p)
			if got := atMost(k, c.n, c.p); math.Abs(got-sum) > 1e-12 {
				t.Fatalf("P(X ≤ %d) of %d at %g: %g, want %g", k, c.n, c.p, got, sum)
			}
		}
	}
}

func TestChartSignals(t *testing.T) {
	var periods []Sample
	for range 20 {
		periods = append(periods, Sample{4, 200})
	}
	periods[5] = Sample{16, 200} // far beyond what 2 % lets expect
	_, points, err := Chart(periods)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range points {
		want := Quiet
		switch {
		case i == 5:
			want = Above
		case i == 4, i < 4: // below the centre, raised by the sixth, but not yet eight in a row
		case i >= 13:
			want = Run
		}
		if p.Signal != want {
			t.Errorf("period %d: %q, want %q (%.4f within %.4f–%.4f)", i, p.Signal, want, p.Rate, p.Low, p.High)
		}
	}
}

func TestChartGapsInterruptRuns(t *testing.T) {
	periods := []Sample{{0, 50}, {0, 50}, {0, 50}, {0, 50}, {0, 0}, {0, 50}, {0, 50}, {0, 50}, {0, 50}, {30, 500}}
	_, points, err := Chart(periods)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range points {
		if p.Signal == Run {
			t.Errorf("period %d in a run across a gap", i)
		}
	}
	if !math.IsNaN(points[4].Rate) {
		t.Errorf("a period without observations has the rate %g", points[4].Rate)
	}
}

func TestChartRefuses(t *testing.T) {
	for _, periods := range [][]Sample{nil, {{0, 0}}, {{3, 2}}, {{-1, 2}}, {{0, -1}}} {
		if _, _, err := Chart(periods); !errors.Is(err, ErrRate) {
			t.Errorf("%v: %v", periods, err)
		}
	}
}

// Limits hold the centre between them, and leave no more outside than they say.
func TestLimitsCover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 5000).Draw(t, "n")
		p := rapid.Float64Range(0.0005, 0.9995).Draw(t, "p")
		low, high := limits(n, p)
		k, m := int64(math.Round(low*float64(n))), int64(math.Round(high*float64(n)))
		if k > m {
			t.Fatalf("%d to %d", k, m)
		}
		if below := atMost(k-1, n, p); below > outerTail+1e-12 {
			t.Fatalf("%g below %d of %d", below, k, n)
		}
		if above := 1 - atMost(m, n, p); above > outerTail+1e-9 {
			t.Fatalf("%g above %d of %d", above, m, n)
		}
	})
}
