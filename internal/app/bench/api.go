package bench

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"sync"
	"time"

	"shian/engine/ident"
	"shian/internal/app/demo/name"
)

const (
	connections = 8
	rounds      = 5
	roundTime   = 3 * time.Second
)

// api measures lists and creates as a program sees them: over loopback sockets, 8 connections that each send their next
// request when the last is answered. Client and server share the machine's cores.
func api(ctx context.Context, r *run) error {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	r.set("database_mb", s.size())
	srv, err := serve(ctx, s.App)
	if err != nil {
		return err
	}
	if err := s.lists(ctx, srv); err != nil {
		return err
	}
	if err := s.creates(ctx, srv); err != nil {
		return err
	}
	return srv.stop()
}

// lists asks for the first 30 of a county with the total, as somebody who sees the whole province; counties are drawn by
// their residents.
func (s *stock) lists(ctx context.Context, srv *server) error {
	token, err := s.Token(ctx, login("market-director", "620000"), 1, nil)
	if err != nil {
		return err
	}
	return s.hammer("list", srv, func(i int) (*client, func() (time.Duration, error), error) {
		c, err := dial(srv.addr, "Authorization: Bearer "+token)
		rnd := rand.New(rand.NewPCG(seed, uint64(i)))
		return c, func() (time.Duration, error) {
			return c.do("GET", "/api/v1/operator?limit=30&region="+s.province.draw(rnd).code, nil)
		}, err
	})
}

// creates records new businesses, each connection as an inspector in the largest county. An answer means: durable. Invented names
// are alike, so each carries the reason why it is another one, which is kept too; the look for duplicates is then left out.
func (s *stock) creates(ctx context.Context, srv *server) error {
	home := s.province.bySize()[0]
	token, err := s.Token(ctx, login("county-inspector", home.code), 1, nil)
	if err != nil {
		return err
	}
	return s.hammer("create", srv, func(i int) (*client, func() (time.Duration, error), error) {
		c, err := dial(srv.addr, "Authorization: Bearer "+token)
		rnd, names := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i))), name.New(uint64(time.Now().UnixNano())+uint64(i)*97)
		return c, func() (time.Duration, error) {
			return c.do("POST", "/api/v1/operator", newBusiness(rnd, names, &home))
		}, err
	})
}

// newBusiness is the JSON of one that a person might record.
func newBusiness(rnd *rand.Rand, names *name.Maker, c *county) []byte {
	b, err := json.Marshal(map[string]string{
		"name": names.Operator(c.name, "01"), "code": names.CreditCode(c.code, ident.OrganisationCheck, ident.CreditCheck),
		"trade": "production", "category": "01", "scale": one(rnd, "micro", "small", "medium"), "grade": one(rnd, "A", "B", "C"),
		"region": c.towns[rnd.IntN(len(c.towns))].Code, "address": names.Address(c.prefecture, c.name), "person": names.Person(), "phone": names.Phone(), "confirm": "基准数据，名称有意相近",
	})
	if err != nil {
		panic(err) // texts always marshal
	}
	return b
}

// hammer lets all connections ask for some rounds after one to warm up, and keeps the medians of the rounds.
func (s *stock) hammer(what string, srv *server, connect func(i int) (*client, func() (time.Duration, error), error)) error {
	var ask [connections]func() (time.Duration, error)
	for i := range ask {
		c, do, err := connect(i)
		if err != nil {
			return err
		}
		defer c.close()
		ask[i] = do
	}
	var rate, cpu, half, most []float64
	for n := range rounds + 1 {
		used := processor()
		all, took, err := volley(ask[:])
		if err != nil {
			return err
		}
		if n == 0 {
			continue // warming up
		}
		used = processor() - used
		rate = append(rate, float64(len(all))/took.Seconds())
		cpu = append(cpu, float64(used.Microseconds())/float64(len(all)))
		half, most = append(half, all.at(.5)), append(most, all.at(.99))
	}
	s.set(what+"_per_s", round(median(rate)))
	s.set(what+"_cpu_us", round(median(cpu)))
	s.set(what+"_p50_ms", median(half))
	s.set(what+"_p99_ms", median(most))
	return nil
}

// volley is one round.
func volley(ask []func() (time.Duration, error)) (times, time.Duration, error) {
	var mu sync.Mutex
	var all times
	var failed error
	var wg sync.WaitGroup
	began := time.Now()
	for _, do := range ask {
		wg.Go(func() {
			var own times
			for time.Since(began) < roundTime {
				took, err := do()
				if err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
				own = append(own, took)
			}
			mu.Lock()
			all = append(all, own...)
			mu.Unlock()
		})
	}
	wg.Wait()
	return all, time.Since(began), failed
}
