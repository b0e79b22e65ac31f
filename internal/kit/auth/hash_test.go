package auth_test

import (
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"shian/internal/kit/auth"
	"shian/internal/kit/fault"
)

func TestStoredHashesHaveTheWrittenCost(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		stored := func() (s string) {
			if err := b.d.Row(t.Context(), `SELECT hash FROM auth_account WHERE id = $1`, b.id).Scan(&s); err != nil {
				t.Fatal(err)
			}
			return s
		}
		const want = "$argon2id$v=19$m=19456,t=2,p=1$"
		if strings.HasPrefix(stored(), want) {
			t.Fatal("the test's cheap hash is not cheap")
		}
		b.Usual()
		b.signIn(t)
		if !strings.HasPrefix(stored(), want) {
			t.Errorf("a sign-in does not renew a hash of another cost: %.40s", stored())
		}
		b.signIn(t)
	})
}

func TestAFloodOfSignInsIsTurnedAway(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.Usual()
		var wg sync.WaitGroup
		var mu sync.Mutex
		kinds := map[fault.Kind]int{}
		for range 120 {
			wg.Go(func() {
				_, err := b.Hash(t.Context(), good)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					kinds["done"]++
				} else {
					kinds[fault.Of(err).Kind]++
				}
			})
		}
		wg.Wait()
		if kinds["done"] < 64 || kinds["done"]+kinds[fault.KindRefused] != 120 {
			t.Errorf("%v", kinds)
		}
	})
}

func TestOneTimePasswordsKeepTheRules(t *testing.T) {
	seen := map[string]bool{}
	for range 500 {
		p := auth.OneTime()
		if err := auth.CheckPassword("zhoulan", p); err != nil || seen[p] {
			t.Fatalf("%s: %v, seen %v", p, err, seen[p])
		}
		seen[p] = true
	}
}

func TestPasswordRulesHoldWhateverIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.String().Draw(t, "password")
		err := auth.CheckPassword("zhoulan", p)
		n := len([]rune(p))
		if err == nil && (n < 10 || n > 200 || strings.Contains(strings.ToLower(p), "zhoulan")) {
			t.Fatalf("%q was taken", p)
		}
		if err != nil && !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("%q: %v", p, err)
		}
	})
}
