package duty

import (
	"math"

	"shian/data/policy"
	"shian/internal/domain/place"
	"shian/internal/kit/web"
)

// What programs get. Rates are in percent, days as 2006-01-02; a member that does not apply is left out.
type (
	figureJSON struct {
		Indicator string      `json:"indicator"`
		Kind      Kind        `json:"kind"`
		Hits      *int64      `json:"hits,omitempty"`
		N         int64       `json:"n"` // the denominator of a share, otherwise how many
		Rate      *float64    `json:"rate,omitempty"`
		Low       *float64    `json:"low,omitempty"`
		High      *float64    `json:"high,omitempty"`
		Whole     bool        `json:"whole"` // everything was counted: no interval
		Thin      bool        `json:"thin"`  // below 30 samples: nothing can be concluded
		Target    float64     `json:"target,omitempty"`
		Pace      float64     `json:"pace,omitempty"`
		Status    Status      `json:"status"`
		Parts     []tallyJSON `json:"parts,omitempty"`
		Months    []tallyJSON `json:"months,omitempty"`
		Records   string      `json:"records"`
	}
	tallyJSON struct {
		Key     string `json:"key"`
		Name    string `json:"name,omitempty"`
		Counted *bool  `json:"counted,omitempty"`
		Hits    int64  `json:"hits"`
		N       int64  `json:"n"`
	}
	bodyJSON struct {
		Code string      `json:"code"`
		Name string      `json:"name"`
		Role policy.Role `json:"role"`
	}
	targetJSON struct {
		Code     string `json:"code,omitempty"`
		Name     string `json:"name"`
		Operator string `json:"operator"`
		Value    string `json:"value,omitempty"`
		Unit     string `json:"unit,omitempty"`
		Deadline string `json:"deadline,omitempty"`
		Inferred bool   `json:"inferred"`
	}
	lineJSON struct {
		Number  string       `json:"number"`
		Chapter string       `json:"chapter"`
		Title   string       `json:"title"`
		Bodies  []bodyJSON   `json:"bodies"`
		Targets []targetJSON `json:"targets"`
		Figure  *figureJSON  `json:"figure"`         // null: nothing feeds it yet
		Feed    string       `json:"feed,omitempty"` // what will
	}
	windowJSON struct {
		Region string `json:"region"`
		Year   int    `json:"year"`
		AsOf   string `json:"as_of"`
	}
)

func (s *Service) ledgerAPI(c *web.Ctx) error {
	l, err := s.Ledger(c.Context(), s.asked(c))
	if err != nil {
		return err
	}
	out := struct {
		windowJSON
		Goals []figureJSON `json:"goals"`
		Rows  []lineJSON   `json:"rows"`
	}{windowJSON: l.json(c)}
	for _, g := range l.Goals {
		if g.Figure != nil {
			out.Goals = append(out.Goals, *g.Figure.json(c, l.Window))
		}
	}
	for _, x := range l.Lines {
		out.Rows = append(out.Rows, x.json(c, l.Window))
	}
	return c.JSON(out)
}

func (s *Service) detailAPI(c *web.Ctx) error {
	d, err := s.Detail(c.Context(), c.Path("code"), s.asked(c))
	if err != nil {
		return err
	}
	type area struct {
		Region    string `json:"region"`
		Name      string `json:"name"`
		Residents int64  `json:"residents,omitempty"`
		Apart     bool   `json:"apart,omitempty"`
		figureJSON
	}
	out := struct {
		windowJSON
		Row     *lineJSON   `json:"row,omitempty"`
		Figure  *figureJSON `json:"figure"`
		Feed    string      `json:"feed,omitempty"`
		Areas   []area      `json:"areas,omitempty"`
		Groups  []tallyJSON `json:"groups,omitempty"`
		Caution string      `json:"caution,omitempty"`
	}{windowJSON: d.json(c)}
	if d.Line.Number != "" {
		x := d.Line.json(c, d.Window)
		out.Row = &x
	}
	if d.Figure == nil {
		out.Feed = c.T(d.feed())
		return c.JSON(out)
	}
	out.Figure, out.Caution = d.Figure.json(c, d.Window), c.T(d.Figure.Caution)
	for i := range d.Areas {
		a := &d.Areas[i]
		w := d.Window
		w.Region = place.Short(a.Region)
		out.Areas = append(out.Areas, area{a.Region, s.tree().Name(a.Region, c.Lang()), a.Residents, a.Apart, *a.json(c, w)})
	}
	for _, g := range d.Groups {
		out.Groups = append(out.Groups, tallyJSON{Key: g.Code, Name: pick(c.Lang(), g.Name, g.NameEn), Hits: g.Hits, N: g.Of})
	}
	return c.JSON(out)
}

func (w Window) json(c *web.Ctx) windowJSON { return windowJSON{w.Region, w.Year, readingOf(c).asOf} }

func (f *Figure) json(c *web.Ctx, w Window) *figureJSON {
	out := &figureJSON{Indicator: f.Code, Kind: f.Kind, N: f.Of, Whole: f.Kind != Share, Thin: f.Thin(), Target: f.Target, Pace: math.Floor(f.Pace), Status: f.Status, Records: f.Records(w, "")}
	if f.Kind == Share {
		out.Hits = &f.Hits
		if f.Of > 0 {
			r := f.rate()
			out.Rate, out.Low, out.High = &r, &f.Low, &f.High
		}
	}
	for _, p := range f.Shown {
		out.Parts = append(out.Parts, tallyJSON{Key: p.Value, Name: c.T(p.Label), Counted: &p.Counted, Hits: p.Hits, N: p.Of})
	}
	for _, m := range f.Months {
		out.Months = append(out.Months, tallyJSON{Key: m.Month, Hits: m.Hits, N: m.Of})
	}
	return out
}

func (l Line) json(c *web.Ctx, w Window) lineJSON {
	out := lineJSON{Number: l.Number, Chapter: l.Chapter, Title: titleOf(l.Row, c.Lang())}
	for _, d := range l.Duties {
		out.Bodies = append(out.Bodies, bodyJSON{d.Body, bodyName(d.Body, c.Lang()), d.Role})
	}
	for _, t := range l.Targets {
		out.Targets = append(out.Targets, targetJSON{t.Code, pick(c.Lang(), t.Name, t.NameEn), t.Operator, t.Value, t.Unit, t.Deadline, t.Inferred})
	}
	for _, t := range policy.Goals() {
		for _, g := range l.Goals {
			if t.Code == g {
				out.Targets = append(out.Targets, targetJSON{t.Code, pick(c.Lang(), t.Name, t.NameEn), t.Operator, t.Value, t.Unit, t.Deadline, t.Inferred})
			}
		}
	}
	if l.Figure == nil {
		out.Feed = c.T(l.Feed)
		return out
	}
	out.Figure = l.Figure.json(c, w)
	return out
}
