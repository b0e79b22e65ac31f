package place

import (
	"context"
	"slices"

	"shian/data/post"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
)

// Actor says what an account sees and may do today: the sum of its posts, and of the posts of those for whom it acts. An account
// without a post in force is a member of the public with nothing beyond it. It asks no right; kit/auth calls it.
func (s *Service) Actor(ctx context.Context, account string) (*access.Actor, error) {
	day := clock.Day(clock.Now(ctx))
	a := &access.Actor{ID: account, Side: access.SidePublic, Lang: "zh"}
	orders, err := s.actingWhere(ctx, s.db, `account = $1 AND to_day >= $2 AND from_day <= $2 AND approved_by <> '' ORDER BY id`, account, day)
	if err != nil {
		return nil, err
	}
	if err := s.lend(ctx, a, account, day, true); err != nil {
		return nil, err
	}
	for _, o := range orders {
		if slices.Contains(a.ActsFor, o.For) {
			continue
		}
		a.ActsFor = append(a.ActsFor, o.For)
		if err := s.lend(ctx, a, o.For, day, false); err != nil {
			return nil, err
		}
	}
	slices.Sort(a.Scopes)
	a.Scopes = slices.Compact(a.Scopes)
	slices.Sort(a.Rights)
	a.Rights = slices.Compact(a.Rights)
	return a, nil
}

// lend adds the posts that the account holds on the day; own posts also say who the actor is.
func (s *Service) lend(ctx context.Context, a *access.Actor, account, day string, own bool) error {
	held, err := s.peopleWhere(ctx, s.db, `account = $1 AND from_day <= $2 AND (to_day = '' OR to_day >= $2) ORDER BY from_day, id`, account, day)
	if err != nil {
		return err
	}
	for _, h := range held {
		p, ok := s.Post(h.Post)
		if !ok {
			continue
		}
		if own && a.Post == "" {
			a.Name, a.Side, a.Post, a.PostName = h.Name, access.Side(p.Side), p.Code, p.Name
			a.Body, a.Region, a.Operator = h.Office, h.Region, h.Holder
		}
		a.Rights = append(a.Rights, p.rights...)
		a.Scopes = append(a.Scopes, sees(p, h)...)
		a.All = a.All || p.Sees == post.All || p.Side == string(access.SideOfficial) && h.Region == Root
	}
	return nil
}

// sees gives the scopes of one post: the region served and the office, or the business or laboratory.
func sees(p Post, h Appointment) []access.Scope {
	switch p.Sees {
	case post.Laboratory:
		return []access.Scope{access.Laboratory(h.Holder)}
	case post.Operator:
		return []access.Scope{access.Operator(h.Holder)}
	}
	out := []access.Scope{access.Body(h.Office)}
	if h.Region != Root {
		out = append(out, Scope(h.Region))
	}
	return out
}
