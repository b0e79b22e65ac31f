package plan_test

import (
	"context"
	"testing"
	"time"

	"shian/data/holiday"
	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/domain/plan"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
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
	auth.Schema, flow.Schema, place.Schema, plan.Schema}

// house is the store with every service plans rest on.
type house struct {
	*plan.Service
	d      *db.DB
	flow   *flow.Engine
	places *place.Service
	past   *past
}

// past is a history that a test sets.
type past struct{ all []quota.Past }

func (p *past) History(context.Context, string, string) ([]quota.Past, error) {
	return append([]quota.Past(nil), p.all...), nil
}

func open(t testing.TB, d *db.DB) *house {
	t.Helper()
	places, err := place.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{d: d, flow: flow.New(d, holiday.Calendar(), plan.Flows()...), places: places, past: &past{}}
	h.Service = plan.New(d, plan.Needs{Flow: h.flow, Places: places, History: h.past, Key: []byte("a key of the test, 32 bytes long.")})
	return h
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) }, schemas...)
}

func official(id, region string, rights ...access.Right) *access.Actor {
	return &access.Actor{ID: id, Name: id, Side: access.SideOfficial, Region: region, Scopes: []access.Scope{place.Scope(region)}, Rights: append(rights, "plan.view"), Lang: "zh"}
}

// The hands of a plan at the province, and one county's office.
var (
	planner  = official("planner", "620000", "plan.edit", "plan.vote.edit", "plan.vote.view")
	reviewer = official("reviewer", "620000", "plan.check")
	director = official("director", "620000", "plan.publish")
	many     = official("many", "620000", "plan.edit", "plan.check", "plan.publish")
	county   = official("county", "620102", "plan.share.check")
	other    = official("other", "623027", "plan.share.check")
	city     = official("city", "620100", "plan.share.check")
)

var today = time.Date(2026, 6, 30, 2, 0, 0, 0, time.UTC)

func as(t testing.TB, a *access.Actor) context.Context { return on(t, a, today) }

func on(t testing.TB, a *access.Actor, at time.Time) context.Context {
	return clock.With(access.With(t.Context(), a), clock.Fixed(at))
}

// draft is a plan of the year with so many batches, nine tenths of them supervision.
func (h *house) draft(t testing.TB, year, total int64) *plan.Plan {
	t.Helper()
	p := &plan.Plan{Title: "示例计划", Year: year, Supervision: total - total/10, Monitoring: total / 20, Evaluation: total/10 - total/20, Meta: record.Meta{Region: "620000"}}
	if err := h.Plans.Create(as(t, planner), p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) choose(t testing.TB, id string, way quota.Way) {
	t.Helper()
	if err := h.Choose(as(t, planner), id, way, 0); err != nil {
		t.Fatal(err)
	}
}

func (h *house) do(t testing.TB, a *access.Actor, kind, id, action string) error {
	t.Helper()
	return h.d.Write(as(t, a), func(tx *db.Tx) error {
		_, err := h.flow.Do(as(t, a), tx, kind, id, action, flow.Input{Reason: "示例理由"})
		return err
	})
}

func (h *house) must(t testing.TB, a *access.Actor, id string, actions ...string) {
	t.Helper()
	for _, action := range actions {
		if err := h.do(t, a, plan.Kind, id, action); err != nil {
			t.Fatalf("%s by %s: %v", action, a.ID, err)
		}
	}
}

// issue takes a plan through its three hands.
func (h *house) issue(t testing.TB, id string) {
	t.Helper()
	h.must(t, planner, id, plan.ActSubmit)
	h.must(t, reviewer, id, plan.ActCheck)
	h.must(t, director, id, plan.ActIssue)
}

func (h *house) get(t testing.TB, id string) *plan.Plan {
	t.Helper()
	p, err := h.Plans.Get(as(t, planner), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sum(cells []plan.Cell) (n int64, by map[string]int64) {
	by = map[string]int64{}
	for _, c := range cells {
		n += c.Batches
		by[c.Purpose] += c.Batches
	}
	return n, by
}
