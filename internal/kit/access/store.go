package access

import (
	"cmp"
	"context"
	"embed"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of scopes.
var Schema = db.Schema{Name: "access", Files: migrations}

// rows of one group commit: sorted by key, so that the tree is written in order and two PostgreSQL writers never wait for
// each other crosswise.
var rows = &db.Batch{
	Table:   "access_scope",
	Columns: []string{"scope", "kind", "sort", "record"},
	Tail:    "ON CONFLICT (scope, kind, sort, record) DO NOTHING",
	Merge:   settle,
}

// Put gives a new record its scopes. sort is its place in lists (a day, an instant, a name in lower case); two records
// with the same sort are told apart by their ids.
func Put(tx *db.Tx, kind, id, sort string, scopes []Scope) {
	for _, s := range scopes {
		tx.Append(rows, string(s), kind, sort, id)
	}
}

// Replace gives a changed record other scopes or another place in lists. No scopes: nobody but All sees it any more.
func Replace(ctx context.Context, tx *db.Tx, kind, id, sort string, scopes []Scope) error {
	if _, err := tx.Exec(ctx, `DELETE FROM access_scope WHERE record = $1 AND kind = $2`, id, kind); err != nil {
		return err
	}
	tx.Append(rows, forget, kind, "", id)
	Put(tx, kind, id, sort, scopes)
	return nil
}

// forget in place of a scope drops what the same group has noted for the record before: rows not yet written cannot be
// deleted by a statement.
const forget = ""

func settle(group [][]any) [][]any {
	last := map[[2]string]int{} // (kind, record) → where its last forget stands
	for i, r := range group {
		if r[0] == forget {
			last[[2]string{r[1].(string), r[3].(string)}] = i
		}
	}
	out := group[:0:0]
	for i, r := range group {
		if r[0] == forget {
			continue
		}
		if at, ok := last[[2]string{r[1].(string), r[3].(string)}]; !ok || i > at {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, compareRows)
	return slices.CompactFunc(out, func(a, b []any) bool { return compareRows(a, b) == 0 })
}

func compareRows(a, b []any) int {
	for i := range a {
		if c := cmp.Compare(a[i].(string), b[i].(string)); c != 0 {
			return c
		}
	}
	return 0
}

// ScopesOf gives the scopes of a record, sorted; none for a record nobody knows.
func ScopesOf(ctx context.Context, q db.Querier, kind, id string) ([]Scope, error) {
	found, err := q.Query(ctx, `SELECT DISTINCT scope FROM access_scope WHERE record = $1 AND kind = $2 ORDER BY scope`, id, kind)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []Scope
	for found.Next() {
		var s Scope
		if err := found.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, found.Err()
}

// MaySee reports whether the actor may see the record.
func MaySee(ctx context.Context, q db.Querier, a *Actor, kind, id string) (bool, error) {
	if a.All {
		return true, nil
	}
	scopes, err := ScopesOf(ctx, q, kind, id)
	return err == nil && a.Sees(scopes), err
}

// Predicate is the same question as SQL: a condition on idColumn (such as "t.id") for a WHERE, with its parameters
// numbered from `from`; an empty condition for an actor who sees everything.
func Predicate(a *Actor, kind, idColumn string, from int) (cond string, args []any) {
	if a.All {
		return "", nil
	}
	seen := a.Seen()
	cond = "EXISTS (SELECT 1 FROM access_scope WHERE access_scope.record = " + idColumn +
		" AND access_scope.kind = $" + strconv.Itoa(from) + " AND access_scope.scope " + db.In(from+1, len(seen)) + ")"
	return cond, append([]any{kind}, db.Args(texts(seen))...)
}

// Seen gives the scopes through which the actor sees records: their own and Public, sorted; of Concerned their own alone.
// For All it says nothing.
func (a *Actor) Seen() []Scope {
	out := slices.Clone(a.Scopes)
	if !a.own {
		out = append(out, Public)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Holds reports whether everything of the region is the actor's to see, so that a list of the region needs no further
// condition: a record always carries its region's scopes at every level (Regions).
func (a *Actor) Holds(region string) bool {
	return a.All || slices.ContainsFunc(a.Scopes, func(s Scope) bool {
		code, is := strings.CutPrefix(string(s), "r:")
		return is && code != "" && slices.Contains(Regions(region), s)
	})
}

func texts(scopes []Scope) []string {
	out := make([]string, len(scopes))
	for i, s := range scopes {
		out[i] = string(s)
	}
	return out
}
