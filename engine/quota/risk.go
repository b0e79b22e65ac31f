package quota

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// A Key names a cell: a region by its code, a kind of food and a stage of the chain.
type Key struct{ Region, Category, Stage string }

func compare(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Stage, b.Stage))
}

// A Past is what sampling found in a cell: batches with a conclusion, and those of them that failed.
type Past struct {
	Key
	Tested, Failed int64
}

// A Risk is what is believed of a cell's rate of failure: Beta(Alpha, Beta), of which the mean is the rate to expect. Tested and
// Failed are its own history; Tested 0 means that nobody has looked there.
type Risk struct {
	Alpha, Beta    float64
	Tested, Failed int64
}

// Mean is the expected rate of failure, between 0 and 1.
func (r Risk) Mean() float64 { return r.Alpha / (r.Alpha + r.Beta) }

// Odds are the posterior odds of failure: the mean against its complement.
func (r Risk) Odds() float64 { return r.Alpha / r.Beta }

// A Model holds the posterior of every cell. Rate is the rate of failure of all history, Strength how many batches of history the
// margins are worth beside a cell's own.
type Model struct {
	Rate, Strength float64
	Tested, Failed int64
	region         map[string]float64
	category       map[string]float64
	stage          map[string]float64
	own            map[Key]Past
}

// What is assumed before anything is known: one failure in fifty batches (target T3 asks for 98 % passing), and that a margin
// differs from the whole only as far as five expected failures or more say so.
const (
	priorTested, priorFailed = 50, 1
	shrink                   = 5
	rounds                   = 12
	least, most              = 1e-5, 0.5 // bounds of a rate by margins
)

// strengths are tried one after the other; the likeliest is taken.
var strengths = []float64{5, 10, 20, 35, 60, 100, 180, 320, 560, 1000, 2000}

// Learn makes the model from history: the rate of a cell is first that of its margins (region × category × stage, each a factor
// on the whole, shrunk towards 1), then moved by the cell's own results as a beta-binomial. How far is chosen by the likelihood
// of the history itself (empirical Bayes). Several entries of one cell are added up; impossible ones (more failed than
// tested) are cut to what is possible.
func Learn(past []Past) *Model {
	m := &Model{own: make(map[Key]Past, len(past)), region: map[string]float64{}, category: map[string]float64{}, stage: map[string]float64{}}
	for _, p := range past {
		p.Tested = max(0, p.Tested)
		p.Failed = max(0, min(p.Failed, p.Tested))
		if p.Tested == 0 {
			continue
		}
		sum := m.own[p.Key]
		m.own[p.Key] = Past{p.Key, sum.Tested + p.Tested, sum.Failed + p.Failed}
		m.Tested += p.Tested
		m.Failed += p.Failed
	}
	m.Rate = (float64(m.Failed) + priorFailed) / (float64(m.Tested) + priorTested)
	all := make([]Past, 0, len(m.own))
	for _, k := range slices.SortedFunc(maps.Keys(m.own), compare) {
		all = append(all, m.own[k])
	}
	m.margins(all)
	m.strength(all)
	return m
}

// margins finds the factor of each region, category and stage, given those of the other two, until they settle. A food sampled
// mostly where much fails is not blamed for the place.
func (m *Model) margins(all []Past) {
	for _, p := range all {
		m.region[p.Region], m.category[p.Category], m.stage[p.Stage] = 1, 1, 1
	}
	for range rounds {
		m.settle(all, m.region, func(k Key) string { return k.Region })
		m.settle(all, m.category, func(k Key) string { return k.Category })
		m.settle(all, m.stage, func(k Key) string { return k.Stage })
	}
}

func (m *Model) settle(all []Past, factor map[string]float64, of func(Key) string) {
	failed, expected := make(map[string]float64, len(factor)), make(map[string]float64, len(factor))
	for _, p := range all {
		name := of(p.Key)
		failed[name] += float64(p.Failed)
		expected[name] += float64(p.Tested) * m.rate(p.Key) / factor[name]
	}
	for name := range factor {
		factor[name] = (failed[name] + shrink) / (expected[name] + shrink)
	}
}

// rate is what the margins say of a cell, history of its own or not.
func (m *Model) rate(k Key) float64 {
	one := func(f map[string]float64, name string) float64 {
		if v, ok := f[name]; ok {
			return v
		}
		return 1
	}
	return m.Rate * one(m.region, k.Region) * one(m.category, k.Category) * one(m.stage, k.Stage)
}

func bounded(rate float64) float64 { return math.Max(least, math.Min(most, rate)) }

func (m *Model) strength(all []Past) {
	best := math.Inf(-1)
	m.Strength = strengths[len(strengths)/2]
	for _, s := range strengths {
		sum := 0.0
		for _, p := range all {
			a := s * bounded(m.rate(p.Key))
			sum += betaBinomial(p.Failed, p.Tested, a, s-a)
		}
		if len(all) > 0 && sum > best {
			best, m.Strength = sum, s
		}
	}
}

// betaBinomial is the log-likelihood of x failures in n batches, without the binomial coefficient, which does not depend on a, b.
func betaBinomial(x, n int64, a, b float64) float64 {
	return logBeta(a+float64(x), b+float64(n-x)) - logBeta(a, b)
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// Of gives what is believed of a cell, whether anybody has looked there or not.
func (m *Model) Of(k Key) Risk {
	own, rate := m.own[k], bounded(m.rate(k))
	return Risk{Alpha: m.Strength*rate + float64(own.Failed), Beta: m.Strength*(1-rate) + float64(own.Tested-own.Failed), Tested: own.Tested, Failed: own.Failed}
}
