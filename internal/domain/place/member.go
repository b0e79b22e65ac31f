package place

import (
	"context"
	"slices"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// Members gives the accounts that belong to a business, a laboratory or an office today, acting officers not counted: whom to
// serve something on. It is for the platform itself and asks no right. A region has no members.
func (s *Service) Members(ctx context.Context, q db.Querier, party access.Scope) ([]string, error) {
	kind, id, _ := strings.Cut(string(party), ":")
	column := map[string]string{"o": "holder", "l": "holder", "b": "office"}[kind]
	if column == "" || id == "" {
		return nil, nil
	}
	held, err := s.peopleWhere(ctx, q, column+` = $1 AND from_day <= $2 AND (to_day = '' OR to_day >= $2) ORDER BY id`, id, clock.Day(clock.Now(ctx)))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, a := range held {
		if !slices.Contains(out, a.Account) {
			out = append(out, a.Account)
		}
	}
	return out, nil
}
