package duty

import (
	"context"
	"slices"
	"strings"

	"shian/data/policy"
	"shian/internal/kit/fault"
)

// A Line is one row of the ledger.
type Line struct {
	policy.Row
	Figure *Figure // shown; nil: nothing feeds it yet
	Worst  *Figure // of all counted under the row, the one that stands worst; it gives the row its lamp
	Feed   string  // what will, Chinese of the code
}

// Status is the state of the line.
func (l Line) Status() Status {
	if l.Worst == nil {
		return None
	}
	return l.Worst.Status
}

// A Ledger is the whole of it for one window.
type Ledger struct {
	Window
	Goals []Goal         // T1 to T5
	Lines []Line         // those asked for, in the order of the policy
	All   int            // how many there are
	Of    map[Status]int // how many stand how, of all
}

// A Goal is one of the five targets of the whole province.
type Goal struct {
	policy.Target
	Figure *Figure // nil: nothing feeds it yet
	Feed   string
}

// Ledger computes the rows asked for. Right: duty.view; errors as of window, and invalid for an unknown body or status.
func (s *Service) Ledger(ctx context.Context, q Query) (*Ledger, error) {
	w, err := s.window(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	which := make([]*Indicator, len(Indicators))
	for i := range Indicators {
		which[i] = &Indicators[i]
	}
	figures, err := s.figures(ctx, w, which)
	if err != nil {
		return nil, err
	}
	by := map[string]*Figure{}
	for i := range figures {
		by[figures[i].Code] = &figures[i]
	}
	return lay(w, by, q), nil
}

// lay puts figures, by the code of their indicator, into the rows.
func lay(w Window, by map[string]*Figure, q Query) *Ledger {
	l := &Ledger{Window: w, Of: map[Status]int{}}
	for _, t := range policy.Goals() {
		l.Goals = append(l.Goals, Goal{Target: t, Figure: by[t.Code], Feed: feeds[t.Code]})
	}
	for _, r := range policy.Rows() {
		line := Line{Row: r, Figure: by[shownIn(r.Number)], Worst: worst(r.Number, by), Feed: feeds[r.Number]}
		l.All++
		l.Of[line.Status()]++
		if q.takes(line) {
			l.Lines = append(l.Lines, line)
		}
	}
	return l
}

// shownIn is the code of the indicator that stands for a row: the first of those counted under it.
func shownIn(row string) string {
	for _, i := range Indicators {
		if i.Row == row {
			return i.Code
		}
	}
	return ""
}

var severity = []Status{Missed, Close, Met, None}

// worst is the figure that stands worst of those counted under the row.
func worst(row string, by map[string]*Figure) *Figure {
	var out *Figure
	for _, i := range Indicators {
		f := by[i.Code]
		if i.Row == row && f != nil && (out == nil || slices.Index(severity, f.Status) < slices.Index(severity, out.Status)) {
			out = f
		}
	}
	return out
}

func (q Query) check() error {
	if q.Status != "" && !slices.Contains(severity, q.Status) {
		return fault.Invalid(fault.Field{Name: "status", Label: "状态", Zh: "没有这种状态，请重选", En: "there is no such state; choose again"})
	}
	if _, ok := policy.Find(q.Body); q.Body != "" && !ok {
		return fault.Invalid(fault.Field{Name: "body", Label: "责任单位", Zh: "没有这个单位，请重选", En: "there is no such body; choose again"})
	}
	return nil
}

func (q Query) takes(l Line) bool {
	if q.Status != "" && l.Status() != q.Status {
		return false
	}
	if q.Body != "" && !slices.ContainsFunc(l.Duties, func(d policy.Duty) bool { return d.Body == q.Body }) {
		return false
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	return text == "" || l.Number == text || strings.Contains(l.Title, text) || strings.Contains(strings.ToLower(l.TitleEn), text)
}

// A Detail is everything about one indicator or row.
type Detail struct {
	Window
	Line   Line  // the row it is counted under; the zero Line for a target without one
	Goal   *Goal // for T4 and T5
	Figure *Figure
	Also   []Figure // further indicators of the same row
	Areas  []Area
	Groups []Group
}

// Detail computes the figure of an indicator (T1) or of a row (6, 保1), by region, month and category. A row or target that
// nothing feeds has no Figure. Right: duty.view; errors as of window, and missing for an unknown code.
func (s *Service) Detail(ctx context.Context, code string, q Query) (*Detail, error) {
	w, err := s.window(ctx, q)
	if err != nil {
		return nil, err
	}
	d := &Detail{Window: w}
	which, err := d.find(code)
	if err != nil || len(which) == 0 {
		return d, err
	}
	figures, err := s.figures(ctx, w, which)
	if err != nil {
		return nil, err
	}
	d.Figure, d.Also = &figures[0], figures[1:]
	d.Line.Figure = d.Figure
	if d.Areas, err = s.areas(ctx, w, d.Figure.Indicator); err != nil {
		return nil, err
	}
	d.Groups, err = s.groups(ctx, w, d.Figure.Indicator)
	return d, err
}

// find settles what a code stands for, and the indicators to count for it.
func (d *Detail) find(code string) (which []*Indicator, err error) {
	row := code
	if i, ok := Find(code); ok {
		which, row = []*Indicator{i}, i.Row
	}
	for _, r := range policy.Rows() {
		if r.Number == row || slices.Contains(r.Goals, code) {
			d.Line = Line{Row: r, Feed: feeds[r.Number]}
		}
	}
	for _, t := range policy.Goals() {
		if t.Code == code {
			d.Goal = &Goal{Target: t, Feed: feeds[code]}
		}
	}
	if d.Line.Number == "" && d.Goal == nil {
		return nil, fault.Missing("台账里没有这一项，请从台账进入", "the ledger has no such row; open it from the ledger")
	}
	if which == nil && d.Goal == nil {
		for i := range Indicators {
			if Indicators[i].Row == code {
				which = append(which, &Indicators[i])
			}
		}
	}
	return which, nil
}
