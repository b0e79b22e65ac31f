package flow

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// A TodoQuery asks for a page of one of an actor's lists.
type TodoQuery struct {
	List  string // do 待办 (when empty), told 督办, done 已办, begun 我发起
	Flow  string // only this flow
	Due   string // of do and told: late, near or empty for all
	After string // Next of the page before
	Limit int    // 30 when 0; at most 100
}

// A TodoPage is part of a list: overdue first for 待办 and 督办, newest first for the others.
type TodoPage struct {
	Items []Item `json:"items"`
	More  bool   `json:"more"`
	Next  string `json:"next,omitempty"`
}

// An Item is one line of a to-do list.
type Item struct {
	Run        string `json:"run"`
	Flow       string `json:"flow"`
	FlowLabel  string `json:"flow_label"`
	Kind       string `json:"kind"`
	Record     string `json:"record"`
	Title      string `json:"title"`
	State      string `json:"state"`
	StateLabel string `json:"state_label"`
	From       string `json:"from"` // who sent it
	At         string `json:"at"`
	Href       string `json:"href"`
	Act        string `json:"act,omitempty"` // what is to be done, as a verb
	Version    int64  `json:"version"`
	Lamp       Lamp   `json:"lamp"` // of the clock that ends first
}

const (
	pageUsual  = 30
	pageMost   = 100
	branchMost = 200 // ranges read by one statement
)

// place is where in a list a page begins.
type place struct{ sort, run string }

// Todo gives a page of one of the actor's lists, by index reads alone.
func (e *Engine) Todo(ctx context.Context, a *access.Actor, q TodoQuery) (TodoPage, error) {
	q.List = cmp.Or(q.List, listDo)
	if q.Limit = cmp.Or(q.Limit, pageUsual); q.Limit < 1 || q.Limit > pageMost {
		q.Limit = pageMost
	}
	var places []place
	var err error
	if q.List == listDo || q.List == listTold {
		places, err = e.due(ctx, a, q)
	} else {
		places, err = e.mineOf(ctx, a, q)
	}
	if err != nil {
		return TodoPage{}, err
	}
	p := TodoPage{More: len(places) > q.Limit}
	if p.More {
		places = places[:q.Limit]
		last := places[len(places)-1]
		p.Next = last.sort + "~" + last.run
	}
	p.Items, err = e.items(ctx, a, places)
	return p, err
}

// A branch is one range of the key: what holders of a right in a scope have to do.
type branch struct {
	scope access.Scope
	right access.Right
}

// branches are the ranges an actor's list is made of.
func (e *Engine) branches(a *access.Actor, list, flow string) []branch {
	scopes := scopesOfLists(a)
	var out []branch
	for _, right := range e.rights(list, flow) {
		if !a.May(right) {
			continue
		}
		for _, s := range scopes {
			out = append(out, branch{s, right})
		}
	}
	return out
}

// scopesOfLists are an actor's own scopes, those of the people in whose name they act, and everything for those who see it.
func scopesOfLists(a *access.Actor) []access.Scope {
	scopes := own(a)
	for _, account := range append([]string{a.ID}, a.ActsFor...) {
		if account != "" {
			scopes = append(scopes, person(account))
		}
	}
	if a.All {
		scopes = append(scopes, everybody)
	}
	return scopes
}

