package bench

import (
	"math"
	"slices"
	"time"
)

// times are how long each of many requests took.
type times []time.Duration

// at is the quantile q of the times (0.95: all but one in twenty took no longer), in milliseconds.
func (t times) at(q float64) float64 {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return milliseconds(sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)])
}

func milliseconds(d time.Duration) float64 { return round(float64(d) / 1e6) }

// round keeps two digits behind the point, which is more than such a figure is good for.
func round(f float64) float64 { return math.Round(f*100) / 100 }

// median of the figures of several rounds.
func median(f []float64) float64 {
	if len(f) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(f))
	return s[len(s)/2]
}
