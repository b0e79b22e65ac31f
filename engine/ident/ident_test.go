package ident

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// published opens a published table beside the repository, or skips the test when it is not there.
func published(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/china/id-codes", name))
	if err != nil {
		t.Skip("the published codes are not here: " + err.Error())
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(all))
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, column := range all[0] {
			row[strings.TrimPrefix(column, "\ufeff")] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// TestPublishedCreditCodes: GB 32100 and GB 11714 on codes of real organisations.
func TestPublishedCreditCodes(t *testing.T) {
	rows := published(t, "uscc.csv")
	if len(rows) < 100 {
		t.Errorf("%d codes", len(rows))
	}
	for _, row := range rows {
		if r := Examine(row["code"], ""); !r.OK() || r.Kind != CreditCode {
			t.Errorf("%s: %s %v", row["code"], r.Kind, r.Fault)
		}
	}
	want := map[string]func(Reason) bool{
		"length":   func(r Reason) bool { return r == Length },
		"format":   func(r Reason) bool { return r.Format() && r != Length },
		"checksum": func(r Reason) bool { return r == Check },
	}
	for _, row := range published(t, "uscc_invalid.csv") {
		_, err := ParseUSCC(row["code"])
		var fault *Fault
		if !errors.As(err, &fault) || !want[row["reason"]](fault.Reason) || Examine(row["code"], "").OK() {
			t.Errorf("%s: %v, want %s", row["code"], err, row["reason"])
		}
	}
}

// TestPublishedLicences: MOD 11,10 on numbers from real labels, and on placeholders.
func TestPublishedLicences(t *testing.T) {
	for _, row := range published(t, "food_licence_numbers.csv") {
		r := Examine(row["code"], "")
		if r.Kind != FoodLicence || r.OK() != (row["mod11_10"] == "true") {
			t.Errorf("%s: %s %v, want %s", row["code"], r.Kind, r.Fault, row["mod11_10"])
		}
	}
}

// TestLicencePlaceOnlyWarns: numbers in force carry places that GB/T 2260 never had.
func TestLicencePlaceOnlyWarns(t *testing.T) {
	for code, warned := range map[string]bool{"JY11108071215650": true, "SC12434017430075": true, "SC10741018302531": false} {
		if r := Examine(code, ""); !r.OK() || len(r.Warnings) > 0 != warned {
			t.Errorf("%s: %v %v", code, r.Fault, r.Warnings)
		}
	}
}

// TestPublishedIdentityNumbers reads the expectations out of the published doctest.
func TestPublishedIdentityNumbers(t *testing.T) {
	text, err := os.ReadFile("../../../shared/data/china/id-codes/stdnum_cn_ric.doctest.txt")
	if err != nil {
		t.Skip("the published codes are not here: " + err.Error())
	}
	calls := regexp.MustCompile(`>>> ric\.(\w+)\('(\w+)'\).*\n((?:[^>\n].*\n?)+)`).FindAllStringSubmatch(string(text), -1)
	if len(calls) < 17 {
		t.Fatalf("only %d calls were found", len(calls))
	}
	form := map[string]func(Reason) bool{
		"InvalidFormat":    Reason.Format,
		"InvalidComponent": func(r Reason) bool { return r == Date || r == Region },
		"InvalidChecksum":  func(r Reason) bool { return r == Check },
	}
	for _, call := range calls {
		method, code, answer := call[1], call[2], call[3]
		r, err := ParseResident(code, "")
		refusal := regexp.MustCompile(`Invalid\w+`).FindString(answer)
		place, placed := r.Birthplace()
		switch {
		case method == "get_birth_place" && refusal != "":
			if placed {
				t.Errorf("%s: born at %s", code, place)
			}
		case refusal != "":
			var fault *Fault
			if !errors.As(err, &fault) || !form[refusal](fault.Reason) {
				t.Errorf("%s %s: %v, want %s", method, code, err, refusal)
			}
		case err != nil:
			t.Errorf("%s %s: %v", method, code, err)
		case method == "get_birth_date":
			if y := regexp.MustCompile(`\d{4}`).FindString(answer); !strings.HasPrefix(r.Born, y) {
				t.Errorf("%s: born %s", code, r.Born)
			}
		case method == "get_birth_place":
			names := regexp.MustCompile(`: '(\S+)'`).FindAllStringSubmatch(answer, -1)
			if place != names[0][1]+names[1][1] {
				t.Errorf("%s: place %s, want %s", code, place, answer)
			}
		default:
			if !strings.Contains(answer, r.Code) {
				t.Errorf("%s: %s", code, r.Code)
			}
		}
	}
}

func TestExamine(t *testing.T) {
	resident := func(body string) string { return body + string(ResidentCheck(body)) }
	rows := []struct {
		code   string
		kind   Kind
		reason Reason // empty: passes
		says   string
		warned bool
	}{
		{"", Unknown, Length, "没有填写", false},
		{"12345", Unknown, Length, "5 位", false},
		{"甘肃省兰州市", Unknown, Length, "6 位", false},
		{strings.Repeat("食", 500), Unknown, Length, "…", false},
		{"110105491231002", Unknown, Length, "15 位", false},
		{"10741018302531", Unknown, Length, "SC", false},
		{" ９１1522-01078377449ｐ ", CreditCode, "", "", false},
		{"9115220I078377449P", CreditCode, Character, "不用字母 I", false},
		{"91152201O78377449P", CreditCode, Character, "第 9 位", false},
		{"91152201078377440P", CreditCode, Check, "末位", false},
		{"90152201078377449P", CreditCode, Structure, "第 2 位", false},
		{"911A2201078377449P", CreditCode, Character, "第 3 至 8 位", false},
		{"食911522010783774P9", CreditCode, Character, "第 1 位", false},
		{resident("62010220000229001"), ResidentID, "", "", false},
		{resident("62010220010229001"), ResidentID, Date, "2001-02-29", false},
		{resident("62010220401231001"), ResidentID, Date, "晚于今天", false},
		{resident("62020119750101001"), ResidentID, "", "", false},    // 嘉峪关, a city without districts
		{resident("62042219700101001"), ResidentID, "", "1985", true}, // 会宁 came to 白银 in 1985; the number is of 1986 or later
		{resident("11010320150101001"), ResidentID, Region, "撤销", false},
		{resident("11010320100501001"), ResidentID, "", "", false}, // 崇文 was abolished in July 2010
		{"6201022000022900x1", ResidentID, Character, "末位", false},
		{"SC1074101830253", FoodLicence, Length, "15", false},
		{"SC1074101830253O", FoodLicence, Character, "“O”", false},
		{"SC14041018302531", FoodLicence, Structure, "140", false},
		{"jy 2350 6230 105266", FoodLicence, "", "", false},
		{"SC10741018302532", FoodLicence, Check, "应为 1", false},
	}
	for _, row := range rows {
		r := Examine(row.code, "2026-11-25")
		reason, says := Reason(""), ""
		if r.Fault != nil {
			reason, says = r.Fault.Reason, r.Fault.Zh
			if r.Fault.En == "" || r.Fault.Error() == "" {
				t.Errorf("%q: no English reason", row.code)
			}
		}
		if r.Kind != row.kind || reason != row.reason || len(r.Warnings) > 0 != row.warned || !row.warned && !strings.Contains(says, row.says) {
			t.Errorf("%q: %s %s %s %v", row.code, r.Kind, reason, says, r.Warnings)
		}
	}
}

// TestDivisionTable reads every line: codes of six digits in order, years that make sense, no overlap.
func TestDivisionTable(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(divisionCSV), "\n")
	if lines[0] != "code,name,first,last" || len(lines) < 7000 {
		t.Fatalf("%q, %d lines", lines[0], len(lines))
	}
	form := regexp.MustCompile(`^(\d{6}),(\p{Han}+),((?:19[89]|20[012])\d)?,((?:19[89]|20[012])\d)?$`)
	var before []string
	for i, line := range lines[1:] {
		f := form.FindStringSubmatch(line)
		if f == nil || f[4] != "" && f[3] > f[4] {
			t.Fatalf("line %d: %q", i+2, line)
		}
		if before != nil && (before[1] > f[1] || before[1] == f[1] && (before[4] == "" || before[4] >= f[3])) {
			t.Errorf("line %d: %q after %q", i+2, line, before[0])
		}
		before = f
	}
	for _, c := range []struct {
		code string
		year int
		name string
		when when
	}{
		{"620000", 1990, "甘肃省", known}, {"622301", 1995, "甘肃省武威市", known}, {"622301", 2010, "甘肃省武威市", ended},
		{"620602", 1990, "甘肃省凉州区", later}, {"620881", 2023, "甘肃省华亭市", known}, {"510202", 1990, "四川省市中区", known},
		{"000000", 1990, "", never}, {"110201", 1993, "", never},
	} {
		if name, w := find(c.code, c.year); name != c.name || w != c.when {
			t.Errorf("%s in %d: %s %d", c.code, c.year, name, w)
		}
	}
}
