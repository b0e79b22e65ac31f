package secret_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shian/internal/kit/secret"
)

func box(t testing.TB, b byte) *secret.Box {
	t.Helper()
	x, err := secret.New(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestWhatIsSealedOpensOnlyWhereItStands(t *testing.T) {
	mine, other := box(t, 1), box(t, 2)
	rapid.Check(t, func(t *rapid.T) {
		value, where := rapid.String().Draw(t, "value"), rapid.String().Draw(t, "where")
		sealed := mine.Seal(value, where)
		if got, err := mine.Open(sealed, where); err != nil || got != value {
			t.Fatalf("%q: %v", got, err)
		}
		if len(value) > 3 && strings.Contains(sealed, value) {
			t.Fatal("the value stands in what is sealed")
		}
		if _, err := mine.Open(sealed, where+"x"); err == nil {
			t.Fatal("it opens elsewhere")
		}
		if _, err := other.Open(sealed, where); err == nil {
			t.Fatal("it opens with another key")
		}
		if mine.Seal(value, where) == sealed {
			t.Fatal("two seals of one value are the same")
		}
		at := rapid.IntRange(0, len(sealed)-2).Draw(t, "at") // the last character carries spare bits
		if changed := sealed[:at] + string(sealed[at]^1) + sealed[at+1:]; changed != sealed {
			if got, err := mine.Open(changed, where); err == nil {
				t.Fatalf("changed at %d it opens as %q", at, got)
			}
		}
	})
}

func TestBlindIndexesAndTokensAreApart(t *testing.T) {
	b := box(t, 1)
	seen := map[string]bool{b.Blind("a", "x"): true, b.Token("a", "x"): true, b.Blind("a", "y"): true, b.Token("b", "x"): true, box(t, 2).Token("a", "x"): true}
	if len(seen) != 5 || b.Blind("a", "x") != box(t, 1).Blind("a", "x") {
		t.Error("they are not apart, or not the same twice")
	}
	if !b.Good(b.Token("a", "x"), "a", "x") || b.Good(b.Token("a", "x"), "b", "x") || b.Good("", "a", "x") {
		t.Error("tokens are not told apart")
	}
}

func TestTheKeyFileIsMadeOnceAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	a, err := secret.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := secret.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.Open(a.Seal("x", "y"), "y"); err != nil || got != "x" || a.Key() != b.Key() {
		t.Errorf("%q %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secret.Load(path); err == nil {
		t.Error("a broken key file is taken")
	}
}
