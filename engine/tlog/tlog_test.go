package tlog

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const published = "../../../shared/data/analytics/verifiable"

// vectors are the published vectors of tlog_vectors.json.
type vectors struct {
	Trees []struct {
		Size      int64
		Root      []byte `json:"root_b64"`
		Inclusion []struct {
			Index int64
			Leaf  []byte   `json:"leaf_hash_b64"`
			Proof [][]byte `json:"proof_b64"`
		}
		Consistency struct {
			OldSize int64    `json:"old_size"`
			OldRoot []byte   `json:"old_root_b64"`
			Proof   [][]byte `json:"proof_b64"`
		}
		Tiles map[string]string `json:"tiles_sha256_hex"`
	}
	Checkpoint struct {
		Origin, Text string
		LogSeed      string `json:"log_seed_hex"`
		LogKey       string `json:"log_vkey"`
		WitnessSeed  string `json:"witness_seed_hex"`
		WitnessKey   string `json:"witness_vkey"`
		Cosigned     string `json:"cosigned_text"`
		CosignTime   int64  `json:"cosign_time"`
	}
	MustReject string `json:"checkpoint_must_reject"`
}

func load(t testing.TB) (v vectors) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(published, "tlog/tlog_vectors.json"))
	if err != nil {
		t.Skip("skipped: the published vectors are not beside the repository")
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func entry(i int64) []byte { return fmt.Appendf(nil, "open/entry/%d/甘肃食安", i) }

// grown is a tree of the published entries, grown in steps of n.
func grown(t testing.TB, size, n int64) (Memory, Hash) {
	t.Helper()
	var m Memory
	root, err := Root(0, m)
	for at := int64(0); at < size && err == nil; at += n {
		var leaves []Hash
		for i := at; i < min(at+n, size); i++ {
			leaves = append(leaves, Leaf(entry(i)))
		}
		var stored []Hash
		if stored, root, err = Grow(at, leaves, m); err == nil {
			m = append(m, stored...)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return m, root
}

func hashes(raw [][]byte) (out []Hash, ok bool) {
	for _, b := range raw {
		if len(b) != HashSize {
			return nil, false
		}
		out = append(out, Hash(b))
	}
	return out, true
}

func same(t *testing.T, got []Hash, want [][]byte) bool {
	t.Helper()
	w, ok := hashes(want)
	return ok && fmt.Sprint(got) == fmt.Sprint(w) || len(got) == 0 && len(want) == 0
}

// TestPublishedTrees: roots, proofs made and checked, and every tile, of trees up to 600 leaves.
func TestPublishedTrees(t *testing.T) {
	for _, tree := range load(t).Trees {
		m, root := grown(t, tree.Size, 7)
		if int64(len(m)) != StoredCount(tree.Size) || !bytes.Equal(root[:], tree.Root) {
			t.Errorf("size %d: root %s, %d hashes", tree.Size, root, len(m))
		}
		if again, err := Root(tree.Size, m); err != nil || again != root {
			t.Errorf("size %d: read back %s %v", tree.Size, again, err)
		}
		for _, in := range tree.Inclusion {
			proof, err := ProveInclusion(tree.Size, in.Index, m)
			leaf := Leaf(entry(in.Index))
			if err != nil || !same(t, proof, in.Proof) || !bytes.Equal(leaf[:], in.Leaf) {
				t.Errorf("size %d, leaf %d: %v %v", tree.Size, in.Index, proof, err)
			}
			if err := CheckInclusion(proof, tree.Size, root, in.Index, leaf); err != nil {
				t.Errorf("size %d, leaf %d: %v", tree.Size, in.Index, err)
			}
		}
		if c := tree.Consistency; c.OldSize > 0 {
			proof, err := ProveGrowth(tree.Size, c.OldSize, m)
			if err != nil || !same(t, proof, c.Proof) {
				t.Errorf("size %d from %d: %v %v", tree.Size, c.OldSize, proof, err)
			}
			if err := CheckGrowth(proof, tree.Size, root, c.OldSize, Hash(c.OldRoot)); err != nil {
				t.Errorf("size %d from %d: %v", tree.Size, c.OldSize, err)
			}
		}
		tiles := map[string]string{}
		for _, tile := range NewTiles(0, tree.Size) {
			if !tile.In(tree.Size) || tile.In(tile.Index*Wide<<(Height*tile.Level)) {
				t.Errorf("size %d: %s in the wrong trees", tree.Size, tile.Path())
			}
			if tile.Entries {
				continue
			}
			data, err := tile.Data(m)
			if err != nil {
				t.Fatal(err)
			}
			tiles[tile.Path()] = fmt.Sprintf("%x", sha256.Sum256(data))
		}
		if fmt.Sprint(tiles) != fmt.Sprint(tree.Tiles) && len(tree.Tiles) > 0 {
			t.Errorf("size %d: tiles %v, want %v", tree.Size, tiles, tree.Tiles)
		}
	}
}

// TestPublishedCheckpoint: signed to the byte, cosigned to the byte, and the tampered one refused.
func TestPublishedCheckpoint(t *testing.T) {
	v := load(t)
	c := v.Checkpoint
	log, err := Verifier(c.LogKey)
	if err != nil {
		t.Fatal(err)
	}
	opened, n, err := Open([]byte(c.Text), c.Origin, log)
	if err != nil || opened.Size != 600 || len(n.Sigs) != 1 {
		t.Fatalf("%+v %v", opened, err)
	}
	seed, _ := hex.DecodeString(c.LogSeed)
	id := strings.Split(c.LogKey, "+")[1]
	signer, err := Signer("PRIVATE+KEY+" + c.Origin + "+" + id + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)))
	if err != nil {
		t.Fatal(err)
	}
	if signed, err := Sign(opened, signer); err != nil || string(signed) != c.Text {
		t.Errorf("signed %s %v", signed, err)
	}
	seed, _ = hex.DecodeString(c.WitnessSeed)
	cosigner, key := NewWitness("witness.example/open", ed25519.NewKeyFromSeed(seed), func() time.Time { return time.Unix(c.CosignTime, 0) })
	if key != c.WitnessKey {
		t.Errorf("key %s, want %s", key, c.WitnessKey)
	}
	if signed, err := Sign(opened, signer, cosigner); err != nil || string(signed) != c.Cosigned {
		t.Errorf("cosigned %s %v", signed, err)
	}
	witness, err := WitnessVerifier(c.WitnessKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, n, err := Open([]byte(c.Cosigned), c.Origin, log, witness); err != nil || len(n.Sigs) != 2 {
		t.Errorf("cosigned: %v", err)
	}
	for step, open := range map[Step]func() error{
		Signature: func() error { _, _, err := Open([]byte(v.MustReject), c.Origin, log); return err },
		Origin:    func() error { _, _, err := Open([]byte(c.Text), "another.example/log", log); return err },
	} {
		var f *Failure
		if err := open(); !errors.As(err, &f) || f.Step != step || f.Zh == "" || f.En == "" {
			t.Errorf("%s: %v", step, err)
		}
	}
	if _, _, err := Open([]byte(strings.Replace(c.Cosigned, "— gsfs", "— gsfx", 1)), c.Origin, log); err == nil {
		t.Error("a note without the log's own signature was taken")
	}
}

// TestPublishedMerkleCases runs every file of the published merkle cases: each must be accepted or refused as it says.
func TestPublishedMerkleCases(t *testing.T) {
	n := 0
	err := filepath.WalkDir(filepath.Join(published, "merkle"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var c struct {
			LeafIdx, TreeSize, Size1, Size2 uint64
			Root, LeafHash, Root1, Root2    []byte
			Proof                           [][]byte
			WantErr                         bool
		}
		if err := json.Unmarshal(text, &c); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		n++
		proof, ok := hashes(c.Proof)
		roots, whole := hashes([][]byte{c.Root, c.LeafHash})
		if strings.Contains(path, "consistency") {
			// Some of these roots are any bytes at all, to be compared only; a hash stands for them.
			roots, whole = []Hash{sha256.Sum256(c.Root1), sha256.Sum256(c.Root2)}, true
			if len(c.Root1) == HashSize && len(c.Root2) == HashSize {
				roots, whole = hashes([][]byte{c.Root1, c.Root2})
			}
		}
		ok = ok && whole && max(c.LeafIdx, c.TreeSize, c.Size1, c.Size2) <= math.MaxInt64
		switch {
		case !ok:
		case strings.Contains(path, "consistency"):
			ok = CheckGrowth(proof, int64(c.Size2), roots[1], int64(c.Size1), roots[0]) == nil
		default:
			ok = CheckInclusion(proof, int64(c.TreeSize), roots[0], int64(c.LeafIdx), roots[1]) == nil
		}
		if ok == c.WantErr {
			t.Errorf("%s: accepted %v, want refused %v", path, ok, c.WantErr)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("skipped: the published cases are not beside the repository")
	}
	if err != nil || n < 100 {
		t.Errorf("%d cases: %v", n, err)
	}
}

func TestPaths(t *testing.T) {
	for path, want := range map[string]Tile{
		"tile/0/000":                          {Width: 256},
		"tile/1/x001/x234/067":                {Level: 1, Index: 1234067, Width: 256},
		"tile/63/005.p/1":                     {Level: 63, Index: 5, Width: 1},
		"tile/entries/x001/000.p/255":         {Entries: true, Index: 1000, Width: 255},
		"tile/entries/999":                    {Entries: true, Index: 999, Width: 256},
		"tile/0/x018/x014/x398/x509/x481/983": {Index: 18014398509481983, Width: 256},
	} {
		got, err := ParsePath(path)
		if err != nil || got != want || got.Path() != path {
			t.Errorf("%s: %+v %v", path, got, err)
		}
	}
	for _, path := range []string{
		"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/00/000", "tile/-1/000", "tile/64/000", "tile/0/1000", "tile/0/001/000",
		"tile/0/x001", "tile/0/x000/001", "tile/0/x001/x000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/+01",
		"tile/data/000", "tile/8/0/000", "/tile/0/000", "tile/0/000/", "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/999", "tile/0/../000",
	} {
		if tile, err := ParsePath(path); err == nil {
			t.Errorf("%q was taken for %+v", path, tile)
		}
	}
}

// TestFromTiles: hashes read through published tiles are checked against the root, a partial tile that grew is cut from the full one,
// and one changed byte is found.
func TestFromTiles(t *testing.T) {
	m, root := grown(t, 600, 100)
	files := map[string][]byte{}
	for _, tile := range NewTiles(0, 600) {
		if !tile.Entries {
			files[tile.Path()], _ = tile.Data(m)
		}
	}
	fetch := func(path string) ([]byte, error) {
		if b, ok := files[path]; ok {
			return b, nil
		}
		return nil, fs.ErrNotExist
	}
	r := FromTiles(600, root, fetch)
	proof, err := ProveInclusion(600, 301, r)
	if err != nil || CheckInclusion(proof, 600, root, 301, Leaf(entry(301))) != nil {
		t.Fatal(err)
	}
	m500, root500 := grown(t, 500, 100)
	files["tile/1/000.p/1"], _ = Tile{Level: 1, Width: 1}.Data(m500) // a log keeps those of sizes it signed, until the full one is there
	if _, err := ProveInclusion(500, 499, FromTiles(500, root500, fetch)); err != nil {
		t.Errorf("the tile of 500 leaves was not cut from the full one: %v", err)
	}
	files["tile/0/001"][7] ^= 1
	if _, err := ProveInclusion(600, 301, FromTiles(600, root, fetch)); err == nil {
		t.Error("a changed tile was believed")
	}
	files["tile/0/001"] = files["tile/0/001"][:9]
	if _, err := ProveInclusion(600, 301, FromTiles(600, root, fetch)); err == nil {
		t.Error("a short tile was believed")
	}
}

func TestProofFile(t *testing.T) {
	secret, public, err := NewKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)), "log.example/gansu")
	if err != nil {
		t.Fatal(err)
	}
	signer, _ := Signer(secret)
	verifier, _ := Verifier(public)
	m, root := grown(t, 40, 40)
	signed, err := Sign(Checkpoint{Origin: "log.example/gansu", Size: 40, Root: root}, signer)
	if err != nil {
		t.Fatal(err)
	}
	made, err := Prove(40, 23, signed, []byte("盐"), m)
	if err != nil {
		t.Fatal(err)
	}
	file := made.Encode()
	if !strings.HasPrefix(string(file), "c2sp.org/tlog-proof@v1\nextra 55uQ\nindex 23\n") {
		t.Errorf("file:\n%s", file)
	}
	for name, f := range map[string][]byte{"as written": file, "by mail": bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n"))} {
		p, err := ParseProof(f)
		if err != nil || string(p.Extra) != "盐" || p.Index != 23 {
			t.Fatalf("%s: %+v %v", name, p, err)
		}
		if c, err := p.Check(Leaf(entry(23)), "log.example/gansu", verifier); err != nil || c.Size != 40 {
			t.Errorf("%s: %v", name, err)
		}
		for step, check := range map[Step]func() error{
			Inclusion: func() error { _, err := p.Check(Leaf(entry(24)), "log.example/gansu", verifier); return err },
			Origin:    func() error { _, err := p.Check(Leaf(entry(23)), "log.example/other", verifier); return err },
			Signature: func() error { _, err := p.Check(Leaf(entry(23)), "log.example/gansu"); return err },
		} {
			var f *Failure
			if err := check(); !errors.As(err, &f) || f.Step != step {
				t.Errorf("%s: %v", step, err)
			}
		}
	}
	text := string(file)
	for name, bad := range map[string]string{
		"empty": "", "other header": strings.Replace(text, "@v1", "@v2", 1), "no index": strings.Replace(text, "index 23\n", "", 1),
		"index with zero": strings.Replace(text, "index 23", "index 023", 1), "index below zero": strings.Replace(text, "index 23", "index -1", 1),
		"short hash": strings.Replace(text, "=\n", "\n", 1), "no checkpoint": text[:strings.Index(text, "\n\n")+2],
		"cut": text[:strings.Index(text, "\n\n")+1], "extra not base64": strings.Replace(text, "extra 55uQ", "extra 盐", 1),
		"too large": text + strings.Repeat("x", maxProofFile),
		"too many":  strings.Replace(text, "\n\n", "\n"+strings.Repeat(base64.StdEncoding.EncodeToString(root[:])+"\n", 64)+"\n", 1),
	} {
		var f *Failure
		if p, err := ParseProof([]byte(bad)); !errors.As(err, &f) || f.Step != Form {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
}

func TestBundle(t *testing.T) {
	entries := [][]byte{[]byte("一"), {}, bytes.Repeat([]byte{9}, MaxEntry)}
	b, err := Bundle(entries)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseBundle(b, 3)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(entries) {
		t.Errorf("%v", err)
	}
	for width, data := range map[int][]byte{2: b, 4: b, 3: b[:len(b)-1], 0: nil, 257: nil, 1: {0}} {
		if _, err := ParseBundle(data, width); err == nil {
			t.Errorf("width %d of %d bytes was taken", width, len(data))
		}
	}
	if _, err := Bundle([][]byte{make([]byte, MaxEntry+1)}); err == nil {
		t.Error("an entry too long was taken")
	}
	if _, err := Bundle(nil); err == nil {
		t.Error("no entries were taken")
	}
}
