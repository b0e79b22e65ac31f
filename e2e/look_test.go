package e2e

import (
	"encoding/json"
	"os"
	"strings"
	"sync"
)

// fits wants the page no wider than its window and no text cut off.
func (p *person) fits(name string) {
	p.t.Helper()
	if wide := eval[int](p, "document.documentElement.scrollWidth - window.innerWidth"); wide > 0 {
		p.t.Errorf("%s at %d px: %d px too wide: %s", name, p.width, wide, eval[string](p, widest))
	}
	if cut := eval[[]string](p, cutOff); len(cut) > 0 {
		p.t.Errorf("%s at %d px cuts off: %s", name, p.width, strings.Join(cut, " | "))
	}
}

// widest names the elements that stand out of the window.
const widest = `[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.sr'))
	.slice(-3).map((e) => e.outerHTML.slice(0, 160)).join(' ¦ ')`

// cutOff finds text that its own box hides: wider or higher than the box, with what overflows not to be scrolled to.
const cutOff = `[...document.querySelectorAll('body *')].filter((e) => {
	if (!e.offsetParent || e.closest('.sr, .skip, svg, [data-cut]') || !e.innerText || !e.innerText.trim()) return false;
	const s = getComputedStyle(e);
	const over = (side, size, room) => /hidden|clip/.test(s[side]) && size > room + 1;
	return over('overflowX', e.scrollWidth, e.clientWidth) || over('overflowY', e.scrollHeight, e.clientHeight);
}).map((e) => e.outerHTML.slice(0, 160))`

// finding is what axe-core says against a page.
type finding struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML string `json:"html"`
		Why  string `json:"failureSummary"`
	} `json:"nodes"`
}

var told sync.Map

// accessible wants axe-core to find nothing serious or critical.
func (p *person) accessible(name string) {
	p.t.Helper()
	path := os.Getenv("SHIAN_TEST_AXE")
	if path == "" {
		return
	}
	script, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	eval[bool](p, string(script)+"; true")
	raw := eval[string](p, `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then((r) => JSON.stringify(r.violations.map((v) =>
		({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 4).map((n) => ({html: n.html.slice(0, 240), failureSummary: n.failureSummary}))}))))`)
	var found []finding
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		p.t.Fatalf("axe: %v: %s", err, raw)
	}
	for _, f := range found {
		var where []string
		for _, n := range f.Nodes {
			if _, said := told.LoadOrStore(f.ID+n.HTML, true); said {
				continue // once is enough for what stands on every page
			}
			where = append(where, n.HTML+" — "+strings.ReplaceAll(n.Why, "\n", " "))
		}
		if len(where) == 0 {
			continue
		}
		said := name + " " + p.at() + ": " + f.ID + " (" + f.Impact + ") " + f.Help + "\n  " + strings.Join(where, "\n  ")
		if f.Impact == "serious" || f.Impact == "critical" {
			p.t.Error(said)
		} else {
			p.t.Log(said)
		}
	}
}
