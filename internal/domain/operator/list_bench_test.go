package operator_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
	"shian/internal/kit/record"
)

// fill puts n businesses straight into the tables: a third of them in one large county, the rest over the others, trades and
// grades as uneven as they are.
func fill(b *testing.B, w *world, n int) {
	var counties []string
	for _, r := range w.place.Tree().All() {
		if r.Level == place.County {
			counties = append(counties, r.Code)
		}
	}
	columns := []string{"id", "name", "code", "trade", "category", "scale", "region", "address", "person", "phone", "grade", "status", "note",
		"made_at", "made_by", "changed_at", "changed_by", "cancelled", "version", "prefecture", "county", "sort"}
	trades := []operator.Trade{"catering", "catering", "catering", "sale", "sale", "sale", "sale", "stall", "stall", "workshop", "production", "canteen", "farm"}
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for from := 0; from < n; from += 10_000 {
		err := w.d.Write(b.Context(), func(tx *db.Tx) error {
			var rows, scopes, counts [][]any
			number := map[string]int64{}
			for i := from; i < from+10_000; i++ {
				county := "620102"
				if i%3 > 0 {
					county = counties[(i*7)%len(counties)]
				}
				grade, status, category := []string{"A", "A", "A", "B", "B", "", "", "C"}[i%8], "active", operator.Categories[(i*13)%len(operator.Categories)].Value
				if i%997 == 0 {
					grade = "D"
				}
				if i%40 == 0 {
					status = "closed"
				}
				at, key := clock.Instant(start.Add(time.Duration(i)*6*time.Minute)), id.New()
				rows = append(rows, []any{key, fmt.Sprintf("示例食品经营部第%06d号", i), "", string(trades[i%len(trades)]), category, "micro", county, fmt.Sprintf("示例路 %d 号", i),
					"王某", fmt.Sprintf("139%08d", i), grade, status, "", at, "x", at, "x", false, int64(1), county[:4], county, at})
				for _, s := range append(access.Regions(county), access.Operator(key)) {
					scopes = append(scopes, []any{string(s), "operator", at, key})
				}
				number[county]++
			}
			for county, n := range number {
				counts = append(counts, []any{"operator", county, n})
			}
			if err := db.InsertRows(b.Context(), tx, "operator", columns, "", rows); err != nil {
				return err
			}
			if err := db.InsertRows(b.Context(), tx, "access_scope", []string{"scope", "kind", "sort", "record"}, "", scopes); err != nil {
				return err
			}
			return db.InsertRows(b.Context(), tx, "record_count", []string{"kind", "area", "n"}, "ON CONFLICT (kind, area) DO UPDATE SET n = record_count.n + excluded.n", counts)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, table := range []string{"operator", "access_scope"} {
		if err := w.d.Write(b.Context(), func(tx *db.Tx) error { _, err := tx.Exec(b.Context(), "ANALYZE "+table); return err }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLists measures one page of businesses with no to three filters, for an actor who sees all, for one large county
// and for a small one. SHIAN_BENCH_ROWS sets the number of businesses, 50,000 unless told.
func BenchmarkLists(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("SHIAN_BENCH_ROWS"))
	if n == 0 {
		n = 50_000
	}
	small := &access.Actor{ID: "s", Region: "620823", Scopes: []access.Scope{"r:620823"}, Lang: "zh", Rights: inspector.Rights}
	for _, dialect := range dbtest.Dialects {
		b.Run(string(dialect), func(b *testing.B) {
			d := dbtest.Open(b, dialect, schemas...)
			w := open(b, d)
			fill(b, w, n)
			for who, a := range map[string]*access.Actor{"province": viewer, "large county": inspector, "small county": small, "city": city} {
				for name, q := range map[string]record.Query{
					"plain":               {},
					"trade":               {Filter: map[string]string{"trade": "catering"}},
					"rare trade":          {Filter: map[string]string{"trade": "farm"}},
					"grade":               {Filter: map[string]string{"grade": "D"}},
					"category":            {Filter: map[string]string{"category": operator.Categories[3].Value}},
					"status":              {Filter: map[string]string{"status": "closed"}},
					"trade+grade":         {Filter: map[string]string{"trade": "catering", "grade": "D"}},
					"trade+grade+status":  {Filter: map[string]string{"trade": "catering", "grade": "B", "status": "active"}},
					"category+grade":      {Filter: map[string]string{"category": operator.Categories[3].Value, "grade": "D"}},
					"county+trade":        {Region: "620823", Filter: map[string]string{"trade": "catering"}},
					"large county+grade":  {Region: "620102", Filter: map[string]string{"grade": "D"}},
					"prefecture+category": {Region: "6201", Filter: map[string]string{"category": operator.Categories[3].Value}},
				} {
					b.Run(who+"/"+name, func(b *testing.B) {
						for b.Loop() {
							if _, err := w.Operators.List(as(b, a), q); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			}
		})
	}
}
