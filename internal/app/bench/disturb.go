package bench

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"shian/engine/ident"
	"shian/internal/app/demo/name"
	"shian/internal/domain/operator"
	"shian/internal/kit/access"
)

// writesEvery is how often somebody writes while other things are measured.
const writesEvery = 50 * time.Millisecond

// disturb records a business every 50 ms, as an inspector does, until ctx ends. The function gives how long each took.
func (s *stock) disturb(ctx context.Context) func() (times, error) {
	var took times
	var failed error
	var wg sync.WaitGroup
	home := s.province.bySize()[0]
	names, rnd := name.New(uint64(time.Now().UnixNano())), rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 3))
	wg.Go(func() {
		who, err := s.as(context.WithoutCancel(ctx), "county-inspector", home.code)
		if err != nil {
			failed = err
			return
		}
		ctx := access.With(ctx, who)
		tick := time.NewTicker(writesEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			o := operator.Operator{Name: names.Operator(home.name, "01"), Code: names.CreditCode(home.code, ident.OrganisationCheck, ident.CreditCheck), Trade: operator.Production,
				Category: "01", Scale: "micro", Grade: "A", Address: names.Address(home.prefecture, home.name), Person: names.Person(), Phone: names.Phone()}
			o.Region = home.towns[rnd.IntN(len(home.towns))].Code
			began := time.Now()
			if err := s.Operator.Operators.Create(ctx, &o); err != nil {
				if !errors.Is(err, context.Canceled) {
					failed = err
				}
				return
			}
			took = append(took, time.Since(began))
		}
	})
	return func() (times, error) {
		wg.Wait()
		return took, failed
	}
}
