package record_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

func stage(t *testing.T, k record.Any, a *access.Actor, csv string) (*record.Import, []sheet.Problem) {
	t.Helper()
	r, err := sheet.Open(strings.NewReader(csv), int64(len(csv)), "shops.csv", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	hash, err := record.Hash(strings.NewReader(csv))
	if err != nil {
		t.Fatal(err)
	}
	i, problems, err := k.Stage(as(t, a), r, record.File{Name: "shops.csv", Hash: hash, Size: int64(len(csv))})
	if err != nil {
		t.Fatal(err)
	}
	return i, problems
}

func TestSheetIsCheckedThenStoredThenUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		var csv strings.Builder
		csv.WriteString("店铺登记表\n所在地区,名称,等级,面积,开业日期,连锁\n")
		for i := range 1203 {
			fmt.Fprintf(&csv, "%s,店%04d,甲级,0.0500,2026/1/%d,是\n", []string{"城关区", "620103"}[i%2], i, i%28+1)
		}
		i, problems := stage(t, k, province, csv.String())
		if i.State != record.Staged || i.Valid != 1203 || len(problems) != 0 {
			t.Fatalf("%+v, %v", i, problems)
		}
		if n := count(t, d, `SELECT count(*) FROM test_shop`); n != 0 {
			t.Fatalf("%d records before the commit", n)
		}
		last := 0
		done, err := k.Commit(as(t, province), i.ID, false, func(n, of int) { last = n })
		if err != nil || done.State != record.Stored || done.Stored != 1203 || last != 1203 {
			t.Fatalf("%+v, %v, %d", done, err, last)
		}
		page, err := k.List(as(t, province), record.Query{Region: "620102"})
		if err != nil || page.Total != 602 || page.Rows[0].Size != "0.0500" || page.Rows[0].Grade != "A" || page.Rows[0].Opened == "" || !page.Rows[0].Chain {
			t.Fatalf("%+v, %v", page, err)
		}
		again, _ := stage(t, k, province, csv.String())
		if !again.Again || again.ID != i.ID {
			t.Errorf("the same file again: %+v", again)
		}
		if repeat, err := k.Commit(as(t, province), i.ID, false, nil); err != nil || !repeat.Again {
			t.Errorf("commit again: %+v, %v", repeat, err)
		}
		_, err = k.Import(as(t, chengguan), i.ID)
		isKind(t, err, fault.KindMissing)
		changed := page.Rows[0]
		changed.Name = "改过"
		if err := k.Update(as(t, province), &changed); err != nil {
			t.Fatal(err)
		}
		_, err = k.Undo(as(t, province), i.ID, nil)
		isKind(t, err, fault.KindRefused)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `DELETE FROM record_version WHERE record = $1`, changed.ID); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `UPDATE test_shop SET version = 1 WHERE id = $1`, changed.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if undone, err := k.Undo(as(t, province), i.ID, nil); err != nil || undone.State != record.Undone {
			t.Fatalf("%+v, %v", undone, err)
		}
		if page, err := k.List(as(t, province), record.Query{}); err != nil || page.Total != 0 {
			t.Errorf("%d records left, %v", page.Total, err)
		}
		if n := count(t, d, `SELECT count(*) FROM test_shop`); n != 1203 {
			t.Errorf("%d rows kept, want all", n)
		}
		if n := count(t, d, `SELECT count(*) FROM record_stage`); n != 0 {
			t.Errorf("%d chunks left in the stage", n)
		}
	}, schemas...)
}

func TestFaultyRowsAreNamedByCell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		csv := "所在地区,名称,等级,面积\n城关区,好,甲级,1\n火星,坏,甲级,1\n城关区,,丁级,x\n白银区,别处,,\n"
		i, problems := stage(t, k, chengguan, csv)
		var cells []string
		for _, p := range problems {
			if p.Zh == "" || p.En == "" {
				t.Errorf("%+v does not speak both languages", p)
			}
			cells = append(cells, p.Where())
		}
		if got := strings.Join(cells, " "); got != "A3 B4 C4 D4 5" || i.Valid != 1 || i.Faulty != 3 {
			t.Errorf("problems at %s, %+v", got, i)
		}
		_, err := k.Commit(as(t, chengguan), i.ID, false, nil)
		isKind(t, err, fault.KindRefused)
		if n := count(t, d, `SELECT count(*) FROM test_shop`); n != 0 {
			t.Errorf("%d rows stored although some are faulty", n)
		}
		if done, err := k.Commit(as(t, chengguan), i.ID, true, nil); err != nil || done.Stored != 1 {
			t.Errorf("valid rows only: %+v, %v", done, err)
		}
		wrong, problems := stage(t, k, chengguan, "地方,名字\n城关区,好\n")
		if wrong.State != record.Refused || len(problems) == 0 {
			t.Errorf("wrong headings: %+v, %v", wrong, problems)
		}
		_, err = k.Commit(as(t, chengguan), wrong.ID, true, nil)
		isKind(t, err, fault.KindRefused)
	}, schemas...)
}

func TestInterruptedImportGoesOnWhereItStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := shops(d)
		var csv strings.Builder
		csv.WriteString("所在地区,名称\n")
		for i := range 730 {
			fmt.Fprintf(&csv, "城关区,店%04d\n", i)
		}
		i, _ := stage(t, k, province, csv.String())
		type stop struct{}
		func() {
			defer func() { _ = recover().(stop) }()
			_, _ = k.Commit(as(t, province), i.ID, false, func(n, _ int) {
				if n >= 600 {
					panic(stop{})
				}
			})
		}()
		done, err := k.Commit(as(t, province), i.ID, false, nil)
		if err != nil || done.Stored != 730 {
			t.Fatalf("%+v, %v", done, err)
		}
		if n := count(t, d, `SELECT count(DISTINCT name) FROM test_shop`); n != 730 {
			t.Errorf("%d of 730 names stored", n)
		}
		if n := count(t, d, `SELECT count(*) FROM test_shop`); n != 730 {
			t.Errorf("%d rows stored, want 730", n)
		}
	}, schemas...)
}

func TestTemplateIsTakenBack(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	k := shops(d)
	var out bytes.Buffer
	if err := k.Template(as(t, province), &out); err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), "t.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	i, problems, err := k.Stage(as(t, province), r, record.File{Name: "t.xlsx"})
	if err != nil || i.Total != 0 || i.State != record.Refused {
		t.Errorf("an empty template: %+v, %v, %v", i, problems, err)
	}
}
