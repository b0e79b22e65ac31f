package place

import (
	"cmp"
	"slices"
	"strings"
)

// Suggest gives the regions in force whose name, path, English name or code fits what somebody has typed so far, the likeliest
// first: the exact name, names that begin so, names that hold it, then paths (兰州城关 finds 兰州市城关区). Between equals the higher
// level goes first. An empty q gives the prefectures.
func (t *Tree) Suggest(q string, limit int) []Region {
	q = strings.ToLower(strings.Join(strings.Fields(q), ""))
	if limit <= 0 {
		return nil
	}
	if q == "" {
		below := t.Children(Root)
		return below[:min(limit, len(below))]
	}
	type hit struct {
		rank, depth int
		r           Region
	}
	var hits []hit
	for i, r := range t.all {
		if r.ValidTo != "" || r.Level == Registrar {
			continue
		}
		if rank := fit(q, r, t.paths[i]); rank > 0 {
			hits = append(hits, hit{rank, depth(r.Level), r})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.depth, b.depth), cmp.Compare(a.r.Code, b.r.Code))
	})
	out := make([]Region, 0, min(limit, len(hits)))
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, h.r)
	}
	return out
}

// fit ranks a region for q from 1, best; 0 does not fit.
func fit(q string, r Region, path string) int {
	en := strings.ReplaceAll(strings.ToLower(r.NameEn), " ", "")
	switch {
	case q == r.Name, q == r.Code, q == Short(r.Code), en != "" && q == en:
		return 1
	case strings.HasPrefix(r.Name, q), strings.HasPrefix(r.Code, q), strings.HasPrefix(en, q):
		return 2
	case strings.Contains(r.Name, q), strings.Contains(en, q):
		return 3
	case inOrder(q, path, r.Name):
		return 4
	}
	return 0
}

// inOrder reports whether the characters of q stand in path in this order, the last of them in the region's own name.
func inOrder(q, path, own string) bool {
	last := ""
	for _, c := range q {
		i := strings.IndexRune(path, c)
		if i < 0 {
			return false
		}
		last, path = string(c), path[i+len(string(c)):]
	}
	return len(path) < len(own) && strings.Contains(own, last)
}

func depth(l Level) int { return slices.Index([]Level{Province, Prefecture, County, Township}, l) }
