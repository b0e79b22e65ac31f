package flow

import (
	"context"
	"testing"
	"time"

	"shian/data/holiday"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/outbox"
)

// disposal is a lifecycle with everything a table can say: 核查处置 of a failing sample.
func disposal() Flow {
	return Flow{Name: "test.disposal", Label: "核查处置", Version: 1,
		Clock: &Clock{Deadline: "dispose-failure", Owner: "disposal.lead"},
		States: []State{
			{Name: "received", Label: "已接收", Todo: "disposal.do",
				Clock: &Clock{Deadline: "serve-result", Owner: "disposal.do", Escalate: []Rung{{At: Near, To: "disposal.lead"}, {At: Late, To: "disposal.oversee", Up: 1}, {At: Late, After: 3, To: "disposal.oversee", Up: 2}}}},
			{Name: "investigated", Label: "核查中", Todo: "disposal.do", Clock: &Clock{Deadline: "verify-clue", Owner: "disposal.do"}},
			{Name: "reviewed", Label: "审核中", Todo: "disposal.review"},
			{Name: "returned", Label: "已退回", Todo: "disposal.do"},
			{Name: "closed", Label: "已办结", Final: true},
		},
		Actions: []Action{
			{Name: "assign", Label: "指派", From: []string{"received"}, To: "investigated", Right: "disposal.lead", Assign: ToOne},
			{Name: "serve", Label: "送达", From: []string{"received"}, To: "investigated", Right: "disposal.do", Needs: []Need{NeedEvidence}, Tone: "main", Issues: "检验结果告知书"},
			{Name: "suspend", Label: "中止", From: []string{"investigated"}, To: "investigated", Right: "disposal.do", Needs: []Need{NeedReason}, Suspends: true},
			{Name: "resume", Label: "恢复", From: []string{"investigated"}, To: "investigated", Right: "disposal.do", Resumes: true},
			{Name: "ask", Label: "申请延长", From: []string{"investigated"}, To: "investigated", Right: "disposal.do", Needs: []Need{NeedReason}},
			{Name: "extend", Label: "批准延长", From: []string{"investigated"}, To: "investigated", Right: "disposal.lead", NotBy: []string{"ask"}, Extends: true, Law: "complaint-27"},
			{Name: "visit", Label: "现场核查", From: []string{"investigated"}, To: "investigated", Right: "disposal.do", Needs: []Need{NeedSecond}},
			{Name: "submit", Label: "送审", From: []string{"investigated", "returned"}, To: "reviewed", Right: "disposal.do", Tone: "main"},
			{Name: "approve", Label: "审批", From: []string{"reviewed"}, To: "closed", Right: "disposal.review", NotBy: []string{"submit", "serve", "visit"}, Tone: "main"},
			{Name: "return", Label: "退回", From: []string{"reviewed"}, To: "returned", Right: "disposal.review", Needs: []Need{NeedReason}, Assign: ToSender, Tone: "danger"},
			{Name: "reopen", Label: "重新办理", From: []string{"closed"}, To: "received", Right: "disposal.oversee", Reach: Prefecture, Needs: []Need{NeedReason}},
		}}
}

// Posts of 城关区, of 兰州市 above it, and of 七里河区 beside it.
var (
	inspector = &access.Actor{ID: "inspector", Name: "马骏", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"disposal.do"}}
	colleague = &access.Actor{ID: "colleague", Name: "李文彬", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"disposal.do"}}
	leader    = &access.Actor{ID: "leader", Name: "周岚", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"disposal.do", "disposal.lead", "disposal.review"}}
	reviewer  = &access.Actor{ID: "reviewer", Name: "唐宁", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: []access.Right{"disposal.review"}}
	city      = &access.Actor{ID: "city", Name: "孙雅琴", Side: access.SideOfficial, Region: "6201", Scopes: []access.Scope{"r:6201"}, Rights: []access.Right{"disposal.oversee"}}
	province  = &access.Actor{ID: "province", Name: "王立", Side: access.SideOfficial, Region: "62", All: true, Rights: []access.Right{"disposal.oversee"}}
	elsewhere = &access.Actor{ID: "elsewhere", Name: "陈平", Side: access.SideOfficial, Region: "620103", Scopes: []access.Scope{"r:620103"}, Rights: []access.Right{"disposal.*"}}
)

// at is a moment in China: 2026-03-02 10:00.
func at(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, clock.China); err == nil {
			return t
		}
	}
	panic("no moment: " + s)
}

// A desk is an engine whose time and actor a test sets.
type desk struct {
	*Engine
	t   testing.TB
	now time.Time
}

func newDesk(t testing.TB, d *db.DB, now string, flows ...Flow) *desk {
	e := New(d, holiday.Calendar(), flows...)
	if err := e.Check(); err != nil {
		t.Fatal(err)
	}
	return &desk{Engine: e, t: t, now: at(now)}
}

func (d *desk) ctx(a *access.Actor) context.Context {
	return access.With(clock.With(d.t.Context(), clock.Fixed(d.now)), a)
}

func (d *desk) at(now string) *desk { d.now = at(now); return d }

func (d *desk) start(a *access.Actor, flow, record, region string, scopes ...access.Scope) {
	d.t.Helper()
	err := d.d.Write(d.ctx(a), func(tx *db.Tx) error {
		return d.Start(d.ctx(a), tx, flow, "sample", record, "花椒粉 "+record, region, scopes)
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) do(a *access.Actor, record, action string, in Input) error {
	return d.d.Write(d.ctx(a), func(tx *db.Tx) error {
		_, err := d.Do(d.ctx(a), tx, "sample", record, action, in)
		return err
	})
}

func (d *desk) must(a *access.Actor, record, action string, in Input) {
	d.t.Helper()
	if err := d.do(a, record, action, in); err != nil {
		d.t.Fatalf("%s by %s: %v", action, a.ID, err)
	}
}

func (d *desk) refused(a *access.Actor, record, action string, in Input, kind fault.Kind) *fault.Error {
	d.t.Helper()
	err := d.do(a, record, action, in)
	if !fault.Is(err, kind) {
		d.t.Fatalf("%s by %s: got %v, want a fault of kind %s", action, a.ID, err, kind)
	}
	return fault.Of(err)
}

func (d *desk) run(record string) *Run {
	d.t.Helper()
	r, err := d.Run(d.ctx(access.System), d.d, "sample", record)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// clockOf gives the open clock of a deadline, or its last closed one.
func (d *desk) clockOf(record, deadline string) ClockState {
	d.t.Helper()
	var found *ClockState
	for _, c := range d.run(record).Clocks {
		if c.Deadline == deadline && (found == nil || c.Closed == "") {
			found = &c
		}
	}
	if found == nil {
		d.t.Fatalf("%s has no clock %s", record, deadline)
	}
	return *found
}

func (d *desk) todo(a *access.Actor, q TodoQuery) []string {
	d.t.Helper()
	p, err := d.Todo(d.ctx(a), a, q)
	if err != nil {
		d.t.Fatal(err)
	}
	out := []string{}
	for _, i := range p.Items {
		out = append(out, i.Record)
	}
	return out
}

func (d *desk) counts(a *access.Actor) Counts {
	d.t.Helper()
	c, err := d.Counts(d.ctx(a), a)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

var schemas = []db.Schema{Schema, journal.Schema, outbox.Schema}

type ctxType = context.Context

var holidays = holiday.Calendar

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }
