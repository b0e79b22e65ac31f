package record_test

import (
	"testing"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/record"
)

// With several filters the list runs along the rarest value, whichever filter that is, and finds the same records.
func TestListsRunAlongTheRarestFilter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		var all []*shop
		for i := range 60 {
			s := &shop{Meta: record.Meta{Region: "620102"}, Name: "店", Grade: "A"}
			if i%20 == 0 {
				s.Grade = "B"
			}
			if i%30 == 1 {
				s.Region = "620103"
			}
			all = append(all, s)
		}
		if err := k.CreateMany(as(t, province), all); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			filter map[string]string
			area   string
			driver string
			want   int
		}{
			{map[string]string{"grade": "B", "region": "620102"}, "", "grade", 3},
			{map[string]string{"grade": "A", "region": "620103"}, "", "region", 2},
			{map[string]string{"grade": "B", "region": "620103"}, "", "region", 0},
			{map[string]string{"grade": "B"}, "", "", 3},
			{map[string]string{"grade": "B"}, "620102", "grade", 3},
			{map[string]string{"grade": "A"}, "620102", ".", 55},
		} {
			got, err := k.Driver(as(t, province), c.filter, c.area)
			if err != nil || got != c.driver {
				t.Errorf("%v runs along %q, %v; want %q", c.filter, got, err, c.driver)
			}
			page, err := k.List(as(t, province), record.Query{Filter: c.filter, Region: c.area})
			if err != nil || page.Total != c.want {
				t.Errorf("%v finds %d, %v; want %d", c.filter, page.Total, err, c.want)
			}
		}
	}, schemas...)
}
