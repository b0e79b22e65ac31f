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

// KindPerson is the kind of an appointment in scopes and journal.
const KindPerson = "place.person"

// The rights this package asks for.
const (
	RightView  access.Right = "place.view"
	RightEdit  access.Right = "place.edit"
	RightCheck access.Right = "place.check"
)

// An Appointment puts a person into a post from a day to a day, both included; To is empty while no end is set.
//
// For a post of government give Region (the service finds the office) or Office; for one of a business or laboratory give
// Holder, its id, and the Region it sits in if that is known. The first appointment in force by From is a person's main post.
type Appointment struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	Name    string `json:"name"`
	Post    string `json:"post"` // code in data/post
	Office  string `json:"office"`
	Region  string `json:"region"`
	Holder  string `json:"holder"`
	From    string `json:"from"`
	To      string `json:"to"`
	Version int64  `json:"version"`
}

// Appoint puts a person into a post; see AppointTx.
func (s *Service) Appoint(ctx context.Context, a *Appointment) error {
	return s.write(ctx, func(tx *db.Tx) (string, error) { return a.Account, s.AppointTx(ctx, tx, a) })
}

// AppointTx puts a person into a post within a transaction, and fills in ID, Office, Region and Version. Right: place.edit over
// the region; nobody appoints themselves. Errors: invalid (unknown post, no such office, days), refused.
func (s *Service) AppointTx(ctx context.Context, tx *db.Tx, a *Appointment) error {
	actor := access.From(ctx)
	post, ok := s.Post(a.Post)
	if !ok {
		return invalid("post", "岗位", "没有这个岗位："+a.Post, "there is no such post: "+a.Post)
	}
	if a.Account == "" || a.Name == "" {
		return invalid("name", "姓名", "请写明账号和姓名", "give the account and the name")
	}
	if err := checkDays(a.From, a.To); err != nil {
		return err
	}
	if err := s.settle(ctx, tx, post, a); err != nil {
		return err
	}
	if err := s.mayStaff(ctx, tx, actor, a); err != nil {
		return err
	}
	now := clock.Instant(clock.Now(ctx))
	a.ID, a.Version = id.New(), 1
	_, err := tx.Exec(ctx, `INSERT INTO place_person (id, account, name, post, office, region, holder, from_day, to_day, made_at, made_by, changed_at, changed_by, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $11, 1)`,
		a.ID, a.Account, a.Name, a.Post, a.Office, a.Region, a.Holder, a.From, a.To, now, actor.ID)
	if err != nil {
		return err
	}
	access.Put(tx, KindPerson, a.ID, a.From, a.scopes(post))
	return note(ctx, tx, KindPerson, a.ID, "create", a.Version, a)
}

// settle finds office and region of a post of government, or checks the holder of another.
func (s *Service) settle(ctx context.Context, tx *db.Tx, p Post, a *Appointment) error {
	if p.Side != string(access.SideOfficial) {
		if a.Holder == "" {
			return invalid("holder", "单位", "“"+p.Name+"”要写明所在的企业或检验机构", p.NameEn+" needs the business or laboratory it is in")
		}
		a.Office = ""
		if r, ok := s.Tree().Find(a.Region); ok {
			a.Region = r.Code
		} else if a.Region != "" {
			return invalid("region", "地区", "没有这个行政区划代码："+a.Region, "there is no region with the code "+a.Region)
		}
		return nil
	}
	a.Holder = ""
	var o Office
	var err error
	switch {
	case a.Office != "":
		if o, err = s.Office(ctx, tx, a.Office); err == nil && (o.Body != p.Body || !p.At(o.Level)) {
			err = invalid("office", "机构", "“"+p.Name+"”不在"+o.Name+"设置", p.NameEn+" does not exist at "+o.NameEn)
		}
	case a.Region != "":
		if _, ok := s.Tree().Find(a.Region); !ok {
			return invalid("region", "地区", "没有这个行政区划代码："+a.Region, "there is no region with the code "+a.Region)
		}
		o, err = s.seat(ctx, tx, p, a.Region)
	case p.At(string(Province)):
		o, err = s.seat(ctx, tx, p, Root)
	default:
		err = invalid("region", "地区", "“"+p.Name+"”要写明地区", p.NameEn+" needs a region")
	}
	a.Office, a.Region = o.ID, o.Region
	return err
}

