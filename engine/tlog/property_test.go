package tlog

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// plain is the root by the recursive definition of RFC 6962 section 2.1, written apart from all else.
func plain(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	l, r := plain(leaves[:k]), plain(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

// TestGrowInAnySteps: however a tree is grown, stored hashes are those of x/mod, roots those of the definition, and every proof holds
// for its own place alone.
func TestGrowInAnySteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 90), 1, 6).Draw(t, "steps")
		var m, want Memory
		var leaves, roots []Hash
		var sizes []int64
		for _, n := range steps {
			var more []Hash
			for range n {
				h := Leaf(fmt.Append(nil, len(leaves)+len(more)))
				theirs, err := tlog.StoredHashesForRecordHash(int64(len(leaves)+len(more)), h, want)
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, theirs...)
				more = append(more, h)
			}
			stored, root, err := Grow(int64(len(leaves)), more, m)
			if err != nil {
				t.Fatal(err)
			}
			m, leaves = append(m, stored...), append(leaves, more...)
			if root != plain(leaves) {
				t.Fatalf("root of %d", len(leaves))
			}
			roots, sizes = append(roots, root), append(sizes, int64(len(leaves)))
		}
		if fmt.Sprint(m) != fmt.Sprint(want) {
			t.Fatal("stored hashes differ")
		}
		size, root := sizes[len(sizes)-1], roots[len(roots)-1]
		if size == 0 {
			return
		}
		i := rapid.Int64Range(0, size-1).Draw(t, "leaf")
		proof, err := ProveInclusion(size, i, m)
		if err != nil || CheckInclusion(proof, size, root, i, leaves[i]) != nil {
			t.Fatal(err)
		}
		j := rapid.Int64Range(0, size-1).Draw(t, "other")
		if i != j && CheckInclusion(proof, size, root, j, leaves[i]) == nil {
			t.Fatalf("the proof of %d holds for %d of %d", i, j, size)
		}
		k := rapid.IntRange(0, len(sizes)-1).Draw(t, "old")
		if sizes[k] == 0 {
			return
		}
		growth, err := ProveGrowth(size, sizes[k], m)
		if err != nil || CheckGrowth(growth, size, root, sizes[k], roots[k]) != nil {
			t.Fatal(err)
		}
		forged := roots[k]
		forged[0] ^= 1
		if CheckGrowth(growth, size, root, sizes[k], forged) == nil {
			t.Fatal("a forged old root was believed")
		}
	})
}

func TestBadReaders(t *testing.T) {
	short := tlog.HashReaderFunc(func([]int64) ([]Hash, error) { return nil, nil })
	broken := tlog.HashReaderFunc(func([]int64) ([]Hash, error) { return nil, errors.New("broken") })
	for _, r := range []Reader{short, broken, Memory{}} {
		if _, _, err := Grow(5, []Hash{{}}, r); err == nil {
			t.Error("a tree was grown from nothing")
		}
		if _, err := Root(5, r); err == nil {
			t.Error("a root of nothing")
		}
	}
	if _, _, err := Grow(-1, nil, Memory{}); err == nil {
		t.Error("a negative size")
	}
	if _, err := ProveInclusion(5, 5, Memory{}); err == nil {
		t.Error("a leaf beyond the tree")
	}
	if _, err := ProveGrowth(5, 0, Memory{}); err == nil {
		t.Error("growth from nothing")
	}
}

func FuzzParseProof(f *testing.F) {
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 0\n\nlog\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— log AAAAAA==\n"))
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra 55uQ\nindex 23\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nx"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ParseProof(file)
		if err != nil {
			var fail *Failure
			if !errors.As(err, &fail) || fail.Zh == "" {
				t.Fatal(err)
			}
			return
		}
		again, err := ParseProof(p.Encode())
		if err != nil || fmt.Sprint(again) != fmt.Sprint(p) {
			t.Fatalf("%+v, written and read %+v %v", p, again, err)
		}
		if _, err := p.Check(Hash{}, "log"); err == nil {
			t.Fatal("a proof without a key was believed")
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add("log.example\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
	f.Add("log.example\n05\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCheckpoint(text); err == nil && (c.Text() != text || c.Origin == "" || c.Size < 0) {
			t.Fatalf("%q is %+v", text, c)
		}
	})
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"tile/0/000", "tile/entries/x001/234.p/8", "tile/63/x999/999", "tile/0/x01/000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := ParsePath(path)
		if err == nil && (tile.Path() != path || tile.Index < 0 || tile.Width < 1 || tile.Width > Wide) {
			t.Fatalf("%q is %+v", path, tile)
		}
		if err == nil {
			_ = tile.In(1 << 40) // must not panic
		}
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte{0, 1, 'a', 0, 0}, 2)
	f.Add([]byte{255, 255}, 1)
	f.Fuzz(func(t *testing.T, data []byte, width int) {
		entries, err := ParseBundle(data, width)
		if err != nil {
			return
		}
		if again, err := Bundle(entries); err != nil || string(again) != string(data) {
			t.Fatalf("%v is not %v: %v", again, data, err)
		}
	})
}

func FuzzWitnessVerifier(f *testing.F) {
	f.Add("witness.example/open+fdbac910+BN14ObYfnzgsF/JL/fewaxbfLQxQbQbTKiS3aLyR+W/Y", []byte("sig"))
	f.Add("++", []byte{})
	f.Fuzz(func(t *testing.T, key string, sig []byte) {
		if v, err := WitnessVerifier(key); err == nil && v.Verify([]byte("text\n"), sig) {
			t.Fatalf("%q signed %x", key, sig)
		}
	})
}

func BenchmarkGrow(b *testing.B) {
	m, _ := grown(b, 1000, 1000)
	leaves := make([]Hash, 1000)
	for i := range leaves {
		leaves[i] = Leaf(entry(int64(i)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Grow(1000, leaves, m); err != nil {
			b.Fatal(err)
		}
	}
}
