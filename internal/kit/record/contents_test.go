package record_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/journal"
	"shian/internal/kit/record"
)

// Every record as the journal was told of it, with child rows, cancelled ones too; and what is altered behind the
// platform's back is found.
func TestContentsAreWhatTheJournalWasTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, b := shops(d), batches(d)
		var made []*shop
		for i := range 7 {
			made = append(made, create(t, k, province, shop{Meta: record.Meta{Region: "620102"}, Name: fmt.Sprintf("店%d", i), Size: "0.0500"}))
		}
		for i := range 5 {
			create(t, b, province, batch{Title: fmt.Sprintf("批%d", i), Phone: "13900001234", Items: slices.Repeat([]item{{"铅", "0.10", "王某"}, {"镉", "", ""}}, i)})
		}
		made[0].Grade = "A"
		if err := k.Update(as(t, province), made[0]); err != nil {
			t.Fatal(err)
		}
		if err := k.Cancel(as(t, province), made[1].ID, 1, "停业"); err != nil {
			t.Fatal(err)
		}
		key, err := journal.NewKey("test/log")
		if err != nil {
			t.Fatal(err)
		}
		j := journal.New(d, key, nil)
		if _, err := j.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		verify := func() *journal.Report {
			r, err := j.Verify(t.Context(), record.Hashers([]record.Any{k, b}), nil)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		if r := verify(); !r.OK() || r.Records != 12 {
			t.Fatalf("%+v", r)
		}
		for _, text := range []string{`UPDATE test_shop SET grade = 'B' WHERE name = '店3'`, `UPDATE test_batch_items SET value = '0.20' WHERE parent = (SELECT id FROM test_batch WHERE title = '批4') AND row = 3`} {
			if err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), text)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if r := verify(); len(r.Findings) != 2 || r.Findings[0].Fault != journal.RecordChanged {
			t.Fatalf("%+v", r)
		}
	}, schemas...)
}

func TestReasonsStayInTheHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		s := shop{Meta: record.Meta{Region: "620102"}, Name: "牛肉面馆"}
		if err := k.Create(record.Because(as(t, province), "与张掖路店不是一家"), &s); err != nil {
			t.Fatal(err)
		}
		s.Grade = "A"
		if err := k.Update(record.Because(as(t, province), "年度评定"), &s); err != nil {
			t.Fatal(err)
		}
		h, err := k.History(as(t, province), s.ID)
		if err != nil || len(h) != 2 || h[0].Reason != "年度评定" || h[1].Reason != "与张掖路店不是一家" || h[1].Action != record.Created {
			t.Fatalf("%+v, %v", h, err)
		}
	}, schemas...)
}

func TestSheetRowsAreComparedWithEachOtherAndTheStore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := record.New[shop](d, record.Spec[shop]{Name: "test.shop", Label: "店铺",
			Marks: func(s *shop) []record.Mark { return []record.Mark{{Field: "name", Value: s.Region + s.Name}} },
			Marked: func(ctx context.Context, q db.Querier, marks []record.Mark) (map[record.Mark]string, error) {
				out := map[record.Mark]string{}
				for _, m := range marks {
					var n int
					if err := q.Row(ctx, `SELECT count(*) FROM test_shop WHERE region || name = $1`, m.Value).Scan(&n); err != nil {
						return nil, err
					}
					if n > 0 {
						out[m] = m.Value
					}
				}
				return out, nil
			}})
		create(t, k, province, shop{Meta: record.Meta{Region: "620102"}, Name: "旧店"})
		var csv strings.Builder
		csv.WriteString("所在地区,名称\n620102,旧店\n620103,旧店\n")
		for i := range 600 { // more than one chunk
			fmt.Fprintf(&csv, "620102,店%d\n", i)
		}
		csv.WriteString("620102,店5\n")
		i, err := k.Receive(as(t, province), "店.csv", strings.NewReader(csv.String()))
		if err != nil || i.State != record.Checking {
			t.Fatalf("%+v, %v", i, err)
		}
		if i, err = k.Inspect(as(t, province), i.ID); err != nil || i.Valid != 601 || i.Faulty != 2 || i.State != record.Staged {
			t.Fatalf("%+v, %v", i, err)
		}
		ps, err := k.Problems(as(t, province), i.ID, 10)
		if err != nil || len(ps) != 2 || ps[0].Where() != "B2" || !strings.Contains(ps[0].Zh, "已登记在册") || ps[1].Where() != "B604" || !strings.Contains(ps[1].Zh, "第 9 行") {
			t.Fatalf("%+v, %v", ps, err)
		}
		var marked strings.Builder
		if err := k.WriteMarked(as(t, province), i.ID, &marked); err != nil || marked.Len() == 0 {
			t.Fatal(err)
		}
		again, err := k.Receive(as(t, province), "店 副本.csv", strings.NewReader(csv.String()))
		if err != nil || !again.Again || again.ID != i.ID {
			t.Fatalf("%+v, %v", again, err)
		}
		bad, err := k.Receive(as(t, province), "x.xls", strings.NewReader("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600)))
		if err != nil {
			t.Fatal(err)
		}
		if bad, err = k.Inspect(as(t, province), bad.ID); err != nil || bad.State != record.Refused {
			t.Fatalf("%+v, %v", bad, err)
		}
		if ps, err = k.Problems(as(t, province), bad.ID, 10); err != nil || len(ps) != 1 || ps[0].En == "" {
			t.Fatalf("%+v, %v", ps, err)
		}
	}, schemas...)
}
