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
		err := d.Write(b.Context(), func(tx *db.Tx) error {
			for i := from; i < from+500; i++ {
				k.now = at("2026-03-02 08:00").Add(time.Duration(i) * time.Minute)
				region := fmt.Sprintf("6201%02d", i%8+1)
				if i%100 == 0 {
					region = "622901"
				}
				ctx := k.ctx(inspector)
				if err := k.Start(ctx, tx, flows[i%10].Name, "sample", fmt.Sprint(i), fmt.Sprint("花椒粉 ", i), region, []access.Scope{access.Body("market-" + region)}); err != nil {
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
		if _, err := d.Pool().ExecContext(b.Context(), "ANALYZE"); err != nil {
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
