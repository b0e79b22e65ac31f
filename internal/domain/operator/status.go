package operator

import (
	"context"

	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

type choice = form.Choice

// turns are the changes of status there are, and what they are called.
var turns = map[[2]Status][2]string{
	{Active, Suspended}: {"停业", "suspended business"},
	{Active, Closed}:    {"注销", "closed down"},
	{Suspended, Active}: {"恢复经营", "resumed business"},
	{Suspended, Closed}: {"注销", "closed down"},
	{Closed, Active}:    {"恢复经营", "resumed business"},
}

const mostReason = 200

// SetStatus suspends, closes or reopens a business and tells why in its timeline. A closed business keeps its file and can
// be reopened; licences are not touched by it. Right: operator.edit. Errors: invalid (no reason), refused (no such turn),
// conflict, missing.
func (s *Service) SetStatus(ctx context.Context, id string, version int64, to Status, reason string) (*Operator, error) {
	reason = form.Clean(reason, false)
	if reason == "" || len([]rune(reason)) > mostReason {
		return nil, fault.Invalid(fault.Field{Name: "reason", Label: "原因", Zh: "请填写原因，不超过 200 字", En: "give a reason of at most 200 characters"})
	}
	var o *Operator
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if o, err = s.Operators.GetTx(ctx, tx, id); err != nil {
			return err
		}
		turn, ok := turns[[2]Status{o.Status, to}]
		if !ok {
			return fault.Refused("主体现在的状态是“"+label(string(o.Status), "zh", Statuses)+"”，不能这样办理",
				"the business is "+label(string(o.Status), "en", Statuses)+"; this cannot be done now")
		}
		o.Version, o.Status = version, to
		if err := s.Operators.UpdateTx(record.Because(ctx, reason), tx, o); err != nil {
			return err
		}
		return s.tell(ctx, tx, o, "", turn[0]+"："+reason, turn[1]+": "+reason)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// waysOn are the statuses a business may go to from its own.
func waysOn(from Status) []Status {
	var out []Status
	for _, c := range Statuses {
		if _, ok := turns[[2]Status{from, Status(c.Value)}]; ok {
			out = append(out, Status(c.Value))
		}
	}
	return out
}
