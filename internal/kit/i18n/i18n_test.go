package i18n

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"
	"unicode"
)

func TestT(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		lang, zh string
		args     []any
		want     string
	}{
		{"zh", "第 {1} 行", []any{7}, "第 7 行"},
		{"en", "余 {1} 日", []any{3}, "3 days left"},
		{"en", "没有译文 {1}", []any{"x"}, "没有译文 x"},
		{"zh", "{1} {2}", []any{"{2}", "b"}, "{2} b"},
		{"zh", "{1} {2} {x} {", []any{"a"}, "a {2} {x} {"},
		{"zh", "{1}{1}", []any{"a"}, "aa"},
		{"zh", "没有参数 {1}", nil, "没有参数 {1}"},
	} {
		if got := T(x.lang, x.zh, x.args...); got != x.want {
			t.Errorf("%s %q %v: %q, want %q", x.lang, x.zh, x.args, got, x.want)
		}
	}
}

var placeholder = regexp.MustCompile(`\{[1-9]\}`)

// Every catalogue can be trusted: keys are Chinese, the English has the same arguments and no Chinese left over, and no
// two packages translate one text differently.
func TestCatalogues(t *testing.T) {
	t.Parallel()
	entries, err := files.ReadDir("locale")
	if err != nil {
		t.Fatal(err)
	}
	type known struct{ file, en string }
	seen := map[string]known{}
	for _, e := range entries {
		if e.Name() == "_sample.json" { // words of invented examples; read first, so that a package's own hold
			continue
		}
		b, err := files.ReadFile("locale/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(b, &texts); err != nil {
			t.Errorf("%s: %v", e.Name(), err)
			continue
		}
		for zh, en := range texts {
			if en == "" || slices.ContainsFunc([]rune(en), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %q is translated as %q", e.Name(), zh, en)
			}
			if a, b := holes(zh), holes(en); !slices.Equal(a, b) {
				t.Errorf("%s: %q has the arguments %v, its English %v", e.Name(), zh, a, b)
			}
			if k, ok := seen[zh]; ok && k.en != en {
				t.Errorf("%q is %q in %s and %q in %s", zh, k.en, k.file, en, e.Name())
			}
			seen[zh] = known{e.Name(), en}
		}
	}
}

func holes(s string) []string {
	out := placeholder.FindAllString(s, -1)
	slices.Sort(out)
	return slices.Compact(out)
}
