package record_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
)

func TestRecordIsStoredAndReadBackWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := create(t, shops(d), province, shop{Meta: record.Meta{Region: "620102001"}, Name: "甲店", Opened: "2026-01-31", Size: "0.0500", Staff: 3, Chain: true, Grade: "A"})
		got, err := shops(d).Get(as(t, chengguan), s.ID)
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("got %+v, %v; want %+v", got, err, s)
		}
		b := create(t, batches(d), province, batch{Meta: record.Meta{Region: "620102"}, Title: "一批", Maker: "m1", Phone: "13812345678", Secret: "线索",
			Papers: []string{paper(t, d, province), paper(t, d, province)}, Items: []item{{"铅", "0.0500", "张三"}, {"镉", "", ""}}})
		back, err := batches(d).Get(as(t, makerOne), b.ID)
		if err != nil || !reflect.DeepEqual(back, b) {
			t.Errorf("got %+v, %v; want %+v", back, err, b)
		}
	}, schemas...)
}

func TestWhoMayDoWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		s := create(t, k, chengguan, shop{Meta: record.Meta{Region: "620102"}, Name: "甲店"})
		_, err := k.Get(as(t, baiyin), s.ID)
		isKind(t, err, fault.KindMissing)
		_, err = k.Get(as(t, access.Nobody), s.ID)
		isKind(t, err, fault.KindRefused)
		_, err = k.List(as(t, makerOne), record.Query{})
		isKind(t, err, fault.KindRefused)
		isKind(t, k.Create(as(t, baiyin), &shop{Meta: record.Meta{Region: "620102"}, Name: "别处"}), fault.KindRefused)
		isKind(t, k.Create(as(t, makerOne), &shop{Meta: record.Meta{Region: "620102"}, Name: "无权"}), fault.KindRefused)
		change := *s
		change.Name = "改名"
		isKind(t, k.Update(as(t, baiyin), &change), fault.KindMissing)
		change.Region = "620402" // a record may not be pushed out of one's own sight
		isKind(t, k.Update(as(t, chengguan), &change), fault.KindRefused)
		isKind(t, k.Cancel(as(t, baiyin), s.ID, 1, "重复"), fault.KindMissing)
		if n := count(t, d, `SELECT count(*) FROM record_version`); n != 0 {
			t.Errorf("%d versions after refusals only", n)
		}
	}, schemas...)
}

func TestFaultsNameFieldRowAndRemedy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := batches(d).Create(as(t, province), &batch{Meta: record.Meta{Region: "620102"}, Items: []item{{"铅", "x", ""}}})
		e := isKind(t, err, fault.KindInvalid)
		if len(e.Fields) != 2 || e.Fields[0].Name != "title" || e.Fields[1].Name != "items.0.value" || e.Fields[1].Row != 1 || e.Fields[1].En == "" {
			t.Errorf("fields %+v", e.Fields)
		}
		e = isKind(t, shops(d).Create(as(t, province), &shop{Meta: record.Meta{Region: "999999"}, Name: "x"}), fault.KindInvalid)
		if len(e.Fields) != 1 || e.Fields[0].Name != "region" {
			t.Errorf("an unknown region gives %+v", e.Fields)
		}
	}, schemas...)
}

func TestSecondToSaveIsToldAndSeesBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := batches(d)
		s := create(t, k, province, batch{Meta: record.Meta{Region: "620102"}, Title: "原来", Maker: "m1", Phone: "13812345678"})
		first, second := *s, *s
		first.Title, second.Title = "先改", "后改"
		if err := k.Update(as(t, province), &first); err != nil {
			t.Fatal(err)
		}
		e := isKind(t, k.Update(as(t, chengguan), &second), fault.KindConflict)
		theirs, _ := e.Theirs.([]byte)
		var stored struct {
			Title, Phone string
			Version      int64
		}
		if err := json.Unmarshal(theirs, &stored); err != nil || stored.Title != "先改" || stored.Version != 2 || stored.Phone != "138****5678" {
			t.Errorf("theirs is %s, %v", theirs, err)
		}
		if first.Version != 2 {
			t.Errorf("version %d after an update, want 2", first.Version)
		}
	}, schemas...)
}

func TestOfManyAtOnceOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		s := create(t, k, province, shop{Meta: record.Meta{Region: "620102"}, Name: "甲"})
		var wg sync.WaitGroup
		errs := make([]error, 12)
		for i := range errs {
			wg.Go(func() {
				mine := *s
				mine.Name = strings.Repeat("改", i+1)
				errs[i] = k.Update(as(t, province), &mine)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				isKind(t, err, fault.KindConflict)
			}
		}
		got, err := k.Get(as(t, province), s.ID)
		if won != 1 || err != nil || got.Version != 2 {
			t.Errorf("%d updates won, version %d, %v", won, got.Version, err)
		}
	}, schemas...)
}

