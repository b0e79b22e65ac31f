package desk

import (
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// ByRegion puts the region among the filters of the list, for kinds that lie all over the province; regions names them.
func ByRegion(regions form.Source) Option { return func(m *mounted) { m.regions = regions } }

// Several lets people tick rows and do one thing with all of them: the ids come to the batch's address under "id". A nil
// batch offers nothing to this person.
func Several(fn func(c *web.Ctx) *page.Batch) Option { return func(m *mounted) { m.several = fn } }

// Draw says how the cells of a list look, by the field's name: a lamp, a tag. Nil leaves the text.
func Draw(fn func(c *web.Ctx, name string, cell record.Cell) any) Option {
	return func(m *mounted) { m.draw = fn }
}

// Without leaves fields out of the page of a record: references that its further parts turn into links.
func Without(names ...string) Option { return func(m *mounted) { m.without = names } }

// A Shortcut is one button over a list and the conditions it puts, by the fields' names; empty values take them away.
type Shortcut struct {
	Label string // Chinese of the code
	Put   map[string]string
}

// Shortcuts puts a row of buttons over the list: what people of a post look for every day.
func Shortcuts(all ...Shortcut) Option { return func(m *mounted) { m.shortcuts = all } }

// sets are the shortcuts as links; the one whose conditions hold is where the person is.
func (m *mounted) sets(c *web.Ctx) []page.Set {
	if len(m.shortcuts) == 0 {
		return nil
	}
	set := page.Set{Label: "状态"}
	for _, s := range m.shortcuts {
		v, here := m.again(c, "cancelled", ""), true
		for name, value := range s.Put {
			here = here && c.Query(name) == value
			if v.Set(name, value); value == "" {
				v.Del(name)
			}
		}
		set.Links = append(set.Links, page.Link{Label: s.Label, Href: m.Address() + "?" + v.Encode(), Here: here})
	}
	return []page.Set{set}
}

// cell draws one cell of a list.
func (m *mounted) cell(c *web.Ctx, name string, cell record.Cell) page.Cell {
	if m.draw != nil {
		if v := m.draw(c, name, cell); v != nil {
			return page.Cell{Value: v}
		}
	}
	return page.Cell{Value: shown(cell.Text)}
}

// choose lets the rows of a list be ticked.
func (m *mounted) choose(c *web.Ctx, t *page.Table) {
	if m.several == nil {
		return
	}
	if b := m.several(c); b != nil {
		b.Total = t.Pager.Total
		t.Select, t.Batch = "id", b
	}
}
