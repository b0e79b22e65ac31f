package quota

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrRoom reports that the caps leave less room than is to be shared out.
var ErrRoom = errors.New("quota: the caps together are smaller than the total")

// ErrLeast reports that the minimum shares ask for more than there is.
var ErrLeast = errors.New("quota: the minimum shares together are larger than the total")

// A Part is one of those among whom a total is divided.
//
// Weight is finite and not negative; Min is what the part gets at least, Max what it gets at most, 0 for no cap. Key is
// unique and decides between equals.
type Part struct {
	Key      string
	Weight   float64
	Min, Max int64
}

func (p Part) cap() int64 {
	if p.Max > 0 {
		return p.Max
	}
	return math.MaxInt64
}

// Divide shares total out in proportion to the weights, within minimum and cap of each part, by the largest remainder; ties go to
// the larger weight, then to the smaller key. The answer stands in the order of the parts, adds up to total exactly and does not
// depend on that order. Of two parts with the same bounds the heavier never gets less. Parts without weight get their
// minimum only, unless nothing else can take the rest. Errors: ErrLeast, ErrRoom, or a part that makes no sense.
func Divide(total int64, parts []Part) ([]int64, error) {
	if err := sound(total, parts); err != nil {
		return nil, err
	}
	order := make([]int, len(parts)) // sums of floats depend on their order, so it is ours
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(parts[a].Key, parts[b].Key) })
	sorted := make([]Part, len(parts))
	for i, at := range order {
		sorted[i] = parts[at]
	}
	out := make([]int64, len(parts))
	for i, n := range divide(total, sorted) {
		out[order[i]] = n
	}
	return out, nil
}

func sound(total int64, parts []Part) error {
	if total < 0 {
		return fmt.Errorf("quota: total %d is negative", total)
	}
	least, room := int64(0), 0.0
	seen := make(map[string]bool, len(parts))
	for _, p := range parts {
		switch {
		case seen[p.Key]:
			return fmt.Errorf("quota: part %q twice", p.Key)
		case math.IsNaN(p.Weight) || math.IsInf(p.Weight, 0) || p.Weight < 0:
			return fmt.Errorf("quota: part %q has weight %v", p.Key, p.Weight)
		case p.Min < 0 || p.Max < 0 || p.Min > p.cap():
			return fmt.Errorf("quota: part %q has the bounds %d to %d", p.Key, p.Min, p.Max)
		}
		seen[p.Key] = true
		least += p.Min
		room += float64(p.cap())
	}
	if least > total {
		return ErrLeast
	}
	if room < float64(total) {
		return ErrRoom
	}
	return nil
}

// divide works on parts in the order of their keys, with bounds that leave room.
func divide(total int64, parts []Part) []int64 {
	weights := make([]float64, len(parts))
	for i, p := range parts {
		weights[i] = p.Weight
	}
	if reach(parts, weights) < float64(total) { // those with weight cannot take it all: the others share what is left
		for i := range weights {
			if weights[i] > 0 {
				weights[i] = 0 // at their caps below
				continue
			}
			weights[i] = 1
		}
		full := make([]Part, len(parts))
		for i, p := range parts {
			if full[i] = p; p.Weight > 0 {
				full[i].Min = p.cap()
			}
		}
		parts = full
	}
	quota := clamp(parts, weights, level(float64(total), parts, weights))
	return whole(total, parts, weights, quota)
}

// reach is what parts with weight can take at most, the others keeping their minimum.
func reach(parts []Part, weights []float64) float64 {
	sum := 0.0
	for i, p := range parts {
		if weights[i] > 0 {
			sum += float64(p.cap())
		} else {
			sum += float64(p.Min)
		}
	}
	return sum
}

func clamp(parts []Part, weights []float64, at float64) []float64 {
	out := make([]float64, len(parts))
	for i, p := range parts {
		out[i] = math.Max(float64(p.Min), math.Min(float64(p.cap()), at*weights[i]))
	}
	return out
}

// level is the batches a unit of weight at which the bounded shares add up to the total. Each part changes at two places: it
// leaves its minimum, it meets its cap; between them the sum grows in a straight line.
func level(total float64, parts []Part, weights []float64) float64 {
	type turn struct{ at, slope, base float64 }
	turns := make([]turn, 0, 2*len(parts))
	sum, slope := 0.0, 0.0 // the sum is sum + slope × level
	for i, p := range parts {
		sum += float64(p.Min)
		if weights[i] <= 0 {
			continue
		}
		turns = append(turns, turn{float64(p.Min) / weights[i], weights[i], -float64(p.Min)})
		if p.Max > 0 {
			turns = append(turns, turn{float64(p.Max) / weights[i], -weights[i], float64(p.Max)})
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return cmp.Compare(a.at, b.at) })
	for i, t := range turns {
		sum, slope = sum+t.base, slope+t.slope
		if slope <= 0 {
			continue
		}
		at := (total - sum) / slope
		if i+1 == len(turns) || at <= turns[i+1].at {
			return math.Max(at, t.at)
		}
	}
	if len(turns) > 0 {
		return turns[len(turns)-1].at
	}
	return 0
}

// whole rounds the shares so that they add up: down, and what is missing to those that lost most.
func whole(total int64, parts []Part, weights, quota []float64) []int64 {
	out := make([]int64, len(parts))
	rest := make([]float64, len(parts))
	left := total
	for i, q := range quota {
		near := math.Round(q)
		if math.Abs(q-near) > 1e-9*math.Max(1, q) {
			near = math.Floor(q)
		}
		out[i] = max(parts[i].Min, min(parts[i].cap(), int64(near)))
		rest[i] = q - float64(out[i])
		left -= out[i]
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rest[b], rest[a]), cmp.Compare(weights[b], weights[a]))
	})
	for left > 0 {
		moved := false
		for _, weighted := range []bool{true, false} {
			for _, i := range order {
				if left > 0 && out[i] < parts[i].cap() && (weights[i] > 0) == weighted {
					out[i]++
					left--
					moved = true
				}
			}
			if moved {
				break
			}
		}
	}
	for left < 0 { // rounding of the level itself
		for _, i := range slices.Backward(order) {
			if left < 0 && out[i] > parts[i].Min {
				out[i]--
				left++
			}
		}
	}
	return out
}
