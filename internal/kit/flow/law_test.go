package flow

import (
	"fmt"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
)

// one is a flow of a single state whose clock is the deadline.
func one(deadline string) Flow {
	return Flow{Name: "test." + deadline, Label: "测试", Version: 1,
		States: []State{{Name: "open", Label: "办理中", Todo: "t.do", Clock: &Clock{Deadline: deadline, Owner: "t.do"}}, {Name: "done", Label: "办结", Final: true}},
		Actions: []Action{
			{Name: "do", Label: "办结", From: []string{"open"}, To: "done", Right: "t.do"},
			{Name: "suspend", Label: "中止", From: []string{"open"}, To: "open", Right: "t.do", Suspends: true},
			{Name: "resume", Label: "恢复", From: []string{"open"}, To: "open", Right: "t.do", Resumes: true},
			{Name: "ask", Label: "申请延长", From: []string{"open"}, To: "open", Right: "t.do"},
			{Name: "extend", Label: "批准延长", From: []string{"open"}, To: "open", Right: "t.do", NotBy: []string{"ask"}, Extends: true},
		}}
}

// began starts a run of the deadline at a moment and gives its desk.
func beganAt(t *testing.T, deadline, moment string) *desk {
	k := newDesk(t, dbtest.Open(t, db.SQLite, schemas...), moment, one(deadline))
	k.start(access.System, "test."+deadline, "s1", "620102")
	return k
}

func (d *desk) dueIs(deadline, day string) {
	d.t.Helper()
	if got := d.clockOf("s1", deadline).Lamp.Due; got != day {
		d.t.Errorf("%s is due %s, want %s", deadline, got, day)
	}
}

func (d *desk) lampIs(deadline, now, state, zh string) {
	d.t.Helper()
	if l := d.at(now).clockOf("s1", deadline).Lamp; l.State != state || l.Zh != zh {
		d.t.Errorf("at %s: %s %s, want %s %s", now, l.State, l.Zh, state, zh)
	}
}

func Test投诉举报令121第23条_60日(t *testing.T) {
	k := beganAt(t, "end-mediation", "2026-04-20 09:00")
	k.dueIs("end-mediation", "2026-06-22") // the 60th day, 19 June, is 端午; then a weekend
	k.lampIs("end-mediation", "2026-04-20 18:00", LampOK, "余 63 日")
	k.lampIs("end-mediation", "2026-06-22 23:59", LampNear, "今日到期")
	k.lampIs("end-mediation", "2026-06-23 00:00", LampLate, "逾期 1 日")
	k.lampIs("end-mediation", "2026-06-26 08:00", LampLate, "逾期 4 日")
	l := k.clockOf("s1", "end-mediation").Lamp
	if !strings.Contains(l.Basis, "第23条，60 日") || !strings.Contains(l.BasisEn, "art. 23: 60 days") {
		t.Errorf("%s / %s", l.Basis, l.BasisEn)
	}
}

func Test投诉举报令121第23条_鉴定检测时间不计入(t *testing.T) {
	k := beganAt(t, "end-mediation", "2026-04-20 09:00")
	k.at("2026-05-11 09:00").must(access.System, "s1", "suspend", Input{})
	k.lampIs("end-mediation", "2026-05-12 09:00", LampShut, "中止计时（自 2026-05-11）")
	k.refused(access.System, "s1", "suspend", Input{}, fault.KindRefused)
	k.at("2026-05-25 09:00").must(access.System, "s1", "resume", Input{})
	k.dueIs("end-mediation", "2026-07-03") // 19 June and 14 days
	k.refused(access.System, "s1", "resume", Input{}, fault.KindRefused)
	k.at("2026-06-01 09:00").must(access.System, "s1", "suspend", Input{})
	k.at("2026-06-03 09:00").must(access.System, "s1", "resume", Input{})
	k.dueIs("end-mediation", "2026-07-06") // two more: 5 July is a Sunday
}

