package record

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"shian/internal/kit/form"
)

const (
	holdMost = 20_000           // records of one value that are counted; what has more is simply common
	holdFor  = 10 * time.Minute // a count is good for so long; it steers and is never shown
	holdKept = 5000             // counts kept for one kind
)

// holdings remember how many records have a value, so that a list with several filters runs along the index of the rarest.
// SQLite's own statistics know a column's average only: to them "withdrawn" is as common as "published".
type holdings struct {
	mu   sync.Mutex
	held map[[2]string]holding // column and value
}

type holding struct {
	n  int
	at time.Time
}

// byArea is the driver where no filter leads: the county's or township's own index, which holds the other filters.
const byArea = "."

// driver names the filter that the fewest records pass, or byArea in a county that a filter is not much rarer than; empty
// with nothing to choose from.
func (k *Kind[T, P]) driver(ctx context.Context, shown *form.Fields, filter map[string]string, area string) (string, error) {
	best, least, several := "", holdMost+1, 0
	if col, ok := column(area); ok && len(area) >= 6 {
		n, err := k.holds(ctx, col, area)
		if err != nil {
			return "", err
		}
		best, least, several = byArea, n/10, 1
	}
	for _, x := range shown.All() {
		v := form.Clean(filter[x.Name], false)
		if v == "" || !x.Filters || !single(x, v) {
			continue
		}
		several++
		n, err := k.holds(ctx, x.Name, v)
		if err != nil {
			return "", err
		}
		if n < least {
			best, least = x.Name, n
		}
	}
	if several < 2 {
		return "", nil
	}
	return best, nil
}

// single reports whether a filter asks for one text.
func single(x *form.Field, v string) bool {
	switch x.Kind {
	case form.KindDay, form.KindInt, form.KindBool:
		return false
	case form.KindChoice:
		return !strings.Contains(v, ",")
	}
	return true
}

func (k *Kind[T, P]) holds(ctx context.Context, column, value string) (int, error) {
	key := [2]string{column, value}
	k.holdings.mu.Lock()
	h, ok := k.holdings.held[key]
	k.holdings.mu.Unlock()
	if ok && time.Since(h.at) < holdFor {
		return h.n, nil
	}
	err := k.d.Row(ctx, "SELECT count(*) FROM (SELECT 1 FROM "+k.texts.table+" t WHERE t."+column+" = $1 AND t.sort > '' LIMIT "+strconv.Itoa(holdMost)+") AS head", value).Scan(&h.n)
	if err != nil {
		return 0, err
	}
	k.holdings.mu.Lock()
	defer k.holdings.mu.Unlock()
	if k.holdings.held == nil || len(k.holdings.held) >= holdKept {
		k.holdings.held = map[[2]string]holding{}
	}
	k.holdings.held[key] = holding{h.n, time.Now()}
	return h.n, nil
}
