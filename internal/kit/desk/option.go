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