func Test投诉举报令121第15条_7个工作日(t *testing.T) {
	k := beganAt(t, "accept-complaint", "2026-04-27 09:00")
	k.dueIs("accept-complaint", "2026-05-09") // 1 to 5 May free, Saturday 9 May worked
	k.lampIs("accept-complaint", "2026-04-27 10:00", LampOK, "余 7 个工作日")
	k.lampIs("accept-complaint", "2026-05-07 10:00", LampNear, "余 2 个工作日")
	k.lampIs("accept-complaint", "2026-05-09 10:00", LampNear, "今日到期")
	k.lampIs("accept-complaint", "2026-05-10 10:00", LampLate, "逾期不足 1 个工作日")
	k.lampIs("accept-complaint", "2026-05-12 10:00", LampLate, "逾期 2 个工作日")
}

func Test投诉举报令121第27条_经批准可延长15个工作日(t *testing.T) {
	k := beganAt(t, "verify-clue", "2026-03-02 09:00")
	k.dueIs("verify-clue", "2026-03-23")
	asking := &access.Actor{ID: "a", Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"t.do"}}
	boss := &access.Actor{ID: "b", Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"t.do"}}
	k.refused(boss, "s1", "extend", Input{Extend: 5}, fault.KindRefused) // nobody asked
	k.must(asking, "s1", "ask", Input{})
	k.refused(asking, "s1", "extend", Input{Extend: 5}, fault.KindRefused) // not by whoever asked
	for _, n := range []int64{-1, 0, 16} {
		k.refused(boss, "s1", "extend", Input{Extend: n}, fault.KindInvalid)
	}
	k.must(boss, "s1", "extend", Input{Extend: 10})
	if c := k.clockOf("s1", "verify-clue"); c.Extended != 10 || c.MayExtend != 5 {
		t.Errorf("%+v", c)
	}
	k.refused(boss, "s1", "extend", Input{Extend: 1}, fault.KindRefused) // asked once, granted once
	k.must(asking, "s1", "ask", Input{})
	if no := k.refused(boss, "s1", "extend", Input{Extend: 6}, fault.KindInvalid); !strings.Contains(no.Fields[0].Zh, "5 个工作日") || !strings.Contains(no.Law, "第27条") {
		t.Errorf("%+v", no)
	}
	k.must(boss, "s1", "extend", Input{Extend: 5})
	k.dueIs("verify-clue", "2026-04-14") // 30 working days; 6 April is the day off for 清明
}

func Test抽检办法第30条_复检申请7个工作日不得延长(t *testing.T) {
	k := beganAt(t, "apply-retest", "2026-09-24 16:00")
	k.dueIs("apply-retest", "2026-10-12") // 25 September 中秋, 1 to 7 October 国庆, Saturday 10 October worked
	a, b := &access.Actor{ID: "a", Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"t.do"}}, &access.Actor{ID: "b", Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"t.do"}}
	k.must(a, "s1", "ask", Input{})
	k.refused(b, "s1", "extend", Input{Extend: 1}, fault.KindInvalid)
}

func Test食品安全法第88条_快检异议4小时(t *testing.T) {
	k := beganAt(t, "apply-retest-rapid", "2026-10-01 22:00") // hours run through nights and holidays
	k.dueIs("apply-retest-rapid", "2026-10-01T18:00:00.000Z")
	k.lampIs("apply-retest-rapid", "2026-10-01 23:30", LampOK, "余 2 小时")
	k.lampIs("apply-retest-rapid", "2026-10-02 01:30", LampNear, "余不足 1 小时")
	k.lampIs("apply-retest-rapid", "2026-10-02 02:00", LampLate, "逾期不足 1 小时")
	k.lampIs("apply-retest-rapid", "2026-10-02 05:10", LampLate, "逾期 3 小时")
}

func Test抽检办法第25条_备份样品保存以月计(t *testing.T) {
	k := beganAt(t, "keep-spare-pass", "2025-11-30 09:00")
	k.dueIs("keep-spare-pass", "2026-02-28") // no 30 February
	k = beganAt(t, "keep-spare-fail", "2026-01-31 09:00")
	k.dueIs("keep-spare-fail", "2026-07-31")
}

