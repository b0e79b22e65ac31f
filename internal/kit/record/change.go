package record

import (
	"context"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/i18n"
	"shian/internal/kit/id"
)

// The actions that every kind has; Then and the journal are told them.
const (
	Created   = "create"
	Updated   = "update"
	Cancelled = "cancel"
	Merged    = "merge"
)

// Create stores a new record. Its ID may have been made offline; otherwise it is given one. KindInvalid names the fields
// at fault, KindRefused says that the actor lacks the right Edit or would not see the record, KindConflict that the same
// is there already.
func (k *Kind[T, P]) Create(ctx context.Context, t *T) error {
	base := *P(t).Base()
	c, err := k.prepareNew(ctx, t)
	if err == nil {
		err = k.d.Write(ctx, func(tx *db.Tx) error { return k.insert(ctx, tx, c) })
	}
	if err != nil {
		*P(t).Base() = base // it is not stored
	}
	return err
}

// CreateTx is Create inside the transaction of a use case. Keys of other records are not looked up.
func (k *Kind[T, P]) CreateTx(ctx context.Context, tx *db.Tx, t *T) error {
	c, err := k.settleNew(ctx, t)
	if err != nil {
		return err
	}
	return k.insert(ctx, tx, c)
}

// Update stores a changed record, which must carry the Version it was read with. KindConflict: somebody else changed it
// since; the fault's Theirs is the stored record as JSON. A record without a change is left as it is. Keys of other records
// are looked up by Draft.Save, and only those that somebody changed: the others may lie outside the actor's view.
func (k *Kind[T, P]) Update(ctx context.Context, t *T) error {
	f, err := k.checked(ctx, t)
	if err != nil {
		return err
	}
	defer k.release(f)
	base := *P(t).Base()
	err = k.d.Write(ctx, func(tx *db.Tx) error {
		*P(t).Base() = base // the closure may run again
		return k.update(ctx, tx, f, t)
	})
	if err != nil {
		*P(t).Base() = base
	}
	return err
}

// UpdateTx is Update inside the transaction of a use case.
func (k *Kind[T, P]) UpdateTx(ctx context.Context, tx *db.Tx, t *T) error {
	f, err := k.checked(ctx, t)
	if err != nil {
		return err
	}
	defer k.release(f)
	return k.update(ctx, tx, f, t)
}

// A creation is a new record made ready outside the transaction, which others wait for.
type creation[T any] struct {
	t       *T
	values  []any
	lines   [][][]any // child rows of each Lines field
	content []byte
	scopes  []access.Scope
	at      time.Time
}

func (k *Kind[T, P]) prepareNew(ctx context.Context, t *T) (*creation[T], error) {
	f := k.bind(t)
	err := checkRefs(ctx, f, func(*form.Field) bool { return true })
	k.release(f)
	if err != nil {
		return nil, err
	}
	return k.settleNew(ctx, t)
}

// checked is what a record must be whoever changes it: allowed and valid.
func (k *Kind[T, P]) checked(ctx context.Context, t *T) (*form.Fields, error) {
	if err := k.mayEdit(ctx); err != nil {
		return nil, err
	}
	if k.Prepare != nil {
		if err := k.Prepare(ctx, t); err != nil {
			return nil, err
		}
	}
	f := k.bind(t)
	if err := f.Validate(); err != nil {
		k.release(f)
		return nil, err
	}
	return f, nil
}

func (k *Kind[T, P]) settleNew(ctx context.Context, t *T) (*creation[T], error) {
	f, err := k.checked(ctx, t)
	if err != nil {
		return nil, err
	}
	defer k.release(f)
	return k.creation(ctx, f, t)
}

// creation makes a record that was found right ready to be stored. f is bound to it.
func (k *Kind[T, P]) creation(ctx context.Context, f *form.Fields, t *T) (*creation[T], error) {
	a, now, m := access.From(ctx), clock.Now(ctx), P(t).Base()
	if m.ID == "" {
		m.ID = id.New()
	} else if !id.Valid(m.ID) {
		return nil, fault.Invalid(fault.Field{Name: "id", Label: "编号", Zh: "编号格式不对，请留空由系统编号", En: "the id is not well-formed; leave it out and one is made"})
	}
	m.Version, m.Cancelled = 1, false
	m.MadeAt, m.MadeBy = clock.Instant(now), a.ID
	m.ChangedAt, m.ChangedBy = m.MadeAt, m.MadeBy
	c := &creation[T]{t: t, at: now, scopes: k.scopes(t)}
	if !a.Concerned().Sees(c.scopes) {
		return nil, k.outside()
	}
	c.content = k.AppendRecord(nil, f, t)
	c.values = k.values(f, t)
	for _, x := range f.LinesFields() {
		c.lines = append(c.lines, lineValues(x, m.ID))
	}
	return c, nil
}

func (k *Kind[T, P]) outside() error {
	return fault.Refused("该"+k.Label+"不在您的管辖范围内，请由所在地登记", "this "+i18n.T("en", k.Label)+" lies outside your area; the office there records it")
}

