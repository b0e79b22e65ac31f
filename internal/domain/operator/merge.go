package operator

import (
	"context"
	"maps"
	"slices"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
)

// RightMerge lets its holder take two files for one.
const RightMerge access.Right = "operator.merge"

// A Merger says that From is the same business as Into: From's file ends and its id leads to Into from now on.
type Merger struct {
	From, Into               string
	FromVersion, IntoVersion int64
	Take                     []string // fields whose value is taken from From
	Reason                   string
}

// mergeable are the fields one may choose; region and status are those of the file that stays, and changed there.
var mergeable = []string{"name", "code", "trade", "category", "scale", "address", "person", "phone", "grade", "note"}

// Merge joins two files: licences, premises, products, people, the timeline and, by their hooks, the records of every other
// domain go to the one that stays, in one transaction. It cannot be undone. Rights: operator.merge and operator.edit over
// both. Errors: invalid (no reason, a field that is none), refused, missing, conflict when either changed meanwhile.
func (s *Service) Merge(ctx context.Context, m Merger) (*Operator, error) {
	if !access.From(ctx).May(RightMerge) {
		return nil, fault.Refused("您的岗位不能合并主体档案，如有需要请联系管理员授权", "your post may not merge files; ask an administrator if it should")
	}
	for _, name := range m.Take {
		if !slices.Contains(mergeable, name) {
			return nil, fault.Invalid(fault.Field{Name: "take", Label: "取值字段", Zh: "没有可选用的字段“" + name + "”，请去掉", En: "there is no field " + name + " to take; leave it out"})
		}
	}
	var into *Operator
	people, err := s.heirs(ctx, m.From)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		from, err := s.Operators.GetTx(ctx, tx, m.From)
		if err != nil {
			return err
		}
		if into, err = s.Operators.GetTx(ctx, tx, m.Into); err != nil {
			return err
		}
		if err := s.Operators.Merge(ctx, tx, m.From, m.FromVersion, m.Into, m.Reason); err != nil {
			return err
		}
		take(into, from, m.Take)
		into.Version = m.IntoVersion
		if err := s.Operators.UpdateTx(record.Because(ctx, form.Clean(m.Reason, false)), tx, into); err != nil {
			return err
		}
		return s.follow(ctx, tx, from, into, people)
	})
	if err != nil {
		return nil, err
	}
	if s.place.Changed != nil {
		for _, p := range people {
			s.place.Changed(p.Account)
		}
	}
	return into, nil
}

func take(into, from *Operator, names []string) {
	values := form.Bind(from).Values()
	chosen := form.Bind(into)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(names, name) {
			chosen.Fill(map[string][]string{name: values[name]})
		}
	}
}

// follow moves everything that hangs on the file that ended.
func (s *Service) follow(ctx context.Context, tx *db.Tx, from, into *Operator, people []place.Appointment) error {
	if err := s.rehome(ctx, tx, from.ID, into.ID, into.Region); err != nil {
		return err
	}
	if err := change(consequence(ctx), tx, s.Premises, from.ID, func(p *Premises) { p.Operator = into.ID }); err != nil {
		return err
	}
	if err := timeline.Move(ctx, tx, from.ID, into.ID); err != nil {
		return err
	}
	for _, fn := range s.merge {
		if err := fn(ctx, tx, from.ID, into.ID); err != nil {
			return err
		}
	}
	if err := s.tell(ctx, tx, into, "", "“"+from.Name+"”的档案并入本档案", "the file of "+from.Name+" was merged into this one"); err != nil {
		return err
	}
	return s.inherit(ctx, tx, into, people)
}

// heirs are the people of the business that ends.
func (s *Service) heirs(ctx context.Context, from string) ([]place.Appointment, error) {
	return s.place.People(access.With(ctx, access.System), place.PeopleQuery{Holder: from, Day: clock.Day(clock.Now(ctx)), Limit: 200})
}

// inherit appoints them at the other.
func (s *Service) inherit(ctx context.Context, tx *db.Tx, into *Operator, people []place.Appointment) error {
	ctx = access.With(ctx, access.System)
	for _, p := range people {
		a := place.Appointment{Account: p.Account, Name: p.Name, Post: p.Post, Region: into.Region, Holder: into.ID, From: clock.Day(clock.Now(ctx)), To: p.To}
		if err := s.place.AppointTx(ctx, tx, &a); err != nil {
			return err
		}
	}
	return nil
}
