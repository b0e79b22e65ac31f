package statistics

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

const wholeProvince = "62"

// Due says, in the transaction of whatever changed the results of the day, that its month is to be counted anew. A day that
// is none is nobody's.
func (s *Service) Due(ctx context.Context, tx *db.Tx, day string) error {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return nil //nolint:nilerr // results without a day are counted nowhere
	}
	_, err := tx.Exec(ctx, `INSERT INTO statistics_due (month, stamp) VALUES ($1, $2) ON CONFLICT (month) DO UPDATE SET stamp = excluded.stamp`, day[:7], id.New())
	return err
}

// Begin makes every month with published results due that was never counted: what was published before there were tallies.
func (s *Service) Begin(ctx context.Context) error {
	months, err := s.source.Months(ctx, s.db)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, m := range months {
			if _, err := tx.Exec(ctx, `INSERT INTO statistics_due (month, stamp) SELECT $1, '' WHERE NOT EXISTS (SELECT 1 FROM statistics_month WHERE month = $2)
				ON CONFLICT (month) DO NOTHING`, m, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// Count counts the due months, oldest first, and gives their number. Two nodes may do it at once: each month ends as one of
// them counted it, and becomes due again if something changed meanwhile.
func (s *Service) Count(ctx context.Context) (int, error) {
	due, err := s.due(ctx)
	if err != nil {
		return 0, err
	}
	for i, m := range slices.Sorted(maps.Keys(due)) {
		if err := s.count(ctx, m, due[m]); err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// Run counts what is due every now and then until ctx ends.
func (s *Service) Run(ctx context.Context, every time.Duration, failed func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := s.Count(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Service) due(ctx context.Context) (map[string]string, error) {
	rows, err := s.db.Query(ctx, `SELECT month, stamp FROM statistics_due ORDER BY month`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var month, stamp string
		if err := rows.Scan(&month, &stamp); err != nil {
			return nil, err
		}
		out[month] = stamp
	}
	return out, rows.Err()
}

// count replaces the tallies of one month, a prefecture at a time so that nobody waits long behind it.
func (s *Service) count(ctx context.Context, month, stamp string) error {
	batches, err := s.source.Batches(ctx, s.db, month)
	if err != nil {
		return err
	}
	items, err := s.source.Items(ctx, s.db, month)
	if err != nil {
		return err
	}
	tallies := tally(batches, items)
	old, err := s.counted(ctx, month)
	if err != nil {
		return err
	}
	areas := map[string]bool{}
	for region := range tallies {
		areas[region] = true
	}
	for _, region := range old {
		areas[region] = true
	}
	for _, region := range slices.Sorted(maps.Keys(areas)) {
		if err := s.replace(ctx, month, region, tallies[region]); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO statistics_month (month, counted_at) VALUES ($1, $2) ON CONFLICT (month) DO UPDATE SET counted_at = excluded.counted_at`,
			month, clock.Instant(clock.Now(ctx))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM statistics_due WHERE month = $1 AND stamp = $2`, month, stamp)
		return err
	})
}

// counted lists the areas that have rows of the month.
func (s *Service) counted(ctx context.Context, month string) ([]string, error) {
	rows, err := s.db.Query(ctx, `SELECT DISTINCT region FROM statistics_batch WHERE month = $1 ORDER BY region`, month)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var r string
		if err := rows.Scan(&r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// replace puts the rows of one area in the place of those counted before.
func (s *Service) replace(ctx context.Context, month, region string, t *area) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		// The row of the month comes first: who counts the same month elsewhere waits here and neither meets the other's rows.
		if _, err := tx.Exec(ctx, `INSERT INTO statistics_month (month, counted_at) VALUES ($1, '') ON CONFLICT (month) DO UPDATE SET month = excluded.month`, month); err != nil {
			return err
		}
		for _, q := range []string{`DELETE FROM statistics_batch WHERE region = $1 AND month = $2`, `DELETE FROM statistics_item WHERE region = $1 AND month = $2`} {
			if _, err := tx.Exec(ctx, q, region, month); err != nil {
				return err
			}
		}
		if t == nil {
			return nil
		}
		err := db.InsertRows(ctx, tx, "statistics_batch", []string{"region", "month", "purpose", "stream", "category", "stage", "pass", "fail", "unjudged"}, "", rowsOf(region, month, t.batches))
		if err != nil {
			return err
		}
		return db.InsertRows(ctx, tx, "statistics_item", []string{"region", "month", "purpose", "stream", "category", "item", "pass", "fail", "other"}, "", rowsOf(region, month, t.items))
	})
}

// An area is the tallies of one region in one month; the key is purpose, stream, category and stage or item.
type area struct{ batches, items map[[4]string]*[3]int64 }

// tally sums up for the province, the prefectures and the counties.
func tally(batches []Batch, items []Item) map[string]*area {
	out := map[string]*area{}
	of := func(region string) *area {
		if out[region] == nil {
			out[region] = &area{map[[4]string]*[3]int64{}, map[[4]string]*[3]int64{}}
		}
		return out[region]
	}
	for _, b := range batches {
		for _, r := range regions(b.Prefecture, b.County) {
			add(of(r).batches, [4]string{b.Purpose, b.Stream, b.Category, b.Stage}, b.Result, b.N)
		}
	}
	for _, i := range items {
		for _, r := range regions(i.Prefecture, i.County) {
			add(of(r).items, [4]string{i.Purpose, i.Stream, i.Category, i.Name}, i.Result, i.N)
		}
	}
	return out
}

func regions(prefecture, county string) []string {
	out := []string{wholeProvince}
	for _, r := range []string{prefecture, county} {
		if r != "" {
			out = append(out, r)
		}
	}
	return out
}

func add(to map[[4]string]*[3]int64, key [4]string, result string, n int64) {
	if to[key] == nil {
		to[key] = new([3]int64)
	}
	switch result {
	case "pass":
		to[key][0] += n
	case "fail":
		to[key][1] += n
	default:
		to[key][2] += n
	}
}

func rowsOf(region, month string, m map[[4]string]*[3]int64) [][]any {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b [4]string) int { return slices.Compare(a[:], b[:]) })
	out := make([][]any, len(keys))
	for i, k := range keys {
		n := m[k]
		out[i] = []any{region, month, k[0], k[1], k[2], k[3], n[0], n[1], n[2]}
	}
	return out
}

// asOf is when a month among those shown was last counted, and how many of them are due; "" when none was counted.
func (s *Service) asOf(ctx context.Context, from, to string) (at string, due int, err error) {
	err = s.db.Row(ctx, `SELECT count(*) FROM statistics_due WHERE month >= $1 AND month <= $2`, from, to).Scan(&due)
	if err != nil {
		return "", 0, err
	}
	var newest sql.NullString
	err = s.db.Row(ctx, `SELECT max(counted_at) FROM statistics_month WHERE month >= $1 AND month <= $2`, from, to).Scan(&newest)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return cmp.Or(newest.String, ""), due, err
}
