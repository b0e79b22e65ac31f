package measure

import (
	"fmt"
	"time"
)

// A piece is an unbroken range of periods of one length, as the key writes them.
type piece struct{ from, to string }

const firstDay, lastDay = "0001-01-01", "9999-12-31"

func days(from, to time.Time) piece {
	return piece{"d" + from.Format(time.DateOnly), "d" + to.Format(time.DateOnly)}
}

// pieces cuts the days asked for into whole years, whole months and the days left over, as coarse as By allows; years and
// months are read from their own sums.
func (query Query) pieces() ([]piece, error) {
	from, to := query.From, query.To
	if from == "" {
		from = firstDay
	}
	if to == "" {
		to = lastDay
	}
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return nil, fmt.Errorf("measure: from %q is not a day", query.From)
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return nil, fmt.Errorf("measure: to %q is not a day", query.To)
	}
	if b.Before(a) {
		return nil, nil
	}
	if query.By == "day" {
		return []piece{days(a, b)}, nil
	}
	first := a // of the first whole month
	if a.Day() != 1 {
		first = time.Date(a.Year(), a.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	}
	end := time.Date(b.Year(), b.Month(), 1, 0, 0, 0, 0, time.UTC) // after the last whole month
	if tomorrow := b.AddDate(0, 0, 1); tomorrow.Day() == 1 {
		end = tomorrow
	}
	if !first.Before(end) {
		return []piece{days(a, b)}, nil
	}
	var out []piece
	if a.Before(first) {
		out = append(out, days(a, first.AddDate(0, 0, -1)))
	}
	out = append(out, months(first, end, query.By != "month")...)
	if !end.After(b) {
		out = append(out, days(end, b))
	}
	return out, nil
}

// months covers whole months from first to before end, by whole years where they may be used.
func months(first, end time.Time, years bool) []piece {
	const month = "2006-01"
	span := func(from, to time.Time) piece {
		return piece{"m" + from.Format(month), "m" + to.AddDate(0, -1, 0).Format(month)}
	}
	january := first
	if first.Month() != time.January {
		january = time.Date(first.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	december := time.Date(end.Year(), 1, 1, 0, 0, 0, 0, time.UTC) // after the last one
	if !years || !january.Before(december) {
		return []piece{span(first, end)}
	}
	var out []piece
	if first.Before(january) {
		out = append(out, span(first, january))
	}
	out = append(out, piece{january.Format("y2006"), december.AddDate(-1, 0, 0).Format("y2006")})
	if december.Before(end) {
		out = append(out, span(december, end))
	}
	return out
}
