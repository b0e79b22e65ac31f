package plan

import (
	"context"
	"slices"

	"shian/internal/domain/place"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// mostCell bounds one cell.
const mostCell = 100_000

// Edit sets the cells of one county and purpose by hand; what is not in them becomes none. Right: plan.edit. Errors: KindInvalid
// names each cell that is not in the plan or out of bounds; KindConflict when the plan moved on since version.
func (s *Service) Edit(ctx context.Context, id, region, purpose string, cells []Cell, version int64) error {
	p, err := s.editable(ctx, id)
	if err != nil {
		return err
	}
	if err := s.cellsRight(p, region, purpose, cells); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.fresh(ctx, tx, p, version); err != nil {
			return err
		}
		if err := s.touch(ctx, tx, p, "edit-cells"); err != nil {
			return err
		}
		return replace(ctx, tx, id, p.Draft, region, purpose, cells)
	})
}

func (s *Service) cellsRight(p *Plan, region, purpose string, cells []Cell) error {
	r, ok := s.tree().Find(region)
	if !ok || r.Level != place.County || !s.tree().Within(region, p.Region) {
		return fault.Invalid(fault.Field{Name: "region", Label: "地区", Zh: "任务分到县级，请选一个县区", En: "cells are by county; choose one"})
	}
	if purpose != Supervision && purpose != Monitoring && purpose != Evaluation {
		return fault.Invalid(fault.Field{Name: "purpose", Label: "抽检类型", Zh: "请选一类抽检", En: "choose a purpose"})
	}
	var out []fault.Field
	seen := map[[2]string]bool{}
	for _, c := range cells {
		name := fieldOf(c.Category, c.Stage)
		label := nameOf(c.Category, "zh")
		switch {
		case c.Region != region || c.Purpose != purpose || seen[[2]string{c.Category, c.Stage}] || !p.has(c.Category, c.Stage):
			out = append(out, fault.Field{Name: name, Label: label, Zh: "这个类别和环节不在计划里", En: "this category and stage are not in the plan"})
		case c.Batches < 0 || c.Batches > mostCell:
			out = append(out, fault.Field{Name: name, Label: label, Zh: "批次须是 0 到 100000 的整数", En: "batches are a whole number from 0 to 100,000"})
		}
		seen[[2]string{c.Category, c.Stage}] = true
	}
	if len(out) > 0 {
		return fault.Invalid(out...)
	}
	return nil
}

// fieldOf is the name of a cell's input.
func fieldOf(category, stage string) string { return "cell." + category + "." + stage }

// has reports whether the plan has cells for the category at the stage.
func (p *Plan) has(category, stage string) bool {
	return Fits(category, stage) && slices.ContainsFunc(p.Stages, func(g Stage) bool { return g.Stage == stage }) &&
		slices.ContainsFunc(Sorts, func(c form.Choice) bool { return c.Value == category })
}
