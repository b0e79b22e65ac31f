package place

import (
	"cmp"
	"context"
	"slices"

	"shian/data/policy"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// Staffed is an office with its posts and who fills them today.
type Staffed struct {
	Office
	Filled []Filled `json:"posts"`
}

// Filled is one post of an office; without holders it is vacant.
type Filled struct {
	Post    string        `json:"post"`
	Name    string        `json:"name"`
	NameEn  string        `json:"name_en"`
	Holders []Appointment `json:"holders"`
}

// Staff gives the offices at a region by body, with who fills each post today. Right: place.view, within the region served.
// Errors: missing for an unknown region, refused.
func (s *Service) Staff(ctx context.Context, code string) ([]Staffed, error) {
	if err := s.overlooks(ctx, code); err != nil {
		return nil, err
	}
	offices, err := s.OfficesAt(ctx, s.db, code)
	if err != nil {
		return nil, err
	}
	w := &where{}
	w.is("region", Full(code))
	w.inForce(clock.Day(clock.Now(ctx)))
	people, err := s.peopleWhere(ctx, s.db, w.text()+` ORDER BY from_day, id`, w.args...)
	if err != nil {
		return nil, err
	}
	return s.seatAll(offices, people), nil
}

// StaffOf is Staff for one office.
func (s *Service) StaffOf(ctx context.Context, id string) (Staffed, error) {
	o, err := s.Office(ctx, s.db, id)
	if err != nil {
		return Staffed{}, err
	}
	all, err := s.Staff(ctx, o.Region)
	if err != nil {
		return Staffed{}, err
	}
	return all[slices.IndexFunc(all, func(x Staffed) bool { return x.ID == id })], nil
}

func (s *Service) seatAll(offices []Office, people []Appointment) []Staffed {
	by := map[[2]string][]Appointment{} // office, post
	for _, a := range people {
		by[[2]string{a.Office, a.Post}] = append(by[[2]string{a.Office, a.Post}], a)
	}
	order := map[string]int{}
	for i, b := range policy.Bodies() {
		order[b.Code] = i
	}
	slices.SortFunc(offices, func(a, b Office) int {
		return cmp.Or(cmp.Compare(order[a.Body], order[b.Body]), cmp.Compare(a.ID, b.ID))
	})
	posts := s.Posts()
	out := make([]Staffed, 0, len(offices))
	for _, o := range offices {
		x := Staffed{Office: o, Filled: []Filled{}}
		for _, p := range posts {
			if p.Body == o.Body && p.At(o.Level) {
				holders := append([]Appointment{}, by[[2]string{o.ID, p.Code}]...)
				x.Filled = append(x.Filled, Filled{p.Code, p.Name, p.NameEn, holders})
			}
		}
		out = append(out, x)
	}
	return out
}

// Headcount counts, for each region directly below the code, the people in office there and further down today. Right: as Staff.
func (s *Service) Headcount(ctx context.Context, code string) (map[string]int, error) {
	if err := s.overlooks(ctx, code); err != nil {
		return nil, err
	}
	w := &where{}
	w.within("region", code)
	w.inForce(clock.Day(clock.Now(ctx)))
	rows, err := s.db.Query(ctx, `SELECT region, count(DISTINCT account) FROM place_person WHERE office <> '' AND `+w.text()+` GROUP BY region ORDER BY region`, w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	depth := len(s.Tree().Path(code))
	for rows.Next() {
		var at string
		var n int
		if err := rows.Scan(&at, &n); err != nil {
			return nil, err
		}
		if path := s.Tree().Path(at); len(path) > depth {
			out[path[depth].Code] += n
		}
	}
	return out, rows.Err()
}

// overlooks refuses a region that is unknown or is not wholly the actor's to see.
func (s *Service) overlooks(ctx context.Context, code string) error {
	actor := access.From(ctx)
	if _, ok := s.Tree().Find(code); !ok {
		return fault.Missing("没有这个行政区划代码："+code, "there is no region with the code "+code)
	}
	if !actor.May(RightView) {
		return fault.Refused("您的岗位不能查看机构和人员", "your post may not look at offices and people")
	}
	if !actor.Holds(Short(code)) {
		return fault.Refused("该地区不在您负责的范围内，只能查看本地区", "this region lies outside yours; you may look at your own")
	}
	return nil
}

// Appointment gives one appointment that the actor sees. Right: place.view, save for one's own. Errors: missing, refused.
func (s *Service) Appointment(ctx context.Context, id string) (*Appointment, error) {
	actor := access.From(ctx)
	a, err := s.appointment(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	if a.Account == actor.ID {
		return a, nil
	}
	if !actor.May(RightView) {
		return nil, fault.Refused("您的岗位不能查看人员", "your post may not look at people")
	}
	if sees, err := access.MaySee(ctx, s.db, actor, KindPerson, a.ID); err != nil || !sees {
		return nil, orMissing(err, "没有这条任职", "there is no such appointment")
	}
	return a, nil
}

// officeNames gives the offices with the ids.
func (s *Service) officeNames(ctx context.Context, ids []string) (map[string]Office, error) {
	out := map[string]Office{}
	if len(ids) == 0 {
		return out, nil
	}
	found, err := s.officesWhere(ctx, s.db, `id `+db.In(1, len(ids)), db.Args(ids)...)
	for _, o := range found {
		out[o.ID] = o
	}
	return out, err
}

// Names gives the name of each account as its latest appointment has it; unknown accounts are left out. It asks no right:
// whoever may see a record may see who acted on it.
func (s *Service) Names(ctx context.Context, accounts ...string) (map[string]string, error) {
	out := map[string]string{}
	if len(accounts) == 0 {
		return out, nil
	}
	found, err := s.peopleWhere(ctx, s.db, `account `+db.In(1, len(accounts))+` ORDER BY id`, db.Args(accounts)...)
	for _, a := range found {
		out[a.Account] = a.Name
	}
	return out, err
}
