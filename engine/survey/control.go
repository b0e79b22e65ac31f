package survey

import "math"

// A Sample is what one period found: X of N.
type Sample struct{ X, N int64 }

// A Signal says why a period stands out in a control chart.
type Signal string

// The signals: beyond a limit, or in a run of eight on the same side of the centre line (Western Electric Handbook, 1956,
// rules 1 and 4).
const (
	Quiet Signal = ""
	Above Signal = "above"
	Below Signal = "below"
	Run   Signal = "run"
)

// A Control is one period in its control chart: the share and the limits it should keep to, 0 to 1.
type Control struct {
	Rate, Low, High float64
	Signal          Signal
}

const (
	outerTail = 0.00135 // beyond three standard deviations on one side
	runLength = 8
)

// Chart sets periods against what all of them together let expect. Limits are those of the binomial distribution itself, for
// three standard deviations of a normal one mislead where few fail: the lower is the greatest share with at most 0.135 % below
// it, the upper the least with at most 0.135 % above it. A period without observations has Rate NaN and no signal and
// interrupts a run. The error is ErrRate for counts outside 0 to n or no observations at all.
func Chart(periods []Sample) (centre float64, points []Control, err error) {
	var x, n int64
	for _, p := range periods {
		if p.N < 0 || p.X < 0 || p.X > p.N {
			return 0, nil, ErrRate
		}
		x, n = x+p.X, n+p.N
	}
	if n == 0 {
		return 0, nil, ErrRate
	}
	centre = float64(x) / float64(n)
	points = make([]Control, len(periods))
	run, side := 0, 0
	for i, p := range periods {
		if p.N == 0 {
			points[i] = Control{Rate: math.NaN(), Low: math.NaN(), High: math.NaN()}
			run = 0
			continue
		}
		c := &points[i]
		c.Rate = float64(p.X) / float64(p.N)
		c.Low, c.High = limits(p.N, centre)
		at := 0
		switch {
		case c.Rate > centre:
			at = 1
		case c.Rate < centre:
			at = -1
		}
		if at != side || at == 0 {
			run, side = 0, at
		}
		if at != 0 {
			run++
		}
		switch {
		case c.Rate > c.High:
			c.Signal = Above
		case c.Rate < c.Low:
			c.Signal = Below
		case run >= runLength:
			c.Signal = Run
		}
	}
	return centre, points, nil
}

// limits are the shares of n between which a period with the chance p stays but for one in 741 on either side.
func limits(n int64, p float64) (low, high float64) {
	low = float64(quantile(n, p, outerTail, false)) / float64(n)
	high = float64(quantile(n, p, 1-outerTail, true)) / float64(n)
	return low, high
}

// quantile is the least k with P(X ≤ k) ≥ q (upper), or the greatest k with P(X < k) ≤ q.
func quantile(n int64, p, q float64, upper bool) int64 {
	low, high := int64(0), n // the answer lies within
	for low < high {
		mid := low + (high-low)/2
		if upper && atMost(mid, n, p) >= q || !upper && atMost(mid, n, p) > q {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// atMost is P(X ≤ k) of the binomial distribution.
func atMost(k, n int64, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n || p <= 0:
		return 1
	case p >= 1:
		return 0
	}
	return beta(1-p, float64(n-k), float64(k+1))
}
