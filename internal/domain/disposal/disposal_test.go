package disposal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shian/internal/domain/disposal"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/timeline"
)

// 令15号 第四十二条: the business and the maker each have a line at the office of their own region, once.
func TestArticle42EachPartyHasItsLineAtItsOwnRegulator(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.attend(t, h.finding())
		h.attend(t, h.finding())
		shop, maker := h.line(t, disposal.Business), h.line(t, disposal.Maker)
		if shop.Region != "620102" || maker.Region != "620403" || shop.State != disposal.Opened {
			t.Errorf("the lines lie at %s (%s) and %s", shop.Region, shop.State, maker.Region)
		}
		if n := h.sum(t, disposal.MeasureOpened, "62"); n != 2 {
			t.Errorf("%d lines were counted for the same finding told twice", n)
		}
		if _, err := h.Disposals.Get(as(t, elsewhere, opened), shop.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("the maker's district sees the shop's line: %v", err)
		}
		run, err := h.flow.Run(as(t, inspector, opened), h.d, disposal.Kind, shop.ID)
		if err != nil {
			t.Fatal(err)
		}
		due := map[string]string{}
		for _, c := range run.Clocks {
			due[c.Deadline] = c.Lamp.Due
			if c.Lamp.Verified {
				t.Errorf("%s is from memory and must carry 待核", c.Deadline)
			}
		}
		if due["start-disposal"] != "2026-05-27" || !strings.HasPrefix(due["dispose-failure"], "2026-08-18") {
			t.Errorf("due: %v", due)
		}
	})
}

func TestAMakerOutsideTheProvinceIsALetterWithoutAClock(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.finding()
		f.Maker, f.MakerName, f.MakerRegion = "", "省外食品厂", ""
		h.attend(t, f)
		d := h.line(t, disposal.Maker)
		run, err := h.flow.Run(as(t, inspector, opened), h.d, disposal.Kind, d.ID)
		if err != nil || len(run.Clocks) != 0 || d.State != disposal.ToRefer || d.Region != "620102" {
			t.Fatalf("%s in %s with %d clocks: %v", d.State, d.Region, len(run.Clocks), err)
		}
		if err := h.do(t, inspector, opened, d.ID, disposal.ActRefer, flow.Input{}); err == nil || !strings.Contains(err.Error(), "移送函文号") {
			t.Errorf("referred without a letter: %v", err)
		}
		h.fill(t, d.ID, func(d *disposal.Disposal) {
			d.ReferredTo, d.Letter = "外省市场监管局", "甘市监移〔2026〕1号"
		})
		h.must(t, inspector, d.ID, disposal.ActRefer)
		if n := h.sum(t, disposal.MeasureOpened, "62"); n != 1 {
			t.Errorf("a letter was counted as a disposal of ours: %d", n)
		}
	})
}

// walk fills in and takes a line to the state before its review.
func (h *house) walk(t *testing.T, id string) {
	t.Helper()
	h.must(t, inspector, id, disposal.ActStart)
	h.fill(t, id, func(d *disposal.Disposal) {
		d.Stopped, d.Sealed, d.ControlledOn, d.Unit, d.MadeQty, d.SoldQty, d.StockQty, d.RecallLevel, d.RecallQty, d.ControlFiles = true, true, "2026-05-20", "kg", "100", "40", "60", "two", "40", h.photo(t)
	})
	h.must(t, inspector, id, disposal.ActControl)
	h.fill(t, id, func(d *disposal.Disposal) {
		d.Origin, d.Cause, d.CauseFiles = "购自演示批发", "原料带入", h.photo(t)
	})
	h.must(t, inspector, id, disposal.ActInvestigate)
	h.fill(t, id, func(d *disposal.Disposal) {
		d.Correction, d.CorrectionDue, d.CorrectedOn, d.CorrectionFiles = "停用该供货者", "2026-06-01", "2026-05-28", h.photo(t)
	})
	h.must(t, inspector, id, disposal.ActCorrect)
}

