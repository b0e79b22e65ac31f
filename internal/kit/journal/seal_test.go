package journal

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

func TestEveryEntryGetsOneLeaf(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		total := 0
		for _, n := range []int{1, 254, 1, 1, 0, 300, sealMost + 5} {
			f.create(n)
			if got := f.seal(); got != n {
				t.Fatalf("sealed %d, want %d", got, n)
			}
			total += n
			var rows, leaves, last int
			err := f.d.Row(f.ctx(), `SELECT count(*), count(DISTINCT leaf), max(leaf) FROM journal_entry`).Scan(&rows, &leaves, &last)
			if err != nil || rows != total || leaves != total || last != total-1 {
				t.Fatalf("%d rows, %d leaves up to %d, %v; want %d", rows, leaves, last, err, total)
			}
		}
	})
}

// The tree is compared with one grown by x/mod from the same leaves, hash by hash as that package numbers them.
func TestTheTreeIsThatOfXMod(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.create(1000)
		f.seal()
		f.create(77)
		f.seal()
		es, err := list(f.ctx(), f.d, `SELECT `+entryColumns+` FROM journal_entry ORDER BY leaf`)
		if err != nil {
			t.Fatal(err)
		}
		var stored []tlog.Hash
		reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
			var out []tlog.Hash
			for _, i := range indexes {
				out = append(out, stored[i])
			}
			return out, nil
		})
		for i := range es {
			hashes, err := tlog.StoredHashes(int64(i), es[i].line(), reader)
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, hashes...)
		}
		ours, err := newTiles(f.ctx(), f.d).ReadHashes(upTo(len(stored)))
		if err != nil {
			t.Fatal(err)
		}
		for i := range stored {
			if ours[i] != stored[i] {
				t.Fatalf("hash %d differs", i)
			}
		}
	})
}

func upTo(n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i)
	}
	return out
}

func TestSeveralNodesSealAsOne(t *testing.T) {
	for _, dialect := range dbtest.Dialects {
		t.Run(string(dialect), func(t *testing.T) {
			url := dbtest.URL(t, dialect, Schema, thing)
			var nodes []fixture
			for range 3 {
				d := dbtest.Reopen(t, url)
				nodes = append(nodes, fixture{New(d, testKey(), slog.New(slog.DiscardHandler)), t, d})
			}
			// Clocks that disagree by an hour make every node believe the others' leases are over.
			for i := range nodes {
				nodes[i].now = func() time.Time { return time.Now().Add(time.Duration(i) * time.Hour) }
			}
			var all sync.WaitGroup
			for _, f := range nodes {
				all.Go(func() {
					for range 15 {
						f.create(7)
						if _, err := f.Seal(f.ctx()); err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			nodes[2].seal()
			if r := nodes[0].verify(nil); !r.OK() || r.Size != 3*15*7 || r.Unsealed != 0 {
				t.Errorf("size %d, unsealed %d: %v", r.Size, r.Unsealed, faults(r))
			}
		})
	}
}

func TestOnlyTheHolderSeals(t *testing.T) {
	for _, dialect := range dbtest.Dialects {
		t.Run(string(dialect), func(t *testing.T) {
			url := dbtest.URL(t, dialect, Schema, thing)
			now := time.Now()
			node := func() fixture {
				d := dbtest.Reopen(t, url)
				f := fixture{New(d, testKey(), slog.New(slog.DiscardHandler)), t, d}
				f.now = func() time.Time { return now }
				return f
			}
			a, b := node(), node()
			a.create(2)
			if n := a.seal(); n != 2 {
				t.Fatalf("the first node sealed %d", n)
			}
			a.create(2)
			if n := b.seal(); n != 0 {
				t.Errorf("the second sealed %d while the first holds the lease", n)
			}
			now = now.Add(lease + time.Second)
			if n := b.seal(); n != 2 {
				t.Errorf("the second sealed %d after the first fell silent", n)
			}
			// The first wakes up and believes it still holds the lease: the token stops it.
			b.create(1)
			a.until = now.Add(time.Hour)
			if n := a.seal(); n != 0 {
				t.Errorf("sealed %d with an old token", n)
			}
			if n := b.seal(); n != 1 {
				t.Errorf("the holder sealed %d", n)
			}
		})
	}
}

func TestADamagedTreeIsNotBuiltOn(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.create(3)
		f.seal()
		f.raw(`UPDATE journal_tile SET hashes = $1 WHERE level = 0`, pack(make([]tlog.Hash, 3)))
		f.create(1)
		if _, err := f.Seal(f.ctx()); err == nil || !strings.Contains(err.Error(), "log verify") {
			t.Errorf("%v, want a refusal that names the remedy", err)
		}
	})
}

func TestAnUndoneChangeLeavesNoEntry(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		refused := errors.New("refused")
		err := f.d.Write(f.ctx(), func(tx *db.Tx) error {
			if err := Note(f.ctx(), tx, Change{Kind: "thing.record", Record: "r", Action: "create"}); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if n := f.seal(); n != 0 {
			t.Errorf("sealed %d entries of an undone change", n)
		}
	})
}

func TestTheKeyIsMadeOnceAndNeverShown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.key")
	keys := make([]Key, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			var err error
			if keys[i], err = LoadKey(path, "test.shian.example/log"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, k := range keys {
		if k.secret != keys[0].secret {
			t.Fatal("two programs that started together made two keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", keys[0])
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", keys[0])
	fmt.Fprintf(&log, "%v %+v %#v %s", keys[0], keys[0], keys[0], keys[0])
	if strings.Contains(log.String(), "PRIVATE") || !strings.Contains(log.String(), "test.shian.example") {
		t.Errorf("the key shows itself: %s", log.String())
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}
