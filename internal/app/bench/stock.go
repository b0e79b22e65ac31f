package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"shian/internal/app"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// A stock is a platform filled with generated records.
type stock struct {
	*app.App
	*run
	cfg      app.Config
	province *province
	made     bool // by this run, not found
}

// open opens the platform on the generated data, and generates them first when they are not there: Operators and Items of
// the benchmark. The same numbers give the same data.
func (r *run) open(ctx context.Context) (*stock, error) {
	cfg := app.Config{Data: filepath.Join(r.opt.Dir, fmt.Sprintf("%d-%d", r.operators, r.items)), Database: r.opt.Database}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s := &stock{App: a, run: r, cfg: cfg, province: newProvince()}
	if err := s.fill(ctx); err != nil {
		_ = a.Close()
		return nil, err
	}
	return s, nil
}

// mark is the login written last, so that half-generated data are not taken for whole ones.
func (s *stock) mark() string { return fmt.Sprintf("bench-%d-%d", s.operators, s.items) }

func (s *stock) fill(ctx context.Context) error {
	var whole, any int
	err := s.DB.Row(ctx, `SELECT count(*) FILTER (WHERE login_key = $1), count(*) FROM auth_account`, s.mark()).Scan(&whole, &any)
	if err != nil || whole > 0 {
		return err
	}
	if any > 0 {
		return fault.Refused("这个数据库里有别的数据或没有生成完的数据，请另指一个空的", "this database holds other data, or some not generated to the end; name an empty one")
	}
	s.made = true
	began, used := time.Now(), processor()
	s.say("generating %d businesses and %d result items", s.operators, s.items)
	for _, step := range []func(context.Context) error{s.people, s.businesses, s.results, s.settle, s.finish} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("generate: %w", err)
		}
	}
	s.set("generate_s", round(time.Since(began).Seconds()))
	s.set("generate_cpu_s", round((processor() - used).Seconds()))
	return nil
}

// settle brings the engine into the state it has after some time of work: the log sealed, messages handled, statistics
// known, the write-ahead log folded in.
func (s *stock) settle(ctx context.Context) error {
	if err := s.Outbox.Drain(ctx); err != nil {
		return err
	}
	n, err := s.Journal.Seal(ctx)
	if err != nil {
		return err
	}
	s.say("%d leaves sealed", n)
	return s.DB.Tidy(ctx)
}

func (s *stock) finish(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Auth.CreateHashed(ctx, tx, s.mark(), "基准数据", "public", s.province.hash, false)
		return err
	})
}

// size is how much the embedded database takes, in MB; 0 for PostgreSQL.
func (s *stock) size() float64 {
	info, err := os.Stat(filepath.Join(s.cfg.Data, "shian.db"))
	if err != nil {
		return 0
	}
	return round(float64(info.Size()) / (1 << 20))
}

// together runs work on chunks from several goroutines, so that making records ready and storing them overlap.
func together[T any](ctx context.Context, chunks func(yield func(T) bool), work func(ctx context.Context, chunk T) error) error {
	const hands = 4
	g, ctx := errgroup.WithContext(ctx)
	ready := make(chan T, hands)
	g.Go(func() error {
		defer close(ready)
		for c := range chunks {
			select {
			case ready <- c:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range hands {
		g.Go(func() error {
			for c := range ready {
				if err := work(ctx, c); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// people are those whom the measurements ask as: one who sees the province, and an inspector, a sampler, a checker and a
// publisher in the largest and in the smallest county.
func (s *stock) people(ctx context.Context) error {
	var err error
	if s.province.hash, err = s.Auth.Hash(ctx, password); err != nil {
		return err
	}
	add := func(post string, region string) error {
		return s.AddPerson(ctx, app.Person{Login: login(post, region), Post: post, Region: region, Password: password})
	}
	if err := add("market-director", "620000"); err != nil {
		return err
	}
	for _, c := range s.province.bySize() {
		for _, post := range []string{"county-inspector", "sampler", "sampling-checker", "publisher"} {
			if err := add(post, c.code); err != nil {
				return err
			}
		}
	}
	return nil
}

// password opens every account of generated data, which hold nothing of anybody.
const password = "Shian-bench-2026"

func login(post, region string) string { return strings.Join([]string{"bench", post, region}, "-") }

// as is the person of a post, for calls that go past HTTP.
func (s *stock) as(ctx context.Context, post, region string) (*access.Actor, error) {
	acc, err := s.Auth.ByLogin(ctx, s.DB, login(post, region))
	if err != nil {
		return nil, err
	}
	return s.Place.Actor(ctx, acc.ID)
}
