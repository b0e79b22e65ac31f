package place

import (
	"slices"
	"strings"

	"shian/data/region"
	"shian/internal/kit/access"
)

// A Level is a step of government, or registrar for the two registration bodies that carry a region's code.
type Level = region.Level

// The levels, highest first.
const (
	Province   = region.Province
	Prefecture = region.Prefecture
	County     = region.County
	Township   = region.Township
	Registrar  = region.Registrar
)

// Root is the province.
const Root = "620000"

// A Region is one administrative division; see data/region for its fields.
type Region = region.Region

// Short gives a code without the zeros that stand for "all below": 620000 → 62, 620100 → 6201, 620102 stays.
func Short(code string) string {
	if len(code) != 6 {
		return code
	}
	if s, ok := strings.CutSuffix(code, "0000"); ok {
		return s
	}
	return strings.TrimSuffix(code, "00")
}

// Brief is a prefecture's everyday name: 临夏 for 临夏回族自治州.
func Brief(name string) string {
	for _, full := range []string{"回族自治州", "藏族自治州", "市", " Hui Autonomous Prefecture", " Tibetan Autonomous Prefecture"} {
		if short, ok := strings.CutSuffix(name, full); ok && short != "" {
			return short
		}
	}
	return name
}

// Full undoes Short: 62 → 620000.
func Full(code string) string {
	if n := len(code); n == 2 || n == 4 {
		return code + "000000"[n:]
	}
	return code
}

// Scope is the scope through which somebody who serves the region sees its records: r:62, r:6201, r:620102, r:620102001.
func Scope(code string) access.Scope { return access.Region(Short(code)) }

// A Tree is every region of the province in memory. It never changes; the service replaces it by another.
type Tree struct {
	byCode   map[string]int
	all      []Region // by code
	children map[string][]int
	paths    []string // names from the prefecture down, without what all share; for suggestions
}

// NewTree builds a tree; regions no longer in force are found by code but are nobody's children.
func NewTree(regions []Region) *Tree {
	t := &Tree{all: slices.Clone(regions), byCode: map[string]int{}, children: map[string][]int{}}
	slices.SortFunc(t.all, func(a, b Region) int { return strings.Compare(a.Code, b.Code) })
	for i, r := range t.all {
		t.byCode[r.Code] = i
	}
	t.paths = make([]string, len(t.all))
	for i, r := range t.all {
		if r.ValidTo == "" && r.Level != Registrar {
			t.children[r.Parent] = append(t.children[r.Parent], i)
		}
		t.paths[i] = t.FullName(r.Code, "zh")
	}
	return t
}

// Len counts the regions, former ones included.
func (t *Tree) Len() int { return len(t.all) }

// All gives every region by code, former ones included. The slice is the caller's own.
func (t *Tree) All() []Region { return slices.Clone(t.all) }

// Find gives the region with the code, which may be short (6201) or full (620100).
func (t *Tree) Find(code string) (Region, bool) {
	i, ok := t.byCode[Full(code)]
	if !ok {
		return Region{}, false
	}
	return t.all[i], true
}

// Level is the level of the region; empty for an unknown code.
func (t *Tree) Level(code string) Level {
	r, _ := t.Find(code)
	return r.Level
}

// Children gives the regions in force directly below, by code.
func (t *Tree) Children(code string) []Region {
	at := t.children[Full(code)]
	out := make([]Region, len(at))
	for i, n := range at {
		out[i] = t.all[n]
	}
	return out
}

// Path gives the regions from the province down to the code; none for an unknown code.
func (t *Tree) Path(code string) []Region {
	var out []Region
	for r, ok := t.Find(code); ok; r, ok = t.Find(r.Parent) {
		out = append(out, r)
		if r.Parent == "" {
			break
		}
	}
	slices.Reverse(out)
	return out
}

// Within reports whether the region is the other or lies in it.
func (t *Tree) Within(code, in string) bool {
	return slices.ContainsFunc(t.Path(code), func(r Region) bool { return r.Code == Full(in) })
}

// Name is the region's own name; townships have no English one and keep the Chinese. An unknown code is its own name.
func (t *Tree) Name(code, lang string) string {
	r, ok := t.Find(code)
	switch {
	case !ok:
		return code
	case lang == "en" && r.NameEn != "":
		return r.NameEn
	}
	return r.Name
}

// FullName is the name with those above it, below the province: 兰州市城关区; in English Chengguan District, Lanzhou.
func (t *Tree) FullName(code, lang string) string {
	path := t.Path(code)
	if len(path) < 2 {
		return t.Name(code, lang)
	}
	var parts []string
	for _, r := range path[1:] {
		if name := t.Name(r.Code, lang); len(parts) == 0 || parts[len(parts)-1] != name { // 嘉峪关市 stands twice
			parts = append(parts, name)
		}
	}
	if lang == "en" {
		slices.Reverse(parts)
		return strings.Join(parts, ", ")
	}
	return strings.Join(parts, "")
}

// Population counts the permanent residents; false where no source gives a figure.
func (t *Tree) Population(code string) (int64, bool) {
	r, ok := t.Find(code)
	return int64(r.Population), ok && r.Population > 0
}

// At reports whether the region was in force on the day (2006-01-02). Where the source gives only years, the whole of the
// first and of the last year count.
func At(r Region, day string) bool {
	return (r.ValidFrom == "" || day[:min(len(day), len(r.ValidFrom))] >= r.ValidFrom) &&
		(r.ValidTo == "" || day[:min(len(day), len(r.ValidTo))] <= r.ValidTo)
}
