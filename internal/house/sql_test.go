package house

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dialects are the packages that may ask which engine they talk to, and so write SQL for one alone.
var dialects = []string{"internal/kit/db", "internal/kit/search", "internal/kit/job"}

// differs lists what the two engines do not read alike, with what to write instead.
var differs = []struct {
	found   *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`::`), "write CAST(… AS …)"},
	{regexp.MustCompile(`(?i)\bILIKE\b`), "compare lower(…) with LIKE"},
	{regexp.MustCompile(`(?i)=\s*(ANY|ALL)\b`), "write IN by db.In"},
	{regexp.MustCompile(`(?i)\bFOR\s+(UPDATE|SHARE)\b|\bSKIP\s+LOCKED\b`), "update with a condition and count the rows"},
	{regexp.MustCompile(`(?i)\b(now|clock_timestamp|date_trunc|to_char|extract|age|datetime|strftime|julianday|unixepoch)\s*\(|\bCURRENT_(TIMESTAMP|DATE|TIME)\b`), "pass the time as a parameter"},
	{regexp.MustCompile(`(?i)\b(greatest|least|ifnull|iif|isnull|nvl|percentile_cont|generate_series|group_concat|random|printf|instr)\s*\(`), "write CASE, coalesce or string_agg, or do it in Go"},
	{regexp.MustCompile(`(?i)\bjsonb?_\w+\s*\(|\bunnest\s*\(|\barray_\w+\s*\(|\bARRAY\s*\[`), "keep child rows in a table"},
	{regexp.MustCompile(`(?i)\bLATERAL\b|\bROLLUP\b|\bCUBE\b|\bDISTINCT\s+ON\b`), "write it as joins and groups"},
	{regexp.MustCompile(`(?i)\bINSERT\s+OR\b|\bREPLACE\s+INTO\b`), "write ON CONFLICT"},
	{regexp.MustCompile(`(?i)\bGLOB\b|\bREGEXP\b|\bSIMILAR\s+TO\b|~\*?\s*\$`), "write LIKE, or match in Go"},
	{regexp.MustCompile(`(?is)^WITH\b.*\(\s*(DELETE|UPDATE|INSERT)\b`), "change rows in a statement of their own"},
	{regexp.MustCompile(`\?`), "number the placeholders: $1"},
	{regexp.MustCompile(`(?i)\bPRAGMA\b|\browid\b|\bctid\b`), "use the key"},
}

// types that one engine changes or does not know; decimals, days and instants are text.
var types = regexp.MustCompile(`(?i)\b(NUMERIC|DECIMAL|REAL|FLOAT|SERIAL|BIGSERIAL|TIMESTAMPTZ?|DATE|TIME|INTERVAL|UUID|VARCHAR|CHAR|INTEGER|INT|SMALLINT|AUTOINCREMENT|BLOB)\b\s*(\(|,|\)|$|NOT|DEFAULT|PRIMARY|REFERENCES|UNIQUE)`)

