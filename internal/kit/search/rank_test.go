package search

import (
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
)

func TestTheNewerDocumentRanksHigher(t *testing.T) {
	sorts := []string{"1949-10-01", "2024-12-31", "2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00.001Z", "2025-01-02", "2026-01-01T23:59:59.999Z"}
	for i := range sorts[1:] {
		older, newer := rank(Doc{ID: id.New(), Sort: sorts[i]}, 0), rank(Doc{ID: id.New(), Sort: sorts[i+1]}, 0)
		if older < 0 || older >= newer {
			t.Errorf("%s ranks %d, %s ranks %d", sorts[i], older, sorts[i+1], newer)
		}
	}
	if by := rank(Doc{ID: id.New(), Sort: "张掖"}, 0); by <= rank(Doc{ID: "x", Sort: "2020-01-01"}, 0) {
		t.Error("a document without a day does not rank by the moment in its id")
	}
}

func TestTwoDocumentsThatWantOneRank(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, Schema)
	ctx := t.Context()
	second := Doc{Kind: "operator", ID: id.New(), Title: "兰州面粉厂", Sort: "2025-01-01"}
	err := d.Write(ctx, func(tx *db.Tx) error { // another one already has the place
		_, err := tx.Exec(ctx, `INSERT INTO search_doc (rank, kind, id, title, note, href, mark) VALUES ($1, 'operator', 'first', '', '', '', 0)`, rank(second, 0))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // new, and then changed
		second.Note += "改"
		if err := d.Write(ctx, func(tx *db.Tx) error { return Put(ctx, tx, second) }); err != nil {
			t.Fatal(err)
		}
		r, err := Find(ctx, d, access.System, Query{Text: "面粉"})
		if err != nil || r.Total != 1 || len(r.Hits) != 1 || r.Hits[0].Note != second.Note {
			t.Fatalf("%+v, %v", r, err)
		}
	}
}

func FuzzTerms(f *testing.F) {
	f.Add("ＡＢＣ兰州 91620102MA71234567 ﷺ\xff")
	f.Fuzz(func(t *testing.T, text string) {
		for _, term := range terms(Doc{Kind: "k", Title: text}) {
			if term == "" || len(term) > longestTerm+8 {
				t.Fatalf("term %q of %q", term, text)
			}
			for _, r := range term {
				if r == '"' || r == '\'' || r == '\\' || r == ' ' || r == '&' || r == '|' || r == ':' || r == '*' {
					t.Fatalf("term %q would be read as syntax", term)
				}
			}
		}
	})
}
