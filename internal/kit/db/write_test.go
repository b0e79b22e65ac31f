package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

var shop = db.Schema{Name: "shop", Files: fstest.MapFS{"migrations/001_shop.sql": {Data: []byte(`
CREATE TABLE shop_item (id TEXT PRIMARY KEY, name TEXT NOT NULL, version BIGINT NOT NULL);
CREATE UNIQUE INDEX shop_item_name ON shop_item (name);
CREATE TABLE shop_count (name TEXT PRIMARY KEY, n BIGINT NOT NULL);
CREATE TABLE shop_line (item TEXT NOT NULL, row BIGINT NOT NULL, PRIMARY KEY (item, row));
`)}}}

func add(ctx context.Context, tx *db.Tx, id, name string) error {
	_, err := tx.Exec(ctx, `INSERT INTO shop_item (id, name, version) VALUES ($1, $2, 1)`, id, name)
	return err
}

func names(t *testing.T, q db.Querier) []string {
	t.Helper()
	rows, err := q.Query(t.Context(), `SELECT name FROM shop_item ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// together holds every writer back until n writes wait, so that they surely share transactions.
func together(t *testing.T, d *db.DB, writes ...func(tx *db.Tx) error) []error {
	t.Helper()
	var started, released sync.WaitGroup
	open := make(chan struct{})
	for range 4 {
		started.Add(1)
		released.Go(func() {
			_ = d.Write(t.Context(), func(*db.Tx) error {
				started.Done()
				<-open
				return errors.New("only held the writer back")
			})
		})
		if d.Dialect == db.SQLite {
			break
		}
	}
	started.Wait()
	errs := make([]error, len(writes))
	var all sync.WaitGroup
	for i, w := range writes {
		all.Go(func() { errs[i] = d.Write(t.Context(), w) })
	}
	close(open)
	released.Wait()
	all.Wait()
	return errs
}

func TestAFailedWriteUndoesItselfAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		refused := errors.New("refused")
		var writes []func(tx *db.Tx) error
		for i := range 40 {
			id := fmt.Sprintf("%02d", i)
			writes = append(writes, func(tx *db.Tx) error {
				tx.Append(countBatch, "kept", int64(1))
				if err := add(ctx, tx, id, "item "+id); err != nil {
					return err
				}
				switch i % 4 {
				case 1:
					return refused
				case 2:
					panic("a defect")
				case 3:
					return add(ctx, tx, id, "the same key again")
				}
				return nil
			})
		}
		errs := together(t, d, writes...)
		var want []string
		for i, err := range errs {
			switch i % 4 {
			case 0:
				want = append(want, fmt.Sprintf("item %02d", i))
				if err != nil {
					t.Errorf("write %d: %v", i, err)
				}
			case 1:
				if !errors.Is(err, refused) {
					t.Errorf("write %d: %v, want its own error", i, err)
				}
			case 2:
				if err == nil || !strings.Contains(err.Error(), "a defect") {
					t.Errorf("write %d: %v, want the panic as an error", i, err)
				}
			case 3:
				if !db.IsUnique(err) {
					t.Errorf("write %d: %v, want a unique violation", i, err)
				}
			}
		}
		if got := names(t, d); !slices.Equal(got, want) {
			t.Errorf("kept %v, want %v", got, want)
		}
		var n int
		if err := d.Row(ctx, `SELECT n FROM shop_count WHERE name = $1`, "kept").Scan(&n); err != nil || n != len(want) {
			t.Errorf("counted %d, %v; want %d: rows appended by a failed write must go with it", n, err, len(want))
		}
	}, shop)
}

// Groups run without savepoints as long as nobody fails half-way: who does is undone alone all the same, before and after
// the group is run again, and who only read and then refused costs its neighbours nothing.
func TestNeighboursOfAFailedWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		refused := errors.New("refused")
		for round := range 3 {
			var runs [5]atomic.Int64
			put := func(i int, end error) func(tx *db.Tx) error {
				return func(tx *db.Tx) error {
					runs[i].Add(1)
					tx.Append(countBatch, fmt.Sprint("round ", round), int64(1))
					if err := add(ctx, tx, fmt.Sprint(round, i), fmt.Sprint(round, i)); err != nil {
						return err
					}
					return end
				}
			}
			look := func(tx *db.Tx) error {
				runs[2].Add(1)
				var n int
				return errors.Join(tx.Row(ctx, `SELECT count(*) FROM shop_item`).Scan(&n), refused)
			}
			writes := []func(*db.Tx) error{put(0, nil), put(1, nil), look, put(3, nil), put(4, nil)}
			if round > 0 {
				writes[3] = put(3, refused)
			}
			errs := together(t, d, writes...)
			want := 0
			for i, err := range errs {
				switch {
				case i == 2, i == 3 && round > 0:
					if !errors.Is(err, refused) {
						t.Errorf("round %d, write %d: %v, want its own error", round, i, err)
					}
				default:
					want++
					if err != nil {
						t.Errorf("round %d, write %d: %v", round, i, err)
					}
				}
				if n := runs[i].Load(); d.Dialect == db.SQLite && round == 0 && n != 1 {
					t.Errorf("write %d ran %d times beside one that only read", i, n)
				}
			}
			var rows, counted int
			if err := d.Row(ctx, `SELECT (SELECT count(*) FROM shop_item WHERE id LIKE $1), (SELECT n FROM shop_count WHERE name = $2)`, fmt.Sprint(round, " _"), fmt.Sprint("round ", round)).Scan(&rows, &counted); err != nil || rows != want || counted != want {
				t.Errorf("round %d: %d rows, %d counted, %v; want %d", round, rows, counted, err, want)
			}
		}
	}, shop)
}

var countBatch = &db.Batch{
	Table: "shop_count", Columns: []string{"name", "n"},
	Tail: "ON CONFLICT (name) DO UPDATE SET n = shop_count.n + excluded.n",
	Merge: func(rows [][]any) [][]any {
		sum := map[string]int64{}
		for _, r := range rows {
			sum[r[0].(string)] += r[1].(int64)
		}
		var out [][]any
		for name, n := range sum {
			out = append(out, []any{name, n})
		}
		slices.SortFunc(out, func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
		return out
	},
}

// A long write is alone in its transaction, and others come between two of them.
func TestALongWriteIsAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		refused := errors.New("refused")
		var all sync.WaitGroup
		errs := make([]error, 60)
		for i := range errs {
			write := d.Write
			if i%3 == 0 {
				write = d.WriteLong
			}
			all.Go(func() {
				errs[i] = write(ctx, func(tx *db.Tx) error {
					tx.Append(countBatch, "done", int64(1))
					if err := add(ctx, tx, fmt.Sprint(i), fmt.Sprint("item ", i)); err != nil || i%2 == 0 {
						return err
					}
					return refused
				})
			})
		}
		all.Wait()
		for i, err := range errs {
			if i%2 == 0 && err != nil || i%2 == 1 && !errors.Is(err, refused) {
				t.Errorf("write %d: %v", i, err)
			}
		}
		var n int
		if err := d.Row(ctx, `SELECT n FROM shop_count WHERE name = $1`, "done").Scan(&n); err != nil || n != 30 || len(names(t, d)) != 30 {
			t.Errorf("%d done, %v; want 30", n, err)
		}
		if d.Close() != nil || !errors.Is(d.WriteLong(ctx, func(*db.Tx) error { return nil }), db.ErrClosed) {
			t.Error("a long write after closing was not refused")
		}
	}, shop)
}

func TestAppendedRowsAreMergedAndAddUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var all sync.WaitGroup
		for i := range 400 {
			all.Go(func() {
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					tx.Append(countBatch, "everything", int64(1))
					tx.Append(countBatch, fmt.Sprint("part ", i%7), int64(1))
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		var whole, parts int
		err := d.Row(t.Context(), `SELECT sum(n) FILTER (WHERE name = 'everything'), sum(n) FILTER (WHERE name <> 'everything') FROM shop_count`).Scan(&whole, &parts)
		if err != nil || whole != 400 || parts != 400 {
			t.Errorf("whole %d, parts %d, %v; want 400 each", whole, parts, err)
		}
	}, shop)
}

func TestAFaultyAppendFailsOnlyItsOwnWrite(t *testing.T) {
	lines := &db.Batch{Table: "shop_line", Columns: []string{"item", "row"}}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		line := func(item string, row any) func(tx *db.Tx) error {
			return func(tx *db.Tx) error { tx.Append(lines, item, row); return nil }
		}
		errs := together(t, d, line("a", 1), line("b", nil), line("c", 1))
		if errs[0] != nil || errs[1] == nil || errs[2] != nil {
			t.Fatalf("errors %v; only the second row is faulty", errs)
		}
		var n int
		if err := d.Row(t.Context(), `SELECT count(*) FROM shop_line`).Scan(&n); err != nil || n != 2 {
			t.Errorf("%d lines, %v; want 2", n, err)
		}
	}, shop)
}

func TestManyRowsInFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, size := range []int{1, 3, 255, 256, 257, 1000} {
			var rows [][]any
			for i := range size {
				rows = append(rows, []any{fmt.Sprint("size ", size), i})
			}
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				return db.InsertRows(t.Context(), tx, "shop_line", []string{"item", "row"}, "", rows)
			})
			if err != nil {
				t.Fatal(err)
			}
			var n int
			if err := d.Row(t.Context(), `SELECT count(*) FROM shop_line WHERE item = $1`, fmt.Sprint("size ", size)).Scan(&n); err != nil || n != size {
				t.Errorf("%d rows arrived of %d, %v", n, size, err)
			}
		}
	}, shop)
}

func TestOptimisticLock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Write(ctx, func(tx *db.Tx) error { return add(ctx, tx, "a", "one") }); err != nil {
			t.Fatal(err)
		}
		rename := func(name string) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				return db.Changed(tx.Exec(ctx, `UPDATE shop_item SET name = $1, version = version + 1 WHERE id = $2 AND version = $3`, name, "a", 1))
			})
		}
		var all sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			all.Go(func() { errs[i] = rename(fmt.Sprint("by ", i)) })
		}
		all.Wait()
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, db.ErrStale) {
				t.Errorf("editor %d: %v, want ErrStale", i, err)
			}
		}
		if won != 1 {
			t.Errorf("%d editors of the same version won, want 1", won)
		}
	}, shop)
}

func TestAnOverlookedFailureIsNotCommitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, func(tx *db.Tx) error {
			if err := add(ctx, tx, "a", "one"); err != nil {
				return err
			}
			_ = add(ctx, tx, "a", "again")
			_ = add(ctx, tx, "b", "after the failure")
			return nil
		})
		if !db.IsUnique(err) {
			t.Errorf("%v, want the unique violation", err)
		}
		if got := names(t, d); len(got) != 0 {
			t.Errorf("kept %v of a failed write", got)
		}
	}, shop)
}

func TestACancelledWriterDoesNotHarmItsNeighbours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		gone, cancel := context.WithCancel(t.Context())
		errs := together(t, d,
			func(tx *db.Tx) error { return add(t.Context(), tx, "a", "one") },
			func(tx *db.Tx) error {
				cancel()
				return add(gone, tx, "b", "two")
			},
			func(tx *db.Tx) error { return add(t.Context(), tx, "c", "three") })
		if errs[0] != nil || errs[2] != nil {
			t.Errorf("neighbours failed: %v", errs)
		}
		if err := d.Write(gone, func(*db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("a write nobody waits for: %v", err)
		}
	}, shop)
}

func TestAWriteThatEndsItsGoroutine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for range 6 {
			var none *testing.T = new(testing.T)
			if err := d.Write(ctx, func(tx *db.Tx) error { none.FailNow(); return nil }); err == nil {
				t.Error("a write that ended its goroutine was answered as done")
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return add(ctx, tx, "a", "one") }); err != nil {
			t.Errorf("the next write: %v", err)
		}
	}, shop)
}

func TestCloseAnswersEverybody(t *testing.T) {
	for _, dialect := range dbtest.Dialects {
		t.Run(string(dialect), func(t *testing.T) {
			url := dbtest.URL(t, dialect, shop)
			d := dbtest.Reopen(t, url)
			var all sync.WaitGroup
			errs := make([]error, 200)
			for i := range errs {
				all.Go(func() {
					errs[i] = d.Write(context.Background(), func(tx *db.Tx) error {
						return add(context.Background(), tx, fmt.Sprint(i), fmt.Sprintf("%03d", i))
					})
				})
				if i == 100 {
					all.Go(func() { _ = d.Close() })
				}
			}
			all.Wait()
			if err := d.Close(); err != nil {
				t.Errorf("closing twice: %v", err)
			}
			kept := names(t, dbtest.Reopen(t, url))
			for i, err := range errs {
				if there := slices.Contains(kept, fmt.Sprintf("%03d", i)); there != (err == nil) {
					t.Errorf("write %d answered %v, but kept: %v", i, err, there)
				} else if err != nil && !errors.Is(err, db.ErrClosed) {
					t.Errorf("write %d: %v", i, err)
				}
			}
		})
	}
}

func TestLostConnectionsAreReplaced(t *testing.T) {
	d := dbtest.Open(t, db.Postgres, shop)
	ctx := t.Context()
	admin := dbtest.Reopen(t, dbtest.Server(t))
	for i := range 20 {
		if i%5 == 0 { // as an administrator or a restart would
			var n int
			err := admin.Row(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1`, database(d.URL)).Scan(&n)
			if err != nil || n < 4 {
				t.Fatalf("ended %d connections, %v", n, err)
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return add(ctx, tx, fmt.Sprint(i), fmt.Sprint("item ", i)) }); err != nil {
			t.Fatalf("write %d after the connections were ended: %v", i, err)
		}
	}
	if got := names(t, d); len(got) != 20 {
		t.Errorf("%d items, want 20: %v", len(got), got)
	}
}

