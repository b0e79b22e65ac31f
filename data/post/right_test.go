package post

import (
	"strings"
	"testing"
	"unicode"
)

// People read what they may do, not its code.
func TestEveryRightHasAName(t *testing.T) {
	for _, p := range Catalogue() {
		for _, r := range p.Rights {
			zh, en := NameOf(r, "zh"), NameOf(r, "en")
			if zh == r || en == r {
				t.Errorf("%s has no name: add its kind and verb to right.go", r)
			}
			if strings.ContainsFunc(en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s is %q in English", r, en)
			}
		}
	}
	if got := NameOf("sampling.result.export", "zh"); got != "抽检结果：导出" {
		t.Error(got)
	}
	if got := NameOf("nothing.known", "en"); got != "nothing.known" {
		t.Error(got)
	}
}
