package journal

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/fstest"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
)

// thing is a record as a domain would have it.
var thing = db.Schema{Name: "thing", Files: fstest.MapFS{"migrations/001_thing.sql": {Data: []byte(
	"CREATE TABLE thing_record (id TEXT PRIMARY KEY, content TEXT NOT NULL);\n")}}}

func hashThings(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error {
	rows, err := q.Query(ctx, `SELECT id, content FROM thing_record ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, content string
		if err := rows.Scan(&id, &content); err != nil {
			return err
		}
		if err := each(id, []byte(content)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// A fixture is a journal on a fresh database, with records to note.
type fixture struct {
	*Journal
	t *testing.T
	d *db.DB
}

var testKey = sync.OnceValue(func() Key {
	k, err := NewKey("test.shian.example/log")
	if err != nil {
		panic(err)
	}
	return k
})

func each(t *testing.T, fn func(t *testing.T, f fixture)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fn(t, fixture{New(d, testKey(), slog.New(slog.DiscardHandler)), t, d})
	}, Schema, thing)
}

func (f fixture) ctx() context.Context {
	return access.With(f.t.Context(), &access.Actor{ID: "officer-1", Name: "王芳"})
}

func (f fixture) write(fn func(tx *db.Tx) error) {
	f.t.Helper()
	if err := f.d.Write(f.ctx(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// create makes n records with their entries and gives their ids.
func (f fixture) create(n int) []string {
	f.t.Helper()
	ids := make([]string, n)
	f.write(func(tx *db.Tx) error {
		for i := range ids {
			ids[i] = id.New()
			content := fmt.Sprintf(`{"name":"thing %d"}`, i)
			if _, err := tx.Exec(f.ctx(), `INSERT INTO thing_record (id, content) VALUES ($1, $2)`, ids[i], content); err != nil {
				return err
			}
			c := Change{Kind: "thing.record", Record: ids[i], Action: "create", Version: 1, Content: []byte(content)}
			if err := Note(f.ctx(), tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

func (f fixture) update(record, content string, version int64) {
	f.t.Helper()
	f.write(func(tx *db.Tx) error {
		if _, err := tx.Exec(f.ctx(), `UPDATE thing_record SET content = $1 WHERE id = $2`, content, record); err != nil {
			return err
		}
		return Note(f.ctx(), tx, Change{Kind: "thing.record", Record: record, Action: "update", Version: version, Content: []byte(content)})
	})
}

func (f fixture) publish(record, public string) {
	f.t.Helper()
	f.write(func(tx *db.Tx) error {
		return Note(f.ctx(), tx, Change{Kind: "thing.record", Record: record, Action: "publish", Public: []byte(public)})
	})
}

func (f fixture) seal() int {
	f.t.Helper()
	n, err := f.Seal(f.ctx())
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

// raw changes the database the way somebody with a SQL prompt would.
func (f fixture) raw(query string, args ...any) {
	f.t.Helper()
	f.write(func(tx *db.Tx) error {
		_, err := tx.Exec(f.ctx(), query, args...)
		return err
	})
}

func (f fixture) verify(kept []byte) *Report {
	f.t.Helper()
	r, err := f.Verify(f.ctx(), map[string]Hasher{"thing.record": hashThings}, kept)
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

func (f fixture) checkpoint() []byte {
	f.t.Helper()
	c, err := f.Checkpoint(f.ctx())
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}
