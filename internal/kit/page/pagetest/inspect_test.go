package pagetest_test

import (
	"strings"
	"testing"

	"shian/internal/kit/page/pagetest"
)

func TestInspectFindsWhatItPromises(t *testing.T) {
	t.Parallel()
	page := func(body string) string {
		return `<!doctype html><html lang="en"><head><title>x</title></head><body>` + body + `</body></html>`
	}
	for body, want := range map[string]string{
		`<p id="a"></p><p id="a"></p>`:                         "id",
		`<input name="q">`:                                     "label",
		`<p style="color:red">x</p>`:                           "style",
		`<p onclick="x()">x</p>`:                               "script",
		`<script>x()</script>`:                                 "script",
		`<p>中文</p>`:                                            "Chinese",
		`<img src="x">`:                                        "alt",
		`<svg viewBox="0 0 1 1"></svg>`:                        "words",
		`<p><div>x</div>`:                                      "</p>",
		`<div><span>x</div>`:                                   "</div>",
		`<a href="#gone">x</a>`:                                "gone",
		`<form method="post" action="/x"></form>`:              "csrf",
		`<button aria-label="查找"></button>`:                    "Chinese",
		`<label for="nothing">x</label>`:                       "nothing",
		`<input id="x" aria-describedby="x-e" aria-label="x">`: "x-e",
	} {
		faults := pagetest.Inspect([]byte(page(body)), "en")
		if len(faults) == 0 || !strings.Contains(strings.Join(faults, "\n"), want) {
			t.Errorf("%s: found %q, want something on %q", body, faults, want)
		}
	}
	if faults := pagetest.Inspect([]byte(page(`<p><span lang="zh-CN">中文</span></p><label>a <input name="q"></label>`)), "en"); len(faults) > 0 {
		t.Errorf("a good page has %q", faults)
	}
}
