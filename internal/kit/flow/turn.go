package flow

import (
	"context"
	"slices"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// pass turns the clocks of a run as it goes from one state to another; it gives those that run afterwards.
func (e *Engine) pass(ctx context.Context, tx *db.Tx, f *Flow, r *Run, m move, rows []clockRow) ([]clockRow, error) {
	var left []clockRow
	for _, row := range running(rows) {
		if !f.ends(row, m.from, r.State) {
			left = append(left, row)
			continue
		}
		row.closedAt, row.suspendedAt, row.nextAt = clock.Instant(m.now), "", ""
		if err := row.save(ctx, tx); err != nil {
			return nil, err
		}
	}
	s, _ := f.State(r.State)
	if f.Clock != nil && !s.Final && !slices.ContainsFunc(left, func(c clockRow) bool { return c.state == "" }) {
		row, err := e.open(ctx, tx, f, r, "", m.since)
		if err != nil {
			return nil, err
		}
		left = append(left, row)
	}
	already := slices.ContainsFunc(left, func(c clockRow) bool { return c.state == r.State })
	if s.Clock != nil && m.from != r.State && !already {
		row, err := e.open(ctx, tx, f, r, r.State, m.since)
		if err != nil {
			return nil, err
		}
		left = append(left, row)
	}
	return left, nil
}

// turn suspends, resumes or extends the clocks an action means. rows are those that run; the changed ones are given back.
func (e *Engine) turn(ctx context.Context, tx *db.Tx, f *Flow, a Action, m move, rows []clockRow) ([]clockRow, error) {
	if !a.Suspends && !a.Resumes && !a.Extends {
		return rows, nil
	}
	turned := 0
	for i := range rows {
		r := &rows[i]
		if !meant(a, r, m.from) {
			continue
		}
		p := f.period(*r)
		switch {
		case a.Suspends && r.suspendedAt == "":
			r.suspendedAt = clock.Instant(m.now)
		case a.Resumes && r.suspendedAt != "":
			r.pauses = strings.TrimSpace(r.pauses + " " + r.suspendedAt + "/" + clock.Instant(m.now))
			r.suspendedAt = ""
		case a.Extends:
			if err := extend(r, p, m.in.Extend); err != nil {
				return nil, err
			}
		default:
			continue
		}
		turned++
		if err := e.reckon(f, r); err != nil {
			return nil, err
		}
		if err := r.save(ctx, tx); err != nil {
			return nil, err
		}
	}
	if turned > 0 {
		return rows, nil
	}
	switch {
	case a.Suspends:
		return nil, fault.Refused("没有正在计时的期限可以中止", "no deadline is running that could be suspended")
	case a.Resumes:
		return nil, fault.Refused("没有中止的期限可以恢复", "no deadline is suspended that could be resumed")
	}
	return nil, fault.Refused("没有正在计时的期限可以延长", "no deadline is running that could be extended")
}

func meant(a Action, r *clockRow, from string) bool {
	switch {
	case a.Clock != "":
		return r.deadline == a.Clock
	case a.Extends:
		return r.state == from
	}
	return true
}

// extend lengthens a period within what the law allows in all.
func extend(r *clockRow, p period, n int64) error {
	limit := int64(p.extend)
	if n < 1 || r.extended+n > limit {
		refusal := fault.Invalid(fault.Field{Name: "extend", Label: "延长",
			Zh: sayZh("最多还可延长 {1} {2}，请改小", max(0, limit-r.extended), units[p.unit].zh),
			En: sayEn("最多还可延长 {1} {2}，请改小", max(0, limit-r.extended), units[p.unit].ens)})
		refusal.Law = p.basis("zh")
		return refusal
	}
	r.extended += n
	return nil
}
