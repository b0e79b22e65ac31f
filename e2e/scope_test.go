package e2e

import (
	"strings"
	"testing"
)

// An account of 夏河县 sees its own county and nothing of others: neither in lists nor by address.
func TestCountyAccountSeesItsOwn(t *testing.T) {
	here := as(t, "sampler", desktop)
	here.open("/desk/operator")
	there := eval[string](here, `document.querySelector('main tbody a[href^="/desk/operator/"]').getAttribute('href')`)
	here.open(there)
	here.got(200)

	rural := as(t, "rural", desktop)
	rural.open("/desk/operator")
	rural.shot("operators")
	for _, place := range eval[[]string](rural, `[...document.querySelectorAll('main tbody tr')].map((e) => e.innerText)`) {
		if !strings.Contains(place, "夏河") {
			t.Errorf("an account of 夏河县 sees %q", place)
		}
	}
	rural.open(there)
	rural.got(404)
	rural.open(there + "/edit")
	rural.got(404)
	rural.open("/desk/search?q=城关区")
	rural.shot("search")
	for _, hit := range eval[[]string](rural, `[...document.querySelectorAll('main tbody tr')].map((e) => e.innerText)`) {
		if strings.Contains(hit, "兰州") {
			t.Errorf("search gives %q", hit)
		}
	}
}
