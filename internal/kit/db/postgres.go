package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"shian/internal/kit/fault"
)

// checkPostgres refuses a server that is too old, or one that sorts unlike SQLite.
func checkPostgres(ctx context.Context, pool *sql.DB) error {
	var version int
	var collate string
	if err := pool.QueryRowContext(ctx, `SELECT current_setting('server_version_num')`).Scan(&version); err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	if version < 150000 {
		v := strconv.Itoa(version / 10000)
		return fault.Refused("需要 PostgreSQL 15 或更高版本，当前为 "+v, "PostgreSQL 15 or later is needed, this is "+v)
	}
	if err := pool.QueryRowContext(ctx, `SELECT datcollate FROM pg_database WHERE datname = current_database()`).Scan(&collate); err != nil {
		return err
	}
	switch collate {
	case "C", "C.UTF-8", "C.utf8", "POSIX":
		return nil
	}
	const create = `CREATE DATABASE shian TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`
	return fault.Refused(
		"数据库的排序规则是 "+collate+"，须为 C，两种数据库的排序才一致。请另建："+create,
		"the database sorts by "+collate+"; it must sort by C, so that both engines sort alike. Create one with: "+create)
}
