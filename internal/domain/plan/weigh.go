package plan

import (
	"context"
	"strconv"

	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// fabric is what an allocation is made of: the cells with their weights, and what history says of each.
type fabric struct {
	cells []quota.Cell
	model *quota.Model
	hand  string // where the weights by hand come from: cells, year before, or empty for none
}

// weave weighs every cell of the plan: by residents (estimated below the prefecture) and the mix of stages and categories, by the
// cells there are, by the votes of the public; and learns the risk from the results of the years before.
func (s *Service) weave(ctx context.Context, p *Plan) (*fabric, error) {
	past, err := s.past(ctx, p)
	if err != nil {
		return nil, err
	}
	votes, err := s.asked(ctx, s.db, p)
	if err != nil {
		return nil, err
	}
	f := &fabric{model: quota.Learn(past)}
	hand, err := s.byHand(ctx, p, f)
	if err != nil {
		return nil, err
	}
	kinds := kindsOf(p)
	sum := map[string]int64{} // stage → weight of all categories there
	for _, g := range p.Stages {
		for _, c := range Categories() {
			if Fits(c.Code, g.Stage) {
				sum[g.Stage] += kinds[c.Code].Weight
			}
		}
	}
	for _, c := range Counties(s.tree(), p.Region) {
		n, _ := Residents(s.tree(), c.Code)
		asks := s.asks(votes, p, c)
		for _, g := range p.Stages {
			for _, sort := range Categories() {
				if !Fits(sort.Code, g.Stage) || sum[g.Stage] == 0 {
					continue
				}
				k := quota.Key{Region: c.Code, Category: sort.Code, Stage: g.Stage}
				kind := kinds[sort.Code]
				cell := quota.Cell{Key: k, Hand: hand[k], Min: kind.Least, Max: kind.Most, Base: float64(n) * float64(g.Share) * float64(kind.Weight) / float64(sum[g.Stage])}
				cell.Vote = asks[sort.Code] * float64(g.Share)
				f.cells = append(f.cells, cell)
			}
		}
	}
	return f, nil
}

// asks are the votes that concern a county, by category: its own, and its part by residents of those for its prefecture or for no
// place at all.
func (s *Service) asks(votes map[string]map[string]int64, p *Plan, c place.Region) map[string]float64 {
	out := map[string]float64{}
	own, _ := Residents(s.tree(), c.Code)
	for code, of := range map[string]string{c.Code: c.Code, place.Short(c.Parent): c.Parent, "": p.Region} {
		all, _ := Residents(s.tree(), of)
		if all == 0 {
			continue
		}
		for category, n := range votes[code] {
			out[category] += float64(n) * float64(own) / float64(all)
		}
	}
	return out
}

// kindsOf gives every category its row, weight 1 where the plan says nothing.
func kindsOf(p *Plan) map[string]Sort {
	out := map[string]Sort{}
	for _, c := range Categories() {
		out[c.Code] = Sort{Category: c.Code, Weight: 1}
	}
	for _, k := range p.Kinds {
		out[k.Category] = k
	}
	return out
}

// past is what the years before found, in the categories of plans.
func (s *Service) past(ctx context.Context, p *Plan) ([]quota.Past, error) {
	if s.needs.History == nil || p.Back == 0 {
		return nil, nil
	}
	from, to := strconv.FormatInt(p.Year-p.Back, 10)+"-01-01", strconv.FormatInt(p.Year-1, 10)+"-12-31"
	if today := clock.Day(clock.Now(ctx)); to > today {
		to = today
	}
	past, err := s.needs.History.History(ctx, from, to)
	for i := range past {
		past[i].Category = CategoryOf(past[i].Category)
	}
	return past, err
}

// byHand takes the cells being edited; where there are none, those of the year before.
func (s *Service) byHand(ctx context.Context, p *Plan, f *fabric) (map[quota.Key]float64, error) {
	cells, err := s.of(ctx, s.db, p.ID, p.Shown(), p.Region)
	if err != nil {
		return nil, err
	}
	f.hand = "cells"
	if len(cells) == 0 {
		if cells, err = s.before(ctx, p); err != nil {
			return nil, err
		}
		f.hand = "before"
	}
	out := map[quota.Key]float64{}
	for _, c := range cells {
		out[quota.Key{Region: c.Region, Category: c.Category, Stage: c.Stage}] += float64(c.Batches)
	}
	if len(out) == 0 {
		f.hand = ""
	}
	return out, nil
}

// before is the plan of the year before, whether it has ended or not.
func (s *Service) before(ctx context.Context, p *Plan) ([]Cell, error) {
	var id string
	var edition int64
	rows, err := s.db.Query(ctx, `SELECT id, edition FROM plan WHERE year = $1 AND region = $2 AND edition > 0 AND NOT cancelled ORDER BY id LIMIT 1`, p.Year-1, p.Region)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	if err := rows.Scan(&id, &edition); err != nil {
		return nil, err
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	return s.of(ctx, s.db, id, edition, p.Region)
}

// asked counts the ballots for the year by region ("" where the voter named none or more than a county) and category.
func (s *Service) asked(ctx context.Context, q db.Querier, p *Plan) (map[string]map[string]int64, error) {
	rows, err := q.Query(ctx, `SELECT b.region, b.category, count(*) FROM plan_ballot b JOIN plan_vote v ON v.id = b.round WHERE v.year = $1 AND NOT v.cancelled
		GROUP BY b.region, b.category ORDER BY b.region, b.category`, p.Year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]map[string]int64{}
	for rows.Next() {
		var region, category string
		var n int64
		if err := rows.Scan(&region, &category, &n); err != nil {
			return nil, err
		}
		if out[region] == nil {
			out[region] = map[string]int64{}
		}
		out[region][category] += n
	}
	return out, rows.Err()
}
