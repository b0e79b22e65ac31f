package measure

import (
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

// Sum gives the sums in order of measure and key; those that are zero are left out.
func Sum(ctx context.Context, q db.Querier, query Query) ([]Row, error) {
	key, ok := keyOf[query.By]
	if !ok {
		return nil, fmt.Errorf("measure: by %q is not known", query.By)
	}
	pieces, err := query.pieces()
	if err != nil {
		return nil, err
	}
	if len(pieces) == 0 || len(query.Measures) == 0 {
		return nil, nil
	}
	var args []any
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
			parts = append(parts, "SELECT measure, "+key+" AS k, n FROM measure_roll WHERE measure = "+m+where+
				" AND period BETWEEN "+arg(p.from)+" AND "+arg(p.to))
		}
	}
	rows, err := q.Query(ctx, "SELECT measure, k, CAST(sum(n) AS BIGINT) FROM ("+strings.Join(parts, " UNION ALL ")+
		") AS part GROUP BY measure, k HAVING sum(n) <> 0 ORDER BY measure, k", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Row
	for rows.Next() {
		var r Row
		if err := rows.Scan(&r.Measure, &r.Key, &r.N); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
