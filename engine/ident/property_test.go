package ident

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func chars(t *rapid.T, label, alphabet string, n int) string {
	return string(rapid.SliceOfN(rapid.SampledFrom([]byte(alphabet)), n, n).Draw(t, label))
}

// TestOneWrongCharacterIsFound: every completed code passes, and none survives the change of one character.
func TestOneWrongCharacterIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		credit, err := CompleteUSCC('9', chars(t, "category", "1239", 1)[0], chars(t, "region", "0123456789", 6), chars(t, "organisation", creditAlphabet, 8))
		if err != nil {
			t.Fatal(err)
		}
		licence, err := CompleteLicence(chars(t, "letters", "J", 1)+"Y", chars(t, "form", "123", 1)+chars(t, "body", "0123456789", 12))
		if err != nil {
			t.Fatal(err)
		}
		person := chars(t, "place", "620102", 0) + "620102" + "19850615" + chars(t, "serial", "0123456789", 3)
		person += string(ResidentCheck(person))
		for _, c := range []struct{ code, alphabet string }{{credit, creditAlphabet}, {licence, "0123456789"}, {person, "0123456789X"}} {
			if r := Examine(c.code, ""); !r.OK() {
				t.Fatalf("%s: %v", c.code, r.Fault)
			}
			at := rapid.IntRange(2, len(c.code)-1).Draw(t, "at")
			b := []byte(c.code)
			b[at] = rapid.SampledFrom([]byte(strings.ReplaceAll(c.alphabet, c.code[at:at+1], ""))).Draw(t, "to")
			if r := Examine(string(b), ""); r.OK() && r.Kind == Examine(c.code, "").Kind {
				t.Fatalf("%s for %s passes as %s", b, c.code, r.Kind)
			}
		}
	})
}

// TestTypingIsPutRight: how a code is typed does not change what it is.
func TestTypingIsPutRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"91152201078377449P", "44011320141005001X", "JY23506230105266", "SC12345678901234", "12345"}).Draw(t, "code")
		var typed strings.Builder
		for _, r := range code {
			switch rapid.IntRange(0, 4).Draw(t, "how") {
			case 0:
				r += '！' - '!'
			case 1:
				r = []rune(strings.ToLower(string(r)))[0]
			case 2:
				typed.WriteString(rapid.SampledFrom([]string{" ", "-", "\u3000"}).Draw(t, "gap"))
			}
			typed.WriteRune(r)
		}
		a, b := Examine(code, ""), Examine(typed.String(), "")
		if a.Code != b.Code || a.Kind != b.Kind || a.OK() != b.OK() {
			t.Fatalf("%q: %+v, %q: %+v", code, a, typed.String(), b)
		}
	})
}

func FuzzExamine(f *testing.F) {
	for _, s := range []string{"", "91152201078377449P", "44011320141005001x", "SC10741018302531", "YB1", "食安", "\xff\xfe", "110105491231002", "121200004013590816"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		r := Examine(code, "2026-01-01")
		if r.OK() == (r.Kind == Unknown) && r.OK() {
			t.Fatalf("%q passes as unknown", code)
		}
		if again := Examine(r.Code, "2026-01-01"); again.OK() != r.OK() || again.Kind != r.Kind {
			t.Fatalf("%q: %v, tidied %q: %v", code, r, r.Code, again)
		}
		if !r.OK() && (r.Fault.Zh == "" || r.Fault.En == "" || r.Fault.Reason == "") {
			t.Fatalf("%q: no reason", code)
		}
		if r.OK() && len(r.Code) != map[Kind]int{CreditCode: 18, ResidentID: 18, FoodLicence: 16}[r.Kind] {
			t.Fatalf("%q passes as %s", r.Code, r.Kind)
		}
	})
}
