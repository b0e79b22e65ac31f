package db

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"slices"

	"shian/internal/kit/fault"
)

// An archive is a gzip of lines of JSON: a header, then for each table a line that opens it, one line a row and a line that
// closes it with the count and the hash of its rows, and at the end the hash of all lines before. A table stands behind
// those its foreign keys point at. All is the same whichever engine wrote it, so two databases are equal when their
// manifests are.

const archiveForm = "shian-archive-1"

// A Manifest says what an archive holds.
type Manifest struct {
	Form       string          `json:"form"`
	MadeAt     string          `json:"made_at"`
	Migrations []AppliedFile   `json:"migrations"`
	Tables     []TableManifest `json:"-"` // from the lines that close the tables
	Hash       string          `json:"-"` // of the whole
}

// An AppliedFile is a migration that made the tables what they are.
type AppliedFile struct {
	Schema string `json:"schema"`
	File   string `json:"file"`
	Hash   string `json:"hash"`
}

// A TableManifest is the content of one table in short.
type TableManifest struct {
	Name string `json:"end"`
	Rows int64  `json:"rows"`
	Hash string `json:"sha256"` // of its row lines
}

// Equal reports whether two archives hold the same rows in the same tables, whenever and from whichever engine they are.
func (m Manifest) Equal(o Manifest) bool { return slices.Equal(m.Tables, o.Tables) }

type opening struct {
	Table
	Open bool `json:"table"`
}

type closing struct {
	Form string `json:"archive_end"`
	Hash string `json:"sha256"`
}

// ErrDamaged reports an archive that is cut short or altered.
var ErrDamaged error = fault.Refused("备份文件不完整或已损坏，没有恢复任何内容；请换用另一份备份",
	"the backup file is incomplete or damaged; nothing was restored. Use another backup")

// CopyOut writes every table to w as it stood at one moment, whatever is written meanwhile. Tables that the schemas call
// derived are left out. madeAt goes into the header.
func CopyOut(ctx context.Context, d *DB, w io.Writer, madeAt string, schemas ...Schema) (Manifest, error) {
	z := gzip.NewWriter(w)
	out := &lines{w: bufio.NewWriterSize(z, 1<<16), whole: sha256.New()}
	m := Manifest{Form: archiveForm, MadeAt: madeAt}
	err := d.Read(ctx, func(q Querier) error {
		var err error
		if m.Migrations, err = appliedFiles(ctx, q); err != nil {
			return err
		}
		tables, err := Tables(ctx, q, d.Dialect)
		if err != nil {
			return err
		}
		tables = slices.DeleteFunc(tables, func(t Table) bool { return derived(schemas, t.Name) })
		if tables, err = inOrder(ctx, q, d.Dialect, tables); err != nil {
			return err
		}
		if err := out.json(m); err != nil {
			return err
		}
		for _, t := range tables {
			end, err := copyTable(ctx, q, &t, out)
			if err != nil {
				return fmt.Errorf("archive %s: %w", t.Name, err)
			}
			m.Tables = append(m.Tables, end)
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	m.Hash = hex.EncodeToString(out.whole.Sum(nil))
	return m, errors.Join(out.json(closing{archiveForm, m.Hash}), out.w.Flush(), z.Close())
}

func derived(schemas []Schema, table string) bool {
	return slices.ContainsFunc(schemas, func(s Schema) bool {
		return slices.ContainsFunc(s.Derived, func(pattern string) bool {
			ok, err := path.Match(pattern, table)
			return ok && err == nil
		})
	})
}

func appliedFiles(ctx context.Context, q Querier) ([]AppliedFile, error) {
	rows, err := q.Query(ctx, `SELECT schema_name, file, hash FROM db_migration ORDER BY schema_name, file`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []AppliedFile
	for rows.Next() {
		var f AppliedFile
		if err := rows.Scan(&f.Schema, &f.File, &f.Hash); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

func copyTable(ctx context.Context, q Querier, t *Table, out *lines) (TableManifest, error) {
	end := TableManifest{Name: t.Name}
	if err := t.portable(); err != nil {
		return end, err
	}
	if err := out.json(opening{*t, true}); err != nil {
		return end, err
	}
	rows, err := q.Query(ctx, t.selectText())
	if err != nil {
		return end, err
	}
	defer rows.Close()
	out.table = sha256.New()
	cells := make([]any, len(t.Columns))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return end, err
		}
		for i := range cells {
			if cells[i], err = t.Columns[i].portable(cells[i]); err != nil {
				return end, err
			}
		}
		if err := out.json(cells); err != nil {
			return end, err
		}
		end.Rows++
	}
	if err := rows.Err(); err != nil {
		return end, err
	}
	end.Hash = hex.EncodeToString(out.table.Sum(nil))
	out.table = nil
	return end, out.json(end)
}

// lines writes lines of JSON and hashes them.
type lines struct {
	w     *bufio.Writer
	whole hash.Hash
	table hash.Hash // of the rows of the table being written; nil between tables
}

func (l *lines) json(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	b = append(b, '\n')
	l.whole.Write(b)
	if l.table != nil {
		l.table.Write(b)
	}
	_, err = l.w.Write(b)
	return err
}