// 令15号 第四十二条, 第四十五条: no step without what it stands for, and the review by another hand.
func TestArticle45EveryStepWantsItsEvidenceAndTheReviewAnotherHand(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.attend(t, h.finding())
		d := h.line(t, disposal.Business)
		h.must(t, both, d.ID, disposal.ActStart)
		if err := h.do(t, inspector, opened, d.ID, disposal.ActControl, flow.Input{}); err == nil || !strings.Contains(err.Error(), "控制证据") {
			t.Errorf("controlled with nothing filled in: %v", err)
		}
		h.must(t, lead, h.line(t, disposal.Business).ID)
		other := h.finding()
		other.Result = "result-2"
		h.attend(t, other)
		second := h.line(t, disposal.Business)
		h.walk(t, second.ID)
		if err := h.do(t, lead, opened, second.ID, disposal.ActReview, flow.Input{}); err == nil || !strings.Contains(err.Error(), "复查证据") {
			t.Errorf("reviewed without a re-inspection: %v", err)
		}
		h.fill(t, second.ID, func(d *disposal.Disposal) {
			d.Penalty, d.CaseNumber, d.RecheckOn, d.Recheck, d.RecheckFiles = "case", "城市监案〔2026〕7号", "2026-06-02", "fail", h.photo(t)
		})
		if err := h.do(t, lead, opened, second.ID, disposal.ActReview, flow.Input{}); err == nil {
			t.Error("reviewed although the re-inspection failed")
		}
		h.fill(t, second.ID, func(d *disposal.Disposal) { d.Recheck = "pass" })
		if err := h.do(t, inspector, opened, second.ID, disposal.ActReview, flow.Input{}); err == nil {
			t.Error("who worked on it found it done")
		}
		h.must(t, lead, second.ID, disposal.ActReview, disposal.ActClose)
		if got := h.get(t, second.ID); got.State != disposal.Closed || h.sum(t, disposal.MeasureClosed, "620102") != 1 {
			t.Errorf("%s, %d closed", got.State, h.sum(t, disposal.MeasureClosed, "620102"))
		}
		if err := h.Disposals.Update(as(t, inspector, opened), h.get(t, second.ID)); err == nil {
			t.Error("a closed line was changed")
		}
	})
}

// 令15号 第四十五条: longer with approval, which somebody else gives than asked.
func TestArticle45ExtensionIsGrantedBySomebodyElse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.attend(t, h.finding())
		id := h.line(t, disposal.Business).ID
		if err := h.do(t, lead, opened, id, disposal.ActExtend, flow.Input{Extend: 30}); err == nil {
			t.Error("extended before anybody asked")
		}
		h.must(t, both, id, disposal.ActAsk)
		if err := h.do(t, both, opened, id, disposal.ActExtend, flow.Input{Extend: 30}); err == nil {
			t.Error("granted by who asked")
		}
		if err := h.do(t, lead, opened, id, disposal.ActExtend, flow.Input{Extend: 30}); err != nil {
			t.Error(err)
		}
	})
}

func TestSupervisionComesFromAboveAndIsAnswered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.attend(t, h.finding())
		id := h.line(t, disposal.Business).ID
		if err := h.do(t, lead, opened, id, disposal.ActSupervise, flow.Input{}); err == nil {
			t.Error("a county supervises itself")
		}
		if err := h.do(t, inspector, opened, id, disposal.ActAnswer, flow.Input{}); err == nil {
			t.Error("answered without an order")
		}
		if err := h.do(t, prefecture, opened, id, disposal.ActSupervise, flow.Input{Reason: "三日内报告进展"}); err != nil {
			t.Fatal(err)
		}
		if d := h.get(t, id); d.Supervised != "ordered" || d.Order != "三日内报告进展" || d.State != disposal.Opened {
			t.Errorf("%+v", d)
		}
		if err := h.do(t, inspector, opened, id, disposal.ActAnswer, flow.Input{Reason: "已启动"}); err != nil {
			t.Fatal(err)
		}
		if d := h.get(t, id); d.Supervised != "answered" || d.Answer != "已启动" {
			t.Errorf("%+v", d)
		}
	})
}

