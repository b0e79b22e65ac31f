package quota_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"shian/engine/quota"
)

func field(t *rapid.T) ([]quota.Cell, []quota.Past) {
	var cells []quota.Cell
	var past []quota.Past
	for r := range rapid.IntRange(1, 4).Draw(t, "regions") {
		for c := range rapid.IntRange(1, 4).Draw(t, "categories") {
			for s := range rapid.IntRange(1, 3).Draw(t, "stages") {
				k := quota.Key{Region: fmt.Sprint("r", r), Category: fmt.Sprint("c", c), Stage: fmt.Sprint("s", s)}
				cell := quota.Cell{Key: k, Base: float64(rapid.IntRange(0, 9).Draw(t, "base")), Hand: float64(rapid.IntRange(0, 9).Draw(t, "hand")),
					Vote: float64(rapid.IntRange(0, 3).Draw(t, "vote")), Min: int64(rapid.IntRange(0, 2).Draw(t, "min"))}
				if rapid.IntRange(0, 4).Draw(t, "capped") == 0 {
					cell.Max = cell.Min + int64(rapid.IntRange(1, 20).Draw(t, "room"))
				}
				cells = append(cells, cell)
				n := int64(rapid.IntRange(0, 30).Draw(t, "tested"))
				past = append(past, quota.Past{Key: k, Tested: n, Failed: n / int64(rapid.IntRange(2, 40).Draw(t, "of"))})
			}
		}
	}
	return cells, past
}

func TestEveryWayAddsUpExactlyInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells, past := field(t)
		d := quota.Demand{Total: int64(rapid.IntRange(0, 600).Draw(t, "total")), Floor: float64(rapid.IntRange(0, 10).Draw(t, "floor")) / 10,
			Explore: float64(rapid.IntRange(0, 5).Draw(t, "explore")) / 10, Votes: float64(rapid.IntRange(0, 5).Draw(t, "votes")) / 10}
		way := rapid.SampledFrom([]quota.Way{quota.ByHand, quota.ByResidents, quota.ByRisk}).Draw(t, "way")
		if rapid.Bool().Draw(t, "fixed") {
			d.Regions, d.Total = map[string]int64{}, 0
			for _, c := range cells {
				if _, ok := d.Regions[c.Region]; !ok {
					d.Regions[c.Region] = int64(rapid.IntRange(0, 200).Draw(t, "quota"))
					d.Total += d.Regions[c.Region]
				}
			}
		}
		m := quota.Learn(past)
		got, err := quota.Allocate(way, d, cells, m)
		if errors.Is(err, quota.ErrLeast) || errors.Is(err, quota.ErrRoom) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		sum, byRegion := int64(0), map[string]int64{}
		for i, c := range cells {
			sum += got[i]
			byRegion[c.Region] += got[i]
			if got[i] < c.Min || c.Max > 0 && got[i] > c.Max {
				t.Fatalf("%s: %+v got %d", way, c, got[i])
			}
		}
		if sum != d.Total {
			t.Fatalf("%s: sum %d of %d", way, sum, d.Total)
		}
		for code, n := range d.Regions {
			if byRegion[code] != n {
				t.Fatalf("%s: %s got %d of %d", way, code, byRegion[code], n)
			}
		}
		mixed := append([]quota.Cell(nil), cells...)
		other := append([]quota.Past(nil), past...)
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		chance.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		chance.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		again, err := quota.Allocate(way, d, mixed, quota.Learn(other))
		if err != nil {
			t.Fatal(err)
		}
		by := map[quota.Key]int64{}
		for i, c := range mixed {
			by[c.Key] = again[i]
		}
		for i, c := range cells {
			if by[c.Key] != got[i] {
				t.Fatalf("%s %v: %d, in another order %d", way, c.Key, got[i], by[c.Key])
			}
		}
	})
}