func database(url string) string {
	_, rest, _ := strings.Cut(url, "@/")
	name, _, _ := strings.Cut(rest, "?")
	return name
}

func TestReadIsOneUnchangingView(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Read(ctx, func(q db.Querier) error {
			before := names(t, q)
			if err := d.Write(ctx, func(tx *db.Tx) error { return add(ctx, tx, "a", "one") }); err != nil {
				return err
			}
			if after := names(t, q); len(before) != 0 || len(after) != 0 {
				t.Errorf("the view changed from %v to %v", before, after)
			}
			if _, err := q.Exec(ctx, `DELETE FROM shop_item`); err == nil {
				t.Error("a view let itself be written")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := names(t, d); len(got) != 1 {
			t.Errorf("after the view: %v", got)
		}
	}, shop)
}

func TestListsOfValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(add(ctx, tx, "a", "one"), add(ctx, tx, "b", "two"), add(ctx, tx, "c", "three"))
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, ids := range [][]string{nil, {"a"}, {"a", "c", "nobody"}} {
			var n int
			args := append([]any{"three"}, db.Args(ids)...)
			if err := d.Row(ctx, `SELECT count(*) FROM shop_item WHERE name <> $1 AND id `+db.In(2, len(ids)), args...).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if want := min(len(ids), 1); n != want {
				t.Errorf("of %v found %d, want %d", ids, n, want)
			}
		}
	}, shop)
}
