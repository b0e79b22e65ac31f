package place

import (
	"context"
	"sync"
	"sync/atomic"

	"shian/internal/kit/access"
	"shian/internal/kit/form"
)

// current is the tree of the service last made; forms are described in places that know no service.
var current atomic.Pointer[Tree]

var builtIn = sync.OnceValue(func() *Tree { return NewTree(facts()) })

// Known is the tree of the service last made; before there is one, that of the reference data.
func Known() *Tree {
	if t := current.Load(); t != nil {
		return t
	}
	return builtIn()
}

// Regions is what a form's field for a region points at: f.Ref("region", "地区", &p.Region, place.Regions).
var Regions form.Source = regions{}

type regions struct{}

func (regions) Name() string { return "region" }

// Suggest offers regions of the whole province: a record may concern a place outside the actor's own.
func (regions) Suggest(ctx context.Context, q string, limit int) ([]form.Choice, error) {
	t, lang := Known(), access.From(ctx).Lang
	var out []form.Choice
	for _, r := range t.Suggest(q, limit) {
		out = append(out, form.Choice{Value: r.Code, Label: t.FullName(r.Code, lang)})
	}
	return out, nil
}

// Label names the regions; an unknown code is left out.
func (regions) Label(ctx context.Context, values []string) (map[string]string, error) {
	t, lang := Known(), access.From(ctx).Lang
	out := make(map[string]string, len(values))
	for _, v := range values {
		if _, ok := t.Find(v); ok {
			out[v] = t.FullName(v, lang)
		}
	}
	return out, nil
}
