package faulttest_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

// stocked makes a site with some businesses and results, sealed, and gives the ids of the businesses.
func stocked(t *testing.T) (*site, []string) {
	t.Helper()
	s := newSite(t)
	v := s.serve()
	firms := s.stock(v, 0, 12)
	v.stop(t)
	s.verified(s.data)
	return s, firms
}

func (s *site) stock(v *server, from, n int) []string {
	s.Helper()
	inspector, sampler := s.caller(v, "county-inspector"), s.caller(v, "sampler")
	var firms []string
	for k := from; k < from+n; k++ {
		f, key := firm(k, ""), id.New()
		f["id"] = key
		s.must(inspector, 201, "POST", "/api/v1/operator", f)
		firms = append(firms, key)
		s.must(sampler, 201, "POST", "/api/v1/sampling-result", result(id.New(), k, key))
	}
	return firms
}

// sql changes the database behind the platform's back.
func (s *site) sql(text string, args ...any) {
	s.Helper()
	d := s.database()
	defer d.Close()
	err := d.Write(context.Background(), func(tx *db.Tx) error { return db.Changed(tx.Exec(context.Background(), text, args...)) })
	if err != nil {
		s.Fatal(err)
	}
}

// found runs log verify, which must fail and say the word.
func (s *site) found(word string, args ...string) {
	s.Helper()
	out, note, err := s.try("", append([]string{"log", "verify", "--data", s.data}, args...)...)
	if err == nil || !strings.Contains(out+note, word) {
		s.Errorf("log verify %v does not find it: %v\n%s%s\nwant %s", args, err, out, note, word)
	}
}

func TestLogVerifyFindsARowEditedBehindThePlatformsBack(t *testing.T) {
	s, firms := stocked(t)
	s.sql(`UPDATE operator SET grade = 'D' WHERE id = $1`, firms[4])
	s.found(firms[4])
}

func TestLogVerifyFindsAChildRowEditedBehindThePlatformsBack(t *testing.T) {
	s, _ := stocked(t)
	s.sql(`UPDATE sampling_result_items SET result_text = '未检出' WHERE parent = (SELECT min(id) FROM sampling_result) AND row = 1`)
	s.found("sampling.result")
}

func TestLogVerifyFindsARowRemovedBehindThePlatformsBack(t *testing.T) {
	s, firms := stocked(t)
	s.sql(`DELETE FROM operator WHERE id = $1`, firms[2])
	s.found(firms[2])
}

func TestLogVerifyFindsADeletedLeaf(t *testing.T) {
	s, _ := stocked(t)
	s.sql(`DELETE FROM journal_entry WHERE leaf = 3`)
	s.found("3")
}

// A database put back to an earlier copy is consistent in itself; only a checkpoint kept elsewhere tells.
func TestLogVerifyFindsARolledBackDatabase(t *testing.T) {
	s, _ := stocked(t)
	earlier := filepath.Join(t.TempDir(), "earlier.db")
	d := s.database()
	if err := d.Backup(context.Background(), earlier); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	v := s.serve()
	s.stock(v, 500, 5)
	kept := filepath.Join(t.TempDir(), "checkpoint")
	s.keepCheckpoint(v, kept)
	v.stop(t)
	s.run("", "log", "verify", "--data", s.data, "--checkpoint", kept)
	for _, tail := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(filepath.Join(s.data, "shian.db"+tail))
	}
	b, err := os.ReadFile(earlier)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.data, "shian.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	s.verified(s.data)
	s.found("", "--checkpoint", kept)
}

// keepCheckpoint fetches the newest checkpoint once everything is sealed, as a witness would.
func (s *site) keepCheckpoint(v *server, path string) {
	s.Helper()
	d := s.database()
	defer d.Close()
	for range 100 {
		var open int
		if err := d.Row(context.Background(), `SELECT count(*) FROM journal_entry WHERE leaf IS NULL`).Scan(&open); err != nil {
			s.Fatal(err)
		}
		if open == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	res, err := http.Get(v.base + "/log/checkpoint")
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		s.Fatalf("checkpoint: %s %v", res.Status, err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		s.Fatal(err)
	}
}
