package page

import "html/template"

// rows draws the body of a table.
func (s *set) rows(t Table) (template.HTML, error) {
	w := &ink{set: s}
	w.Grow(600 * (len(t.Rows) + 1))
	cols := make([]head, len(t.Columns))
	for i, c := range t.Columns {
		cols[i] = head{Column: c, class: c.Class()}
		if !c.Titled() {
			cols[i].label = w.plain(c.Label)
		}
	}
	for i := range t.Rows {
		w.row(&t, cols, &t.Rows[i])
	}
	return template.HTML(w.String()), w.err //nolint:gosec // G203: ink escapes every text
}

// A head is a column with what each of its cells needs, made once.
type head struct {
	Column
	class, label string
}

func (w *ink) row(t *Table, cols []head, r *Row) {
	if r.Group != "" {
		w.raw(`<tr class="group"><th scope="rowgroup"`)
		w.attr("colspan", Num(t.Width()))
		w.raw(">")
		w.say(r.Group, nil)
		if r.Note != "" {
			w.raw("<small>")
			w.say(r.Note, r.With)
			w.raw("</small>")
		}
		w.raw("</th></tr>")
		return
	}
	switch {
	case r.Late:
		w.raw(`<tr class="is-late"`)
	case r.Bad:
		w.raw(`<tr class="bad"`)
	default:
		w.raw("<tr")
	}
	if r.Picked {
		w.raw(` aria-selected="true"`)
	}
	w.raw(">")
	if t.Select != "" {
		w.tick(t, r)
	}
	for i := range r.Cells {
		w.cell(&cols[i], r, &r.Cells[i])
	}
	w.raw("</tr>")
}

func (w *ink) tick(t *Table, r *Row) {
	w.raw(`<td class="tick"><input type="checkbox"`)
	if t.Batch != nil {
		w.raw(` form="batch"`)
	}
	w.attr("name", t.Select)
	w.attr("value", r.ID)
	if r.Picked {
		w.raw(" checked")
	}
	w.attr("aria-label", w.plain("选择：{1}", r.Name))
	w.raw("></td>")
}

func (w *ink) cell(c *head, r *Row, x *Cell) {
	class := c.class
	if x.Bad {
		class = "bad " + class
	}
	w.raw("<td")
	w.attr("class", class)
	w.attr("data-label", c.label)
	w.raw(">")
	switch {
	case x.Href != "":
		w.raw("<a")
		w.href(x.Href)
		w.raw(">")
		w.show(x.Value)
		w.raw("</a>")
	case r.Href != "" && c.Card == "head":
		w.raw(`<a class="go"`)
		w.href(r.Href)
		w.raw(">")
		w.show(x.Value)
		w.raw("</a>")
	case c.Code:
		w.raw(`<span class="code">`)
		w.show(x.Value)
		w.raw("</span>")
	case x.Bad && (x.Value == nil || x.Value == ""):
		w.say("（空）", nil)
	default:
		w.show(x.Value)
	}
	if x.Note != nil {
		w.raw("<small>")
		w.show(x.Note)
		w.raw("</small>")
	}
	w.raw("</td>")
}
