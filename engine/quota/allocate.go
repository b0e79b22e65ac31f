package quota

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// A Way says what batches are given by.
type Way string

// The ways.
const (
	ByHand      Way = "hand"      // by weights somebody set
	ByResidents Way = "residents" // by residents and the mix of the plan
	ByRisk      Way = "risk"      // the same, times the posterior odds of failure
)

// A Cell is one place of the plan with what each way goes by. Base is its share by residents and mix, Hand the weight somebody set,
// Vote how much the public asks for it; none is negative. Min and Max bound its batches; Max 0 means no cap.
type Cell struct {
	Key
	Base, Hand, Vote float64
	Min, Max         int64
}

// A Demand is what is to be shared out.
type Demand struct {
	Total   int64
	Regions map[string]int64 // what each region gets, adding up to Total; nil: by the way itself
	// Floor is the part of its quota by residents that every region keeps by risk, 0 to 1.
	Floor float64
	// Explore and Votes are the parts of every region's quota kept for cells nobody has looked at and for what the public
	// asks; together at most 1. By hand they are not used.
	Explore, Votes float64
}

// Allocate shares a demand out over the cells: first over regions, then within each. The answer stands in the order of the cells,
// adds up to the total and to every region's quota exactly, and does not depend on the order. A region without cells gets
// nothing. Errors: ErrLeast and ErrRoom with the region, or a demand that makes no sense.
func Allocate(way Way, d Demand, cells []Cell, m *Model) ([]int64, error) {
	if d.Explore < 0 || d.Votes < 0 || d.Explore+d.Votes > 1 || d.Floor < 0 || d.Floor > 1 {
		return nil, fmt.Errorf("quota: shares %v, %v and %v are not parts of one", d.Explore, d.Votes, d.Floor)
	}
	at := map[string][]int{} // region → its cells by key
	order := make([]int, len(cells))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compare(cells[a].Key, cells[b].Key) })
	for _, i := range order {
		at[cells[i].Region] = append(at[cells[i].Region], i)
	}
	weights := make([]float64, len(cells))
	for i, c := range cells {
		weights[i] = c.weight(way, m)
	}
	regions, err := share(way, d, cells, weights, at)
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(cells))
	for _, region := range slices.Sorted(maps.Keys(at)) {
		if err := within(way, d, regions[region], cells, weights, at[region], m, out); err != nil {
			return nil, fmt.Errorf("%s: %w", region, err)
		}
	}
	return out, nil
}

func (c Cell) weight(way Way, m *Model) float64 {
	switch way {
	case ByHand:
		return c.Hand
	case ByRisk:
		return c.Base * m.Of(c.Key).Odds()
	case ByResidents:
	}
	return c.Base
}

// share gives every region its quota.
func share(way Way, d Demand, cells []Cell, weights []float64, at map[string][]int) (map[string]int64, error) {
	codes := slices.Sorted(maps.Keys(at))
	if d.Regions != nil {
		sum := int64(0)
		for _, n := range d.Regions {
			sum += n
		}
		if sum != d.Total {
			return nil, fmt.Errorf("quota: the regions add up to %d, not to %d", sum, d.Total)
		}
		for code, n := range d.Regions {
			if n > 0 && at[code] == nil {
				return nil, fmt.Errorf("quota: region %q has a quota and no cells", code)
			}
		}
		return d.Regions, nil
	}
	parts := make([]Part, len(codes))
	base := make([]Part, len(codes))
	for i, code := range codes {
		parts[i].Key, base[i].Key = code, code
		capped := true
		for _, n := range at[code] {
			parts[i].Weight += weights[n]
			base[i].Weight += cells[n].Base
			parts[i].Min += cells[n].Min
			parts[i].Max += cells[n].Max
			capped = capped && cells[n].Max > 0
		}
		if !capped {
			parts[i].Max = 0
		}
		base[i].Min, base[i].Max = parts[i].Min, parts[i].Max
	}
	if way == ByRisk {
		kept, err := Divide(d.Total, base)
		if err != nil {
			return nil, err
		}
		for i := range parts {
			parts[i].Min = max(parts[i].Min, int64(math.Floor(d.Floor*float64(kept[i]))))
		}
	}
	got, err := Divide(d.Total, parts)
	if err != nil {
		return nil, err
	}
	out := make(map[string]int64, len(codes))
	for i, code := range codes {
		out[code] = got[i]
	}
	return out, nil
}

// within shares a region's quota out: first what is kept for the unseen and for the public, then the rest by the way.
func within(way Way, d Demand, quota int64, cells []Cell, weights []float64, own []int, m *Model, out []int64) error {
	least := int64(0)
	for _, i := range own {
		least += cells[i].Min
	}
	free := max(0, quota-least)
	if way != ByHand {
		kept := min(free, int64(math.Floor(d.Explore*float64(quota))))
		free -= pot(kept, cells, own, out, func(c Cell) float64 {
			if m.Of(c.Key).Tested > 0 {
				return 0
			}
			return c.Base
		})
		pot(min(free, int64(math.Floor(d.Votes*float64(quota)))), cells, own, out, func(c Cell) float64 { return c.Vote })
	}
	left := quota
	parts, which := make([]Part, 0, len(own)), make([]int, 0, len(own))
	for _, i := range own {
		left -= out[i]
		c := cells[i]
		if c.Max > 0 && out[i] >= c.Max {
			continue
		}
		p := Part{Key: c.Category + "|" + c.Stage, Weight: weights[i], Min: max(0, c.Min-out[i])}
		if c.Max > 0 {
			p.Max = c.Max - out[i]
		}
		parts, which = append(parts, p), append(which, i)
	}
	got, err := Divide(left, parts)
	if err != nil {
		return err
	}
	for n, i := range which {
		out[i] += got[n]
	}
	return nil
}

// pot shares what is kept for cells with a weight of their own, as far as their caps let it; it gives what it shared.
func pot(kept int64, cells []Cell, own []int, out []int64, of func(Cell) float64) int64 {
	var parts []Part
	var which []int
	room := 0.0
	for _, i := range own {
		c := cells[i]
		w := of(c)
		if w <= 0 || c.Max > 0 && out[i] >= c.Max {
			continue
		}
		p := Part{Key: c.Category + "|" + c.Stage, Weight: w}
		if c.Max > 0 {
			p.Max = c.Max - out[i]
		}
		room += float64(p.cap())
		parts, which = append(parts, p), append(which, i)
	}
	if len(parts) == 0 {
		return 0
	}
	if room < float64(kept) {
		kept = int64(room)
	}
	got, err := Divide(kept, parts)
	if err != nil {
		return 0 // the bounds were just made to fit
	}
	for n, i := range which {
		out[i] += got[n]
	}
	return kept
}
