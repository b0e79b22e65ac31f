package record

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/form"
)

// A Draft is one record opened for somebody: its fields bound and shown as that actor may see them, and Save.
type Draft struct {
	*Meta
	Fields *form.Fields
	Title  string // what the record is called; empty for a new one
	Owner  string // id of the business it is of; empty: none, or a new one
	// Confirm is why the record is stored although the domain doubts it (another looks the same); kept as its reason.
	Confirm string

	save func(context.Context) error
	json func(b []byte) []byte
}

// New reports whether the record is not stored yet.
func (d *Draft) New() bool { return d.Version == 0 }

// Read takes what a form posted; the key version says which version it was drawn from. Faults are those of form.Fields.
func (d *Draft) Read(v url.Values) error {
	if n, err := strconv.ParseInt(v.Get("version"), 10, 64); err == nil && !d.New() {
		d.Version = n
	}
	if id := v.Get("id"); id != "" && d.New() { // made offline
		d.ID = id
	}
	d.Confirm = form.Clean(v.Get("_confirm"), false)
	return d.Fields.Read(v)
}

// ReadJSON takes the JSON of a record, as AppendOne gives it: what is left out stays, version says which version it was
// read from; without it the stored one counts as read. Who made it and when is passed over.
func (d *Draft) ReadJSON(b []byte) error {
	fresh := d.New()
	return d.Fields.FromJSONWith(b, func(name string, value []byte) bool {
		switch name {
		case "version":
			n, err := strconv.ParseInt(string(value), 10, 64)
			if err == nil && !fresh {
				d.Version = n
			}
			return err == nil
		case "id":
			var id string
			if json.Unmarshal(value, &id) == nil && fresh {
				d.ID = id
			}
			return true
		case "confirm":
			var why string
			err := json.Unmarshal(value, &why)
			d.Confirm = form.Clean(why, false)
			return err == nil
		case "region":
			if fresh {
				_ = json.Unmarshal(value, &d.Region)
			}
			return true
		case "made_at", "made_by", "changed_at", "changed_by", "cancelled":
			return true
		}
		return false
	})
}

// Save creates or updates the record; see Kind.Create and Kind.Update.
func (d *Draft) Save(ctx context.Context) error {
	if d.Confirm != "" {
		ctx = Because(ctx, d.Confirm)
	}
	return d.save(ctx)
}

// AppendJSON appends the record as it stands, as the actor may see it.
func (d *Draft) AppendJSON(b []byte) []byte { return d.json(b) }

// Draft opens a new record. KindRefused without the right Edit.
func (k *Kind[T, P]) Draft(ctx context.Context) (*Draft, error) {
	if err := k.mayEdit(ctx); err != nil {
		return nil, err
	}
	t := new(T)
	if a := access.From(ctx); !k.region { // a record without a region of its own belongs where it is recorded
		P(t).Base().Region = a.Region
	}
	return k.draft(ctx, t), nil
}

// Open opens a stored record; faults are those of Get.
func (k *Kind[T, P]) Open(ctx context.Context, id string) (*Draft, error) {
	t, err := k.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return k.draft(ctx, t), nil
}

func (k *Kind[T, P]) draft(ctx context.Context, t *T) *Draft {
	d := &Draft{Meta: P(t).Base(), Fields: form.Bind(P(t)).For(access.From(ctx), k.Name)}
	if d.New() {
		d.save = func(ctx context.Context) error { return d.taken(k.Create(ctx, t)) }
	} else {
		d.Fields.Saved()
		if k.Title != nil {
			d.Title = k.Title(t)
		}
		if k.Owner != nil {
			d.Owner = k.Owner(t)
		}
		d.save = func(ctx context.Context) error {
			if err := checkRefs(ctx, d.Fields, (*form.Field).Changed); err != nil {
				return err
			}
			return d.taken(k.Update(ctx, t))
		}
	}
	d.json = func(b []byte) []byte { return k.AppendRecord(b, d.Fields, t) }
	return d
}
