package house

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shian/data/post"
)

// rightForm is kind.verb.
var rightForm = regexp.MustCompile(`^[a-z]+(\.[a-z]+)+$`)

// asks are the calls whose arguments are rights; rightFields the fields of literals that hold one.
var (
	asks        = []string{"Right", "AnyRight", "May"}
	rightFields = []string{"Right", "View", "Edit", "Todo", "Owner", "Need"}
)

// A right that no post holds is a door nobody can open.
func TestEveryRightAskedForIsHeldByAPost(t *testing.T) {
	held := map[string]bool{}
	for _, p := range post.Catalogue() {
		for _, r := range p.Rights {
			held[r] = true
		}
	}
	for _, s := range sources() {
		sample := strings.Contains(s.path, "sample") || strings.HasSuffix(s.dir, "test")
		if s.test || sample || !strings.HasPrefix(s.dir, "internal/") || s.dir == "internal/house" {
			continue
		}
		eachRight(s.ast, func(right string, at ast.Node) {
			if !held[right] {
				t.Errorf("%s:%d asks for %s, which no post in data/post holds", s.path, line(at), right)
			}
		})
	}
}

func eachRight(f *ast.File, fn func(right string, at ast.Node)) {
	try := func(e ast.Expr) {
		if text, ok := literal(e); ok && rightForm.MatchString(text) {
			fn(text, e)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if slices.Contains(asks, called(n.Fun)) {
				for _, a := range n.Args {
					try(a)
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(rightFields, key.Name) {
				try(n.Value)
			}
		case *ast.ValueSpec:
			if n.Type != nil && called(n.Type) == "Right" {
				for _, v := range n.Values {
					try(v)
				}
			}
		}
		return true
	})
}
