package house

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shian/internal/kit/i18n"
)

// labelled are the functions and methods whose Chinese arguments a person reads through the catalogue.
var labelled = map[string]bool{
	"T": true, "Section": true, "Hint": true, "Text": true, "Note": true, "Day": true, "Int": true, "Decimal": true, "Bool": true,
	"Ref": true, "Files": true, "Choose": true, "Lines": true,
}

// labels are the fields of literals that a person reads through the catalogue.
var labels = map[string]bool{"Label": true, "Title": true, "Lead": true, "Help": true, "Hint": true, "Caption": true, "Empty": true}

// Data beside the code that is invented, or carries both languages itself, is not translated.
func translated(dir string) bool {
	return strings.HasPrefix(dir, "internal/") && !strings.HasPrefix(dir, "internal/app/demo") && dir != "internal/house"
}

func TestEveryLabelHasItsEnglish(t *testing.T) {
	lacking := map[string]bool{}
	for _, s := range sources() {
		if s.test || !translated(s.dir) {
			continue
		}
		eachLabel(s.ast, func(text string, at ast.Node) {
			if !i18n.Has(text) && !lacking[text] {
				lacking[text] = true
				t.Errorf("%s:%d: %q has no English in internal/kit/i18n/locale", s.path, line(at), text)
			}
		})
	}
	for _, f := range matching(".html") {
		if !strings.HasPrefix(f.path, "internal/") {
			continue
		}
		for _, m := range templateLabel.FindAllStringSubmatch(f.text, -1) {
			text, err := strconv.Unquote(m[1])
			if err != nil {
				t.Errorf("%s: %s cannot be read", f.path, m[1])
			} else if han(text) && !i18n.Has(text) && !lacking[text] {
				lacking[text] = true
				t.Errorf("%s: %q has no English in internal/kit/i18n/locale", f.path, text)
			}
		}
	}
}

// templateLabel finds t "中文" within {{ }}, whatever stands before it.
var templateLabel = regexp.MustCompile(`\bt ("(?:[^"\\]|\\.)*")`)

// eachLabel calls fn for every Chinese literal that is a label. Concatenated literals count as one.
func eachLabel(f *ast.File, fn func(text string, at ast.Node)) {
	try := func(e ast.Expr) {
		if text, ok := literal(e); ok && han(text) {
			fn(text, e)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if labelled[called(n.Fun)] {
				for _, a := range n.Args {
					try(a)
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && labels[key.Name] {
				try(n.Value)
			}
		case *ast.CompositeLit:
			for _, c := range choices(n) {
				try(c.Elts[1])
			}
		}
		return true
	})
}

// choices gives form.Choice{"pass", "合格"} itself, or such elements of []form.Choice{{"pass", "合格"}}.
func choices(c *ast.CompositeLit) []*ast.CompositeLit {
	if called(c.Type) == "Choice" && unkeyedPair(c) {
		return []*ast.CompositeLit{c}
	}
	var out []*ast.CompositeLit
	if list, ok := c.Type.(*ast.ArrayType); ok && called(list.Elt) == "Choice" {
		for _, e := range c.Elts {
			if inner, ok := e.(*ast.CompositeLit); ok && inner.Type == nil && unkeyedPair(inner) {
				out = append(out, inner)
			}
		}
	}
	return out
}

func unkeyedPair(c *ast.CompositeLit) bool {
	if len(c.Elts) != 2 {
		return false
	}
	_, keyed := c.Elts[0].(*ast.KeyValueExpr)
	return !keyed
}

// called is the last word of what is called: form.Choose[T] → Choose.
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return called(e.X)
	case *ast.IndexListExpr:
		return called(e.X)
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.BinaryExpr:
		a, ok := literal(e.X)
		b, also := literal(e.Y)
		return a + b, ok && also && e.Op == token.ADD
	}
	return "", false
}

var (
	templateAction  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	hiddenMark      = regexp.MustCompile(`aria-hidden="true">[^<]*<`) // a character as an ornament: the mark of the platform
	templateComment = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// Chinese written straight into a template would stay Chinese for everybody; the language switch itself names both languages.
func TestTemplatesTranslateAllTheyShow(t *testing.T) {
	for _, f := range matching(".html") {
		if !strings.HasPrefix(f.path, "internal/") {
			continue
		}
		text := templateComment.ReplaceAllString(templateAction.ReplaceAllString(f.text, ""), "")
		text = hiddenMark.ReplaceAllString(text, "")
		for _, l := range strings.Split(text, "\n") {
			if han(l) && !strings.Contains(l, `lang="zh`) {
				t.Errorf(`%s shows %q as it is: write {{t "…"}}`, f.path, strings.TrimSpace(l))
			}
		}
	}
}

// Every package has a catalogue of its own, and all are read into one: the same Chinese must not have two translations.
func TestCataloguesAgree(t *testing.T) {
	type entry struct{ en, path string }
	have := map[string]entry{}
	for _, f := range matching(".json") {
		if path.Dir(f.path) != "internal/kit/i18n/locale" {
			continue
		}
		var words map[string]string
		if err := json.Unmarshal([]byte(f.text), &words); err != nil {
			t.Errorf("%s: %v", f.path, err)
			continue
		}
		for zh, en := range words {
			if old, ok := have[zh]; ok && old.en != en {
				t.Errorf("%q is %q in %s and %q in %s", zh, old.en, old.path, en, f.path)
			}
			have[zh] = entry{en, f.path}
			if en == "" || han(en) {
				t.Errorf("%s: %q has the English %q", f.path, zh, en)
			}
			for n := 1; n < 10; n++ {
				mark := "{" + strconv.Itoa(n) + "}"
				if strings.Contains(zh, mark) != strings.Contains(en, mark) {
					t.Errorf("%s: %q and %q do not both have %s", f.path, zh, en, mark)
				}
			}
		}
	}
}

func TestLabelsAreFound(t *testing.T) {
	const text = `package x
var choices = []form.Choice{{"a", "甲"}, {Value: "b", Label: "乙"}}
var one = form.Choice{"c", "丙"}
func (p *P) Fields(f *form.Fields) {
	f.Text("title", "丁", &p.Title).Hint("戊" + "己")
	form.Choose(f, "kind", "庚", &p.Kind, choices)
	form.Lines[Quota](f, "quotas", "辛", &p.Quotas)
	f.Section("壬")
	log.Print("不译")
}
var view = page.View{Title: "癸", Data: "不译"}`
	f, err := parser.ParseFile(fset, "x.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	eachLabel(f, func(text string, _ ast.Node) { got = append(got, text) })
	slices.Sort(got)
	want := strings.Split("甲 乙 丙 丁 戊己 庚 辛 壬 癸", " ")
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}
