package db_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

func schema(files ...string) db.Schema {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m["migrations/"+files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return db.Schema{Name: "shop", Files: m}
}

const first = "CREATE TABLE shop_item (id TEXT PRIMARY KEY); -- what is sold\n-- only: sqlite\nCREATE TABLE shop_lite (id TEXT);\n-- only: postgres\nCREATE TABLE shop_server (id TEXT);\n-- only: both\nCREATE INDEX shop_item_id ON shop_item (id)"

func TestMigrationsRunOnceInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Migrate(ctx, schema("001_item.sql", first)); err != nil {
			t.Fatal(err)
		}
		grown := schema("001_item.sql", first, "002_name.sql", "ALTER TABLE shop_item ADD COLUMN name TEXT NOT NULL DEFAULT '';\n")
		for range 2 {
			if err := d.Migrate(ctx, grown); err != nil {
				t.Fatal(err)
			}
		}
		own, other := "shop_lite", "shop_server"
		if d.Dialect == db.Postgres {
			own, other = other, own
		}
		var n int
		if err := d.Row(ctx, `SELECT count(*) FROM `+own).Scan(&n); err != nil {
			t.Error(err)
		}
		if err := d.Row(ctx, `SELECT count(*) FROM `+other).Scan(&n); err == nil {
			t.Errorf("%s was made on %s", other, d.Dialect)
		}
		changed := schema("001_item.sql", first+";\n", "002_name.sql", "")
		if err := d.Migrate(ctx, changed); err == nil || !strings.Contains(err.Error(), "001_item.sql was changed") {
			t.Errorf("a changed file: %v", err)
		}
	})
}

func TestAFailedMigrationLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		bad := schema("001_item.sql", first, "002_bad.sql", "CREATE TABLE shop_item (id TEXT);\n")
		if err := d.Migrate(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "002_bad.sql") {
			t.Fatalf("%v, want the file named", err)
		}
		if err := d.Migrate(t.Context(), schema("001_item.sql", first)); err != nil {
			t.Errorf("after the failure: %v", err)
		}
	})
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Migrate(ctx, schema("001_item.sql", first)); err != nil {
			t.Fatal(err)
		}
		note := func(file string, oldest int) {
			err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO db_migration (schema_name, file, hash, epoch) VALUES ('shop', $1, 'x', $2)`, file, oldest)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		note("002_adds.sql", db.Epoch)
		if err := d.Migrate(ctx, schema("001_item.sql", first)); err != nil {
			t.Errorf("a newer program only added: %v", err)
		}
		note("003_takes.sql", db.Epoch+1)
		if err := d.Migrate(ctx, schema("001_item.sql", first)); !errors.Is(err, db.ErrNewer) {
			t.Errorf("%v, want ErrNewer", err)
		}
	})
}

func TestTakingAwayNeedsAnEpoch(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	for _, text := range []string{
		"ALTER TABLE shop_item DROP COLUMN name;\n",
		"DROP TABLE shop_item;\n",
		"ALTER TABLE shop_item RENAME COLUMN name TO title;\n",
		"ALTER TABLE shop_item ADD COLUMN price TEXT NOT NULL;\n",
		"-- oldest: 99\nDROP TABLE shop_item;\n",
	} {
		if err := d.Migrate(t.Context(), schema("001_item.sql", text)); err == nil || !strings.Contains(err.Error(), "older program") && !strings.Contains(err.Error(), "oldest") {
			t.Errorf("%q: %v, want a refusal", text, err)
		}
	}
}

func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	for _, dialect := range dbtest.Dialects {
		t.Run(string(dialect), func(t *testing.T) {
			url := dbtest.URL(t, dialect)
			var all sync.WaitGroup
			for range 4 {
				node := dbtest.Reopen(t, url)
				all.Go(func() {
					if err := node.Migrate(t.Context(), schema("001_item.sql", first)); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		})
	}
}
