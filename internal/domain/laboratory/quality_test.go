package laboratory_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"shian/internal/domain/laboratory"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/measure"
)

func run(number, day string, values ...string) *laboratory.Run {
	r := &laboratory.Run{Number: number, Item: "铅", Method: "GB 5009.12", Day: day}
	for _, v := range values {
		r.Points = append(r.Points, laboratory.Point{Kind: laboratory.Reference, Level: "QC-1", Value: v, Mean: "10", SD: "1"})
	}
	return r
}

func TestRunsAreJudgedByWestgardAcrossDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.as(t, h.analyst)
		for i, x := range []struct{ value, rules, end string }{{"10.5", "", "accepted"}, {"12.1", "1-2s", "warned"}, {"12.3", "1-2s 2-2s", "rejected"}, {"9.9", "", "accepted"}, {"14", "1-2s 1-3s", "rejected"}} {
			r := run(fmt.Sprint("R", i), fmt.Sprintf("2026-05-%02d", i+1), x.value)
			h.create(t, h.Runs.Create(ctx, r))
			if r.Points[0].Rules != x.rules || r.End != x.end {
				t.Errorf("%s: %q %s, want %q %s", x.value, r.Points[0].Rules, r.End, x.rules, x.end)
			}
		}
		refused(t, h.Runs.Create(ctx, run("R0", "2026-05-09", "10")), "已有这个批号")
		refused(t, h.Runs.Create(ctx, &laboratory.Run{Number: "R9", Item: "铅", Method: "m", Day: "2026-05-09"}), "至少填一个")
		r := run("R10", "2026-05-09", "10")
		r.Points[0].SD = ""
		refused(t, h.Runs.Create(ctx, r), "标准差")
		r = run("R11", "2026-05-10", "10")
		h.create(t, h.Runs.Create(ctx, r))
		r.Instrument = "另一台"
		refused(t, h.Runs.Update(ctx, r), "")
	})
}

func TestBlanksDuplicatesAndRecovery(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, x := range []struct {
			p   laboratory.Point
			end string
		}{
			{laboratory.Point{Kind: laboratory.Blank, Value: "0.001", Bound: "0.005"}, "accepted"},
			{laboratory.Point{Kind: laboratory.Blank, Value: "0.006", Bound: "0.005"}, "rejected"},
			{laboratory.Point{Kind: laboratory.Duplicate, Value: "10", Second: "11", Bound: "10"}, "accepted"},
			{laboratory.Point{Kind: laboratory.Duplicate, Value: "10", Second: "12", Bound: "10"}, "rejected"},
			{laboratory.Point{Kind: laboratory.Duplicate, Value: "0", Second: "0", Bound: "10"}, "accepted"},
			{laboratory.Point{Kind: laboratory.Spike, Value: "1.9", Second: "1", Mean: "1", Bound: "20"}, "accepted"},
			{laboratory.Point{Kind: laboratory.Spike, Value: "1.5", Second: "1", Mean: "1", Bound: "20"}, "rejected"},
		} {
			r := &laboratory.Run{Number: fmt.Sprint("B", i), Item: "铅", Method: "m", Day: "2026-05-01", Points: []laboratory.Point{x.p}}
			h.create(t, h.Runs.Create(h.as(t, h.analyst), r))
			if r.End != x.end {
				t.Errorf("%+v: %s, want %s", r.Points[0], r.End, x.end)
			}
		}
	})
}

func TestARejectedRunBlocksItsResults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.create(t, h.Runs.Create(h.as(t, h.analyst), run("BAD", "2026-05-19", "14")))
		h.create(t, h.Runs.Create(h.as(t, h.analyst), run("GOOD", "2026-05-20", "10.1")))
		o := h.received(t, "S1", "铅")
		refused(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.1mg/kg", Run: "NONE"}), "没有这个质控批")
		h.create(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.1mg/kg", Run: "BAD"}))
		h.must(t, h.analyst, o.ID, laboratory.ActSubmit)
		refused(t, h.do(t, h.checker, laboratory.KindOrder, o.ID, laboratory.ActCheck), "BAD", "失控")
		h.must(t, h.checker, o.ID, laboratory.ActReturn)
		h.create(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.1mg/kg", Run: "GOOD", Again: true, Why: "质控失控"}))
		if o = h.submitAndApprove(t, o); o.State != laboratory.Finished {
			t.Error(o.State)
		}
	})
}

func TestProficiencyRoundsScoreTheirParticipants(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := &laboratory.Round{Title: "铅的能力验证", Day: "2026-05-01", Food: "大米粉", Item: "铅", Unit: "mg/kg"}
		r.Region = "620000"
		for i, v := range []string{"0.200", "0.205", "0.198", "0.202", "0.199", "0.203", "0.300"} {
			r.Values = append(r.Values, laboratory.Participant{Code: fmt.Sprint("P", i), Value: v})
		}
		h.create(t, h.Rounds.Create(h.as(t, province), r))
		if r.Values[0].Score != "satisfactory" || r.Values[6].Score != "unsatisfactory" || r.Satisfactory != 6 || r.Total != 7 {
			t.Errorf("%+v", r)
		}
		few := &laboratory.Round{Title: "少", Day: "2026-05-01", Food: "大米粉", Item: "铅", Unit: "mg/kg", Values: r.Values[:4]}
		few.Region = "620000"
		refused(t, h.Rounds.Create(h.as(t, province), few), "至少 5 家")
	})
}

