package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"shian/internal/kit/fault"
)

// ErrNotEmpty reports that there are records where a backup was to go.
var ErrNotEmpty error = fault.Refused("目标数据库里已有数据，不能覆盖；请用一个空的数据文件夹或新建的数据库恢复",
	"the database holds records already and they will not be overwritten; restore into an empty data folder or a new database")

// CopyIn fills an empty database from an archive: it makes the tables as they were, fills them in one transaction, and then
// brings them up to date. r is read twice, first to check it whole, so that a damaged file changes nothing.
func CopyIn(ctx context.Context, d *DB, r io.ReadSeeker, schemas ...Schema) (Manifest, error) {
	m, err := ReadManifest(r)
	if err != nil {
		return m, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return m, err
	}
	if err := refuseFilled(ctx, d, schemas); err != nil {
		return m, err
	}
	if err := d.migrateTo(ctx, m.Migrations, schemas); err != nil {
		return m, err
	}
	in, err := openArchive(r)
	if err != nil {
		return m, err
	}
	err = d.Write(ctx, func(tx *Tx) error {
		if in.begun {
			return errors.New("the database interrupted the restore; begin again with an empty one")
		}
		in.begun = true
		return restore(ctx, tx, in, schemas)
	})
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	if err := d.Migrate(ctx, schemas...); err != nil {
		return m, err
	}
	for _, s := range schemas {
		if s.Rebuild != nil {
			if err := s.Rebuild(ctx, d); err != nil {
				return m, fmt.Errorf("rebuild %s: %w", s.Name, err)
			}
		}
	}
	return m, nil
}

func refuseFilled(ctx context.Context, d *DB, schemas []Schema) error {
	tables, err := Tables(ctx, d, d.Dialect)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if derived(schemas, t.Name) {
			continue
		}
		var any bool
		if err := d.Row(ctx, `SELECT EXISTS (SELECT 1 FROM `+quote(t.Name)+`)`).Scan(&any); err != nil {
			return err
		}
		if any {
			return ErrNotEmpty
		}
	}
	return nil
}

// migrateTo applies exactly the migrations the archive was made under; this program must know them all.
func (d *DB) migrateTo(ctx context.Context, files []AppliedFile, schemas []Schema) error {
	known, err := migrations(schemas)
	if err != nil {
		return err
	}
	for _, f := range files {
		if !slices.ContainsFunc(known, func(m migration) bool { return m.schema == f.Schema && m.file == f.File && m.hash == f.Hash }) {
			return fmt.Errorf("the backup needs %s/%s: %w", f.Schema, f.File, ErrNewer)
		}
	}
	return d.migrate(ctx, schemas, func(m migration) bool {
		return slices.Contains(files, AppliedFile{m.schema, m.file, m.hash})
	})
}

// restore fills the tables, which the archive has in the order that foreign keys want. Within one table rows may point at
// later ones: PostgreSQL looks when the COPY ends, SQLite is told to look at the commit.
func restore(ctx context.Context, tx *Tx, in *archive, schemas []Schema) error {
	there, err := Tables(ctx, tx, tx.Dialect())
	if err != nil {
		return err
	}
	if tx.Dialect() == SQLite {
		if _, err := tx.Exec(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
	}
	ordered, err := inOrder(ctx, tx, tx.Dialect(), there)
	if err != nil {
		return err
	}
	for _, t := range slices.Backward(ordered) { // what migrations put in is in the archive as it became
		if derived(schemas, t.Name) {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM `+quote(t.Name)); err != nil {
			return err
		}
	}
	for {
		t, err := in.table()
		if err != nil || t == nil {
			return err
		}
		if derived(schemas, t.Name) { // became derived since
			if err := in.skip(t); err != nil {
				return err
			}
			continue
		}
		if !slices.ContainsFunc(there, func(o Table) bool { return o.Name == t.Name && slices.Equal(o.Columns, t.Columns) }) {
			return fmt.Errorf("the backup's table %s is not as this program makes it: %w", t.Name, ErrDamaged)
		}
		if err := fill(ctx, tx, in, t); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
}

// fill copies the rows of one table.
func fill(ctx context.Context, tx *Tx, in *archive, t *Table) error {
	if tx.Dialect() == Postgres {
		return tx.w.conn.Raw(func(c any) error {
			names := make([]string, len(t.Columns))
			for i, col := range t.Columns {
				names[i] = col.Name
			}
			_, err := c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.Name}, names, pgx.CopyFromFunc(func() ([]any, error) {
				return in.row(t)
			}))
			return err
		})
	}
	for {
		var rows [][]any
		for len(rows) < 256 {
			row, err := in.row(t)
			if err != nil {
				return err
			}
			if row == nil {
				return InsertRows(ctx, tx, quote(t.Name), t.names(), "", rows)
			}
			rows = append(rows, row)
		}
		if err := InsertRows(ctx, tx, quote(t.Name), t.names(), "", rows); err != nil {
			return err
		}
	}
}
