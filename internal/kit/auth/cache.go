package auth

import (
	"sync"
	"time"
)

// A cache remembers what a secret stands for, for a few seconds, so that thousands of requests a second do not each ask
// the database. What is dropped is forgotten at once, even by a reader that is just fetching the old state.
type cache[V any] struct {
	mu    sync.Mutex
	most  int
	keep  time.Duration
	era   uint64 // grows with every drop
	items map[[32]byte]cached[V]
}

type cached[V any] struct {
	value   V
	account string
	till    time.Time
}

func newCache[V any](most int, keep time.Duration) *cache[V] {
	return &cache[V]{most: most, keep: keep, items: map[[32]byte]cached[V]{}}
}

// get gives the value, or the era under which a fetched one may be put.
func (c *cache[V]) get(key [32]byte, now time.Time) (v V, era uint64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	x, ok := c.items[key]
	// The second condition holds when the host's clock was set back.
	if ok && now.Before(x.till) && x.till.Sub(now) <= c.keep {
		return x.value, c.era, true
	}
	return v, c.era, false
}

// put remembers the value unless something was dropped since era.
func (c *cache[V]) put(key [32]byte, account string, v V, now time.Time, era uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.era != era {
		return
	}
	if len(c.items) >= c.most {
		for k, x := range c.items {
			if !now.Before(x.till) {
				delete(c.items, k)
			}
		}
		if len(c.items) >= c.most {
			clear(c.items)
		}
	}
	c.items[key] = cached[V]{v, account, now.Add(c.keep)}
}

// dropAccount forgets everything of an account; "" forgets all.
func (c *cache[V]) dropAccount(account string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	if account == "" {
		clear(c.items)
		return
	}
	for k, x := range c.items {
		if x.account == account {
			delete(c.items, k)
		}
	}
}
