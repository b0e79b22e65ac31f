package statistics

import (
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"shian/data/food"
	"shian/engine/survey"
	"shian/internal/domain/place"
)

// A Count is samples or tests judged: those that pass, those that fail, and those on which nothing was said, which are in no
// rate.
type Count struct {
	Pass    int64 `json:"pass"`
	Fail    int64 `json:"fail"`
	Without int64 `json:"without"`
}

// Judged is the denominator of a rate; All counts every sample.
func (c Count) Judged() int64 { return c.Pass + c.Fail }

// All counts everything, judged or not.
func (c Count) All() int64 { return c.Pass + c.Fail + c.Without }

func (c *Count) add(o Count) {
	c.Pass, c.Fail, c.Without = c.Pass+o.Pass, c.Fail+o.Fail, c.Without+o.Without
}

// A Group is the samples that have one thing in common: Key is a code, or a month.
type Group struct {
	Key string `json:"key"`
	Count
}

// An Area is one region with how it sampled.
type Area struct {
	Region string `json:"region"` // full code
	Count
	Purposes   [3]int64 `json:"purposes"`     // samples of supervision, monitoring, evaluation
	Production int64    `json:"production"`   // samples taken where the food is made
	Kinds      int      `json:"kinds"`        // categories sampled
	Level      float64  `json:"standardised"` // pass rate as if every category were sampled as the whole does, in percent; NaN: nothing judged
	Covers     float64  `json:"covers"`       // how much of the whole's sampling those categories are, in percent
	Row, Col   int      `json:"-"`
	Apart      bool     `json:"apart"`
}

// A Month is one month in the control chart of failing samples.
type Month struct {
	Group
	survey.Control
}

// An Itemised is one tested item: tests judged, and the category in which it fails most.
type Itemised struct {
	Item string `json:"item"`
	Count
	Worst      string `json:"worst"` // category code
	WorstFails int64  `json:"worst_fails"`
}

// A Report is everything that is said of a window.
type Report struct {
	Window
	Total      Count
	Streams    []Group
	Purposes   []Group
	Areas      []Area
	Categories []Group
	Stages     []Group
	Seasons    []Group // Q1 to Q4, all years together
	Months     []Month
	Centre     float64 // share failing in all months together
	Items      []Itemised
	AsOf       string // an instant; "" when nothing was counted
	Due        int    // months that are being counted anew
}

// Report counts what the query asks for, of what the actor may see. The errors are those of a query that does not hold.
func (s *Service) Report(ctx context.Context, q Query) (*Report, error) {
	w, err := s.window(ctx, q)
	if err != nil {
		return nil, err
	}
	r := &Report{Window: w}
	if r.AsOf, r.Due, err = s.asOf(ctx, w.From, w.To); err != nil {
		return nil, err
	}
	rows, err := s.batches(ctx, w)
	if err != nil {
		return nil, err
	}
	r.sum(rows)
	if err := r.chart(); err != nil {
		return nil, err
	}
	if r.Areas, err = s.areas(ctx, w, rows); err != nil {
		return nil, err
	}
	r.Items, err = s.items(ctx, w)
	return r, err
}

// A row is a tally of batches.
type row struct {
	region, month, purpose, stream, category, stage string
	Count
}

// condition writes what the window asks of a table beside its region; parameters go on from those there are.
func (w Window) condition(args []any) (string, []any) {
	var c strings.Builder
	for _, x := range []struct{ column, op, value string }{{"month", ">=", w.From}, {"month", "<=", w.To}, {"purpose", "=", w.Purpose}, {"stream", "=", w.Stream}, {"category", "=", w.Category}} {
		if x.value != "" {
			args = append(args, x.value)
			c.WriteString(" AND " + x.column + " " + x.op + " $" + strconv.Itoa(len(args)))
		}
	}
	return c.String(), args
}

func (s *Service) batches(ctx context.Context, w Window) ([]row, error) {
	cond, args := w.condition([]any{w.Region})
	return s.rows(ctx, "region = $1"+cond, args)
}

