package flow

import (
	"context"
	"slices"
	"strings"

	"shian/data/law"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/i18n"
)

// whyNot says why the actor of ctx may not take the action now; nil when they may.
func (e *Engine) whyNot(ctx context.Context, q db.Querier, f *Flow, r *Run, act Action) error {
	a := access.From(ctx)
	s, _ := f.State(r.State)
	switch {
	case act.Right != "" && !a.May(act.Right):
		return act.refuse("您没有“{1}”的权限，请联系管理员", act.Label)
	case !r.within(a, act.Reach):
		return act.refuse("“{1}”由{2}办理，不在您的职责范围", act.Label, r.whose(act.Reach))
	case r.Assignee != "" && act.Right == s.Todo && a.Side != access.SideSystem && !a.Is(r.Assignee):
		return act.refuse("这件事项已指派给他人，请由承办人或其代理人“{1}”", act.Label)
	}
	if done := r.did(a, act.NotBy); done != nil {
		return act.refuse("您本人或您代理的人办理过“{1}”，不能再“{2}”，请换人办理", done.Label, act.Label)
	}
	if act.Extends && !r.asked(act) {
		return act.refuse("还没有人提出延长，请先由承办人申请")
	}
	if act.Guard == "" {
		return nil
	}
	guard := e.guards[act.Guard]
	if guard == nil {
		return act.refuse("“{1}”的前置检查未启用，请联系管理员", act.Label)
	}
	return guard(ctx, q, r)
}

// did gives the step by which the actor, or somebody they act for, did one of the actions; also as second officer, and in
// whose name it was done.
func (r *Run) did(a *access.Actor, actions []string) *Step {
	for i, s := range r.Steps {
		if !slices.Contains(actions, s.Action) {
			continue
		}
		if a.Is(s.Actor) || a.Is(s.Second) || slices.ContainsFunc(s.ActedFor, a.Is) {
			return &r.Steps[i]
		}
	}
	return nil
}

// asked reports whether one of the actions an extension is separated from was done since the last extension.
func (r *Run) asked(act Action) bool {
	for _, s := range slices.Backward(r.Steps) {
		if s.Action == act.Name {
			return false
		}
		if slices.Contains(act.NotBy, s.Action) {
			return true
		}
	}
	return false
}

// within reports whether the actor is one of those a reach means.
func (r *Run) within(a *access.Actor, reach Reach) bool {
	if a.Side == access.SideSystem {
		return true
	}
	switch reach {
	case Seen:
		return a.All || r.Assignee != "" && a.Is(r.Assignee) || r.common(a, "")
	case Office:
		return r.common(a, "b:")
	case Party:
		return a.Is(r.BegunBy)
	}
	return slices.Contains(own(a), access.Region(r.level(reach)))
}

// common reports whether the actor has a scope of their own among the run's; being public gives nobody anything to do.
func (r *Run) common(a *access.Actor, prefix string) bool {
	for _, s := range own(a) {
		if s != access.Public && strings.HasPrefix(string(s), prefix) && slices.Contains(r.Scopes, s) {
			return true
		}
	}
	return false
}

// level is the run's region at the level of a reach; a region above that level stays whole.
func (r *Run) level(reach Reach) string { return r.Region[:min(digits[reach], len(r.Region))] }

// unpadded leaves out the zeros of a province's or prefecture's code, which scopes go without: 620000 is r:62.
func unpadded(region string) string {
	if len(region) != 6 {
		return region
	}
	return strings.TrimSuffix(strings.TrimSuffix(region, "00"), "00")
}

// own are the scopes in which somebody has things to do.
func own(a *access.Actor) []access.Scope {
	out := slices.Clone(a.Scopes)
	if a.Region != "" {
		out = append(out, access.Region(unpadded(a.Region)))
	}
	if a.Body != "" {
		out = append(out, access.Body(a.Body))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var reachNames = map[Reach]string{Seen: "本辖区或本单位的人员", Office: "承办单位", Party: "发起人", Township: "乡镇（街道）", County: "县级", Prefecture: "市级", Province: "省级"}

func (r *Run) whose(reach Reach) said { return said(reachNames[reach]) }

// said is an argument that is itself to be translated.
type said string

func refuse(zh string, args ...any) *fault.Error {
	return fault.Refused(sayZh(zh, args...), sayEn(zh, args...))
}

// refuse refuses the action, naming its article.
func (a Action) refuse(zh string, args ...any) *fault.Error {
	e := refuse(zh, args...)
	e.Law = article(a.Law, "zh")
	return e
}

// article names an article of data/law for a person; empty for none.
func article(id, lang string) string {
	a, ok := law.Lookup(id)
	if !ok {
		return ""
	}
	title, number, unsure := "《"+a.Title+"》", "第"+a.Article+"条", "（待核）"
	if lang == "en" {
		title, number, unsure = a.TitleEn, ", art. "+a.Article, " (to be verified)"
	}
	if a.Article != "" {
		title += number
	}
	if !a.Verified {
		title += unsure
	}
	return title
}

func sayZh(zh string, args ...any) string { return i18n.T("zh", zh, args...) }

func sayEn(zh string, args ...any) string {
	out := slices.Clone(args)
	for i, a := range out {
		if s, ok := a.(said); ok {
			out[i] = i18n.T("en", string(s))
		} else if s, ok := a.(string); ok {
			out[i] = i18n.T("en", s) // labels of states and actions
		}
	}
	return i18n.T("en", zh, out...)
}
