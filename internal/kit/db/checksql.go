package db

import (
	"fmt"
	"regexp"
	"strings"
)

// A difference is a construct that only one engine has, or that means another thing on each.
type difference struct {
	found  *regexp.Regexp
	name   string
	remedy string
}

func differs(pattern, name, remedy string) difference {
	return difference{regexp.MustCompile(`(?is)` + pattern), name, remedy}
}

var differences = []difference{
	differs(`::\s*[a-z]`, "::type", "write CAST(x AS type)"),
	differs(`\?`, "? placeholder", "number the parameters: $1"),
	differs(`\bilike\b`, "ILIKE", "compare lower(x) LIKE lower($1)"),
	differs(`\bsimilar\s+to\b|\bglob\b|\bregexp\b|\s!?~\*?\s`, "pattern operator", "use LIKE, or judge in Go"),
	differs(`[=<>]\s*(any|all|some)\s*\(`, "= ANY", "use db.In"),
	differs(`\barray\s*\[|\bunnest\s*\(`, "array", "use db.In, or child rows"),
	differs(`\bfor\s+(no\s+key\s+)?(update|share)\b|\bskip\s+locked\b`, "FOR UPDATE", "guard by version or a unique index"),
	differs(`\b(now|date_trunc|to_char|to_date|to_timestamp|age|strftime|julianday|datetime|unixepoch|date_part|clock_timestamp)\s*\(|\bcurrent_(timestamp|date|time)\b|\binterval\s*''|\bextract\s*\(`, "time of the database", "give the time as a parameter, as text"),
	differs(`\b(greatest|least)\s*\(`, "greatest/least", "use CASE"),
	differs(`\b(ifnull|iif|group_concat|array_agg|nvl|printf|format|concat|concat_ws|instr|position|left|right|lpad|rpad|split_part)\s*\(`, "function of one engine", "use coalesce, CASE, string_agg, ||, substr, or Go"),
	differs(`\b(rollup|cube)\s*\(|\bgrouping\s+sets\b`, "ROLLUP", "group in several statements"),
	differs(`\blateral\b`, "LATERAL", "use a window function"),
	differs(`\bpercentile_(cont|disc)\b|\bwithin\s+group\b`, "percentile", "compute in Go"),
	differs(`\bdistinct\s+on\b`, "DISTINCT ON", "use row_number() OVER (…)"),
	differs(`\bwith\b.*\(\s*(delete|update|insert)\b`, "change inside WITH", "use two statements of one transaction"),
	differs(`\bjsonb?_\w+\s*\(|\bto_jsonb?\s*\(`, "JSON function", "use -> and ->>, or Go"),
	differs(`->>\s*('[^']*'|\$\d+)\s*(=|<|>|<>|!=|<=|>=)\s*\$\d`, "->> compared with a parameter", "CAST both sides AS TEXT"),
	differs(`\binsert\s+or\b|\breplace\s+into\b|\bupdate\s+or\b`, "INSERT OR", "use ON CONFLICT"),
	differs(`\b(autoincrement|(big|small)?serial)\b|\bgenerated\s+(always|by\s+default)\s+as\s+identity\b`, "numbering by the database", "use kit/id"),
	differs(`\browid\b|\bctid\b|\boid\b`, "hidden row number", "use the primary key"),
	differs(`\bpragma\b|\btruncate\b|\bwithout\s+rowid\b|\bstrict\s*$|\bunlogged\b|\bvacuum\b|\banalyze\b`, "statement of one engine", "put it under -- only:"),
	differs(`\b(timestamptz?|timestamp|datetime|date|time|numeric|decimal|money|uuid|real|float|varchar|char|blob|tinyint)\b\s*(\(\s*\d+(\s*,\s*\d+)?\s*\))?\s*(,|\)|$|not\s+null\b|null\b|primary\b|default\b|unique\b|check\b|references\b)`, "column type", "use TEXT, BIGINT, BOOLEAN, DOUBLE PRECISION, BYTEA or JSONB"),
}

// types only matter where columns are declared or cast.
const typeCheck = "column type"

var (
	declares = regexp.MustCompile(`(?is)^\s*(create\s+table|alter\s+table)\b`)
	quoted   = regexp.MustCompile(`'(?:[^']|'')*'`)
	comment  = regexp.MustCompile(`--[^\n]*|(?s)/\*.*?\*/`)
	names    = regexp.MustCompile(`"[^"]*"`)
)

// CheckSQL refuses SQL that the two engines do not take alike. Lines under "-- only: sqlite" or "-- only: postgres" are
// their engine's own affair.
func CheckSQL(text string) error {
	for _, stmt := range Statements(text, "") {
		plain := bare(stmt)
		for _, d := range differences {
			if d.name == typeCheck && !declares.MatchString(plain) {
				continue
			}
			if at := d.found.FindString(plain); at != "" {
				return fmt.Errorf("%s differs between SQLite and PostgreSQL (%q): %s", d.name, strings.TrimSpace(at), d.remedy)
			}
		}
		if at := strings.Index(strings.ToLower(plain), "string_agg("); at >= 0 && !orderedAggregate(plain[at:]) {
			return fmt.Errorf("string_agg without ORDER BY gives its own order on each engine: string_agg(x, ',' ORDER BY x)")
		}
	}
	return nil
}

// bare is the statement without what texts, names and comments say.
func bare(stmt string) string {
	return names.ReplaceAllString(comment.ReplaceAllString(quoted.ReplaceAllString(stmt, "''"), " "), "x")
}

func orderedAggregate(call string) bool {
	depth := 0
	for i, r := range call {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return ordered.MatchString(call[:i])
			}
		}
	}
	return true // cut off: its end is put together elsewhere
}

var (
	ordered  = regexp.MustCompile(`(?i)\border\s+by\b`)
	selects  = regexp.MustCompile(`(?i)^\s*(select|with)\b`)
	grouped  = regexp.MustCompile(`(?i)\bgroup\s+by\b`)
	reads    = regexp.MustCompile(`(?i)\bfrom\b`)
	totalled = regexp.MustCompile(`(?i)^\s*select\s+(coalesce\s*\(\s*)?(count|sum|min|max|avg|exists)\s*\(`)
)

// CheckOrder refuses a SELECT of several rows that leaves their order to the engine.
func CheckOrder(text string) error {
	for _, stmt := range Statements(text, "") {
		plain := bare(stmt)
		top := topLevel(plain)
		if !selects.MatchString(top) || !reads.MatchString(top) || ordered.MatchString(top) {
			continue
		}
		if totalled.MatchString(plain) && !grouped.MatchString(top) {
			continue
		}
		return fmt.Errorf("a SELECT of several rows needs an ORDER BY: each engine has its own order without")
	}
	return nil
}

// topLevel leaves out what stands in parentheses: a subquery's order or a window's is not that of the rows.
func topLevel(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			if depth == 0 {
				b.WriteRune(r)
			}
			depth++
		case r == ')':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
