package flow

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/i18n"
)

// CountMost is how far lists are counted exactly; a count above it means "10,000+".
const CountMost = 10_000

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
	c.Near = nearOrLate - c.Late
	for _, ask := range []struct {
		to   *int
		list string
	}{{&c.Done, listDone}, {&c.Begun, listBegun}} {
		cond, more := stillSeen(a, 3)
		err := e.d.Row(ctx, `SELECT count(*) FROM (SELECT m.run FROM flow_mine m WHERE m.account = $1 AND m.list = $2`+cond+` LIMIT `+strconv.Itoa(CountMost+1)+`) AS every`,
			append([]any{a.ID, ask.list}, more...)...).Scan(ask.to)
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// countDue counts the runs in the actor's ranges; a run in several of them counts once.
func (e *Engine) countDue(ctx context.Context, a *access.Actor, list, cond, now string) (int, error) {
	n := 0
	branches := e.branches(a, list, "")
	if len(branches) > branchMost {
		return e.countMany(ctx, branches, list, cond, now)
	}
	if len(branches) == 0 {
		return 0, nil
	}
	text, args := countText(branches, list, cond, now)
	err := e.d.Row(ctx, `SELECT count(*) FROM (`+text+`) AS every`, args...).Scan(&n)
	return min(n, CountMost+1), err
}

// countMany is countDue for more ranges than one statement holds.
func (e *Engine) countMany(ctx context.Context, branches []branch, list, cond, now string) (int, error) {
	seen := map[string]bool{}
	for part := range slices.Chunk(branches, branchMost) {
		text, args := countText(part, list, cond, now)
		found, err := places(ctx, e.d, `SELECT '' AS sort, run FROM (`+text+`) AS every ORDER BY run`, args)
		if err != nil {
			return 0, err
		}
		for _, p := range found {
			seen[p.run] = true
		}
	}
	return min(len(seen), CountMost+1), nil
}

func countText(branches []branch, list, cond, now string) (string, []any) {
	args := []any{list}
	if cond != "" {
		args = append(args, now)
	}
	sort := "due_at"
	if strings.Contains(cond, "near_at") {
		sort = "near_at"
	}
	texts := make([]string, len(branches))
	for i, b := range branches {
		args = append(args, string(b.scope), string(b.right))
		texts[i] = "SELECT run FROM (SELECT run FROM flow_todo WHERE list = $1 AND scope = $" + strconv.Itoa(len(args)-1) + " AND right_name = $" + strconv.Itoa(len(args)) +
			cond + " ORDER BY " + sort + ", run LIMIT " + strconv.Itoa(CountMost+1) + ") AS p" + strconv.Itoa(i)
	}
	return strings.Join(texts, " UNION "), args
}

// ShowCount writes a count for a person: 10,000+ above CountMost.
func ShowCount(n int) string {
	if n > CountMost {
		return i18n.T("zh", "10,000+")
	}
	return strconv.Itoa(n)
}
