package sampling

import (
	"context"

	"shian/engine/quota"
)

// History counts the published results between two days, both included, that have a conclusion, and those of them that fail, by
// county, category and stage: what the risk of a plan is learned from. Evaluative sampling is left out, for it is drawn
// otherwise, and so is what was taken in another province. It asks no right: it names nobody.
func (s *Service) History(ctx context.Context, from, to string) ([]quota.Past, error) {
	rows, err := s.db.Query(ctx, `SELECT county, category, stage, count(*), sum(CASE WHEN conclusion = 'fail' THEN 1 ELSE 0 END) FROM sampling_result
		WHERE state = 'published' AND sort >= $1 AND sort <= $2 AND conclusion IN ('pass', 'fail') AND purpose <> 'evaluation' AND NOT outside AND NOT cancelled AND county <> ''
		GROUP BY county, category, stage ORDER BY county, category, stage`, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []quota.Past
	for rows.Next() {
		var p quota.Past
		if err := rows.Scan(&p.Region, &p.Category, &p.Stage, &p.Tested, &p.Failed); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