// 食品安全抽样检验管理办法 第二十五条: spares are kept three months after a pass, six after a failure.
func TestArticle25SparesAreKeptTheirTime(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, x := range []struct{ sample, value, until string }{{"PASS", "0.1mg/kg", "2026-08-20"}, {"FAIL", "13mg/kg", "2026-11-20"}} {
			o := h.report(t, h.received(t, x.sample, "腐霉利"), x.value)
			sp := h.spare(t, o.ID)
			if sp.Until != x.until {
				t.Errorf("%s is kept until %s, want %s", x.sample, sp.Until, x.until)
			}
			refused(t, h.do(t, h.manager, laboratory.KindSpare, sp.ID, laboratory.ActDestroy), x.until, "sampling-25")
			now := h.now
			h.now = h.now.AddDate(0, 7, 0)
			h.create(t, h.do(t, h.manager, laboratory.KindSpare, sp.ID, laboratory.ActDestroy))
			h.now = now
			if sp = h.spare(t, o.ID); sp.State != "destroyed" || sp.EndedWhy == "" {
				t.Errorf("%+v", sp)
			}
		}
	})
}

func (h *house) spare(t testing.TB, order string) *laboratory.Spare {
	t.Helper()
	var id string
	h.create(t, h.d.Row(t.Context(), `SELECT id FROM laboratory_spare WHERE order_id = $1`, order).Scan(&id))
	x, err := h.Spares.Get(h.as(t, h.manager), id)
	h.create(t, err)
	return x
}

func TestTwoLaboratoriesTestOneSpare(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.report(t, h.received(t, "S1", "腐霉利"), "0.10mg/kg")
		compare := func(to string) (id string, err error) {
			err = h.write(t, h.manager, func(ctx context.Context, tx *db.Tx) error {
				id, err = h.Compare(ctx, tx, o.ID, to)
				return err
			})
			return id, err
		}
		_, err := compare(h.a.ID)
		refused(t, err, "另一家")
		id, err := compare(h.b.ID)
		h.create(t, err)
		if sp := h.spare(t, o.ID); sp.State != "handed" || !strings.Contains(sp.EndedWhy, h.b.Name) {
			t.Errorf("%+v", sp)
		}
		x, err := h.Orders.Get(access.With(h.as(t, province), access.System), id)
		h.create(t, err)
		if x.Laboratory != h.b.ID || x.Of != o.ID || x.Number != "" || x.Sample != "" {
			t.Errorf("the other laboratory learns whose sample it is: %+v", x)
		}
		_, err = compare(h.b.ID)
		refused(t, err, "没有这个样品的备份样品")
	})
}

func TestTheTallyComesFromTheMeasures(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.report(t, h.received(t, "S1", "腐霉利"), "0.1mg/kg")
		h.report(t, h.received(t, "S2", "腐霉利"), "13mg/kg")
		late := h.received(t, "S3", "腐霉利")
		start := h.now
		h.now = h.now.AddDate(0, 0, 40)
		h.report(t, late, "0.1mg/kg")
		x, err := h.Tally(h.as(t, province), h.d, h.a.ID, "2026-01-01", "2026-12-31")
		h.create(t, err)
		if x.Reports != 3 || x.InTime != 2 || x.Timed != 3 || x.Fails != 1 || x.Judged != 3 || x.Readings != 3 || x.Again != 0 || x.Median != 0 {
			t.Errorf("%+v", x)
		}
		if x.FailLow <= 0 || x.FailHigh <= 1.0/3 || x.FailHigh >= 1 {
			t.Errorf("interval %v to %v", x.FailLow, x.FailHigh)
		}
		h.now = start
		var facts int64
		rows, err := measure.Sum(t.Context(), h.d, measure.Query{Measures: []string{laboratory.MeasureReport}, Region: "620102", From: "2026-01-01", To: "2026-12-31"})
		h.create(t, err)
		for _, r := range rows {
			facts += r.N
		}
		if facts != 3 {
			t.Errorf("%d facts", facts)
		}
	})
}

// 食品安全抽样检验管理办法 第二十四条: twenty working days from receipt, whatever is returned in between.
func TestArticle24TwentyWorkingDaysFromReceipt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.received(t, "S1", "铅")
		due := func() string {
			r, err := h.flow.Run(h.as(t, h.manager), h.d, laboratory.KindOrder, o.ID)
			h.create(t, err)
			for _, c := range r.Clocks {
				if c.Deadline == "report-test" && c.Closed == "" {
					return c.Lamp.Due
				}
			}
			return "none"
		}
		first := due()
		if first != "2026-06-17" {
			t.Errorf("due %s", first)
		}
		h.create(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.1mg/kg"}))
		h.now = h.now.AddDate(0, 0, 3)
		h.must(t, h.analyst, o.ID, laboratory.ActSubmit)
		h.must(t, h.checker, o.ID, laboratory.ActReturn)
		if again := due(); again != first {
			t.Errorf("returning moved the deadline from %s to %s", first, again)
		}
	})
}
