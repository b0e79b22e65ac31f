package duty

import (
	"math"

	"shian/engine/survey"
	"shian/internal/kit/measure"
)

// Few is the number of samples below which a share is only hinted at and gets no green lamp.
const Few = 30

// Status is how a figure stands.
type Status string

// The states, worst first. None means that nothing can be concluded: no figure, no samples, or no target.
const (
	Missed Status = "missed"
	Close  Status = "close"
	Met    Status = "met"
	None   Status = "none"
)

// A Tally is what was counted: for a share hits of all judged, otherwise how many in Of.
type Tally struct{ Hits, Of int64 }

func (t *Tally) add(i *Indicator, c measure.Cell) {
	if i.Kind == Share {
		if i.Good.Takes(c.Dims) {
			t.Hits += c.N
		}
	}
	if i.Counts.Takes(c.Dims) {
		t.Of += c.N
	}
}

// A Month is one month of the trend; for a stock how many there were at its end.
type Month struct {
	Month string // 2026-07
	Tally
}

// Value is the month as one number for a line: percent, or how many; NaN where a share has no samples.
func (m Month) Value(k Kind) float64 {
	if k != Share {
		return float64(m.Of)
	}
	if m.Of <= 0 {
		return math.NaN()
	}
	return 100 * float64(m.Hits) / float64(m.Of)
}

// A PartTally is one part of a figure, such as 监督抽检.
type PartTally struct {
	Part
	Tally
}

// A Figure is an indicator counted for one place and time.
type Figure struct {
	*Indicator
	Tally
	Low, High float64 // 95 % interval in percent; a share only
	Target    float64 // percent for a share, how many for a volume; 0: none can be given
	Plan      float64 // what the sampling plan in force asks of the region; 0: none
	Pace      float64 // for a volume: how many should be there today
	Status    Status
	Months    []Month
	Shown     []PartTally // by the parts of the indicator
	Streams   [2]Tally    // sampling only: food, farm
}

// Thin reports that a share rests on too few samples to conclude from.
func (f *Figure) Thin() bool { return f.Kind == Share && f.Of < Few }

// plan notes what the plan in force asks of the region.
func (f *Figure) plan(planned map[string]int64, region string) {
	if f.Planned {
		f.Plan = float64(planned[region])
	}
}

// judge sets interval, target, pace and status. residents is 0 where no source gives a figure; passed is the part of the
// year gone.
func (f *Figure) judge(residents int64, passed float64) {
	f.Status = None
	_, goal, has := f.target()
	switch f.Kind {
	case Share:
		if has {
			f.Target = goal
		}
		if f.Of > 0 && f.Hits >= 0 && f.Hits <= f.Of {
			in, err := survey.Wilson(f.Hits, f.Of, 0.95)
			if err == nil {
				f.Low, f.High = 100*in.Low, 100*in.High
			}
		}
		if has && f.Of > 0 {
			f.Status = f.share()
		}
	case Volume:
		if has && residents > 0 {
			f.Target = math.Ceil(float64(residents) * goal / 1000)
		}
		f.Target = math.Max(f.Target, f.Plan) // counties have no residents here: the plan says what is asked of them
		if f.Target > 0 {
			f.Pace = f.Target * passed
			f.Status = f.volume()
		}
	case Stock:
	}
}

// share judges a rate: met when the whole interval is above the target, missed when the rate itself is below it. In between,
// and below Few samples, chance alone may decide, so the lamp is yellow.
func (f *Figure) share() Status {
	switch {
	case f.Of < Few:
		return Close
	case float64(f.Hits)*100 < f.Target*float64(f.Of):
		return Missed
	case f.Low < f.Target:
		return Close
	}
	return Met
}

// volume judges a number to reach within the year by the pace of the year; up to a tenth behind is close.
func (f *Figure) volume() Status {
	n := float64(f.Of)
	switch {
	case n >= f.Pace:
		return Met
	case n >= 0.9*f.Pace:
		return Close
	}
	return Missed
}
