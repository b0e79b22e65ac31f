package db_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"shian/internal/kit/db"
)

func TestCheckSQLTellsTheEnginesApart(t *testing.T) {
	for _, bad := range []string{
		`SELECT a::text FROM t`,
		`SELECT a FROM t WHERE a ILIKE $1`,
		`SELECT a FROM t WHERE a = ANY($1)`,
		`SELECT a FROM t WHERE id = $1 FOR UPDATE SKIP LOCKED`,
		`INSERT INTO t (at) VALUES (now())`,
		`SELECT greatest(a, b) FROM t`,
		`SELECT a, sum(n) FROM t GROUP BY ROLLUP (a)`,
		`SELECT a FROM t, LATERAL (SELECT 1) x`,
		`SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t`,
		`WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone`,
		`SELECT value FROM t, json_each(t.list)`,
		`SELECT x FROM t, jsonb_array_elements(t.list) x`,
		`SELECT a FROM t WHERE b->>'n' = $1`,
		`SELECT a FROM t WHERE a = ?`,
		`INSERT OR IGNORE INTO t (a) VALUES ($1)`,
		`SELECT string_agg(a, ',') FROM t`,
		`CREATE TABLE t (at TIMESTAMP NOT NULL)`,
		`CREATE TABLE t (n NUMERIC(10,2))`,
		`CREATE TABLE t (id BIGSERIAL PRIMARY KEY)`,
		"-- only: both\nSELECT now()",
	} {
		if err := db.CheckSQL(bad); err == nil {
			t.Errorf("let pass: %s", bad)
		}
	}
	for _, good := range []string{
		`SELECT a, '::text ? now()' FROM t -- now()`,
		`SELECT count(*) FILTER (WHERE a), string_agg(a, ',' ORDER BY a) FROM t`,
		`INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = excluded.a RETURNING a`,
		`WITH RECURSIVE up AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT n FROM up ORDER BY n`,
		`SELECT a FROM t WHERE CAST(b->>'n' AS TEXT) = CAST($1 AS TEXT)`,
		`CREATE TABLE t (id TEXT PRIMARY KEY, day TEXT, n BIGINT, ok BOOLEAN, x DOUBLE PRECISION, date_at TEXT)`,
		"-- only: postgres\nSELECT now();\n-- only: both\nSELECT 1",
		`SELECT "date", row_number() OVER (PARTITION BY a ORDER BY b) FROM t`,
	} {
		if err := db.CheckSQL(good); err != nil {
			t.Errorf("%v: %s", err, good)
		}
	}
}

