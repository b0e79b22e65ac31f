package statistics

import (
	"cmp"
	"context"
	"slices"
)

// mostItems is how many items a ranking shows; the sheet has all.
const mostItems = 20

// items ranks what was tested: those with the most failures first, then those tested most.
func (s *Service) items(ctx context.Context, w Window) ([]Itemised, error) {
	cond, args := w.condition([]any{w.Region})
	found, err := s.db.Query(ctx, `SELECT item, category, CAST(sum(pass) AS BIGINT), CAST(sum(fail) AS BIGINT), CAST(sum(other) AS BIGINT) FROM statistics_item
		WHERE region = $1`+cond+` GROUP BY item, category ORDER BY item, category`, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []Itemised
	for found.Next() {
		var item, category string
		var c Count
		if err := found.Scan(&item, &category, &c.Pass, &c.Fail, &c.Without); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Item != item {
			out = append(out, Itemised{Item: item})
		}
		x := &out[len(out)-1]
		x.add(c)
		if c.Fail > x.WorstFails {
			x.Worst, x.WorstFails = category, c.Fail
		}
	}
	slices.SortStableFunc(out, func(a, b Itemised) int {
		return cmp.Or(cmp.Compare(b.Fail, a.Fail), cmp.Compare(b.Judged(), a.Judged()))
	})
	return out, found.Err()
}
