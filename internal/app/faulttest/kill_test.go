package faulttest_test

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"shian/internal/kit/db"
)

func kills(t *testing.T) int {
	if s := os.Getenv("SHIAN_FAULT_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if testing.Short() {
		return 4
	}
	return 100
}

const mostTime = 4 * time.Minute // however slow the machine, the kills end then

// Killed at random moments while people record, sheets come in, the log is sealed and copies are made, the program loses
// nothing it acknowledged and leaves nothing half done; what was interrupted goes on.
func TestKilledAtRandomMoments(t *testing.T) {
	s := newSite(t)
	n := newNotes()
	until := time.Now().Add(mostTime)
	done := 0
	for ; done < kills(t) && time.Now().Before(until) && !t.Failed(); done++ {
		v := s.serve()
		l := s.load(v, n)
		time.Sleep(time.Duration(20+rand.IntN(900)) * time.Millisecond)
		v.kill()
		l.all.Wait()
		s.judge(n)
		if done%10 == 9 {
			s.verified(s.data)
		}
	}
	t.Logf("%d kills; acknowledged: %d businesses, %d results, %d published, %d imports", done, len(n.firms), len(n.results), len(n.published), len(n.imports))
	if len(n.firms) == 0 || len(n.results) == 0 || len(n.imports) == 0 {
		t.Error("the load did nothing")
	}
	s.finish(n)
}

// finish lets the program go on undisturbed: every import ends whole, every reaction is done.
func (s *site) finish(n *notes) {
	s.Helper()
	v := s.serve()
	c := s.caller(v, "county-inspector")
	for key, mark := range n.imports {
		s.endImport(c, key, n.rows[mark])
	}
	s.settled()
	v.stop(s)
	s.judge(n)
	s.verified(s.data)
	d := s.database()
	for key, mark := range n.imports {
		var state string
		var there int
		if err := d.Row(context.Background(), `SELECT state FROM record_import WHERE id = $1`, key).Scan(&state); err != nil {
			s.Errorf("import %s was acknowledged: %v", key, err)
			continue
		}
		if err := d.Row(context.Background(), `SELECT count(*) FROM operator WHERE name LIKE $1`, "城关区演示"+mark+"第%").Scan(&there); err != nil {
			s.Fatal(err)
		}
		if want := n.rows[mark]; state != "stored" || there != want {
			s.Errorf("import %s is %s with %d of %d rows", mark, state, there, want)
		}
	}
	var open, failing, matters int
	for text, to := range map[string]*int{`SELECT count(*) FROM outbox_message WHERE due IS NOT NULL`: &open,
		`SELECT count(*) FROM sampling_result WHERE state = 'published' AND conclusion = 'fail' AND NOT outside AND (operator <> '' OR operator_name <> '')`: &failing, `SELECT count(*) FROM disposal WHERE role = 'business'`: &matters} {
		if err := d.Row(context.Background(), text).Scan(to); err != nil {
			s.Fatal(err)
		}
	}
	if open != 0 || failing != matters {
		s.Errorf("%d messages are not handled; %d failing results opened %d disposals", open, failing, matters)
	}
	if err := d.Close(); err != nil {
		s.Fatal(err)
	}
	for _, path := range n.backups {
		s.restored(path)
	}
}

// endImport asks for what is left to be done until the import is stored.
func (s *site) endImport(c *caller, key string, rows int) {
	s.Helper()
	for range 2400 {
		a := s.must(c, 200, "GET", "/api/v1/import/operator/"+key, nil)
		var got struct {
			State  string
			Stored int
		}
		if err := a.read(&got); err != nil {
			s.Fatal(err)
		}
		switch got.State {
		case "stored":
			return
		case "staged", "storing":
			if _, err := c.call("POST", "/api/v1/import/operator/"+key, map[string]bool{"valid_only": false}); err != nil {
				s.Fatal(err)
			}
		case "checking": // a check cut off before its job was there is taken up again when somebody asks
			if _, err := c.call("POST", "/api/v1/import/operator/"+key, map[string]bool{"valid_only": false}); err != nil {
				s.Fatal(err)
			}
			time.Sleep(2 * time.Second)
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.Errorf("import %s of %d rows does not end", key, rows)
}

// settled waits until every message is handled: those that a killed life had in hand are taken up after a minute.
func (s *site) settled() {
	s.Helper()
	d := s.database()
	defer d.Close()
	for range 2000 {
		var open int
		if err := d.Row(context.Background(), `SELECT count(*) FROM outbox_message WHERE due IS NOT NULL`).Scan(&open); err != nil {
			s.Fatal(err)
		}
		if open == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *site) database() *db.DB {
	s.Helper()
	d, err := db.Open(context.Background(), "sqlite:"+filepath.Join(s.data, "shian.db"))
	if err != nil {
		s.Fatal(err)
	}
	return d
}
