package standard

import (
	"context"
	"sync/atomic"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/form"
	"shian/internal/kit/search"
)

// Source is what a form's field for a standard points at.
var Source = &standards{}

// standards answers by the service last made: forms are described in places that know no service.
type standards struct{ service atomic.Pointer[Service] }

var _ form.Source = Source

func (x *standards) set(s *Service) { x.service.Store(s) }

// Name implements form.Source.
func (x *standards) Name() string { return "standard" }

// Suggest finds standards by number or title.
func (x *standards) Suggest(ctx context.Context, q string, limit int) ([]form.Choice, error) {
	s := x.service.Load()
	if s == nil || q == "" {
		return nil, nil
	}
	found, err := search.Find(ctx, s.db, access.From(ctx), search.Query{Text: q, Kinds: []string{"standard"}, Limit: limit, Public: true})
	if err != nil {
		return nil, err
	}
	out := make([]form.Choice, len(found.Hits))
	for i, h := range found.Hits {
		out[i] = form.Choice{Value: h.ID, Label: h.Note}
	}
	return out, nil
}

// Label names standards by their ids.
func (x *standards) Label(ctx context.Context, values []string) (map[string]string, error) {
	out := make(map[string]string, len(values))
	s := x.service.Load()
	if s == nil || len(values) == 0 {
		return out, nil
	}
	rows, err := s.db.Query(ctx, `SELECT id, code FROM standard WHERE id `+db.In(1, len(values))+` ORDER BY id`, db.Args(values)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, code string
		if err := rows.Scan(&key, &code); err != nil {
			return nil, err
		}
		out[key] = code
	}
	return out, rows.Err()
}
