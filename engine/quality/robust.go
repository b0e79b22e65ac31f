package quality

import (
	"errors"
	"math"
	"slices"
)

// ErrFew is the error for fewer than two values or one that is no finite number.
var ErrFew = errors.New("稳健统计至少需要两个有效数值 / robust statistics take at least two finite values")

// The constants of Algorithm A (待核).
const (
	madScale  = 1.483 // makes a median deviation a standard deviation
	winsor    = 1.5
	sdScale   = 1.134 // makes up for what winsorising takes away
	spread    = 1.25  // of the robust mean's uncertainty
	tolerance = 1e-13
	rounds    = 1000
)

// A Consensus is what the participants of a round agree on.
type Consensus struct {
	N           int
	Mean, SD    float64
	Uncertainty float64 // of Mean: 1.25 s*/√n
}

// AlgorithmA gives the robust mean and standard deviation of the values (ISO 13528, GB/T 28043; 待核): outliers are drawn in to
// 1.5 standard deviations again and again until nothing moves. The error is ErrFew. Half of the values being equal gives SD 0.
func AlgorithmA(values []float64) (Consensus, error) {
	if len(values) < 2 || slices.ContainsFunc(values, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
		return Consensus{}, ErrFew
	}
	x := slices.Sorted(slices.Values(values)) // the order of the participants changes nothing, not even in the last digit
	mean := median(x)
	sd := madScale * median(deviations(x, mean))
	drawn := make([]float64, len(x))
	for range rounds {
		low, high := mean-winsor*sd, mean+winsor*sd
		for i, v := range x {
			drawn[i] = min(max(v, low), high)
		}
		m, s := moments(drawn)
		s *= sdScale
		still := math.Abs(m-mean) <= tolerance*math.Abs(m) && math.Abs(s-sd) <= tolerance*s
		if mean, sd = m, s; still {
			break
		}
	}
	return Consensus{N: len(x), Mean: mean, SD: sd, Uncertainty: spread * sd / math.Sqrt(float64(len(x)))}, nil
}

// median of sorted values.
func median(x []float64) float64 {
	n := len(x)
	if n%2 == 1 {
		return x[n/2]
	}
	return x[n/2-1]/2 + x[n/2]/2
}

func deviations(x []float64, from float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Abs(v - from)
	}
	slices.Sort(out)
	return out
}

func moments(x []float64) (mean, sd float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	var sum float64
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sum / (n - 1))
}

// A Score says how a participant did.
type Score string

// The scores: |z| up to 2, up to 3 exclusive, and beyond (待核).
const (
	Satisfactory   Score = "satisfactory"
	Questionable   Score = "questionable"
	Unsatisfactory Score = "unsatisfactory"
	Unscored       Score = "" // no deviation to measure by
)

// ScoreOf reads a z-score.
func ScoreOf(z float64) Score {
	switch z = math.Abs(z); {
	case math.IsNaN(z):
		return Unscored
	case z <= 2:
		return Satisfactory
	case z < 3:
		return Questionable
	}
	return Unsatisfactory
}
