package sampling

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/db"
)

// A Batchmate is another sample of the same batch.
type Batchmate struct {
	ID, Number, Operator, OperatorName, Region, Day string
	Conclusion                                      Conclusion
	State                                           State
}

// mateMost bounds how many samples of one batch are looked at.
const mateMost = 100

// SameBatch finds the other samples of the batch of a result: the same maker's name, the same food, and the same batch number or
// day of making. It asks no right: whoever calls shows no more than their readers may know. Withdrawn results are left out.
func (s *Service) SameBatch(ctx context.Context, q db.Querier, result string) ([]Batchmate, error) {
	var maker, food, batch, made string
	err := q.Row(ctx, `SELECT maker_name, food, batch, made FROM sampling_result WHERE id = $1`, result).Scan(&maker, &food, &batch, &made)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (maker == "" || batch == "" && made == "") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT id, number, operator, operator_name, region, sampled, conclusion, state FROM sampling_result
		WHERE maker_name = $1 AND food = $2 AND id <> $3 AND NOT cancelled AND state <> 'withdrawn' AND (batch <> '' AND batch = $4 OR made <> '' AND made = $5)
		ORDER BY id LIMIT $6`, maker, food, result, batch, made, mateMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Batchmate
	for rows.Next() {
		var b Batchmate
		if err := rows.Scan(&b.ID, &b.Number, &b.Operator, &b.OperatorName, &b.Region, &b.Day, &b.Conclusion, &b.State); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}
