package plan_test

import (
	"errors"
	"strings"
	"testing"

	"shian/engine/quota"
	"shian/internal/domain/plan"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow/flowtest"
	"shian/internal/kit/record"
)

func TestTheLifecyclesAreSoundAndDrawn(t *testing.T) {
	all := plan.Flows()
	for i := range all {
		flowtest.Prove(t, &all[i])
	}
}

// 《实施意见》第 6 项: one plan for the whole province, its three purposes apart; drafted, reviewed and issued by three people; the counties
// find their share and accept it.
func TestPolicy6APlanTakesThreeHandsAndEveryCountyItsShare(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.draft(t, 2026, 100080)
		if err := h.do(t, planner, plan.Kind, p.ID, plan.ActSubmit); !fault.Is(err, fault.KindRefused) {
			t.Fatalf("a plan without cells was submitted: %v", err)
		}
		h.choose(t, p.ID, quota.ByResidents)
		h.must(t, planner, p.ID, plan.ActSubmit)
		for _, who := range []*access.Actor{planner, county} {
			if err := h.do(t, who, plan.Kind, p.ID, plan.ActCheck); err == nil {
				t.Fatalf("%s reviewed the plan", who.ID)
			}
		}
		h.must(t, reviewer, p.ID, plan.ActCheck)
		if _, err := h.Plans.Get(as(t, county), p.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("a county sees a plan that is not issued: %v", err)
		}
		h.must(t, director, p.ID, plan.ActIssue)
		cells, err := h.Cells(t.Context(), h.d, "62", 2026)
		if err != nil {
			t.Fatal(err)
		}
		total, by := sum(cells)
		if total != 100080 || by[plan.Supervision] != p.Supervision || by[plan.Monitoring] != p.Monitoring || by[plan.Evaluation] != p.Evaluation {
			t.Errorf("%d %v of %+v", total, by, p)
		}
		for _, c := range cells {
			if c.Pays == "" || c.Tests == "" {
				t.Fatalf("nobody pays or tests: %+v", c)
			}
		}
		h.theCountyAccepts(t, p.ID)
		targets, err := h.Targets(t.Context(), 2026)
		if err != nil || targets["62"] != 100080 || targets["6201"] < 17000 || targets["620102"] == 0 {
			t.Errorf("%v %v", targets["6201"], err)
		}
	})
}

func (h *house) theCountyAccepts(t *testing.T, id string) {
	t.Helper()
	list, err := h.Shares.List(as(t, county), record.Query{})
	if err != nil || list.Total != 1 || list.Rows[0].Region != "620102" || list.Rows[0].Total() == 0 {
		t.Fatalf("the county sees %+v, %v", list.Rows, err)
	}
	share := list.Rows[0].ID
	if all, err := h.Shares.List(as(t, city), record.Query{}); err != nil || all.Total != 9 {
		t.Errorf("the prefecture sees %d shares, %v", all.Total, err)
	}
	if err := h.do(t, other, plan.KindShare, share, plan.ActAccept); !fault.Is(err, fault.KindMissing) {
		t.Errorf("another county: %v", err)
	}
	for _, x := range []struct {
		who    *access.Actor
		action string
		want   plan.ShareState
	}{{county, plan.ActQuestion, plan.Questioned}, {planner, plan.ActAnswer, plan.Sent}, {county, plan.ActAccept, plan.Accepted}} {
		if err := h.do(t, x.who, plan.KindShare, share, x.action); err != nil {
			t.Fatalf("%s: %v", x.action, err)
		}
		if got, err := h.Shares.Get(as(t, county), share); err != nil || got.State != x.want {
			t.Fatalf("%s: %+v %v", x.action, got, err)
		}
	}
	if p, err := h.Plans.Get(as(t, county), id); err != nil || p.State != plan.Issued {
		t.Errorf("the county does not see the issued plan: %v", err)
	}
}

// Separation of duty: one person with every right still cannot do it alone.
func TestNobodyIssuesAPlanAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.draft(t, 2026, 1000)
		h.choose(t, p.ID, quota.ByResidents)
		h.must(t, many, p.ID, plan.ActSubmit)
		if err := h.do(t, many, plan.Kind, p.ID, plan.ActCheck); !fault.Is(err, fault.KindRefused) {
			t.Fatalf("reviewed what they submitted: %v", err)
		}
		h.must(t, reviewer, p.ID, plan.ActCheck)
		if err := h.do(t, many, plan.Kind, p.ID, plan.ActIssue); !fault.Is(err, fault.KindRefused) {
			t.Fatalf("issued what they submitted: %v", err)
		}
	})
}