func (k *Kind[T, P]) insert(ctx context.Context, tx *db.Tx, c *creation[T]) error {
	if k.Check != nil {
		if err := k.Check(ctx, tx, nil, c.t); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, k.texts.insert, c.values...); err != nil {
		return k.twice(err)
	}
	for i, rows := range c.lines {
		l := k.texts.lines[i]
		if err := db.InsertRows(ctx, tx, l.table, l.columns, "", rows); err != nil {
			return err
		}
	}
	if reason := ReasonOf(ctx); reason != "" {
		k.noteVersion(tx, c.t, Created, reason, nil, nil)
	}
	return k.left(ctx, tx, left[T]{action: Created, new: c.t, scopes: c.scopes, content: c.content})
}

// twice says in words that a unique index of the domain refuses the row.
func (k *Kind[T, P]) twice(err error) error {
	if !db.IsUnique(err) {
		return err
	}
	e := fault.Conflict("已有相同的"+k.Label+"，请先查找，不要重复登记", "the same "+i18n.T("en", k.Label)+" is recorded already; look it up instead")
	e.Cause = err
	return e
}

func lineValues(x *form.Field, parent string) [][]any {
	rows := make([][]any, 0, len(x.Rows()))
	for i, row := range x.Rows() {
		rows = append(rows, row.AppendValues([]any{parent, int64(i + 1)}))
	}
	return rows
}

func (k *Kind[T, P]) update(ctx context.Context, tx *db.Tx, f *form.Fields, t *T) error {
	a, m := access.From(ctx), P(t).Base()
	old, err := k.get(ctx, tx, a, m.ID)
	if err != nil {
		return err
	}
	before := P(old).Base()
	if !a.Concerned().Sees(k.scopes(old)) {
		return k.outside()
	}
	if before.Version != m.Version {
		return k.conflict(a, old)
	}
	if before.Cancelled {
		return fault.Refused("该"+k.Label+"已注销，不能再修改", "this "+i18n.T("en", k.Label)+" was cancelled and cannot be changed")
	}
	if k.Check != nil {
		if err := k.Check(ctx, tx, old, t); err != nil {
			return err
		}
	}
	m.MadeAt, m.MadeBy, m.Cancelled = before.MadeAt, before.MadeBy, false
	m.ChangedAt, m.ChangedBy = before.ChangedAt, before.ChangedBy
	g := k.bind(old)
	defer k.release(g)
	was, is := differences(g, f, before.Region, m.Region)
	if was == nil {
		return nil
	}
	scopes := k.scopes(t)
	if !a.Concerned().Sees(scopes) {
		return k.outside()
	}
	m.Version++
	m.ChangedAt, m.ChangedBy = clock.Instant(clock.Now(ctx)), a.ID
	if err := k.write(ctx, tx, f, t, before.Version); err != nil {
		return err
	}
	if err := k.replaceLines(ctx, tx, g, f, m.ID); err != nil {
		return err
	}
	k.noteVersion(tx, t, Updated, ReasonOf(ctx), was, is)
	return k.left(ctx, tx, left[T]{action: Updated, old: old, new: t, scopes: scopes, content: k.AppendRecord(nil, f, t)})
}

// write replaces the row of the version.
func (k *Kind[T, P]) write(ctx context.Context, tx *db.Tx, f *form.Fields, t *T, version int64) error {
	res, err := tx.Exec(ctx, k.texts.update, append(k.values(f, t), version)...)
	if err != nil {
		return k.twice(err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		// read a moment ago in this transaction: another PostgreSQL writer came between
		return k.overtaken(ctx, tx, P(t).Base().ID, err)
	}
	return nil
}

func (k *Kind[T, P]) overtaken(ctx context.Context, tx *db.Tx, id string, cause error) error {
	if cause != nil {
		return cause
	}
	now, err := k.get(ctx, tx, access.From(ctx), id)
	if err != nil {
		return err
	}
	return k.conflict(access.From(ctx), now)
}

// conflict carries the stored record, as the actor may see it.
func (k *Kind[T, P]) conflict(a *access.Actor, stored *T) error {
	f := k.bind(stored)
	defer k.release(f)
	return fault.ConflictWith(k.AppendRecord(nil, f.For(a, k.Name), stored),
		"在您填写期间，该"+k.Label+"已被他人修改。请对照两个版本，改好后再保存",
		"this "+i18n.T("en", k.Label)+" was changed by somebody else meanwhile; compare both versions and save again")
}

func (k *Kind[T, P]) replaceLines(ctx context.Context, tx *db.Tx, old, new *form.Fields, id string) error {
	was := old.LinesFields()
	for i, x := range new.LinesFields() {
		if string(x.AppendValue(nil)) == string(was[i].AppendValue(nil)) {
			continue
		}
		l := k.texts.lines[i]
		if _, err := tx.Exec(ctx, l.delete, id); err != nil {
			return err
		}
		if err := db.InsertRows(ctx, tx, l.table, l.columns, "", lineValues(x, id)); err != nil {
			return err
		}
	}
	return nil
}
