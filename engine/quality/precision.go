package quality

import "math"

// Where Thompson's form leaves that of Horwitz (待核).
const (
	thompsonLow  = 1.2e-7
	thompsonHigh = 0.138
)

// RPD is the relative percent difference of two duplicates: their distance in percent of their mean. NaN when the mean is 0.
func RPD(a, b float64) float64 {
	mean := a/2 + b/2
	if mean == 0 {
		return math.NaN()
	}
	return 100 * math.Abs(a-b) / math.Abs(mean)
}

// HorwitzPercent is the relative standard deviation between laboratories that Horwitz expects at the mass fraction:
// 2^(1−0.5 log10 C). NaN outside 0 < C ≤ 1.
func HorwitzPercent(c float64) float64 {
	if !(c > 0 && c <= 1) {
		return math.NaN()
	}
	return math.Exp2(1 - 0.5*math.Log10(c))
}

// ThompsonPercent is the same as Thompson (Analyst 125 (2000) 385) modified it: 22 % below 1.2e-7, a deviation of 0.01·√C above 0.138.
func ThompsonPercent(c float64) float64 {
	switch {
	case !(c > 0 && c <= 1):
		return math.NaN()
	case c < thompsonLow:
		return 22
	case c > thompsonHigh:
		return 100 * 0.01 * math.Sqrt(c) / c
	}
	return HorwitzPercent(c)
}

// RepeatPercent is what is expected within one laboratory: two thirds of Horwitz's figure.
func RepeatPercent(c float64) float64 { return HorwitzPercent(c) * 2 / 3 }

// HorRat compares a relative standard deviation between laboratories with what Thompson's form expects at the mass fraction; 0.5
// to 2 is usual (待核).
func HorRat(rsdPercent, c float64) float64 { return rsdPercent / ThompsonPercent(c) }

// RecoveryPercent is how much of a spike was found again, given what the sample held before. NaN without a spike.
func RecoveryPercent(found, before, spike float64) float64 {
	if !(spike > 0) {
		return math.NaN()
	}
	return 100 * (found - before) / spike
}
