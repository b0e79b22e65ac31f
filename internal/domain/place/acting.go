package place

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// KindActing is the kind of an acting officer's order in the journal.
const KindActing = "place.acting"

// An Acting lets Account act for another (代理) from a day to a day, both included, once a third person has approved it. Meanwhile
// Account sees and may do what the other's posts see and may; whatever the other did counts as done by Account where duties
// must be in different hands.
type Acting struct {
	ID         string `json:"id"`
	Account    string `json:"account"`
	For        string `json:"for"`
	From       string `json:"from"`
	To         string `json:"to"`
	Reason     string `json:"reason"`
	AskedBy    string `json:"asked_by"`
	ApprovedBy string `json:"approved_by"`
	Version    int64  `json:"version"`
}

// Approved reports whether the order stands.
func (a Acting) Approved() bool { return a.ApprovedBy != "" }

// Ask proposes an acting officer and fills in ID, AskedBy and Version. Who is to be replaced may ask, and whoever may appoint
// (place.edit) over their posts. Errors: invalid, refused.
func (s *Service) Ask(ctx context.Context, a *Acting) error {
	return s.write(ctx, func(tx *db.Tx) (string, error) {
		actor := access.From(ctx)
		if a.Account == "" || a.For == "" || a.Account == a.For {
			return "", invalid("account", "代理人", "代理人和被代理人要写明，且不是同一人", "name the acting officer and whom they act for; they must be two people")
		}
		if a.To == "" {
			return "", invalid("to", "止", "代理要写明截止日期", "an acting officer needs a last day")
		}
		if a.Reason == "" {
			return "", invalid("reason", "事由", "请写明代理事由", "give the reason")
		}
		if err := checkDays(a.From, a.To); err != nil {
			return "", err
		}
		if err := s.reaches(ctx, tx, actor, a, RightEdit, actor.ID == a.For); err != nil {
			return "", err
		}
		if err := s.suits(ctx, tx, a); err != nil {
			return "", err
		}
		a.ID, a.AskedBy, a.ApprovedBy, a.Version = id.New(), actor.ID, "", 1
		_, err := tx.Exec(ctx, `INSERT INTO place_acting (id, account, for_account, from_day, to_day, reason, asked_at, asked_by, approved_at, approved_by, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', 1)`,
			a.ID, a.Account, a.For, a.From, a.To, a.Reason, clock.Instant(clock.Now(ctx)), a.AskedBy)
		if err != nil {
			return "", err
		}
		return a.Account, note(ctx, tx, KindActing, a.ID, "create", a.Version, a)
	})
}

// Approve lets the order stand. Right: place.check over the posts of whoever is replaced; neither the acting officer, nor the one
// replaced, nor who asked may approve. Errors: missing, refused, conflict.
func (s *Service) Approve(ctx context.Context, order string, version int64) error {
	return s.write(ctx, func(tx *db.Tx) (string, error) {
		actor := access.From(ctx)
		a, err := s.acting(ctx, tx, order)
		if err != nil {
			return "", err
		}
		if a.Approved() {
			return "", fault.Refused("该代理已经批准", "this acting officer is approved already")
		}
		if actor.Is(a.Account) || actor.Is(a.For) || actor.Is(a.AskedBy) && actor.Side != access.SideSystem {
			return "", fault.Refused("代理须由提出人、代理人、被代理人以外的人批准", "an acting officer is approved by somebody other than the one who asked, the acting officer and the one replaced")
		}
		if err := s.reaches(ctx, tx, actor, a, RightCheck, false); err != nil {
			return "", err
		}
		res, err := tx.Exec(ctx, `UPDATE place_acting SET approved_at = $1, approved_by = $2, version = version + 1 WHERE id = $3 AND version = $4`,
			clock.Instant(clock.Now(ctx)), actor.ID, a.ID, version)
		if err := changedOne(res, err); err != nil {
			return "", err
		}
		a.ApprovedBy, a.Version = actor.ID, version+1
		return a.Account, note(ctx, tx, KindActing, a.ID, "approve", a.Version, a)
	})
}

