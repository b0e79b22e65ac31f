// Package quota shares out the batches of a year's sampling plan: how many there must be, how many each cell (a region, a kind
// of food, a stage of the chain) gets by hand, by residents or by risk, how many failures each way may be expected to find, and
// who will miss the year.
//
// It is pure: no database, no clock, no chance. The same input gives the same answer in whatever order it is handed over.
//
// Where a method is not a rule of law it is written from memory (忆): empirical-Bayes shrinkage of rates (Efron and Morris 1975;
// the gamma-Poisson form of Clayton and Kaldor 1987), the beta-binomial predictive distribution, the largest-remainder method
// (Hare–Niemeyer) and the cube-root quantile of the gamma distribution (Wilson and Hilferty 1931). None is taken from a regulation.
package quota

// PerThousand is how many batches of food and farm produce together are to be sampled in a year for every 1,000 residents
// (《实施意见》一(二), target T1).
const PerThousand = 4

// Target is the number of batches that residents ask for in a year: ceil(residents / 1000 × 4). None for no residents.
func Target(residents int64) int64 {
	if residents <= 0 {
		return 0
	}
	return (residents*PerThousand + 999) / 1000
}
