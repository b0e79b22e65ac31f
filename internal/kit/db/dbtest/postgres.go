package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"shian/internal/kit/db"
)

// Server is the address of the PostgreSQL server for tests; the test is skipped (or fails) when there is none.
func Server(t testing.TB) string {
	t.Helper()
	server := os.Getenv("SHIAN_TEST_POSTGRES")
	switch {
	case server != "":
	case required():
		t.Fatal(`no PostgreSQL: run eval "$(tools/postgres.sh)" first (SHIAN_TEST_REQUIRE_POSTGRES is 1)`)
	default:
		t.Skip(`PostgreSQL half not run: set SHIAN_TEST_POSTGRES by eval "$(tools/postgres.sh)"`)
	}
	return server
}

func postgresURL(t testing.TB, schemas []db.Schema) string {
	t.Helper()
	server := Server(t)
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	template := "template0"
	if len(schemas) > 0 {
		template = postgresTemplate(t, pool, server, schemas)
	}
	name := "t_" + strings.ToLower(rand.Text())
	create(t, pool, name, template)
	t.Cleanup(func() { drop(t, server, name) })
	return named(t, server, name)
}

// postgresTemplate migrates a template once, whichever test process comes first; the others wait for its lock.
func postgresTemplate(t testing.TB, pool *sql.DB, server string, schemas []db.Schema) string {
	t.Helper()
	ctx := t.Context()
	name := "shian_" + key(t, schemas)
	conn, err := pool.Conn(ctx)
	if err != nil {
		t.Fatalf("connect to the PostgreSQL for tests: %v", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext($1))`, name); err != nil {
		t.Fatal(err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext($1))`, name)
	var there bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if there {
		return name
	}
	making := name + "_" + strings.ToLower(rand.Text()[:8])
	create(t, pool, making, "template0")
	migrate(t, named(t, server, making), schemas)
	rename := func() error {
		_, err := conn.ExecContext(ctx, `ALTER DATABASE `+making+` RENAME TO `+name)
		return err
	}
	if err := whileBusy(rename); err != nil {
		t.Fatalf("keep the migrated template: %v", err)
	}
	return name
}

func create(t testing.TB, pool *sql.DB, name, template string) {
	t.Helper()
	text := `CREATE DATABASE ` + name + ` TEMPLATE ` + template
	if template == "template0" {
		text += ` ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`
	}
	err := whileBusy(func() error { _, err := pool.ExecContext(t.Context(), text); return err })
	if err != nil {
		t.Fatalf("create a test database: %v", err)
	}
}

// whileBusy tries again while the server still winds up a connection to the template ("being accessed by other users").
func whileBusy(do func() error) error {
	var err error
	for range 100 {
		var pg *pgconn.PgError
		if err = do(); err == nil || !errors.As(err, &pg) || pg.Code != "55006" {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return err
}

func drop(t testing.TB, server, name string) {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return
	}
	defer pool.Close()
	if _, err := pool.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`); err != nil {
		t.Logf("the test database %s stays behind: %v", name, err)
	}
}

// named is the server's address with another database.
func named(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("SHIAN_TEST_POSTGRES is not an address: %v", err)
	}
	u.Path = "/" + name
	return u.String()
}
