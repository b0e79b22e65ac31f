package flow

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
)

var files = Input{Evidence: []string{"f1"}}

func TestAMatterRunsFromBeginningToEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		var hooked []string
		k.Hook("sample", func(_ ctxType, _ *db.Tx, r *Run, s Step) error {
			hooked = append(hooked, s.Action+"→"+r.State)
			return nil
		})
		k.start(access.System, "test.disposal", "s1", "620102")
		k.must(inspector, "s1", "serve", files)
		k.must(inspector, "s1", "submit", Input{})
		k.refused(reviewer, "s1", "return", Input{}, fault.KindInvalid)
		k.must(reviewer, "s1", "return", Input{Reason: "证据不足"})
		if r := k.run("s1"); r.Assignee != "inspector" || r.State != "returned" {
			t.Fatalf("sent back to %q in %q", r.Assignee, r.State)
		}
		k.refused(colleague, "s1", "submit", Input{}, fault.KindRefused)
		k.must(inspector, "s1", "submit", Input{})
		k.must(reviewer, "s1", "approve", Input{})
		r := k.run("s1")
		if !r.Final || r.ClosedAt == "" {
			t.Fatalf("not closed: %+v", r)
		}
		var done []string
		for _, s := range r.Steps {
			done = append(done, s.Action)
		}
		if got := strings.Join(done, " "); got != "begin serve submit return submit approve" {
			t.Error(got)
		}
		if r.Steps[1].Issues != "检验结果告知书" || r.Steps[3].Reason != "证据不足" || !slices.Equal(r.Steps[1].Evidence, []string{"f1"}) {
			t.Errorf("%+v", r.Steps)
		}
		for _, c := range r.Clocks {
			if c.Closed == "" || c.Lamp.State != LampShut || c.Lamp.Zh != "已按期" {
				t.Errorf("clock %s: %+v", c.Deadline, c.Lamp)
			}
		}
		if want := []string{"serve→investigated", "submit→reviewed", "return→returned", "submit→reviewed", "approve→closed"}; !slices.Equal(hooked, want) {
			t.Errorf("hooks ran for %v", hooked)
		}
		k.refused(province, "s1", "reopen", Input{Reason: "x"}, fault.KindRefused) // of the prefecture, and nobody above
		k.must(city, "s1", "reopen", Input{Reason: "复检合格"})
		if r := k.run("s1"); r.ClosedAt != "" || k.clockOf("s1", "dispose-failure").Closed != "" {
			t.Error("a reopened matter counts anew")
		}
	}, schemas...)
}

func TestRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		k.start(access.System, "test.disposal", "s1", "620102", access.Public)
		for name, c := range map[string]struct {
			a      *access.Actor
			action string
			in     Input
			kind   fault.Kind
			zh     string
		}{
			"no right":            {inspector, "assign", Input{Assignee: colleague}, fault.KindRefused, "权限"},
			"other region":        {elsewhere, "serve", files, fault.KindMissing, "查看范围"}, // though the record is public,
			"not of this state":   {reviewer, "approve", Input{}, fault.KindRefused, "当前为“已接收”，不能审批"},
			"no such action":      {inspector, "burn", Input{}, fault.KindMissing, ""},
			"evidence missing":    {inspector, "serve", Input{}, fault.KindInvalid, ""},
			"nobody named":        {leader, "assign", Input{}, fault.KindInvalid, ""},
			"named without right": {leader, "assign", Input{Assignee: reviewer}, fault.KindInvalid, ""},
			"day ahead":           {inspector, "serve", Input{Evidence: []string{"f"}, Since: "2026-03-03"}, fault.KindInvalid, ""},
			"acts for nobody":     {inspector, "serve", Input{Evidence: []string{"f"}, For: "leader"}, fault.KindInvalid, ""},
			"stale page":          {inspector, "serve", Input{Evidence: []string{"f"}, Version: 7}, fault.KindConflict, "刷新"},
		} {
			t.Run(name, func(t *testing.T) {
				k := &desk{Engine: k.Engine, t: t, now: k.now}
				no := k.refused(c.a, "s1", c.action, c.in, c.kind)
				if !strings.Contains(no.Zh, c.zh) || no.En == "" || no.En == no.Zh {
					t.Errorf("%s / %s", no.Zh, no.En)
				}
			})
		}
		if r := k.run("s1"); r.State != "received" || len(r.Steps) != 1 || r.Version != 1 {
			t.Errorf("refusals left something behind: %+v", r)
		}
		k.start(access.System, "test.disposal", "s2", "620102")
		k.refused(elsewhere, "s2", "serve", files, fault.KindMissing)
	}, schemas...)
}

