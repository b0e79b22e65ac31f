package e2e

import (
	"strings"
	"testing"
)

// pages are one of every kind of page, and who looks at it; "" is a visitor.
func kindsOfPages(t *testing.T) map[string][]string {
	p := as(t, "inspector", desktop)
	first := func(list, prefix string) string {
		p.open(list)
		at := eval[string](p, `(document.querySelector('main tbody a[href^="`+prefix+`"]') || {getAttribute: () => ''}).getAttribute('href')`)
		if at == "" {
			t.Errorf("nothing on %s", list)
		}
		return at
	}
	file, result := first("/desk/operator", "/desk/operator/"), first("/desk/sampling-result?state=published", "/desk/sampling-result/")
	id := strings.TrimPrefix(result, "/desk/sampling-result/")
	return map[string][]string{
		"": {"/", "/login", "/business?q=演示", "/failing", "/result/" + id, "/verify", "/verify?id=" + id, "/data", "/about", "/nowhere"},
		"inspector": {"/desk/todo", "/desk/ledger", "/desk/operator", "/desk/operator/new", file, file + "?tab=licences", file + "/edit", file + "/history", file + "/merge",
			"/desk/operator/import", "/desk/search?q=演示", "/account", "/desk/operator-licence", "/desk/operator-person"},
		"sampler":   {"/desk/sampling-result", "/desk/sampling-result/new", "/desk/sampling-result/import", result},
		"checker":   {"/desk/todo", "/desk/sampling-result?state=drafted"},
		"director":  {"/desk/ledger", "/desk/ledger/T3", "/desk/place"},
		"admin":     {"/desk/people", "/desk/people/new", "/desk/acting", "/desk/acting/new", "/desk/outbox", "/desk/place?region=620100"},
		"standards": {"/desk/standard", "/desk/standard-limit", "/desk/standard-limit/new"},
	}
}

// axe-core finds nothing serious or critical on any kind of page, wide or narrow, and nothing is cut off.
func TestEveryKindOfPageIsAccessible(t *testing.T) {
	for login, pages := range kindsOfPages(t) {
		for _, width := range []int64{desktop, phone} {
			p := visitor(t, width)
			if login != "" {
				p = as(t, login, width)
			}
			for _, at := range pages {
				p.open(at)
				if p.status >= 500 {
					t.Errorf("%s answers %d", at, p.status)
				}
				p.accessible(at)
				p.fits(at)
				p.shot(login + name(at))
			}
		}
	}
}
