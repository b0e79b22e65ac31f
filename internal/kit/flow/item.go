package flow

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// items reads the lines of a page, in its order.
func (e *Engine) items(ctx context.Context, a *access.Actor, places []place) ([]Item, error) {
	out := make([]Item, 0, len(places))
	if len(places) == 0 {
		return out, nil
	}
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = p.run
	}
	runs, err := runsOf(ctx, e.d, ids)
	if err != nil {
		return nil, err
	}
	clocks, err := clocksOf(ctx, e.d, ids)
	if err != nil {
		return nil, err
	}
	now := clock.Now(ctx)
	for _, id := range ids {
		r := runs[id]
		if r == nil {
			continue
		}
		f, err := e.table(r)
		if err != nil {
			return nil, err
		}
		e.name(r)
		i := Item{Run: r.ID, Flow: r.Flow, FlowLabel: f.Label, Kind: r.Kind, Record: r.Record, Title: r.Title, State: r.State, StateLabel: r.StateLabel,
			From: r.MovedName, At: r.MovedAt, Href: e.Href(r.Kind, r.Record), Version: r.Version, Lamp: still}
		if row := urgent(clocks[id]); row != nil {
			i.Lamp = row.lamp(e.cal, f.period(*row), now)
		}
		for _, act := range f.Out(r.State) {
			if act.Right == "" || a.May(act.Right) {
				i.Act = act.Label
				break
			}
		}
		out = append(out, i)
	}
	return out, nil
}

// urgent is the clock a line shows: of those that run the one due first, one that stands still when none runs, and for a
// closed run the last that was closed.
func urgent(rows []clockRow) *clockRow {
	var best *clockRow
	rank := func(r *clockRow) (int, string) {
		switch {
		case r.closedAt == "" && r.suspendedAt == "":
			return 0, r.dueAt
		case r.closedAt == "":
			return 1, r.dueAt
		}
		return 2, ""
	}
	for i := range rows {
		if best == nil {
			best = &rows[i]
			continue
		}
		n, due := rank(&rows[i])
		m, old := rank(best)
		if n < m || n == m && (n < 2 && due < old || n == 2 && rows[i].closedAt >= best.closedAt) {
			best = &rows[i]
		}
	}
	return best
}

func runsOf(ctx context.Context, q db.Querier, ids []string) (map[string]*Run, error) {
	rows, err := q.Query(ctx, `SELECT `+runColumns+` FROM flow_run r WHERE r.id `+db.In(1, len(ids))+` ORDER BY r.id`, db.Args(ids)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]*Run{}
	for rows.Next() {
		r := &Run{}
		if err := rows.Scan(r.targets()...); err != nil {
			return nil, err
		}
		out[r.ID] = r
	}
	return out, rows.Err()
}