func TestCheckOrderWantsAnOrderOfSeveralRows(t *testing.T) {
	for text, fine := range map[string]bool{
		`SELECT a FROM t`: false,
		`SELECT a FROM t WHERE b IN (SELECT b FROM u ORDER BY b)`: false,
		`SELECT a, count(*) FROM t GROUP BY a`:                    false,
		`SELECT sum(n) FROM t GROUP BY a`:                         false,
		`SELECT row_number() OVER (ORDER BY a) FROM t`:            false,
		`SELECT a FROM t ORDER BY a`:                              true,
		`SELECT count(*) FROM t`:                                  true,
		`SELECT coalesce(sum(n), 0) FROM t`:                       true,
		`SELECT 1`:                                                true,
		`UPDATE t SET a = 1 RETURNING id`:                         true,
	} {
		if err := db.CheckOrder(text); (err == nil) != fine {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// ownDialect may write each engine's own SQL: the seam itself and the two packages with an index of their own, in files
// named after an engine.
func ownDialect(path string) bool {
	if strings.HasPrefix(path, "internal/kit/db/") {
		return true
	}
	engine := strings.Contains(filepath.Base(path), "sqlite") || strings.Contains(filepath.Base(path), "postgres")
	return engine && (strings.HasPrefix(path, "internal/kit/search/") || strings.HasPrefix(path, "internal/kit/job/"))
}

func TestTheWholeRepositoryKeepsToOneSQL(t *testing.T) {
	root, checked := repository(t), 0
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		checked += checkPackage(t, root, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 10 {
		t.Errorf("only %d texts found: the search is broken", checked)
	}
}

func repository(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
}

// checkPackage checks the texts of one folder and gives their number.
func checkPackage(t *testing.T, root, dir string) int {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	p := source{texts: map[string]text{}, fset: token.NewFileSet()}
	var parsed []*ast.File
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		rel, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case ownDialect(filepath.ToSlash(rel)):
		case strings.HasSuffix(rel, ".sql"):
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			checked++
			if err := db.CheckSQL(string(b)); err != nil {
				t.Errorf("%s: %v", rel, err)
			}
		case strings.HasSuffix(rel, ".go") && !strings.HasSuffix(rel, "_test.go"):
			f, err := parser.ParseFile(p.fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				continue // the compiler says so
			}
			parsed = append(parsed, f)
			p.name(f)
		}
	}
	for _, f := range parsed {
		for _, x := range p.statements(f) {
			checked++
			where := fmt.Sprint(p.fset.Position(x.at))
			if err := db.CheckSQL(x.sql); err != nil {
				t.Errorf("%s: %v", strings.TrimPrefix(where, root+"/"), err)
			}
			if x.rows && !x.open {
				if err := db.CheckOrder(x.sql); err != nil {
					t.Errorf("%s: %v", strings.TrimPrefix(where, root+"/"), err)
				}
			}
		}
	}
	return checked
}

// A text is a string of the source, put together as far as it is constant.
type text struct {
	sql  string
	at   token.Pos
	open bool // its end is put together when it runs
	rows bool // it is given to Query
}

type source struct {
	fset  *token.FileSet
	texts map[string]text // constants by name
}

// name collects the package's constants and variables that are strings.
func (p *source) name(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			for i, name := range v.Names {
				if i < len(v.Values) {
					if x, ok := p.read(v.Values[i]); ok {
						p.texts[name.Name] = x
					}
				}
			}
		}
		return true
	})
}

// read puts a string expression together; what is not constant becomes a space.
func (p *source) read(e ast.Expr) (text, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return text{sql: s, at: e.Pos()}, err == nil
		}
	case *ast.ParenExpr:
		return p.read(e.X)
	case *ast.Ident:
		x, ok := p.texts[e.Name]
		return x, ok
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return text{}, false
		}
		l, okL := p.read(e.X)
		r, okR := p.read(e.Y)
		if !okL && !okR {
			return text{}, false
		}
		if !okL {
			l = text{sql: " ", at: e.Pos()}
		}
		if !okR {
			r = text{sql: " ", open: true}
		}
		return text{sql: l.sql + r.sql, at: l.at, open: r.open}, true
	}
	return text{}, false
}

var isSQL = regexp.MustCompile(`^\s*(-- only: \w+\s+)?(SELECT\s|INSERT\s+(INTO|OR)\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+[^.]*\sAS\s|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX|VIEW)\s|ALTER\s+TABLE\s)`)

// statements gives the SQL of a file, each once.
func (p *source) statements(f *ast.File) []text {
	var out []text
	seen := map[ast.Expr]bool{}
	keep := func(e ast.Expr, rows bool) {
		if x, ok := p.read(e); ok && isSQL.MatchString(x.sql) {
			x.at, x.rows = e.Pos(), rows
			out = append(out, x)
		}
		ast.Inspect(e, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				seen[e] = true
			}
			return true
		})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 1 && (sel.Sel.Name == "Query" || sel.Sel.Name == "Row" || sel.Sel.Name == "Exec") {
				keep(n.Args[1], sel.Sel.Name == "Query")
			}
		case *ast.BinaryExpr, *ast.BasicLit:
			if e := n.(ast.Expr); !seen[e] {
				keep(e, false)
			}
		}
		return true
	})
	return out
}
