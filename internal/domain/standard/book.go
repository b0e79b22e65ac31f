package standard

import (
	"context"
	"strings"
	"time"

	"shian/data/food"
	"shian/engine/limit"
	"shian/internal/kit/db"
)

// A book is every limit in memory, found by item. A sheet of a hundred thousand items asks as often; the limits are some
// thousand and change a few times a year.
type book struct {
	read  time.Time
	items map[string][]entry
}

type entry struct {
	limit.Rule
	food string
}

// fresh is how long a book is used without looking: what another node changed holds here after so long.
const fresh = 2 * time.Second

// For finds the limit for an item in a food that was valid on the day (2006-01-02) of production; false when none is kept.
//
// The food is known by category (data/food, or one of those above it) and name: the limit's own food must stand in the
// sample's name (大米 in 五常大米), or mean the whole category (畜肉). The longest such name wins, then the finer category,
// then the later standard. Nothing is guessed beyond that: a limit that is not found is not thereby absent.
func (s *Service) For(ctx context.Context, q db.Querier, category, name, item, day string) (limit.Rule, bool, error) {
	b, err := s.loaded(ctx, q)
	if err != nil || day == "" {
		return limit.Rule{}, false, err
	}
	var best entry
	score := 0
	for _, e := range b.items[key(item)] {
		if e.ValidFrom > day || e.ValidTo != "" && e.ValidTo < day || !strings.HasPrefix(category, e.Category) {
			continue
		}
		n := fits(e.Category, e.food, category, name)
		if n > score || n == score && n > 0 && e.ValidFrom > best.ValidFrom {
			best, score = e, n
		}
	}
	return best.Rule, score > 0, nil
}

// fits tells how closely a limit's food names the sample: 0 not at all.
func fits(at, foodName, category, sample string) int {
	plain := base(foodName)
	switch {
	case plain == "":
		return 0
	case strings.Contains(sample, plain):
		return 100*len(plain) + len(at)
	case whole(at, plain, category):
		return 1 + len(at)
	}
	return 0
}

// whole reports whether a standard's name of a food means the whole category.
func whole(at, plain, category string) bool {
	if c, ok := food.Lookup(at); ok && c.Name == plain {
		return true
	}
	for _, below := range covers[at+" "+plain] {
		if strings.HasPrefix(category, below) {
			return true
		}
	}
	return false
}

// covers are names of groups in the standards that mean a whole category of data/food under another name.
var covers = map[string][]string{
	"02 油脂及其制品":     {"02"},
	"14 茶叶":         {"14"},
	"F01 畜禽肉":       {"F0101", "F0102"},
	"F02 新鲜蔬菜":      {"F02"},
	"F03 水产品":       {"F03"},
	"F0202 芸薹类蔬菜":   {"F0202"},
	"F0203 叶菜蔬菜":    {"F0203"},
	"F0208 块根和块茎蔬菜": {"F0208"},
	"F0301 鱼类":      {"F0301"},
	"F0301 鱼":       {"F0301"},
}

// base is a name without what stands in brackets.
func base(s string) string {
	if i := strings.IndexAny(s, "（("); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

var subscripts = strings.NewReplacer("₁", "1", "₂", "2", "₃", "3", " ", "", "　", "", "α", "a")

// key is an item as it is compared: 铅（以Pb计） and 铅 are one.
func key(item string) string { return strings.ToLower(subscripts.Replace(base(item))) }

func (s *Service) forget() {
	s.mu.Lock()
	s.book = nil
	s.mu.Unlock()
}

func (s *Service) loaded(ctx context.Context, q db.Querier) (*book, error) {
	s.mu.Lock()
	b := s.book
	s.mu.Unlock()
	if b != nil && time.Since(b.read) < fresh {
		return b, nil
	}
	b, err := load(ctx, q)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.book = b
	s.mu.Unlock()
	return b, nil
}

func load(ctx context.Context, q db.Querier) (*book, error) {
	rows, err := q.Query(ctx, `SELECT l.id, l.category, l.food, l.item, l.limit_text, l.clause, l.mode, l.valid_from, l.valid_to, s.code
		FROM standard_limit l JOIN standard s ON s.id = l.standard WHERE NOT l.cancelled ORDER BY l.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	b := &book{read: time.Now(), items: map[string][]entry{}}
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.ID, &e.Category, &e.food, &e.Item, &e.Text, &e.Clause, &e.Mode, &e.ValidFrom, &e.ValidTo, &e.Basis); err != nil {
			return nil, err
		}
		b.items[key(e.Item)] = append(b.items[key(e.Item)], e)
	}
	return b, rows.Err()
}
