package page

import (
	"math"
	"strconv"
)

// Few is the number of samples below which a rate is only hinted at: light grey, 样本少, no green lamp.
const Few = 30

// A Rate is a share that never stands alone: it carries numerator, denominator and 95 % interval, or the word 全数 when
// everything was counted.
type Rate struct {
	Hits, Of  int64
	Whole     bool    // everything was counted, so there is no interval
	Low, High float64 // 95 % interval in percent, when an estimate has its own; both 0: Wilson's is taken
	Digits    int     // after the point; 0 means 1
	Href      string  // the list behind the figure
}

// Template implements Component.
func (Rate) Template() string { return "rate" }

// Thin reports that the samples are too few to conclude from.
func (r Rate) Thin() bool { return !r.Whole && r.Of < Few }

// None reports that nothing was counted, so there is no share.
func (r Rate) None() bool { return r.Of <= 0 }

// Percent is the share with its digits: 98.22 for {Hits: 44213, Of: 45016, Digits: 2}.
func (r Rate) Percent() string { return r.fix(100 * float64(r.Hits) / float64(r.Of)) }

// Interval gives both ends in percent.
func (r Rate) Interval() (low, high float64) {
	if r.Low != 0 || r.High != 0 {
		return r.Low, r.High
	}
	low, high = wilson(float64(r.Hits), float64(r.Of))
	return 100 * low, 100 * high
}

// Range is the interval as text: 98.09–98.33.
func (r Rate) Range() string {
	low, high := r.Interval()
	if r.Thin() {
		r.Digits = -1
	}
	return r.fix(low) + "–" + r.fix(high)
}

func (r Rate) fix(v float64) string {
	switch {
	case r.Digits < 0:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case r.Digits == 0:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', r.Digits, 64)
}

// An Amount is a number of which everything was counted, against a plan where there is one: 61,204 批次, 计划 100,080，完成
// 61.2%; without a plan it says 全数.
type Amount struct {
	N    int64
	Unit string // Chinese of the code
	Plan int64  // 0: none
	Href string // the list behind the figure
}

// Template implements Component.
func (Amount) Template() string { return "amount" }

// Done is the part of the plan reached, in percent.
func (a Amount) Done() float64 { return 100 * float64(a.N) / float64(a.Plan) }

// wilson is the 95 % score interval of a share (Wilson 1927, JASA 22:209), as parts of one.
func wilson(hits, of float64) (low, high float64) {
	const z = 1.959964
	if of <= 0 {
		return 0, 1
	}
	p := hits / of
	mid := (p + z*z/(2*of)) / (1 + z*z/of)
	half := z / (1 + z*z/of) * math.Sqrt(p*(1-p)/of+z*z/(4*of*of))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}
