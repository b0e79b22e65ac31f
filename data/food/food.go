// Package food holds the categories of food that sampling is counted by, the stages of the chain, the kinds of sampling, a
// classifier of product names, and a starter table of national limits.
//
// Categories 01 to 32 are those of the production licence (source SC-CATEGORY); farm produce and catering follow the grouping
// of the national sampling plan and of GB 2763, written from memory.
package food

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
)

// A Category is one kind of food.
//
// Code has two digits for the 32 licence categories, F… for farm produce and C… for catering; a longer code lies below the
// shorter one it begins with. Farm tells main farm produce (target T2) from food (target T3).
type Category struct {
	Code, Parent string
	Name, NameEn string
	Farm         bool
}

// IsFarm reports whether the category with this code counts as farm produce (食用农产品, T2) and not as food (T3).
func IsFarm(code string) bool { return strings.HasPrefix(code, "F") }

// A Stage is a step of the food chain at which a sample can be taken.
type Stage struct{ Code, Name, NameEn string }

// Stages returns the steps of the chain from field to table.
func Stages() []Stage {
	return []Stage{
		{"farming", "种植养殖", "Farming"},
		{"slaughter", "屠宰", "Slaughter"},
		{"storage", "收购贮存", "Purchase and storage"},
		{"production", "生产", "Production"},
		{"distribution", "流通", "Distribution"},
		{"catering", "餐饮", "Catering"},
		{"online", "网络销售", "Online sale"},
		{"import", "进口", "Import"},
	}
}

// A Kind is one of the three kinds of sampling, which the policy (item 6) wants counted apart.
type Kind struct{ Code, Name, NameEn string }

// Kinds returns the three kinds of sampling.
func Kinds() []Kind {
	return []Kind{
		{"supervision", "监督抽检", "Supervisory sampling"},
		{"monitoring", "风险监测", "Risk monitoring"},
		{"evaluation", "评价性抽检", "Evaluative sampling"},
	}
}

//go:embed categories.csv
var categoriesCSV string

var categories = sync.OnceValue(func() []Category {
	c, err := parseCategories(categoriesCSV)
	if err != nil {
		panic(err) // the file is part of the program; a test reads it
	}
	return c
})

// Categories returns every category, each after the one it lies below. The slice is the caller's own.
func Categories() []Category { return append([]Category(nil), categories()...) }

// Lookup returns the category with this code, and whether there is one.
func Lookup(code string) (Category, bool) {
	for _, c := range categories() {
		if c.Code == code {
			return c, true
		}
	}
	return Category{}, false
}

func parseCategories(text string) ([]Category, error) {
	records, err := lines("categories", text, "code,name,name_en")
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{"": true}
	var all []Category
	for i, r := range records {
		c := Category{Code: r[0], Name: r[1], NameEn: r[2], Farm: IsFarm(r[0])}
		if c.Code != "" && strings.ContainsAny(c.Code[:1], "CF") {
			c.Parent = c.Code[:max(0, len(c.Code)-2)]
		}
		if seen[c.Code] || !seen[c.Parent] {
			return nil, fmt.Errorf("food: categories line %d: code %q twice, empty or without the category above it", i+2, c.Code)
		}
		seen[c.Code] = true
		all = append(all, c)
	}
	return all, nil
}

// lines reads a table, checks its header and returns the rows below it.
func lines(name, text, header string) ([][]string, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("food: %s: %w", name, err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != header {
		return nil, fmt.Errorf("food: %s: the first line must be %s", name, header)
	}
	return records[1:], nil
}
