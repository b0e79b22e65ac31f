package flow

import (
	"time"

	"shian/engine/workday"
	"shian/internal/kit/clock"
	"shian/internal/kit/i18n"
)

// The states of a lamp, as the style sheet calls them.
const (
	LampOK   = "ok"   // in time
	LampNear = "near" // less than a third of the time, or two working days or fewer, are left
	LampLate = "late" // overdue
	LampShut = "shut" // closed, suspended, or nothing runs
)

// A Lamp says how a clock stands, in words: colour is never alone.
type Lamp struct {
	State    string `json:"state"`
	Zh       string `json:"zh"`
	En       string `json:"en"`
	Due      string `json:"due,omitempty"` // last day, or instant for hours; empty when it is not certain
	Basis    string `json:"basis,omitempty"`
	BasisEn  string `json:"basis_en,omitempty"`
	Certain  bool   `json:"certain"`  // false: 日历未公布
	Verified bool   `json:"verified"` // false: the deadline's text is still to be checked (待核)
}

// Text is the lamp's words in the language.
func (l Lamp) Text(lang string) string {
	if lang == "en" {
		return l.En
	}
	return l.Zh
}

// Law is the article and length in the language.
func (l Lamp) Law(lang string) string {
	if lang == "en" {
		return l.BasisEn
	}
	return l.Basis
}

func (l Lamp) say(state, zh string, args ...any) Lamp {
	l.State, l.Zh, l.En = state, i18n.T("zh", zh, args...), i18n.T("en", zh, args...)
	return l
}

var still = Lamp{Certain: true, Verified: true}.say(LampShut, "不计时")

// lamp shows the clock row at a moment.
func (r clockRow) lamp(cal calendar, p period, now time.Time) Lamp {
	l := Lamp{Basis: p.basis("zh"), BasisEn: p.basis("en"), Certain: r.certain, Verified: p.verified}
	due, near := moment(r.dueAt), moment(r.nearAt)
	if r.certain {
		l.Due = lastDay(p, due)
	}
	switch {
	case r.closedAt != "":
		if r.certain && !moment(r.closedAt).Before(due) {
			return l.say(LampShut, "逾期办结")
		}
		return l.say(LampShut, "已按期")
	case r.suspendedAt != "":
		l.Due = ""
		return l.say(LampShut, "中止计时（自 {1}）", clock.Day(moment(r.suspendedAt)))
	case !r.certain && !now.Before(due):
		return l.say(LampNear, "可能已到期，日历未公布")
	case !r.certain && !now.Before(near):
		return l.say(LampNear, "临近，到期日待定：日历未公布")
	case !r.certain:
		return l.say(LampOK, "到期日待定：日历未公布")
	case !now.Before(due):
		return l.late(cal, p, due, now)
	}
	return l.left(cal, p, due, near, now)
}

func (l Lamp) late(cal calendar, p period, due, now time.Time) Lamp {
	last, today := workday.DayOf(due.Add(-time.Millisecond)), workday.DayOf(now)
	switch p.unit {
	case "hour":
		if n := int(now.Sub(due) / time.Hour); n > 0 {
			return l.say(LampLate, "逾期 {1} 小时", n)
		}
		return l.say(LampLate, "逾期不足 1 小时")
	case "workday":
		if n := cal.between(last, today); n > 0 {
			return l.say(LampLate, "逾期 {1} 个工作日", n)
		}
		return l.say(LampLate, "逾期不足 1 个工作日")
	}
	return l.say(LampLate, "逾期 {1} 日", int(today-last))
}

func (l Lamp) left(cal calendar, p period, due, near, now time.Time) Lamp {
	state := LampOK
	if !now.Before(near) {
		state = LampNear
	}
	last, today := workday.DayOf(due.Add(-time.Millisecond)), workday.DayOf(now)
	switch p.unit {
	case "hour":
		if n := int(due.Sub(now) / time.Hour); n > 0 {
			return l.say(state, "余 {1} 小时", n)
		}
		return l.say(state, "余不足 1 小时")
	case "workday":
		if n := cal.between(today, last); n > 0 {
			return l.say(state, "余 {1} 个工作日", n)
		}
	default:
		if n := int(last - today); n > 0 {
			return l.say(state, "余 {1} 日", n)
		}
	}
	return l.say(state, "今日到期")
}

// lastDay writes when a period ends: its last day, or the instant for hours.
func lastDay(p period, due time.Time) string {
	if p.unit == "hour" {
		return clock.Instant(due)
	}
	return clock.Day(due.Add(-time.Millisecond))
}

func moment(s string) time.Time {
	t, _ := clock.ParseInstant(s) // the store wrote it
	return t
}
