package access

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/db"
)

// ErrAll reports that an actor who sees everything has no scopes to walk: the list runs by the record's own table.
var ErrAll = errors.New("access: an actor who sees everything is listed from the record's own table")

// A Key is a record's place in lists.
type Key struct{ Sort, ID string }

// A Walk says which part of a list is wanted: the records of one kind beyond From, Limit of them at most.
type Walk struct {
	Kind      string
	From      Key  // the last key already shown; the zero Key: from the start
	Ascending bool // smallest sort first; lists usually run the other way, newest first
	Limit     int
}

// ListIDs gives the next records that the actor sees, in order of (sort, id). Each scope is walked along its own range of
// the key and only the first Limit of each are merged, so the cost does not grow with the scopes' sizes.
func ListIDs(ctx context.Context, q db.Querier, a *Actor, w Walk) ([]Key, error) {
	if a.All {
		return nil, ErrAll
	}
	cmp, dir := "<", "DESC"
	if w.Ascending {
		cmp, dir = ">", "ASC"
	}
	seen := a.Seen()
	args := []any{w.Kind}
	beyond := ""
	if w.From != (Key{}) {
		args = append(args, w.From.Sort, w.From.ID)
		beyond = " AND (sort, record) " + cmp + " ($2, $3)"
	}
	limit := " LIMIT " + strconv.Itoa(w.Limit)
	order := " ORDER BY sort " + dir + ", record " + dir
	parts := make([]string, len(seen))
	for i, s := range seen {
		args = append(args, string(s))
		parts[i] = "SELECT sort, record FROM (SELECT sort, record FROM access_scope WHERE scope = $" + strconv.Itoa(len(args)) +
			" AND kind = $1" + beyond + order + limit + ") AS part" + strconv.Itoa(i)
	}
	found, err := q.Query(ctx, "SELECT sort, record FROM ("+strings.Join(parts, " UNION ")+") AS walk"+order+limit, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	out := make([]Key, 0, w.Limit)
	for found.Next() {
		var k Key
		if err := found.Scan(&k.Sort, &k.ID); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, found.Err()
}

// CountUpTo counts the records of the kind that the actor sees, at most `most`: a list asks for 10,001 and writes
// "10,000+" when it gets that many. It reads at most `most` entries of each scope. A record with an empty sort, a cancelled
// one, has no place in lists and is not counted; ListIDs gives it before all others.
func CountUpTo(ctx context.Context, q db.Querier, a *Actor, kind string, most int) (int, error) {
	if a.All {
		return 0, ErrAll
	}
	var inhabited []Scope
	largest := 0
	for _, s := range a.Seen() {
		n, err := countScope(ctx, q, s, kind, most)
		if err != nil || n >= most {
			return n, err
		}
		if n > 0 {
			inhabited = append(inhabited, s)
			largest = max(largest, n)
		}
	}
	if len(inhabited) <= 1 {
		return largest, nil
	}
	args := []any{kind}
	parts := make([]string, len(inhabited))
	for i, s := range inhabited {
		args = append(args, string(s))
		parts[i] = "SELECT record FROM access_scope WHERE scope = $" + strconv.Itoa(i+2) + " AND kind = $1 AND sort > ''"
	}
	var n int
	err := q.Row(ctx, "SELECT count(*) FROM ("+strings.Join(parts, " UNION ")+") AS every", args...).Scan(&n)
	return min(n, most), err
}

func countScope(ctx context.Context, q db.Querier, s Scope, kind string, most int) (int, error) {
	var n int
	err := q.Row(ctx, "SELECT count(*) FROM (SELECT 1 FROM access_scope WHERE scope = $1 AND kind = $2 AND sort > '' LIMIT "+strconv.Itoa(most)+") AS head",
		string(s), kind).Scan(&n)
	return n, err
}

// Share cuts ids to those that the actor may see, in the order given; for hits of an index that does not know scopes.
func Share(ctx context.Context, q db.Querier, a *Actor, kind string, ids []string) ([]string, error) {
	if a.All || len(ids) == 0 {
		return ids, nil
	}
	seen := a.Seen()
	may := map[string]bool{}
	for part := range slices.Chunk(ids, 200) {
		args := append(append([]any{kind}, db.Args(part)...), db.Args(texts(seen))...)
		found, err := q.Query(ctx, "SELECT DISTINCT record FROM access_scope WHERE kind = $1 AND record "+db.In(2, len(part))+
			" AND scope "+db.In(2+len(part), len(seen))+" ORDER BY record", args...)
		if err != nil {
			return nil, err
		}
		for found.Next() {
			var id string
			if err := found.Scan(&id); err != nil {
				_ = found.Close()
				return nil, err
			}
			may[id] = true
		}
		if err := errors.Join(found.Err(), found.Close()); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !may[id] }), nil
}