func TestAnAdjustmentKeepsBothEditionsAndItsReason(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.draft(t, 2026, 2000)
		h.choose(t, p.ID, quota.ByResidents)
		h.issue(t, p.ID)
		before, _ := h.Targets(t.Context(), 2026)
		h.must(t, planner, p.ID, plan.ActRevise)
		mine := []plan.Cell{{Region: "620102", Purpose: plan.Supervision, Category: "05", Stage: "production", Batches: 500}}
		if err := h.Edit(as(t, planner), p.ID, "620102", plan.Supervision, mine, 0); err != nil {
			t.Fatal(err)
		}
		if during, _ := h.Targets(t.Context(), 2026); during["620102"] != before["620102"] {
			t.Error("an adjustment nobody approved is in force")
		}
		h.must(t, planner, p.ID, plan.ActAsk)
		if err := h.do(t, many, plan.Kind, p.ID, plan.ActApprove); err != nil {
			t.Fatal(err)
		}
		got := h.get(t, p.ID)
		after, _ := h.Targets(t.Context(), 2026)
		if got.Edition != 2 || got.Draft != 0 || after["620102"] == before["620102"] || got.Total() != after["62"] || after["620103"] != before["620103"] {
			t.Errorf("%+v %v", got, after["620102"])
		}
		all, err := h.Editions(as(t, planner), h.d, got)
		if err != nil || len(all) != 2 || all[0].Reason != "示例理由" || all[0].ApprovedName != "many" || all[1].Supervision != 1800 {
			t.Errorf("%+v %v", all, err)
		}
		changed, err := h.Compare(as(t, planner), h.d, got, 1, 2, "62")
		if err != nil || len(changed) < 2 {
			t.Fatalf("%v %v", changed, err)
		}
		for _, c := range changed {
			if c.Region != "620102" || c.Purpose != plan.Supervision {
				t.Errorf("changed as well: %+v", c)
			}
		}
	})
}

func TestACountyAcceptsAnewWhatAnAdjustmentChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.draft(t, 2026, 2000)
		h.choose(t, p.ID, quota.ByResidents)
		h.issue(t, p.ID)
		share := func(who *access.Actor) plan.Share {
			list, err := h.Shares.List(as(t, who), record.Query{})
			if err != nil || list.Total != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			return list.Rows[0]
		}
		for _, who := range []*access.Actor{county, other} {
			if err := h.do(t, who, plan.KindShare, share(who).ID, plan.ActAccept); err != nil {
				t.Fatal(err)
			}
		}
		h.must(t, planner, p.ID, plan.ActRevise)
		if err := h.Edit(as(t, planner), p.ID, "620102", plan.Monitoring, nil, 0); err != nil {
			t.Fatal(err)
		}
		h.must(t, planner, p.ID, plan.ActAsk)
		h.must(t, director, p.ID, plan.ActApprove)
		if mine := share(county); mine.State != plan.Sent || mine.Monitoring != 0 || mine.Edition != 2 {
			t.Errorf("%+v", mine)
		}
		if theirs := share(other); theirs.State != plan.Accepted {
			t.Errorf("a county whose share stayed has to accept again: %+v", theirs)
		}
		h.must(t, director, p.ID, plan.ActClose)
		if mine := share(county); mine.State != plan.Ended {
			t.Errorf("after the plan's end: %+v", mine)
		}
	})
}