func (s *Service) rows(ctx context.Context, cond string, args []any) ([]row, error) {
	found, err := s.db.Query(ctx, `SELECT region, month, purpose, stream, category, stage, pass, fail, unjudged FROM statistics_batch WHERE `+cond+
		` ORDER BY region, month, purpose, stream, category, stage`, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []row
	for found.Next() {
		var r row
		if err := found.Scan(&r.region, &r.month, &r.purpose, &r.stream, &r.category, &r.stage, &r.Pass, &r.Fail, &r.Without); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, found.Err()
}

// sum groups the rows of the region by everything that is told apart.
func (r *Report) sum(rows []row) {
	by := func(key func(row) string, order []string) []Group {
		m := map[string]Count{}
		for _, x := range rows {
			c := m[key(x)]
			c.add(x.Count)
			m[key(x)] = c
		}
		for _, k := range slices.Sorted(maps.Keys(m)) { // what no list knows any more is not lost
			if !slices.Contains(order, k) {
				order = append(order, k)
			}
		}
		var out []Group
		for _, k := range order {
			if c := m[k]; c.All() > 0 {
				out = append(out, Group{k, c})
			}
		}
		return out
	}
	for _, x := range rows {
		r.Total.add(x.Count)
	}
	r.Streams = by(func(x row) string { return x.stream }, []string{"food", "farm"})
	r.Purposes = by(func(x row) string { return x.purpose }, purposes())
	r.Categories = by(func(x row) string { return x.category }, append(categories(), ""))
	r.Stages = by(func(x row) string { return x.stage }, append(stages(), ""))
	r.Seasons = by(func(x row) string { return season(x.month) }, []string{"Q1", "Q2", "Q3", "Q4"})
	months := map[string]Count{}
	for _, x := range rows {
		c := months[x.month]
		c.add(x.Count)
		months[x.month] = c
	}
	for _, m := range r.list() {
		r.Months = append(r.Months, Month{Group: Group{m, months[m]}})
	}
}

func stages() []string {
	var out []string
	for _, s := range food.Stages() {
		out = append(out, s.Code)
	}
	return out
}

func season(month string) string {
	n, _ := strconv.Atoi(month[5:])
	return "Q" + strconv.Itoa((n+2)/3)
}

// chart sets the months against what all of them let expect.
func (r *Report) chart() error {
	periods := make([]survey.Sample, len(r.Months))
	for i, m := range r.Months {
		periods[i] = survey.Sample{X: m.Fail, N: m.Judged()}
	}
	if r.Total.Judged() == 0 {
		for i := range r.Months {
			r.Months[i].Control = survey.Control{Rate: math.NaN(), Low: math.NaN(), High: math.NaN()}
		}
		return nil
	}
	centre, points, err := survey.Chart(periods)
	if err != nil {
		return err
	}
	r.Centre = centre
	for i := range points {
		r.Months[i].Control = points[i]
	}
	return nil
}

// areas are the regions directly below, by code, of the province also 兰州新区.
func (s *Service) areas(ctx context.Context, w Window, whole []row) ([]Area, error) {
	children := s.below(w.Region)
	if len(children) == 0 {
		return nil, nil
	}
	args := make([]any, len(children))
	marks := make([]string, len(children))
	for i, c := range children {
		args[i], marks[i] = c.Region, "$"+strconv.Itoa(i+1)
	}
	cond, args := w.condition(args)
	rows, err := s.rows(ctx, "region IN ("+strings.Join(marks, ", ")+")"+cond, args)
	if err != nil {
		return nil, err
	}
	weights := byCategory(whole)
	out := make([]Area, 0, len(children))
	for _, a := range children {
		var own []row
		for _, x := range rows {
			if x.region == a.Region {
				own = append(own, x)
			}
		}
		a.fill(own, weights)
		a.Region = place.Full(a.Region)
		out = append(out, a)
	}
	return out, nil
}

func (s *Service) below(region string) []Area {
	t := s.tree()
	var out []Area
	for _, c := range t.Children(place.Full(region)) {
		if len(place.Short(c.Code)) <= 6 {
			out = append(out, Area{Region: place.Short(c.Code), Row: c.Row, Col: c.Col})
		}
	}
	if region == wholeProvince {
		if c, ok := t.Find(newArea); ok {
			out = append(out, Area{Region: newArea, Row: c.Row, Col: c.Col, Apart: true})
		}
	}
	return out
}

// newArea is 兰州新区, which is counted with its prefecture and shown apart.
const newArea = "620171"

func byCategory(rows []row) map[string]Count {
	out := map[string]Count{}
	for _, x := range rows {
		c := out[x.category]
		c.add(x.Count)
		out[x.category] = c
	}
	return out
}

// fill says how the area sampled and what it found.
func (a *Area) fill(own []row, whole map[string]Count) {
	for _, x := range own {
		a.add(x.Count)
		if i := slices.Index(purposes(), x.purpose); i >= 0 && i < len(a.Purposes) {
			a.Purposes[i] += x.All()
		}
		if x.stage == "production" {
			a.Production += x.All()
		}
	}
	mine := byCategory(own)
	a.Kinds = len(mine)
	a.Level, a.Covers = standardised(mine, whole)
}

// standardised is the pass rate as if the categories had the shares they have in the whole (direct standardisation), and the
// part of the whole that the categories judged here are; both in percent, the rate NaN where nothing was judged.
func standardised(mine, whole map[string]Count) (rate, covers float64) {
	var all, weight, sum float64
	for category, w := range whole {
		all += float64(w.Judged())
		if m := mine[category]; m.Judged() > 0 {
			weight += float64(w.Judged())
			sum += float64(w.Judged()) * float64(m.Pass) / float64(m.Judged())
		}
	}
	if weight == 0 {
		return math.NaN(), 0
	}
	return 100 * sum / weight, 100 * weight / all
}
