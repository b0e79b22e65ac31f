package plan

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"shian/internal/kit/db"
)

// An Edition is one version of a plan's cells.
type Edition struct {
	Edition                             int64
	Way, Reason                         string
	MadeAt, MadeName                    string
	ApprovedAt, ApprovedName            string
	Supervision, Monitoring, Evaluation int64
}

// Editions lists the editions of a plan, newest first, whether in force, replaced or being edited.
func (s *Service) Editions(ctx context.Context, q db.Querier, p *Plan) ([]Edition, error) {
	rows, err := q.Query(ctx, `SELECT edition, way, reason, made_at, made_name, approved_at, approved_name FROM plan_edition WHERE plan = $1 ORDER BY edition DESC`, p.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Edition
	for rows.Next() {
		var e Edition
		if err := rows.Scan(&e.Edition, &e.Way, &e.Reason, &e.MadeAt, &e.MadeName, &e.ApprovedAt, &e.ApprovedName); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for i := range out {
		sum, err := totals(ctx, q, p.ID, out[i].Edition)
		if err != nil {
			return nil, err
		}
		out[i].Supervision, out[i].Monitoring, out[i].Evaluation = sum[Supervision], sum[Monitoring], sum[Evaluation]
	}
	return out, nil
}

// A Change is one cell in which two editions differ.
type Change struct {
	Cell
	Old, New int64
}

// Compare lists the cells within a region in which two editions differ, by county.
func (s *Service) Compare(ctx context.Context, q db.Querier, p *Plan, from, to int64, region string) ([]Change, error) {
	was, err := s.of(ctx, q, p.ID, from, region)
	if err != nil {
		return nil, err
	}
	is, err := s.of(ctx, q, p.ID, to, region)
	if err != nil {
		return nil, err
	}
	at := map[Cell]*Change{}
	side := func(cells []Cell, set func(*Change, int64)) {
		for _, c := range cells {
			n := c.Batches
			c.Batches = 0
			if at[c] == nil {
				at[c] = &Change{Cell: c}
			}
			set(at[c], n)
		}
	}
	side(was, func(x *Change, n int64) { x.Old = n })
	side(is, func(x *Change, n int64) { x.New = n })
	var out []Change
	for _, x := range at {
		if x.Old != x.New {
			out = append(out, *x)
		}
	}
	slices.SortFunc(out, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Purpose, b.Purpose), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Stage, b.Stage))
	})
	return out, nil
}
