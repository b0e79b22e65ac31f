package place

import (
	"context"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// PeopleQuery says whose appointments are wanted; empty fields do not narrow. Region is exactly this region, Within it and
// all below; Name a part of the name; Day keeps those in force on it, State those in force today, to come or over. After is
// the id of the last row already shown; Limit at most 200, 50 when it is 0.
type PeopleQuery struct {
	Account, Post, Office, Region, Holder, Day string
	Within, Body, Name                         string
	State                                      State
	After                                      string
	Limit                                      int
}

// A State says how an appointment or an acting order stands today.
type State string

// The states; an order that nobody has approved yet waits, whatever its days.
const (
	InForce State = "now"
	Coming  State = "coming"
	Over    State = "over"
	Waiting State = "waiting"
)

// StateOn says how the appointment stands on the day.
func (a Appointment) StateOn(day string) State { return stateOn(day, a.From, a.To) }

func stateOn(day, from, to string) State {
	switch {
	case to != "" && (to < day || to < from): // one that ended before it began never comes
		return Over
	case from > day:
		return Coming
	}
	return InForce
}

const (
	pageUsual = 50
	pageMost  = 200
	countMost = 10_000
)

// People lists appointments that the actor sees, by id. Right: place.view, save for one's own.
func (s *Service) People(ctx context.Context, query PeopleQuery) ([]Appointment, error) {
	w, err := s.peopleCond(ctx, query)
	if err != nil {
		return nil, err
	}
	w.add("id > ", query.After)
	limit := query.Limit
	if limit <= 0 {
		limit = pageUsual
	}
	return s.peopleWhere(ctx, s.db, w.text()+` ORDER BY id LIMIT `+strconv.Itoa(min(limit, pageMost)), w.args...)
}

// CountPeople counts what People lists, to 10,000; more says that there are others. Right: place.view, save for one's own.
func (s *Service) CountPeople(ctx context.Context, query PeopleQuery) (n int, more bool, err error) {
	w, err := s.peopleCond(ctx, query)
	if err != nil {
		return 0, false, err
	}
	return count(ctx, s.db, `place_person WHERE `+w.text(), w.args)
}

func count(ctx context.Context, q db.Querier, from string, args []any) (n int, more bool, err error) {
	err = q.Row(ctx, `SELECT count(*) FROM (SELECT id FROM `+from+` LIMIT `+strconv.Itoa(countMost+1)+`) AS counted`, args...).Scan(&n)
	return min(n, countMost), n > countMost, err
}

func (s *Service) peopleCond(ctx context.Context, query PeopleQuery) (*where, error) {
	actor := access.From(ctx)
	own := query.Account != "" && query.Account == actor.ID
	if !own && !actor.May(RightView) {
		return nil, fault.Refused("您的岗位不能查看人员", "your post may not look at people")
	}
	w := &where{}
	w.is("account", query.Account)
	w.is("post", query.Post)
	w.is("office", query.Office)
	w.is("region", Full(query.Region))
	w.is("holder", query.Holder)
	w.within("region", query.Within)
	if query.Body != "" {
		w.add("EXISTS (SELECT 1 FROM place_body WHERE place_body.id = place_person.office AND place_body.body = ", query.Body, ")")
	}
	if query.Name != "" {
		w.add("name LIKE ", "%"+escape.Replace(query.Name)+"%", " ESCAPE '!'")
	}
	if query.Day != "" {
		w.inForce(query.Day)
	}
	w.state(query.State, clock.Day(clock.Now(ctx)))
	if !own {
		w.seen(actor, "place_person.id")
	}
	return w, nil
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
