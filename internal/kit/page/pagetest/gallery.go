package pagetest

import (
	"net/url"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/page"
)

// Gallery draws every example of p in both languages and fails where Inspect finds something or a text of the code has
// no English. A domain's test adds its pages and examples to page.New and calls this.
func Gallery(t *testing.T, p *page.Pages) {
	t.Helper()
	missing := p.Untranslated()
	for _, lang := range []string{"zh", "en"} {
		for _, name := range p.Examples() {
			b, err := p.DrawExample(name, request(lang))
			if err != nil {
				t.Errorf("%s %s: %v", name, lang, err)
				continue
			}
			for _, fault := range Inspect(b, lang) {
				t.Errorf("%s %s: %s", name, lang, fault)
			}
		}
	}
	for _, zh := range missing() {
		t.Errorf("i18n/locale lacks %q", zh)
	}
}

func request(lang string) page.Request {
	return page.Request{Lang: lang, CSRF: "token", URL: &url.URL{Path: "/desk/operator", RawQuery: "q=a"},
		Actor: &access.Actor{ID: "zhou", Name: "周岚", PostName: "食安委办主任", Side: access.SideOfficial, Rights: []access.Right{"operator.*"}}}
}
