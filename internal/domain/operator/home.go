package operator

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
)

type homeKey struct{}

// at says where the business of the records changed with ctx is, for use cases that know it better than the store does yet.
func at(ctx context.Context, region string) context.Context {
	return context.WithValue(ctx, homeKey{}, region)
}

// settle puts a record of a file where its business is.
func (s *Service) settle(ctx context.Context, operator string, m *record.Meta) error {
	if region, ok := ctx.Value(homeKey{}).(string); ok {
		m.Region = region
		return nil
	}
	if operator == "" {
		return nil // the field itself says that it is required
	}
	err := s.db.Row(ctx, `SELECT region FROM operator WHERE id = $1 AND NOT cancelled`, operator).Scan(&m.Region)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Invalid(fault.Field{Name: "operator", Label: "所属主体", Zh: "找不到所属主体，请重新选择", En: "the business is not on file; choose again"})
	}
	return err
}

// consequence lets what follows from an act be done by whoever did it, whatever they may do to those records otherwise.
func consequence(ctx context.Context) context.Context {
	a := *access.From(ctx)
	a.All = true
	a.Rights = append(a.Rights[:len(a.Rights):len(a.Rights)], "operator.*")
	return access.With(ctx, &a)
}

// rehome gives the records of a file another business or another region.
func (s *Service) rehome(ctx context.Context, tx *db.Tx, from, into, region string) error {
	ctx = at(consequence(ctx), region)
	return errors.Join(
		change(ctx, tx, s.Licences, from, func(l *Licence) { l.Operator = into }),
		change(ctx, tx, s.Products, from, func(p *Product) { p.Operator = into }),
		change(ctx, tx, s.People, from, func(p *Person) { p.Operator = into }),
		s.rehomeMatters(ctx, tx, from, into))
}

// rehomeMatters leaves where it is what the other business has open for the same cause already.
func (s *Service) rehomeMatters(ctx context.Context, tx *db.Tx, from, into string) error {
	ids, err := partIDs(ctx, tx, KindMatter, from)
	if err != nil {
		return err
	}
	for _, id := range ids {
		m, err := s.Matters.GetTx(ctx, tx, id)
		if err != nil {
			return err
		}
		if from != into {
			if same, err := s.matterOf(ctx, tx, into, m.Cause); err != nil || same != "" {
				if err != nil {
					return err
				}
				continue
			}
		}
		m.Operator = into
		if err := s.Matters.UpdateTx(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// change changes every record in force that belongs to a business.
func change[T any, P record.Ptr[T]](ctx context.Context, tx *db.Tx, k *record.Kind[T, P], operator string, set func(*T)) error {
	ids, err := partIDs(ctx, tx, k.Kind(), operator)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t, err := k.GetTx(ctx, tx, id)
		if err != nil {
			return err
		}
		set(t)
		if err := k.UpdateTx(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// partTexts find the records of a file that are in force.
var partTexts = map[string]string{
	"operator.premises": `SELECT id FROM operator_premises WHERE operator = $1 AND sort > '' ORDER BY sort, id`,
	"operator.licence":  `SELECT id FROM operator_licence WHERE operator = $1 AND sort > '' ORDER BY sort, id`,
	"operator.product":  `SELECT id FROM operator_product WHERE operator = $1 AND sort > '' ORDER BY sort, id`,
	KindMatter:          `SELECT id FROM operator_matter WHERE operator = $1 AND sort > '' ORDER BY sort, id`,
	"operator.person":   `SELECT id FROM operator_person WHERE operator = $1 AND sort > '' ORDER BY sort, id`,
}

func partIDs(ctx context.Context, q db.Querier, kind, operator string) ([]string, error) {
	rows, err := q.Query(ctx, partTexts[kind], operator)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
