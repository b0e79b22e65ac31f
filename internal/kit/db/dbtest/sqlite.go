package dbtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"shian/internal/kit/db"
)

// migrated keeps the bytes of one migrated SQLite file per set of schemas.
var migrated struct {
	sync.Mutex
	files map[string][]byte
}

func sqliteURL(t testing.TB, schemas []db.Schema) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	if len(schemas) > 0 {
		if err := os.WriteFile(path, sqliteTemplate(t, schemas), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "sqlite:" + path
}

func sqliteTemplate(t testing.TB, schemas []db.Schema) []byte {
	t.Helper()
	migrated.Lock()
	defer migrated.Unlock()
	name := key(t, schemas)
	if file, ok := migrated.files[name]; ok {
		return file
	}
	path := filepath.Join(t.TempDir(), "template.db")
	migrate(t, "sqlite:"+path, schemas)
	file, err := os.ReadFile(path) // closing folded the write-ahead log into it
	if err != nil {
		t.Fatal(err)
	}
	if migrated.files == nil {
		migrated.files = map[string][]byte{}
	}
	migrated.files[name] = file
	return file
}

func migrate(t testing.TB, url string, schemas []db.Schema) {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("open the template: %v", err)
	}
	if err := d.Migrate(t.Context(), schemas...); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
