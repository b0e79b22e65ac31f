package laboratory_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shian/data/food"
	"shian/data/holiday"
	"shian/engine/limit"
	"shian/internal/domain/laboratory"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/job"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/paper"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

var schemas = []db.Schema{access.Schema, journal.Schema, outbox.Schema, measure.Schema, timeline.Schema, search.Schema, job.Schema, record.Schema, paper.Schema,
	auth.Schema, flow.Schema, place.Schema, laboratory.Schema}

// house is the store with every service laboratories rest on, one qualified laboratory and one more.
type house struct {
	*laboratory.Service
	d       *db.DB
	flow    *flow.Engine
	papers  *paper.Papers
	a, b    *laboratory.Laboratory
	now     time.Time
	manager *access.Actor
	analyst *access.Actor
	second  *access.Actor // another analyst
	checker *access.Actor
	signer  *access.Actor
}

var province = &access.Actor{ID: "province", Name: "省局", Side: access.SideOfficial, Region: "620000", All: true, Lang: "zh",
	Rights: []access.Right{"laboratory.view", "laboratory.edit", "laboratory.scope.edit", "laboratory.bar.edit", "laboratory.round.view", "laboratory.round.edit", "laboratory.round.reveal", "laboratory.order.view"}}

func open(t testing.TB, d *db.DB) *house {
	t.Helper()
	places, err := place.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{d: d, flow: flow.New(d, holiday.Calendar(), laboratory.Flows()...), papers: paper.New(d, paper.Config{Site: "https://example.org"}), now: time.Date(2026, 5, 20, 2, 0, 0, 0, time.UTC)}
	h.Service = laboratory.New(d, laboratory.Needs{Flow: h.flow, Places: places, Limits: starter{}, Papers: h.papers, Calendar: holiday.Calendar(),
		Account: func(_ context.Context, _ db.Querier, login string) (string, error) {
			if strings.HasPrefix(login, "no") {
				return "", fault.Missing("没有这个账号", "no such account")
			}
			return login, nil
		}})
	h.a, h.b = h.qualify(t, "示例检测中心", "260000000001"), h.qualify(t, "演示检验院", "260000000002")
	view := []access.Right{"laboratory.view", "laboratory.order.view", "laboratory.test.view", "laboratory.reading.view", "laboratory.run.view", "laboratory.spare.view", "laboratory.person.view"}
	of := func(id string, rights ...access.Right) *access.Actor {
		return &access.Actor{ID: id, Name: id, Side: access.SideLaboratory, Operator: h.a.ID, Scopes: []access.Scope{access.Laboratory(h.a.ID)}, Rights: append(rights, view...), Lang: "zh"}
	}
	h.manager = of("manager", "laboratory.order.edit", "laboratory.order.reveal", "laboratory.person.edit", "laboratory.test.edit", "laboratory.spare.edit")
	h.analyst, h.second = of("analyst", "laboratory.reading.edit", "laboratory.reading.import", "laboratory.run.edit"), of("second", "laboratory.reading.edit", "laboratory.run.edit", "laboratory.order.check", "laboratory.order.publish")
	h.checker, h.signer = of("checker", "laboratory.order.check", "laboratory.order.publish"), of("signer", "laboratory.order.publish", "laboratory.order.reveal", "laboratory.order.check")
	for _, p := range []struct{ login, role string }{{"analyst", "analyst"}, {"second", "analyst"}, {"second", "checker"}, {"second", "signatory"}, {"checker", "checker"}, {"checker", "signatory"}, {"signer", "signatory"}, {"signer", "checker"}} {
		h.create(t, h.People.Create(h.as(t, h.manager), &laboratory.Person{Name: p.login, Login: p.login, Role: p.role, From: "2026-01-01"}))
	}
	return h
}

func (h *house) create(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// qualify registers a laboratory with a scope of two items.
func (h *house) qualify(t testing.TB, name, number string) *laboratory.Laboratory {
	t.Helper()
	l := &laboratory.Laboratory{Name: name, Number: number, From: "2024-01-01", To: "2029-12-31", Prefix: "示检食字", Retest: true, Meta: record.Meta{Region: "620102"}}
	h.create(t, h.Laboratories.Create(h.as(t, province), l))
	for _, item := range []string{"腐霉利", "铅"} {
		h.create(t, h.Scopes.Create(h.as(t, province), &laboratory.Scope{Laboratory: l.ID, Item: item, Method: "GB 23200.113-2018", From: "2024-01-01"}))
	}
	return l
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) }, schemas...)
}

