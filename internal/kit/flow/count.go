package flow

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
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
	c, err := e.countDo(ctx, a)
	if err != nil {
		return c, err
	}
	if c.Told, err = e.countTold(ctx, a); err != nil {
		return c, err
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

// A portion of 待办 that is counted: a condition on rows, $2 being now, and the order of the index that holds it.
var portions = [...]struct{ cond, order string }{
	{"", "due_at"},
	{" AND due_at <= $2", "due_at"},
	{" AND near_at <= $2 AND due_at > $2", "near_at"},
}

// countDo counts 待办 in one statement, each run once; see covering. Runs that several shares hold between them are compared
// one by one, where there are such shares.
func (e *Engine) countDo(ctx context.Context, a *access.Actor) (Counts, error) {
	rights, c := e.heldRights(a, listDo), cover(a)
	if len(rights) == 0 {
		return Counts{}, nil
	}
	branches, err := e.inhabited(ctx, listDo, crossed(append(slices.Clone(c.tops), c.single...), rights))
	if err != nil {
		return Counts{}, err
	}
	q := counting{args: []any{listDo, clock.Instant(clock.Now(ctx))}, rights: rights}
	groups := c.groups()
	var texts []string
	for p := range portions {
		for g, shares := range groups {
			var ranges []string
			for _, s := range shares {
				ranges = append(ranges, q.ranges(s, branches, p)...)
			}
			if len(ranges) > 0 {
				texts = append(texts, fmt.Sprintf("SELECT %d AS portion, %d AS place, count(*) AS size FROM (%s LIMIT %d) AS c%d", p, g, strings.Join(ranges, " UNION ALL "), CountMost+1, len(texts)))
			}
		}
	}
	if len(texts) == 0 {
		return Counts{}, nil
	}
	sizes, err := e.sizes(ctx, texts, q.args, len(groups))
	if err != nil {
		return Counts{}, err
	}
	var out [len(portions)]int
	for p := range portions {
		sure, largest, shared, sum := c.sum(sizes[p])
		if shared > 1 && sure+largest <= CountMost {
			if sum, err = e.distinct(ctx, c.mixed, rights, p); err != nil {
				return Counts{}, err
			}
		}
		out[p] = min(sure+sum, CountMost+1)
	}
	return Counts{Do: out[0], Late: out[1], Near: out[2]}, nil
}

// crossed are the ranges of the shares that count as a whole.
func crossed(all []share, rights []access.Right) []branch {
	var out []branch
	for _, s := range all {
		for _, r := range rights {
			if s.areas == nil {
				out = append(out, branch{s.scope, r})
			}
		}
	}
	return out
}

// counting is a statement being written.
type counting struct {
	args   []any
	rights []access.Right
	held   string // right_name IN (…), written once
}

func (q *counting) arg(v string) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// whole reads one range of the key, by the index that has the portion together: ORDER BY keeps PostgreSQL to it.
func (q *counting) whole(b branch, portion int) string {
	p := portions[portion]
	return "SELECT run FROM (SELECT run FROM flow_todo WHERE list = $1 AND scope = " + q.arg(string(b.scope)) + " AND right_name = " + q.arg(string(b.right)) + p.cond +
		" ORDER BY " + p.order + " LIMIT " + strconv.Itoa(CountMost+1) + ") AS w"
}

// ranges reads a share; of a whole one the ranges that hold something.
func (q *counting) ranges(s share, inhabited []branch, portion int) []string {
	if s.areas != nil {
		return q.parts(s, portion)
	}
	var out []string
	for _, b := range inhabited {
		if b.scope == s.scope {
			out = append(out, q.whole(b, portion))
		}
	}
	return out
}

// parts reads of the share's range what lies in its areas.
func (q *counting) parts(s share, portion int) []string {
	if q.held == "" && len(s.areas) > 0 {
		marks := make([]string, len(q.rights))
		for i, r := range q.rights {
			marks[i] = q.arg(string(r))
		}
		q.held = " AND right_name IN (" + strings.Join(marks, ", ") + ")"
	}
	var out []string
	for _, x := range s.areas {
		area := " AND area <> '.' AND area = ''" // the index leaves out those at home
		if x != nowhere {
			area = " AND area <> '.' AND area >= " + q.arg(x[0]) + " AND area < " + q.arg(x[1])
		}
		out = append(out, "SELECT run FROM (SELECT run FROM flow_todo WHERE list = $1 AND scope = "+q.arg(string(s.scope))+area+q.held+portions[portion].cond+
			" ORDER BY area LIMIT "+strconv.Itoa(CountMost+1)+") AS b")
	}
	return out
}

func (e *Engine) sizes(ctx context.Context, texts []string, args []any, groups int) (out [len(portions)][]int, err error) {
	for p := range out {
		out[p] = make([]int, groups)
	}
	rows, err := e.d.Query(ctx, "SELECT portion, place, size FROM ("+strings.Join(texts, " UNION ALL ")+") AS every ORDER BY portion, place", args...)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	for rows.Next() {
		var p, group, n int
		if err := rows.Scan(&p, &group, &n); err != nil {
			return out, err
		}
		out[p][group] = n
	}
	return out, rows.Err()
}

// distinct counts the runs of several shares, each once.
func (e *Engine) distinct(ctx context.Context, of []share, rights []access.Right, portion int) (int, error) {
	q := counting{args: []any{listDo}, rights: rights}
	if portion > 0 {
		q.args = append(q.args, clock.Instant(clock.Now(ctx)))
	}
	var texts []string
	for _, s := range of {
		texts = append(texts, q.parts(s, portion)...)
	}
	var n int
	err := e.d.Row(ctx, "SELECT count(*) FROM ("+strings.Join(texts, " UNION ")+" LIMIT "+strconv.Itoa(CountMost+1)+") AS every", q.args...).Scan(&n)
	return n, err
}

// countTold counts 督办, where a run may have climbed to several levels of the same actor.
func (e *Engine) countTold(ctx context.Context, a *access.Actor) (int, error) {
	branches, err := e.inhabited(ctx, listTold, crossed(every(a), e.heldRights(a, listTold)))
	if err != nil || len(branches) == 0 {
		return 0, err
	}
	q := counting{args: []any{listTold}}
	texts := make([]string, len(branches))
	for i, b := range branches {
		texts[i] = q.whole(b, 0)
	}
	var n int
	err = e.d.Row(ctx, "SELECT count(*) FROM ("+strings.Join(texts, " UNION ")+" LIMIT "+strconv.Itoa(CountMost+1)+") AS every", q.args...).Scan(&n)
	return n, err
}

func every(a *access.Actor) []share {
	var out []share
	for _, s := range scopesOfLists(a) {
		out = append(out, share{scope: s})
	}
	return out
}

// heldRights are the rights by which the actor finds a list.
func (e *Engine) heldRights(a *access.Actor, list string) []access.Right {
	return slices.DeleteFunc(e.rights(list, ""), func(r access.Right) bool { return !a.May(r) })
}

// ShowCount writes a count for a person: 10,000+ above CountMost.
func ShowCount(n int) string {
	if n > CountMost {
		return "10,000+"
	}
	return strconv.Itoa(n)
}
