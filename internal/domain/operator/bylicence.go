package operator

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/db"
)

// ByLicence gives the id of the business that holds a licence of this number; empty when there is none.
func (s *Service) ByLicence(ctx context.Context, q db.Querier, number string) (string, error) {
	var id string
	err := q.Row(ctx, `SELECT operator FROM operator_licence WHERE number = $1 AND NOT cancelled ORDER BY id LIMIT 1`, number).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}