// rights are those by which a list is found, over all versions of the flows.
func (e *Engine) rights(list, flow string) []access.Right {
	var out []access.Right
	for name, versions := range e.flows {
		if flow != "" && name != flow {
			continue
		}
		for _, f := range versions {
			out = append(out, f.listed(list)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (f *Flow) listed(list string) []access.Right {
	var out []access.Right
	if list == listTold {
		for _, c := range (&checker{f: f}).clocks() {
			for _, r := range c.Escalate {
				out = append(out, r.To)
			}
		}
		return out
	}
	for _, s := range f.States {
		if s.Todo != "" {
			out = append(out, s.Todo)
		}
	}
	return out
}

// inhabited gives the ranges that hold something: of the scopes times rights of one actor most are empty, and PostgreSQL
// takes longer to plan a range than to read it.
func (e *Engine) inhabited(ctx context.Context, list string, branches []branch) ([]branch, error) {
	var out []branch
	for part := range slices.Chunk(branches, branchMost) {
		args, texts := []any{list}, make([]string, len(part))
		for i, b := range part {
			args = append(args, string(b.scope), string(b.right))
			texts[i] = "(" + strconv.Itoa(i) + ", $" + strconv.Itoa(len(args)-1) + ", $" + strconv.Itoa(len(args)) + ")"
		}
		rows, err := e.d.Query(ctx, "WITH b (n, scope, right_name) AS (VALUES "+strings.Join(texts, ", ")+`) SELECT b.n FROM b
			WHERE (SELECT min(t.due_at) FROM flow_todo t WHERE t.list = $1 AND t.scope = b.scope AND t.right_name = b.right_name) IS NOT NULL ORDER BY b.n`, args...)
		if err != nil {
			return nil, err
		}
		err = eachInt(rows, func(n int) { out = append(out, part[n]) })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func eachInt(rows *sql.Rows, fn func(int)) error {
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return err
		}
		fn(n)
	}
	return rows.Err()
}

// due walks each range from the place and merges the first of each.
func (e *Engine) due(ctx context.Context, a *access.Actor, q TodoQuery) ([]place, error) {
	now := clock.Instant(clock.Now(ctx))
	after, run, _ := strings.Cut(q.After, "~")
	args, cond := []any{q.List, after, run}, " AND (due_at, run) > ($2, $3)"
	bind := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	if q.Flow != "" {
		cond += " AND flow = " + bind(q.Flow)
	}
	switch q.Due {
	case LampLate:
		cond += " AND due_at <= " + bind(now)
	case LampNear:
		n := bind(now)
		cond += " AND due_at > " + n + " AND near_at || '' <= " + n // so that the order by due is kept to
	}
	limit := " ORDER BY due_at, run LIMIT " + strconv.Itoa(q.Limit+1)
	fixed := len(args)
	var out []place
	branches, err := e.inhabited(ctx, q.List, e.branches(a, q.List, q.Flow))
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(branches, branchMost) {
		args = args[:fixed:fixed]
		texts := make([]string, len(part))
		for i, b := range part {
			texts[i] = "SELECT due_at, run FROM (SELECT due_at, run FROM flow_todo WHERE list = $1 AND scope = " + bind(string(b.scope)) +
				" AND right_name = " + bind(string(b.right)) + cond + limit + ") AS p" + strconv.Itoa(i)
		}
		found, err := places(ctx, e.d, "SELECT due_at, run FROM ("+strings.Join(texts, " UNION ")+") AS every"+limit, args)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	slices.SortFunc(out, func(x, y place) int { return cmp.Or(cmp.Compare(x.sort, y.sort), cmp.Compare(x.run, y.run)) })
	out = slices.Compact(out)
	return out[:min(len(out), q.Limit+1)], nil
}

// mineOf gives what the actor did or began, newest first, as far as they still see it.
func (e *Engine) mineOf(ctx context.Context, a *access.Actor, q TodoQuery) ([]place, error) {
	args := []any{a.ID, q.List}
	bind := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	text := `SELECT m.at, m.run FROM flow_mine m WHERE m.account = $1 AND m.list = $2`
	if sort, run, ok := strings.Cut(q.After, "~"); ok {
		text += " AND (m.at, m.run) < (" + bind(sort) + ", " + bind(run) + ")"
	}
	if q.Flow != "" {
		text += " AND m.flow = " + bind(q.Flow)
	}
	cond, more := stillSeen(a, q.List, len(args)+1)
	return places(ctx, e.d, text+cond+" ORDER BY m.at DESC, m.run DESC LIMIT "+strconv.Itoa(q.Limit+1), append(args, more...))
}

// stillSeen is the predicate of access over the scopes of m.run; what somebody began stays theirs to see.
func stillSeen(a *access.Actor, list string, from int) (string, []any) {
	if a.All || list == listBegun {
		return "", nil
	}
	seen := own(a)
	args := []any{a.ID}
	for _, s := range seen {
		args = append(args, string(s))
	}
	return ` AND (EXISTS (SELECT 1 FROM flow_scope s WHERE s.run = m.run AND s.scope ` + db.In(from+1, len(seen)) +
		`) OR EXISTS (SELECT 1 FROM flow_run r WHERE r.id = m.run AND (r.begun_by = $` + strconv.Itoa(from) + ` OR r.assignee = $` + strconv.Itoa(from) + `)))`, args
}

func places(ctx context.Context, q db.Querier, text string, args []any) ([]place, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []place
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.sort, &p.run); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
