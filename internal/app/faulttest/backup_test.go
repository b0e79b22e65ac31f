package faulttest_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shian/internal/app"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

// manifest is what a database holds, in short; two with the same hold the same rows in the same tables.
func manifest(t testing.TB, address string) db.Manifest {
	t.Helper()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	m, err := db.CopyOut(context.Background(), d, io.Discard, "", app.Schemas()...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A copy taken while people work is whole: restored, it obeys every law and its log verifies. One taken at rest gives back
// exactly what was there.
func TestBackupWhileRunningAndRestore(t *testing.T) {
	s := newSite(t)
	v := s.serve()
	n := newNotes()
	l := s.load(v, n)
	path := filepath.Join(t.TempDir(), "running")
	for range 400 { // until there is something worth a copy
		enough := false
		n.keep(func() { enough = len(n.results) > 3 && len(n.firms) > 10 || len(n.refused) > 0 })
		if enough {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.run("", "backup", path, "--data", s.data)
	v.kill()
	l.all.Wait()
	s.judge(n)
	s.restored(path)

	rest := filepath.Join(t.TempDir(), "rest")
	s.run("", "log", "verify", "--data", s.data)
	s.run("", "backup", rest, "--data", s.data)
	before := manifest(t, "sqlite:"+filepath.Join(s.data, "shian.db"))
	into := t.TempDir()
	s.run("", "restore", rest, "--data", into)
	if after := manifest(t, "sqlite:"+filepath.Join(into, "shian.db")); !after.Equal(before) || len(after.Tables) == 0 {
		t.Errorf("restored %v, want %v", after.Tables, before.Tables)
	}
	if _, _, err := s.try("", "restore", rest, "--data", into); err == nil {
		t.Error("restoring over records is not refused")
	}
}

// The same copy fills a PostgreSQL database, with the same rows.
func TestBackupOfOneEngineRestoredOnTheOther(t *testing.T) {
	dbtest.Server(t) // skips where there is none
	s, _ := stocked(t)
	path := filepath.Join(t.TempDir(), "copy")
	s.run("", "backup", path, "--data", s.data)
	address := dbtest.Open(t, db.Postgres).URL
	into := t.TempDir()
	s.run("", "restore", path, "--data", into, "--database", address)
	if got, want := manifest(t, address), manifest(t, "sqlite:"+filepath.Join(s.data, "shian.db")); !got.Equal(want) {
		t.Errorf("restored %v, want %v", got.Tables, want.Tables)
	}
	s.run("", "log", "verify", "--data", into, "--database", address)
}

// A damaged copy restores nothing.
func TestDamagedBackupIsRefused(t *testing.T) {
	s, _ := stocked(t)
	path := filepath.Join(t.TempDir(), "copy")
	s.run("", "backup", path, "--data", s.data)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{len(b) / 3, len(b) / 2} {
		if err := os.WriteFile(path, b[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		into := t.TempDir()
		if _, note, err := s.try("", "restore", path, "--data", into); err == nil || strings.Contains(note, "panic") {
			t.Fatalf("a copy cut to %d bytes is taken: %s", cut, note)
		}
	}
}
