package plan

import (
	"shian/engine/quota"
	"shian/internal/kit/web"
)

// apiCells gives the cells of the edition shown, within a region: GET /api/v1/plan/{id}/cells?region=620102.
func (w *pages) apiCells(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	region, err := w.within(c.Context(), p, c.Query("region"))
	if err != nil {
		return err
	}
	cells, err := w.of(c.Context(), w.db, p.ID, p.Shown(), region)
	if err != nil {
		return err
	}
	for i := range cells {
		cells[i].Year = p.Year
		for _, g := range p.Stages {
			if g.Stage == cells[i].Stage {
				cells[i].Pays, cells[i].Tests = g.Pays, g.Tests
			}
		}
	}
	return c.JSON(struct {
		Plan    string `json:"plan"`
		Edition int64  `json:"edition"`
		Version int64  `json:"version"`
		Region  string `json:"region"`
		Cells   []Cell `json:"cells"`
	}{p.ID, p.Shown(), p.Version, region, append([]Cell{}, cells...)})
}

// apiEdit replaces the cells of one county and purpose.
func (w *pages) apiEdit(c *web.Ctx) error {
	var in struct {
		Region  string `json:"region"`
		Purpose string `json:"purpose"`
		Version int64  `json:"version"`
		Cells   []Cell `json:"cells"`
	}
	if _, err := w.Plans.Get(c.Context(), c.Path("id")); err != nil {
		return err
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	for i := range in.Cells {
		in.Cells[i].Region, in.Cells[i].Purpose = in.Region, in.Purpose
	}
	if err := w.Edit(c.Context(), c.Path("id"), in.Region, in.Purpose, in.Cells, in.Version); err != nil {
		return err
	}
	return c.JSON(struct {
		Cells int `json:"cells"`
	}{len(in.Cells)})
}

// apiAllocate takes one way.
func (w *pages) apiAllocate(c *web.Ctx) error {
	var in struct {
		Way     quota.Way `json:"way"`
		Version int64     `json:"version"`
	}
	if _, err := w.Plans.Get(c.Context(), c.Path("id")); err != nil {
		return err
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	if err := w.Choose(c.Context(), c.Path("id"), in.Way, in.Version); err != nil {
		return err
	}
	return c.JSON(in)
}

// An advance is a region's progress as programs read it.
type advance struct {
	Region    string  `json:"region"`
	Residents int64   `json:"residents"`
	Estimated bool    `json:"residents_estimated"`
	Target    int64   `json:"target"`
	Done      int64   `json:"done"`
	Due       int64   `json:"due"`
	Weeks     []int64 `json:"weeks"`
	Mean      float64 `json:"mean"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Miss      float64 `json:"miss"`
	Known     bool    `json:"known"`
}

func told(a Advance) advance {
	return advance{a.Region, a.Residents, a.Estimated, a.Target, a.Done, a.Due, append([]int64{}, a.Weeks...), a.Mean, a.Low, a.High, a.Miss, a.Known}
}

// apiProgress gives the progress of a region and of those below it: GET /api/v1/plan/progress?year=2026&region=62.
func (w *pages) apiProgress(c *web.Ctx) error {
	year, region, err := w.askedProgress(c)
	if err != nil {
		return err
	}
	x, err := w.Progress(c.Context(), year, region)
	if err != nil {
		return err
	}
	areas := make([]advance, len(x.Areas))
	for i, a := range x.Areas {
		areas[i] = told(a)
	}
	return c.JSON(struct {
		Year   int       `json:"year"`
		Today  string    `json:"today"`
		Basis  string    `json:"basis"`
		Season bool      `json:"season"`
		Whole  advance   `json:"whole"`
		Areas  []advance `json:"areas"`
	}{x.Year, x.Today, x.Basis, x.Season, told(x.Advance), areas})
}
