package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"shian/internal/kit/fault"
)

// A Schema is what one domain or kit package keeps: its migrations, one file each, named 001_words.sql, run in order.
//
// A file may hold lines "-- only: sqlite" or "-- only: postgres" that hold until the next such line or "-- only: both".
//
// Nodes are exchanged one after the other, so a migration must leave the running, older program working: it adds. What
// takes away (DROP, RENAME, another type) comes a release later, in a file that names the oldest program that can live
// with it: "-- oldest: 2".
type Schema struct {
	Name  string // of the package: sampling
	Files fs.FS  // holding migrations/*.sql

	// Derived names the tables ("river_*" for several) that Rebuild fills again from the others, or that only one engine
	// has: an archive leaves them out.
	Derived []string
	Rebuild func(ctx context.Context, d *DB) error // after a restore; may be nil
}

// Epoch is the generation of this program. It rises with a release whose migrations take something away.
const Epoch = 1

// ErrNewer reports that the database was changed by a newer program in a way that this one cannot follow.
var ErrNewer error = fault.Refused("数据库已由更新版本的程序升级，本版本不能再使用；请运行新版本，或恢复升级前的备份",
	"the database belongs to a newer shian; start that program, or restore a backup from before")

// Migrate brings every schema up to date, in the order given. Applied files must not have changed since. Nodes that start
// together wait for each other.
func (d *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	return d.migrate(ctx, schemas, func(migration) bool { return true })
}

// A migration is one file of a schema.
type migration struct {
	schema, file, hash, text string
	oldest                   int // program that can use the database after it
}

func (m migration) key() string { return m.schema + "/" + m.file }

// migrate applies those migrations that want accepts.
func (d *DB) migrate(ctx context.Context, schemas []Schema, want func(migration) bool) error {
	all, err := migrations(schemas)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *Tx) error {
		done, err := startMigration(ctx, tx)
		if err != nil {
			return fmt.Errorf("prepare migrations: %w", err)
		}
		for _, m := range all {
			old, applied := done[m.key()]
			if applied && old != m.hash {
				return fmt.Errorf("migration %s was changed after it had been applied: write a new file instead", m.key())
			}
			if applied || !want(m) {
				continue
			}
			if err := m.apply(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m migration) apply(ctx context.Context, tx *Tx) error {
	for _, stmt := range Statements(m.text, tx.Dialect()) {
		// Not through tx.Exec: statements that run once are not worth keeping.
		if _, err := tx.w.conn.ExecContext(ctx, stmt); err != nil {
			return fmt.Errorf("migration %s: %w in %s", m.key(), err, stmt)
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO db_migration (schema_name, file, hash, epoch) VALUES ($1, $2, $3, $4)`,
		m.schema, m.file, m.hash, m.oldest)
	return err
}

// startMigration keeps other nodes out until the transaction ends, and reads what was applied.
func startMigration(ctx context.Context, tx *Tx) (map[string]string, error) {
	if tx.Dialect() == Postgres {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7309466, 1)`); err != nil {
			return nil, err
		}
	}
	_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS db_migration (schema_name TEXT NOT NULL, file TEXT NOT NULL,
		hash TEXT NOT NULL, epoch BIGINT NOT NULL, PRIMARY KEY (schema_name, file))`)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT schema_name, file, hash, epoch FROM db_migration ORDER BY schema_name, file`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	done := map[string]string{}
	for rows.Next() {
		var s, f, h string
		var oldest int
		if err := rows.Scan(&s, &f, &h, &oldest); err != nil {
			return nil, err
		}
		if oldest > Epoch {
			return nil, ErrNewer
		}
		done[s+"/"+f] = h
	}
	return done, rows.Err()
}

// migrations reads the files of the schemas and refuses those that break a rule of Schema.
func migrations(schemas []Schema) ([]migration, error) {
	var all []migration
	for _, s := range schemas {
		names, err := fs.Glob(s.Files, "migrations/*.sql")
		if err != nil {
			return nil, err
		}
		slices.Sort(names)
		for _, n := range names {
			b, err := fs.ReadFile(s.Files, n)
			if err != nil {
				return nil, err
			}
			sum := sha256.Sum256(b)
			m := migration{s.Name, path.Base(n), hex.EncodeToString(sum[:]), string(b), 1}
			if m.oldest, err = oldest(m.text); err != nil {
				return nil, fmt.Errorf("migration %s: %w", m.key(), err)
			}
			all = append(all, m)
		}
	}
	return all, nil
}
