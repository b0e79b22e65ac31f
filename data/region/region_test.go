package region

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// table reads a published table beside the repository, or skips the test when it is not there.
func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data", path))
	if err != nil {
		t.Skipf("skipped: the published table %s is not beside the repository", path)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(records))
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[strings.TrimPrefix(name, "\ufeff")] = rec[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestCounts(t *testing.T) {
	n := map[Level]int{}
	for _, r := range All() {
		n[r.Level]++
	}
	want := map[Level]int{Province: 1, Prefecture: 14, County: 86 + 2, Township: 1403}
	for level, w := range want {
		if n[level] != w {
			t.Errorf("%s: %d, want %d", level, n[level], w)
		}
	}
	if len(All()) != 1506 {
		t.Errorf("all: %d", len(All()))
	}
}

func TestTreeHoldsTogether(t *testing.T) {
	all := All()
	if !slices.IsSortedFunc(all, func(a, b Region) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("not sorted by code")
	}
	above := map[Level]Level{Prefecture: Province, County: Prefecture, Township: County}
	seen := map[string]bool{}
	for _, r := range all {
		if seen[r.Code] {
			t.Errorf("%s twice", r.Code)
		}
		seen[r.Code] = true
		if r.Name == "" {
			t.Errorf("%s has no name", r.Code)
		}
		if r.Level == Province {
			continue
		}
		if p, ok := Lookup(r.Parent); !ok || p.Level != above[r.Level] {
			t.Errorf("%s %s: parent %s is %q", r.Code, r.Name, r.Parent, p.Level)
		}
		if r.Level != Township && (r.NameEn == "" || len(Children(r.Code)) == 0) {
			t.Errorf("%s %s: English %q, %d below", r.Code, r.Name, r.NameEn, len(Children(r.Code)))
		}
		if r.Level == Township && r.NameEn != "" {
			t.Errorf("%s: a township has no English name", r.Code)
		}
	}
}

func TestPopulation(t *testing.T) {
	sum, province := 0, 0
	for _, r := range All() {
		switch r.Level {
		case Province:
			province = r.Population
		case Prefecture:
			sum += r.Population
			if !strings.Contains(r.PopulationNote, "待核") {
				t.Errorf("%s: population from memory is not marked 待核", r.Name)
			}
		default:
			if r.Population != 0 {
				t.Errorf("%s: no source gives its population", r.Name)
			}
		}
	}
	if province != 25_019_831 || sum != province {
		t.Errorf("province %d, prefectures together %d", province, sum)
	}
}

func TestTilesDoNotOverlap(t *testing.T) {
	at := map[[2]int]string{}
	for _, r := range All() {
		if r.Row == 0 {
			if r.Level == Prefecture {
				t.Errorf("%s has no tile", r.Name)
			}
			continue
		}
		if r.Level != Prefecture && r.Code != "620171" {
			t.Errorf("%s has a tile", r.Name)
		}
		if other := at[[2]int{r.Row, r.Col}]; other != "" {
			t.Errorf("%s and %s share a tile", other, r.Name)
		}
		at[[2]int{r.Row, r.Col}] = r.Name
		if r.Row > 5 || r.Col < 1 || r.Col > 7 {
			t.Errorf("%s lies outside the grid of 5 × 7", r.Name)
		}
	}
	if len(at) != 15 {
		t.Errorf("%d tiles, want 14 prefectures and 兰州新区", len(at))
	}
}

func TestFormerAndRegistrarsAreNotInForce(t *testing.T) {
	for _, r := range append(Former(), Registrars()...) {
		if _, ok := Lookup(r.Code); ok {
			t.Errorf("%s %s is in force", r.Code, r.Name)
		}
	}
	if h, ok := Lookup("620881"); !ok || h.Name != "华亭市" || h.ValidFrom != Former()[0].ValidTo {
		t.Errorf("华亭市: %+v", h)
	}
}

func TestAgreesWithPublishedTables(t *testing.T) {
	for _, c := range []struct{ file, suffix string }{{"cities", "00"}, {"counties", ""}, {"streets", ""}} {
		for _, row := range table(t, "china/gansu-regions/"+c.file+".csv") {
			if r, ok := Lookup(row["code"] + c.suffix); !ok || r.Name != row["name"] {
				t.Errorf("%s %s: have %q", row["code"], row["name"], r.Name)
			}
		}
	}
	for _, row := range table(t, "geo/gansu-divisions.csv") {
		if r, ok := Lookup(row["adcode"]); !ok || r.Name != row["name"] || r.NameEn != row["name_en"] {
			t.Errorf("%s %s %s: have %+v", row["adcode"], row["name"], row["name_en"], r)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, row := range map[string]string{
		"code":       "62010,城关区,,,,,,",
		"population": "620100,兰州市,,4百万,,,,",
		"tile":       "620100,兰州市,,,,,4,x",
		"columns":    "620100,兰州市",
	} {
		if _, err := parse(header + "\n" + row + "\n"); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := parse(""); err == nil {
		t.Error("an empty file: accepted")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(header + "\n620100,兰州市,Lanzhou,1,,,4,4\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := parse(text)
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.Level == "" {
				t.Errorf("a region without a level: %+v", r)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := parse(regionsCSV); err != nil {
			b.Fatal(err)
		}
	}
}