// Cells that nobody has looked at get their fixed share even where risk alone would give them next to nothing.
func TestUnseenCellsAndVotesKeepTheirShare(t *testing.T) {
	seen, unseen, voted := quota.Key{Region: "620102", Category: "01", Stage: "a"}, quota.Key{Region: "620102", Category: "02", Stage: "a"}, quota.Key{Region: "620102", Category: "03", Stage: "a"}
	cells := []quota.Cell{{Key: seen, Base: 100}, {Key: unseen, Base: 0.001}, {Key: voted, Vote: 5}}
	m := quota.Learn([]quota.Past{{Key: seen, Tested: 500, Failed: 60}, {Key: voted, Tested: 100}})
	got, err := quota.Allocate(quota.ByRisk, quota.Demand{Total: 200, Explore: 0.1, Votes: 0.05}, cells, m)
	if err != nil || got[1] < 20 || got[2] != 10 || got[0]+got[1]+got[2] != 200 {
		t.Errorf("%v %v, want at least 20 for the unseen and 10 for the votes", got, err)
	}
	none, err := quota.Allocate(quota.ByRisk, quota.Demand{Total: 200}, cells, m)
	if err != nil || none[1] != 0 || none[2] != 0 {
		t.Errorf("without shares: %v %v", none, err)
	}
}

func TestEveryRegionKeepsItsFloorByRisk(t *testing.T) {
	bad, good := quota.Key{Region: "a", Category: "01", Stage: "s"}, quota.Key{Region: "b", Category: "01", Stage: "s"}
	m := quota.Learn([]quota.Past{{Key: bad, Tested: 1000, Failed: 300}, {Key: good, Tested: 1000}})
	got, err := quota.Allocate(quota.ByRisk, quota.Demand{Total: 1000, Floor: 0.8}, []quota.Cell{{Key: bad, Base: 1}, {Key: good, Base: 1}}, m)
	if err != nil || got[1] != 400 || got[0] != 600 {
		t.Errorf("%v %v, want 600 and 400", got, err)
	}
}

func TestDemandsThatMakeNoSense(t *testing.T) {
	cells, m := []quota.Cell{{Key: quota.Key{Region: "a"}, Base: 1}}, quota.Learn(nil)
	for _, d := range []quota.Demand{{Total: 1, Explore: 0.7, Votes: 0.7}, {Total: 1, Floor: 2}, {Total: 2, Regions: map[string]int64{"a": 1}}, {Total: 2, Regions: map[string]int64{"b": 2}}} {
		if _, err := quota.Allocate(quota.ByResidents, d, cells, m); err == nil {
			t.Errorf("%+v was allocated", d)
		}
	}
}

// province is 87 counties × 40 categories × 3 stages with some history.
func province() ([]quota.Cell, []quota.Past) {
	chance := rand.New(rand.NewPCG(3, 4))
	var cells []quota.Cell
	var past []quota.Past
	for r := range 87 {
		for c := range 40 {
			for s := range 3 {
				k := quota.Key{Region: fmt.Sprintf("62%04d", r), Category: fmt.Sprintf("%02d", c), Stage: fmt.Sprint(s)}
				cells = append(cells, quota.Cell{Key: k, Base: float64(1 + chance.IntN(500)), Hand: 1, Vote: float64(chance.IntN(2))})
				if n := int64(chance.IntN(30)); n > 0 {
					past = append(past, quota.Past{Key: k, Tested: n, Failed: int64(chance.IntN(3)) * (n / 20)})
				}
			}
		}
	}
	return cells, past
}

func BenchmarkPlanOfAProvince(b *testing.B) {
	cells, past := province()
	for b.Loop() {
		m := quota.Learn(past)
		for _, way := range []quota.Way{quota.ByHand, quota.ByResidents, quota.ByRisk} {
			got, err := quota.Allocate(way, quota.Demand{Total: 100080, Floor: 0.8, Explore: 0.1, Votes: 0.05}, cells, m)
			if err != nil {
				b.Fatal(err)
			}
			m.Expect(cells, got)
		}
	}
}
