package duty

import (
	"context"
	"strconv"

	"shian/internal/kit/clock"
)

// A Public is a figure that anybody may see: a rate of the whole province this year, and the regions it is made of.
type Public struct {
	Figure
	Areas []Area
}

// Published gives T3 and T2 of the province for this year, to anybody: the portal shows them beside the failing samples. Food
// safety information of the whole is published by the authorities themselves (食品安全法 第一百一十八条), so nothing else is.
func (s *Service) Published(ctx context.Context) ([]Public, error) {
	now := clock.Now(ctx).In(clock.China)
	year := strconv.Itoa(now.Year())
	w := Window{Own: "62", Region: "62", Year: now.Year(), From: year + "-01-01", To: year + "-12-31", Today: clock.Day(now), Passed: passed(now, now.Year())}
	var which []*Indicator
	for _, code := range []string{"T3", "T2"} {
		if i, ok := Find(code); ok {
			which = append(which, i)
		}
	}
	figures, err := s.figures(ctx, w, which)
	if err != nil {
		return nil, err
	}
	out := make([]Public, len(figures))
	for n := range figures {
		out[n].Figure = figures[n]
		if out[n].Areas, err = s.areas(ctx, w, which[n]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
