package statistics

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
)

// at is 31 July 2026 in China.
var atNoon = time.Date(2026, 7, 31, 4, 0, 0, 0, time.UTC)

func asking(t context.Context, region string, rights ...access.Right) context.Context {
	a := &access.Actor{ID: "zhou", Side: access.SideOfficial, Region: region, All: region == "620000", Rights: rights, Lang: "zh"}
	return access.With(clock.With(t, clock.Fixed(atNoon)), a)
}

// A published is one result of the fake source; one sample with one item.
type published struct {
	month string
	Batch
	item, verdict string
}

// results are the source: what stands published now.
type results struct{ all []published }

func (r *results) Batches(_ context.Context, _ db.Querier, month string) ([]Batch, error) {
	var out []Batch
	for _, p := range r.all {
		if p.month == month {
			out = append(out, p.Batch)
		}
	}
	return out, nil
}

func (r *results) Items(_ context.Context, _ db.Querier, month string) ([]Item, error) {
	var out []Item
	for _, p := range r.all {
		if p.month == month {
			out = append(out, Item{p.Prefecture, p.County, p.Purpose, p.Stream, p.Category, p.item, p.verdict, p.N})
		}
	}
	return out, nil
}

func (r *results) Months(context.Context, db.Querier) ([]string, error) {
	var out []string
	for _, p := range r.all {
		if !slices.Contains(out, p.month) {
			out = append(out, p.month)
		}
	}
	slices.Sort(out)
	return out, nil
}

func service(t *testing.T, d *db.DB) (*Service, *results) {
	t.Helper()
	p, err := place.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	r := &results{}
	return New(d, p, r), r
}

var schemas = []db.Schema{access.Schema, place.Schema, Schema}

func draw(t *rapid.T) published {
	where := rapid.SampledFrom([][2]string{{"6201", "620102"}, {"6201", "620171"}, {"6201", ""}, {"6202", "620201"}, {"", ""}}).Draw(t, "where")
	return published{
		month: rapid.SampledFrom([]string{"2025-12", "2026-01", "2026-02", "2026-07"}).Draw(t, "month"),
		Batch: Batch{Prefecture: where[0], County: where[1], Purpose: rapid.SampledFrom(purposes()).Draw(t, "purpose"), Stream: rapid.SampledFrom([]string{"food", "farm"}).Draw(t, "stream"),
			Category: rapid.SampledFrom([]string{"01", "02", "F01", ""}).Draw(t, "category"), Stage: rapid.SampledFrom([]string{"production", "sale", ""}).Draw(t, "stage"),
			Result: rapid.SampledFrom([]string{"pass", "pass", "fail", "unjudged"}).Draw(t, "result"), N: rapid.Int64Range(1, 40).Draw(t, "n")},
		item: rapid.SampledFrom([]string{"铅", "镉"}).Draw(t, "item"), verdict: rapid.SampledFrom([]string{"pass", "fail", "no-limit"}).Draw(t, "verdict"),
	}
}

func (r *results) count(of func(published) bool) Count {
	var c Count
	for _, p := range r.all {
		if !of(p) {
			continue
		}
		switch p.Result {
		case "pass":
			c.Pass += p.N
		case "fail":
			c.Fail += p.N
		default:
			c.Without += p.N
		}
	}
	return c
}

// Whatever is published, withdrawn and published for earlier months, the report says what adding up by hand says.
func TestReportIsWhatStandsPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, r := service(t, d)
		ctx := asking(t.Context(), "620000", RightView)
		rapid.Check(t, func(t *rapid.T) {
			touched := map[string]bool{}
			for _, p := range r.all { // everything of the round before is withdrawn
				touched[p.month] = true
			}
			r.all = rapid.SliceOfN(rapid.Custom(draw), 0, 12).Draw(t, "results")
			for _, p := range r.all {
				touched[p.month] = true
			}
			err := d.Write(ctx, func(tx *db.Tx) error {
				for m := range touched {
					if err := s.Due(ctx, tx, m+"-15"); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if n, err := s.Count(ctx); err != nil || n != len(touched) {
				t.Fatalf("%d months counted of %d: %v", n, len(touched), err)
			}
			got, err := s.Report(ctx, Query{From: "2025-12", To: "2026-07"})
			if err != nil {
				t.Fatal(err)
			}
			compare(t, r, got)
			narrow, err := s.Report(ctx, Query{Region: "6201", From: "2026-01", To: "2026-02", Purpose: "supervision", Category: "01"})
			if err != nil {
				t.Fatal(err)
			}
			if want := r.count(func(p published) bool {
				return p.Prefecture == "6201" && p.month >= "2026-01" && p.month <= "2026-02" && p.Purpose == "supervision" && p.Category == "01"
			}); narrow.Total != want {
				t.Fatalf("narrowed: %+v, want %+v", narrow.Total, want)
			}
		})
	}, schemas...)
}

