package quota_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"shian/engine/quota"
)

// year does about the given batches, unevenly by week.
func year(chance *rand.Rand, total float64, weeks int) []int64 {
	out := make([]int64, weeks)
	even := quota.Even(365)
	for w := range out {
		mean := total * even[w] * (0.5 + chance.Float64())
		out[w] = int64(math.Max(0, mean+math.Sqrt(mean)*chance.NormFloat64()))
	}
	return out
}

func TestForecastHoldsTheYear(t *testing.T) {
	held, trials := 0, 400
	for trial := range trials {
		chance := rand.New(rand.NewPCG(uint64(trial), 5))
		whole := year(chance, 3000, quota.Weeks)
		sum := int64(0)
		for _, n := range whole {
			sum += n
		}
		weeks := 8 + chance.IntN(36)
		f := quota.Foretell(quota.Year{Done: whole[:weeks], Days: 7 * weeks, Of: 365, Target: 3000})
		if !f.Known || f.Low > f.Mean || f.Mean > f.High {
			t.Fatalf("%+v", f)
		}
		if float64(sum) >= f.Low && float64(sum) <= f.High {
			held++
		}
	}
	if share := float64(held) / float64(trials); share < 0.82 || share > 0.99 {
		t.Errorf("%d of %d intervals held the year", held, trials)
	}
}

func TestWhoWillMissTheYear(t *testing.T) {
	even := func(perWeek int64, weeks int) []int64 {
		out := make([]int64, weeks)
		for i := range out {
			out[i] = perWeek
		}
		return out
	}
	for name, c := range map[string]struct {
		y     quota.Year
		known bool
		least float64
		most  float64
	}{
		"half the pace":             {quota.Year{Done: even(10, 26), Days: 182, Of: 365, Target: 1040}, true, 0.99, 1},
		"twice the pace":            {quota.Year{Done: even(40, 26), Days: 182, Of: 365, Target: 1040}, true, 0, 0.01},
		"on course":                 {quota.Year{Done: even(20, 26), Days: 182, Of: 365, Target: 1043}, true, 0.2, 0.8},
		"reached already":           {quota.Year{Done: even(100, 26), Days: 182, Of: 365, Target: 1040}, true, 0, 0},
		"over and missed":           {quota.Year{Done: even(10, 52), Days: 365, Of: 365, Target: 1040}, true, 1, 1},
		"over and reached":          {quota.Year{Done: even(20, 52), Days: 365, Of: 365, Target: 1040}, true, 0, 0},
		"too early":                 {quota.Year{Done: even(3, 1), Days: 3, Of: 365, Target: 1040}, false, 0, 0},
		"nothing yet":               {quota.Year{Done: even(0, 20), Days: 140, Of: 365, Target: 1040}, false, 0, 0},
		"withdrawn more than added": {quota.Year{Done: []int64{-3}, Days: 140, Of: 365, Target: 10}, false, 0, 0},
	} {
		f := quota.Foretell(c.y)
		if f.Known != c.known || f.Miss < c.least || f.Miss > c.most {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// Work that past years did in autumn is not missed in spring.
func TestSeasonsExcuseASlowSpring(t *testing.T) {
	late := make([]int64, quota.Weeks)
	for w := range late {
		late[w] = 5
		if w >= 35 {
			late[w] = 60
		}
	}
	season := quota.Seasons([][]int64{late, late}, 365)
	sum := 0.0
	for _, s := range season {
		sum += s
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Fatalf("the shares add up to %v", sum)
	}
	y := quota.Year{Done: late[:26], Days: 182, Of: 365, Target: 850}
	if f := quota.Foretell(y); f.Miss < 0.9 {
		t.Errorf("every day alike: %+v", f)
	}
	y.Season = season
	if f := quota.Foretell(y); f.Miss > 0.5 || f.Due >= 450 {
		t.Errorf("by season: %+v", f)
	}
	if quota.Seasons([][]int64{make([]int64, 53)}, 365) != nil {
		t.Error("a year without work has a season")
	}
	begun := make([]int64, quota.Weeks)
	copy(begun[30:], late[30:])
	if quota.Seasons([][]int64{begun}, 365) != nil {
		t.Error("a year whose records begin in summer has a season")
	}
}