// mayStaff refuses whoever lacks the right, reaches beyond what they see, or staffs themselves.
func (s *Service) mayStaff(ctx context.Context, q db.Querier, actor *access.Actor, a *Appointment) error {
	switch {
	case actor.Side == access.SideSystem:
		return nil
	case !actor.May(RightEdit):
		return fault.Refused("您的岗位不能任免人员，请找平台管理员", "your post may not appoint people; ask an administrator")
	case actor.Is(a.Account):
		return fault.Refused("不能任免自己，请由另一位管理员办理", "nobody appoints or ends themselves; ask another administrator")
	}
	reaches := actor.All || a.Holder == "" && actor.Sees(access.Regions(a.Region))
	if p, _ := s.Post(a.Post); !reaches && p.Side == string(access.SideEnterprise) {
		var err error
		if reaches, err = access.MaySee(ctx, q, actor, kindOperator, a.Holder); err != nil {
			return err
		}
	}
	if !reaches {
		return fault.Refused("该岗位不在您管理的范围内", "this post lies outside what you administer")
	}
	return nil
}

// kindOperator is the kind under which a food business has its scopes.
const kindOperator = "operator"

func (a *Appointment) scopes(p Post) []access.Scope {
	var out []access.Scope
	if a.Region != "" {
		out = access.Regions(a.Region)
	}
	if a.Office != "" {
		out = append(out, access.Body(a.Office))
	}
	switch {
	case a.Holder == "":
	case p.Side == string(access.SideLaboratory):
		out = append(out, access.Laboratory(a.Holder))
	default:
		out = append(out, access.Operator(a.Holder))
	}
	return out
}

// End sets the last day of an appointment; the day before From says that it never began. Right: place.edit over the region;
// nobody ends themselves. Errors: missing, refused, invalid, conflict when version is not the stored one.
func (s *Service) End(ctx context.Context, appointment, last string, version int64) error {
	return s.write(ctx, func(tx *db.Tx) (string, error) {
		actor := access.From(ctx)
		a, err := s.appointment(ctx, tx, appointment)
		if err != nil {
			return "", err
		}
		if err := s.mayStaff(ctx, tx, actor, a); err != nil {
			return "", err
		}
		day, err := clock.ParseDay(last)
		if err != nil || clock.Day(day.AddDate(0, 0, 1)) < a.From {
			return "", invalid("to", "止", "截止日期要写成 2026-01-31，不早于任职前一日", "write the last day as 2026-01-31, not before the day preceding the appointment")
		}
		res, err := tx.Exec(ctx, `UPDATE place_person SET to_day = $1, changed_at = $2, changed_by = $3, version = version + 1 WHERE id = $4 AND version = $5`,
			last, clock.Instant(clock.Now(ctx)), actor.ID, a.ID, version)
		if err := changedOne(res, err); err != nil {
			return "", err
		}
		a.To, a.Version = last, version+1
		return a.Account, note(ctx, tx, KindPerson, a.ID, "update", a.Version, a)
	})
}

const personColumns = `id, account, name, post, office, region, holder, from_day, to_day, version`

func (a *Appointment) pointers() []any {
	return []any{&a.ID, &a.Account, &a.Name, &a.Post, &a.Office, &a.Region, &a.Holder, &a.From, &a.To, &a.Version}
}

func (s *Service) appointment(ctx context.Context, q db.Querier, key string) (*Appointment, error) {
	a := &Appointment{}
	err := q.Row(ctx, `SELECT `+personColumns+` FROM place_person WHERE id = $1`, key).Scan(a.pointers()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing("没有这条任职", "there is no such appointment")
	}
	return a, err
}

func changedOne(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return fault.Conflict("别人刚刚改过，请刷新后再办", "somebody else changed it first; reload and try again")
}

func checkDays(from, to string) error {
	if _, err := clock.ParseDay(from); err != nil {
		return invalid("from", "起", "起始日期要写成 2026-01-31", "write the first day as 2026-01-31")
	}
	if to == "" {
		return nil
	}
	if _, err := clock.ParseDay(to); err != nil || to < from {
		return invalid("to", "止", "截止日期要写成 2026-01-31，不早于起始日期", "write the last day as 2026-01-31, not before the first")
	}
	return nil
}
