package sampling_test

import (
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"shian/internal/domain/sampling"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/measure"
)

// Whatever is recorded, back-dated, checked, returned, published and withdrawn in whatever order: the figures are those of
// the published results as they stand in the table.
func TestFiguresFollowTheTablesWhateverHappens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		serial := 0
		rapid.Check(t, func(rt *rapid.T) {
			var made []string
			for range rapid.IntRange(1, 6).Draw(rt, "results") {
				serial++
				r := sample(fmt.Sprintf("F%d", serial), rapid.SampledFrom([]string{"0.1mg/kg", "0.6mg/kg", "82/8"}).Draw(rt, "figure"))
				r.SampledAt = rapid.SampledFrom([]string{"2026-05-10", "2025-12-31", "2024-02-29", ""}).Draw(rt, "day")
				r.SourceDay = "2026-01-01"
				r.Food = rapid.SampledFrom([]string{"韭菜", "切片面包", "不知何物"}).Draw(rt, "food")
				r.Purpose = rapid.SampledFrom([]sampling.Purpose{sampling.Supervision, sampling.Monitoring, sampling.Evaluation}).Draw(rt, "purpose")
				r.Region = rapid.SampledFrom([]string{"620102", "620103", "620402"}).Draw(rt, "region")
				r.Outside = rapid.Bool().Draw(rt, "outside")
				made = append(made, h.create(t, province, r).ID)
			}
			by := map[string]string{sampling.ActCheck: "one", sampling.ActReturn: "one", sampling.ActResubmit: "province", sampling.ActPublish: "two", sampling.ActWithdraw: "three"}
			for range rapid.IntRange(0, 25).Draw(rt, "steps") {
				action := rapid.SampledFrom([]string{sampling.ActCheck, sampling.ActPublish, sampling.ActCheck, sampling.ActPublish, sampling.ActWithdraw, sampling.ActReturn, sampling.ActResubmit}).Draw(rt, "action")
				who := *province
				who.ID = by[action]
				_ = h.do(t, &who, rapid.SampledFrom(made).Draw(rt, "which"), action) // many are refused, and must then count nothing
			}
			compareFigures(rt, t, h)
		})
	}, schemas...)
}

// compareFigures counts the table by hand and asks the measures, by region, month and each dimension.
func compareFigures(rt *rapid.T, t *testing.T, h *house) {
	rows, err := h.d.Query(t.Context(), `SELECT purpose, stream, category, conclusion, region, sort FROM sampling_result WHERE state = 'published' AND NOT outside ORDER BY id`)
	if err != nil {
		rt.Fatal(err)
	}
	defer rows.Close()
	want := map[string]map[string]int64{"region": {}, "month": {}, "dim0": {}, "dim1": {}, "dim2": {}}
	category := map[string]int64{}
	for rows.Next() {
		var purpose, stream, cat, conclusion, region, day string
		if err := rows.Scan(&purpose, &stream, &cat, &conclusion, &region, &day); err != nil {
			rt.Fatal(err)
		}
		want["region"][region[:4]]++
		want["month"][day[:7]]++
		want["dim0"][purpose]++
		want["dim1"][stream]++
		want["dim2"][conclusion]++
		category[cat]++
	}
	for by, counts := range want {
		if got := summed(rt, t, h, sampling.MeasureBatch, by); !maps.Equal(got, counts) {
			rt.Fatalf("by %s: %v, the table has %v", by, got, counts)
		}
	}
	if got := summed(rt, t, h, sampling.MeasureCategory, "dim1"); !maps.Equal(got, category) {
		rt.Fatalf("by category: %v, the table has %v", got, category)
	}
}

func summed(rt *rapid.T, t *testing.T, h *house, name, by string) map[string]int64 {
	rows, err := measure.Sum(t.Context(), h.d, measure.Query{Measures: []string{name}, Region: "62", By: by})
	if err != nil {
		rt.Fatal(err)
	}
	out := map[string]int64{}
	for _, r := range rows {
		out[r.Key] = r.N
	}
	return out
}
