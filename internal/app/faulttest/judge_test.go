package faulttest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"shian/internal/kit/db"
)

// A law is something that holds of every database of shian, whatever happened to the program: the query counts what breaks it.
type law struct{ name, broken string }

var laws = []law{
	{"a business is there once", `SELECT count(*) FROM (SELECT code FROM operator WHERE code <> '' GROUP BY code HAVING count(*) > 1) AS twice`},
	{"a business has all its scopes", `SELECT count(*) FROM operator o WHERE (SELECT count(*) FROM access_scope s WHERE s.record = o.id AND s.kind = 'operator') <> 5`},
	{"a business can be searched", `SELECT count(*) FROM operator o WHERE (SELECT count(*) FROM search_doc d WHERE d.id = o.id AND d.kind = 'operator') <> 1`},
	{"every version of a business is in the journal", `SELECT count(*) FROM operator o WHERE o.version <> (SELECT count(*) FROM journal_entry e WHERE e.record = o.id AND e.kind = 'operator')
		+ (SELECT count(*) FROM journal_row r JOIN journal_entry e ON e.id = r.entry WHERE r.record = o.id AND e.kind = 'operator')`},
	{"every change of a business is in its history", `SELECT count(*) FROM operator o WHERE o.version - 1 <> (SELECT count(*) FROM record_version v WHERE v.kind = 'operator' AND v.record = o.id AND v.action = 'update')`},
	{"businesses are counted by area", `SELECT abs((SELECT coalesce(sum(n), 0) FROM record_count WHERE kind = 'operator') - (SELECT count(*) FROM operator WHERE NOT cancelled))`},
	{"businesses are counted by day", `SELECT abs((SELECT coalesce(sum(n), 0) FROM measure_roll WHERE measure = 'operator.businesses' AND region = '62' AND period LIKE 'd%')
		+ (SELECT coalesce(sum(n), 0) FROM measure_fresh WHERE measure = 'operator.businesses') - (SELECT count(*) FROM operator))`},
	{"the file of a business tells that it was recorded", `SELECT count(*) FROM operator o WHERE NOT EXISTS (SELECT 1 FROM timeline_line l WHERE l.operator = o.id AND l.record = o.id)`},
	{"a result has all its items", fmt.Sprintf(`SELECT count(*) FROM sampling_result r WHERE (SELECT count(*) FROM sampling_result_items i WHERE i.parent = r.id) <> %d`, itemsEach)},
	{"no items without a result", `SELECT count(*) FROM sampling_result_items i WHERE NOT EXISTS (SELECT 1 FROM sampling_result r WHERE r.id = i.parent)`},
	{"a result has one run, and its state", `SELECT count(*) FROM sampling_result r WHERE (SELECT count(*) FROM flow_run f WHERE f.kind = 'sampling.result' AND f.record = r.id AND f.state = r.state) <> 1`},
	{"a run has a step for each version", `SELECT count(*) FROM flow_run f JOIN sampling_result r ON r.id = f.record WHERE r.version <> (SELECT count(*) FROM flow_step s WHERE s.run = f.id AND s.action <> 'escalate')`},
	{"a published result is everybody's to see, no other is", `SELECT count(*) FROM sampling_result r WHERE (r.state = 'published') <> EXISTS (SELECT 1 FROM access_scope s WHERE s.record = r.id AND s.scope = 'p:public')`},
	{"published results are counted", `SELECT abs((SELECT coalesce(sum(n), 0) FROM measure_roll WHERE measure = 'sampling.batch' AND region = '62' AND period LIKE 'y%')
		+ (SELECT coalesce(sum(n), 0) FROM measure_fresh WHERE measure = 'sampling.batch') - (SELECT count(*) FROM sampling_result WHERE state = 'published'))`},
	{"a published failing result was told", `SELECT count(*) FROM sampling_result r WHERE (SELECT count(*) FROM outbox_message m WHERE m.topic = 'sampling.failed' AND m.key = r.id) <> CASE WHEN r.state = 'published' AND r.conclusion = 'fail' THEN 1 ELSE 0 END`},
	{"no scope, hit or line about nothing", `SELECT (SELECT count(*) FROM access_scope s WHERE s.kind = 'operator' AND NOT EXISTS (SELECT 1 FROM operator o WHERE o.id = s.record))
		+ (SELECT count(*) FROM search_doc d WHERE d.kind = 'operator' AND NOT EXISTS (SELECT 1 FROM operator o WHERE o.id = d.id))
		+ (SELECT count(*) FROM timeline_line l WHERE NOT EXISTS (SELECT 1 FROM operator o WHERE o.id = l.operator))`},
	{"an import stored as many as it says", `SELECT count(*) FROM record_import i WHERE i.stored <> (SELECT count(*) FROM record_import_row r WHERE r.import = i.id)`},
	{"a finished import is whole", `SELECT count(*) FROM record_import WHERE state = 'stored' AND stored <> valid`},
	{"a disposal was opened once at most", `SELECT count(*) FROM (SELECT result, operator FROM disposal WHERE operator <> '' GROUP BY result, operator HAVING count(*) > 1) AS twice`},
	{"a reaction done is done once", `SELECT count(*) FROM outbox_delivery d WHERE d.state = 'done' AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.id = d.message)`},
}

// judge looks at the database of a stopped program: what must always hold, and what the client was told.
func (s *site) judge(n *notes) {
	s.Helper()
	d, err := db.Open(context.Background(), "sqlite:"+filepath.Join(s.data, "shian.db"))
	if err != nil {
		s.Fatal(err)
	}
	defer d.Close()
	for _, l := range laws {
		var broken int
		if err := d.Row(context.Background(), l.broken).Scan(&broken); err != nil {
			s.Fatalf("%s: %v", l.name, err)
		}
		if broken != 0 {
			s.Errorf("broken: %s (%d)", l.name, broken)
		}
	}
	firms, results := versions(s, d, "operator"), versions(s, d, "sampling_result")
	for key, v := range n.firms {
		if firms[key] < v {
			s.Errorf("business %s was acknowledged with version %d and is there with %d", key, v, firms[key])
		}
	}
	for key := range n.results {
		if results[key] == 0 {
			s.Errorf("result %s was acknowledged and is not there", key)
		}
	}
	for key := range n.published {
		if results[key] < 3 {
			s.Errorf("result %s was published and stands at version %d", key, results[key])
		}
	}
	for _, x := range n.refused {
		s.Errorf("an odd answer: %s", x)
	}
}

func versions(s *site, d *db.DB, table string) map[string]int64 {
	s.Helper()
	out := map[string]int64{}
	rows, err := d.Query(context.Background(), "SELECT id, version FROM "+table+" ORDER BY id")
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var v int64
		if err := rows.Scan(&key, &v); err != nil {
			s.Fatal(err)
		}
		out[key] = v
	}
	if rows.Err() != nil {
		s.Fatal(rows.Err())
	}
	return out
}

// verified runs log verify, which must find nothing.
func (s *site) verified(data string) {
	s.Helper()
	if out, note, err := s.try("", "log", "verify", "--data", data); err != nil {
		s.Errorf("log verify: %v\n%s%s", err, out, note)
	}
}

// restored restores a backup into a folder of its own and judges that one.
func (s *site) restored(path string) {
	s.Helper()
	t := &site{TB: s.TB, program: s.program, data: s.TempDir()}
	if _, note, err := s.try("", "restore", path, "--data", t.data); err != nil {
		s.Errorf("a backup that was acknowledged cannot be restored: %v %s", err, strings.TrimSpace(note))
		return
	}
	t.verified(t.data)
	t.judge(newNotes())
}
