package record

import (
	"context"
	"slices"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/file"
	"shian/internal/kit/form"
)

// attachable names the fields of a record that hold attachments; those of child rows are not among them.
func attachable(shape *form.Fields) []string {
	var out []string
	for _, x := range shape.Every() {
		if x.Kind == form.KindFiles {
			out = append(out, x.Name)
		}
	}
	return out
}

// attached gives a record its attachments, and them the scopes of the record. What becomes public is the record's public
// content, never its papers.
func (k *Kind[T, P]) attached(ctx context.Context, tx *db.Tx, l left[T]) error {
	if len(k.papers) == 0 {
		return nil
	}
	ids, before := k.papersOf(l.new), []string(nil)
	if l.old != nil {
		before = k.papersOf(l.old)
	}
	if len(ids)+len(before) == 0 || l.old != nil && slices.Equal(ids, before) && slices.Equal(k.scopes(l.old), l.scopes) {
		return nil
	}
	m := P(l.new).Base()
	scopes := slices.DeleteFunc(slices.Clone(l.scopes), func(s access.Scope) bool { return s == access.Public })
	err := file.Attach(ctx, tx, k.Name, m.ID, m.MadeAt, ids, scopes)
	if e := fault.Of(err); err != nil && e.Kind == fault.KindInvalid && len(e.Fields) == 1 {
		e.Fields[0].Name, e.Fields[0].Label = k.papers[0], k.shape.Get(k.papers[0]).Label
	}
	return err
}

func (k *Kind[T, P]) papersOf(t *T) []string {
	f := k.bind(t)
	defer k.release(f)
	var out []string
	for _, name := range k.papers {
		out = append(out, f.Get(name).FileIDs()...)
	}
	return out
}
