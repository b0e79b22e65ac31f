package measure_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
	"shian/internal/kit/measure"
)

var (
	regions = []string{"", "62", "6201", "620102", "620103", "620102001", "620102002", "6202", "620201", "63"}
	bys     = []string{"", "region", "day", "month", "year", "dim0", "dim1", "dim2"}
)

func day(t *rapid.T, label string) string {
	start := time.Date(2023, 11, 20, 0, 0, 0, 0, time.UTC)
	near := rapid.SampledFrom([]string{"", "2024-01-01", "2024-12-31", "2024-02-29", "2025-01-01", "2025-12-31"}).Draw(t, label+" edge")
	if near != "" {
		return near
	}
	return start.AddDate(0, 0, rapid.IntRange(0, 800).Draw(t, label)).Format(time.DateOnly)
}

func dims(t *rapid.T, any bool) (out [3]string) {
	for i := range out {
		values := []string{"a", "b"}
		if any {
			values = []string{"", "", "a", "b"}
		}
		out[i] = rapid.SampledFrom(values).Draw(t, "dim")
	}
	return out
}

// Sums agree with adding up the facts one by one, back-dated and taken-back ones included, whether they are in the sums
// already, still beside them, or some here and some there.
func TestSumsAgreeWithAddingUpFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		rapid.Check(t, func(t *rapid.T) {
			defer measure.FoldAt(rapid.SampledFrom([]int{1, 5, 11, 256}).Draw(t, "fold at"))()
			names := []string{"x." + id.New(), "y." + id.New()}
			facts := write(ctx, t, d, names)
			for range 8 {
				q := measure.Query{Measures: names[:rapid.IntRange(1, 2).Draw(t, "measures")], Region: rapid.SampledFrom(regions).Draw(t, "in"),
					Dims: dims(t, true), By: rapid.SampledFrom(bys).Draw(t, "by")}
				if rapid.IntRange(0, 4).Draw(t, "open") > 0 {
					q.From, q.To = day(t, "from"), day(t, "to")
				}
				got, err := measure.Sum(ctx, d, q)
				if err != nil {
					t.Fatalf("%+v: %v", q, err)
				}
				if want := add(facts, q); !slices.Equal(got, want) {
					t.Fatalf("%+v\n got %v\nwant %v\nfacts %v", q, got, want, facts)
				}
				cells, err := measure.Cells(ctx, d, q)
				if want := apart(facts, q); err != nil || !slices.Equal(cells, want) {
					t.Fatalf("%+v apart\n got %v, %v\nwant %v\nfacts %v", q, cells, err, want, facts)
				}
			}
		})
	}, measure.Schema)
}

func write(ctx context.Context, t *rapid.T, d *db.DB, names []string) []measure.Fact {
	var facts []measure.Fact
	for range rapid.IntRange(1, 3).Draw(t, "transactions") {
		err := d.Write(ctx, func(tx *db.Tx) error {
			for range rapid.IntRange(1, 8).Draw(t, "facts") {
				f := measure.Fact{Measure: rapid.SampledFrom(names).Draw(t, "measure"), Day: day(t, "day"),
					Region: rapid.SampledFrom(regions).Draw(t, "region"), Dims: dims(t, false), N: rapid.Int64Range(-2, 5).Draw(t, "n")}
				if len(facts) > 0 && rapid.IntRange(0, 3).Draw(t, "withdraw") == 0 {
					f = facts[rapid.IntRange(0, len(facts)-1).Draw(t, "which")]
					f.N = -f.N
				}
				facts = append(facts, f)
				measure.Add(tx, f)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return facts
}

// add is the plain way.
func add(facts []measure.Fact, q measure.Query) []measure.Row {
	sums := map[[2]string]int64{}
	for _, f := range facts {
		in := func(code string) bool { return len(f.Region) >= len(code) && f.Region[:len(code)] == code }
		if !slices.Contains(q.Measures, f.Measure) || !in(q.Region) || q.From != "" && f.Day < q.From || q.To != "" && f.Day > q.To {
			continue
		}
		skip := false
		for i, v := range q.Dims {
			skip = skip || v != "" && v != f.Dims[i]
		}
		key := map[string]string{"": "", "day": f.Day, "month": f.Day[:7], "year": f.Day[:4], "dim0": f.Dims[0], "dim1": f.Dims[1], "dim2": f.Dims[2]}[q.By]
		if q.By == "region" {
			n := map[int]int{0: 2, 2: 4, 4: 6, 6: 9}[len(q.Region)]
			switch {
			case f.Region == "" && q.Region == "":
				key = "-"
			case n == 0 || len(f.Region) < n:
				skip = true
			default:
				key = f.Region[:n]
			}
		}
		if !skip {
			sums[[2]string{f.Measure, key}] += f.N
		}
	}
	var out []measure.Row
	for k, n := range sums {
		if n != 0 {
			out = append(out, measure.Row{Measure: k[0], Key: k[1], N: n})
		}
	}
	slices.SortFunc(out, func(a, b measure.Row) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// apart is the plain way for every combination of dimensions on its own.
func apart(facts []measure.Fact, q measure.Query) []measure.Cell {
	var out []measure.Cell
	seen := map[[3]string]bool{}
	for _, f := range facts {
		if seen[f.Dims] {
			continue
		}
		seen[f.Dims] = true
		var own []measure.Fact
		for _, g := range facts {
			if g.Dims == f.Dims {
				own = append(own, g)
			}
		}
		for _, r := range add(own, q) {
			out = append(out, measure.Cell{Row: r, Dims: f.Dims})
		}
	}
	slices.SortFunc(out, func(a, b measure.Cell) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Key, b.Key), slices.Compare(a.Dims[:], b.Dims[:]))
	})
	return out
}

func TestManyWritersOfOneSum(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var all sync.WaitGroup
		for w := range 16 {
			all.Go(func() {
				for i := range 20 {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						for k := range 3 { // in an order of its own
							measure.Add(tx, measure.Fact{Measure: fmt.Sprint("m", (k+w)%3), Day: "2025-03-04", Region: fmt.Sprintf("6201%02d", (i*7+w)%5), N: 1})
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		rows, err := measure.Sum(t.Context(), d, measure.Query{Measures: []string{"m0", "m1", "m2"}, Region: "62"})
		if err != nil || len(rows) != 3 || rows[0].N != 320 || rows[1].N != 320 || rows[2].N != 320 {
			t.Errorf("%v, %v; want 320 of each", rows, err)
		}
	}, measure.Schema)
}

func TestAFactOfNoDayRefusesTheWrite(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, measure.Schema)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		measure.Add(tx, measure.Fact{Measure: "m", Day: "2025-02-30", Region: "62", N: 1})
		return nil
	})
	if err == nil {
		t.Error("a fact of 30 February was taken")
	}
}

func TestAskingWrongly(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, measure.Schema)
	for _, q := range []measure.Query{{Measures: []string{"m"}, By: "week"}, {Measures: []string{"m"}, From: "yesterday"}, {Measures: []string{"m"}, To: "2025-13-01"}} {
		if _, err := measure.Sum(t.Context(), d, q); err == nil {
			t.Errorf("%+v was answered", q)
		}
	}
}
