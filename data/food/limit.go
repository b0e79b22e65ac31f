package food

import (
	_ "embed"
	"fmt"
	"sync"
)

// A Limit is one national limit: what may at most be in a food, in the standard's words.
//
// Limit is the text as the standard writes it, for engine/limit to read. Food is the standard's name of the food inside
// Category. ValidFrom and ValidTo are days, both included; ValidTo is empty while in force. Verified is false where the figure
// was written from memory and is still to be checked (待核); Source resolves in data/sources.csv.
type Limit struct {
	Category, Food, Item string
	Limit                string
	Basis, Clause        string
	ValidFrom, ValidTo   string
	Verified             bool
	Source, Note         string
}

//go:embed limits.csv
var limitsCSV string

var limits = sync.OnceValue(func() []Limit {
	l, err := parseLimits(limitsCSV)
	if err != nil {
		panic(err) // the file is part of the program; a test reads it
	}
	return l
})

// Limits returns the starter table of limits, sorted by category, food, item and first day. It is a beginning and not the whole
// of any standard: a food or item that is not in it is not thereby free of limits. The slice is the caller's own.
func Limits() []Limit { return append([]Limit(nil), limits()...) }

// On returns the limits in force on a day (2006-01-02).
func On(day string) []Limit {
	var valid []Limit
	for _, l := range limits() {
		if l.ValidFrom <= day && (l.ValidTo == "" || day <= l.ValidTo) {
			valid = append(valid, l)
		}
	}
	return valid
}

func parseLimits(text string) ([]Limit, error) {
	records, err := lines("limits", text, "category,food,item,limit,basis,clause,valid_from,valid_to,mark,source,note")
	if err != nil {
		return nil, err
	}
	var all []Limit
	for i, r := range records {
		if _, ok := Lookup(r[0]); !ok {
			return nil, fmt.Errorf("food: limits line %d: no category %q", i+2, r[0])
		}
		if r[8] != "源" && r[8] != "忆" {
			return nil, fmt.Errorf("food: limits line %d: mark must be 源 or 忆, not %q", i+2, r[8])
		}
		if r[7] != "" && r[7] < r[6] {
			return nil, fmt.Errorf("food: limits line %d: valid to %s before %s", i+2, r[7], r[6])
		}
		all = append(all, Limit{Category: r[0], Food: r[1], Item: r[2], Limit: r[3], Basis: r[4], Clause: r[5],
			ValidFrom: r[6], ValidTo: r[7], Verified: r[8] == "源", Source: r[9], Note: r[10]})
	}
	return all, nil
}
