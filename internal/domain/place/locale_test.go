package place

import (
	"testing"

	"shian/data/post"
	"shian/internal/kit/i18n"
)

// The interface shows a post by its Chinese name through the catalogue; data/post says the same English.
func TestPostsHaveTheirEnglishNames(t *testing.T) {
	for _, p := range post.Catalogue() {
		if got := i18n.T("en", p.Name); got != p.NameEn {
			t.Errorf("%s is %q in the catalogue and %q in data/post", p.Name, got, p.NameEn)
		}
	}
}
