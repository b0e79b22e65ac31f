package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"shian/engine/quota"
)

// The plan that is shared out: target T1 of the province over its counties (兰州新区 apart from 兰州市's, 嘉峪关 as one), the categories of
// plans, and three stages of the chain.
const (
	planBatches    = 100_080
	planCounties   = 87
	planCategories = 40
	planStages     = 3
)

// field makes the cells with residents' weights, and three years of history for most of them.
func field() (cells []quota.Cell, past []quota.Past) {
	chance := rand.New(rand.NewPCG(2026, 6)) //nolint:gosec // the same field every time
	for r := range planCounties {
		residents := 20_000 + chance.Float64()*900_000
		for c := range planCategories {
			for s := range planStages {
				k := quota.Key{Region: fmt.Sprintf("62%04d", r), Category: fmt.Sprintf("%02d", c), Stage: fmt.Sprint(s)}
				cells = append(cells, quota.Cell{Key: k, Base: residents, Hand: float64(chance.IntN(30)), Vote: float64(chance.IntN(3))})
				if n := int64(chance.IntN(40)); n > 4 {
					past = append(past, quota.Past{Key: k, Tested: n, Failed: int64(chance.ExpFloat64() * float64(n) / 50)})
				}
			}
		}
	}
	return cells, past
}

// planning learns the risk from history and shares the plan out in all three ways, with what each is expected to find: what the page
// of a plan shows.
func planning(_ context.Context, r *run) error {
	cells, past := field()
	const rounds = 9
	var wall, cpu []float64
	var sum int64
	for range rounds {
		began, used := time.Now(), processor()
		m := quota.Learn(past)
		for _, way := range []quota.Way{quota.ByHand, quota.ByResidents, quota.ByRisk} {
			got, err := quota.Allocate(way, quota.Demand{Total: planBatches, Floor: 0.8, Explore: 0.1, Votes: 0.05}, cells, m)
			if err != nil {
				return err
			}
			sum = 0
			for _, n := range got {
				sum += n
			}
			if sum != planBatches {
				return fmt.Errorf("%s gave %d batches of %d", way, sum, planBatches)
			}
			m.Expect(cells, got)
		}
		wall = append(wall, milliseconds(time.Since(began)))
		cpu = append(cpu, milliseconds(processor()-used))
	}
	r.set("cells", len(cells))
	r.set("batches", sum)
	r.set("three_ways_ms", median(wall))
	r.set("three_ways_cpu_ms", median(cpu))
	return nil
}
