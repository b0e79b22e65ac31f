package db_test

import (
	"testing"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

// Tidying works while others write, and leaves the planner statistics to choose by.
func TestTidyWhileOthersWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert := func() error {
			return d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO shop_count (name, n) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET n = shop_count.n + 1`, "t")
				return err
			})
		}
		if err := insert(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() {
			for range 50 {
				if err := insert(); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
		if err := d.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}, shop)
}
