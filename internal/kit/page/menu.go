package page

import (
	"slices"
	"strings"

	"shian/internal/kit/access"
)

// A Group is one heading of the left menu with its pages.
type Group struct {
	Label string // Chinese
	Icon  string // a symbol of static/icons.svg
	Items []Item
}

// An Item is one page in the menu.
type Item struct {
	Label string
	Href  string
	Right access.Right  // shown to whoever holds it; empty: everybody signed in
	Sides []access.Side // shown to these sides; nil: all
	Bell  bool          // carries the count of the to-do list
}

// A menuGroup is a Group as one person sees it on one page.
type menuGroup struct {
	Label, Icon string
	Open        bool
	Items       []menuItem
}

type menuItem struct {
	Label, Href string
	Here        bool
	Count       int
}

// menu leaves out what the actor may not open, and groups left empty; the group of the current page is open. Which item
// is current: the one whose address is the longest prefix of the path.
func (p *Pages) menu(a *access.Actor, path string, open int) []menuGroup {
	here := p.current(path)
	out := make([]menuGroup, 0, len(p.cfg.Menu))
	for i, g := range p.cfg.Menu {
		v := menuGroup{Label: g.Label, Icon: g.Icon, Open: i == 0}
		for _, it := range g.Items {
			if it.Right != "" && !a.May(it.Right) || it.Sides != nil && !slices.Contains(it.Sides, a.Side) {
				continue
			}
			m := menuItem{Label: it.Label, Href: it.Href, Here: it.Href == here}
			if it.Bell {
				m.Count = open
			}
			v.Open = v.Open || m.Here
			v.Items = append(v.Items, m)
		}
		if len(v.Items) > 0 {
			out = append(out, v)
		}
	}
	return out
}

func (p *Pages) current(path string) string {
	best := ""
	for _, g := range p.cfg.Menu {
		for _, it := range g.Items {
			if len(it.Href) > len(best) && (path == it.Href || strings.HasPrefix(path, it.Href+"/")) {
				best = it.Href
			}
		}
	}
	return best
}
