package sampling

import (
	"context"

	"shian/internal/kit/db"
)

// A Counted is how many published results of a month have the rest in common; Result is their conclusion, or the verdict of the
// item where Item is set. Prefecture and County are short codes, empty where unknown.
type Counted struct {
	Prefecture, County, Purpose, Stream, Category string
	Stage, Item, Result                           string
	N                                             int64
}

const countedRows = `t.state = 'published' AND NOT t.outside AND t.sort >= $1 AND t.sort <= $2`

// CountBatches counts the results published for a month (2006-01); those of other provinces are none of ours.
func (s *Service) CountBatches(ctx context.Context, q db.Querier, month string) ([]Counted, error) {
	return counted(ctx, q, `SELECT t.prefecture, t.county, t.purpose, t.stream, t.category, t.stage, '', t.conclusion, count(*) FROM sampling_result t WHERE `+countedRows+`
		GROUP BY t.prefecture, t.county, t.purpose, t.stream, t.category, t.stage, t.conclusion
		ORDER BY t.prefecture, t.county, t.purpose, t.stream, t.category, t.stage, t.conclusion`, month)
}

// CountItems counts what was tested in them.
func (s *Service) CountItems(ctx context.Context, q db.Querier, month string) ([]Counted, error) {
	return counted(ctx, q, `SELECT t.prefecture, t.county, t.purpose, t.stream, t.category, '', i.item, i.verdict, count(*)
		FROM sampling_result t JOIN sampling_result_items i ON i.parent = t.id WHERE `+countedRows+`
		GROUP BY t.prefecture, t.county, t.purpose, t.stream, t.category, i.item, i.verdict
		ORDER BY t.prefecture, t.county, t.purpose, t.stream, t.category, i.item, i.verdict`, month)
}

func counted(ctx context.Context, q db.Querier, query, month string) ([]Counted, error) {
	rows, err := q.Query(ctx, query, month+"-01", month+"-31")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Counted
	for rows.Next() {
		var c Counted
		if err := rows.Scan(&c.Prefecture, &c.County, &c.Purpose, &c.Stream, &c.Category, &c.Stage, &c.Item, &c.Result, &c.N); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Months lists the months with published results, oldest first.
func (s *Service) Months(ctx context.Context, q db.Querier) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT substr(sort, 1, 7) AS month FROM sampling_result WHERE state = 'published' AND sort <> '' ORDER BY month`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var m string
		if err := rows.Scan(&m); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}
