package survey

import "math"

// betaQuantile is the p at which the beta distribution of a and b (both at least 1) has the lower tail q, found by halving: the
// distribution rises with p, and 200 halvings end at neighbouring numbers.
func betaQuantile(q, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 200 {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break
		}
		if beta(mid, a, b) < q {
			low = mid
		} else {
			high = mid
		}
	}
	return low + (high-low)/2
}

// beta is the regularised incomplete beta function, the lower tail of the beta distribution at p.
func beta(p, a, b float64) float64 {
	if p <= 0 {
		return 0
	}
	if p >= 1 {
		return 1
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(p) + b*math.Log1p(-p))
	// The fraction converges fast only on its own side of the mean.
	if p < (a+1)/(a+b+2) {
		return front * fraction(p, a, b) / a
	}
	return 1 - front*fraction(1-p, b, a)/b
}

// fraction is the continued fraction of the incomplete beta function (NIST DLMF 8.17.22) by Lentz's method. It takes about the square
// root of the greater of a and b steps.
func fraction(p, a, b float64) float64 {
	const tiny, close = 1e-300, 1e-16
	away := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*p/(a+1))
	value := d
	steps := 1000 + 10*int(math.Sqrt(max(a, b)))
	for m := 1.0; m < float64(steps); m++ {
		even := m * (b - m) * p / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/away(1+even*d), away(1+even/c)
		value *= d * c
		odd := -(a + m) * (a + b + m) * p / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/away(1+odd*d), away(1+odd/c)
		value *= d * c
		if math.Abs(d*c-1) < close {
			break
		}
	}
	return value
}
