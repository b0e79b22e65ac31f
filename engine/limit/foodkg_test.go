package limit

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"
)

// table reads a file of the published data as rows by column name.
func table(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open("../../../shared/data/" + path)
	if err != nil {
		t.Skip("the published data is not here: " + err.Error())
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, rec := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[trimBOM(name)] = rec[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func trimBOM(s string) string {
	if len(s) > 2 && s[:3] == "\xef\xbb\xbf" {
		return s[3:]
	}
	return s
}

// disagreement is a row that was officially failing but does not exceed the limit by its own figures.
type disagreement struct{ Product, Item, Limit, Result string }

// TestPublishedFailures: every row of both tables was officially failing. Those that are well written must fail; those that are
// corrupt must be refused; those that do not exceed by their own figures are named here one by one.
func TestPublishedFailures(t *testing.T) {
	tests := []struct {
		file, product, item              string
		fail, none, unreadable, disagree int
		known                            []disagreement
	}{
		{
			file: "sampling_failures_2019.csv", product: "产品", item: "不合格项", fail: 41, unreadable: 57, disagree: 1,
			known: []disagreement{{"乌鸡", "挥发性盐基氮", "(≤15mg/100g)", "29μg/kg"}},
		},
		{
			file: "sampling_failures_pesticide.csv", product: "抽检产品", item: "残留农药", fail: 532, none: 14, disagree: 4,
			known: []disagreement{
				{"韭菜", "克百威", "0.02", "0.02"},
				{"西红柿", "硫丹", "不得检出", "0.0"},
				{"上海青", "氟虫腈", "0.02", "0.0"},
				{"皇帝柑", "丙溴磷", "0.22", "0.22"},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			count := map[Verdict]int{}
			var known []disagreement
			for i, row := range table(t, "china/foodkg/"+tt.file) {
				l, r := row["标准值"], row["检验结果"]
				j := Judge(l, r, Full)
				count[j.Verdict]++
				if j.Zh == "" || j.En == "" {
					t.Errorf("row %d: %q against %q: no reason", i+2, r, l)
				}
				if j.Verdict == Pass {
					known = append(known, disagreement{row[tt.product], row[tt.item], l, r})
				}
				if want := corrupt(l, r); want != (j.Verdict == Unreadable) {
					t.Errorf("row %d: %q against %q: %s, corrupt %v: %s", i+2, r, l, j.Verdict, want, j.Zh)
				}
				if (l == "暂无标准值") != (j.Verdict == NoLimit) {
					t.Errorf("row %d: %q against %q: %s", i+2, r, l, j.Verdict)
				}
			}
			want := map[Verdict]int{Fail: tt.fail, NoLimit: tt.none, Unreadable: tt.unreadable, Pass: tt.disagree}
			for v, n := range want {
				if count[v] != n {
					t.Errorf("%s: %d rows, want %d", v, count[v], n)
				}
			}
			if !slices.Equal(known, tt.known) {
				t.Errorf("known disagreements\n got %v\nwant %v", known, tt.known)
			}
			t.Logf("%s: %v", tt.file, count)
		})
	}
}

// corrupt tells, by means other than the parser's, which published rows no one can read: a slash between digits that is no
// unit, a date, a mere conclusion.
func corrupt(l, r string) bool {
	slash := func(s string) bool {
		for i := 1; i+1 < len(s); i++ {
			if s[i] == '/' && digit(s[i-1]) && digit(s[i+1]) {
				return true
			}
		}
		return false
	}
	return slash(l) || slash(r) || r == "Jan-82" || r == "不合格"
}

// TestLimitTables: every limit of the residue and additive tables is read, or refused with its name.
func TestLimitTables(t *testing.T) {
	tests := []struct {
		file, column     string
		bound, none, ban int
		refused          []string
	}{
		{file: "vet_drug_residue_limits.csv", column: "limit_ug_per_kg", bound: 306},
		{file: "gb2760_2014_additive_limit_pairs.csv", column: "max_g_per_kg", bound: 333, none: 89},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			count := map[Kind]int{}
			var refused []string
			for _, row := range table(t, "china/foodkg/"+tt.file) {
				l, err := ParseLimit(row[tt.column])
				if err != nil {
					refused = append(refused, row[tt.column])
					continue
				}
				count[l.Kind]++
			}
			if count[Bound] != tt.bound || count[None] != tt.none || count[Ban] != tt.ban || !slices.Equal(refused, tt.refused) {
				t.Errorf("%v, refused %q", count, refused)
			}
		})
	}
}

// TestLaboratoryVectors holds rounding and both modes of comparison to the reference tables, digit for digit.
func TestLaboratoryVectors(t *testing.T) {
	for i, row := range table(t, "analytics/lims/gbt8170_rounding.csv") {
		got, err := Round(row["value"], row["interval"])
		if err != nil || got != row["expected"] {
			t.Errorf("row %d: %s to %s: %s %v, want %s", i+2, row["value"], row["interval"], got, err, row["expected"])
		}
	}
	verdict := map[string]Verdict{"true": Pass, "false": Fail}
	for i, row := range table(t, "analytics/lims/limit_conformity.csv") {
		text := row["op"] + row["limit"]
		full, rounded := Judge(text, row["value"], Full), Judge(text, row["value"], Rounded)
		if full.Verdict != verdict[row["full_value_conforms"]] || rounded.Verdict != verdict[row["rounded_value_conforms"]] || rounded.Compared != row["rounded_value"] {
			t.Errorf("row %d: %v: full %s, rounded %s at %s", i+2, row, full.Verdict, rounded.Verdict, rounded.Compared)
		}
	}
}