func TestSeparationOfDutyCountsActingOfficers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		acting := func(a *access.Actor, whose ...string) *access.Actor { b := *a; b.ActsFor = whose; return &b }
		reviewed := func(record string, by *access.Actor, in Input) {
			k.start(access.System, "test.disposal", record, "620102")
			k.must(colleague, record, "serve", files)
			k.must(by, record, "submit", in)
		}
		reviewed("own", leader, Input{})
		no := k.refused(leader, "own", "approve", Input{}, fault.KindRefused)
		if !strings.Contains(no.Zh, "送审") || !strings.Contains(no.Zh, "换人") {
			t.Error(no.Zh)
		}
		k.refused(acting(reviewer, "leader"), "own", "approve", Input{}, fault.KindRefused) // acts for whoever did it
		k.must(reviewer, "own", "approve", Input{})

		reviewed("named", acting(inspector, "leader"), Input{}) // in whose name was not said: counts as the leader's too
		k.refused(leader, "named", "approve", Input{}, fault.KindRefused)
		k.refused(acting(reviewer, "leader"), "named", "approve", Input{}, fault.KindRefused)
		k.must(reviewer, "named", "approve", Input{})

		reviewed("self", acting(inspector, "leader"), Input{For: "inspector"}) // said to be their own
		k.must(leader, "self", "approve", Input{})

		k.start(access.System, "test.disposal", "second", "620102")
		k.must(colleague, "second", "serve", files)
		for name, second := range map[string]*access.Actor{"nobody": nil, "oneself": inspector, "one's deputy": acting(colleague, "inspector"), "no right": reviewer, "elsewhere": elsewhere} {
			if err := k.do(inspector, "second", "visit", Input{Second: second}); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("second officer %s: %v", name, err)
			}
		}
		k.must(inspector, "second", "visit", Input{Second: leader})
		k.must(inspector, "second", "submit", Input{})
		k.refused(leader, "second", "approve", Input{}, fault.KindRefused) // was the second officer
		if got := k.run("second").Steps[2].Second; got != "leader" {
			t.Errorf("second officer %q", got)
		}
		offers, err := k.Offers(k.ctx(leader), "sample", "second")
		if err != nil || len(offers) != 2 || offers[0].Allowed || !strings.Contains(offers[0].Why, "现场核查") || !offers[1].Allowed {
			t.Errorf("%+v %v", offers, err)
		}
	}, schemas...)
}

func TestARunKeepsTheVersionItBeganWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		old := newDesk(t, d, "2026-03-02 10:00", disposal())
		old.start(access.System, "test.disposal", "s1", "620102")
		v2 := disposal()
		v2.Version = 2
		v2.Actions = slices.DeleteFunc(v2.Actions, func(a Action) bool { return a.Name == "assign" })
		k := newDesk(t, d, "2026-03-02 10:00", v2, disposal())
		k.start(access.System, "test.disposal", "s2", "620102")
		if a, b := k.run("s1").FlowVersion, k.run("s2").FlowVersion; a != 1 || b != 2 {
			t.Fatalf("versions %d, %d", a, b)
		}
		k.must(leader, "s1", "assign", Input{Assignee: inspector})
		k.refused(leader, "s2", "assign", Input{Assignee: inspector}, fault.KindMissing)
		k.refused(colleague, "s1", "submit", Input{}, fault.KindRefused)
		k.must(&access.Actor{ID: "deputy", Region: "620102", Rights: colleague.Rights, ActsFor: []string{"inspector"}}, "s1", "submit", Input{})
	}, schemas...)
}

func TestGuardRefusesAndHookUndoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := disposal()
		f.Actions[1].Guard = "paid"
		e := New(d, holidays(), f)
		if err := e.Check(); err == nil || !strings.Contains(err.Error(), "paid") {
			t.Fatalf("an unknown guard passed the check: %v", err)
		}
		paid := false
		e.Guard("paid", func(ctxType, db.Querier, *Run) error {
			if paid {
				return nil
			}
			return fault.Refused("尚未缴费", "not paid")
		})
		k := &desk{Engine: e, t: t, now: at("2026-03-02 10:00")}
		if err := e.Check(); err != nil {
			t.Fatal(err)
		}
		k.start(access.System, "test.disposal", "s1", "620102")
		k.refused(inspector, "s1", "serve", files, fault.KindRefused)
		paid = true
		fail := true
		k.Hook("sample", func(ctxType, *db.Tx, *Run, Step) error {
			if fail {
				return fault.Refused("发布失败", "publishing failed")
			}
			return nil
		})
		k.refused(inspector, "s1", "serve", files, fault.KindRefused)
		if r := k.run("s1"); r.State != "received" || len(r.Steps) != 1 {
			t.Error("a failing hook left its step behind")
		}
		fail = false
		k.must(inspector, "s1", "serve", files)
	}, schemas...)
}

func TestOnlyOneOfManyAtOnceSucceeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		k.start(access.System, "test.disposal", "s1", "620102")
		var wg sync.WaitGroup
		got := make([]error, 24)
		for i := range got {
			wg.Go(func() { got[i] = k.do(inspector, "s1", "serve", Input{Evidence: []string{"f"}, Version: 1}) })
		}
		wg.Wait()
		won := 0
		for _, err := range got {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, fault.KindConflict):
				t.Errorf("a loser was told %v", err)
			}
		}
		r := k.run("s1")
		if won != 1 || len(r.Steps) != 2 || r.Version != 2 || len(r.Clocks) != 3 {
			t.Errorf("%d won; %d steps, version %d, %d clocks", won, len(r.Steps), r.Version, len(r.Clocks))
		}
	}, schemas...)
}
