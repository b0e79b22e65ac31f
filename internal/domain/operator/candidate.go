package operator

import (
	"context"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/db"
)

// Candidates lists the ids of the businesses at work in a region (2, 4, 6 or 9 digits), of a trade and a licence category where
// those are given, ascending: what a random draw is among. Whoever asks gets all of them, or the draw would not be one.
func (s *Service) Candidates(ctx context.Context, q db.Querier, region string, trade Trade, category string) ([]string, error) {
	cond, args := []string{"status = 'active'", "sort > ''"}, []any{}
	add := func(column, value string) {
		args = append(args, value)
		cond = append(cond, column+" = $"+string(rune('0'+len(args))))
	}
	switch at := place.Short(region); {
	case len(at) >= 9:
		add("region", at)
	case len(at) == 6:
		add("county", at)
	case len(at) == 4:
		add("prefecture", at)
	}
	if trade != "" {
		add("trade", string(trade))
	}
	if category != "" {
		add("category", category)
	}
	rows, err := q.Query(ctx, `SELECT id FROM operator WHERE `+strings.Join(cond, " AND ")+` ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
