package operator

import (
	"context"
	"slices"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/search"
)

// A Public is what everybody may know of a business: nothing about persons, no telephone, no address of a household, no
// notes. The portal reads this and never the record itself, which no anonymous scope reaches.
//
// 食品安全法 第一百一十三条, 第一百一十八条; 个人信息保护法 第二十六条 by leaving out what concerns persons.
type Public struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Code     string          `json:"code,omitempty"`
	Trade    Trade           `json:"trade"`
	Region   string          `json:"region"`
	Status   Status          `json:"status"`
	Grade    Grade           `json:"grade,omitempty"`
	Licences []PublicLicence `json:"licences,omitempty"`
}

// A PublicLicence is a licence as it hangs on the wall.
type PublicLicence struct {
	Number  string      `json:"number"`
	Kind    LicenceKind `json:"kind"`
	Ends    string      `json:"ends,omitempty"`
	Expired bool        `json:"expired,omitempty"`
}

const publicColumns = `SELECT id, name, code, trade, region, status, grade FROM operator WHERE sort > '' AND `

// Public gives the public view of a business to anybody; a merged one is followed, of a closed one only the name, trade and
// region are told. KindMissing when there is none.
func (s *Service) Public(ctx context.Context, id string) (*Public, error) {
	if to, err := s.Operators.Redirect(ctx, s.db, id); err != nil {
		return nil, err
	} else if to != "" {
		id = to
	}
	found, err := s.publics(ctx, publicColumns+`id = $1 ORDER BY id`, id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("没有这家企业，请核对编号或重新查找", "there is no such business; check the number or search again")
	}
	return &found[0], nil
}

// PublicFind finds businesses at work by name or code for anybody, newest first, 30 at most; next is for after.
func (s *Service) PublicFind(ctx context.Context, text, region, after string) (found []Public, next string, err error) {
	r, err := search.Find(ctx, s.db, access.System, search.Query{Text: text, Kinds: []string{"operator"}, Region: region, Limit: 30, After: after})
	if err != nil || len(r.Hits) == 0 {
		return nil, "", err
	}
	ids := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		ids[i] = h.ID
	}
	all, err := s.publics(ctx, publicColumns+`status <> 'closed' AND id `+db.In(1, len(ids))+` ORDER BY id`, db.Args(ids)...)
	if err != nil {
		return nil, "", err
	}
	slices.SortFunc(all, func(a, b Public) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return all, r.Next, nil
}

func (s *Service) publics(ctx context.Context, text string, args ...any) ([]Public, error) {
	rows, err := s.db.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Public
	for rows.Next() {
		var p Public
		if err := rows.Scan(&p.ID, &p.Name, &p.Code, &p.Trade, &p.Region, &p.Status, &p.Grade); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return out, s.publicLicences(ctx, out)
}

func (s *Service) publicLicences(ctx context.Context, all []Public) error {
	index := map[string]*Public{}
	var ids []string
	for i := range all {
		if all[i].Status == Closed {
			all[i].Code, all[i].Grade = "", ""
			continue
		}
		index[all[i].ID] = &all[i]
		ids = append(ids, all[i].ID)
	}
	if len(ids) == 0 {
		return nil
	}
	today := clock.Day(clock.Now(ctx))
	rows, err := s.db.Query(ctx, `SELECT operator, number, kind, ends FROM operator_licence WHERE sort > '' AND operator `+db.In(1, len(ids))+` ORDER BY operator, ends DESC, id`, db.Args(ids)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var owner string
		var l PublicLicence
		if err := rows.Scan(&owner, &l.Number, &l.Kind, &l.Ends); err != nil {
			return err
		}
		l.Expired = l.Ends != "" && l.Ends < today
		index[owner].Licences = append(index[owner].Licences, l)
	}
	return rows.Err()
}
