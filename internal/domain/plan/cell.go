package plan

import (
	"context"

	"shian/internal/domain/place"
	"shian/internal/kit/db"
)

// A Cell is one place of a plan: so many batches of a category at a stage of the chain in a county, for a purpose. Pays and Tests
// are the levels of government set once for the stage; Taken is how many samples were taken against it.
type Cell struct {
	Plan     string `json:"plan"`
	Year     int64  `json:"year"`
	Region   string `json:"region"` // county, 6 digits
	Purpose  string `json:"purpose"`
	Category string `json:"category"`
	Stage    string `json:"stage"`
	Batches  int64  `json:"batches"`
	Taken    int64  `json:"taken"`
	Pays     string `json:"pays"`
	Tests    string `json:"tests"`
}

// next is the first text behind all that begin with the prefix.
func next(prefix string) string {
	b := []byte(prefix)
	b[len(b)-1]++
	return string(b)
}

const inForce = `p.state IN ('issued', 'revising', 'adjusting') AND NOT p.cancelled`

// Cells gives the cells of the year's plan in force within a region of 2, 4 or 6 digits, by county, purpose, category and stage;
// none when no plan is in force. Tasks are made from them. It asks no right: the caller knows whose region it is.
func (s *Service) Cells(ctx context.Context, q db.Querier, region string, year int64) ([]Cell, error) {
	region = place.Short(region)
	rows, err := q.Query(ctx, `SELECT c.plan, p.year, c.region, c.purpose, c.category, c.stage, c.batches, coalesce(t.n, 0), coalesce(g.pays, ''), coalesce(g.tests, '')
		FROM plan p JOIN plan_cell c ON c.plan = p.id AND c.edition = p.edition
		LEFT JOIN plan_taken t ON t.year = p.year AND t.region = c.region AND t.purpose = c.purpose AND t.category = c.category AND t.stage = c.stage
		LEFT JOIN plan_stages g ON g.parent = p.id AND g.stage = c.stage
		WHERE p.year = $1 AND `+inForce+` AND c.region >= $2 AND c.region < $3
		ORDER BY c.region, c.purpose, c.category, c.stage`, year, region, next(region))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Cell
	for rows.Next() {
		var c Cell
		if err := rows.Scan(&c.Plan, &c.Year, &c.Region, &c.Purpose, &c.Category, &c.Stage, &c.Batches, &c.Taken, &c.Pays, &c.Tests); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// taken folds counts of one cell before they are written.
var taken = &db.Batch{Table: "plan_taken", Columns: []string{"year", "region", "purpose", "category", "stage", "n"},
	Tail: `ON CONFLICT (year, region, purpose, category, stage) DO UPDATE SET n = plan_taken.n + excluded.n`, Merge: fold}

func fold(rows [][]any) [][]any {
	at := map[[5]any]int{}
	out := rows[:0]
	for _, r := range rows {
		k := [5]any(r[:5])
		if i, ok := at[k]; ok {
			out[i][5] = out[i][5].(int64) + r[5].(int64) //nolint:forcetypeassert // Count appends int64s only
			continue
		}
		at[k] = len(out)
		out = append(out, r)
	}
	sortRows(out)
	return out
}

// Count counts n samples taken (negative: taken back) against the cell of its year, whether the plan has one or not: what was taken
// beside the plan is seen too. day is 2006-01-02, region a county or township, category as fine as it is known.
func (s *Service) Count(tx *db.Tx, day, region, purpose, category, stage string, n int64) {
	tx.Append(taken, yearOf(day), county(region), purpose, CategoryOf(category), stage, n)
}

// of reads the cells of one edition within a region.
func (s *Service) of(ctx context.Context, q db.Querier, plan string, edition int64, region string) ([]Cell, error) {
	region = place.Short(region)
	rows, err := q.Query(ctx, `SELECT region, purpose, category, stage, batches FROM plan_cell WHERE plan = $1 AND edition = $2 AND region >= $3 AND region < $4
		ORDER BY region, purpose, category, stage`, plan, edition, region, next(region))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Cell
	for rows.Next() {
		c := Cell{Plan: plan}
		if err := rows.Scan(&c.Region, &c.Purpose, &c.Category, &c.Stage, &c.Batches); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// replace writes the cells of an edition anew, those without batches left out. An empty purpose replaces all, an empty region too.
func replace(ctx context.Context, tx *db.Tx, plan string, edition int64, region, purpose string, cells []Cell) error {
	text, args := `DELETE FROM plan_cell WHERE plan = $1 AND edition = $2`, []any{plan, edition}
	if region != "" {
		text, args = text+` AND region = $3 AND purpose = $4`, append(args, region, purpose)
	}
	if _, err := tx.Exec(ctx, text, args...); err != nil {
		return err
	}
	rows := make([][]any, 0, len(cells))
	for _, c := range cells {
		if c.Batches > 0 {
			rows = append(rows, []any{plan, edition, c.Region, c.Purpose, c.Category, c.Stage, c.Batches})
		}
	}
	return db.InsertRows(ctx, tx, "plan_cell", []string{"plan", "edition", "region", "purpose", "category", "stage", "batches"}, "", rows)
}

// totals gives the batches of an edition by purpose.
func totals(ctx context.Context, q db.Querier, plan string, edition int64) (map[string]int64, error) {
	return sums(ctx, q, `SELECT purpose, sum(batches) FROM plan_cell WHERE plan = $1 AND edition = $2 GROUP BY purpose ORDER BY purpose`, plan, edition)
}

// draftTotals are the totals of the edition being edited.
func draftTotals(ctx context.Context, q db.Querier, plan string) (map[string]int64, error) {
	var draft int64
	if err := q.Row(ctx, `SELECT draft FROM plan WHERE id = $1`, plan).Scan(&draft); err != nil {
		return nil, err
	}
	return totals(ctx, q, plan, draft)
}

// Targets gives the batches that the plan in force asks of the year in every county, prefecture and the province, by code without
// zeros; nil when no plan is in force.
func (s *Service) Targets(ctx context.Context, year int) (map[string]int64, error) {
	byCounty, err := sums(ctx, s.db, `SELECT c.region, sum(c.batches) FROM plan p JOIN plan_cell c ON c.plan = p.id AND c.edition = p.edition
		WHERE p.year = $1 AND `+inForce+` GROUP BY c.region ORDER BY c.region`, year)
	if err != nil || len(byCounty) == 0 {
		return nil, err
	}
	out := map[string]int64{}
	for code, n := range byCounty {
		for _, above := range []string{code[:2], code[:4], code} {
			out[above] += n
		}
	}
	return out, nil
}

func sums(ctx context.Context, q db.Querier, text string, args ...any) (map[string]int64, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var key string
		var n int64
		if err := rows.Scan(&key, &n); err != nil {
			return nil, err
		}
		out[key] = n
	}
	return out, rows.Err()
}
