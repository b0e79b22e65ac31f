package operator

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/db"
)

// A Namesake is a business of a certain name, whoever may see its file.
type Namesake struct{ ID, Region string }

// Named finds the businesses in force with exactly this name, at most ten; for records that name a business and are to be
// put into its file.
func (s *Service) Named(ctx context.Context, q db.Querier, name string) ([]Namesake, error) {
	rows, err := q.Query(ctx, `SELECT id, region FROM operator WHERE name = $1 AND sort > '' ORDER BY id LIMIT 10`, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Namesake
	for rows.Next() {
		var n Namesake
		if err := rows.Scan(&n.ID, &n.Region); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// RegionOf is where a business is; empty when there is none of this id.
func (s *Service) RegionOf(ctx context.Context, q db.Querier, id string) (string, error) {
	var region string
	err := q.Row(ctx, `SELECT region FROM operator WHERE id = $1`, id).Scan(&region)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return region, err
}
