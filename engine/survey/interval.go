// Package survey has the statistics behind published figures: confidence intervals of a rate, and control charts.
//
// A rate is x of n, such as failing samples of samples judged. Two intervals are given: Wilson's score interval, whose coverage is
// close to the confidence also for rare events and small n, for display beside a rate; and the exact one of Clopper and Pearson,
// which never covers less than the confidence, for decisions that must not be doubted.
package survey

import (
	"errors"
	"math"
)

// An Interval is the two bounds of a rate, both from 0 to 1.
type Interval struct{ Low, High float64 }

// ErrRate is the error for a count outside 0 to n, no observations, or a confidence that does not lie between 0 and 1.
var ErrRate = errors.New("比率需要 0 ≤ x ≤ n、n > 0，置信水平在 0 与 1 之间 / a rate takes 0 ≤ x ≤ n, n > 0, and a confidence between 0 and 1")

func checked(x, n int64, confidence float64) error {
	if n <= 0 || x < 0 || x > n || !(confidence > 0 && confidence < 1) {
		return ErrRate
	}
	return nil
}

// Wilson is the score interval of x of n at the confidence (0.95), without continuity correction: Wilson, J. Am. Stat. Assoc. 22
// (1927) 209. The error is ErrRate.
func Wilson(x, n int64, confidence float64) (Interval, error) {
	if err := checked(x, n, confidence); err != nil {
		return Interval{}, err
	}
	z := math.Sqrt2 * math.Erfinv(confidence)
	N, p := float64(n), float64(x)/float64(n)
	centre := p + z*z/(2*N)
	half := z * math.Sqrt(p*(1-p)/N+z*z/(4*N*N))
	scale := 1 + z*z/N
	i := Interval{Low: (centre - half) / scale, High: (centre + half) / scale}
	// At the ends the bound is the end itself, which arithmetic misses by a rounding.
	if x == 0 {
		i.Low = 0
	}
	if x == n {
		i.High = 1
	}
	return i, nil
}

// Exact is the interval of x of n at the confidence (0.95) by the binomial distribution itself: Clopper and Pearson, Biometrika 26
// (1934) 404. The error is ErrRate.
func Exact(x, n int64, confidence float64) (Interval, error) {
	if err := checked(x, n, confidence); err != nil {
		return Interval{}, err
	}
	tail := (1 - confidence) / 2
	i := Interval{Low: 0, High: 1}
	if x > 0 {
		i.Low = betaQuantile(tail, float64(x), float64(n-x+1))
	}
	if x < n {
		// The upper bound of x is one less the lower bound of n-x, which keeps the digits of a small tail.
		i.High = 1 - betaQuantile(tail, float64(n-x), float64(x+1))
	}
	return i, nil
}
