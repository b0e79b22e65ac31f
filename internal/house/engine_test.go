package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// An engine gives the same answer to the same question: no clock, no chance of its own, no variable that a call changes.
func TestEnginesHaveNoClockNoChanceAndNoState(t *testing.T) {
	vars := map[string]map[string]bool{} // package folder → its variables
	for _, s := range engines() {
		for name := range packageVars(s.ast) {
			if vars[s.dir] == nil {
				vars[s.dir] = map[string]bool{}
			}
			vars[s.dir][name] = true
		}
	}
	for _, s := range engines() {
		for _, fault := range impure(s.ast, vars[s.dir]) {
			t.Errorf("%s:%d: %s", s.path, line(fault.at), fault.why)
		}
	}
}

func engines() []source {
	var out []source
	for _, s := range sources() {
		if strings.HasPrefix(s.dir, "engine/") && !s.test {
			out = append(out, s)
		}
	}
	return out
}

type impurity struct {
	at  ast.Node
	why string
}

func impure(f *ast.File, vars map[string]bool) []impurity {
	var out []impurity
	changed := func(x ast.Expr) {
		if id, ok := rootOf(x).(*ast.Ident); ok && vars[id.Name] && packageLevel(f, id) {
			out = append(out, impurity{x, "the package variable " + id.Name + " is changed; keep state in a value the caller holds"})
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && pkg.Obj == nil {
				switch call := pkg.Name + "." + n.Sel.Name; call {
				case "time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "os.Getenv", "os.ReadFile", "os.Open", "time.Local":
					out = append(out, impurity{n, call + ": the caller passes the time and the data"})
				}
			}
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, left := range n.Lhs {
					changed(left)
				}
			}
		case *ast.IncDecStmt:
			changed(n.X)
		}
		return true
	})
	return out
}

// rootOf finds x in x.y[z] and *x.
func rootOf(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return rootOf(e.X)
	case *ast.IndexExpr:
		return rootOf(e.X)
	case *ast.StarExpr:
		return rootOf(e.X)
	case *ast.ParenExpr:
		return rootOf(e.X)
	}
	return e
}

// packageLevel reports whether the name is not one declared in the function: the parser resolves names within a file, those of
// other files it leaves open.
func packageLevel(f *ast.File, id *ast.Ident) bool {
	return id.Obj == nil || f.Scope.Lookup(id.Name) == id.Obj
}

func packageVars(f *ast.File) map[string]bool {
	out := map[string]bool{}
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					out[name.Name] = true
				}
			}
		}
	}
	return out
}

func TestTheRuleOfEnginesRefuses(t *testing.T) {
	const text = `package x
import "time"
var seen = map[string]int{}
var n int
func f() { now := time.Now(); _ = now }
func g() { seen["a"] = 1; n++ }
func h() { n := 0; n++; var seen map[string]int; seen["a"] = 1 }`
	f, err := parser.ParseFile(fset, "x.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := impure(f, packageVars(f)); len(got) != 3 {
		t.Errorf("%d faults found, want 3: %v", len(got), got)
	}
}
