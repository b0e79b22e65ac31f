package operator_test

import (
	"context"
	"testing"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

func TestMergingGivesEverythingToTheFileThatStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		into := add(t, w, inspector, operator.Operator{Name: "示例花椒厂", Phone: "0931-1111111"})
		from := add(t, w, inspector, operator.Operator{Name: "示例花椒调味品厂", Code: code(t, 1), Phone: "0931-2222222"})
		ctx := as(t, inspector)
		l := operator.Licence{Operator: from.ID, Number: "登-1", Kind: "workshop", Issued: "2025-01-01", Ends: "2028-01-01", Issuer: "城关区局"}
		p := operator.Premises{Operator: from.ID, Meta: record.Meta{Region: "620103"}, Name: "仓库", Kind: "warehouse", Address: "七里河"}
		x := operator.Product{Operator: from.ID, Name: "花椒粉", Category: operator.Categories[0].Value}
		if err := w.Licences.Create(ctx, &l); err != nil {
			t.Fatal(err)
		}
		if err := w.Premises.Create(as(t, city), &p); err != nil {
			t.Fatal(err)
		}
		if err := w.Products.Create(ctx, &x); err != nil {
			t.Fatal(err)
		}
		accounts := auth.New(d, w.place, now)
		var account string
		if err := d.Write(ctx, func(tx *db.Tx) error {
			var err error
			if account, err = accounts.Create(as(t, access.System), tx, "wang", "王老板", "enterprise", "correct horse 9 battery", false); err != nil {
				return err
			}
			return w.place.AppointTx(as(t, access.System), tx, &place.Appointment{Account: account, Name: "王老板", Post: "enterprise-owner", Holder: from.ID, Region: "620102", From: "2026-01-01"})
		}); err != nil {
			t.Fatal(err)
		}
		told := [2]string{}
		w.OnMerge(func(_ context.Context, _ *db.Tx, from, into string) error { told = [2]string{from, into}; return nil })

		m := operator.Merger{From: from.ID, Into: into.ID, FromVersion: 1, IntoVersion: 1, Take: []string{"name", "code"}, Reason: "同一家，重复登记"}
		for name, bad := range map[string]struct {
			a    *access.Actor
			m    operator.Merger
			kind fault.Kind
		}{
			"without the right": {viewer, m, fault.KindRefused},
			"another county":    {neighbour, m, fault.KindMissing},
			"no reason":         {inspector, operator.Merger{From: from.ID, Into: into.ID, FromVersion: 1, IntoVersion: 1}, fault.KindInvalid},
			"into itself":       {inspector, operator.Merger{From: from.ID, Into: from.ID, FromVersion: 1, IntoVersion: 1, Reason: "x"}, fault.KindRefused},
			"an older version":  {inspector, operator.Merger{From: from.ID, Into: into.ID, FromVersion: 1, IntoVersion: 7, Reason: "x"}, fault.KindConflict},
			"a field that is none": {inspector, operator.Merger{From: from.ID, Into: into.ID, FromVersion: 1, IntoVersion: 1, Reason: "x", Take: []string{"region"}},
				fault.KindInvalid},
		} {
			if _, err := w.Merge(as(t, bad.a), bad.m); !fault.Is(err, bad.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		got, err := w.Merge(ctx, m)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != from.Name || got.Code != from.Code || got.Phone != "0931-1111111" || told != [2]string{from.ID, into.ID} {
			t.Errorf("%+v, hook told %v", got, told)
		}
		if _, err := w.Find(ctx, from.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("the old id: %v", err)
		} else if to, _ := record.MovedTo(err); to != into.ID {
			t.Errorf("the old id leads to %q", to)
		}
		if n, err := w.Licences.Get(ctx, l.ID); err != nil || n.Operator != into.ID || n.Version != 2 {
			t.Errorf("licence %+v, %v", n, err)
		}
		if n, err := w.Premises.Get(as(t, city), p.ID); err != nil || n.Operator != into.ID || n.Region != "620103" {
			t.Errorf("premises %+v, %v", n, err)
		}
		owner, err := w.place.Actor(as(t, access.System), account)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := w.Products.Get(as(t, owner), x.ID); err != nil || n.Operator != into.ID {
			t.Errorf("the owner's product %+v, %v", n, err)
		}
		lines, err := timeline.Of(ctx, d, owner, into.ID, "", 20)
		if err != nil || len(lines) < 5 {
			t.Errorf("the owner's timeline: %+v, %v", lines, err)
		}
		if found, err := search.Find(ctx, d, inspector, search.Query{Text: from.Code}); err != nil || len(found.Hits) != 1 || found.Hits[0].ID != into.ID {
			t.Errorf("search: %+v, %v", found, err)
		}
		sum, err := measure.Sum(ctx, d, measure.Query{Measures: []string{operator.MeasureBusinesses}, Region: "620102", From: "2026-01-01", To: "2026-12-31"})
		if err != nil || len(sum) != 1 || sum[0].N != 1 {
			t.Errorf("businesses on file: %+v, %v", sum, err)
		}
		verify(t, w)
	}, schemas...)
}

// verify compares every record of the files with what the journal was told.
func verify(t *testing.T, w *world) {
	t.Helper()
	key, err := journal.NewKey("test/log")
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(w.d, key, nil)
	if _, err := j.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := j.Verify(t.Context(), w.Hashers(), nil)
	if err != nil || !r.OK() || r.Records == 0 {
		t.Errorf("journal: %+v, %v", r, err)
	}
}
