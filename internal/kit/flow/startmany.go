package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
	"shian/internal/kit/journal"
)

// A Matter is a record whose run is to begin; see Start.
type Matter struct {
	Kind, Record, Title, Region string
	Scopes                      []access.Scope
	Deadline                    string // of the clock of the first state, where the record chooses among several; empty: the table's own
}

// StartMany begins a run for each of many records, as Start does, in few statements and with one leaf of the journal: for an
// import, some hundred at a time. All begin in the same state at the same moment, so the clocks of those with the same deadline are alike.
func (e *Engine) StartMany(ctx context.Context, tx *db.Tx, flow string, matters []Matter) error {
	f := e.newest[flow]
	if f == nil {
		return fmt.Errorf("flow: no flow %q", flow)
	}
	at := clock.Now(ctx)
	b := &beginning{e: e, f: f, a: access.From(ctx), now: clock.Instant(at), clocks: map[string][]clockRow{}}
	for _, m := range matters {
		if err := b.add(m); err != nil {
			return err
		}
	}
	return b.write(ctx, tx)
}

// beginning gathers the rows of many runs, table by table.
type beginning struct {
	e      *Engine
	f      *Flow
	a      *access.Actor
	now    string
	clocks map[string][]clockRow // by the deadline of the first state: alike for all that have it

	runs, scopes, steps, periods, own, todo [][]any
	noted                                   []journal.Row
}

// open gives the periods that begin with a matter of the deadline.
func (b *beginning) open(deadline string) ([]clockRow, error) {
	if rows, known := b.clocks[deadline]; known {
		return rows, nil
	}
	var rows []clockRow
	for _, state := range []string{"", b.f.States[0].Name} {
		c := b.f.clock(state)
		if c == nil {
			continue
		}
		row := clockRow{state: state, deadline: c.Deadline, startedAt: b.now, version: 1}
		if state != "" && slices.Contains(c.Or, deadline) {
			row.deadline = deadline
		}
		if err := b.e.reckon(b.f, &row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	b.clocks[deadline] = rows
	return rows, nil
}

func (b *beginning) add(m Matter) error {
	clocks, err := b.open(m.Deadline)
	if err != nil {
		return err
	}
	r := b.e.fresh(b.f, b.a, b.now, m)
	r.Steps = []Step{{Seq: 1, Action: began, To: r.State, Actor: b.a.ID, ActorName: b.a.Name, At: b.now}}
	b.runs = append(b.runs, []any{r.ID, r.Flow, int64(r.FlowVersion), r.Kind, r.Record, r.Title, r.Region, r.State, b.now, "", b.a.ID, b.a.Name, b.now, b.a.ID, b.a.Name, b.now, "", int64(1)})
	for _, s := range r.Scopes {
		b.scopes = append(b.scopes, []any{r.ID, string(s)})
	}
	b.steps = append(b.steps, []any{r.ID, int64(1), began, "", r.State, b.a.ID, b.a.Name, "", "", "", "", "", int64(0), "", b.now})
	for _, c := range clocks {
		b.periods = append(b.periods, []any{id.New(), r.ID, c.state, c.deadline, c.startedAt, int64(0), "", "", c.dueAt, c.nearAt, c.certain, int64(0), c.nextAt, "", int64(1)})
	}
	if b.a.ID != "" {
		b.own = append(b.own, []any{b.a.ID, listBegun, r.ID, b.now, r.Flow})
	}
	if s := b.f.States[0]; s.Todo != "" {
		due, near := soonest(clocks)
		for _, scope := range r.holders(s) {
			b.todo = append(b.todo, []any{listDo, string(scope), string(s.Todo), due, r.ID, near, r.Flow, r.area(s, scope)})
		}
	}
	content, err := r.canonical()
	b.noted = append(b.noted, journal.Row{Record: r.ID, Version: r.Version, Content: content})
	return err
}

func (b *beginning) write(ctx context.Context, tx *db.Tx) error {
	slices.SortFunc(b.todo, func(x, y []any) int { // in the order of the key, so that the tree is written in order
		return cmp.Or(strings.Compare(x[1].(string), y[1].(string)), strings.Compare(x[3].(string), y[3].(string)), strings.Compare(x[4].(string), y[4].(string))) //nolint:forcetypeassert // written by add
	})
	for _, t := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"flow_run", []string{"id", "flow", "flow_version", "kind", "record", "title", "region", "state", "state_at", "assignee", "begun_by", "begun_name", "begun_at", "moved_by", "moved_name", "moved_at", "closed_at", "version"}, b.runs},
		{"flow_scope", []string{"run", "scope"}, b.scopes},
		{"flow_step", []string{"run", "seq", "action", "from_state", "to_state", "actor", "actor_name", "acted_for", "second", "assignee", "reason", "evidence", "extended", "issues", "at"}, b.steps},
		{"flow_clock", []string{"id", "run", "state", "deadline", "started_at", "extended", "pauses", "suspended_at", "due_at", "near_at", "certain", "rung", "next_at", "closed_at", "version"}, b.periods},
		{"flow_mine", []string{"account", "list", "run", "at", "flow"}, b.own},
		{"flow_todo", todoColumns, b.todo},
	} {
		if err := db.InsertRows(ctx, tx, t.name, t.columns, "", t.rows); err != nil {
			return err
		}
	}
	return journal.NoteBatch(ctx, tx, RunKind, "step."+began, b.noted)
}
