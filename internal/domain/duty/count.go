package duty

import (
	"context"
	"maps"
	"slices"
	"strings"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/measure"
)

// figures counts every indicator given within the window: one read of the measures that add up over the year, one of those
// that are a stock.
func (s *Service) figures(ctx context.Context, w Window, which []*Indicator) ([]Figure, error) {
	months := w.months()
	from := min(w.From, months[0]+"-01")
	year, err := s.cells(ctx, which, false, measure.Query{Region: w.Region, From: from, To: w.To, By: "month"})
	if err != nil {
		return nil, err
	}
	stock, err := s.cells(ctx, which, true, measure.Query{Region: w.Region, To: w.To, By: "month"})
	if err != nil {
		return nil, err
	}
	residents, _ := s.tree().Population(place.Full(w.Region))
	planned, err := s.planned(ctx, w, which...)
	if err != nil {
		return nil, err
	}
	out := make([]Figure, len(which))
	for n, i := range which {
		f := &out[n]
		f.Indicator = i
		cells := year
		if i.Kind == Stock {
			cells = stock
		}
		f.fill(cells, w, months)
		f.plan(planned, w.Region)
		f.judge(residents, w.Passed)
	}
	return out, nil
}

// cells reads the measures of the indicators that are a stock, or of those that are not.
func (s *Service) cells(ctx context.Context, which []*Indicator, stock bool, q measure.Query) ([]measure.Cell, error) {
	for _, i := range which {
		if (i.Kind == Stock) == stock && !slices.Contains(q.Measures, i.Measure) {
			q.Measures = append(q.Measures, i.Measure)
		}
	}
	if len(q.Measures) == 0 {
		return nil, nil
	}
	return measure.Cells(ctx, s.db, q)
}

// planned are the batches of the plan in force by region, where an indicator is measured against them.
func (s *Service) planned(ctx context.Context, w Window, which ...*Indicator) (map[string]int64, error) {
	if s.Plans == nil || !slices.ContainsFunc(which, func(i *Indicator) bool { return i.Planned }) {
		return nil, nil
	}
	return s.Plans.Targets(ctx, w.Year)
}

// fill adds up the months of the window, and the last twelve one by one.
func (f *Figure) fill(cells []measure.Cell, w Window, months []string) {
	f.Months = make([]Month, len(months))
	for i, m := range months {
		f.Months[i].Month = m
	}
	for _, p := range f.Parts {
		f.Shown = append(f.Shown, PartTally{Part: p})
	}
	for _, c := range cells {
		if c.Measure != f.Measure {
			continue
		}
		if f.Kind == Stock || strings.HasPrefix(c.Key, w.From[:4]) {
			f.count(c)
		}
		for i := range f.Months {
			if c.Key == f.Months[i].Month || f.Kind == Stock && c.Key < f.Months[i].Month {
				f.Months[i].add(f.Indicator, c)
			}
		}
	}
}

// count adds one cell of the window to the figure, its parts and its streams. A part that does not count is judged as if it
// did, so that it can be shown beside the figure.
func (f *Figure) count(c measure.Cell) {
	f.add(f.Indicator, c)
	for i := range f.Shown {
		if p := &f.Shown[i]; c.Dims[f.Apart] == p.Value {
			p.add(f.alone(), c)
		}
	}
	if f.Measure == "sampling.batch" {
		switch c.Dims[1] {
		case "food":
			f.Streams[0].Of += c.N
		case "farm":
			f.Streams[1].Of += c.N
		}
	}
}

// alone is the indicator without its condition on Apart.
func (f *Figure) alone() *Indicator {
	i := *f.Indicator
	i.Counts[i.Apart], i.Good[i.Apart] = nil, nil
	return &i
}

// An Area is the figure of one region below, with how it was sampled: nothing compares regions without saying so.
type Area struct {
	Region    string // full code
	Residents int64  // 0: no source gives a figure
	Row, Col  int    // place in the tile grid; 0: none
	Apart     bool   // lies within another one listed (兰州新区): shown, not compared
	Figure
}

// areas counts an indicator for the regions directly below the window's, by code; of the province also 兰州新区.
func (s *Service) areas(ctx context.Context, w Window, i *Indicator) ([]Area, error) {
	t := s.tree()
	children := t.Children(place.Full(w.Region))
	out := make([]Area, 0, len(children)+1)
	for _, c := range children {
		out = append(out, Area{Region: c.Code, Residents: int64(c.Population), Row: c.Row, Col: c.Col})
	}
	q := measure.Query{Measures: []string{i.Measure}, Region: w.Region, To: w.To, By: "region"}
	if i.Kind != Stock {
		q.From = w.From
	}
	cells, err := measure.Cells(ctx, s.db, q)
	if err != nil {
		return nil, err
	}
	if w.Region == "62" {
		cells, out, err = s.newArea(ctx, q, cells, out)
		if err != nil {
			return nil, err
		}
	}
	at := map[string]*Area{}
	for n := range out {
		out[n].Indicator = i
		for _, p := range i.Parts {
			out[n].Shown = append(out[n].Shown, PartTally{Part: p})
		}
		at[place.Short(out[n].Region)] = &out[n]
	}
	for _, c := range cells {
		if a := at[c.Key]; a != nil {
			a.count(c)
		}
	}
	planned, err := s.planned(ctx, w, i)
	if err != nil {
		return nil, err
	}
	for n := range out {
		out[n].plan(planned, place.Short(out[n].Region))
		out[n].judge(out[n].Residents, w.Passed)
	}
	return out, nil
}

// newArea adds 兰州新区, which is listed apart in the policy and lies within 兰州市.
func (s *Service) newArea(ctx context.Context, q measure.Query, cells []measure.Cell, out []Area) ([]measure.Cell, []Area, error) {
	for _, r := range s.tree().Children("620100") {
		if r.Row == 0 {
			continue
		}
		q.Region, q.By = place.Short(r.Code), ""
		more, err := measure.Cells(ctx, s.db, q)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range more {
			c.Key = place.Short(r.Code)
			cells = append(cells, c)
		}
		out = append(out, Area{Region: r.Code, Row: r.Row, Col: r.Col, Apart: true})
	}
	return cells, out, nil
}

// A Group is the figure of one food category. It holds all three kinds of sampling, which the measure does not tell apart.
type Group struct {
	Code, Name, NameEn string
	Tally
}

// groups counts an indicator by food category, by code.
func (s *Service) groups(ctx context.Context, w Window, i *Indicator) ([]Group, error) {
	if i.Grouped == "" {
		return nil, nil
	}
	cells, err := measure.Cells(ctx, s.db, measure.Query{Measures: []string{i.Grouped}, Region: w.Region, From: w.From, To: w.To})
	if err != nil {
		return nil, err
	}
	by := Indicator{Kind: Share, Counts: i.GroupCount, Good: i.GroupGood}
	tallies := map[string]*Tally{}
	for _, c := range cells {
		if tallies[c.Dims[1]] == nil {
			tallies[c.Dims[1]] = &Tally{}
		}
		tallies[c.Dims[1]].add(&by, c)
	}
	var out []Group
	for _, code := range slices.Sorted(maps.Keys(tallies)) {
		g := Group{Code: code, Name: code, Tally: *tallies[code]}
		if c, ok := food.Lookup(code); ok {
			g.Name, g.NameEn = c.Name, c.NameEn
		}
		if g.Of != 0 {
			out = append(out, g)
		}
	}
	return out, nil
}