var (
	quoted    = regexp.MustCompile(`'(?:[^']|'')*'`)
	comment   = regexp.MustCompile(`--[^\n]*`)
	statement = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|REPLACE|PRAGMA)\s`)
	one       = regexp.MustCompile(`(?i)^\s*SELECT\s+(count|sum|min|max|coalesce|EXISTS)\s*\(`)
)

// unlike says what in the statement the two engines read differently; empty when nothing.
func unlike(sql string) []string {
	sql = quoted.ReplaceAllString(comment.ReplaceAllString(sql, ""), "''")
	var out []string
	for _, d := range differs {
		if m := d.found.FindString(sql); m != "" {
			out = append(out, strings.TrimSpace(m)+": "+d.instead)
		}
	}
	if regexp.MustCompile(`(?i)^\s*(CREATE\s+TABLE|ALTER\s+TABLE)`).MatchString(sql) {
		for _, l := range strings.Split(sql, "\n") {
			if m := types.FindStringSubmatch(strings.TrimSpace(l)); m != nil {
				out = append(out, m[1]+": keep TEXT, BIGINT, BOOLEAN, DOUBLE PRECISION or BYTEA")
			}
		}
	}
	return out
}

func TestSQLIsReadAlikeByBothDatabases(t *testing.T) {
	read := 0
	for _, s := range sources() {
		if s.test || slices.Contains(dialects, s.dir) || !strings.HasPrefix(s.dir, "internal/") {
			continue
		}
		eachStatement(s.ast, func(sql string, at ast.Node) {
			read++
			for _, why := range unlike(sql) {
				t.Errorf("%s:%d: %s", s.path, line(at), why)
			}
		})
	}
	if read < 30 {
		t.Errorf("only %d statements found: the test no longer recognises them", read)
	}
	for _, f := range matching(".sql") {
		if slices.Contains(dialects, path.Dir(path.Dir(f.path))) {
			continue
		}
		for _, sql := range strings.SplitAfter(shared(f.text), ";\n") {
			for _, why := range unlike(strings.TrimSpace(sql)) {
				t.Errorf("%s: %s", f.path, why)
			}
		}
	}
}

// shared drops the parts of a migration that hold for one engine only.
func shared(text string) string {
	var out strings.Builder
	skip := false
	for l := range strings.Lines(text) {
		if only, ok := strings.CutPrefix(strings.TrimSpace(l), "-- only: "); ok {
			skip = only != "both"
		} else if !skip {
			out.WriteString(l)
		}
	}
	return out.String()
}

// eachStatement calls fn for every literal that is a statement; what is put together of parts counts as one, with § for the
// parts that are not literals.
func eachStatement(f *ast.File, fn func(sql string, at ast.Node)) {
	ast.Inspect(f, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		switch e.(type) {
		case *ast.BinaryExpr, *ast.BasicLit:
			text, any := joined(e)
			if any && statement.MatchString(text) {
				fn(text, e)
				return false
			}
		}
		return true
	})
}

func joined(e ast.Expr) (text string, any bool) {
	if s, ok := literal(e); ok {
		return s, true
	}
	if b, ok := e.(*ast.BinaryExpr); ok {
		x, a := joined(b.X)
		y, c := joined(b.Y)
		return x + y, a || c
	}
	if p, ok := e.(*ast.ParenExpr); ok {
		return joined(p.X)
	}
	return "§", false
}

// A list without an order comes in another one on the other database, or tomorrow.
func TestListsHaveAnOrder(t *testing.T) {
	for _, s := range sources() {
		if s.test || !strings.HasPrefix(s.dir, "internal/") {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || called(call.Fun) != "Query" && called(call.Fun) != "QueryContext" || len(call.Args) < 2 {
				return true
			}
			text, _ := joined(call.Args[1])
			if statement.MatchString(text) && unordered(text) {
				t.Errorf("%s:%d: a list without ORDER BY", s.path, line(call))
			}
			return true
		})
	}
}

// unordered judges only statements whose end is known.
func unordered(sql string) bool {
	sql = strings.TrimSpace(sql)
	return regexp.MustCompile(`^(SELECT|WITH)\b`).MatchString(sql) && !strings.Contains(sql, "ORDER BY") && !strings.HasSuffix(sql, "§") &&
		(!one.MatchString(sql) || strings.Contains(sql, "GROUP BY"))
}

func TestTheRulesOfSQLRefuse(t *testing.T) {
	for sql, want := range map[string]bool{
		`SELECT a FROM t WHERE b = $1 ORDER BY a`:                                               true,
		`SELECT a::text FROM t`:                                                                 false,
		`SELECT a FROM t WHERE b ILIKE $1`:                                                      false,
		`SELECT a FROM t WHERE b = ANY($1)`:                                                     false,
		`SELECT a FROM t WHERE at < now()`:                                                      false,
		`SELECT a FROM t WHERE b = ?`:                                                           false,
		`SELECT a FROM t WHERE b = 'really now()? a::b'`:                                        true,
		`WITH gone AS (DELETE FROM t RETURNING a) SELECT a FROM gone`:                           false,
		"WITH RECURSIVE up AS (SELECT a FROM t UNION ALL SELECT a FROM up) SELECT a FROM up":    true,
		"CREATE TABLE t (a TEXT PRIMARY KEY, b BIGINT NOT NULL, c BOOLEAN, d DOUBLE PRECISION)": true,
		"CREATE TABLE t (a TEXT,\n b NUMERIC NOT NULL)":                                         false,
		"CREATE TABLE t (\n a SERIAL PRIMARY KEY)":                                              false,
		`INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = excluded.a`:            true,
		`INSERT OR IGNORE INTO t (a) VALUES ($1)`:                                               false,
		`UPDATE t SET a = greatest(a, $1)`:                                                      false,
	} {
		if got := unlike(sql); (len(got) == 0) != want {
			t.Errorf("%s: %v, alike %v", sql, got, want)
		}
	}
	for sql, want := range map[string]bool{
		"SELECT a FROM t": true, "SELECT a FROM t ORDER BY a": false, "SELECT count(*) FROM t": false,
		"SELECT a FROM t WHERE §": false, "SELECT sum(n) FROM t GROUP BY k": true, "INSERT INTO t (a) VALUES ($1) RETURNING a": false,
	} {
		if unordered(sql) != want {
			t.Errorf("%s: unordered %v, want %v", sql, !want, want)
		}
	}
}
