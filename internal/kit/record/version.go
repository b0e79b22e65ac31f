package record

import (
	"context"
	"encoding/json"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/form"
)

// A Version is one change of a record: who did what, and both values of each field that changed.
type Version struct {
	Version        int64
	At, By         string // instant, account
	Action, Reason string
	Changes        []Change // none for the creation
}

// A Change is one field before and after, as JSON; personal data is masked.
type Change struct{ Field, Label, Old, New string }

var versions = &db.Batch{Table: "record_version",
	Columns: []string{"kind", "record", "version", "at", "actor", "action", "reason", "old_values", "new_values"}}

func (k *Kind[T, P]) noteVersion(tx *db.Tx, t *T, action, reason string, was, is []byte) {
	m := P(t).Base()
	tx.Append(versions, k.Name, m.ID, m.Version, m.ChangedAt, m.ChangedBy, action, reason, string(was), string(is))
}

// differences are the fields that differ, as two JSON objects with masked values masked; nil when none does.
func differences(old, new *form.Fields, oldRegion, newRegion string) (was, is []byte) {
	after := new.Every()
	var changed []int
	for i, x := range old.Every() {
		if string(x.AppendValue(nil)) != string(after[i].AppendValue(nil)) {
			changed = append(changed, i)
		}
	}
	regionMoved := oldRegion != newRegion && (old.Get("region") == nil)
	if len(changed) == 0 && !regionMoved {
		return nil, nil
	}
	was, is = pick(old, changed), pick(new, changed)
	if regionMoved {
		was, is = addRegion(was, oldRegion), addRegion(is, newRegion)
	}
	return append(was, '}'), append(is, '}')
}

func pick(f *form.Fields, changed []int) []byte {
	f.Veiled()
	defer f.Plain()
	b := []byte{'{'}
	for n, i := range changed {
		x := f.Every()[i]
		if n > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, x.Name...)
		b = x.AppendValue(append(b, '"', ':'))
	}
	return b
}

func addRegion(b []byte, region string) []byte {
	if len(b) > 1 {
		b = append(b, ',')
	}
	return appendMember(b, `"region":`, region)
}

// History lists the changes of a record, newest first, without the fields that the actor may not see. Same rights as Get;
// a merged record's history is read under its old id.
func (k *Kind[T, P]) History(ctx context.Context, id string) ([]Version, error) {
	t, err := k.GetAny(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := k.d.Query(ctx, `SELECT version, at, actor, action, reason, old_values, new_values FROM record_version
		WHERE kind = $1 AND record = $2 ORDER BY version DESC`, k.Name, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	shown := form.Bind(P(new(T))).For(access.From(ctx), k.Name)
	var out []Version
	for rows.Next() {
		var v Version
		var was, is string
		if err := rows.Scan(&v.Version, &v.At, &v.By, &v.Action, &v.Reason, &was, &is); err != nil {
			return nil, err
		}
		if v.Changes, err = changes(shown, was, is); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if n := len(out); n > 0 && out[n-1].Version == 1 { // made with a reason
		return out, rows.Err()
	}
	m := P(t).Base()
	return append(out, Version{Version: 1, At: m.MadeAt, By: m.MadeBy, Action: Created}), rows.Err()
}

// GetAny is Get that gives a merged record too, as it was.
func (k *Kind[T, P]) GetAny(ctx context.Context, id string) (*T, error) {
	if err := k.mayView(ctx); err != nil {
		return nil, err
	}
	return k.fetch(ctx, k.d, access.From(ctx), id)
}

func changes(shown *form.Fields, was, is string) ([]Change, error) {
	if was == "" {
		return nil, nil
	}
	var before, after map[string]json.RawMessage
	if err := json.Unmarshal([]byte(was), &before); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(is), &after); err != nil {
		return nil, err
	}
	var out []Change
	for _, x := range shown.All() {
		if v, ok := before[x.Name]; ok {
			if x.Kind == form.KindLines {
				v, after[x.Name] = visibleRows(x, v), visibleRows(x, after[x.Name])
			}
			out = append(out, Change{x.Name, x.Label, string(v), string(after[x.Name])})
		}
	}
	if v, ok := before["region"]; ok && shown.Get("region") == nil {
		out = append(out, Change{"region", "所在地区", string(v), string(after["region"])})
	}
	return out, nil
}

// visibleRows takes out of child rows the fields that the actor may not see.
func visibleRows(x *form.Field, v json.RawMessage) json.RawMessage {
	blank := x.Blank()
	var rows []map[string]json.RawMessage
	if json.Unmarshal(v, &rows) != nil {
		return v
	}
	b := []byte{'['}
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		for n, y := range blank.All() {
			if n > 0 {
				b = append(b, ',')
			}
			b = append(b, `"`+y.Name+`":`...)
			b = append(b, row[y.Name]...)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

// now is the instant of the change.
func now(ctx context.Context) string { return clock.Instant(clock.Now(ctx)) }