func TestNinetyDaysOverAreMarkedAndCountedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.attend(t, h.finding())
		id := h.line(t, disposal.Business).ID
		for _, days := range []int{20, 100, 101} {
			h.write(t, access.System, opened.AddDate(0, 0, days), func(ctx context.Context, tx *db.Tx) error { return h.Overdue(ctx, tx, id) })
			if got, want := h.get(t, id).Late, days > 90; got != want {
				t.Errorf("after %d days late is %v", days, got)
			}
		}
		if n := h.sum(t, disposal.MeasureLate, "620102"); n != 1 {
			t.Errorf("counted %d times", n)
		}
		if err := h.flow.Sweep(as(t, access.System, opened.AddDate(0, 0, 110))); err != nil {
			t.Fatal(err)
		}
		page, err := h.flow.Counts(as(t, prefecture, opened.AddDate(0, 0, 110)), prefecture)
		if err != nil || page.Told == 0 {
			t.Errorf("the prefecture is not told of what is overdue: %+v %v", page, err)
		}
	})
}

// 令15号 第三十五条, 第三十九条: what was overturned ends with everything it counted for.
func TestArticle35AnOverturnedResultEndsEveryLineVisibly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.attend(t, h.finding())
		id := h.line(t, disposal.Business).ID
		if err := h.do(t, inspector, opened, id, disposal.ActLapse, flow.Input{}); err == nil {
			t.Error("ended by hand")
		}
		h.write(t, access.System, opened.Add(time.Hour), func(ctx context.Context, tx *db.Tx) error {
			return h.Lapse(ctx, tx, "result-1", "复检改判合格")
		})
		for _, role := range []disposal.Role{disposal.Business, disposal.Maker} {
			if d := h.line(t, role); d.State != disposal.Lapsed || d.Ended != "复检改判合格" {
				t.Errorf("%s: %s %s", role, d.State, d.Ended)
			}
		}
		if n := h.sum(t, disposal.MeasureOpened, "62"); n != 0 {
			t.Errorf("%d still counted", n)
		}
		lines, err := timeline.Of(as(t, inspector, opened), h.d, inspector, h.shop, "", 20)
		if err != nil || len(lines) < 2 || !strings.Contains(lines[0].Zh+lines[1].Zh, "终止") {
			t.Errorf("the file does not say so: %v %v", lines, err)
		}
	})
}

func TestASupplierIsAddedUpTheChainAndTheSameBatchIsGivenToItsRegion(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		seller := h.business(t, "演示便利店", "620702")
		h.same = []disposal.Same{{Result: "r9", Operator: seller, OperatorName: "演示便利店", Region: "620702", Conclusion: "pass"}, {Result: "r8", Operator: h.shop, Region: "620102", Conclusion: "pass"}}
		h.attend(t, h.finding())
		if d := h.line(t, disposal.Linked); d.Operator != seller || d.Region != "620702" {
			t.Errorf("the same batch: %+v", d)
		}
		id := h.line(t, disposal.Business).ID
		h.write(t, inspector, opened, func(ctx context.Context, tx *db.Tx) error {
			_, err := h.AddParty(ctx, tx, id, disposal.Supplier, h.supplier)
			return err
		})
		if d := h.line(t, disposal.Supplier); d.Region != "620602" || d.Food != "辣椒面" || d.State != disposal.Opened {
			t.Errorf("the supplier: %+v", d)
		}
		ctx := as(t, inspector, opened)
		err := h.d.Write(ctx, func(tx *db.Tx) error {
			_, err := h.AddParty(ctx, tx, id, disposal.Supplier, h.supplier)
			return err
		})
		if !fault.Is(err, fault.KindInvalid) {
			t.Errorf("the same supplier twice: %v", err)
		}
	})
}
