package flow

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

// BenchmarkTodo reads pages and counts of the to-do centre over 100,000 runs, on both databases, for a small county, a
// large one, and an account that sees the whole province, with 40 kinds of right.
func BenchmarkTodo(b *testing.B) {
	for _, dialect := range dbtest.Dialects {
		b.Run(string(dialect), func(b *testing.B) { benchTodo(b, dbtest.Open(b, dialect, schemas...)) })
	}
}

func benchTodo(b *testing.B, d *db.DB) {
	var flows []Flow
	for i := range 10 {
		f := disposal()
		f.Name = fmt.Sprintf("test%d.disposal", i)
		f.States = slices.Clone(f.States)
		for j := range f.States {
			if f.States[j].Todo != "" {
				f.States[j].Todo = access.Right(fmt.Sprintf("test%d.%s", i, f.States[j].Name))
			}
		}
		flows = append(flows, f)
	}
	k := newDesk(b, d, "2026-03-02 08:00", flows...)
	const runs = 100_000
	for from := 0; from < runs; from += 500 {
		matters := map[string][]Matter{}
		for i := from; i < from+500; i++ {
			region := fmt.Sprintf("6201%02d", i%8+1)
			if i%100 == 0 {
				region = "622901"
			}
			name := flows[i%10].Name
			matters[name] = append(matters[name], Matter{Kind: "sample", Record: fmt.Sprint(i), Title: fmt.Sprint("花椒粉 ", i), Region: region, Scopes: []access.Scope{access.Body("market-" + region)}})
		}
		k.now = at("2026-03-02 08:00").Add(time.Duration(from) * time.Minute)
		ctx := k.ctx(inspector)
		err := d.Write(b.Context(), func(tx *db.Tx) error {
			for _, f := range flows {
				if err := k.StartMany(ctx, tx, f.Name, matters[f.Name]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if d.Dialect == db.Postgres { // as autovacuum would have by the time of 100,000 runs
		if _, err := d.Pool().ExecContext(b.Context(), "VACUUM ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	var rights []access.Right
	for i := range 10 {
		rights = append(rights, access.Right(fmt.Sprintf("test%d.*", i)))
	}
	post := func(region string) *access.Actor {
		return &access.Actor{ID: "inspector", Region: region, Body: "market-" + region, Scopes: []access.Scope{access.Region(region), access.Body("market-" + region)}, Rights: rights}
	}
	k.now = at("2026-03-25 08:00")
	now := k.now
	for name, a := range map[string]*access.Actor{"small county": post("622901"), "large county": post("620102"), "province": {ID: "p", Region: "62", All: true, Scopes: []access.Scope{"r:62"}, Rights: rights}} {
		ctx := access.With(clock.With(context.Background(), clock.Fixed(now)), a)
		read := func(what string, fn func() error) {
			b.Run(name+"/"+what, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					began := time.Now()
					if err := fn(); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
		var deep string
		for range 40 {
			p, err := k.Todo(ctx, a, TodoQuery{After: deep})
			if err != nil {
				b.Fatal(err)
			}
			if !p.More {
				break
			}
			deep = p.Next
		}
		read("first page", func() error { _, err := k.Todo(ctx, a, TodoQuery{}); return err })
		read("deep page", func() error { _, err := k.Todo(ctx, a, TodoQuery{After: deep}); return err })
		read("near", func() error { _, err := k.Todo(ctx, a, TodoQuery{Due: LampNear}); return err })
		read("begun", func() error { _, err := k.Todo(ctx, a, TodoQuery{List: listBegun}); return err })
		read("counts", func() error { _, err := k.Counts(ctx, a); return err })
	}
}

// BenchmarkStartMany begins runs as an import does, 500 in a transaction.
func BenchmarkStartMany(b *testing.B) {
	for _, dialect := range dbtest.Dialects {
		b.Run(string(dialect), func(b *testing.B) {
			d := dbtest.Open(b, dialect, schemas...)
			k := newDesk(b, d, "2026-03-02 08:00", disposal())
			ctx, n := k.ctx(inspector), 0
			for b.Loop() {
				matters := make([]Matter, 500)
				for i := range matters {
					n++
					matters[i] = Matter{Kind: "sample", Record: fmt.Sprintf("%036d", n), Title: "花椒粉", Region: fmt.Sprintf("6201%02d", n%8+1), Scopes: []access.Scope{access.Operator("x")}}
				}
				if err := d.Write(ctx, func(tx *db.Tx) error { return k.StartMany(ctx, tx, "test.disposal", matters) }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/run")
		})
	}
}
