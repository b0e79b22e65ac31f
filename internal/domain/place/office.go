package place

import (
	"context"
	"strings"

	"shian/data/policy"
	"shian/data/region"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// Unit is the level of an office that belongs to a body with a hierarchy of its own, such as a customs house.
const Unit = "unit"

// An Office is one body of government at one place: 城关区市场监管局. Body is its code in data/policy, Level province, prefecture,
// county, township or unit, Region where it sits and, save for units of bodies that cross borders, what it serves.
type Office struct {
	ID     string `json:"id"`
	Body   string `json:"body"`
	Level  string `json:"level"`
	Region string `json:"region"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Note   string `json:"note,omitempty"`
}

// offices makes every office from the reference data. Ids never change: the body's code, then the short code of the region or,
// for a unit, its English name.
func offices(t *Tree) []Office {
	var out []Office
	for _, b := range policy.Bodies() {
		if b.Kind != policy.Collective {
			out = append(out, Office{ID: b.Code, Body: b.Code, Level: string(Province), Region: Root, Name: b.Name, NameEn: b.NameEn, Note: b.Note})
		} else if strings.HasPrefix(b.Code, "new-area-") {
			out = append(out, Office{ID: b.Code, Body: b.Code, Level: string(County), Region: newArea, Name: b.Name, NameEn: b.NameEn})
		}
		for _, r := range t.all {
			if r.ValidTo != "" || r.Level == Province || r.Level == Registrar {
				continue
			}
			name, ok := b.Lower(policy.Place{Level: string(r.Level), Name: r.Name, Above: t.Name(r.Parent, "zh")})
			if ok {
				out = append(out, Office{ID: b.Code + "-" + Short(r.Code), Body: b.Code, Level: string(r.Level), Region: r.Code, Name: name,
					NameEn: b.NameEn + ", " + t.FullName(r.Code, "en")})
			}
		}
		for _, u := range b.Units {
			note := ""
			if !u.Verified {
				note = unverified
			}
			out = append(out, Office{ID: b.Code + "-" + slug(u.NameEn), Body: b.Code, Level: Unit, Region: u.Prefecture, Name: u.Name, NameEn: u.NameEn, Note: note})
		}
	}
	return out
}

const (
	newArea    = "620171"
	unverified = "待核"
)

func slug(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r < 'a' || r > 'z' }), "-")
}

const officeColumns = `id, body, level, region, name, name_en, note`

// Office gives the office with the id. Everybody may ask.
func (s *Service) Office(ctx context.Context, q db.Querier, id string) (Office, error) {
	found, err := s.officesWhere(ctx, q, `id = $1`, id)
	if err != nil || len(found) == 0 {
		return Office{}, orMissing(err, "没有这个机构："+id, "there is no such office: "+id)
	}
	return found[0], nil
}

// OfficesOf gives every office of a body, by id. Everybody may ask.
func (s *Service) OfficesOf(ctx context.Context, q db.Querier, body string) ([]Office, error) {
	return s.officesWhere(ctx, q, `body = $1`, body)
}

// OfficesAt gives the offices at a region, not those below it. Everybody may ask.
func (s *Service) OfficesAt(ctx context.Context, q db.Querier, code string) ([]Office, error) {
	return s.officesWhere(ctx, q, `region = $1`, Full(code))
}

// seat finds the one office at the region where the post exists.
func (s *Service) seat(ctx context.Context, q db.Querier, p Post, code string) (Office, error) {
	found, err := s.officesWhere(ctx, q, `body = $1 AND region = $2`, p.Body, Full(code))
	if err != nil {
		return Office{}, err
	}
	var fits []Office
	var names []string
	for _, o := range found {
		if p.At(o.Level) {
			fits, names = append(fits, o), append(names, o.ID)
		}
	}
	switch {
	case len(fits) == 1:
		return fits[0], nil
	case len(fits) > 1:
		list := strings.Join(names, ", ")
		return Office{}, invalid("office", "机构", "该地有几个这样的机构，请写明是哪一个："+list, "there are several such offices here; name one: "+list)
	}
	return Office{}, invalid("region", "地区", "“"+p.Name+"”在 "+s.Tree().Name(code, "zh")+" 没有设置", p.NameEn+" does not exist at "+s.Tree().Name(code, "en"))
}

func (s *Service) officesWhere(ctx context.Context, q db.Querier, cond string, args ...any) ([]Office, error) {
	rows, err := q.Query(ctx, `SELECT `+officeColumns+` FROM place_body WHERE `+cond+` ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Office
	for rows.Next() {
		var o Office
		if err := rows.Scan(&o.ID, &o.Body, &o.Level, &o.Region, &o.Name, &o.NameEn, &o.Note); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

func orMissing(err error, zh, en string) error {
	if err != nil {
		return err
	}
	return fault.Missing(zh, en)
}

func invalid(field, label, zh, en string) error {
	return fault.Invalid(fault.Field{Name: field, Label: label, Zh: zh, En: en})
}

// facts are the regions as the reference data has them, former ones and registration bodies included.
func facts() []Region {
	return append(append(region.All(), region.Former()...), region.Registrars()...)
}