// Return ends an order on the day, which is its last. Who is replaced and who acts may do so, and whoever may appoint over
// the posts; the day may only come nearer. Errors: missing, refused, invalid, conflict.
func (s *Service) Return(ctx context.Context, order, last string, version int64) error {
	return s.write(ctx, func(tx *db.Tx) (string, error) {
		actor := access.From(ctx)
		a, err := s.acting(ctx, tx, order)
		if err != nil {
			return "", err
		}
		if err := s.reaches(ctx, tx, actor, a, RightEdit, actor.ID == a.For || actor.ID == a.Account); err != nil {
			return "", err
		}
		if _, err := clock.ParseDay(last); err != nil || last > a.To {
			return "", invalid("to", "止", "截止日期要写成 2026-01-31，只能提前", "write the last day as 2026-01-31; it may only come nearer")
		}
		res, err := tx.Exec(ctx, `UPDATE place_acting SET to_day = $1, version = version + 1 WHERE id = $2 AND version = $3`, last, a.ID, version)
		if err := changedOne(res, err); err != nil {
			return "", err
		}
		a.To, a.Version = last, version+1
		return a.Account, note(ctx, tx, KindActing, a.ID, "update", a.Version, a)
	})
}

// reaches refuses unless the actor is one of those concerned or holds the right over a post of whoever is replaced.
func (s *Service) reaches(ctx context.Context, tx *db.Tx, actor *access.Actor, a *Acting, right access.Right, concerned bool) error {
	held, err := s.peopleWhere(ctx, tx, `account = $1 AND (to_day = '' OR to_day >= $2) ORDER BY from_day, id`, a.For, a.From)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return invalid("for", "被代理人", "被代理人届时没有任职", "the person replaced holds no post at that time")
	}
	if concerned || actor.Side == access.SideSystem {
		return nil
	}
	if !actor.May(right) {
		return fault.Refused("您的岗位不能办理代理，请找管理员", "your post may not arrange acting officers; ask an administrator")
	}
	for _, h := range held {
		if !actor.All && (h.Region == "" || !actor.Sees(access.Regions(h.Region))) {
			return fault.Refused("被代理人的岗位不在您管理的地区内", "the post of the person replaced lies outside the region you administer")
		}
	}
	return nil
}

// suits refuses an acting officer who has no post on the same side as the one replaced: an official is not replaced by a business.
func (s *Service) suits(ctx context.Context, tx *db.Tx, a *Acting) error {
	both, err := s.peopleWhere(ctx, tx, `(account = $1 OR account = $2) AND (to_day = '' OR to_day >= $3) ORDER BY id`, a.Account, a.For, a.From)
	if err != nil {
		return err
	}
	sides := map[string]map[string]bool{a.Account: {}, a.For: {}}
	for _, h := range both {
		p, _ := s.Post(h.Post)
		sides[h.Account][p.Side] = true
	}
	for side := range sides[a.For] {
		if !sides[a.Account][side] {
			return invalid("account", "代理人", "代理人届时没有同类任职", "the acting officer holds no post of the same kind at that time")
		}
	}
	return nil
}

const actingColumns = `id, account, for_account, from_day, to_day, reason, asked_by, approved_by, version`

func (a *Acting) pointers() []any {
	return []any{&a.ID, &a.Account, &a.For, &a.From, &a.To, &a.Reason, &a.AskedBy, &a.ApprovedBy, &a.Version}
}

func (s *Service) acting(ctx context.Context, q db.Querier, key string) (*Acting, error) {
	a := &Acting{}
	err := q.Row(ctx, `SELECT `+actingColumns+` FROM place_acting WHERE id = $1`, key).Scan(a.pointers()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing("没有这条代理", "there is no such acting officer")
	}
	return a, err
}

// Orders lists the orders in which the account acts or is acted for, newest first, to those concerned and to whoever holds place.view.
func (s *Service) Orders(ctx context.Context, account string) ([]Acting, error) {
	actor := access.From(ctx)
	if actor.ID != account && !actor.May(RightView) {
		return nil, fault.Refused("您的岗位不能查看代理", "your post may not look at acting officers")
	}
	return s.actingWhere(ctx, s.db, `account = $1 OR for_account = $1 ORDER BY id DESC`, account)
}

func (s *Service) actingWhere(ctx context.Context, q db.Querier, cond string, args ...any) ([]Acting, error) {
	rows, err := q.Query(ctx, `SELECT `+actingColumns+` FROM place_acting WHERE `+cond, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Acting
	for rows.Next() {
		var a Acting
		if err := rows.Scan(a.pointers()...); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
