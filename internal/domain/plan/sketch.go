package plan

import (
	"context"
	"errors"

	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// A Sketch is a plan shared out one way, before anybody has chosen it.
type Sketch struct {
	Way    quota.Way
	Cells  []Cell
	Find   quota.Find       // all three purposes together
	Places map[string]int64 // prefecture, 4 digits → batches
	Fault  *fault.Error     // why this way cannot be taken; then the rest is empty
	Hand   string           // by hand only: cells, before (the year before) or empty
}

// Sketches shares a plan out in all three ways, side by side. Nothing is stored.
func (s *Service) Sketches(ctx context.Context, p *Plan) ([]Sketch, *quota.Model, error) {
	f, err := s.weave(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	out := make([]Sketch, 0, 3)
	for _, way := range []quota.Way{quota.ByHand, quota.ByResidents, quota.ByRisk} {
		out = append(out, f.sketch(p, way))
	}
	return out, f.model, nil
}

// sketch shares the three purposes out one after the other. Supervision and monitoring go the way asked for; evaluation stands for
// the whole and so always goes by residents, without shares for risk, the unseen or the public.
func (f *fabric) sketch(p *Plan, way quota.Way) Sketch {
	x := Sketch{Way: way, Places: map[string]int64{}}
	if way == quota.ByHand {
		if x.Hand = f.hand; f.hand == "" {
			x.Fault = fault.Refused("还没有手工数：请填写或导入任务表，或先用另一种方式再改", "there are no figures by hand yet: fill the cells in, import them, or begin with another way")
			return x
		}
	}
	sum := make([]int64, len(f.cells))
	for _, purpose := range []string{Supervision, Monitoring, Evaluation} {
		d := quota.Demand{Total: p.Batches(purpose), Floor: float64(p.Kept) / 100, Explore: float64(p.Explore) / 100, Votes: float64(p.Votes) / 100}
		cells, by := f.cells, way
		if purpose != Supervision { // bounds hold for supervision, the largest part
			cells = unbounded(cells)
		}
		if purpose == Evaluation {
			d.Explore, d.Votes, by = 0, 0, quota.ByResidents
		}
		got, err := quota.Allocate(by, d, cells, f.model)
		if err != nil {
			x.Fault = tooTight(err)
			return x
		}
		for i, n := range got {
			if n == 0 {
				continue
			}
			c := f.cells[i]
			x.Cells = append(x.Cells, Cell{Plan: p.ID, Year: p.Year, Region: c.Region, Purpose: purpose, Category: c.Category, Stage: c.Stage, Batches: n})
			x.Places[c.Region[:4]] += n
			sum[i] += n
		}
	}
	x.Find = f.model.Expect(f.cells, sum)
	return x
}

func unbounded(cells []quota.Cell) []quota.Cell {
	out := make([]quota.Cell, len(cells))
	for i, c := range cells {
		c.Min, c.Max = 0, 0
		out[i] = c
	}
	return out
}

func tooTight(err error) *fault.Error {
	switch {
	case errors.Is(err, quota.ErrLeast):
		return fault.Refused("各类别“每县至少”合计超过了监督抽检批次，请调低下限或增加批次", "the least of the categories add up to more than there is; lower them or add batches")
	case errors.Is(err, quota.ErrRoom):
		return fault.Refused("各类别“每县至多”合计小于监督抽检批次，请调高上限或减少批次", "the most of the categories leave too little room; raise them or take batches away")
	}
	return fault.Internal(err)
}

// Choose takes one of the ways: its cells replace those being edited. Right: plan.edit. Refused unless the plan is being drafted or
// adjusted, or the way cannot be taken. version is the plan's as the person saw it.
func (s *Service) Choose(ctx context.Context, id string, way quota.Way, version int64) error {
	p, err := s.editable(ctx, id)
	if err != nil {
		return err
	}
	if way != quota.ByHand && way != quota.ByResidents && way != quota.ByRisk {
		return fault.Invalid(fault.Field{Name: "way", Label: "分配方式", Zh: "请选一种分配方式", En: "choose a way"})
	}
	f, err := s.weave(ctx, p)
	if err != nil {
		return err
	}
	x := f.sketch(p, way)
	if x.Fault != nil {
		return x.Fault
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.fresh(ctx, tx, p, version); err != nil {
			return err
		}
		if _, err := s.Plans.MoveTx(ctx, tx, id, "allocate", func(p *Plan) { p.Way = way }); err != nil {
			return err
		}
		return replace(ctx, tx, id, p.Draft, "", "", x.Cells)
	})
}

// editable reads a plan whose cells the actor may change now.
func (s *Service) editable(ctx context.Context, id string) (*Plan, error) {
	p, err := s.Plans.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := may(ctx, RightEdit); err != nil {
		return nil, err
	}
	if !p.Editable() {
		return nil, fault.Refused("现在不能改任务表：编制中和调整中的才能改", "the cells cannot be changed now: only while the plan is drafted or adjusted")
	}
	return p, nil
}

// fresh refuses to write over a plan that moved on since it was looked at.
func (s *Service) fresh(ctx context.Context, tx *db.Tx, p *Plan, version int64) error {
	now, err := s.Plans.GetTx(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if !now.Editable() || now.Draft != p.Draft || version != 0 && now.Version != version {
		return fault.Conflict("计划已被别人改动，请重新打开再改", "somebody else changed the plan; open it again")
	}
	return nil
}

// touch raises the version of a plan whose cells changed, so that two who edit at once notice.
func (s *Service) touch(ctx context.Context, tx *db.Tx, p *Plan, action string) error {
	_, err := s.Plans.MoveTx(ctx, tx, p.ID, action, func(p *Plan) { p.Way = quota.ByHand })
	return err
}

// within narrows a region asked for to what the actor may see of a plan: the whole for whoever sees the plan's region, their own
// region for others. Missing: it lies elsewhere.
func (s *Service) within(ctx context.Context, p *Plan, asked string) (string, error) {
	whole, own := ownRegion(ctx, p)
	if asked == "" {
		asked = own
	}
	if _, ok := s.tree().Find(place.Full(asked)); !ok || !whole && !s.tree().Within(place.Full(asked), place.Full(own)) {
		return "", fault.Missing("没有这个地区，或不在您的范围内，请重选", "there is no such region within your view; choose again")
	}
	return place.Short(asked), nil
}
