package web

import (
	"sync"
	"time"
)

// A Limiter gives every key a bucket of tokens that fills steadily; it remembers a bounded number of keys.
type Limiter struct {
	mu    sync.Mutex
	rate  float64 // tokens a second
	burst float64
	most  int
	keys  map[string]bucket
	now   func() time.Time
}

type bucket struct {
	left float64
	at   time.Time
}

// NewLimiter allows rate calls a second in the long run and burst at once, for at most most keys remembered.
func NewLimiter(rate float64, burst, most int) *Limiter {
	return &Limiter{rate: rate, burst: float64(burst), most: most, keys: map[string]bucket{}, now: time.Now}
}

// Take takes a token for the key: 0 when there was one, else how long until there is.
func (l *Limiter) Take(key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.keys[key]
	if !known {
		if len(l.keys) >= l.most {
			l.forget(now)
		}
		b = bucket{left: l.burst, at: now}
	}
	b.left = min(l.burst, b.left+now.Sub(b.at).Seconds()*l.rate)
	b.at = now
	var wait time.Duration
	if b.left >= 1 {
		b.left--
	} else {
		wait = time.Duration((1 - b.left) / l.rate * float64(time.Second))
	}
	l.keys[key] = b
	return wait
}

// forget drops the keys whose bucket is full again, and when that frees too little, any: under a flood from many
// addresses the memory stays bounded.
func (l *Limiter) forget(now time.Time) {
	for k, b := range l.keys {
		if b.left+now.Sub(b.at).Seconds()*l.rate >= l.burst {
			delete(l.keys, k)
		}
	}
	for k := range l.keys {
		if len(l.keys) < l.most-l.most/8 {
			return
		}
		delete(l.keys, k)
	}
}

// Len is how many keys are remembered.
func (l *Limiter) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.keys)
}
