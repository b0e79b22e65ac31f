package plan

import (
	"context"
	"strconv"
	"time"

	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/measure"
)

// The measures that tell how far a plan has come: published results, and samples taken where those are counted.
const (
	measureBatch = "sampling.batch"
	measureTaken = "sampling.taken"
)

// An Advance is how far one region has come in a year and where it is heading.
type Advance struct {
	Region    string // short code
	Residents int64
	Estimated bool // the residents are our own estimate
	Target    int64
	Weeks     []int64 // by week of the year, up to today
	quota.Forecast
}

// A Course is the progress of a region and of those directly below it.
type Course struct {
	Year   int
	Today  string
	Days   int    // that have passed
	Of     int    // days of the year
	Basis  string // taken or published: what is counted
	Season bool   // the seasons of past years were taken out; otherwise every day counts alike
	Advance
	Areas []Advance
}

// Progress counts what was done of the year's plan within a region, week by week, and foretells its end. What is counted is samples
// taken, where more of these than of published results are on record, otherwise published results: they come later, so
// that the forecast is on the safe side. It asks no right: the caller knows whose region it is.
func (s *Service) Progress(ctx context.Context, year int, region string) (*Course, error) {
	region = place.Short(region)
	c := &Course{Year: year, Today: clock.Day(clock.Now(ctx))}
	c.Days, c.Of = daysOf(ctx, year)
	targets, err := s.Targets(ctx, year)
	if err != nil {
		return nil, err
	}
	which, weeks, err := s.weeks(ctx, year, region, c.Days)
	if err != nil {
		return nil, err
	}
	c.Basis = which
	season, err := s.seasons(ctx, year, region, which, c.Of)
	if err != nil {
		return nil, err
	}
	c.Season = season != nil
	c.Advance = s.advance(c, region, targets, weeks, season)
	for _, r := range s.tree().Children(place.Full(region)) {
		if r.Level != place.Prefecture && r.Level != place.County {
			continue
		}
		code := place.Short(r.Code)
		weeks, err := s.count(ctx, which, year, code, c.Days)
		if err != nil {
			return nil, err
		}
		c.Areas = append(c.Areas, s.advance(c, code, targets, weeks, season))
	}
	return c, nil
}

func (s *Service) advance(c *Course, code string, targets map[string]int64, weeks []int64, season []float64) Advance {
	a := Advance{Region: code, Target: targets[code], Weeks: weeks}
	a.Residents, a.Estimated = Residents(s.tree(), code)
	a.Forecast = quota.Foretell(quota.Year{Done: weeks, Days: c.Days, Of: c.Of, Target: a.Target, Season: season})
	return a
}

// daysOf is how many days of the year have passed, today included, and how many it has.
func daysOf(ctx context.Context, year int) (days, of int) {
	now := clock.Now(ctx).In(clock.China)
	of = time.Date(year, 12, 31, 0, 0, 0, 0, clock.China).YearDay()
	switch {
	case now.Year() > year:
		return of, of
	case now.Year() < year:
		return 0, of
	}
	return now.YearDay(), of
}

// weeks counts by whichever measure holds more.
func (s *Service) weeks(ctx context.Context, year int, region string, days int) (which string, out []int64, err error) {
	sum := func(all []int64) (n int64) {
		for _, x := range all {
			n += x
		}
		return n
	}
	if out, err = s.count(ctx, measureTaken, year, region, days); err != nil {
		return "", nil, err
	}
	published, err := s.count(ctx, measureBatch, year, region, days)
	if sum(out) > sum(published) {
		return measureTaken, out, err
	}
	return measureBatch, published, err
}

// count adds a measure up by week of the year, as far as days have passed.
func (s *Service) count(ctx context.Context, name string, year int, region string, days int) ([]int64, error) {
	y := strconv.Itoa(year)
	rows, err := measure.Sum(ctx, s.db, measure.Query{Measures: []string{name}, Region: region, From: y + "-01-01", To: y + "-12-31", By: "day"})
	if err != nil {
		return nil, err
	}
	out := make([]int64, (days+6)/7)
	for _, r := range rows {
		day, err := clock.ParseDay(r.Key)
		if err != nil {
			continue
		}
		if w := (day.YearDay() - 1) / 7; w < len(out) {
			out[w] += r.N
		}
	}
	return out, nil
}

// seasons learns from the two years before; nil when nothing was done in them.
func (s *Service) seasons(ctx context.Context, year int, region, which string, of int) ([]float64, error) {
	var past [][]int64
	for _, y := range []int{year - 1, year - 2} {
		weeks, err := s.count(ctx, which, y, region, time.Date(y, 12, 31, 0, 0, 0, 0, clock.China).YearDay())
		if err != nil {
			return nil, err
		}
		past = append(past, weeks)
	}
	return quota.Seasons(past, of), nil
}
