package laboratory

import (
	"context"
	"strconv"

	"shian/engine/survey"
	"shian/internal/kit/db"
	"shian/internal/kit/measure"
)

// A Tally is what the measures say of one laboratory over some days.
type Tally struct {
	Reports, InTime, Timed   int64 // Timed: reports whose working days are known
	Median                   int   // working days from receipt to report
	Readings, Again          int64
	Fails, Judged            int64
	FailLow, FailHigh        float64 // 95 % interval of the failure rate, 0 to 1; both 0 when nothing was judged
	RepeatLow, RepeatHigh    float64
	PunctualLow, PunctualTop float64
}

// Tally counts the reports and readings of a laboratory from a day to a day. Everything comes from the measures, so that the same
// figure stands wherever it is shown.
func (s *Service) Tally(ctx context.Context, q db.Querier, laboratory, from, to string) (Tally, error) {
	var t Tally
	ask := func(m, by string) ([]measure.Row, error) {
		return measure.Sum(ctx, q, measure.Query{Measures: []string{m}, Region: "62", From: from, To: to, Dims: [3]string{laboratory, "", ""}, By: by})
	}
	ends, err := ask(MeasureReport, "dim1")
	if err != nil {
		return t, err
	}
	for _, r := range ends {
		t.Reports += r.N
		switch r.Key {
		case "intime":
			t.InTime, t.Timed = t.InTime+r.N, t.Timed+r.N
		case "late":
			t.Timed += r.N
		}
	}
	conclusions, err := ask(MeasureReport, "dim2")
	if err != nil {
		return t, err
	}
	for _, r := range conclusions {
		switch Conclusion(r.Key) {
		case Fail:
			t.Fails, t.Judged = t.Fails+r.N, t.Judged+r.N
		case Pass:
			t.Judged += r.N
		case Unjudged:
		}
	}
	readings, err := ask(MeasureReading, "dim1")
	if err != nil {
		return t, err
	}
	for _, r := range readings {
		t.Readings += r.N
		if r.Key == "again" {
			t.Again += r.N
		}
	}
	days, err := ask(MeasureDays, "dim1")
	if err != nil {
		return t, err
	}
	t.Median = median(days)
	t.FailLow, t.FailHigh = between(t.Fails, t.Judged)
	t.RepeatLow, t.RepeatHigh = between(t.Again, t.Readings)
	t.PunctualLow, t.PunctualTop = between(t.InTime, t.Timed)
	return t, nil
}

// between is the 95 % interval of a share; nothing of nothing has none.
func between(x, n int64) (low, high float64) {
	i, err := survey.Wilson(x, n, 0.95)
	if err != nil {
		return 0, 0
	}
	return i.Low, i.High
}

// median is the working days of the middle report; rows come by key, which is padded. Of two middle ones the lower.
func median(rows []measure.Row) int {
	var n, sum int64
	for _, r := range rows {
		n += r.N
	}
	for _, r := range rows {
		if sum += r.N; 2*sum >= n && n > 0 {
			days, _ := strconv.Atoi(r.Key)
			return days
		}
	}
	return 0
}
