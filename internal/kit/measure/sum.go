package measure

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"shian/internal/kit/db"
)

// A Query asks for sums.
type Query struct {
	Measures []string
	Region   string    // 62, 6201, 620102; empty: everything
	From, To string    // days, both included; empty: open
	Dims     [3]string // "": any
	By       string    // "", region (the children of Region), day, month, year, dim0, dim1, dim2
}

// A Row is one sum. Key is what By says: a region code, 2025-01-02, 2025-01, 2025, a value of the dimension, or empty.
type Row struct {
	Measure, Key string
	N            int64
}

var keyOf = map[string]string{
	"": "''", "region": "region", "day": "substr(period, 2, 10)", "month": "substr(period, 2, 7)", "year": "substr(period, 2, 4)",
	"dim0": "dim0", "dim1": "dim1", "dim2": "dim2",
}

// A Cell is one sum in which the values of the dimensions are kept apart as well.
type Cell struct {
	Row
	Dims [3]string
}

// Sum gives the sums in order of measure and key; those that are zero are left out.
func Sum(ctx context.Context, q db.Querier, query Query) ([]Row, error) {
	var out []Row
	err := query.read(ctx, q, "", func(scan func(...any) error) error {
		var r Row
		if err := scan(&r.Measure, &r.Key, &r.N); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	})
	return out, err
}

// Cells gives the sums apart by every dimension, in order of measure, key and dimensions; those that are zero are left out.
// A page that shows several figures of one measure reads it once so.
func Cells(ctx context.Context, q db.Querier, query Query) ([]Cell, error) {
	var out []Cell
	err := query.read(ctx, q, ", dim0, dim1, dim2", func(scan func(...any) error) error {
		var c Cell
		if err := scan(&c.Measure, &c.Key, &c.N, &c.Dims[0], &c.Dims[1], &c.Dims[2]); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// read gives measure, key, sum and the columns in apart, which begin with a comma, row by row.
func (query Query) read(ctx context.Context, q db.Querier, apart string, each func(scan func(...any) error) error) error {
	key, ok := keyOf[query.By]
	if !ok {
		return fmt.Errorf("measure: by %q is not known", query.By)
	}
	pieces, err := query.pieces()
	if err != nil {
		return err
	}
	if len(pieces) == 0 || len(query.Measures) == 0 {
		return nil
	}
	from, args := query.from(key, apart, pieces)
	rows, err := q.Query(ctx, "SELECT measure, k, CAST(sum(n) AS BIGINT)"+apart+" FROM ("+from+") AS part GROUP BY measure, k"+apart+
		" HAVING sum(n) <> 0 ORDER BY measure, k"+apart, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// from selects the rows of every measure and piece, one range of the key each, and the facts that are in no sum yet.
func (query Query) from(key, apart string, pieces []piece) (text string, args []any) {
	arg := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	where := " AND parent = " + arg(query.Region)
	if query.By != "region" && query.Region != "" {
		args[0] = parent(query.Region)
		where += " AND region = " + arg(query.Region)
	}
	for i, d := range query.Dims {
		if d != "" {
			where += " AND dim" + strconv.Itoa(i) + " = " + arg(d)
		}
	}
	var parts []string
	for _, m := range query.Measures {
		m := arg(m)
		for _, p := range pieces {
			parts = append(parts, "SELECT measure, "+key+" AS k, n"+apart+" FROM measure_roll WHERE measure = "+m+where+
				" AND period BETWEEN "+arg(p.from)+" AND "+arg(p.to))
		}
	}
	freshKey, in, ok := query.freshIn(arg)
	if !ok {
		return strings.Join(parts, " UNION ALL "), args
	}
	for i, d := range query.Dims {
		if d != "" {
			in += " AND dim" + strconv.Itoa(i) + " = " + arg(d)
		}
	}
	in += " AND day BETWEEN " + arg(cmp.Or(query.From, firstDay)) + " AND " + arg(cmp.Or(query.To, lastDay))
	for _, m := range query.Measures {
		parts = append(parts, "SELECT measure, "+freshKey+" AS k, n"+apart+" FROM measure_fresh WHERE measure = "+arg(m)+in)
	}
	return strings.Join(parts, " UNION ALL "), args
}
