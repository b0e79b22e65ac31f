// Package desk gives a kind of record its standard pages and its API: list, new, detail, change, history, export, and
// JSON under /api/v1. Whatever only one kind needs is an ordinary handler of its domain beside them.
package desk

import (
	"context"
	"embed"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/file"
	"shian/internal/kit/form"
	"shian/internal/kit/job"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// Files are the templates desk.…, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// A Desk mounts kinds of record on one mux.
type Desk struct {
	mux     *web.Mux
	pages   *page.Pages
	kinds   []*mounted
	sources map[string]form.Source
	// NameFile tells what an attachment is called; nil shows its id.
	NameFile func(c *web.Ctx, id string) page.File
	// NameAccount tells what an account is called, for histories; nil shows its id.
	NameAccount func(c *web.Ctx, id string) string
	// Looked keeps that the actor looks at a masked field and why (auth.Looked); nil: masked fields stay masked.
	Looked func(ctx context.Context, kind, record, field, why string) error

	keeps *file.Files
	jobs  *job.Jobs
	slots chan struct{}
}

// A mounted kind with what is particular about its pages.
type mounted struct {
	record.Any
	view, edit access.Right
	slug       string // operator-licence: in /api/v1
	label      string
	readOnly   bool // its domain changes it by use cases, never by a plain form
	given      bool // its domain makes and ends the records; people only fill them in
	noDetail   bool // its domain has a detail page of its own
	group      []page.Link
	extra      func(c *web.Ctx, d *record.Draft) ([]page.Act, []any, error)
	noImport   bool
	masked     bool           // a field of it is masked
	reveal     []access.Right // any of them shows masked fields
	export     access.Right   // empty: see exportRight
	doubt      func(ctx context.Context, r *record.Draft) (*Doubt, error)
	regions    form.Source // lists are narrowed by region in the filter too
	several    func(c *web.Ctx) *page.Batch
	shortcuts  []Shortcut
	without    []string // fields its page leaves out
	draw       func(c *web.Ctx, name string, cell record.Cell) any
}

// An Option changes how a kind is mounted.
type Option func(*mounted)

// ReadOnly leaves out the pages and API that change: the domain brings its own.
func ReadOnly() Option { return func(m *mounted) { m.readOnly = true } }

// Given leaves out making, importing and cancelling: the domain opens and ends the records, people fill them in.
func Given() Option { return func(m *mounted) { m.given, m.noImport = true, true } }

// OwnDetail leaves out the detail page: the domain brings its own at the same address.
func OwnDetail() Option { return func(m *mounted) { m.noDetail = true } }

// Under names what the kind lies under in the crumbs: 主体.
func Under(label string) Option {
	return func(m *mounted) { m.group = append(m.group, page.Link{Label: label}) }
}

// Beside adds buttons and further panels to the detail page.
func Beside(fn func(c *web.Ctx, d *record.Draft) ([]page.Act, []any, error)) Option {
	return func(m *mounted) { m.extra = fn }
}

// OwnImport leaves out the import of sheets: the domain brings its own at the same address.
func OwnImport() Option { return func(m *mounted) { m.noImport = true } }

// RevealedBy names further rights that show masked fields, beside kind.reveal.
func RevealedBy(rights ...access.Right) Option {
	return func(m *mounted) { m.reveal = append(m.reveal, rights...) }
}

// ExportedBy names the right that takes lists of the kind out, where it has none of its own.
func ExportedBy(right access.Right) Option { return func(m *mounted) { m.export = right } }

// New makes a desk; its own routes are the suggestions and the description of the API.
func New(m *web.Mux, p *page.Pages) *Desk {
	d := &Desk{mux: m, pages: p, sources: map[string]form.Source{}, slots: make(chan struct{}, mostAtOnce)}
	m.Handle("GET /desk/suggest/{source}", web.SignedIn(), d.suggest)
	m.Handle("GET /api/v1/openapi.json", web.Public(), d.openapi)
	return d
}

// Source makes a source of references answer at /desk/suggest/{name}.
func (d *Desk) Source(s form.Source) { d.sources[s.Name()] = s }

// Kinds are the kinds mounted so far, in order.
func (d *Desk) Kinds() []record.Any {
	out := make([]record.Any, len(d.kinds))
	for i, m := range d.kinds {
		out[i] = m.Any
	}
	return out
}

// Mount gives the kind its pages and its API.
func (d *Desk) Mount(k record.Any, opts ...Option) {
	view, edit := k.Rights()
	m := &mounted{Any: k, view: view, edit: edit, slug: strings.ReplaceAll(k.Kind(), ".", "-"), label: k.Called(), reveal: []access.Right{access.Right(k.Kind() + ".reveal")}}
	m.masked = maskedSchema(k.Schema())
	for _, o := range opts {
		o(m)
	}
	d.kinds = append(d.kinds, m)
	see, change := guard(view), guard(edit)
	at, api := k.Address(), "/api/v1/"+m.slug
	d.mux.Handle("GET "+at, see, m.with(d, (*Desk).list))
	d.mux.Handle("GET "+at+"/export", guard(exportRight(m)), m.with(d, (*Desk).export), web.Stream())
	d.mux.Handle("GET "+at+"/{id}/history", see, m.with(d, (*Desk).history))
	if !m.noDetail {
		d.mux.Handle("GET "+at+"/{id}", see, m.with(d, (*Desk).detail))
	}
	if m.masked {
		d.mux.Handle("GET "+at+"/export/whole", web.AnyRight(m.reveal...), m.with(d, (*Desk).askWhole))
		d.mux.Handle("POST "+at+"/export", web.AnyRight(m.reveal...), m.with(d, (*Desk).exportWhole), web.Stream())
		d.mux.Handle("GET "+at+"/{id}/reveal/{field}", web.AnyRight(m.reveal...), m.with(d, (*Desk).askReveal))
		d.mux.Handle("POST "+at+"/{id}/reveal/{field}", web.AnyRight(m.reveal...), m.with(d, (*Desk).show))
	}
	d.mux.Handle("GET "+api, see, m.with(d, (*Desk).apiList))
	d.mux.Handle("GET "+api+"/{id}", see, m.with(d, (*Desk).apiOne))
	if m.readOnly {
		return
	}
	if !m.noImport {
		d.mountImports(m)
	}
	d.mux.Handle("GET "+at+"/{id}/edit", change, m.with(d, (*Desk).open))
	d.mux.Handle("POST "+at+"/{id}/edit", change, m.with(d, (*Desk).update), d.uploads(k)...)
	d.mux.Handle("PUT "+api+"/{id}", change, m.with(d, (*Desk).apiUpdate))
	if m.given {
		return
	}
	d.mux.Handle("GET "+at+"/new", change, m.with(d, (*Desk).blank))
	d.mux.Handle("POST "+at+"/new", change, m.with(d, (*Desk).create), d.uploads(k)...)
	d.mux.Handle("GET "+at+"/{id}/cancel", change, m.with(d, (*Desk).askCancel))
	d.mux.Handle("POST "+at+"/{id}/cancel", change, m.with(d, (*Desk).cancel))
	d.mux.Handle("POST "+api, change, m.with(d, (*Desk).apiCreate))
	d.mux.Handle("POST "+api+"/{id}/cancel", change, m.with(d, (*Desk).apiCancel))
}

// of is the kind as it was mounted; it panics for one that was not.
func (d *Desk) of(k record.Any) *mounted {
	for _, m := range d.kinds {
		if m.Kind() == k.Kind() {
			return m
		}
	}
	panic("desk: " + k.Kind() + " is not mounted")
}

func (m *mounted) with(d *Desk, fn func(*Desk, *web.Ctx, *mounted) error) web.Handler {
	return func(c *web.Ctx) error { return fn(d, c, m) }
}

func guard(r access.Right) web.Guard {
	switch r {
	case record.Everybody:
		return web.Public()
	case record.SignedIn, "":
		return web.SignedIn()
	}
	return web.Right(r)
}

// exportRight is kind.export where the kind's view is its usual one and no other was named.
func exportRight(m *mounted) access.Right {
	if m.export != "" {
		return m.export
	}
	if m.view == access.Right(m.Kind()+".view") {
		return access.Right(m.Kind() + ".export")
	}
	return m.view
}

// maskedSchema reports that the record shows a field in part only.
func maskedSchema(schema map[string]any) bool {
	properties, _ := schema["properties"].(map[string]any)
	for _, p := range properties {
		if x, ok := p.(map[string]any); ok && x["x-masked"] != nil {
			return true
		}
	}
	return false
}

func (m *mounted) crumbs(here ...page.Link) []page.Link {
	return append(append(append([]page.Link(nil), m.group...), page.Link{Label: m.label, Href: m.Address()}), here...)
}

func may(a *access.Actor, r access.Right) bool {
	return r == record.Everybody || (r == record.SignedIn || r == "") && a.ID != "" || a.May(r)
}
