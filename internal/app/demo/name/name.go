// Package name invents the businesses, people, products and addresses of the demonstration province. Every business and brand
// carries the word 演示, so that nobody takes an invented result for a real one; phones and credit codes lie in ranges that show
// it too.
package name

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
)

// Mark is the word every invented business and brand carries.
const Mark = "演示"

// unknown stands for the goods of a category that has none.
const unknown = "食品"

// A Maker invents names. The same seed and the same calls in the same order give the same names. It is not safe for use by several
// goroutines at once; give each its own seed.
type Maker struct {
	rand   *rand.Rand
	serial uint64
	offset uint64
}

// New returns a maker of names for a seed.
func New(seed uint64) *Maker {
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	return &Maker{rand: r, offset: r.Uint64N(organisations)}
}

// Operator names a business at a region that deals in a category of data/food: a producer for 01 to 32, a kitchen for C…, a farm or
// stall for F…, a shop otherwise. One in 400 has a name of 40 characters or more, as real ones do. Names repeat now and then.
func (m *Maker) Operator(regionName, category string) string {
	if m.rand.IntN(400) == 0 {
		return m.long(regionName, category)
	}
	goods := strings.TrimSuffix(m.goods(category), unknown) // …食品食品厂
	switch {
	case strings.HasPrefix(category, "C"):
		return join(regionName, Mark, m.brand(), m.pick(kitchens))
	case strings.HasPrefix(category, "F"):
		return join(regionName, Mark, m.brand(), goods, m.pick(farms))
	case category != "":
		return join(regionName, Mark, m.brand(), goods, m.pick(works))
	default:
		return join(regionName, Mark, m.brand(), m.pick(shops))
	}
}

// Producer names the maker on a label, who may sit in another province.
func (m *Maker) Producer(category string) string {
	goods := strings.TrimSuffix(m.goods(category), unknown) // …食品食品厂
	return join(m.pick(provinces), Mark, m.brand(), goods, m.pick(works))
}

// Product names a product of a category of data/food: with an invented brand for packed food (演示牌挂面), plain for farm produce and
// dishes. A category without products of its own borrows from those below it; an unknown one gives 食品.
func (m *Maker) Product(category string) string {
	goods := m.goods(category)
	if category == "" || strings.HasPrefix(category, "F") || strings.HasPrefix(category, "C") {
		return goods
	}
	return join(Mark, "牌", goods)
}

// Street invents a street or village with a number.
func (m *Maker) Street() string {
	if m.rand.IntN(3) == 0 {
		return fmt.Sprintf("%s村%s组%d号", join(Mark, m.brand()), m.pick(ordinals), 1+m.rand.IntN(199))
	}
	return fmt.Sprintf("%s%s%d号", join(Mark, m.brand()), m.pick(streets), 1+m.rand.IntN(999))
}

// Address puts an invented street into real regions, given from the larger to the smaller.
func (m *Maker) Address(regions ...string) string {
	return strings.Join(regions, "") + m.Street()
}

// Phone gives a number of the range 199-0000-0000 to 199-0000-9999, which stands for no one here.
func (m *Maker) Phone() string {
	return fmt.Sprintf("199-0000-%04d", m.rand.IntN(10000))
}

func (m *Maker) long(regionName, category string) string {
	s := join("甘肃省", regionName, Mark, m.brand(), m.brand(), "高原特色现代农业产业化", m.goods(category), "种植收购冷藏保鲜加工配送一体化示范", m.pick(unions))
	for len([]rune(s)) < 40 {
		s += "第" + m.pick(ordinals) + "分社"
	}
	return s
}

// brand is two characters that mean well.
func (m *Maker) brand() string { return m.pick(brandFirst) + m.pick(brandLast) }

func (m *Maker) goods(category string) string {
	all := products()
	words := all[category]
	if len(words) == 0 {
		return unknown
	}
	return m.pick(words)
}

func (m *Maker) pick(words []string) string { return words[m.rand.IntN(len(words))] }

func join(parts ...string) string { return strings.Join(parts, "") }

//go:embed products.csv
var productsCSV string

// products maps a category to its goods, and a category above to those of all below it.
var products = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(productsCSV), "\n")[1:] {
		code, goods, _ := strings.Cut(line, ",")
		for at := code; ; at = at[:len(at)-2] {
			m[at] = append(m[at], strings.Fields(goods)...)
			if len(at) < 3 {
				break
			}
		}
	}
	return m
})
