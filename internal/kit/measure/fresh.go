package measure

import (
	"context"
	"slices"
	"strconv"

	"shian/internal/kit/db"
)

// foldAt is how many facts SQLite's one writer keeps aside before it adds them to the sums. A fact touches a dozen sums on
// as many pages of the file, mostly the same ones as the fact before. PostgreSQL's writers would wait for each other there,
// so they add to the sums at once.
var foldAt = 256

var freshColumns = []string{"measure", "day", "region", "dim0", "dim1", "dim2", "n"}

// keepFresh puts the facts of a group aside, and adds all that wait to the sums once they are many.
func keepFresh(ctx context.Context, tx *db.Tx, all []Fact) error {
	rows := make([][]any, len(all))
	for i, f := range all {
		rows[i] = []any{f.Measure, f.Day, f.Region, f.Dims[0], f.Dims[1], f.Dims[2], f.N}
	}
	if err := db.InsertRows(ctx, tx, "measure_fresh", freshColumns, "", rows); err != nil {
		return err
	}
	var n int
	if err := tx.Row(ctx, `SELECT count(*) FROM measure_fresh`).Scan(&n); err != nil || n < foldAt {
		return err
	}
	waiting, err := fresh(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM measure_fresh`); err != nil {
		return err
	}
	return addUp(ctx, tx, waiting)
}

func fresh(ctx context.Context, tx *db.Tx) ([]Fact, error) {
	rows, err := tx.Query(ctx, `SELECT measure, day, region, dim0, dim1, dim2, n FROM measure_fresh ORDER BY measure, day`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Fact
	for rows.Next() {
		var f Fact
		if err := rows.Scan(&f.Measure, &f.Day, &f.Region, &f.Dims[0], &f.Dims[1], &f.Dims[2], &f.N); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// A fact's key by what a query sums by; that of regions depends on whose children they are.
var freshKey = map[string]string{"": "''", "day": "day", "month": "substr(day, 1, 7)", "year": "substr(day, 1, 4)",
	"dim0": "dim0", "dim1": "dim1", "dim2": "dim2"}

// children gives how long the codes of a region's children are; 0: it has none.
var children = map[int]int{0: 2, 2: 4, 4: 6, 6: 9}

// freshIn gives the key and the further conditions by which facts lie in the region; false when none can.
func (query Query) freshIn(arg func(any) string) (key, where string, ok bool) {
	key = freshKey[query.By]
	size := len(query.Region)
	if !slices.Contains([]int{0, 2, 4, 6, 9}, size) || query.By == "region" && children[size] == 0 {
		return "", "", false
	}
	if size > 0 {
		where = " AND substr(region, 1, " + strconv.Itoa(size) + ") = " + arg(query.Region)
	}
	if query.By != "region" {
		return key, where, true
	}
	long := strconv.Itoa(children[size])
	key = "substr(region, 1, " + long + ")"
	if size == 0 {
		return "CASE WHEN length(region) < 2 THEN '" + nowhere + "' ELSE " + key + " END", where, true
	}
	return key, where + " AND length(region) >= " + long, true
}
