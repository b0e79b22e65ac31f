package duty

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shian/data/food"
	"shian/data/policy"
	"shian/internal/domain/place"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/measure"
)

// policyTable reads a table of the checked facts beside the repository.
func policyTable(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", "policy", name))
	if err != nil {
		t.Skipf("the policy's checked facts are not beside the repository: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func wholeLedger(t *testing.T) *Ledger {
	t.Helper()
	s := &Service{db: dbtest.Open(t, db.SQLite, measure.Schema), tree: place.Known}
	l, err := s.Ledger(asking(t.Context(), "620000"), Query{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestRowsAndBodiesAreThoseOfThePolicy(t *testing.T) {
	want := policyTable(t, "departments.csv")
	l := wholeLedger(t)
	if l.All != 48 || len(l.Lines) != 48 {
		t.Fatalf("%d rows, %d shown; want 48", l.All, len(l.Lines))
	}
	var got []string
	for _, line := range l.Lines {
		for _, d := range line.Duties {
			got = append(got, line.Number+" "+bodyName(d.Body, "zh")+" "+string(d.Role))
		}
	}
	for _, w := range want {
		name, ok := policy.Find(w[1])
		if !ok {
			t.Errorf("no body %s", w[1])
			continue
		}
		key := w[0] + " " + name.Short + " " + w[2]
		i := slices.Index(got, key)
		if i < 0 {
			t.Errorf("the ledger lacks %s", key)
			continue
		}
		got = slices.Delete(got, i, i+1)
	}
	if len(got) > 0 {
		t.Errorf("the policy does not say %v", got)
	}
}

func TestTargetsAreThoseOfThePolicy(t *testing.T) {
	l := wholeLedger(t)
	for _, name := range []string{"targets.csv", "targets-implied.csv"} {
		for _, w := range policyTable(t, name) {
			if w[0] == policy.Whole {
				continue
			}
			found := slices.ContainsFunc(l.Lines, func(line Line) bool {
				return line.Number == w[0] && slices.ContainsFunc(line.Targets, func(x policy.Target) bool {
					return x.Name == w[1] && x.Operator == w[2] && x.Value == w[3] && x.Unit == w[4] && x.Deadline == w[5] && x.Inferred == (name != "targets.csv")
				})
			})
			if !found {
				t.Errorf("row %s lacks the target %v", w[0], w[1:])
			}
		}
	}
	for _, w := range policyTable(t, "targets.csv") {
		for code, name := range map[string]string{"T1": "农产品和食品抽检量", "T2": "主要农产品质量安全监测总体合格率", "T3": "食品抽检合格率"} {
			i, _ := Find(code)
			goal, _, ok := i.target()
			if w[1] == name && (!ok || goal.Name != name || goal.Value != w[3] || goal.Operator != w[2]) {
				t.Errorf("%s is judged against %+v, the policy says %v", code, goal, w)
			}
		}
	}
}

// Each row is fed by an indicator or says what will feed it, never both and never neither.
func TestEveryRowSaysWhereItsFiguresComeFrom(t *testing.T) {
	t.Parallel()
	rows := map[string]bool{}
	for _, r := range policy.Rows() {
		rows[r.Number] = true
		if (shownIn(r.Number) != "") == (feeds[r.Number] != "") {
			t.Errorf("row %s: indicator %q, feed %q", r.Number, shownIn(r.Number), feeds[r.Number])
		}
	}
	for _, g := range policy.Goals() {
		rows[g.Code] = true
		if _, ok := Find(g.Code); ok == (feeds[g.Code] != "") {
			t.Errorf("%s: indicator %v, feed %q", g.Code, ok, feeds[g.Code])
		}
		if goalNames[g.Code] == "" {
			t.Errorf("%s has no short name", g.Code)
		}
	}
	for row := range feeds {
		if !rows[row] {
			t.Errorf("feed for %s, which the policy does not have", row)
		}
	}
}

// What an indicator filters by must be values that the measures know.
func TestIndicatorsUseTheTradesWords(t *testing.T) {
	t.Parallel()
	var kinds []string
	for _, k := range food.Kinds() {
		kinds = append(kinds, k.Code)
	}
	for _, i := range Indicators {
		if i.Measure != "sampling.batch" {
			continue
		}
		for _, f := range []Filter{i.Counts, i.Good} {
			for dim, known := range [][]string{kinds, {"food", "farm"}, {"pass", "fail", "unjudged"}} {
				for _, v := range f[dim] {
					if !slices.Contains(known, v) {
						t.Errorf("%s filters by %q", i.Code, v)
					}
				}
			}
		}
		for _, p := range i.Parts {
			if !slices.Contains(kinds, p.Value) || p.Counted != (i.Counts[0] == nil || slices.Contains(i.Counts[0], p.Value)) {
				t.Errorf("%s: part %+v does not go with %v", i.Code, p, i.Counts[0])
			}
		}
	}
}

func TestLedgerIsNarrowed(t *testing.T) {
	s := &Service{db: dbtest.Open(t, db.SQLite, measure.Schema), tree: place.Known}
	for _, x := range []struct {
		q    Query
		want string
	}{
		{Query{Text: "抽检"}, "6"},
		{Query{Text: "ganwei"}, "30"},
		{Query{Text: "18"}, "18"},
		{Query{Body: "railway"}, "12 40"},
		{Query{Body: "railway", Text: "餐"}, "40"},
		{Query{Text: "没有这样的任务"}, ""},
		{Query{Status: Met}, ""},
	} {
		l, err := s.Ledger(asking(t.Context(), "620000"), x.q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, line := range l.Lines {
			got = append(got, line.Number)
		}
		if strings.Join(got, " ") != x.want || l.All != 48 {
			t.Errorf("%+v: %v, want %s", x.q, got, x.want)
		}
	}
	for _, q := range []Query{{Status: "good"}, {Body: "nobody"}, {Region: "990000"}, {Year: 1999}, {Year: 2027}} {
		if _, err := s.Ledger(asking(t.Context(), "620000"), q); err == nil {
			t.Errorf("%+v was answered", q)
		}
	}
}

// Whoever serves a county sees its figures and none of another.
func TestOwnRegionOnly(t *testing.T) {
	s := &Service{db: dbtest.Open(t, db.SQLite, measure.Schema), tree: place.Known}
	for _, x := range []struct {
		post, asked, region string
	}{
		{"620000", "", "62"}, {"620000", "620102", "620102"}, {"620000", "6201", "6201"}, {"620100", "", "6201"}, {"620100", "620102", "620102"},
		{"620102", "", "620102"}, {"620102", "620102001", "620102001"}, {"620102", "620103", ""}, {"620102", "6201", ""}, {"620102", "62", ""}, {"620100", "6202", ""},
	} {
		l, err := s.Ledger(asking(t.Context(), x.post), Query{Region: x.asked})
		switch {
		case x.region == "" && err == nil:
			t.Errorf("a post of %s saw %s", x.post, x.asked)
		case x.region != "" && (err != nil || l.Region != x.region):
			t.Errorf("a post of %s asking for %q: %v, %v", x.post, x.asked, l, err)
		}
	}
}
