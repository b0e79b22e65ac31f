package access

import (
	"context"
	"sync"
	"time"

	"shian/internal/kit/db"
)

const (
	sizeMost = 100_000 // what is larger is simply large
	sizeKept = time.Minute
	sizeHeld = 20_000 // estimates kept; more than a province has scopes times kinds in use at once
)

// Sizes estimates how many records a scope holds, so that a list with filters can choose whether to walk the scope or the
// filter's own index. Estimates are kept for a minute; they steer the choice and are never shown.
type Sizes struct {
	d    *db.DB
	mu   sync.Mutex
	held map[sizeKey]size
}

type sizeKey struct {
	scope Scope
	kind  string
}

type size struct {
	n  int
	at time.Time
}

// NewSizes estimates from the database.
func NewSizes(d *db.DB) *Sizes { return &Sizes{d: d, held: map[sizeKey]size{}} }

// Of estimates how many records of the kind the actor sees, counting twice what two scopes share; never more than about
// 100,000 for each scope, which is also the answer for All.
func (s *Sizes) Of(ctx context.Context, a *Actor, kind string) (int, error) {
	if a.All {
		return sizeMost, nil
	}
	sum := 0
	for _, scope := range a.Seen() {
		n, err := s.scope(ctx, sizeKey{scope, kind})
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

func (s *Sizes) scope(ctx context.Context, k sizeKey) (int, error) {
	s.mu.Lock()
	have, ok := s.held[k]
	s.mu.Unlock()
	if ok && time.Since(have.at) < sizeKept {
		return have.n, nil
	}
	n, err := countScope(ctx, s.d, k.scope, k.kind, sizeMost)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.held) >= sizeHeld {
		clear(s.held)
	}
	s.held[k] = size{n, time.Now()}
	return n, nil
}
