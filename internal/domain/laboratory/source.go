package laboratory

import (
	"context"
	"strings"
	"sync/atomic"

	"shian/internal/kit/db"
	"shian/internal/kit/form"
)

// Source is what a form's field for a laboratory points at.
var Source form.Source = source

var source = &register{}

// register answers by the service last made: forms are described in places that know no service.
type register struct{ db atomic.Pointer[db.DB] }

func (r *register) Name() string { return "laboratory" }

// Suggest finds laboratories by a part of the name or number; the register is open to everybody.
func (r *register) Suggest(ctx context.Context, q string, limit int) ([]form.Choice, error) {
	return r.read(ctx, `SELECT id, name, number FROM laboratory WHERE NOT cancelled AND (name LIKE $1 OR number LIKE $1) ORDER BY name, id LIMIT $2`, "%"+strings.TrimSpace(q)+"%", limit)
}

// Label names laboratories by their ids.
func (r *register) Label(ctx context.Context, values []string) (map[string]string, error) {
	out := make(map[string]string, len(values))
	if len(values) == 0 {
		return out, nil
	}
	all, err := r.read(ctx, `SELECT id, name, '' FROM laboratory WHERE id `+db.In(1, len(values))+` ORDER BY id`, db.Args(values)...)
	for _, x := range all {
		out[x.Value] = x.Label
	}
	return out, err
}

func (r *register) read(ctx context.Context, text string, args ...any) ([]form.Choice, error) {
	d := r.db.Load()
	if d == nil {
		return nil, nil
	}
	rows, err := d.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []form.Choice
	for rows.Next() {
		var c form.Choice
		var number string
		if err := rows.Scan(&c.Value, &c.Label, &number); err != nil {
			return nil, err
		}
		if number != "" {
			c.Label += " " + number
		}
		out = append(out, c)
	}
	return out, rows.Err()
}