func TestPlansThatMakeNoSense(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.draft(t, 2026, 100)
		for name, c := range map[string]struct {
			change func(*plan.Plan)
			field  string
		}{
			"a second of the year": {func(p *plan.Plan) { p.Year = 2026 }, "year"},
			"no batches":           {func(p *plan.Plan) { p.Supervision = 0 }, "supervision"},
			"of a county":          {func(p *plan.Plan) { p.Region = "620102" }, "region"},
			"stages short of 100 %": {func(p *plan.Plan) {
				p.Stages = []plan.Stage{{Stage: "production", Share: 90, Pays: "county", Tests: "county"}}
			}, "stages"},
			"a stage twice": {func(p *plan.Plan) {
				s := plan.Stage{Stage: "production", Share: 50, Pays: "county", Tests: "county"}
				p.Stages = []plan.Stage{s, s}
			}, "stages.1.stage"},
			"least more than most":     {func(p *plan.Plan) { p.Kinds = []plan.Sort{{Category: "05", Weight: 1, Least: 9, Most: 3}} }, "kinds.0.least"},
			"too much for other ends":  {func(p *plan.Plan) { p.Explore, p.Votes = 40, 40 }, "votes"},
			"more than the whole kept": {func(p *plan.Plan) { p.Kept = 101 }, "kept"},
		} {
			p := &plan.Plan{Title: "示例", Year: 2027, Supervision: 10, Meta: record.Meta{Region: "620000"}}
			c.change(p)
			err := h.Plans.Create(as(t, planner), p)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.KindInvalid || len(f.Fields) == 0 || f.Fields[0].Name != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Risk moves batches to where more fails, keeps every county's floor, and looks where nobody has looked; evaluation never goes by risk.
func TestRiskSeesMoreAndEvaluationStaysRandom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, c := range plan.Counties(h.places.Tree(), "620000") {
			for _, sort := range []string{"01", "05", "24"} {
				failed := int64(1)
				if sort == "24" {
					failed = 14
				}
				h.past.all = append(h.past.all, quota.Past{Key: quota.Key{Region: c.Code, Category: sort, Stage: "distribution"}, Tested: 100, Failed: failed})
			}
		}
		p := h.draft(t, 2026, 20000)
		all, model, err := h.Sketches(as(t, planner), p)
		if err != nil || len(all) != 3 || model.Failed == 0 {
			t.Fatal(len(all), err)
		}
		hand, people, risk := all[0], all[1], all[2]
		if hand.Fault == nil {
			t.Error("there are figures by hand before anybody typed one")
		}
		if risk.Find.Failures <= people.Find.Failures || risk.Find.Low > risk.Find.Failures || risk.Find.High < risk.Find.Failures {
			t.Errorf("by risk %+v, by residents %+v", risk.Find, people.Find)
		}
		if risk.Find.Unseen == 0 || risk.Find.Looked == 0 {
			t.Errorf("unseen cells: %+v", risk.Find)
		}
		of := func(x plan.Sketch, purpose string) map[plan.Cell]bool {
			out := map[plan.Cell]bool{}
			for _, c := range x.Cells {
				if c.Purpose == purpose {
					out[c] = true
				}
			}
			return out
		}
		a, b := of(people, plan.Evaluation), of(risk, plan.Evaluation)
		if len(a) == 0 || len(a) != len(b) {
			t.Fatalf("%d and %d cells of evaluation", len(a), len(b))
		}
		for c := range a {
			if !b[c] {
				t.Fatalf("evaluation follows the risk: %+v", c)
			}
		}
	})
}

func TestSamplesTakenCountAgainstTheirCells(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.draft(t, 2026, 2000)
		h.choose(t, p.ID, quota.ByResidents)
		h.issue(t, p.ID)
		cells, err := h.Cells(t.Context(), h.d, "620102", 2026)
		if err != nil || len(cells) == 0 {
			t.Fatal(len(cells), err)
		}
		var farm plan.Cell
		for _, c := range cells {
			if strings.HasPrefix(c.Category, "F02") {
				farm = c
			}
		}
		err = h.d.Write(as(t, planner), func(tx *db.Tx) error {
			for range 3 {
				h.Count(tx, "2026-05-03", "620102001", farm.Purpose, "F0203", farm.Stage, 1)
			}
			h.Count(tx, "2026-05-03", "620102", farm.Purpose, "F02", farm.Stage, -1)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		cells, _ = h.Cells(t.Context(), h.d, "620102", 2026)
		for _, c := range cells {
			want := int64(0)
			if c.Category == farm.Category && c.Stage == farm.Stage && c.Purpose == farm.Purpose {
				want = 2
			}
			if c.Taken != want {
				t.Errorf("%+v, want %d taken", c, want)
			}
		}
	})
}
