package flow

import (
	"context"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
)

// The lists of the to-do centre.
const (
	listDo    = "do"    // 待办
	listTold  = "told"  // 督办: escalated to whoever is above
	listDone  = "done"  // 已办
	listBegun = "begun" // 我发起
)

const everybody = "*" // the scope of those who see everything

func person(account string) access.Scope { return access.Scope("u:" + account) }

var todoColumns = []string{"list", "scope", "right_name", "due_at", "run", "near_at", "flow", "area"}

// list writes who has a run to do now and who was told of it. rows are the clocks that run. It rests on the run alone, so
// writing it twice changes nothing.
func (e *Engine) list(ctx context.Context, tx *db.Tx, f *Flow, r *Run, rows []clockRow) error {
	if _, err := tx.Exec(ctx, `DELETE FROM flow_todo WHERE run = $1`, r.ID); err != nil {
		return err
	}
	put := map[[3]string][]any{}
	var order [][3]string
	add := func(list string, scope access.Scope, right access.Right, due, near, area string) {
		k := [3]string{list, string(scope), string(right)}
		if put[k] == nil {
			order = append(order, k)
		} else if put[k][3].(string) <= due {
			return
		}
		put[k] = []any{list, string(scope), string(right), due, r.ID, near, r.Flow, area}
	}
	due, near := soonest(rows)
	if s, _ := f.State(r.State); s.Todo != "" {
		for _, scope := range r.holders(s) {
			add(listDo, scope, s.Todo, due, near, r.area(s, scope))
		}
	}
	for _, row := range rows {
		c := f.clock(row.state)
		for i := 0; c != nil && i < int(row.rung) && i < len(c.Escalate); i++ {
			add(listTold, r.above(c.Escalate[i].Up), c.Escalate[i].To, row.dueAt, row.nearAt, "")
		}
	}
	out := make([][]any, len(order))
	for i, k := range order {
		out[i] = put[k]
	}
	return db.InsertRows(ctx, tx, "flow_todo", todoColumns, "", out)
}

// soonest gives when the first of the clocks is due, and when the first is near.
func soonest(rows []clockRow) (due, near string) {
	due, near = never, never
	for _, r := range rows {
		if r.suspendedAt != "" {
			continue
		}
		due, near = min(due, r.dueAt), min(near, r.nearAt)
	}
	return due, near
}

// holders are the scopes in which a run in the state is to be done; who also has the state's right finds it.
func (r *Run) holders(s State) []access.Scope {
	switch {
	case r.Assignee != "":
		return []access.Scope{person(r.Assignee)}
	case s.Reach == Party:
		return []access.Scope{person(r.BegunBy)}
	case s.Reach == Seen, s.Reach == Office:
		var out []access.Scope
		for _, scope := range r.Scopes {
			if scope != access.Public && (s.Reach == Seen || strings.HasPrefix(string(scope), "b:")) {
				out = append(out, scope)
			}
		}
		if s.Reach == Seen {
			out = append(out, everybody)
		}
		return out
	}
	return []access.Scope{access.Region(r.level(s.Reach))}
}

// home stands as the area of a row in whose range everything of that area stands.
const home = "."

// area tells counts of a row what other ranges hold the run. A run that everybody finds who has a scope of their own with it
// is at home in the range of every region it lies in, and in that of everything; in other ranges its area is its region.
// Where it reaches fewer it has none.
func (r *Run) area(s State, scope access.Scope) string {
	switch code, is := regionOf(scope); {
	case r.Assignee != "" || s.Reach != Seen:
		return ""
	case scope == everybody, is && strings.HasPrefix(r.Region, code):
		return home
	}
	return r.Region
}

// above is the region so many levels of government above the run's: 620102001 → 620102 → 6201 → 62.
func (r *Run) above(up int) access.Scope {
	code := r.Region
	for range up {
		switch {
		case len(code) > 6:
			code = code[:6]
		case len(code) > 4:
			code = code[:4]
		case len(code) > 2:
			code = code[:2]
		}
	}
	return access.Region(code)
}

// mine remembers that an account began a run or did something on it.
func mine(ctx context.Context, tx *db.Tx, r *Run, account, list, at string) error {
	if account == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO flow_mine (account, list, run, at, flow) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account, list, run) DO UPDATE SET at = excluded.at`, account, list, r.ID, at, r.Flow)
	return err
}