func (h *house) as(t testing.TB, a *access.Actor) context.Context {
	return clock.With(access.With(t.Context(), a), clock.Fixed(h.now))
}

func (h *house) write(t testing.TB, a *access.Actor, fn func(ctx context.Context, tx *db.Tx) error) error {
	t.Helper()
	ctx := h.as(t, a)
	return h.d.Write(ctx, func(tx *db.Tx) error { return fn(ctx, tx) })
}

// expect opens the order of a sample on its way.
func (h *house) expect(t testing.TB, sample string, items ...string) *laboratory.Order {
	t.Helper()
	var id string
	h.create(t, h.write(t, access.System, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = h.Expect(ctx, tx, laboratory.Expected{Sample: sample, Number: "CY" + sample, Laboratory: h.a.ID, Food: "韭菜", Category: "F02", Made: "2026-05-09", Region: "620102", Items: items})
		return err
	}))
	return h.order(t, id)
}

func (h *house) order(t testing.TB, id string) *laboratory.Order {
	t.Helper()
	o, err := h.Orders.Get(h.as(t, h.manager), id)
	h.create(t, err)
	return o
}

func (h *house) receive(t testing.TB, id string) error {
	t.Helper()
	return h.write(t, h.manager, func(ctx context.Context, tx *db.Tx) error {
		return h.Receive(ctx, tx, id, laboratory.Arrival{Sealed: true, Temperature: "4.5", Quantity: "2 袋"})
	})
}

// received is an order that arrived.
func (h *house) received(t testing.TB, sample string, items ...string) *laboratory.Order {
	t.Helper()
	o := h.expect(t, sample, items...)
	h.create(t, h.receive(t, o.ID))
	return h.order(t, o.ID)
}

func (h *house) measure(t testing.TB, a *access.Actor, r laboratory.Reading) error {
	t.Helper()
	return h.Readings.Create(h.as(t, a), &r)
}

func (h *house) do(t testing.TB, a *access.Actor, kind, id, action string) error {
	t.Helper()
	return h.write(t, a, func(ctx context.Context, tx *db.Tx) error {
		_, err := h.flow.Do(ctx, tx, kind, id, action, flow.Input{Reason: "示例理由"})
		return err
	})
}

func (h *house) must(t testing.TB, a *access.Actor, id string, actions ...string) {
	t.Helper()
	for _, action := range actions {
		if err := h.do(t, a, laboratory.KindOrder, id, action); err != nil {
			t.Fatalf("%s by %s: %v", action, a.ID, err)
		}
	}
}

// report takes an order with one result through its three people.
func (h *house) report(t testing.TB, o *laboratory.Order, value string) *laboratory.Order {
	t.Helper()
	for _, item := range laboratory.Named(o.Items) {
		h.create(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: item, Value: value}))
	}
	h.must(t, h.analyst, o.ID, laboratory.ActSubmit)
	h.must(t, h.checker, o.ID, laboratory.ActCheck)
	h.must(t, h.signer, o.ID, laboratory.ActApprove)
	return h.order(t, o.ID)
}

// refused wants an error that says the words.
func refused(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Error("it was accepted")
		return
	}
	f := fault.Of(err)
	text := f.Zh + f.Law
	for _, x := range f.Fields {
		text += x.Zh
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q does not say %q (%v)", text, w, err)
		}
	}
}

// starter finds limits in the starter table by the food's name in the sample's; package standard does it better.
type starter struct{}

func (starter) For(_ context.Context, _ db.Querier, _, name, item, day string) (limit.Rule, bool, error) {
	for _, l := range food.On(day) {
		if strings.Contains(name, l.Food) && l.Item == item {
			return limit.Rule{ID: l.Food + " " + l.Item, Text: l.Limit, Basis: l.Basis, Clause: l.Clause}, true, nil
		}
	}
	return limit.Rule{}, false, nil
}
