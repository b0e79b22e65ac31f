// Package dbtest gives a test fresh, migrated databases of both engines.
//
// SQLite is a file of the test's own folder. PostgreSQL is the server named by SHIAN_TEST_POSTGRES (tools/postgres.sh
// starts one); without it the PostgreSQL half is skipped, or fails when SHIAN_TEST_REQUIRE_POSTGRES=1. Each set of schemas
// is migrated once and then cloned.
package dbtest

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"testing"

	"shian/internal/kit/db"
)

// Dialects are the engines a store test runs on.
var Dialects = []db.Dialect{db.SQLite, db.Postgres}

// Each runs fn as one subtest per engine, each on a fresh database with the schemas applied.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB), schemas ...db.Schema) {
	t.Helper()
	for _, dialect := range Dialects {
		t.Run(string(dialect), func(t *testing.T) { fn(t, Open(t, dialect, schemas...)) })
	}
}

// Open gives a fresh database with the schemas applied; it is closed and removed when the test ends. It skips the test
// when the engine is not there.
func Open(t testing.TB, dialect db.Dialect, schemas ...db.Schema) *db.DB {
	t.Helper()
	return Reopen(t, URL(t, dialect, schemas...))
}

// URL gives the address of a fresh database with the schemas applied, for a test that opens it itself: twice, as two
// nodes would, or by a command. The database is removed when the test ends.
func URL(t testing.TB, dialect db.Dialect, schemas ...db.Schema) string {
	t.Helper()
	if dialect == db.SQLite {
		return sqliteURL(t, schemas)
	}
	return postgresURL(t, schemas)
}

// Reopen opens an existing database once more; it is closed when the test ends, if the test did not do so.
func Reopen(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// key names a set of schemas by its content, so that a changed migration gets a new template.
func key(t testing.TB, schemas []db.Schema) string {
	t.Helper()
	h := sha256.New()
	for _, s := range schemas {
		names, err := fs.Glob(s.Files, "migrations/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			text, err := fs.ReadFile(s.Files, n)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(text)
			h.Write([]byte(s.Name + "\x00" + n + "\x00"))
			h.Write(sum[:])
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}

func required() bool { return os.Getenv("SHIAN_TEST_REQUIRE_POSTGRES") == "1" }
