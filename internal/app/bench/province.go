package bench

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sort"
	"sync"

	"shian/data/region"
	"shian/internal/app/demo/name"
	"shian/internal/domain/operator"
)

// seed makes the same province every time.
const seed = 20260301

// A county is one of the real counties with its townships.
type county struct {
	code, name string
	prefecture string
	residents  int
	towns      []region.Region
}

// A province is the real regions, drawn by their residents, and what invents names in them.
type province struct {
	counties []county
	upto     []int // residents of the counties up to and including each
	rnd      *rand.Rand
	names    *name.Maker
	hash     string               // of password
	mu       sync.Mutex           // of firms
	firms    []*operator.Operator // one in five of the businesses, whom results are about
}

func newProvince() *province {
	p := &province{rnd: rand.New(rand.NewPCG(seed, 1)), names: name.New(seed)}
	sum := 0
	for _, r := range region.All() {
		if r.Level != region.County {
			continue
		}
		n, _ := name.EstimateCounty(r.Code)
		above, _ := region.Lookup(r.Parent)
		sum += n
		p.counties = append(p.counties, county{code: r.Code, name: r.Name, prefecture: above.Name, residents: n, towns: region.Children(r.Code)})
		p.upto = append(p.upto, sum)
	}
	return p
}

// county draws one, the more residents the likelier.
func (p *province) county() *county {
	n := p.rnd.IntN(p.upto[len(p.upto)-1])
	return &p.counties[sort.SearchInts(p.upto, n+1)]
}

// place draws a township of the county, or the county where it has none.
func (p *province) place(c *county) string {
	if len(c.towns) == 0 {
		return c.code
	}
	return c.towns[p.rnd.IntN(len(c.towns))].Code
}

// bySize are the largest and the smallest county.
func (p *province) bySize() []county {
	order := func(a, b county) int { return cmp.Compare(a.residents, b.residents) }
	return []county{slices.MaxFunc(p.counties, order), slices.MinFunc(p.counties, order)}
}

// draw is county with a source of its own, for drawing from several goroutines.
func (p *province) draw(rnd *rand.Rand) *county {
	n := rnd.IntN(p.upto[len(p.upto)-1])
	return &p.counties[sort.SearchInts(p.upto, n+1)]
}

func one[T any](rnd *rand.Rand, of ...T) T { return of[rnd.IntN(len(of))] }
