package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A Schema is what one domain or kit package keeps: its migrations, one file each, named 001_words.sql, run in order.
// A file may hold lines "-- only: sqlite" or "-- only: postgres" that hold until the next such line or "-- only: both".
type Schema struct {
	Name  string // of the package: sampling
	Files fs.FS  // holding migrations/*.sql
}

// Epoch is the generation of schemas this program writes; a database whose oldest usable program is newer refuses it.
const Epoch = 1

// ErrNewer reports that the database was changed by a newer program that this one must not follow.
var ErrNewer = errors.New("the database belongs to a newer shian; start that program, or restore a backup")

// Migrate brings every schema up to date, in the order given. Applied files must not have changed since.
func (d *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	err := d.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS db_migration (schema_name TEXT NOT NULL, file TEXT NOT NULL, hash TEXT NOT NULL, epoch BIGINT NOT NULL, PRIMARY KEY (schema_name, file))`)
		return err
	})
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	done, err := d.applied(ctx)
	if err != nil {
		return err
	}
	type step struct{ schema, file, hash, text string }
	var todo []step
	for _, s := range schemas {
		names, err := fs.Glob(s.Files, "migrations/*.sql")
		if err != nil {
			return err
		}
		slices.Sort(names)
		for _, n := range names {
			b, err := fs.ReadFile(s.Files, n)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(b)
			hash, file := hex.EncodeToString(sum[:]), path.Base(n)
			switch old, ok := done[s.Name+"/"+file]; {
			case !ok:
				todo = append(todo, step{s.Name, file, hash, string(b)})
			case old != hash:
				return fmt.Errorf("migration %s/%s was changed after it had been applied: write a new file instead", s.Name, file)
			}
		}
	}
	if len(todo) == 0 {
		return nil
	}
	return d.Write(ctx, func(tx *Tx) error {
		for _, m := range todo {
			for _, stmt := range Statements(m.text, d.Dialect) {
				if _, err := tx.w.conn.ExecContext(ctx, stmt); err != nil {
					return fmt.Errorf("migration %s/%s: %w in %s", m.schema, m.file, err, stmt)
				}
			}
			if _, err := tx.Exec(ctx, `INSERT INTO db_migration (schema_name, file, hash, epoch) VALUES ($1, $2, $3, $4) ON CONFLICT (schema_name, file) DO NOTHING`, m.schema, m.file, m.hash, Epoch); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *DB) applied(ctx context.Context) (map[string]string, error) {
	rows, err := d.readers.QueryContext(ctx, `SELECT schema_name, file, hash, epoch FROM db_migration ORDER BY schema_name, file`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	done := map[string]string{}
	for rows.Next() {
		var s, f, h string
		var epoch int
		if err := rows.Scan(&s, &f, &h, &epoch); err != nil {
			return nil, err
		}
		if epoch > Epoch {
			return nil, ErrNewer
		}
		done[s+"/"+f] = h
	}
	return done, rows.Err()
}

// Statements splits a migration into the statements for one engine. Statements end with ";" at the end of a line.
func Statements(text string, d Dialect) []string {
	var out []string
	var cur strings.Builder
	skip := false
	for line := range strings.Lines(text) {
		trim := strings.TrimSpace(line)
		if only, ok := strings.CutPrefix(trim, "-- only: "); ok {
			skip = only != "both" && only != string(d)
			continue
		}
		if skip || trim == "" || strings.HasPrefix(trim, "--") {
			continue
		}
		cur.WriteString(line)
		if strings.HasSuffix(trim, ";") {
			out = append(out, strings.TrimSuffix(strings.TrimSpace(cur.String()), ";"))
			cur.Reset()
		}
	}
	return out
}

func checkPostgres(ctx context.Context, pool *sql.DB) error {
	var version int
	var collate string
	if err := pool.QueryRowContext(ctx, `SELECT current_setting('server_version_num')`).Scan(&version); err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	if version < 150000 {
		return fmt.Errorf("PostgreSQL 15 or later is needed, this is %d", version/10000)
	}
	if err := pool.QueryRowContext(ctx, `SELECT datcollate FROM pg_database WHERE datname = current_database()`).Scan(&collate); err != nil {
		return err
	}
	if collate != "C" && collate != "C.UTF-8" && collate != "C.utf8" && collate != "POSIX" {
		return fmt.Errorf("the database sorts by %q; create it with LC_COLLATE 'C' so that both engines sort alike: CREATE DATABASE shian TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'", collate)
	}
	return nil
}
