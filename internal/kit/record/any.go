package record

import (
	"context"
	"io"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/sheet"
)

// Any is a kind of record without its type: all that the standard pages and the API need. Every *Kind is one.
//
// A list page is Table with Filters; a detail page, an edit page and the API's GET are Open; a new one is Draft; what
// comes back goes through Draft.Read or ReadJSON and Draft.Save. The actor is always that of the context.
type Any interface {
	Kind() string    // operator.licence
	Called() string  // 许可证
	Address() string // /desk/operator-licence: of the pages
	Href(id string) string
	Rights() (view, edit access.Right)

	Draft(ctx context.Context) (*Draft, error)           // a new record
	Open(ctx context.Context, id string) (*Draft, error) // a stored one
	Table(ctx context.Context, q Query) (*Table, error)
	Filters(ctx context.Context) []*form.Field // what lists can be filtered by, for the actor
	Schema() map[string]any                    // OpenAPI, with id, version and the rest
	AppendList(ctx context.Context, b []byte, q Query) ([]byte, error)
	AppendOne(ctx context.Context, b []byte, id string) ([]byte, error)

	Contents(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error
	Cancel(ctx context.Context, id string, version int64, reason string) error
	History(ctx context.Context, id string) ([]Version, error)

	Reindex(ctx context.Context) error // after a restore
	Export(ctx context.Context, q Query, f sheet.Format, w io.Writer) (int, error)
	Template(ctx context.Context, w io.Writer) error
	Stage(ctx context.Context, r *sheet.Reader, file File) (*Import, []sheet.Problem, error)
	Receive(ctx context.Context, name string, r io.Reader) (*Import, error)
	Inspect(ctx context.Context, id string) (*Import, error)
	Problems(ctx context.Context, id string, limit int) ([]sheet.Problem, error)
	NoteFailure(ctx context.Context, id, zh, en string) error
	WriteMarked(ctx context.Context, id string, w io.Writer) error
	Commit(ctx context.Context, id string, validOnly bool, progress func(done, of int)) (*Import, error)
	Undo(ctx context.Context, id string, progress func(done, of int)) (*Import, error)
	Import(ctx context.Context, id string) (*Import, error)
	Imports(ctx context.Context, limit int) ([]Import, error)
}

// Kind, Called, Address and Rights are what Any tells of the Spec.
func (k *Kind[T, P]) Kind() string    { return k.Name }
func (k *Kind[T, P]) Called() string  { return k.Label }
func (k *Kind[T, P]) Address() string { return k.Path }
func (k *Kind[T, P]) Rights() (view, edit access.Right) {
	return k.View, k.Edit
}

// Schema describes the JSON of the record for OpenAPI.
func (k *Kind[T, P]) Schema() map[string]any {
	s := k.shape.Schema()
	properties := s["properties"].(map[string]any)
	member := func(name, kind, title string) {
		if _, ok := properties[name]; !ok {
			properties[name] = map[string]any{"type": kind, "title": title, "readOnly": name != "version" && name != "region"}
		}
	}
	member("id", "string", "编号")
	member("version", "integer", "版本")
	member("region", "string", "所在地区")
	member("made_at", "string", "登记时间")
	member("made_by", "string", "登记人")
	member("changed_at", "string", "修改时间")
	member("changed_by", "string", "修改人")
	member("cancelled", "boolean", "已注销")
	return s
}

// Filters are blank fields of those that lists can be filtered by.
func (k *Kind[T, P]) Filters(ctx context.Context) []*form.Field {
	var out []*form.Field
	for _, x := range form.Bind(P(new(T))).For(access.From(ctx), k.Name).All() {
		if x.Filters {
			out = append(out, x)
		}
	}
	return out
}

// Of finds the kind of this name.
func Of(kinds []Any, name string) (Any, error) {
	for _, k := range kinds {
		if k.Kind() == name {
			return k, nil
		}
	}
	return nil, fault.Missing("没有这类记录", "there is no such kind of record")
}
