package plan

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/db"
	"shian/internal/kit/form"
	"shian/internal/kit/sheet"
)

// columns are the headings of a sheet of cells.
var columns = []sheet.Column{
	{Name: "地区代码", Aliases: []string{"region", "县区代码"}, Required: true},
	{Name: "抽检类型", Aliases: []string{"purpose"}, Required: true},
	{Name: "食品类别", Aliases: []string{"category", "类别代码"}, Required: true},
	{Name: "抽样环节", Aliases: []string{"stage"}, Required: true},
	{Name: "批次", Aliases: []string{"batches", "数量"}, Required: true},
	{Name: "地区", Aliases: []string{"region name"}},
	{Name: "类别名称", Aliases: []string{"category name"}},
}

// Write writes the cells of a plan within a region as a sheet that Bring takes back.
func (s *Service) Write(ctx context.Context, p *Plan, region string, f sheet.Format, w io.Writer) error {
	cells, err := s.of(ctx, s.db, p.ID, p.Shown(), region)
	if err != nil {
		return err
	}
	heads := []sheet.Head{{Name: "地区代码"}, {Name: "地区", Width: 16}, {Name: "抽检类型"}, {Name: "食品类别"}, {Name: "类别名称", Width: 24}, {Name: "抽样环节"}, {Name: "批次", Number: true}}
	out, err := sheet.NewWriter(w, f, heads)
	if err != nil {
		return err
	}
	for _, c := range cells {
		err := out.Row([]string{c.Region, s.tree().Name(c.Region, "zh"), labelOf(Purposes, c.Purpose), c.Category, nameOf(c.Category, "zh"), labelOf(Stages, c.Stage), strconv.FormatInt(c.Batches, 10)})
		if err != nil {
			return err
		}
	}
	return out.Close()
}

func labelOf(all []form.Choice, value string) string {
	for _, c := range all {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

func valueOf(all []form.Choice, text string) (string, bool) {
	for _, c := range all {
		if c.Value == text || c.Label == text {
			return c.Value, true
		}
	}
	return "", false
}

// Bring reads a sheet of cells and, when every row is right, puts them in the place of all cells being edited. Otherwise nothing is
// changed and the problems say, cell by cell, what is wrong. It gives how many cells there are. Right: plan.edit.
func (s *Service) Bring(ctx context.Context, id string, r *sheet.Reader, version int64) (int, []sheet.Problem, error) {
	p, err := s.editable(ctx, id)
	if err != nil {
		return 0, nil, err
	}
	cells, problems, err := s.read(p, r)
	if err != nil || len(problems) > 0 {
		return len(cells), problems, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.fresh(ctx, tx, p, version); err != nil {
			return err
		}
		if err := s.touch(ctx, tx, p, "import-cells"); err != nil {
			return err
		}
		return replace(ctx, tx, id, p.Draft, "", "", cells)
	})
	return len(cells), nil, err
}

func (s *Service) read(p *Plan, r *sheet.Reader) (cells []Cell, problems []sheet.Problem, err error) {
	_, found, problems, err := sheet.ReadHeader(r, columns)
	if err != nil {
		return nil, nil, asFault(err)
	}
	problems = faults(problems)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	seen := map[Cell]int{}
	for {
		row, texts, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, asFault(err)
		}
		c, wrong := s.row(p, row, texts, found)
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		key := c
		key.Batches = 0
		if first := seen[key]; first > 0 {
			problems = append(problems, sheet.Problem{Row: row, Zh: "与第 " + itoa(first) + " 行是同一格，请合并", En: "the same cell as in row " + itoa(first) + "; put them together"})
			continue
		}
		seen[key] = row
		cells = append(cells, c)
	}
	if len(cells)+len(problems) == 0 {
		problems = append(problems, sheet.Problem{Zh: "表里没有数据行", En: "the sheet has no rows"})
	}
	return cells, append(problems, faults(r.Problems())...), nil
}

func faults(all []sheet.Problem) (out []sheet.Problem) {
	for _, x := range all {
		if !x.Warning {
			out = append(out, x)
		}
	}
	return out
}

// asFault makes what the sheet's reader refuses a refusal of ours.
func asFault(err error) error {
	var e *sheet.Error
	if errors.As(err, &e) {
		return e.Fault()
	}
	return err
}

func (s *Service) row(p *Plan, row int, texts []string, found map[string]int) (c Cell, wrong []sheet.Problem) {
	get := func(name string) string {
		if i, ok := found[name]; ok && i < len(texts) {
			return strings.TrimSpace(texts[i])
		}
		return ""
	}
	bad := func(name, zh, en string) {
		wrong = append(wrong, sheet.Problem{Row: row, Col: found[name] + 1, Column: name, Value: get(name), Zh: zh, En: en})
	}
	c.Region = get("地区代码")
	if r, ok := s.tree().Find(c.Region); !ok || r.Level != place.County || !s.tree().Within(c.Region, p.Region) {
		bad("地区代码", "应是县级六位代码", "this must be a county's code of six digits")
	}
	var ok bool
	if c.Purpose, ok = valueOf(Purposes, get("抽检类型")); !ok {
		bad("抽检类型", "应是监督抽检、风险监测或评价性抽检", "this must be one of the three purposes")
	}
	if c.Category, ok = valueOf(Sorts, get("食品类别")); !ok {
		bad("食品类别", "应是计划所用的类别代码或名称", "this must be a category of plans, by code or name")
	}
	if c.Stage, ok = valueOf(Stages, get("抽样环节")); !ok {
		bad("抽样环节", "应是环节代码或名称", "this must be a stage of the chain")
	}
	n, err := strconv.ParseInt(get("批次"), 10, 64)
	if err != nil || n < 0 || n > mostCell {
		bad("批次", "须是 0 到 100000 的整数", "this must be a whole number from 0 to 100,000")
	}
	if c.Batches = n; len(wrong) == 0 && !p.has(c.Category, c.Stage) {
		bad("抽样环节", "计划里这个类别没有这个环节", "the plan has no cells for this category at this stage")
	}
	return c, wrong
}
