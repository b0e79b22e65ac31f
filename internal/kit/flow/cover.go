package flow

import (
	"slices"
	"strings"

	"shian/internal/kit/access"
)

// A share is the range of one scope, or what of it lies in some areas.
type share struct {
	scope access.Scope
	areas [][2]string // from, to (not included); nil: the whole range
}

// A covering says in which ranges the runs of an actor stand once. Of an actor's largest regions, the tops, each holds what lies
// in it. Their further runs, which concern them without lying there, and those of offices and businesses that lie elsewhere
// are mixed: one run may be in several. What reaches a single holder has no area and one row. For All the top is everything.
type covering struct {
	tops   []share
	extra  []share // of each top: what does not lie in it
	single []share
	mixed  []share
}

var nowhere = [2]string{"", "0"} // without an area

func cover(a *access.Actor) covering {
	var c covering
	var regions, rest []access.Scope
	for _, s := range slices.Compact(slices.Sorted(slices.Values(scopesOfLists(a)))) {
		switch _, is := regionOf(s); {
		case s == everybody:
			c.tops, c.extra = []share{{scope: s}}, []share{{scope: s, areas: [][2]string{}}}
		case strings.HasPrefix(string(s), "u:"):
			c.single = append(c.single, share{scope: s})
		case is:
			regions = append(regions, s)
		default:
			rest = append(rest, s)
		}
	}
	var outside [][2]string // of all tops
	if !a.All {
		outside = [][2]string{{"0", "~"}}
	}
	slices.SortStableFunc(regions, func(x, y access.Scope) int { return len(x) - len(y) })
	for _, s := range regions {
		code, _ := regionOf(s)
		if a.All || slices.ContainsFunc(c.tops, func(t share) bool { return strings.HasPrefix(string(s), string(t.scope)) }) {
			c.single = append(c.single, share{s, [][2]string{nowhere}})
			continue
		}
		c.tops = append(c.tops, share{scope: s})
		c.extra = append(c.extra, share{s, without([][2]string{{"0", "~"}}, code)})
		outside = without(outside, code)
	}
	if !a.All {
		for _, s := range regions {
			c.mixed = append(c.mixed, share{s, outside})
		}
	}
	for _, s := range rest {
		c.mixed = append(c.mixed, share{s, append([][2]string{nowhere}, outside...)})
	}
	return c
}

// groups are what is counted apart: the tops, their extras, all single ones together, each mixed one.
func (c covering) groups() [][]share {
	var out [][]share
	for _, all := range [][]share{c.tops, c.extra} {
		for _, s := range all {
			out = append(out, []share{s})
		}
	}
	out = append(out, c.single)
	for _, s := range c.mixed {
		out = append(out, []share{s})
	}
	return out
}

// sum takes the sizes of the groups together: sure runs, and of the mixed shares the largest, how many hold something, and
// their sum.
func (c covering) sum(sizes []int) (sure, largest, shared, sum int) {
	for i := range c.tops {
		if sizes[i] > CountMost {
			return CountMost + 1, 0, 0, 0
		}
		sure += sizes[i] - sizes[len(c.tops)+i]
	}
	sizes = sizes[2*len(c.tops):]
	sure += sizes[0]
	for _, n := range sizes[1:] {
		sum += n
		if largest = max(largest, n); n > 0 {
			shared++
		}
	}
	return sure, largest, shared, sum
}

// without takes the areas that lie in a region out of the intervals.
func without(areas [][2]string, code string) [][2]string {
	end := code + ":" // a colon follows the digits
	out := [][2]string{}
	for _, x := range areas {
		if x[0] < code {
			out = append(out, [2]string{x[0], min(x[1], code)})
		}
		if x[1] > end {
			out = append(out, [2]string{max(x[0], end), x[1]})
		}
	}
	return out
}

// regionOf is the code of a scope that every run lying there has.
func regionOf(s access.Scope) (string, bool) {
	code, is := strings.CutPrefix(string(s), "r:")
	return code, is && slices.Contains([]int{2, 4, 6, 9}, len(code))
}
