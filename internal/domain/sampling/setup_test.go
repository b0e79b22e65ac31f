package sampling_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shian/data/food"
	"shian/data/holiday"
	"shian/engine/limit"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/file"
	"shian/internal/kit/flow"
	"shian/internal/kit/job"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

var schemas = []db.Schema{access.Schema, journal.Schema, outbox.Schema, measure.Schema, timeline.Schema, search.Schema, job.Schema, record.Schema,
	auth.Schema, file.Schema, flow.Schema, place.Schema, operator.Schema, sampling.Schema}

// house is the store with every service results rest on.
type house struct {
	*sampling.Service
	d         *db.DB
	flow      *flow.Engine
	operators *operator.Service
}

func open(t testing.TB, d *db.DB) *house {
	t.Helper()
	places, err := place.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{d: d, flow: flow.New(d, holiday.Calendar(), sampling.Flows()...), operators: operator.New(d, places)}
	h.Service = sampling.New(d, sampling.Needs{Flow: h.flow, Operators: h.operators, Limits: starter{}, Places: places, People: crew{}})
	return h
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) }, schemas...)
}

func official(id, region string, rights ...access.Right) *access.Actor {
	return &access.Actor{ID: id, Name: id, Side: access.SideOfficial, Region: region, Scopes: []access.Scope{access.Region(region)}, Rights: append(rights, "sampling.result.view"), Lang: "zh"}
}

var everyRight = []access.Right{"sampling.result.view", "sampling.result.edit", "sampling.result.check", "sampling.result.publish", "sampling.result.withdraw", "sampling.result.import"}

// One person for each hand, all of 城关区, and one of another county.
var (
	sampler    = official("sampler", "620102", "sampling.result.edit", "sampling.result.import", "operator.edit", "operator.view")
	checker    = official("checker", "620102", "sampling.result.check")
	publisher  = official("publisher", "620102", "sampling.result.publish", "sampling.result.withdraw")
	another    = official("another", "620102", "sampling.result.publish", "sampling.result.withdraw")
	everything = official("everything", "620102", everyRight...)
	elsewhere  = official("elsewhere", "620402", everyRight...)
	province   = &access.Actor{ID: "province", Name: "province", Side: access.SideOfficial, Region: "620000", All: true, Rights: append(everyRight, "operator.view", "operator.edit", "sampling.task.view", "sampling.sample.view"), Lang: "zh"}
)

var today = time.Date(2026, 5, 20, 2, 0, 0, 0, time.UTC)

func as(t testing.TB, a *access.Actor) context.Context {
	return clock.With(access.With(t.Context(), a), clock.Fixed(today))
}

// sample is a result with one item that the given figure makes pass or fail (≤0.5mg/kg).
func sample(number, figure string) *sampling.Result {
	return &sampling.Result{Number: number, Food: "韭菜", Purpose: sampling.Supervision, Stage: "distribution", SampledAt: "2026-05-10", Made: "2026-05-09",
		OperatorName: "示例超市", MakerName: "示例合作社", Items: []sampling.Item{{Name: "腐霉利", Limit: "≤0.5mg/kg", Result: figure, Mode: limit.Full}}, Meta: record.Meta{Region: "620102"}}
}

func (h *house) create(t testing.TB, a *access.Actor, r *sampling.Result) *sampling.Result {
	t.Helper()
	if err := h.Results.Create(as(t, a), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func (h *house) do(t testing.TB, a *access.Actor, id, action string) error {
	t.Helper()
	return h.d.Write(as(t, a), func(tx *db.Tx) error {
		_, err := h.flow.Do(as(t, a), tx, sampling.Kind, id, action, flow.Input{Reason: "示例理由", Public: "示例公开理由"})
		return err
	})
}

func (h *house) must(t testing.TB, a *access.Actor, id string, actions ...string) {
	t.Helper()
	for _, action := range actions {
		if err := h.do(t, a, id, action); err != nil {
			t.Fatalf("%s by %s: %v", action, a.ID, err)
		}
	}
}

func (h *house) publish(t testing.TB, id string) {
	t.Helper()
	h.must(t, checker, id, sampling.ActCheck)
	h.must(t, publisher, id, sampling.ActPublish)
}

func (h *house) get(t testing.TB, id string) *sampling.Result {
	t.Helper()
	r, err := h.Results.Get(as(t, province), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func openBare(t testing.TB) *house { return open(t, dbtest.Open(t, db.SQLite, schemas...)) }

// starter finds limits in the starter table by the food's name in the sample's; package standard does it better.
type starter struct{}

func (starter) For(_ context.Context, _ db.Querier, category, name, item, day string) (limit.Rule, bool, error) {
	for _, l := range food.On(day) {
		if strings.HasPrefix(category, l.Category) && strings.Contains(name, l.Food) && l.Item == item {
			return limit.Rule{ID: l.Food + " " + l.Item, Text: l.Limit, Basis: l.Basis, Clause: l.Clause}, true, nil
		}
	}
	return limit.Rule{}, false, nil
}
