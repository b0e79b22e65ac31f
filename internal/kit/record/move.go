package record

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/i18n"
)

// MoveTx changes a record as a step of a use case that has found who may take it: the right Edit, Prepare and Check are not
// asked. change sets what follows from the step, child rows excepted; the history shows it as the action. KindMissing: the
// actor does not see the record.
func (k *Kind[T, P]) MoveTx(ctx context.Context, tx *db.Tx, id, action string, change func(*T)) (*T, error) {
	a := access.From(ctx)
	old, err := k.get(ctx, tx, a, id)
	if err != nil {
		return nil, err
	}
	t := new(T)
	*t = *old
	before, m := P(old).Base(), P(t).Base()
	if before.Cancelled {
		return nil, fault.Refused("该"+k.Label+"已注销，不能再办理", "this "+i18n.T("en", k.Label)+" was cancelled; nothing more can be done with it")
	}
	change(t)
	m.Version = before.Version + 1
	m.ChangedAt, m.ChangedBy = clock.Instant(clock.Now(ctx)), a.ID
	f, g := k.bind(t), k.bind(old)
	defer k.release(f)
	defer k.release(g)
	was, is := differences(g, f, before.Region, m.Region)
	if err := k.write(ctx, tx, f, t, before.Version); err != nil {
		return nil, err
	}
	k.noteVersion(tx, t, action, ReasonOf(ctx), was, is)
	return t, k.left(ctx, tx, left[T]{action: action, old: old, new: t, scopes: k.scopes(t), content: k.AppendRecord(nil, f, t)})
}
