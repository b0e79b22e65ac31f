// Package access says who sees a record and who may do what.
//
// A record carries scopes (the regions, bodies, operators and laboratories it concerns); a person carries the scopes of
// their posts. Sees is the one predicate: a page, a list, a count, a search, an export, an attachment and a proof all ask
// it, directly for one record or through the search index, whose terms are the same scopes.
package access

import (
	"context"
	"slices"
	"strings"
)

// A Scope is one concern of a record: r:620102 a region, b:market a body of government, o:<id> an operator, l:<id> a
// laboratory, p:public everybody.
type Scope string

// Public is the scope of what everybody may see.
const Public Scope = "p:public"

// Region is the scope of a region by its code of 2, 4, 6 or 9 digits.
func Region(code string) Scope { return Scope("r:" + code) }

// Body is the scope of one office of government.
func Body(id string) Scope { return Scope("b:" + id) }

// Operator is the scope of one food business.
func Operator(id string) Scope { return Scope("o:" + id) }

// Laboratory is the scope of one laboratory.
func Laboratory(id string) Scope { return Scope("l:" + id) }

// Regions gives the scopes of a place at every level above it: 620102001 → 62, 6201, 620102, 620102001.
func Regions(code string) []Scope {
	var out []Scope
	for _, n := range []int{2, 4, 6, 9} {
		if len(code) >= n {
			out = append(out, Region(code[:n]))
		}
	}
	return out
}

// A Right is something a post may do, named kind.verb: sampling.publish.
type Right string

// A Side says in what capacity somebody uses the platform.
type Side string

// The sides.
const (
	SideOfficial   Side = "official"
	SideEnterprise Side = "enterprise"
	SideLaboratory Side = "laboratory"
	SidePublic     Side = "public"
	SideSystem     Side = "system"
)

// An Actor is whoever is asking: a person signed in, the public, or the platform itself.
type Actor struct {
	ID       string // account; empty for the public
	Name     string
	Side     Side
	Post     string   // main post, as place knows it
	PostName string   // how the post is called
	Body     string   // office of government
	Region   string   // region code of the post
	Operator string   // for enterprises and laboratories: whose people they are
	Scopes   []Scope  // what they see; nil: only what is public
	All      bool     // sees every record (province-wide posts and the platform)
	Rights   []Right  // what they may do
	ActsFor  []string // accounts for which this one acts today (代理)
	Lang     string   // zh or en
	Large    bool     // large text

	own bool // Public does not count: see Concerned
}

// System is the platform acting by itself.
var System = &Actor{ID: "system", Name: "系统", Side: SideSystem, All: true, Lang: "zh"}

// Nobody is a visitor who has not signed in.
var Nobody = &Actor{Side: SidePublic, Lang: "zh"}

// Sees reports whether the actor may see a record with these scopes.
func (a *Actor) Sees(scopes []Scope) bool {
	if a.All || !a.own && slices.Contains(scopes, Public) {
		return true
	}
	for _, s := range a.Scopes {
		if slices.Contains(scopes, s) {
			return true
		}
	}
	return false
}

// Concerned is the actor as lists, counts, exports and searches of the desk take them, and as changes are allowed: by their
// own scopes, for what everybody may see is not yet their concern. Whoever has no scopes, such as a visitor, keeps what is
// public; All stays All.
func (a *Actor) Concerned() *Actor {
	if a.All || a.own {
		return a
	}
	b := *a
	b.own = true
	if b.Scopes = slices.DeleteFunc(slices.Clone(a.Scopes), func(s Scope) bool { return s == Public }); len(b.Scopes) == 0 {
		return a
	}
	return &b
}

// May reports whether the actor holds the right; kind.* grants every verb of the kind.
func (a *Actor) May(r Right) bool {
	if a.Side == SideSystem {
		return true
	}
	kind, _, _ := strings.Cut(string(r), ".")
	return slices.Contains(a.Rights, r) || slices.Contains(a.Rights, Right(kind+".*"))
}

// Is reports whether the actor is the account, itself or as acting officer.
func (a *Actor) Is(account string) bool {
	return account != "" && (a.ID == account || slices.Contains(a.ActsFor, account))
}

type key struct{}

// With puts the actor into the context.
func With(ctx context.Context, a *Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From gives the actor of the context; Nobody when there is none.
func From(ctx context.Context) *Actor {
	if a, ok := ctx.Value(key{}).(*Actor); ok {
		return a
	}
	return Nobody
}
