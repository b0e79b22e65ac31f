package operator_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"shian/engine/ident"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/desk/desktest"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

var schemas = []db.Schema{access.Schema, journal.Schema, outbox.Schema, measure.Schema, timeline.Schema, search.Schema, record.Schema,
	auth.Schema, place.Schema, operator.Schema}

var now = clock.Fixed(time.Date(2026, 7, 31, 2, 0, 0, 0, time.UTC))

// The people of the tests.
var (
	inspector = &access.Actor{ID: "ma", Name: "马骏", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "zh",
		Rights: append(rights("operator", "view", "edit", "merge", "import", "export"), "operator.licence.view", "operator.licence.edit", "operator.licence.import",
			"operator.premises.view", "operator.premises.edit", "operator.product.view", "operator.product.edit", "operator.person.view", "operator.person.edit", "operator.person.reveal")}
	neighbour = &access.Actor{ID: "qi", Region: "620103", Scopes: []access.Scope{"r:620103"}, Lang: "zh", Side: access.SideOfficial, Rights: inspector.Rights}
	city      = &access.Actor{ID: "li", Region: "620100", Scopes: []access.Scope{"r:6201"}, Lang: "zh", Side: access.SideOfficial, Rights: inspector.Rights}
	viewer    = &access.Actor{ID: "zhou", Region: "620000", All: true, Lang: "zh", Side: access.SideOfficial, Rights: rights("operator", "view")}
	english   = &access.Actor{ID: "en", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "en", Side: access.SideOfficial, Rights: inspector.Rights}
)

func rights(kind string, verbs ...string) []access.Right {
	var out []access.Right
	for _, v := range verbs {
		out = append(out, access.Right(kind+"."+v))
	}
	return out
}

type world struct {
	*operator.Service
	d     *db.DB
	place *place.Service
	*desktest.Server
}

func open(t testing.TB, d *db.DB) *world {
	t.Helper()
	ctx := as(t, access.System)
	p, err := place.New(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Service: operator.New(d, p), d: d, place: p}
	w.Server = desktest.New(now, map[string]*access.Actor{"inspector": inspector, "neighbour": neighbour, "city": city, "viewer": viewer, "english": english}, operator.Files)
	w.Service.Mount(w.Mux, w.Pages, w.Desk)
	w.Desk.Source(place.Regions)
	w.Desk.Source(operator.Source)
	return w
}

func as(t testing.TB, a *access.Actor) context.Context {
	return clock.With(access.With(t.Context(), a), now)
}

// code makes the n-th credit code of 城关区.
func code(t testing.TB, n int) string {
	t.Helper()
	c, err := ident.CompleteUSCC('9', '1', "620102", fmt.Sprintf("MA%06d", n))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func add(t testing.TB, w *world, a *access.Actor, o operator.Operator) *operator.Operator {
	t.Helper()
	if o.Region == "" {
		o.Region = "620102"
	}
	if o.Trade == "" {
		o.Trade = operator.Catering
	}
	if o.Address == "" {
		o.Address = "张掖路 " + o.Name + " 号"
	}
	if err := w.Operators.Create(as(t, a), &o); err != nil {
		t.Fatal(err)
	}
	return &o
}

func nine(context.Context, string) (int, bool, error) { return 9, true, nil }
