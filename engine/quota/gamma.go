package quota

import "math"

// gammaQuantile is the quantile of a gamma distribution with this mean and variance at standard normal z (Wilson–Hilferty).
func gammaQuantile(mean, variance, z float64) float64 {
	if mean <= 0 {
		return 0
	}
	if variance <= 0 {
		return mean
	}
	shape := mean * mean / variance
	root := 1 - 1/(9*shape) + z/(3*math.Sqrt(shape))
	return mean * math.Pow(math.Max(0, root), 3)
}

// gammaBelow is the probability that such a variable is below x.
func gammaBelow(mean, variance, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case mean <= 0:
		return 1
	case variance <= 0:
		if mean < x {
			return 1
		}
		return 0
	}
	shape := mean * mean / variance
	z := 3 * math.Sqrt(shape) * (math.Cbrt(x/mean) - 1 + 1/(9*shape))
	return 0.5 * math.Erfc(-z/math.Sqrt2)
}

// z90 leaves 5 % on each side.
const z90 = 1.6448536269514722
