package house

import (
	"encoding/csv"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// table reads a column of a CSV of the repository, with the row it stands in.
func table(t *testing.T, f file) (head []string, rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(f.text)).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %v", f.path, err)
	}
	return all[0], all[1:]
}

func column(t *testing.T, name, path string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, f := range matching(".csv") {
		if f.path == path {
			head, rows := table(t, f)
			for _, r := range rows {
				out[r[slices.Index(head, name)]] = true
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s has no rows", path)
	}
	return out
}

// cited finds what stands after the word source: (source GS-POLICY-2020), source NBS-REGION.
var cited = regexp.MustCompile(`\bsource ([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)`)

func TestCitationsResolve(t *testing.T) {
	known := column(t, "id", "data/sources.csv")
	articles := column(t, "id", "data/law/articles.csv")
	deadlines := column(t, "id", "data/law/deadlines.csv")
	statutes := column(t, "id", "data/law/statutes.csv")

	for _, s := range sources() {
		for _, m := range cited.FindAllStringSubmatch(s.text, -1) {
			if !known[m[1]] {
				t.Errorf("%s cites the source %s, which data/sources.csv does not have", s.path, m[1])
			}
		}
		for _, m := range lawSource.FindAllString(s.text, -1) {
			if !known[m] && !s.test {
				t.Errorf("%s names %s, which data/sources.csv does not have", s.path, m)
			}
		}
		if s.test {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if id, ok := literal(n); ok && citesArticle(id, statutes) && !articles[id] && !deadlines[id] && !statutes[id] {
					t.Errorf("%s:%d cites article %q, which data/law/articles.csv does not have", s.path, line(n), id)
				}
			case *ast.KeyValueExpr:
				key, isName := n.Key.(*ast.Ident)
				if id, ok := literal(n.Value); ok && isName && key.Name == "Deadline" && id != "" && strings.HasPrefix(s.dir, "internal/") && !deadlines[id] {
					t.Errorf("%s:%d: deadline %q is not in data/law/deadlines.csv", s.path, line(n), id)
				}
			}
			return true
		})
	}

	for _, f := range matching(".csv") {
		if !strings.HasPrefix(f.path, "data/") || strings.Contains(f.path, "/testdata/") {
			continue
		}
		head, rows := table(t, f)
		for name, among := range map[string]map[string]bool{"source": known, "statute": statutes, "article": nil} {
			at := slices.Index(head, name)
			if path.Base(f.path) == "deadlines.csv" && name == "article" {
				among = articles
			}
			if at < 0 || among == nil {
				continue
			}
			for i, r := range rows {
				if r[at] != "" && !among[r[at]] {
					t.Errorf("%s line %d: %s %q does not resolve", f.path, i+2, name, r[at])
				}
			}
		}
	}
}

var (
	lawSource   = regexp.MustCompile(`\bLAW-[A-Z]+(?:-[0-9]{4})?\b`)
	articleForm = regexp.MustCompile(`^([a-z][a-z-]*?(?:-20\d\d)?)-(\d{1,3})$`)
)

// citesArticle reports whether the text has the form of an article's id: a statute's id and a number.
func citesArticle(id string, statutes map[string]bool) bool {
	m := articleForm.FindStringSubmatch(id)
	if m == nil || !statutes[m[1]] {
		return false
	}
	n, err := strconv.Atoi(m[2])
	return err == nil && n > 0
}

// What is written from memory is marked 待核 or 忆 in its row, so that nobody takes it for the law.
func TestDeadlinesSayHowTheyAreKnown(t *testing.T) {
	for _, f := range matching(".csv") {
		if f.path != "data/law/deadlines.csv" {
			continue
		}
		head, rows := table(t, f)
		mark := slices.Index(head, "mark")
		for i, r := range rows {
			if r[mark] == "" {
				t.Errorf("%s line %d has no mark", f.path, i+2)
			}
		}
	}
}

// The glossary's third column says where a term comes from.
func TestTheGlossaryCitesWhatThereIs(t *testing.T) {
	known := column(t, "id", "data/sources.csv")
	for _, path := range []string{"data/law/articles.csv", "data/law/statutes.csv"} {
		for id := range column(t, "id", path) {
			known[id] = true
		}
	}
	terms := map[string]bool{}
	for _, f := range matching(".md") {
		if f.path != "docs/glossary.md" {
			continue
		}
		for _, l := range strings.Split(f.text, "\n") {
			cells := strings.Split(l, "|")
			if len(cells) != 6 || strings.Contains(l, "---") || strings.Contains(l, "中文") {
				continue
			}
			term, article := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[3])
			if terms[term] {
				t.Errorf("the glossary has %s twice", term)
			}
			terms[term] = true
			if article != "" && !known[article] {
				t.Errorf("the glossary cites %q for %s, which is neither an article, a statute nor a source", article, term)
			}
		}
	}
	if len(terms) < 50 {
		t.Errorf("only %d terms read from docs/glossary.md", len(terms))
	}
}