func Test行政处罚法第60条_90日(t *testing.T) {
	k := beganAt(t, "decide-penalty", "2026-07-08 09:00")
	k.dueIs("decide-penalty", "2026-10-08") // the 90th day, 6 October, is a holiday
}

func Test日历未公布(t *testing.T) {
	k := beganAt(t, "report-test", "2026-12-18 09:00") // 20 working days lead into 2027
	l := k.clockOf("s1", "report-test").Lamp
	if l.Certain || l.Due != "" || l.State != LampOK || !strings.Contains(l.Zh, "日历未公布") || !strings.Contains(l.En, "not yet published") {
		t.Errorf("%+v", l)
	}
	k.lampIs("report-test", "2027-01-14 09:00", LampNear, "临近，到期日待定：日历未公布")
	k.lampIs("report-test", "2027-02-14 09:00", LampNear, "可能已到期，日历未公布")
}

func Test待核的期限写明待核(t *testing.T) {
	k := beganAt(t, "submit-fail", "2026-03-02 09:00")
	if l := k.clockOf("s1", "submit-fail").Lamp; l.Verified || !strings.HasSuffix(l.Basis, "2 个工作日（待核）") || !strings.HasSuffix(l.BasisEn, "(to be verified)") {
		t.Errorf("%+v", l)
	}
}

func TestAClockMayCountFromAnEarlierDay(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	k := newDesk(t, d, "2026-03-06 09:00", disposal())
	k.start(access.System, "test.disposal", "s1", "620102")
	k.must(inspector, "s1", "serve", Input{Evidence: []string{"f"}, Since: "2026-03-04"})
	if got := k.clockOf("s1", "verify-clue").Lamp.Due; got != "2026-03-25" {
		t.Errorf("due %s: 15 working days from 4 March, not from the day of the entry", got)
	}
	if got := k.clockOf("s1", "dispose-failure").Lamp.Due; got != "2026-06-04" {
		t.Errorf("the whole matter's clock went astray: %s", got)
	}
}

func TestAnAgreedPeriodAndAClockOverSeveralStates(t *testing.T) {
	f := one("report-test")
	f.States[0].Clock = &Clock{N: 3, Unit: "day", Basis: "督办单约定日期", Owner: "t.do", Until: []string{"done"}}
	f.States = append(f.States, State{Name: "checked", Label: "复核中"})
	f.Actions = append(f.Actions, Action{Name: "check", Label: "复核", From: []string{"open"}, To: "checked", Right: "t.do"},
		Action{Name: "end", Label: "完成", From: []string{"checked"}, To: "done", Right: "t.do"})
	k := newDesk(t, dbtest.Open(t, db.SQLite, schemas...), "2026-03-02 09:00", f)
	k.start(access.System, f.Name, "s1", "620102")
	k.at("2026-03-04 09:00").must(access.System, "s1", "check", Input{})
	k.lampIs("", "2026-03-06 09:00", LampLate, "逾期 1 日")
	if l := k.clockOf("s1", "").Lamp; l.Basis != "督办单约定日期，3 日" {
		t.Error(l.Basis)
	}
	k.must(access.System, "s1", "end", Input{})
	k.lampIs("", "2026-03-07 09:00", LampShut, "逾期办结")
}

func TestLampsNeverPassFromLateToEarly(t *testing.T) {
	order := map[string]int{LampOK: 0, LampNear: 1, LampLate: 2}
	for _, deadline := range []string{"submit-fail", "serve-result", "dispose-failure", "apply-retest-rapid", "report-test", "keep-spare-pass"} {
		k := beganAt(t, deadline, "2026-02-10 09:00")
		was := 0
		for h := 0; h < 24*130; h += 5 {
			k.now = at("2026-02-10 09:00").Add(hours(h))
			l := k.clockOf("s1", deadline).Lamp
			if n := order[l.State]; n < was {
				t.Fatalf("%s after %d hours: %s", deadline, h, fmt.Sprint(l))
			} else {
				was = n
			}
		}
		if was != 2 {
			t.Errorf("%s never came late", deadline)
		}
	}
}
