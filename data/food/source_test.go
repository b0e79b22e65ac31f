package food

import (
	"encoding/csv"
	"os"
	"testing"
)

func TestEverySourceIsListed(t *testing.T) {
	f, err := os.Open("../sources.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, r := range rows[1:] {
		if listed[r[0]] || r[1] == "" || r[2] == "" {
			t.Errorf("source %v", r)
		}
		listed[r[0]] = true
	}
	for _, l := range Limits() {
		if !listed[l.Source] {
			t.Errorf("%s %s: source %q is not in data/sources.csv", l.Food, l.Item, l.Source)
		}
	}
}
