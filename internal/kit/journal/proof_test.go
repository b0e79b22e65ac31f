package journal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/bits"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"shian/internal/kit/db"
)

// checkProof is a verifier written from RFC 6962, c2sp.org/tlog-proof and c2sp.org/signed-note alone, with nothing of ours
// or of x/mod: what a citizen's tool would do. It gives the leaf's data.
func checkProof(file []byte, key string) ([]byte, error) {
	head, checkpoint, ok := strings.Cut(string(file), "\n\n")
	if !ok {
		return nil, fmt.Errorf("no checkpoint")
	}
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return nil, fmt.Errorf("not a proof")
	}
	leaf, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return nil, err
	}
	index, err := strconv.ParseUint(strings.TrimPrefix(lines[2], "index "), 10, 63)
	if err != nil {
		return nil, err
	}
	body, signatures, ok := strings.Cut(checkpoint, "\n\n")
	if !ok {
		return nil, fmt.Errorf("no signature")
	}
	name, rest, _ := strings.Cut(key, "+")
	hash, public64, _ := strings.Cut(rest, "+")
	public, err := base64.StdEncoding.Strict().DecodeString(public64)
	if err != nil || len(public) != 33 || public[0] != 1 {
		return nil, fmt.Errorf("not an Ed25519 key")
	}
	text, found := strings.CutPrefix(signatures, "— "+name+" ")
	if !found {
		return nil, fmt.Errorf("not signed by %s", name)
	}
	text, found = strings.CutSuffix(text, "\n")
	if !found {
		return nil, fmt.Errorf("cut short")
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || hex.EncodeToString(signature[:4]) != hash || !ed25519.Verify(public[1:], []byte(body+"\n"), signature[4:]) {
		return nil, fmt.Errorf("bad signature")
	}
	parts := strings.Split(body, "\n")
	size, err := strconv.ParseUint(parts[1], 10, 63)
	if err != nil || parts[0] != name || index >= size {
		return nil, fmt.Errorf("bad checkpoint")
	}
	r := sha256.Sum256(append([]byte{0}, leaf...))
	var path [][]byte
	for _, l := range lines[3:] {
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != 32 {
			return nil, fmt.Errorf("bad hash")
		}
		path = append(path, h)
	}
	node := func(l, r []byte) [32]byte { return sha256.Sum256(bytes.Join([][]byte{{1}, l, r}, nil)) }
	fn, sn := index, size-1
	for _, p := range path { // RFC 9162, 2.1.3.2
		if sn == 0 {
			return nil, fmt.Errorf("path too long")
		}
		if fn&1 == 1 || fn == sn {
			r = node(p, r[:])
			if fn&1 == 0 {
				shift := bits.TrailingZeros64(fn)
				fn, sn = fn>>shift, sn>>shift
			}
		} else {
			r = node(r[:], p)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || base64.StdEncoding.EncodeToString(r[:]) != parts[2] {
		return nil, fmt.Errorf("the path does not lead to the root")
	}
	return leaf, nil
}

func (f fixture) get(path string) (*httptest.ResponseRecorder, []byte) {
	w := httptest.NewRecorder()
	f.Handler().ServeHTTP(w, httptest.NewRequestWithContext(f.ctx(), http.MethodGet, path, nil))
	return w, w.Body.Bytes()
}

func TestAPublicationIsProvedToAnIndependentVerifier(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		ids := f.create(520)
		const public = `{"name":"公示","result":"不合格"}`
		for i, n := range []int{0, 1, 255, 256, 300, 519} {
			f.publish(ids[n], public)
			if i == 2 {
				f.seal()
			}
		}
		f.seal()
		f.create(5)
		f.seal()
		for _, n := range []int{0, 1, 255, 256, 300, 519} {
			w, file := f.get("/proof/" + ids[n])
			if w.Code != http.StatusOK {
				t.Fatalf("proof: %d %s", w.Code, file)
			}
			leaf, err := checkProof(file, f.Public())
			if err != nil {
				t.Fatalf("%v in\n%s", err, file)
			}
			_, b := f.get("/proof/" + ids[n] + ".json")
			var p struct{ Entry, Salt, Public, Withdrawn, Record string }
			if err := json.Unmarshal(b, &p); err != nil {
				t.Fatal(err)
			}
			if p.Entry != string(leaf) || p.Public != public || p.Withdrawn != "" {
				t.Fatalf("json %+v does not go with leaf %s", p, leaf)
			}
			salt, err := hex.DecodeString(p.Salt)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(append(salt, p.Public...))
			var l struct{ Record, Public string }
			if err := json.Unmarshal(leaf, &l); err != nil || l.Public != hex.EncodeToString(sum[:]) || l.Record != ids[n] {
				t.Errorf("leaf %s is not of this publication, %v", leaf, err)
			}
			for i := range file { // no byte of it may change unnoticed, save in what names nothing
				bad := bytes.Clone(file)
				bad[i] ^= 1
				if _, err := checkProof(bad, f.Public()); err == nil {
					t.Fatalf("byte %d of the proof altered, and it still checks:\n%s", i, bad)
				}
			}
		}
	})
}

