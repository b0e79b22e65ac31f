package record

import (
	"context"
	"io"

	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/i18n"
	"shian/internal/kit/sheet"
)

// A Table is one page of a list as people read it.
type Table struct {
	Columns    []Column
	Rows       []TableRow
	Total      int
	More       bool
	Next, Prev string
}

// A Column of a list is a field with InList.
type Column struct{ Name, Label, Kind string }

// A TableRow is one record of a list.
type TableRow struct {
	ID, Href, Title string
	Version         int64
	Cancelled       bool
	Cells           []Cell
}

// A Cell is one value: as people read it, and as it is stored, masked where that can be.
type Cell struct{ Text, Value string }

// Table gives one page of the list; faults are those of List.
func (k *Kind[T, P]) Table(ctx context.Context, q Query) (*Table, error) {
	page, err := k.List(ctx, q)
	if err != nil {
		return nil, err
	}
	a := access.From(ctx)
	f := form.Bind(P(new(T))).For(a, k.Name).Shut()
	t := &Table{Total: page.Total, More: page.More, Next: page.Next, Prev: page.Prev, Rows: make([]TableRow, len(page.Rows))}
	for _, x := range listed(f) {
		t.Columns = append(t.Columns, Column{x.Name, x.Label, x.Kind})
	}
	names, err := k.names(ctx, f, page.Rows)
	if err != nil {
		return nil, err
	}
	for i := range page.Rows {
		row, m := &page.Rows[i], P(&page.Rows[i]).Base()
		f.Rebind(P(row))
		out := TableRow{ID: m.ID, Href: k.Href(m.ID), Version: m.Version, Cancelled: m.Cancelled}
		if k.Title != nil {
			out.Title = k.Title(row)
		}
		for _, x := range listed(f) {
			out.Cells = append(out.Cells, Cell{names.show(x, a.Lang), x.Value()})
		}
		t.Rows[i] = out
	}
	return t, nil
}

func listed(f *form.Fields) []*form.Field {
	var out []*form.Field
	for _, x := range f.All() {
		if x.Listed {
			out = append(out, x)
		}
	}
	return out
}

// names are what Refs point at, by source and key.
type names map[string]map[string]string

// names asks each source once for all rows.
func (k *Kind[T, P]) names(ctx context.Context, f *form.Fields, rows []T) (names, error) {
	asked := map[form.Source]map[string]bool{}
	for i := range rows {
		f.Rebind(P(&rows[i]))
		for _, x := range f.All() {
			if x.Source == nil || x.Stored() == "" {
				continue
			}
			if asked[x.Source] == nil {
				asked[x.Source] = map[string]bool{}
			}
			asked[x.Source][x.Stored()] = true
		}
	}
	out := names{}
	for src, keys := range asked {
		values := make([]string, 0, len(keys))
		for key := range keys {
			values = append(values, key)
		}
		found, err := src.Label(ctx, values)
		if err != nil {
			return nil, err
		}
		out[src.Name()] = found
	}
	return out, nil
}

func (n names) show(x *form.Field, lang string) string {
	if x.Source != nil {
		if s, ok := n[x.Source.Name()][x.Stored()]; ok {
			return s
		}
	}
	return x.Show(lang)
}

// Export writes all records of the query that the actor sees as a sheet: every field that the actor may see, attachments
// and child rows left out. What can be masked is masked unless q.Whole. It gives the number of rows.
func (k *Kind[T, P]) Export(ctx context.Context, q Query, format sheet.Format, w io.Writer) (int, error) {
	a := access.From(ctx)
	f := form.Bind(P(new(T))).For(a, k.Name)
	if !q.Whole {
		f.Shut()
	}
	var head []sheet.Head
	for _, x := range f.InSheet() {
		head = append(head, sheet.Head{Name: i18n.T(a.Lang, x.Label), Number: x.Kind == form.KindInt || x.Kind == form.KindDecimal})
	}
	out, err := sheet.NewWriter(w, format, head)
	if err != nil {
		return 0, err
	}
	n := 0
	var chunk []T
	flush := func() error {
		names, err := k.names(ctx, f, chunk)
		if err != nil {
			return err
		}
		for i := range chunk {
			f.Rebind(P(&chunk[i]))
			cells := make([]string, 0, len(head))
			for _, x := range f.InSheet() {
				cells = append(cells, names.show(x, a.Lang))
			}
			if err := out.Row(cells); err != nil {
				return err
			}
		}
		n += len(chunk)
		chunk = chunk[:0]
		return nil
	}
	err = k.Each(ctx, q, func(t *T) error {
		if chunk = append(chunk, *t); len(chunk) < 500 {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return n, err
	}
	return n, out.Close()
}

// Template writes an empty sheet to fill in and import.
func (k *Kind[T, P]) Template(ctx context.Context, w io.Writer) error {
	if k.Intake != nil {
		var fields []sheet.Field
		for _, c := range k.Intake().Columns() {
			fields = append(fields, sheet.Field{Column: c})
		}
		return sheet.Template(w, k.Label, fields)
	}
	return sheet.Template(w, k.Label, form.Bind(P(new(T))).For(access.From(ctx), k.Name).SheetTemplate())
}