func compare(t *rapid.T, r *results, got *Report) {
	if want := r.count(func(published) bool { return true }); got.Total != want {
		t.Fatalf("total: %+v, want %+v", got.Total, want)
	}
	for _, a := range got.Areas {
		code := place.Short(a.Region)
		if want := r.count(func(p published) bool { return p.Prefecture == code || p.County == code }); a.Count != want {
			t.Fatalf("%s: %+v, want %+v", code, a.Count, want)
		}
	}
	for _, m := range got.Months {
		if want := r.count(func(p published) bool { return p.month == m.Key }); m.Count != want {
			t.Fatalf("%s: %+v, want %+v", m.Key, m.Count, want)
		}
	}
	for _, groups := range []struct {
		all []Group
		key func(published) string
	}{{got.Categories, func(p published) string { return p.Category }}, {got.Stages, func(p published) string { return p.Stage }},
		{got.Purposes, func(p published) string { return p.Purpose }}, {got.Streams, func(p published) string { return p.Stream }}, {got.Seasons, func(p published) string { return season(p.month) }}} {
		var sum Count
		for _, g := range groups.all {
			if want := r.count(func(p published) bool { return groups.key(p) == g.Key }); g.Count != want {
				t.Fatalf("%s: %+v, want %+v", g.Key, g.Count, want)
			}
			sum.add(g.Count)
		}
		if sum != got.Total {
			t.Fatalf("the groups are %+v of %+v", sum, got.Total)
		}
	}
	var tests int64
	for _, x := range got.Items {
		tests += x.All()
		if x.WorstFails > x.Fail {
			t.Fatalf("%+v", x)
		}
	}
	if tests != got.Total.All() { // one item a sample
		t.Fatalf("%d tests of %d samples", tests, got.Total.All())
	}
}

func TestStandardisedWeighsAsTheWhole(t *testing.T) {
	whole := map[string]Count{"01": {Pass: 80, Fail: 20}, "02": {Pass: 299, Fail: 1}}
	// The region samples the difficult category alone: 90 % of it pass, and it is a quarter of the whole.
	rate, covers := standardised(map[string]Count{"01": {Pass: 9, Fail: 1}}, whole)
	if math.Abs(rate-90) > 1e-9 || math.Abs(covers-25) > 1e-9 {
		t.Errorf("%g covering %g", rate, covers)
	}
	// Both, as the whole weighs them: a quarter at 50 %, three quarters at 100 %.
	rate, covers = standardised(map[string]Count{"01": {Pass: 500, Fail: 500}, "02": {Pass: 3}}, whole)
	if math.Abs(rate-87.5) > 1e-9 || math.Abs(covers-100) > 1e-9 {
		t.Errorf("%g covering %g", rate, covers)
	}
	if rate, covers = standardised(map[string]Count{"01": {Without: 3}}, whole); !math.IsNaN(rate) || covers != 0 {
		t.Errorf("nothing judged: %g covering %g", rate, covers)
	}
}

func TestWindowRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := service(t, d)
		for name, c := range map[string]struct {
			ctx  context.Context
			q    Query
			kind fault.Kind
		}{
			"no right":       {asking(t.Context(), "620000"), Query{}, fault.KindRefused},
			"other region":   {asking(t.Context(), "620102", RightView), Query{Region: "6202"}, fault.KindRefused},
			"no region":      {asking(t.Context(), "620000", RightView), Query{Region: "629999"}, fault.KindInvalid},
			"a township":     {asking(t.Context(), "620000", RightView), Query{Region: "620102001"}, fault.KindInvalid},
			"bad month":      {asking(t.Context(), "620000", RightView), Query{From: "2026/1"}, fault.KindInvalid},
			"backwards":      {asking(t.Context(), "620000", RightView), Query{From: "2026-05", To: "2026-04"}, fault.KindInvalid},
			"too long":       {asking(t.Context(), "620000", RightView), Query{From: "2014-01", To: "2026-04"}, fault.KindInvalid},
			"no such choice": {asking(t.Context(), "620000", RightView), Query{Purpose: "curiosity"}, fault.KindInvalid},
		} {
			if _, err := s.Report(c.ctx, c.q); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}, schemas...)
}

// What changes while a month is counted leaves it due.
func TestMonthChangedMeanwhileStaysDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, r := service(t, d)
		ctx := asking(t.Context(), "620000", RightView)
		due := func() {
			if err := d.Write(ctx, func(tx *db.Tx) error { return s.Due(ctx, tx, "2026-03-04") }); err != nil {
				t.Fatal(err)
			}
		}
		due()
		r.all = []published{{month: "2026-03", Batch: Batch{Prefecture: "6201", Purpose: "supervision", Stream: "food", Result: "pass", N: 1}}}
		late := &interrupted{results: r, then: due}
		s.source = late
		if _, err := s.Count(ctx); err != nil {
			t.Fatal(err)
		}
		if _, left, err := s.asOf(ctx, "2026-03", "2026-03"); err != nil || left != 1 {
			t.Fatalf("%d months due after a change meanwhile, %v", left, err)
		}
		if n, err := s.Count(ctx); err != nil || n != 1 {
			t.Fatalf("%d counted again, %v", n, err)
		}
		if _, left, err := s.asOf(ctx, "2026-03", "2026-03"); err != nil || left != 0 {
			t.Fatalf("%d months due at the end, %v", left, err)
		}
	}, schemas...)
}

// interrupted publishes something between reading and writing, once.
type interrupted struct {
	*results
	then func()
}

func (i *interrupted) Items(ctx context.Context, q db.Querier, month string) ([]Item, error) {
	if i.then != nil {
		i.then()
		i.then = nil
	}
	return i.results.Items(ctx, q, month)
}
