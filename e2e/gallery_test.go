package e2e

import (
	"strings"
	"testing"
)

// Every component with sample data, in both languages, on a screen and on a phone.
func TestComponentsAreAccessibleAndFit(t *testing.T) {
	for _, width := range []int64{desktop, phone} {
		p := visitor(t, width)
		p.open("/dev/pages")
		if p.status != 200 {
			t.Skipf("the components are not shown here (%d)", p.status)
		}
		all := eval[[]string](p, "[...document.querySelectorAll('a[href^=\"/dev/pages/\"]')].map((a) => a.getAttribute('href'))")
		for _, lang := range []string{"zh", "en"} {
			for _, at := range all {
				p.open("/prefer?lang=" + lang + "&back=" + at)
				name := strings.TrimPrefix(at, "/dev/pages/") + " " + lang
				if !strings.HasPrefix(name, "page.screen") { // made for a wall of 1920 pixels
					p.fits(name)
				}
				if lang == "zh" {
					p.accessible(name)
				}
				p.shot(strings.ReplaceAll(name, " ", "-"))
			}
		}
	}
}
