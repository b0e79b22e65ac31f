package record

import (
	"context"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/i18n"
)

const mostReason = 500

// Cancel takes a record out of lists and counts; it stays where it is, flagged, with the reason in its history. The
// version must be the one the actor saw.
func (k *Kind[T, P]) Cancel(ctx context.Context, id string, version int64, reason string) error {
	return k.d.Write(ctx, func(tx *db.Tx) error { return k.CancelTx(ctx, tx, id, version, reason) })
}

// CancelTx is Cancel inside the transaction of a use case.
func (k *Kind[T, P]) CancelTx(ctx context.Context, tx *db.Tx, id string, version int64, reason string) error {
	reason, err := k.reason(ctx, reason)
	if err != nil {
		return err
	}
	return k.end(ctx, tx, id, version, Cancelled, reason)
}

// Merge takes the record `from` for the same as `into`: it is cancelled and its id leads to the other from now on. The
// domain moves what hangs on it in the same transaction.
func (k *Kind[T, P]) Merge(ctx context.Context, tx *db.Tx, from string, version int64, into, reason string) error {
	reason, err := k.reason(ctx, reason)
	if err != nil {
		return err
	}
	if from == into {
		return fault.Refused("不能把一条"+k.Label+"并入自己，请选另一条", "a "+i18n.T("en", k.Label)+" cannot be merged into itself; choose another")
	}
	target, err := k.get(ctx, tx, access.From(ctx), into)
	if err != nil {
		return err
	}
	if !access.From(ctx).Concerned().Sees(k.scopes(target)) {
		return k.outside()
	}
	if P(target).Base().Cancelled {
		return fault.Refused("要并入的"+k.Label+"已注销，请选有效的一条", "the "+i18n.T("en", k.Label)+" to merge into was cancelled; choose one in force")
	}
	if err := k.end(ctx, tx, from, version, Merged, reason); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE record_redirect SET target = $3 WHERE kind = $1 AND target = $2`, k.Name, from, into); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO record_redirect (kind, old, target, at) VALUES ($1, $2, $3, $4)`, k.Name, from, into, now(ctx))
	return err
}

func (k *Kind[T, P]) reason(ctx context.Context, reason string) (string, error) {
	if err := k.mayEdit(ctx); err != nil {
		return "", err
	}
	reason = form.Clean(reason, true)
	if reason == "" || len([]rune(reason)) > mostReason {
		n := strconv.Itoa(mostReason)
		return "", fault.Invalid(fault.Field{Name: "reason", Label: "原因", Zh: "请填写原因，不超过 " + n + " 个字", En: "give a reason of at most " + n + " characters"})
	}
	return reason, nil
}

func (k *Kind[T, P]) end(ctx context.Context, tx *db.Tx, id string, version int64, action, reason string) error {
	a := access.From(ctx)
	old, err := k.get(ctx, tx, a, id)
	if err != nil {
		return err
	}
	before := P(old).Base()
	switch {
	case !a.Concerned().Sees(k.scopes(old)):
		return k.outside()
	case before.Version != version:
		return k.conflict(a, old)
	case before.Cancelled:
		return fault.Refused("该"+k.Label+"早已注销，无需再次操作", "this "+i18n.T("en", k.Label)+" was cancelled before; there is nothing to do")
	}
	t := new(T)
	*t = *old
	m := P(t).Base()
	m.Cancelled = true
	m.Version++
	m.ChangedAt, m.ChangedBy = now(ctx), a.ID
	if k.Check != nil {
		if err := k.Check(ctx, tx, old, t); err != nil {
			return err
		}
	}
	f := k.bind(t)
	defer k.release(f)
	if err := k.write(ctx, tx, f, t, version); err != nil {
		return err
	}
	k.noteVersion(tx, t, action, reason, nil, nil)
	return k.left(ctx, tx, left[T]{action: action, old: old, new: t, scopes: k.scopes(t), content: k.AppendRecord(nil, f, t)})
}
