package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

// farm has every kind of column, tables whose names run against their foreign keys, rows that point within their own
// table, a table without a key, one that a migration fills and one that is derived.
var farm = db.Schema{
	Name: "farm",
	Files: fstest.MapFS{
		"migrations/001_farm.sql": {Data: []byte(`
CREATE TABLE farm_plot (id TEXT PRIMARY KEY, parent TEXT REFERENCES farm_plot (id), name TEXT NOT NULL);
CREATE TABLE farm_crop (plot TEXT NOT NULL REFERENCES farm_plot (id), row BIGINT NOT NULL, organic BOOLEAN, yield DOUBLE PRECISION, scan BYTEA, note JSONB, PRIMARY KEY (plot, row));
CREATE TABLE farm_loose (a TEXT, b BIGINT);
CREATE TABLE farm_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO farm_setting (name, value) VALUES ('season', 'spring');
CREATE TABLE farm_index (word TEXT PRIMARY KEY);
-- only: postgres
ALTER TABLE farm_index ADD COLUMN own TSVECTOR;
`)},
		"migrations/002_more.sql": {Data: []byte("ALTER TABLE farm_plot ADD COLUMN area TEXT NOT NULL DEFAULT '';\n")},
	},
	Derived: []string{"farm_in*"},
	Rebuild: func(ctx context.Context, d *db.DB) error {
		return d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO farm_index (word) SELECT DISTINCT name FROM farm_plot`)
			return err
		})
	},
}

func plant(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	err := d.Write(ctx, func(tx *db.Tx) error {
		var plots, crops [][]any
		for i := range 600 {
			var parent any
			if i%3 == 0 && i < 599 {
				parent = fmt.Sprintf("p%03d", i+1) // points at a later row
			}
			plots = append(plots, []any{fmt.Sprintf("p%03d", i), parent, fmt.Sprintf("地块 \"%d\"\n<&>\u2028", i), "0.0500"})
		}
		slices.Reverse(plots)
		err := db.InsertRows(ctx, tx, "farm_plot", []string{"id", "parent", "name", "area"}, "", plots)
		if err != nil {
			return err
		}
		for i := range 100 {
			crops = append(crops, []any{fmt.Sprintf("p%03d", i), int64(1) << 60, i%2 == 0, float64(i) / 3, []byte{0, 255, byte(i)}, `{"b": 1.50, "a": [null, "字"]}`})
		}
		crops = append(crops, []any{"p100", 1, nil, nil, nil, nil}, []any{"p101", 1, true, 5.0, []byte{}, `[]`})
		if err := db.InsertRows(ctx, tx, "farm_crop", []string{"plot", "row", "organic", "yield", "scan", "note"}, "", crops); err != nil {
			return err
		}
		if err := db.InsertRows(ctx, tx, "farm_loose", []string{"a", "b"}, "", [][]any{{"x", 1}, {nil, 2}, {"x", nil}, {"x", 1}}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO farm_index (word) VALUES ('stale')`); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE farm_setting SET value = 'autumn' WHERE name = 'season'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyOut(t *testing.T, d *db.DB, schemas ...db.Schema) ([]byte, db.Manifest) {
	t.Helper()
	var b bytes.Buffer
	m, err := db.CopyOut(t.Context(), d, &b, "2026-01-02T03:04:05.000Z", schemas...)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

func TestARestoredDatabaseIsEqualOnEitherEngine(t *testing.T) {
	for _, from := range dbtest.Dialects {
		for _, to := range dbtest.Dialects {
			t.Run(string(from)+" to "+string(to), func(t *testing.T) {
				d := dbtest.Open(t, from, farm)
				plant(t, d)
				file, m := copyOut(t, d, farm)
				if read, err := db.ReadManifest(bytes.NewReader(file)); err != nil || read.Hash != m.Hash || !read.Equal(m) {
					t.Fatalf("the file's manifest is %+v, %v; written was %+v", read, err, m)
				}
				target := dbtest.Open(t, to)
				if _, err := db.CopyIn(t.Context(), target, bytes.NewReader(file), farm); err != nil {
					t.Fatal(err)
				}
				again, m2 := copyOut(t, target, farm)
				if !m.Equal(m2) || len(m.Tables) != 4 {
					t.Errorf("restored %+v of %+v", m2.Tables, m.Tables)
				}
				if from == to && !bytes.Equal(file, again) {
					t.Error("the archive of the restored database is another file")
				}
				var words int
				if err := target.Row(t.Context(), `SELECT count(*) FROM farm_index WHERE word <> 'stale'`).Scan(&words); err != nil || words != 600 {
					t.Errorf("rebuilt %d words, %v", words, err)
				}
			})
		}
	}
}

func TestAnArchiveIsOneMomentWhileWritesGoOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var stop atomic.Bool
		var all sync.WaitGroup
		defer all.Wait()
		defer stop.Store(true)
		begun := make(chan struct{})
		all.Go(func() {
			for i := 0; !stop.Load(); i++ { // both rows or none
				err := d.Write(ctx, func(tx *db.Tx) error {
					return errors.Join(
						db.InsertRows(ctx, tx, "shop_item", []string{"id", "name", "version"}, "", [][]any{{fmt.Sprint(i), fmt.Sprint(i), 1}}),
						db.InsertRows(ctx, tx, "shop_line", []string{"item", "row"}, "", [][]any{{fmt.Sprint(i), 1}}))
				})
				if err != nil {
					t.Error(err)
				}
				if i == 20 {
					close(begun)
				}
			}
		})
		<-begun
		for range 5 {
			_, m := copyOut(t, d, shop)
			rows := map[string]int64{}
			for _, table := range m.Tables {
				rows[table.Name] = table.Rows
			}
			if rows["shop_item"] != rows["shop_line"] || rows["shop_item"] < 20 {
				t.Errorf("rows %v: not one moment", rows)
			}
		}
	}, shop)
}

func TestRestoreRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		plant(t, d)
		file, m := copyOut(t, d, farm)
		if _, err := db.CopyIn(ctx, d, bytes.NewReader(file), farm); !errors.Is(err, db.ErrNotEmpty) {
			t.Errorf("over a database in use: %v", err)
		}
		if _, now := copyOut(t, d, farm); !now.Equal(m) {
			t.Error("the refused restore changed the database")
		}
		target := dbtest.Open(t, d.Dialect)
		for cut := 0; cut < len(file); cut += max(1, len(file)/50) {
			if _, err := db.CopyIn(ctx, target, bytes.NewReader(file[:cut]), farm); !errors.Is(err, db.ErrDamaged) {
				t.Fatalf("cut at %d: %v", cut, err)
			}
		}
		for at := 10; at < len(file); at += max(1, len(file)/50) { // the first ten bytes are gzip's, some of no meaning
			bad := bytes.Clone(file)
			bad[at] ^= 0x10
			if _, err := db.CopyIn(ctx, target, bytes.NewReader(bad), farm); !errors.Is(err, db.ErrDamaged) {
				t.Fatalf("byte %d altered: %v", at, err)
			}
		}
		older := db.Schema{Name: "farm", Files: fstest.MapFS{"migrations/001_farm.sql": farm.Files.(fstest.MapFS)["migrations/001_farm.sql"]}}
		if _, err := db.CopyIn(ctx, target, bytes.NewReader(file), older); !errors.Is(err, db.ErrNewer) {
			t.Errorf("an archive of a newer program: %v", err)
		}
		if tables, err := db.Tables(ctx, target, target.Dialect); err != nil || len(tables) != 0 {
			t.Errorf("refused restores left %v, %v", tables, err)
		}
	}, farm)
}

func TestAnOldArchiveIsBroughtUpToDate(t *testing.T) {
	first := db.Schema{Name: "farm", Derived: farm.Derived,
		Files: fstest.MapFS{"migrations/001_farm.sql": farm.Files.(fstest.MapFS)["migrations/001_farm.sql"]}}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO farm_plot (id, name) VALUES ('p', 'old')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		file, _ := copyOut(t, d, first)
		target := dbtest.Open(t, d.Dialect)
		if _, err := db.CopyIn(t.Context(), target, bytes.NewReader(file), farm); err != nil {
			t.Fatal(err)
		}
		var name, area string
		if err := target.Row(t.Context(), `SELECT name, area FROM farm_plot WHERE id = 'p'`).Scan(&name, &area); err != nil || name != "old" {
			t.Errorf("%q, %q, %v", name, area, err)
		}
	}, first)
}

func TestBackupCopiesTheFileInUse(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, farm)
	plant(t, d)
	path := filepath.Join(t.TempDir(), "copy #1.db")
	if err := d.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	_, m := copyOut(t, d, farm)
	if _, copied := copyOut(t, dbtest.Reopen(t, "sqlite:"+path), farm); !copied.Equal(m) {
		t.Error("the copy differs")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := d.Backup(t.Context(), path); err == nil {
		t.Error("an existing file was overwritten")
	}
}
