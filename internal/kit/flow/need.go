package flow

import (
	"context"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// Characters of a reason for the public, in Chinese and in English.
const publicMost, publicMostEn = 500, 800

// supplied checks what the action was given and says from when the next clock counts.
func (a Action) supplied(ctx context.Context, f *Flow, r *Run, in Input, now time.Time) (since time.Time, err error) {
	var faults []fault.Field
	miss := func(name, label, zh string) {
		faults = append(faults, fault.Field{Name: name, Label: label, Zh: zh, En: sayEn(zh)})
	}
	if a.needs(NeedReason) && strings.TrimSpace(in.Reason) == "" {
		miss("reason", "理由", "请填写理由")
	}
	switch n := len([]rune(strings.TrimSpace(in.Public))); {
	case a.needs(NeedPublic) && n == 0:
		miss("public", "对公众说明的理由", "请填写对公众说明的理由")
	case n > publicMost || len([]rune(in.PublicEn)) > publicMostEn:
		miss("public", "对公众说明的理由", "对公众说明的理由最多 500 字")
	}
	if a.needs(NeedEvidence) && len(in.Evidence) == 0 {
		miss("evidence", "证据", "请至少上传一份证据")
	}
	if a.needs(NeedSecond) {
		if zh := a.second(access.From(ctx), r, in.Second); zh != "" {
			miss("second", "第二名执法人员", zh)
		}
	}
	if a.Assign == ToOne {
		next, _ := f.State(a.To)
		switch {
		case in.Assignee == nil:
			miss("assignee", "承办人", "请指定承办人")
		case next.Todo != "" && !in.Assignee.May(next.Todo):
			miss("assignee", "承办人", "承办人没有办理这一环节的权限，请另选")
		}
	}
	if for_ := in.For; for_ != "" && !access.From(ctx).Is(for_) {
		miss("for", "代理", "您今天没有代理这个人，请重选")
	}
	since = now
	if in.Since != "" {
		day, err := clock.ParseDay(in.Since)
		if err != nil || day.After(now) {
			miss("since", "起算日", "请填写不晚于今天的日期，例如 2026-07-31")
		} else if clock.Day(now) != in.Since {
			since = day
		}
	}
	if len(faults) > 0 {
		return since, fault.Invalid(faults...)
	}
	return since, nil
}

// second says what is wrong with the second officer, in Chinese; empty: nothing.
func (a Action) second(first *access.Actor, r *Run, second *access.Actor) string {
	switch {
	case second == nil || second.ID == "":
		return "请填写第二名执法人员"
	case first.Is(second.ID) || second.Is(first.ID):
		return "第二名执法人员不能是本人，也不能与本人互为代理"
	case !second.May(a.Right) || !r.within(second, a.Reach):
		return "第二名执法人员没有这项权限，请另选"
	case r.did(second, a.NotBy) != nil:
		return "第二名执法人员办理过须与此分离的环节，请另选"
	}
	return ""
}
