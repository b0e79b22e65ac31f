package record_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
	"shian/internal/kit/record"
)

// processor is the processor time this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func reportProcessor(b *testing.B, before time.Duration) {
	b.ReportMetric(float64((processor()-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// fill puts n shops into 86 counties, written straight into the tables.
func fill(b *testing.B, d *db.DB, n int) {
	columns := []string{"id", "region", "name", "address", "opened", "grade", "size", "staff", "chain", "prefecture", "county", "sort", "made_at", "made_by", "changed_at", "changed_by", "cancelled", "version"}
	for from := 0; from < n; from += 5000 {
		if err := d.Write(b.Context(), func(tx *db.Tx) error {
			var rows, scopes, counts [][]any
			for i := from; i < from+5000; i++ {
				county := fmt.Sprintf("62%02d%02d", i%14+1, i/14%6+2)
				at := clock.Instant(clockAt().Add(time.Duration(i) * time.Second))
				key := id.New()
				rows = append(rows, []any{key, county, fmt.Sprintf("牛肉面馆第%06d号", i), "酒泉路一百二十三号", "2026-01-31", "A", "120.50", int64(3), false, county[:4], county, at, at, "c", at, "c", false, int64(1)})
				for _, s := range access.Regions(county) {
					scopes = append(scopes, []any{string(s), "test.shop", at, key})
				}
			}
			for p := range 14 {
				for c := range 6 {
					counts = append(counts, []any{"test.shop", fmt.Sprintf("62%02d%02d", p+1, c+2), int64(5000 / 84)})
				}
			}
			if err := db.InsertRows(b.Context(), tx, "test_shop", columns, "", rows); err != nil {
				return err
			}
			if err := db.InsertRows(b.Context(), tx, "access_scope", []string{"scope", "kind", "sort", "record"}, "", scopes); err != nil {
				return err
			}
			return db.InsertRows(b.Context(), tx, "record_count", []string{"kind", "area", "n"}, "ON CONFLICT (kind, area) DO UPDATE SET n = record_count.n + excluded.n", counts)
		}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSONListOfACounty(b *testing.B) {
	for _, dialect := range dbtest.Dialects {
		b.Run(string(dialect), func(b *testing.B) {
			d := dbtest.Open(b, dialect, schemas...)
			fill(b, d, 200_000)
			k := shops(d)
			for name, q := range map[string]record.Query{"plain": {Region: "620102"}, "filtered": {Region: "620102", Filter: map[string]string{"grade": "A"}}} {
				b.Run(name, func(b *testing.B) {
					ctx := as(b, province)
					var buf []byte
					b.ReportAllocs()
					before := processor()
					for b.Loop() {
						var err error
						if buf, err = k.AppendList(ctx, buf[:0], q); err != nil {
							b.Fatal(err)
						}
					}
					reportProcessor(b, before)
					b.ReportMetric(float64(len(buf)), "bytes")
				})
			}
		})
	}
}

func BenchmarkCreate(b *testing.B) {
	for _, dialect := range dbtest.Dialects {
		b.Run(string(dialect), func(b *testing.B) {
			d := dbtest.Open(b, dialect, schemas...)
			fill(b, d, 200_000)
			k := shops(d)
			body := []byte(`{"region":"620102","name":"牛肉面馆","address":"酒泉路一百二十三号","opened":"2026-01-31","grade":"A","size":"120.50","staff":3}`)
			b.ReportAllocs()
			b.SetParallelism(4)
			b.ResetTimer()
			before := processor()
			b.RunParallel(func(pb *testing.PB) {
				ctx := as(b, chengguan)
				for pb.Next() {
					draft, err := k.Draft(ctx)
					if err == nil {
						err = draft.ReadJSON(body)
					}
					if err == nil {
						err = draft.Save(ctx)
					}
					if err != nil {
						b.Fatal(err)
					}
				}
			})
			reportProcessor(b, before)
		})
	}
}
