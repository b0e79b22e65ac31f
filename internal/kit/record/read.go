package record

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/i18n"
)

// Moved is the cause of a fault of KindMissing for a record that was merged into another.
type Moved struct{ To string }

func (m *Moved) Error() string { return "merged into " + m.To }

// MovedTo gives the record that the missing one was merged into.
func MovedTo(err error) (id string, ok bool) {
	var m *Moved
	if errors.As(err, &m) {
		return m.To, true
	}
	return "", false
}

// Get reads one record with its child rows. It is KindMissing when there is none, or none that the actor may see; of a
// merged record MovedTo tells where it went. KindRefused without the right View.
func (k *Kind[T, P]) Get(ctx context.Context, id string) (*T, error) { return k.GetTx(ctx, k.d, id) }

// GetTx is Get inside a transaction.
func (k *Kind[T, P]) GetTx(ctx context.Context, q db.Querier, id string) (*T, error) {
	if err := k.mayView(ctx); err != nil {
		return nil, err
	}
	return k.get(ctx, q, access.From(ctx), id)
}

func (k *Kind[T, P]) get(ctx context.Context, q db.Querier, a *access.Actor, id string) (*T, error) {
	t, err := k.fetch(ctx, q, a, id)
	if err != nil || !P(t).Base().Cancelled {
		return t, err
	}
	if to, err := k.Redirect(ctx, q, id); err != nil || to != "" {
		return nil, k.missing(ctx, q, id)
	}
	return t, nil
}

// fetch reads a record that the actor may see, merged or not.
func (k *Kind[T, P]) fetch(ctx context.Context, q db.Querier, a *access.Actor, id string) (*T, error) {
	text, args := k.texts.byID, []any{id}
	if cond, more := access.Predicate(a, k.Name, "t.id", 2); cond != "" {
		text, args = text+" AND "+cond, append(args, more...)
	}
	t := new(T)
	f := k.bind(t)
	defer k.release(f)
	err := q.Row(ctx, text, args...).Scan(k.pointers(f, P(t).Base(), nil)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, k.missing(ctx, q, id)
	}
	if err != nil {
		return nil, err
	}
	return t, k.readLines(ctx, q, f, id)
}

// Redirect gives the record that id was merged into; empty when it was not.
func (k *Kind[T, P]) Redirect(ctx context.Context, q db.Querier, id string) (string, error) {
	var to string
	err := q.Row(ctx, `SELECT target FROM record_redirect WHERE kind = $1 AND old = $2`, k.Name, id).Scan(&to)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return to, err
}

func (k *Kind[T, P]) missing(ctx context.Context, q db.Querier, id string) error {
	e := fault.Missing("没有这条"+k.Label+"，或不在您的查看范围内，请核对编号", "there is no such "+i18n.T("en", k.Label)+", or it is not yours to see; check the number")
	to, err := k.Redirect(ctx, q, id)
	if err != nil {
		return err
	}
	if to != "" {
		seen, err := access.MaySee(ctx, q, access.From(ctx), k.Name, to)
		if err != nil {
			return err
		}
		if seen {
			e.Zh, e.En = "这条"+k.Label+"已并入另一条，请打开新的记录", "this "+i18n.T("en", k.Label)+" was merged into another; open that one"
			e.Cause = &Moved{To: to}
		}
	}
	return e
}

// pointers are where a row of texts.sel is read into.
func (k *Kind[T, P]) pointers(f *form.Fields, m *Meta, out []any) []any {
	out = f.AppendPointers(append(out, &m.ID))
	if !k.region {
		out = append(out, &m.Region)
	}
	return append(out, &m.MadeAt, &m.MadeBy, &m.ChangedAt, &m.ChangedBy, &m.Cancelled, &m.Version)
}

// values are a row of texts.columns.
func (k *Kind[T, P]) values(f *form.Fields, t *T) []any {
	m := P(t).Base()
	out := make([]any, 0, len(k.texts.columns)+1)
	out = f.AppendValues(append(out, m.ID))
	if !k.region {
		out = append(out, m.Region)
	}
	prefecture, county := levels(m.Region)
	return append(out, m.MadeAt, m.MadeBy, m.ChangedAt, m.ChangedBy, m.Cancelled, m.Version, prefecture, county, k.place(t))
}

func (k *Kind[T, P]) readLines(ctx context.Context, q db.Querier, f *form.Fields, id string) error {
	for i, x := range f.LinesFields() {
		if err := readRows(ctx, q, k.texts.lines[i].sel, x, id); err != nil {
			return err
		}
	}
	return nil
}

func readRows(ctx context.Context, q db.Querier, text string, x *form.Field, id string) error {
	rows, err := q.Query(ctx, text, id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(x.AddRow().AppendPointers(nil)...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (k *Kind[T, P]) mayView(ctx context.Context) error {
	return may(ctx, k.View, k.Label, "查看", "see")
}
func (k *Kind[T, P]) mayEdit(ctx context.Context) error {
	return may(ctx, k.Edit, k.Label, "登记或修改", "record or change")
}

func may(ctx context.Context, r access.Right, label, zh, en string) error {
	a := access.From(ctx)
	switch {
	case r == Everybody, r == SignedIn && a.ID != "", a.May(r):
		return nil
	case a.ID == "":
		return fault.Refused("请先登录", "sign in first")
	}
	return fault.Refused("您的岗位不能"+zh+label+"，如有需要请联系管理员授权", "your post may not "+en+" "+i18n.T("en", label)+"; ask an administrator if it should")
}
