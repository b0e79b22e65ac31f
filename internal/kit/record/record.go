// Package record stores records made of typed bindings, all in the same way: who may see and change them, what every
// change leaves behind in its own transaction, lists by key, history, cancelling, merging and import of sheets.
package record

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"sync"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/form"
	"shian/internal/kit/timeline"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds versions, redirects, counts and imports of all kinds of record.
var Schema = db.Schema{Name: "record", Files: migrations}

// Meta is what every record has beside its fields; embed it.
type Meta struct {
	ID                                   string
	Version                              int64 // 1 when made; one more with each change
	MadeAt, MadeBy, ChangedAt, ChangedBy string
	Region                               string // code of 6 or 9 digits: where the record belongs
	Cancelled                            bool   // kept, but in no list
}

// Base gives the Meta of a record.
func (m *Meta) Base() *Meta { return m }

// A Row is a record that can be stored: it lists its fields and embeds Meta.
type Row interface {
	form.Record
	Base() *Meta
}

// Ptr is the pointer type of a record T.
type Ptr[T any] interface {
	*T
	Row
}

// SignedIn as View or Edit asks only that somebody is signed in; Everybody not even that.
const (
	SignedIn  access.Right = "*"
	Everybody access.Right = "public"
)

// A Spec says what is particular about one kind of record.
type Spec[T any] struct {
	Name, Label string                                                 // operator.licence, 许可证; table operator_licence
	Scopes      func(*T) []access.Scope                                // besides the region's levels, which are always there
	Local       bool                                                   // Scopes names businesses and laboratories only, no office or further region: officials are listed by the region's column
	Sort        func(*T) string                                        // lists run by it, descending; nil: by the moment it was made. Never empty.
	Ascending   bool                                                   // lists run the other way
	Common      bool                                                   // everybody's concern, such as standards: lists show what is public to those with scopes of their own too
	Title       func(*T) string                                        // what the record is called; nil: it is not searched
	Note, Text  func(*T) string                                        // second line of a hit; what else it is found by
	Owner       func(*T) string                                        // the business whose timeline gets a line when it is made or cancelled; nil: none
	Line        func(action string, old, new *T) (timeline.Line, bool) // another line for the timeline, or none
	Prepare     func(ctx context.Context, t *T) error                  // fills in what follows from other records, before the checks and outside the transaction
	Check       func(ctx context.Context, q db.Querier, old, new *T) error
	Marks       func(*T) []Mark                                                                // of a sheet's rows: what must not be there twice; needs Marked
	Marked      func(ctx context.Context, q db.Querier, marks []Mark) (map[Mark]string, error) // those stored already → what that record is called
	Then        func(ctx context.Context, tx *db.Tx, action string, old, new *T) error         // facts, messages: in the same transaction
	ThenAll     func(ctx context.Context, tx *db.Tx, made []*T) error                          // in place of Then for many new ones at once, as an import makes them
	Intake      func() Intake[T]                                                               // reads sheets of other shapes than one row a record; nil: by the record's own headings
	View, Edit  access.Right                                                                   // empty: Name.view and Name.edit
	Path        string                                                                         // of its pages; empty: /desk/operator-licence
	Public      func(*T) []byte                                                                // canonical public JSON to be provable; nil or empty: none
}

// A Kind is the store and service of one kind of record.
type Kind[T any, P Ptr[T]] struct {
	Spec[T]
	d        *db.DB
	texts    texts
	shape    *form.Fields // of an empty record; only names and kinds are read
	region   bool         // a field of its own is bound to Meta.Region
	papers   []string     // its fields of attachments
	sizes    *access.Sizes
	holdings holdings
	bound    sync.Pool // *form.Fields
}

// New makes the store of a kind. It panics when the fields cannot be a table, which a test of the domain sees at once.
func New[T any, P Ptr[T]](d *db.DB, s Spec[T]) *Kind[T, P] {
	if s.View == "" {
		s.View = access.Right(s.Name + ".view")
	}
	if s.Edit == "" {
		s.Edit = access.Right(s.Name + ".edit")
	}
	if s.Path == "" {
		s.Path = "/desk/" + strings.ReplaceAll(s.Name, ".", "-")
	}
	k := &Kind[T, P]{Spec: s, d: d, sizes: access.NewSizes(d)}
	empty := P(new(T))
	k.shape = form.Bind(empty)
	k.bound.New = func() any { return form.Bind(P(new(T))) }
	for _, x := range k.shape.Every() {
		if x.Name == "region" {
			if !x.Bound(&empty.Base().Region) {
				panic(fmt.Sprintf("record %s: the field region must be bound to Meta.Region", s.Name))
			}
			k.region = true
		}
	}
	k.papers = attachable(k.shape)
	k.texts = newTexts(strings.ReplaceAll(s.Name, ".", "_"), k.shape, k.region)
	return k
}

// bind points pooled fields at t; give them back by release.
func (k *Kind[T, P]) bind(t *T) *form.Fields {
	f := k.bound.Get().(*form.Fields)
	f.Rebind(P(t))
	return f.For(nil, k.Name)
}

func (k *Kind[T, P]) release(f *form.Fields) { k.bound.Put(f) }

// place is a record's place in lists; empty for a cancelled one, which has none.
func (k *Kind[T, P]) place(t *T) string {
	m := P(t).Base()
	if m.Cancelled {
		return ""
	}
	if k.Sort != nil {
		if s := k.Sort(t); s != "" {
			return s
		}
		return " "
	}
	return m.MadeAt
}

// scopes are all scopes of a record, each once.
func (k *Kind[T, P]) scopes(t *T) []access.Scope {
	out := access.Regions(P(t).Base().Region)
	if k.Scopes == nil {
		return out
	}
	for _, s := range k.Scopes(t) {
		if !contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func contains(all []access.Scope, s access.Scope) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}
