package place

import (
	"context"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// PeopleQuery says whose appointments are wanted; empty fields do not narrow. Day keeps those in force on it. After is the id
// of the last row already shown; Limit at most 200, 50 when it is 0.
type PeopleQuery struct {
	Account, Post, Office, Region, Holder, Day string
	After                                      string
	Limit                                      int
}

const (
	pageUsual = 50
	pageMost  = 200
)

// People lists appointments that the actor sees, by id. Right: place.view, save for one's own.
func (s *Service) People(ctx context.Context, query PeopleQuery) ([]Appointment, error) {
	actor := access.From(ctx)
	own := query.Account != "" && query.Account == actor.ID
	if !own && !actor.May(RightView) {
		return nil, fault.Refused("您的岗位不能查看人员", "your post may not look at people")
	}
	var args []any
	cond := `id > $1`
	args = append(args, query.After)
	narrow := func(column, value string) {
		if value != "" {
			args = append(args, value)
			cond += " AND " + column + " = $" + strconv.Itoa(len(args))
		}
	}
	narrow("account", query.Account)
	narrow("post", query.Post)
	narrow("office", query.Office)
	narrow("region", Full(query.Region))
	narrow("holder", query.Holder)
	if query.Day != "" {
		args = append(args, query.Day)
		n := strconv.Itoa(len(args))
		cond += " AND from_day <= $" + n + " AND (to_day = '' OR to_day >= $" + n + ")"
	}
	if !own {
		if seen, more := access.Predicate(actor, KindPerson, "place_person.id", len(args)+1); seen != "" {
			cond, args = cond+" AND "+seen, append(args, more...)
		}
	}
	limit := query.Limit
	if limit <= 0 {
		limit = pageUsual
	}
	return s.peopleWhere(ctx, s.db, cond+` ORDER BY id LIMIT `+strconv.Itoa(min(limit, pageMost)), args...)
}

// Holding gives the accounts that hold a right at exactly this region today, acting officers not counted: whom to tell of
// something. It is for the platform itself and asks no right.
func (s *Service) Holding(ctx context.Context, q db.Querier, right access.Right, code string) ([]string, error) {
	day := clock.Day(clock.Now(ctx))
	found, err := s.peopleWhere(ctx, q, `region = $1 AND from_day <= $2 AND (to_day = '' OR to_day >= $2) ORDER BY id`, Full(code), day)
	if err != nil {
		return nil, err
	}
	var out []string
	seen := map[string]bool{}
	for _, a := range found {
		if p, _ := s.Post(a.Post); !seen[a.Account] && (&access.Actor{Rights: p.rights}).May(right) {
			seen[a.Account] = true
			out = append(out, a.Account)
		}
	}
	return out, nil
}

// peopleWhere reads appointments; cond ends in an ORDER BY.
func (s *Service) peopleWhere(ctx context.Context, q db.Querier, cond string, args ...any) ([]Appointment, error) {
	rows, err := q.Query(ctx, `SELECT `+personColumns+` FROM place_person WHERE `+cond, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Appointment
	for rows.Next() {
		var a Appointment
		if err := rows.Scan(a.pointers()...); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