func TestAWithdrawnPublicationSaysSo(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		ids := f.create(2)
		f.publish(ids[0], `{"penalty":1}`)
		f.seal()
		f.write(func(tx *db.Tx) error { return Withdraw(f.ctx(), tx, "thing.record", ids[0]) })
		for range 2 { // before the withdrawal is sealed, and after
			w, file := f.get("/proof/" + ids[0])
			if _, err := checkProof(file, f.Public()); err != nil {
				t.Errorf("the proof no longer checks: %v", err)
			}
			if w.Header().Get("Shian-Withdrawn") == "" {
				t.Error("the proof does not say that it was withdrawn")
			}
			p, err := f.Prove(f.ctx(), ids[0])
			if err != nil || p.Withdrawn == "" || p.Public != "" {
				t.Errorf("proof %+v, %v", p, err)
			}
			f.seal()
		}
		if p, err := f.Prove(f.ctx(), ids[0]); err != nil || p.Withdraws == nil || *p.Withdraws != 3 {
			t.Errorf("proof %+v, %v", p, err)
		}
		f.publish(ids[0], `{"penalty":2}`)
		f.seal()
		if p, err := f.Prove(f.ctx(), ids[0]); err != nil || p.Withdrawn != "" || p.Public != `{"penalty":2}` {
			t.Errorf("published again: %+v, %v", p, err)
		}
	})
}

func TestOnlyPublicationsAreProved(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		ids := f.create(1)
		f.seal()
		for _, path := range []string{"/proof/" + ids[0], "/proof/nobody", "/proof/nobody.json"} {
			if w, _ := f.get(path); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
		f.publish(ids[0], `{}`)
		if w, _ := f.get("/proof/" + ids[0]); w.Code != http.StatusNotFound || w.Header().Get("Retry-After") != "1" {
			t.Errorf("not sealed yet: %d %v", w.Code, w.Header())
		}
	})
}

func TestLeavesHoldNoPersonalData(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		ids := f.create(1)
		f.publish(ids[0], `{"name":"张三"}`)
		f.seal()
		_, b := f.get("/log/tile/entries/000.p/2")
		for _, secret := range []string{"officer-1", "王芳", "张三", "thing 0"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("the public log holds %q", secret)
			}
		}
		if n := bytes.Count(b, []byte(ids[0])); n != 1 {
			t.Errorf("the record is named %d times; only its publication may", n)
		}
	})
}

// A watcher of the log rebuilds the tree from the entries and from the tiles.
func TestTilesForWatchers(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.create(600)
		f.seal()
		_, checkpoint := f.get("/log/checkpoint")
		if lines := strings.Split(string(checkpoint), "\n"); lines[1] != "600" {
			t.Fatalf("checkpoint %q", checkpoint)
		}
		for _, part := range []struct {
			name string
			n    int
		}{{"000", 256}, {"001", 256}, {"002.p/88", 88}, {"001.p/3", 3}} {
			w, hashes := f.get("/log/tile/0/" + part.name)
			if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || len(hashes) != 32*part.n {
				t.Fatalf("tile %s: %d, %d bytes, %v", part.name, w.Code, len(hashes), w.Header())
			}
			_, bundle := f.get("/log/tile/entries/" + part.name)
			for i := range part.n {
				size := int(binary.BigEndian.Uint16(bundle))
				h := sha256.Sum256(append([]byte{0}, bundle[2:2+size]...))
				if !bytes.Equal(h[:], hashes[32*i:32*i+32]) {
					t.Fatalf("leaf %d of %s does not hash to its place", i, part.name)
				}
				bundle = bundle[2+size:]
			}
			if len(bundle) > 0 {
				t.Errorf("%d bytes after the leaves of %s", len(bundle), part.name)
			}
		}
		if w, b := f.get("/log/tile/1/000.p/2"); w.Code != http.StatusOK || len(b) != 64 {
			t.Errorf("upper tile: %d, %d bytes", w.Code, len(b))
		}
		for _, bad := range []string{"0/002", "0/003", "0/002.p/89", "0/002.p/0", "0/2", "0/x000/002", "6/000", "-1/000", "00/000",
			"entries/002", "entries/000.p/256", "0/000/", "0/x999/x999/x999/x999/x999/999", "0/+01", "1/000", "1/000.p/3", "2/000.p/1"} {
			if w, _ := f.get("/log/tile/" + bad); w.Code != http.StatusNotFound && w.Code != http.StatusMovedPermanently {
				t.Errorf("tile %s: %d, want 404", bad, w.Code)
			}
		}
	})
}
