package quota

import "math"

// A Find says what an allocation may be expected to bring to light.
//
// Failures are the expected failing batches, Low and High their 90 % interval (posterior predictive). Cells is how many cells
// there are, Covered how many get a batch; Unseen and Looked are the same for cells nobody has looked at. Batches is the total.
type Find struct {
	Failures, Low, High            float64
	Batches                        int64
	Cells, Covered, Unseen, Looked int
}

// Coverage is the part of cells that get a batch, 0 to 1.
func (f Find) Coverage() float64 {
	if f.Cells == 0 {
		return 0
	}
	return float64(f.Covered) / float64(f.Cells)
}

// Expect adds the cells up: each is beta-binomial in its batches; that all of them rest on one rate learned from so many failures
// widens the interval as well. The sum is taken as gamma-distributed with that mean and variance.
func (m *Model) Expect(cells []Cell, batches []int64) Find {
	f := Find{Cells: len(cells)}
	variance := 0.0
	for i, c := range cells {
		r, n := m.Of(c.Key), float64(batches[i])
		if r.Tested == 0 {
			f.Unseen++
		}
		if batches[i] == 0 {
			continue
		}
		f.Covered++
		if r.Tested == 0 {
			f.Looked++
		}
		f.Batches += batches[i]
		p := r.Mean()
		f.Failures += n * p
		variance += n * p * (1 - p) * (1 + (n-1)/(r.Alpha+r.Beta+1))
	}
	variance += f.Failures * f.Failures / (float64(m.Failed) + priorFailed)
	f.Low, f.High = gammaQuantile(f.Failures, variance, -z90), gammaQuantile(f.Failures, variance, z90)
	f.High = math.Min(f.High, float64(f.Batches))
	return f
}
