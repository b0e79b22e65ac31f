package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"

	"shian/internal/kit/fault"
)

// Backup copies an embedded database into a new file while it is in use: quicker than an archive, and SQLite's own form.
// For PostgreSQL use its tools, or CopyOut.
func (d *DB) Backup(ctx context.Context, path string) error {
	if d.Dialect != SQLite {
		return fault.Refused("只有内置数据库能直接复制成文件；PostgreSQL 请用 shian backup 的存档", "only the embedded database can be copied as a file; for PostgreSQL use the archive of shian backup")
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fault.Refused("文件 "+path+" 已存在，不覆盖", "the file "+path+" exists and is not overwritten"))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite fills it, and takes its mode from here
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	// A connection of its own: the readers may not write, not even into another file.
	pool, err := sql.Open("sqlite", sqliteDSN(d.path, true))
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return toDisk(path)
}

func toDisk(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
