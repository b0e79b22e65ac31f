package flow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shian/data/holiday"
	"shian/engine/workday"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

func TestTodoListsAndCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		k.start(inspector, "test.disposal", "first", "620102001")
		k.at("2026-03-03 10:00").start(access.System, "test.disposal", "second", "620102")
		k.at("2026-03-04 10:00").start(access.System, "test.disposal", "beside", "620103")
		k.start(access.System, "test.disposal", "public", "620103", access.Public)
		if got := k.todo(inspector, TodoQuery{}); !slices.Equal(got, []string{"first", "second"}) {
			t.Fatalf("to do: %v", got)
		}
		if got := k.todo(reviewer, TodoQuery{}); len(got) != 0 {
			t.Errorf("a reviewer has %v", got)
		}
		if got := k.todo(inspector, TodoQuery{List: listBegun}); !slices.Equal(got, []string{"first"}) {
			t.Errorf("begun: %v", got)
		}
		k.must(leader, "second", "assign", Input{Assignee: colleague})
		if a, b := k.todo(inspector, TodoQuery{}), k.todo(colleague, TodoQuery{}); !slices.Equal(a, []string{"first"}) || !slices.Equal(b, []string{"first", "second"}) {
			t.Errorf("assigned to the colleague: %v, %v", a, b)
		}
		deputy := &access.Actor{ID: "deputy", Region: "620101", Scopes: []access.Scope{"r:620101"}, Rights: []access.Right{"disposal.do"}, ActsFor: []string{"colleague"}}
		if got := k.todo(deputy, TodoQuery{}); !slices.Equal(got, []string{"second"}) {
			t.Errorf("acting for the colleague: %v", got)
		}
		k.at("2026-03-10 10:00") // first was due on 9 March
		if got, want := k.counts(inspector), (Counts{Do: 1, Late: 1, Begun: 1}); got != want {
			t.Errorf("counts %+v, want %+v", got, want)
		}
		if got, want := k.counts(leader), (Counts{Do: 1, Late: 1, Done: 1}); got != want {
			t.Errorf("counts %+v, want %+v", got, want)
		}
		if got := k.todo(inspector, TodoQuery{Due: LampLate}); !slices.Equal(got, []string{"first"}) {
			t.Errorf("late: %v", got)
		}
		p, err := k.Todo(k.ctx(inspector), inspector, TodoQuery{})
		if err != nil || p.Items[0].Lamp.Zh != "逾期 1 个工作日" || p.Items[0].Act != "送达" || p.Items[0].FlowLabel != "核查处置" {
			t.Errorf("%+v %v", p, err)
		}
		moved := *leader // changes post: what was done elsewhere is no longer theirs to see
		moved.Region, moved.Scopes = "620103", []access.Scope{"r:620103"}
		if got := k.todo(&moved, TodoQuery{List: listDone}); len(got) != 0 || k.counts(&moved).Done != 0 {
			t.Errorf("done, after moving: %v", got)
		}
		k.must(inspector, "first", "serve", files)
		if got := k.counts(inspector).Late; got != 0 {
			t.Errorf("served, but %d late", got)
		}
	}, schemas...)
}

