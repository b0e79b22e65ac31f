package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
)

// effects is what reactions do in these tests: a row each time, nothing keeps it from being there twice.
var effects = db.Schema{Name: "effect", Files: fstest.MapFS{"migrations/001_effect.sql": {Data: []byte(
	"CREATE TABLE effect_row (message TEXT NOT NULL, reaction TEXT NOT NULL, n BIGINT NOT NULL);\n")}}}

func effect(ctx context.Context, tx *db.Tx, m Message, reaction string) error {
	var n int
	if err := m.Read(&n); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO effect_row (message, reaction, n) VALUES ($1, $2, $3)`, m.ID, reaction, n)
	return err
}

var quiet = slog.New(slog.DiscardHandler)

func publish(t *testing.T, d *db.DB, topic string, numbers ...int) {
	t.Helper()
	ctx := access.With(t.Context(), &access.Actor{ID: "officer-1"})
	for _, n := range numbers {
		err := d.Write(ctx, func(tx *db.Tx) error { return Publish(ctx, tx, topic, fmt.Sprint("key ", n%3), n) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// counts gives how often each number was handled by a reaction.
func counts(t *testing.T, d *db.DB, reaction string) map[int]int {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT n, count(*) FROM effect_row WHERE reaction = $1 GROUP BY n ORDER BY n`, reaction)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[int]int{}
	for rows.Next() {
		var n, c int
		if err := rows.Scan(&n, &c); err != nil {
			t.Fatal(err)
		}
		out[n] = c
	}
	return out
}

func TestEachReactionHandlesEachMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := New(d, quiet)
		var seen atomic.Pointer[Message]
		o.On("sampling.failed", "notify", func(ctx context.Context, tx *db.Tx, m Message) error {
			seen.Store(&m)
			return effect(ctx, tx, m, "notify")
		})
		o.On("sampling.failed", "credit", func(ctx context.Context, tx *db.Tx, m Message) error {
			var n int
			if err := m.Read(&n); err != nil || n >= 100 {
				return err
			}
			if err := effect(ctx, tx, m, "credit"); err != nil {
				return err
			}
			return Publish(ctx, tx, "sampling.failed", m.Key, n+100) // reactions may tell in turn
		})
		publish(t, d, "sampling.failed", 1, 2, 3)
		publish(t, d, "nobody.listens", 9)
		for range 2 {
			if err := o.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := counts(t, d, "notify"); len(got) != 6 || got[101] != 1 {
			t.Errorf("notify handled %v", got)
		}
		if got := counts(t, d, "credit"); len(got) != 3 || got[1] != 1 {
			t.Errorf("credit handled %v", got)
		}
		if m := seen.Load(); m.Topic != "sampling.failed" || m.ID == "" || m.At == "" || m.Key == "" {
			t.Errorf("message %+v", m)
		}
	}, Schema, effects)
}

func TestAnUndoneChangeTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := New(d, quiet)
		o.On("a", "r", func(ctx context.Context, tx *db.Tx, m Message) error { return effect(ctx, tx, m, "r") })
		_ = d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(Publish(t.Context(), tx, "a", "k", 1), errors.New("refused"))
		})
		if err := o.Drain(t.Context()); err != nil || len(counts(t, d, "r")) != 0 {
			t.Errorf("%v; handled %v", err, counts(t, d, "r"))
		}
	}, Schema, effects)
}

func TestMessagesOfOneKeyComeInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := New(d, quiet)
		var mu sync.Mutex
		order := map[string][]int{}
		o.On("a", "r", func(_ context.Context, _ *db.Tx, m Message) error {
			var n int
			err := m.Read(&n)
			mu.Lock()
			defer mu.Unlock()
			if !slices.Contains(order[m.Key], n) { // a handler may run again
				order[m.Key] = append(order[m.Key], n)
			}
			return err
		})
		for n := range 40 {
			publish(t, d, "a", n)
			time.Sleep(time.Millisecond) // keys made within one millisecond have no order
		}
		if err := o.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		for key, ns := range order {
			if !slices.IsSorted(ns) {
				t.Errorf("%s: %v", key, ns)
			}
		}
	}, Schema, effects)
}

func TestAFailingReactionIsShownRetriedAndGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o := New(d, quiet)
		now := time.Now()
		o.now = func() time.Time { return now }
		broken := true
		o.On("a", "frail", func(ctx context.Context, tx *db.Tx, m Message) error {
			if err := effect(ctx, tx, m, "frail"); err != nil {
				return err
			}
			if broken {
				return errors.New("the printer is out of paper")
			}
			return nil
		})
		o.On("a", "sound", func(ctx context.Context, tx *db.Tx, m Message) error { return effect(ctx, tx, m, "sound") })
		publish(t, d, "a", 1)
		tried := 0
		for range 2 * giveUp {
			if err := o.Drain(ctx); err != nil {
				tried++
			}
			if err := o.Drain(ctx); err != nil {
				t.Fatal("tried again before its time")
			}
			now = now.Add(slowest)
		}
		if tried != giveUp {
			t.Errorf("tried %d times, want %d", tried, giveUp)
		}
		list, err := o.Failed(ctx, 10)
		if err != nil || len(list) != 1 {
			t.Fatalf("failed: %+v, %v", list, err)
		}
		if f := list[0]; f.State != StateDead || f.Tries != giveUp || f.Error != "the printer is out of paper" || f.Topic != "a" || f.Reaction != "frail" {
			t.Errorf("shown as %+v", f)
		}
		if got := counts(t, d, "sound"); got[1] != 1 {
			t.Errorf("the sound reaction ran %d times", got[1])
		}
		if n, err := o.Tidy(ctx, now); err != nil || n != 0 {
			t.Errorf("tidied away %d with a delivery given up, %v", n, err)
		}
		broken = false
		if err := o.Retry(ctx, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := o.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if got := counts(t, d, "frail"); got[1] != 1 {
			t.Errorf("the retried reaction has %d effects", got[1])
		}
		if err := o.Retry(ctx, list[0].ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("retrying what succeeded: %v", err)
		}
		if n, err := o.Tidy(ctx, now); err != nil || n != 1 {
			t.Errorf("tidied %d, %v; want 1", n, err)
		}
	}, Schema, effects)
}

// Whatever fails, however nodes disagree about the time and whenever they stop, each message has each effect once.
func TestExactlyOnceWhateverHappens(t *testing.T) {
	for _, dialect := range dbtest.Dialects {
		t.Run(string(dialect), func(t *testing.T) {
			const messages = 150
			url := dbtest.URL(t, dialect, Schema, effects)
			var fails atomic.Int64
			node := func(ahead time.Duration, luck *rand.Rand) (*Outbox, *db.DB) {
				d := dbtest.Reopen(t, url)
				o := New(d, quiet)
				o.now = func() time.Time { return time.Now().Add(ahead) }
				var mu sync.Mutex
				dice := func(n int) int {
					mu.Lock()
					defer mu.Unlock()
					return luck.IntN(n)
				}
				for _, name := range []string{"one", "two"} {
					o.On("a", name, func(ctx context.Context, tx *db.Tx, m Message) error {
						switch dice(10) {
						case 0:
							fails.Add(1)
							return errors.New("before the effect")
						case 1:
							fails.Add(1)
							return errors.Join(effect(ctx, tx, m, name), errors.New("after the effect"))
						case 2:
							_ = effect(ctx, tx, m, name)
							panic("in the middle")
						}
						return effect(ctx, tx, m, name)
					})
				}
				return o, d
			}
			first := dbtest.Reopen(t, url)
			for n := range messages {
				publish(t, first, "a", n)
			}
			// Three nodes at a time, stopped at any moment; each generation lives hours after the last, so claims run out and
			// failed deliveries fall due.
			for generation := range 8 {
				var all sync.WaitGroup
				ctx, stop := context.WithCancel(t.Context())
				for i := range 3 {
					o, d := node(time.Duration(generation*24+i*3)*time.Hour, rand.New(rand.NewPCG(uint64(generation), uint64(i))))
					all.Go(func() {
						_ = o.Drain(ctx)
						_ = d.Close()
					})
				}
				if generation < 4 {
					time.Sleep(40 * time.Millisecond)
					stop()
				}
				all.Wait()
				stop()
			}
			o, d := node(1000*time.Hour, rand.New(rand.NewPCG(99, 99)))
			for i := range 40 {
				o.now = func() time.Time { return time.Now().Add(time.Duration(1000+10*i) * time.Hour) }
				_ = o.Drain(t.Context())
			}
			list, err := o.Failed(t.Context(), 10)
			if err != nil || len(list) > 0 {
				t.Fatalf("still failed: %+v, %v", list, err)
			}
			for _, name := range []string{"one", "two"} {
				got := counts(t, d, name)
				for n := range messages {
					if got[n] != 1 {
						t.Errorf("message %d had %d effects by %s", n, got[n], name)
					}
				}
			}
			if fails.Load() == 0 {
				t.Error("nothing failed, so nothing was tried")
			}
		})
	}
}

func TestStartHandlesUntilStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := New(d, quiet)
		handled := make(chan int, 10)
		o.On("a", "r", func(_ context.Context, _ *db.Tx, m Message) error {
			var n int
			err := m.Read(&n)
			handled <- n
			return err
		})
		ctx, stop := context.WithCancel(t.Context())
		o.Start(ctx)
		publish(t, d, "a", 7)
		if n := <-handled; n != 7 {
			t.Errorf("handled %d", n)
		}
		stop()
		o.Wait()
	}, Schema)
}

func TestStartEndsWithTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := New(d, quiet)
		o.Start(t.Context())
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		o.Wait()
	}, Schema)
}
