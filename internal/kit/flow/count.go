package flow

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
)

// CountMost is how far lists are counted exactly: nobody works off more; a count above it means "1,000+".
const CountMost = 1_000

// Counts are the sizes of an actor's lists, for the home page and the bell.
type Counts struct {
	Do    int `json:"do"`   // 待办
	Late  int `json:"late"` // of these overdue
	Near  int `json:"near"` // of these near
	Told  int `json:"told"`
	Done  int `json:"done"`
	Begun int `json:"begun"`
}

// Counts counts the actor's lists, each up to one above CountMost, by index reads alone.
func (e *Engine) Counts(ctx context.Context, a *access.Actor) (Counts, error) {
	now := clock.Instant(clock.Now(ctx))
	var c Counts
	var nearOrLate int
	for _, ask := range []struct {
		to   *int
		list string
		cond string
	}{{&c.Do, listDo, ""}, {&c.Late, listDo, " AND due_at <= $2"}, {&nearOrLate, listDo, " AND near_at <= $2"}, {&c.Told, listTold, ""}} {
		if ask.list == listDo && c.Do == 0 && ask.cond != "" {
			continue
		}
		n, err := e.countDue(ctx, a, ask.list, ask.cond, now)
		if err != nil {
			return c, err
		}
		*ask.to = n
	}
	if c.Near = nearOrLate - c.Late; nearOrLate > CountMost { // how many of them are near is not counted
		c.Near = CountMost + 1
	}
	for _, ask := range []struct {
		to   *int
		list string
	}{{&c.Done, listDone}, {&c.Begun, listBegun}} {
		cond, more := stillSeen(a, ask.list, 3)
		err := e.d.Row(ctx, `SELECT count(*) FROM (SELECT m.run FROM flow_mine m WHERE m.account = $1 AND m.list = $2`+cond+` LIMIT `+strconv.Itoa(CountMost+1)+`) AS every`,
			append([]any{a.ID, ask.list}, more...)...).Scan(ask.to)
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// countDue counts the runs in the actor's ranges; a run in several of them counts once. It sizes each range first, at most
// CountMost+1 entries of it: usually that settles the matter, and only what is left is compared run by run.
func (e *Engine) countDue(ctx context.Context, a *access.Actor, list, cond, now string) (int, error) {
	var lived []branch
	most := 0
	for part := range slices.Chunk(e.branches(a, list, ""), branchMost) {
		sizes, err := e.sizes(ctx, part, list, cond, now)
		if err != nil {
			return 0, err
		}
		for i, n := range sizes {
			if n > CountMost {
				return CountMost + 1, nil
			}
			if n > 0 {
				lived = append(lived, part[i])
				most = max(most, n)
			}
		}
	}
	if len(lived) <= 1 {
		return most, nil
	}
	seen := map[string]bool{}
	for part := range slices.Chunk(lived, branchMost) {
		text, args := countText(part, list, cond, now)
		found, err := places(ctx, e.d, `SELECT '' AS sort, run FROM (`+text+`) AS every ORDER BY run LIMIT `+strconv.Itoa(CountMost+1), args)
		if err != nil {
			return 0, err
		}
		for _, p := range found {
			seen[p.run] = true
		}
	}
	return min(len(seen), CountMost+1), nil
}

// sizes gives how many entries each range has, at most CountMost+1.
func (e *Engine) sizes(ctx context.Context, branches []branch, list, cond, now string) ([]int, error) {
	texts := make([]string, len(branches))
	args := countArgs(list, cond, now)
	for i, b := range branches {
		args = append(args, string(b.scope), string(b.right))
		texts[i] = "SELECT " + strconv.Itoa(i) + " AS n, count(*) AS size FROM (" + ranged(cond, len(args)) + ") AS p" + strconv.Itoa(i)
	}
	rows, err := e.d.Query(ctx, "SELECT n, size FROM ("+strings.Join(texts, " UNION ALL ")+") AS every ORDER BY n", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]int, len(branches))
	for rows.Next() {
		var i, n int
		if err := rows.Scan(&i, &n); err != nil {
			return nil, err
		}
		out[i] = n
	}
	return out, rows.Err()
}

func countArgs(list, cond, now string) []any {
	if cond == "" {
		return []any{list}
	}
	return []any{list, now}
}

// ranged reads the runs of one range, whose scope and right are the last two parameters.
func ranged(cond string, last int) string {
	sort := "due_at"
	if strings.Contains(cond, "near_at") {
		sort = "near_at"
	}
	return "SELECT run FROM flow_todo WHERE list = $1 AND scope = $" + strconv.Itoa(last-1) + " AND right_name = $" + strconv.Itoa(last) + cond +
		" ORDER BY " + sort + ", run LIMIT " + strconv.Itoa(CountMost+1)
}

func countText(branches []branch, list, cond, now string) (string, []any) {
	args := countArgs(list, cond, now)
	texts := make([]string, len(branches))
	for i, b := range branches {
		args = append(args, string(b.scope), string(b.right))
		texts[i] = "SELECT run FROM (" + ranged(cond, len(args)) + ") AS p" + strconv.Itoa(i)
	}
	return strings.Join(texts, " UNION "), args
}

// ShowCount writes a count for a person: 1,000+ above CountMost.
func ShowCount(n int) string {
	if n > CountMost {
		return "1,000+"
	}
	return strconv.Itoa(n)
}