func TestTodoPagesMeetBruteForce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 08:00", disposal(), one("report-test"), reaching("office", Office), reaching("county", County))
		regions := []string{"620102", "620102001", "620103", "6201", "62"}
		for i := range 120 {
			k.now = k.now.Add(7 * time.Hour)
			name := []string{"test.disposal", "test.report-test", "test.office", "test.county"}[i%4]
			var more []access.Scope
			if i%3 == 0 {
				more = []access.Scope{"b:market-620102"}
			}
			if i%7 < 3 {
				more = append(more, "b:farm-620103", "o:x")
			}
			if i%11 < 4 { // of another county too, such as the maker's
				more = append(more, access.Regions([]string{"620103", "620402", "620102"}[i%3])...)
			}
			k.start(access.System, name, fmt.Sprintf("s%03d", i), regions[i%len(regions)], more...)
		}
		both := &access.Actor{ID: "both", Region: "620102", Body: "market-620102", Scopes: []access.Scope{"r:620102", "b:market-620102"}, Rights: []access.Right{"disposal.*", "t.do"}}
		for _, a := range []*access.Actor{both, inspector, elsewhere, {ID: "all", All: true, Rights: []access.Right{"t.do"}},
			{ID: "two", Region: "620103", Scopes: []access.Scope{"r:620103", "r:620102001", "b:market-620102", "b:farm-620103", "o:x"}, Rights: both.Rights},
			{ID: "counties", Region: "620103", Scopes: []access.Scope{"r:620103", "r:620402", "r:620102"}, Rights: both.Rights},
			{ID: "offices", Scopes: []access.Scope{"b:market-620102", "b:farm-620103"}, Rights: both.Rights},
			{ID: "levels", Region: "62", Scopes: []access.Scope{"r:62", "r:6201", "b:farm-620103"}, Rights: both.Rights, All: true}} {
			var want []string
			type due struct{ at, run, record string }
			var all []due
			late, near := 0, 0
			now := clock.Instant(k.now)
			for i := range 120 {
				r := k.run(fmt.Sprintf("s%03d", i))
				s, _ := k.newest[r.Flow].State(r.State)
				if !a.May(s.Todo) || !r.within(a, s.Reach) {
					continue
				}
				rows, err := clocksOf(k.ctx(a), d, []string{r.ID})
				if err != nil {
					t.Fatal(err)
				}
				at, nearAt := soonest(running(rows[r.ID]))
				if at <= now {
					late++
				} else if nearAt <= now {
					near++
				}
				all = append(all, due{at, r.ID, r.Record})
			}
			slices.SortFunc(all, func(x, y due) int { return strings.Compare(x.at+x.run, y.at+y.run) })
			for _, x := range all {
				want = append(want, x.record)
			}
			var got []string
			q := TodoQuery{Limit: 7}
			for {
				p, err := k.Todo(k.ctx(a), a, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, i := range p.Items {
					got = append(got, i.Record)
				}
				if !p.More {
					break
				}
				q.After = p.Next
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s:\n got %v\nwant %v", a.ID, got, want)
			}
			if c := k.counts(a); c.Do != len(want) || c.Late != late || c.Near != near {
				t.Errorf("%s counts %+v, want %d, %d late, %d near", a.ID, c, len(want), late, near)
			}
		}
	}, schemas...)
}

// reaching is a lifecycle of one state that a reach other than Seen is to do.
func reaching(name string, reach Reach) Flow {
	f := one("report-test")
	f.Name, f.Label, f.States = "test."+name, name, slices.Clone(f.States)
	f.States[0].Reach = reach
	return f
}

func TestEscalationTellsOnceAndLevelByLevel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		k.start(access.System, "test.disposal", "s1", "620102")
		sweep := func(now string) {
			t.Helper()
			k.at(now)
			for range 2 {
				if err := k.Sweep(k.ctx(access.Nobody)); err != nil {
					t.Fatal(err)
				}
			}
		}
		told := func() string {
			return fmt.Sprint(k.counts(leader).Told, k.counts(city).Told, k.counts(province).Told, k.counts(elsewhere).Told)
		}
		messages := func() int {
			var n int
			if err := d.Row(t.Context(), `SELECT count(*) FROM outbox_message WHERE topic IN ('flow.near', 'flow.late')`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, step := range []struct {
			now, told string
			messages  int
		}{
			{"2026-03-03 10:00", "0 0 0 0", 0},
			{"2026-03-05 10:00", "1 0 0 0", 1}, // two working days left: the county's own leader
			{"2026-03-09 23:00", "1 0 0 0", 1},
			{"2026-03-10 00:10", "1 1 0 0", 2}, // over: the prefecture
			{"2026-03-13 00:10", "1 1 1 0", 3}, // three working days over: the province
			{"2026-04-13 00:10", "1 1 1 0", 3},
		} {
			sweep(step.now)
			if got := told(); got != step.told || messages() != step.messages {
				t.Errorf("%s: told %s, %d messages; want %s, %d", step.now, got, messages(), step.told, step.messages)
			}
		}
		if r := k.run("s1"); len(r.Steps) != 4 || r.Version != 1 {
			t.Errorf("history %d, version %d: telling somebody must not make pages stale", len(r.Steps), r.Version)
		}
		if got := k.todo(city, TodoQuery{List: listTold}); !slices.Equal(got, []string{"s1"}) {
			t.Errorf("told: %v", got)
		}
		k.must(inspector, "s1", "serve", Input{Evidence: []string{"f"}, Version: 1})
		if got := told(); got != "0 0 0 0" {
			t.Errorf("done, and still told: %s", got)
		}
	}, schemas...)
}

func TestSweepsAtOnceTellOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		for i := range 20 {
			k.start(access.System, "test.disposal", fmt.Sprint(i), "620102")
		}
		k.at("2026-03-20 10:00")
		errs := make(chan error, 4)
		for range 4 {
			go func() { errs <- k.Sweep(k.ctx(access.Nobody)) }()
		}
		for range 4 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if err := k.Sweep(k.ctx(access.Nobody)); err != nil { // what changed under a sweep is left to the next
			t.Fatal(err)
		}
		var n int
		if err := d.Row(t.Context(), `SELECT count(*) FROM outbox_message`).Scan(&n); err != nil || n != 60 {
			t.Errorf("%d messages for 20 ladders of three rungs: %v", n, err)
		}
	}, schemas...)
}

// TestAYearPublishedLaterSettlesItsDeadlines: what rested on 2027 becomes certain once its holidays are known.
func TestAYearPublishedLaterSettlesItsDeadlines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-12-18 09:00", one("report-test"))
		k.start(access.System, "test.report-test", "s1", "620102")
		var known []workday.Exception
		for day := workday.MustDay("2015-01-01"); day <= workday.MustDay("2026-12-31"); day++ {
			if x, ok := holiday.Calendar().Exception(day); ok {
				known = append(known, x)
			}
		}
		known = append(known, workday.Exception{Day: workday.MustDay("2027-01-01"), Name: "元旦"})
		cal, err := workday.New(2015, 2027, known)
		if err != nil {
			t.Fatal(err)
		}
		later := &desk{Engine: New(d, cal, one("report-test")), t: t, now: k.now}
		if err := later.Sweep(later.ctx(access.Nobody)); err != nil {
			t.Fatal(err)
		}
		if l := later.clockOf("s1", "report-test").Lamp; !l.Certain || l.Due != "2027-01-18" {
			t.Errorf("%+v", l)
		}
	}, schemas...)
}

func TestRescopeMovesARunToAnotherOffice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		k.start(access.System, "test.disposal", "s1", "620102")
		err := d.Write(k.ctx(access.System), func(tx *db.Tx) error {
			return k.Rescope(k.ctx(access.System), tx, "sample", "s1", "新名称", "620103", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := k.todo(inspector, TodoQuery{}), k.todo(elsewhere, TodoQuery{}); len(a) != 0 || len(b) != 1 {
			t.Errorf("%v %v", a, b)
		}
		if k.run("s1").Title != "新名称" {
			t.Error("the title stayed")
		}
	}, schemas...)
}

// TestContentsAreWhatTheJournalNoted holds the hasher against the last leaf of each run.
func TestContentsAreWhatTheJournalNoted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		k.start(access.System, "test.disposal", "s1", "620102")
		k.must(inspector, "s1", "serve", files)
		k.at("2026-04-20 10:00")
		if err := k.Sweep(k.ctx(access.Nobody)); err != nil {
			t.Fatal(err)
		}
		n := 0
		err := k.Contents(t.Context(), d, func(id string, content []byte) error {
			n++
			r := k.run("s1")
			want, err := r.canonical()
			if id != r.ID || string(content) != string(want) || !strings.Contains(string(content), `"f1"`) {
				t.Errorf("%s", content)
			}
			return err
		})
		var leaves int
		if err := d.Row(t.Context(), `SELECT count(*) FROM journal_entry WHERE kind = 'flow.run'`).Scan(&leaves); err != nil || leaves != 2 {
			t.Errorf("%d leaves: %v", leaves, err)
		}
		if n != 1 || err != nil {
			t.Errorf("%d runs: %v", n, err)
		}
	}, schemas...)
}
