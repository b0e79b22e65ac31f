package record_test

import (
	"fmt"
	"testing"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/record"
)

// What is stored together is there, listed, counted, found by the journal and told of as if each came by itself; and one
// record at fault keeps all of them out.
func TestManyAreStoredTogetherOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := batches(d)
		many := func(n int) []*batch {
			out := make([]*batch, n)
			for i := range out {
				out[i] = &batch{Meta: record.Meta{Region: "620102"}, Title: fmt.Sprintf("批%03d", i), Items: []item{{"铅", "0.10", ""}, {"镉", fmt.Sprint(i), ""}}}
			}
			return out
		}
		bad := many(5)
		bad[4].Title = ""
		isKind(t, b.CreateMany(as(t, province), bad), fault.KindInvalid)
		if n := count(t, d, `SELECT count(*) FROM test_batch`); n != 0 {
			t.Fatalf("%d records of a refused set are there", n)
		}
		good := many(300)
		if err := b.CreateMany(as(t, province), good); err != nil {
			t.Fatal(err)
		}
		for _, one := range []int{0, 131, 299} {
			got, err := b.Get(as(t, province), good[one].ID)
			if err != nil || len(got.Items) != 2 || got.Items[1].Value != fmt.Sprint(one) {
				t.Fatalf("%d: %+v, %v", one, got, err)
			}
		}
		page, err := b.List(as(t, province), record.Query{Region: "620102", Limit: 10})
		if err != nil || page.Total != 300 || page.Rows[9].Title != "批009" {
			t.Fatalf("%+v, %v", page, err)
		}
		if n := count(t, d, `SELECT count(*) FROM search_doc`); n != 300 {
			t.Errorf("%d of 300 can be searched", n)
		}
		if n := count(t, d, `SELECT count(*) FROM journal_entry`); n != 1 {
			t.Errorf("%d leaves, want one for all", n)
		}
		key, err := journal.NewKey("test/log")
		if err != nil {
			t.Fatal(err)
		}
		j := journal.New(d, key, nil)
		if _, err := j.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := j.Verify(t.Context(), record.Hashers([]record.Any{b}), nil)
		if err != nil || !r.OK() || r.Records != 300 {
			t.Fatalf("%+v, %v", r, err)
		}
	}, schemas...)
}
