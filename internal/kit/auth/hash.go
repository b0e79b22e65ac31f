package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"shian/internal/kit/fault"
)

// Cost of a hash: argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
const (
	costMemory = 19 * 1024 // KiB
	costPasses = 2
	costLanes  = 1
	saltSize   = 16
	keySize    = 32
)

// waitersMost bounds how many may wait for a hash; beyond it people are asked to try again, so that a flood of sign-ins
// cannot eat memory.
const waitersMost = 64

// restAfter is how long after the last hash its memory goes back to the system.
const restAfter = 15 * time.Second

// hasher makes and checks password hashes, at most as many at once as there are cores.
type hasher struct {
	memory  uint32 // KiB
	passes  uint32
	slots   chan struct{}
	waiting atomic.Int64
	dummy   string // checked for logins that do not exist, so that they cost the same time
	mu      sync.Mutex
	rest    *time.Timer
}

func newHasher() *hasher {
	return newHasherOf(costMemory, costPasses)
}

func newHasherOf(memory, passes uint32) *hasher {
	h := &hasher{memory: memory, passes: passes, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	h.dummy = h.encode(make([]byte, saltSize), make([]byte, keySize))
	return h
}

func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	if h.waiting.Add(1) > waitersMost {
		h.waiting.Add(-1)
		return nil, fault.NotYet(5*time.Second, "登录的人太多，请 5 秒后再试", "too many people are signing in; try again in 5 seconds")
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots; h.relax() }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// relax gives the memory of hashing back some time after the last one: the collector alone would keep it for minutes.
func (h *hasher) relax() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rest == nil {
		h.rest = time.AfterFunc(restAfter, debug.FreeOSMemory)
		return
	}
	h.rest.Reset(restAfter)
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt)
	return h.encode(salt, argon2.IDKey([]byte(password), salt, h.passes, h.memory, costLanes, keySize)), nil
}

// check reports whether the password belongs to the hash; with "" it takes as long and says no.
func (h *hasher) check(ctx context.Context, password, hash string) (bool, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	real := hash != ""
	if !real {
		hash = h.dummy
	}
	p, err := decode(hash)
	if err != nil {
		return false, err
	}
	key := argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key)))
	return subtle.ConstantTimeCompare(key, p.key) == 1 && real, nil
}

type parts struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

// cost is the head of every hash made at today's cost, in the PHC form.
func (h *hasher) cost() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, h.memory, h.passes, costLanes)
}

func (h *hasher) encode(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return h.cost() + b64(salt) + "$" + b64(key)
}

// decode reads the PHC form that encode writes, of any cost within reason.
func decode(s string) (p parts, err error) {
	f := strings.Split(s, "$")
	var version int
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" {
		return p, fmt.Errorf("stored password hash is not argon2id")
	}
	if _, err := fmt.Sscanf(f[2], "v=%d", &version); err != nil || version != argon2.Version {
		return p, fmt.Errorf("stored password hash has an unknown version")
	}
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, fmt.Errorf("stored password hash: cost: %w", err)
	}
	if p.memory > 1<<20 || p.memory < 8 || p.passes < 1 || p.passes > 100 || p.lanes < 1 {
		return p, fmt.Errorf("stored password hash has a cost out of range")
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(f[4]); err != nil {
		return p, fmt.Errorf("stored password hash: salt: %w", err)
	}
	if p.key, err = base64.RawStdEncoding.DecodeString(f[5]); err != nil || len(p.key) < 16 || len(p.key) > 64 {
		return p, fmt.Errorf("stored password hash: key unreadable")
	}
	return p, nil
}

// outdated reports whether the hash was made at another cost than today's.
func (h *hasher) outdated(hash string) bool { return !strings.HasPrefix(hash, h.cost()) }
