package dbtest_test

import (
	"testing"
	"testing/fstest"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

var schema = db.Schema{Name: "sample", Files: fstest.MapFS{
	"migrations/001_sample.sql": {Data: []byte("CREATE TABLE sample_row (id TEXT PRIMARY KEY);\n")},
}}

func TestEveryDatabaseIsFreshAndMigrated(t *testing.T) {
	for range 2 {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO sample_row (id) VALUES ($1)`, "a")
				return err
			})
			if err != nil {
				t.Fatalf("the table must be there and empty: %v", err)
			}
		}, schema)
	}
}