func TestHistoryTellsWhoChangedWhatAndHidesWhatIsPersonal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := batches(d)
		b := create(t, k, province, batch{Meta: record.Meta{Region: "620102"}, Title: "甲", Maker: "m1", Phone: "13812345678", Secret: "一", Items: []item{{"铅", "1", "张三"}}})
		b.Title, b.Phone, b.Secret, b.Items = "乙", "13912345679", "二", []item{{"铅", "2", "李四"}}
		if err := k.Update(as(t, province), b); err != nil {
			t.Fatal(err)
		}
		if err := k.Update(as(t, province), b); err != nil || b.Version != 2 {
			t.Errorf("an update without a change: version %d, %v", b.Version, err)
		}
		if err := k.Cancel(as(t, province), b.ID, 2, "重复登记"); err != nil {
			t.Fatal(err)
		}
		seen, err := k.History(as(t, chengguan), b.ID)
		if err != nil || len(seen) != 3 || seen[0].Action != record.Cancelled || seen[0].Reason != "重复登记" || seen[2].Action != record.Created {
			t.Fatalf("history %+v, %v", seen, err)
		}
		want := []record.Change{{"title", "标题", `"甲"`, `"乙"`}, {"phone", "电话", `"138****5678"`, `"139****5679"`},
			{"items", "检验项目", `[{"item":"铅","value":"1","keeper":"张*"}]`, `[{"item":"铅","value":"2","keeper":"李*"}]`}}
		if !reflect.DeepEqual(seen[1].Changes, want) || seen[1].By != "p" {
			t.Errorf("changes %+v by %s, want %+v", seen[1].Changes, seen[1].By, want)
		}
		whole, err := k.History(as(t, province), b.ID)
		if err != nil || len(whole[1].Changes) != 4 {
			t.Errorf("with the right test.secret: %+v, %v", whole[1].Changes, err)
		}
		if n := count(t, d, `SELECT count(*) FROM record_version WHERE old_values LIKE '%13812345678%' OR new_values LIKE '%13912345679%'`); n != 0 {
			t.Error("a whole phone number is kept in the history")
		}
	}, schemas...)
}

func TestCancelledAndMergedRecordsStayButLeaveTheLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		var made []*shop
		for _, name := range []string{"甲", "乙", "丙", "丁"} {
			made = append(made, create(t, k, province, shop{Meta: record.Meta{Region: "620102"}, Name: name}))
		}
		if err := k.Cancel(as(t, chengguan), made[0].ID, 1, "停业"); err != nil {
			t.Fatal(err)
		}
		isKind(t, k.Cancel(as(t, province), made[1].ID, 1, " "), fault.KindInvalid)
		merge := func(from, into *shop) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return k.Merge(as(t, chengguan), tx, from.ID, 1, into.ID, "同一家") })
		}
		for _, pair := range [][2]*shop{{made[1], made[2]}, {made[2], made[3]}} {
			if err := merge(pair[0], pair[1]); err != nil {
				t.Fatal(err)
			}
		}
		isKind(t, merge(made[3], made[3]), fault.KindRefused)
		isKind(t, merge(made[3], made[0]), fault.KindRefused)
		for _, old := range made[1:3] {
			_, err := k.Get(as(t, lanzhou), old.ID)
			if to, ok := record.MovedTo(err); !ok || to != made[3].ID {
				t.Errorf("%s leads to %q, %v", old.Name, to, err)
			}
			_, err = k.Get(as(t, baiyin), old.ID)
			if _, ok := record.MovedTo(err); ok {
				t.Error("the merged record is told to somebody who may not see it")
			}
		}
		if got, err := k.Get(as(t, chengguan), made[0].ID); err != nil || !got.Cancelled {
			t.Errorf("the cancelled record: %+v, %v", got, err)
		}
		for _, a := range []*access.Actor{province, chengguan, lanzhou} {
			page, err := k.List(as(t, a), record.Query{})
			if err != nil || page.Total != 1 || len(page.Rows) != 1 || page.Rows[0].Name != "丁" {
				t.Errorf("%s lists %v, total %d, %v", a.ID, names(page.Rows), page.Total, err)
			}
			if gone, err := k.List(as(t, a), record.Query{Cancelled: true}); err != nil || gone.Total != 3 {
				t.Errorf("%s lists %d cancelled, %v", a.ID, gone.Total, err)
			}
		}
		isKind(t, k.Update(as(t, province), &shop{Meta: record.Meta{ID: made[0].ID, Version: 2, Region: "620102"}, Name: "复活"}), fault.KindRefused)
	}, schemas...)
}

func TestDraftsReadFormsAndJSONAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var k record.Any = batches(d)
		ctx := as(t, chengguan)
		draft, err := k.Draft(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := draft.Read(url.Values{"title": {" 一批 "}, "maker": {"m9"}, "phone": {"13812345678"}, "items.0.item": {"铅"}, "items.0.value": {"0.0500"}}); err != nil {
			t.Fatal(err)
		}
		isKind(t, draft.Save(ctx), fault.KindInvalid)
		if !draft.New() {
			t.Error("a draft that was refused counts as stored")
		}
		if x := draft.Fields.Get("maker"); x.Error[0] == "" {
			t.Error("the unknown maker is not marked at its field")
		}
		if err := draft.ReadJSON([]byte(`{"maker":"m1"}`)); err != nil {
			t.Fatal(err)
		}
		if err := draft.Save(ctx); err != nil {
			t.Fatal(err)
		}
		if draft.Region != "620102" {
			t.Errorf("it belongs to %q, want the actor's own region", draft.Region)
		}
		open, err := k.Open(ctx, draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		shown := string(open.AppendJSON(nil))
		for _, s := range []string{`"phone":"138****5678"`, `"value":"0.0500"`, `"title":"一批"`, `"version":1`} {
			if !strings.Contains(shown, s) {
				t.Errorf("%s is not in %s", s, shown)
			}
		}
		if strings.Contains(shown, "secret") {
			t.Errorf("a field that needs a right is in %s", shown)
		}
		if err := open.ReadJSON([]byte(shown)); err != nil { // what the API gave is taken back
			t.Fatal(err)
		}
		isKind(t, open.Fields.Read(url.Values{"secret": {"x"}}), fault.KindInvalid)
		isKind(t, open.Fields.Read(url.Values{"maker": {"m2"}}), fault.KindInvalid)
		if err := open.Read(url.Values{"phone": {"138****5678"}, "title": {"二批"}, "version": {"1"}}); err != nil {
			t.Fatal(err)
		}
		if err := open.Save(ctx); err != nil {
			t.Fatal(err)
		}
		stored, err := batches(d).Get(as(t, province), draft.ID)
		if err != nil || stored.Phone != "13812345678" || stored.Title != "二批" || len(stored.Items) != 1 {
			t.Errorf("stored %+v, %v", stored, err)
		}
	}, schemas...)
}

func TestChecksAndConsequencesRunInTheTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fails := errors.New("no")
		k := record.New[shop](d, record.Spec[shop]{Name: "test.shop", Label: "店铺",
			Check: func(_ context.Context, _ db.Querier, _, s *shop) error {
				if s.Name == "坏" {
					return fault.Refused("不行", "no")
				}
				return nil
			},
			Then: func(_ context.Context, _ *db.Tx, action string, _, s *shop) error {
				if s.Name == "炸" {
					return fails
				}
				return nil
			}})
		isKind(t, k.Create(as(t, province), &shop{Meta: record.Meta{Region: "620102"}, Name: "坏"}), fault.KindRefused)
		boom := shop{Meta: record.Meta{Region: "620102"}, Name: "炸"}
		if err := k.Create(as(t, province), &boom); !errors.Is(err, fails) || boom.Version != 0 {
			t.Errorf("got %v, version %d", err, boom.Version)
		}
		for _, table := range []string{"test_shop", "access_scope", "record_count", "journal_entry"} {
			if n := count(t, d, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows in %s after refused creations", n, table)
			}
		}
	}, schemas...)
}

// A record may point at what its editor does not see; only what the editor chooses must be theirs to choose.
func TestKeysThatNobodyTouchedAreLeftAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := create(t, shops(d), province, shop{Meta: record.Meta{Region: "620102"}, Name: "甲"})
		was := counties.of
		counties.of = map[string]string{"620103": "七里河区"}
		defer func() { counties.of = was }()
		save := func(form url.Values) error {
			draft, err := record.Any(shops(d)).Open(as(t, chengguan), s.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := draft.Read(form); err != nil {
				t.Fatal(err)
			}
			return draft.Save(as(t, chengguan))
		}
		if err := save(url.Values{"name": {"乙"}, "region": {"620102"}}); err != nil {
			t.Errorf("a change of the name: %v", err)
		}
		isKind(t, save(url.Values{"region": {"620402"}}), fault.KindInvalid)
	}, schemas...)
}
