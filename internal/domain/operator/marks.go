package operator

import (
	"context"
	"strings"

	"shian/internal/kit/db"
	"shian/internal/kit/record"
)

// marks are what no two rows of a sheet may share: the code; and without one, the name within a county.
func marks(o *Operator) []record.Mark {
	if o.Code != "" {
		return []record.Mark{{Field: "code", Value: o.Code}}
	}
	_, county := levels(o.Region)
	return []record.Mark{{Field: "name", Value: county + " " + o.Name}}
}

const markRows = 500 // values in one question

// marked finds which codes, and which names within a county, are on file.
func (s *Service) marked(ctx context.Context, q db.Querier, marks []record.Mark) (map[record.Mark]string, error) {
	out := map[record.Mark]string{}
	var codes, counties, names []string
	for _, m := range marks {
		if m.Field == "code" {
			codes = append(codes, m.Value)
			continue
		}
		county, name, _ := strings.Cut(m.Value, " ")
		counties, names = append(counties, county), append(names, name)
	}
	for len(codes) > 0 {
		n := min(len(codes), markRows)
		if err := bearers(ctx, q, out, "code", `SELECT code, '', name FROM operator WHERE code `+db.In(1, n)+` AND sort > '' ORDER BY code`, db.Args(codes[:n])); err != nil {
			return nil, err
		}
		codes = codes[n:]
	}
	for len(names) > 0 {
		n := min(len(names), markRows)
		args := append(db.Args(counties[:n]), db.Args(names[:n])...)
		if err := bearers(ctx, q, out, "name", `SELECT county, name, code FROM operator WHERE county `+db.In(1, n)+` AND name `+db.In(n+1, n)+` AND sort > '' ORDER BY county, name, id`, args); err != nil {
			return nil, err
		}
		counties, names = counties[n:], names[n:]
	}
	return out, nil
}

func bearers(ctx context.Context, q db.Querier, out map[record.Mark]string, field, text string, args []any) error {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a, b, c string
		if err := rows.Scan(&a, &b, &c); err != nil {
			return err
		}
		if field == "code" {
			out[record.Mark{Field: field, Value: a}] = c
		} else {
			out[record.Mark{Field: field, Value: a + " " + b}] = strings.TrimSpace(b + " " + c)
		}
	}
	return rows.Err()
}
