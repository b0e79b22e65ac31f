package place

import (
	"context"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// ActingQuery says which acting orders are wanted: of everybody the actor administers or looks after, or only the actor's own
// (Mine). Before is the id of the last row already shown; Limit at most 200, 50 when it is 0.
type ActingQuery struct {
	Mine   bool
	State  State
	Before string
	Limit  int
}

// StateOn says how the order stands on the day; one not approved waits until its last day has passed.
func (a Acting) StateOn(day string) State {
	st := stateOn(day, a.From, a.To)
	if st != Over && !a.Approved() {
		return Waiting
	}
	return st
}

// Actings lists acting orders, newest first. Everybody sees the orders in which they act, are replaced or asked; whoever holds
// place.view also those that replace somebody whose appointment they see.
func (s *Service) Actings(ctx context.Context, query ActingQuery) ([]Acting, error) {
	w := s.actingCond(ctx, query)
	if query.Before != "" {
		w.add("id < ", query.Before)
	}
	limit := query.Limit
	if limit <= 0 {
		limit = pageUsual
	}
	return s.actingWhere(ctx, s.db, w.text()+` ORDER BY id DESC LIMIT `+strconv.Itoa(min(limit, pageMost)), w.args...)
}

// CountActings counts what Actings lists, to 10,000.
func (s *Service) CountActings(ctx context.Context, query ActingQuery) (n int, more bool, err error) {
	w := s.actingCond(ctx, query)
	return count(ctx, s.db, `place_acting WHERE `+w.text(), w.args)
}

func (s *Service) actingCond(ctx context.Context, query ActingQuery) *where {
	actor, day := access.From(ctx), clock.Day(clock.Now(ctx))
	w := &where{}
	switch query.State {
	case Waiting:
		w.conds = append(w.conds, "approved_by = ''")
		w.add("to_day >= ", day)
		w.conds = append(w.conds, "to_day >= from_day")
	case InForce, Coming:
		w.conds = append(w.conds, "approved_by <> ''")
		w.state(query.State, day)
	case Over:
		w.state(query.State, day)
	}
	if actor.All && actor.May(RightView) && !query.Mine {
		return w
	}
	w.args = append(w.args, actor.ID)
	own := "$" + strconv.Itoa(len(w.args))
	own = "account = " + own + " OR for_account = " + own + " OR asked_by = " + own
	if !query.Mine && actor.May(RightView) {
		seen, args := access.Predicate(actor, KindPerson, "held.id", len(w.args)+1)
		own += " OR EXISTS (SELECT 1 FROM place_person held WHERE held.account = place_acting.for_account AND " + seen + ")"
		w.args = append(w.args, args...)
	}
	w.conds = append(w.conds, "("+own+")")
	return w
}

// Order gives one acting order that the actor sees, as Actings would. Errors: missing.
func (s *Service) Order(ctx context.Context, id string) (*Acting, error) {
	w := s.actingCond(ctx, ActingQuery{})
	w.add("id = ", id)
	found, err := s.actingWhere(ctx, s.db, w.text()+` ORDER BY id`, w.args...)
	if err != nil || len(found) == 0 {
		return nil, orMissing(err, "没有这条代理", "there is no such acting officer")
	}
	return &found[0], nil
}

// ActsToday names those for whom the actor acts today, for the notice on every page; none costs no query.
func (s *Service) ActsToday(ctx context.Context, a *access.Actor) ([]string, error) {
	if len(a.ActsFor) == 0 {
		return nil, nil
	}
	names, err := s.Names(ctx, a.ActsFor...)
	out := make([]string, len(a.ActsFor))
	for i, account := range a.ActsFor {
		out[i] = names[account]
	}
	return out, err
}

// Person finds the account somebody means: by account, by login, or by the whole name among the people in office whom the
// actor sees. field is the input that says so. Errors: invalid when nobody or several fit.
func (s *Service) Person(ctx context.Context, field, label, typed string) (string, error) {
	if typed == "" {
		return "", invalid(field, label, "请写明"+label+"的姓名或登录名", "give a name or login")
	}
	day := clock.Day(clock.Now(ctx))
	found, err := s.peopleWhere(ctx, s.db, `account = $1 AND (to_day = '' OR to_day >= $2) ORDER BY id LIMIT 1`, typed, day)
	if err != nil {
		return "", err
	}
	if len(found) == 1 {
		return typed, nil
	}
	account, _, _, err := s.Accounts.Named(ctx, s.db, typed)
	if err == nil {
		return account, nil
	}
	if !fault.Is(err, fault.KindMissing) {
		return "", err
	}
	same, err := s.seenByName(ctx, "name = ", typed, 10)
	if err != nil {
		return "", err
	}
	accounts := map[string]bool{}
	for _, a := range same {
		accounts[a.Account] = true
	}
	switch len(accounts) {
	case 1:
		return same[0].Account, nil
	case 0:
		return "", invalid(field, label, "没有找到此人，请写完整姓名或登录名", "nobody of this name is in office; give the whole name or the login")
	}
	return "", invalid(field, label, "有多位同名，请写登录名", "several people have this name; give the login")
}

// seenByName gives people in office today by a condition on the name, as far as the actor sees them.
func (s *Service) seenByName(ctx context.Context, cond, value string, limit int, after ...string) ([]Appointment, error) {
	w := &where{}
	w.add(cond, value, after...)
	w.inForce(clock.Day(clock.Now(ctx)))
	w.seen(access.From(ctx), "place_person.id")
	return s.peopleWhere(ctx, s.db, w.text()+` ORDER BY name, id LIMIT `+strconv.Itoa(limit), w.args...)
}
