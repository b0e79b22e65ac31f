package operator

import (
	"context"
	"sync/atomic"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/form"
	"shian/internal/kit/search"
)

// Source is what a form's field for a business points at: f.Ref("operator", "所属主体", &x.Operator, operator.Source).
var Source form.Source = source

var source = &businesses{}

// businesses answers by the service last made: forms are described in places that know no service.
type businesses struct{ service atomic.Pointer[Service] }

func (b *businesses) set(s *Service) { b.service.Store(s) }

func (b *businesses) Name() string { return "operator" }

// Suggest finds businesses by name or code among those the actor sees.
func (b *businesses) Suggest(ctx context.Context, q string, limit int) ([]form.Choice, error) {
	s := b.service.Load()
	if s == nil || q == "" {
		return nil, nil
	}
	found, err := search.Find(ctx, s.db, access.From(ctx), search.Query{Text: q, Kinds: []string{"operator"}, Limit: limit, Public: true})
	if err != nil {
		return nil, err
	}
	out := make([]form.Choice, len(found.Hits))
	for i, h := range found.Hits {
		out[i] = form.Choice{Value: h.ID, Label: h.Title}
		if h.Note != "" {
			out[i].Label += " " + h.Note
		}
	}
	return out, nil
}

// Label names businesses by their ids, whoever asks: a name on a record one may see is no secret.
func (b *businesses) Label(ctx context.Context, values []string) (map[string]string, error) {
	out := make(map[string]string, len(values))
	s := b.service.Load()
	if s == nil || len(values) == 0 {
		return out, nil
	}
	rows, err := s.db.Query(ctx, `SELECT id, name FROM operator WHERE id `+db.In(1, len(values))+` ORDER BY id`, db.Args(values)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, name string
		if err := rows.Scan(&key, &name); err != nil {
			return nil, err
		}
		out[key] = name
	}
	return out, rows.Err()
}
