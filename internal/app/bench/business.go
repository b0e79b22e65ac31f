package bench

import (
	"context"
	"time"

	"shian/data/food"
	"shian/engine/ident"
	"shian/internal/domain/operator"
	"shian/internal/kit/clock"
)

const (
	chunkSize = 200
	yearsBack = 3 // over which the generated records are spread
)

// A batch is records made at about the same moment.
type batch[T any] struct {
	rows []*T
	at   time.Time
}

// spread gives n records in batches, each at its moment of the last years, oldest first.
func spread[T any](n int, one func(at time.Time) *T) func(yield func(batch[T]) bool) {
	return func(yield func(batch[T]) bool) {
		end := time.Now().Truncate(24 * time.Hour)
		start := end.AddDate(-yearsBack, 0, 0)
		for from := 0; from < n; from += chunkSize {
			b := batch[T]{at: start.Add(time.Duration(float64(end.Sub(start)) * float64(from) / float64(n)))}
			for range min(chunkSize, n-from) {
				b.rows = append(b.rows, one(b.at))
			}
			if !yield(b) {
				return
			}
		}
	}
}

// moments is a clock that goes on by a second whenever it is asked, so that records of a batch have moments of their own.
func moments(from time.Time) clock.Clock {
	return func() time.Time { from = from.Add(time.Second); return from }
}

// businesses stores them as an import does: by the same service, many in one transaction.
func (s *stock) businesses(ctx context.Context) error {
	made := spread(s.operators, func(time.Time) *operator.Operator { return s.province.business() })
	return together(ctx, made, func(ctx context.Context, b batch[operator.Operator]) error {
		if err := s.Operator.Operators.CreateMany(clock.With(ctx, moments(b.at)), b.rows); err != nil {
			return err
		}
		s.province.keep(b.rows)
		return nil
	})
}

// business invents one. The shares of trades, sizes and grades are guesses; two in three deal in a food category.
func (p *province) business() *operator.Operator {
	c := p.county()
	all := food.Categories()
	category := all[p.rnd.IntN(len(all))].Code
	o := &operator.Operator{Category: category, Trade: operator.Production, Status: operator.Active,
		Scale: one[operator.Scale](p.rnd, "micro", "micro", "micro", "small", "small", "medium", "large"),
		Grade: one[operator.Grade](p.rnd, "A", "A", "A", "B", "B", "C", "D")}
	switch {
	case food.IsFarm(category):
		o.Trade = operator.Farm
	case category[0] == 'C':
		o.Trade = operator.Catering
	case p.rnd.IntN(3) > 0:
		o.Trade, category = operator.Sale, ""
	}
	o.Region = p.place(c)
	o.Name = p.names.Operator(c.name, category)
	o.Code = p.names.CreditCode(c.code, ident.OrganisationCheck, ident.CreditCheck)
	o.Address = p.names.Address(c.prefecture, c.name)
	o.Person, o.Phone = p.names.Local(c.name), p.names.Phone()
	if p.rnd.IntN(60) == 0 {
		o.Status = operator.Suspended
	}
	return o
}

// keep remembers one in five for the results.
func (p *province) keep(made []*operator.Operator) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := 0; i < len(made); i += 5 {
		p.firms = append(p.firms, made[i])
	}
}
