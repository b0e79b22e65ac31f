package food

import (
	"strings"
	"testing"
	"time"
)

func TestLimitsAreWellFormed(t *testing.T) {
	verified := 0
	for _, l := range Limits() {
		if l.Food == "" || l.Item == "" || l.Limit == "" || l.Basis == "" || l.Source == "" {
			t.Errorf("%+v", l)
		}
		for _, day := range []string{l.ValidFrom, l.ValidTo} {
			if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil || l.ValidFrom == "" {
				t.Errorf("%s %s %s: %v", l.Basis, l.Food, l.Item, err)
			}
		}
		if l.Verified {
			verified++
		}
	}
	t.Logf("%d limits, %d verified", len(Limits()), verified)
}

// No food and item may have two limits of one family of standards on the same day.
func TestNoTwoVersionsOnOneDay(t *testing.T) {
	family := func(basis string) string { name, _, _ := strings.Cut(basis, "-"); return name }
	last := map[[4]string]Limit{}
	for _, l := range Limits() { // sorted by first day within a food and item
		k := [4]string{l.Category, l.Food, l.Item, family(l.Basis)}
		if before, ok := last[k]; ok && (before.ValidTo == "" || before.ValidTo >= l.ValidFrom) {
			t.Errorf("%s %s: %s and %s overlap", l.Food, l.Item, before.Basis, l.Basis)
		}
		last[k] = l
	}
}

func TestVersionChangesOnTheDay(t *testing.T) {
	at := func(day, food, item string) string {
		for _, l := range On(day) {
			if l.Food == food && l.Item == item {
				return l.Basis + " " + l.Limit
			}
		}
		return ""
	}
	for _, c := range [][4]string{
		{"2023-06-29", "生乳", "铅（以Pb计）", "GB 2762-2017 ≤0.05mg/kg"},
		{"2023-06-30", "生乳", "铅（以Pb计）", "GB 2762-2022 ≤0.02mg/kg"},
		{"2020-02-14", "韭菜", "腐霉利", "GB 2763-2016 ≤0.2mg/kg"},
		{"2021-09-02", "韭菜", "腐霉利", "GB 2763-2019 ≤0.2mg/kg"},
		{"2021-09-03", "韭菜", "腐霉利", "GB 2763-2021 ≤5mg/kg"},
		{"2025-02-07", "面包", "脱氢乙酸及其钠盐", "GB 2760-2014 ≤0.5g/kg"},
		{"2025-02-08", "面包", "脱氢乙酸及其钠盐", "GB 2760-2024 不得使用"},
		{"2010-01-01", "面包", "脱氢乙酸及其钠盐", ""},
	} {
		if got := at(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%s on %s: %q, want %q", c[1], c[0], got, c[3])
		}
	}
}

func TestLimitsFromPublishedPairs(t *testing.T) {
	pairs := published(t, "foodkg/gb2760_2014_additive_limit_pairs.csv")
	n := 0
	for _, l := range Limits() {
		if l.Source != "KG-2760" {
			continue
		}
		n++
		additive, _, _ := strings.Cut(strings.TrimSuffix(l.Item, "残留量"), "（")
		found := false
		for _, p := range pairs {
			value := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(l.Limit, "≤"), "g/kg"), ".0")
			found = found || strings.HasPrefix(p[0], additive) && p[4] == l.Food && strings.TrimSuffix(p[5], ".0") == value
		}
		if !found {
			t.Errorf("%s %s %s is not among the published pairs", l.Food, l.Item, l.Limit)
		}
	}
	if n == 0 {
		t.Error("no limit from the published pairs")
	}
}

func TestLimitsFromNotices(t *testing.T) {
	rows := published(t, "foodkg/sampling_failures_pesticide.csv")
	n := 0
	for _, l := range Limits() {
		if l.Source != "NOTICE-SAMPLING" {
			continue
		}
		n++
		value := strings.TrimSuffix(strings.TrimPrefix(l.Limit, "≤"), "mg/kg")
		found := false
		for _, r := range rows {
			name := strings.NewReplacer("小油菜", "普通白菜", "龙井茶", "茶叶").Replace(r[0])
			found = found || name == l.Food && r[4] == l.Item && strings.TrimRight(r[5], "0") == strings.TrimRight(value, "0")
		}
		if !found {
			t.Errorf("%s %s %s stands in no notice", l.Food, l.Item, l.Limit)
		}
	}
	if n == 0 {
		t.Error("no limit from notices")
	}
}

func TestParseLimitsRefuses(t *testing.T) {
	const head = "category,food,item,limit,basis,clause,valid_from,valid_to,mark,source,note\n"
	for name, row := range map[string]string{
		"category": "99,茶,铅,≤5,GB,1,2020-01-01,,源,S,",
		"mark":     "14,茶,铅,≤5,GB,1,2020-01-01,,是,S,",
		"dates":    "14,茶,铅,≤5,GB,1,2020-01-02,2020-01-01,源,S,",
	} {
		if _, err := parseLimits(head + row + "\n"); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzParseLimits(f *testing.F) {
	f.Add("category,food,item,limit,basis,clause,valid_from,valid_to,mark,source,note\n14,茶,铅,≤5,GB,1,2020-01-01,,源,S,\n")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := parseLimits(text)
		if err != nil && len(l) > 0 {
			t.Error("a refused table gives limits")
		}
	})
}
