package disposal_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"
	"time"

	"shian/data/holiday"
	"shian/internal/domain/disposal"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
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
	auth.Schema, file.Schema, flow.Schema, place.Schema, operator.Schema, disposal.Schema}

// house is the store with every service disposals rest on, a shop of 城关区, a maker of 平川区 and a supplier of 凉州区.
type house struct {
	*disposal.Service
	d                     *db.DB
	flow                  *flow.Engine
	files                 *file.Files
	operators             *operator.Service
	same                  []disposal.Same
	shop, maker, supplier string
}

func (h *house) SameBatch(context.Context, db.Querier, string) ([]disposal.Same, error) {
	return h.same, nil
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) }, schemas...)
}

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	places, err := place.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{d: d, flow: flow.New(d, holiday.Calendar(), disposal.Flows()...), operators: operator.New(d, places), files: file.New(d, file.Folder(t.TempDir()), file.Limits{})}
	h.Service = disposal.New(d, disposal.Needs{Flow: h.flow, Operators: h.operators, Places: places, Samples: h})
	if err := h.flow.Check(); err != nil {
		t.Fatal(err)
	}
	h.shop, h.maker, h.supplier = h.business(t, "演示超市", "620102"), h.business(t, "演示食品厂", "620403"), h.business(t, "演示批发", "620602")
	return h
}

func (h *house) business(t *testing.T, name, region string) string {
	t.Helper()
	o := &operator.Operator{Name: name, Trade: "sale", Address: "演示路 1 号", Meta: record.Meta{Region: region}}
	if err := h.operators.Operators.Create(as(t, access.System, opened), o); err != nil {
		t.Fatal(err)
	}
	return o.ID
}

func official(id, region string, rights ...access.Right) *access.Actor {
	return &access.Actor{ID: id, Name: id, Side: access.SideOfficial, Region: region, Scopes: []access.Scope{access.Region(place.Short(region))}, Rights: append(rights, "disposal.view"), Lang: "zh"}
}

// The hands of 城关区, whoever is over them, and those of the maker's district.
var (
	inspector  = official("inspector", "620102", "disposal.edit")
	both       = official("both", "620102", "disposal.edit", "disposal.check")
	lead       = official("lead", "620102", "disposal.check")
	prefecture = official("prefecture", "620100", "disposal.check")
	elsewhere  = official("elsewhere", "620403", "disposal.edit")
	opened     = time.Date(2026, 5, 20, 2, 0, 0, 0, time.UTC)
)

func as(t testing.TB, a *access.Actor, at time.Time) context.Context {
	return clock.With(access.With(t.Context(), a), clock.Fixed(at))
}

func (h *house) finding() *disposal.Finding {
	return &disposal.Finding{Result: "result-1", Number: "CY0001", Food: "辣椒面", Failing: "苏丹红Ⅰ", Batch: "B1", Made: "2026-05-01", Day: "2026-05-10", Region: "620102",
		Operator: h.shop, OperatorName: "演示超市", Maker: h.maker, MakerName: "演示食品厂", MakerRegion: "620403"}
}

func (h *house) attend(t testing.TB, f *disposal.Finding) {
	t.Helper()
	h.write(t, access.System, opened, func(ctx context.Context, tx *db.Tx) error { return h.Attend(ctx, tx, f) })
}

func (h *house) write(t testing.TB, a *access.Actor, at time.Time, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	ctx := as(t, a, at)
	if err := h.d.Write(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

// line is the line of a role, which there must be.
func (h *house) line(t testing.TB, role disposal.Role) *disposal.Disposal {
	t.Helper()
	var id string
	if err := h.d.Row(t.Context(), `SELECT id FROM disposal WHERE role = $1 ORDER BY id DESC LIMIT 1`, string(role)).Scan(&id); err != nil {
		t.Fatalf("no line for the %s: %v", role, err)
	}
	return h.get(t, id)
}

func (h *house) get(t testing.TB, id string) *disposal.Disposal {
	t.Helper()
	d, err := h.Disposals.Get(as(t, access.System, opened), id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (h *house) do(t testing.TB, a *access.Actor, at time.Time, id, action string, in flow.Input) error {
	t.Helper()
	if in.Reason == "" {
		in.Reason = "演示理由"
	}
	return h.d.Write(as(t, a, at), func(tx *db.Tx) error {
		_, err := h.flow.Do(as(t, a, at), tx, disposal.Kind, id, action, in)
		return err
	})
}

func (h *house) must(t testing.TB, a *access.Actor, id string, actions ...string) {
	t.Helper()
	for _, action := range actions {
		if err := h.do(t, a, opened, id, action, flow.Input{}); err != nil {
			t.Fatalf("%s by %s: %v", action, a.ID, err)
		}
	}
}

// fill changes a line as the inspector.
func (h *house) fill(t testing.TB, id string, set func(*disposal.Disposal)) {
	t.Helper()
	ctx := as(t, inspector, opened)
	d, err := h.Disposals.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	set(d)
	if err := h.Disposals.Update(ctx, d); err != nil {
		t.Fatal(err)
	}
}

func (h *house) photo(t testing.TB) []string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	x, err := h.files.Take(as(t, inspector, opened), "photo.png", &b)
	if err != nil {
		t.Fatal(err)
	}
	return []string{x.ID}
}

func (h *house) sum(t testing.TB, name, region string) int64 {
	t.Helper()
	rows, err := measure.Sum(t.Context(), h.d, measure.Query{Measures: []string{name}, Region: region, From: "2026-01-01", To: "2026-12-31"})
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	for _, r := range rows {
		n += r.N
	}
	return n
}
