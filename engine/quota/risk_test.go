package quota_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"shian/engine/quota"
)

func TestNothingKnownIsTwoPercent(t *testing.T) {
	m := quota.Learn(nil)
	r := m.Of(quota.Key{Region: "620102"})
	if math.Abs(r.Mean()-0.02) > 1e-12 || r.Tested != 0 || math.Abs(r.Odds()-0.02/0.98) > 1e-12 {
		t.Errorf("%+v mean %v", r, r.Mean())
	}
}

// A cell's rate lies between its own results and what its margins say, nearer to its own the more there are.
func TestFewResultsAreDrawnToTheMargins(t *testing.T) {
	var past []quota.Past
	for r := range 20 {
		for c := range 10 {
			past = append(past, quota.Past{Key: quota.Key{Region: fmt.Sprint(r), Category: fmt.Sprint(c), Stage: "s"}, Tested: 40, Failed: int64((r + c) % 3)})
		}
	}
	few := quota.Key{Region: "0", Category: "few", Stage: "s"}
	many := quota.Key{Region: "0", Category: "many", Stage: "s"}
	past = append(past, quota.Past{Key: few, Tested: 2, Failed: 1}, quota.Past{Key: many, Tested: 2000, Failed: 1000})
	m := quota.Learn(past)
	if p := m.Of(few).Mean(); p > 0.3 {
		t.Errorf("one failure of two counts as %.3f", p)
	}
	if p := m.Of(many).Mean(); math.Abs(p-0.5) > 0.05 {
		t.Errorf("a thousand failures of two thousand count as %.3f", p)
	}
	bad := quota.Learn(append(past, quota.Past{Key: quota.Key{Region: "bad", Category: "1", Stage: "s"}, Tested: 400, Failed: 80}))
	if here, there := bad.Of(quota.Key{Region: "bad", Category: "2", Stage: "s"}).Mean(), bad.Of(quota.Key{Region: "3", Category: "2", Stage: "s"}).Mean(); here < 2*there {
		t.Errorf("an unseen cell of a bad region has %.4f, of another %.4f", here, there)
	}
}

func TestMoreFailuresNeverLowerACell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, past := field(t)
		i := rapid.IntRange(0, len(past)-1).Draw(t, "cell")
		if past[i].Failed >= past[i].Tested {
			return
		}
		before := quota.Learn(past)
		past[i].Failed++
		after := quota.Learn(past)
		if after.Strength > 3*before.Strength {
			return // the history as a whole says now that cells are more alike: then a cell may count for less
		}
		if a, b := after.Of(past[i].Key).Mean(), before.Of(past[i].Key).Mean(); a <= b {
			t.Fatalf("%v: %v, before %v (strength %v, %v)", past[i], a, b, after.Strength, before.Strength)
		}
	})
}

// The interval holds what is found nine times in ten, when the world is as the model supposes: rates by region and food, cells
// around them.
func TestExpectedFailuresAreFound(t *testing.T) {
	held, trials := 0, 300
	for trial := range trials {
		chance := rand.New(rand.NewPCG(uint64(trial), 7))
		var past []quota.Past
		var cells []quota.Cell
		var rates []float64
		var batches []int64
		for r := range 12 {
			for c := range 8 {
				rate := 0.02 * (0.5 + float64(r%4)/2) * (0.5 + float64(c%3)/1.5) * (0.6 + 0.8*chance.Float64())
				k := quota.Key{Region: fmt.Sprint(r), Category: fmt.Sprint(c), Stage: "s"}
				tested := int64(chance.IntN(40))
				past = append(past, quota.Past{Key: k, Tested: tested, Failed: draws(chance, tested, rate)})
				cells, rates, batches = append(cells, quota.Cell{Key: k}), append(rates, rate), append(batches, int64(chance.IntN(30)))
			}
		}
		f := quota.Learn(past).Expect(cells, batches)
		found := int64(0)
		for i := range cells {
			found += draws(chance, batches[i], rates[i])
		}
		if float64(found) >= f.Low && float64(found) <= f.High {
			held++
		}
	}
	if share := float64(held) / float64(trials); share < 0.84 || share > 0.99 {
		t.Errorf("%d of %d intervals held what was found", held, trials)
	}
}

func draws(chance *rand.Rand, n int64, rate float64) (x int64) {
	for range n {
		if chance.Float64() < rate {
			x++
		}
	}
	return x
}

func TestCoverageCounts(t *testing.T) {
	seen := quota.Key{Region: "a"}
	cells := []quota.Cell{{Key: seen}, {Key: quota.Key{Region: "b"}}, {Key: quota.Key{Region: "c"}}}
	f := quota.Learn([]quota.Past{{Key: seen, Tested: 3}}).Expect(cells, []int64{4, 1, 0})
	if f.Cells != 3 || f.Covered != 2 || f.Unseen != 2 || f.Looked != 1 || f.Batches != 5 || math.Abs(f.Coverage()-2.0/3) > 1e-9 || f.Low < 0 || f.High > 5 || f.Low > f.Failures {
		t.Errorf("%+v", f)
	}
}
