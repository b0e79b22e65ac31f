package record_test

import (
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/file"
	"shian/internal/kit/record"
)

// Attachments are seen as their record is, follow it when it moves, and stay with the office when it is published.
func TestAttachmentsFollowTheirRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, files := notices(d), file.New(d, file.Folder(t.TempDir()), file.Limits{})
		b := create(t, k, chengguan, batch{Title: "一批", Maker: "m2", Secret: "未公示", Meta: record.Meta{Region: "620102"}, Papers: []string{paper(t, d, chengguan)}})
		one := b.Papers[0]
		seen := func(a *access.Actor) bool {
			t.Helper()
			found, err := files.Of(as(t, a), []string{one})
			if err != nil {
				t.Fatal(err)
			}
			return len(found) == 1
		}
		if !seen(chengguan) || !seen(lanzhou) || seen(makerOne) || seen(citizen) || seen(access.Nobody) {
			t.Error("seen by others than the record")
		}
		b.Maker, b.Secret = "m1", ""
		if err := k.Update(as(t, province), b); err != nil {
			t.Fatal(err)
		}
		if !seen(makerOne) || seen(citizen) || seen(access.Nobody) {
			t.Error("did not follow the record, or became public with it")
		}
		for name, id := range map[string]string{"of nobody": "f1", "of somebody else": paper(t, d, lanzhou), "of another record": one} {
			e := isKind(t, k.Create(as(t, chengguan), &batch{Title: name, Maker: "m1", Meta: record.Meta{Region: "620102"}, Papers: []string{id}}), fault.KindInvalid)
			if len(e.Fields) != 1 || e.Fields[0].Name != "papers" {
				t.Errorf("%s: %+v", name, e.Fields)
			}
		}
	}, schemas...)
}
