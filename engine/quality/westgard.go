package quality

import "math"

// A Rule is one of the Westgard rules (Westgard, Barry, Hunt and Groth, Clin. Chem. 27 (1981) 493; 待核).
type Rule string

// The rules in the order in which they are reported. Rule12s warns; each of the others rejects the run.
const (
	Rule12s Rule = "1-2s" // beyond two standard deviations
	Rule13s Rule = "1-3s" // beyond three
	Rule22s Rule = "2-2s" // two in a row beyond two on the same side
	RuleR4s Rule = "R-4s" // two in a row beyond two on opposite sides
	Rule41s Rule = "4-1s" // four in a row beyond one on the same side
	Rule10x Rule = "10-x" // ten in a row on the same side of the mean
)

// Rejects reports whether a run that breaks the rule may not be used.
func (r Rule) Rejects() bool { return r != Rule12s }

// Rejected reports whether any of the rules rejects.
func Rejected(rules []Rule) bool {
	for _, r := range rules {
		if r.Rejects() {
			return true
		}
	}
	return false
}

// Z is how many standard deviations a value lies above the mean; NaN when sd is not positive.
func Z(value, mean, sd float64) float64 {
	if !(sd > 0) {
		return math.NaN()
	}
	return (value - mean) / sd
}

// Westgard says for each control value, oldest first and all of one level of control, which rules it breaks together with those
// before it. z is in standard deviations from the target. A NaN breaks nothing and interrupts what runs.
func Westgard(z []float64) [][]Rule {
	out := make([][]Rule, len(z))
	for i := range z {
		out[i] = broken(z[:i+1])
	}
	return out
}

// broken are the rules that the last value breaks.
func broken(z []float64) []Rule {
	var out []Rule
	last := z[len(z)-1]
	size := math.Abs(last)
	if size > 2 {
		out = append(out, Rule12s)
	}
	if size > 3 {
		out = append(out, Rule13s)
	}
	if run(z, 2, 2) {
		out = append(out, Rule22s)
	}
	if n := len(z); n > 1 && size > 2 && math.Abs(z[n-2]) > 2 && last*z[n-2] < 0 {
		out = append(out, RuleR4s)
	}
	if run(z, 4, 1) {
		out = append(out, Rule41s)
	}
	if run(z, 10, 0) {
		out = append(out, Rule10x)
	}
	return out
}

// run reports whether the last n values all lie beyond the bound on the same side.
func run(z []float64, n int, beyond float64) bool {
	if len(z) < n {
		return false
	}
	above, below := true, true
	for _, v := range z[len(z)-n:] {
		above, below = above && v > beyond, below && v < -beyond
	}
	return above || below
}
