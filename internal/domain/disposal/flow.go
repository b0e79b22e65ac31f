package disposal

import (
	"shian/internal/kit/access"
	"shian/internal/kit/flow"
)

// FlowReferral is the shorter lifecycle of a maker outside the province.
const FlowReferral = "disposal.referral"

// The rights: who works on a line; who finds it done, grants more time and supervises from above.
const (
	rightView  access.Right = "disposal.view"
	rightEdit  access.Right = "disposal.edit"
	rightCheck access.Right = "disposal.check"
)

// The actions.
const (
	ActStart       = "start"
	ActControl     = "control"
	ActInvestigate = "investigate"
	ActCorrect     = "correct"
	ActReview      = "review"
	ActSendBack    = "return"
	ActClose       = "close"
	ActAsk         = "ask"
	ActExtend      = "extend"
	ActSupervise   = "supervise"
	ActAnswer      = "answer"
	ActResample    = "resample"
	ActRefer       = "refer"
	ActKeep        = "keep"
	ActLapse       = "lapse"
)

// The guards of the table.
const (
	guardControlled = "disposal.controlled"
	guardFound      = "disposal.found"
	guardCorrected  = "disposal.corrected"
	guardSettled    = "disposal.settled"
	guardReferred   = "disposal.referred"
	guardAbove      = "disposal.above"
	guardOrdered    = "disposal.ordered"
	guardPlatform   = "disposal.platform"
)

// Flows are the lifecycles of this package.
//
// 食品安全抽样检验管理办法 第四十二条: control at once, cause and correction; 第四十五条: ninety days in all, longer with approval, which
// somebody else gives than asked for it. Whoever worked on a line does not find it done.
func Flows() []flow.Flow { return []flow.Flow{lineFlow(), referralFlow()} }

// longer is how many days the ninety may be extended by in all: article 45 allows it and names no figure, so the platform agrees one.
const longer = 90

func lineFlow() flow.Flow {
	hands := []string{ActStart, ActControl, ActInvestigate, ActCorrect}
	reason := []flow.Need{flow.NeedReason}
	f := flow.Flow{
		Name: Kind, Label: "核查处置", Version: 1,
		Clock: &flow.Clock{Deadline: "dispose-failure", Longer: longer, Owner: rightCheck, Escalate: []flow.Rung{
			{At: flow.Near, To: rightEdit}, {At: flow.Late, To: rightCheck}, {At: flow.Late, After: 1, To: rightCheck, Up: 1}, {At: flow.Late, After: 15, To: rightCheck, Up: 2}}},
		States: []flow.State{
			{Name: string(Opened), Label: "待启动", Todo: rightEdit, Law: "sampling-42", Clock: &flow.Clock{Deadline: "start-disposal", Owner: rightEdit, Escalate: []flow.Rung{
				{At: flow.Near, To: rightEdit}, {At: flow.Late, To: rightCheck}, {At: flow.Late, After: 3, To: rightCheck, Up: 1}}}},
			{Name: string(Started), Label: "已启动", Todo: rightEdit, Law: "sampling-42"},
			{Name: string(Controlled), Label: "已控制", Todo: rightEdit, Law: "sampling-42"},
			{Name: string(Investigated), Label: "已查清", Todo: rightEdit, Law: "sampling-42"},
			{Name: string(Corrected), Label: "已整改", Todo: rightCheck, Law: "sampling-45"},
			{Name: string(Reviewed), Label: "已复查", Todo: rightCheck, Law: "sampling-45"},
			{Name: string(Closed), Label: "已办结", Final: true},
			{Name: string(Lapsed), Label: "已终止", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActStart, Label: "启动处置", From: []string{string(Opened)}, To: string(Started), Right: rightEdit, Law: "sampling-42", Tone: "main"},
			{Name: ActControl, Label: "控制到位", From: []string{string(Started)}, To: string(Controlled), Right: rightEdit, Guard: guardControlled, Law: "sampling-42", Tone: "main"},
			{Name: ActInvestigate, Label: "查清原因", From: []string{string(Controlled)}, To: string(Investigated), Right: rightEdit, Guard: guardFound, Law: "sampling-42", Tone: "main"},
			{Name: ActCorrect, Label: "整改完成", From: []string{string(Investigated)}, To: string(Corrected), Right: rightEdit, Guard: guardCorrected, Law: "sampling-42", Tone: "main"},
			{Name: ActReview, Label: "复查认可", From: []string{string(Corrected)}, To: string(Reviewed), Right: rightCheck, NotBy: hands, Guard: guardSettled, Law: "sampling-45", Tone: "main"},
			{Name: ActSendBack, Label: "退回重办", From: []string{string(Corrected), string(Reviewed)}, To: string(Started), Right: rightCheck, NotBy: hands, Needs: reason},
			{Name: ActClose, Label: "办结", From: []string{string(Reviewed)}, To: string(Closed), Right: rightCheck, NotBy: hands, Law: "sampling-45", Tone: "main"},
		},
	}
	open := []State{Opened, Started, Controlled, Investigated, Corrected, Reviewed}
	for _, s := range open {
		at := []string{string(s)}
		f.Actions = append(f.Actions,
			flow.Action{Name: ActSupervise, Label: "下达督办", From: at, To: string(s), Right: rightCheck, Guard: guardAbove, Needs: reason},
			flow.Action{Name: ActAnswer, Label: "答复督办", From: at, To: string(s), Right: rightEdit, NotBy: []string{ActSupervise}, Guard: guardOrdered, Needs: reason},
			flow.Action{Name: ActAsk, Label: "申请延期", From: at, To: string(s), Right: rightEdit, Needs: reason, Law: "sampling-45"},
			flow.Action{Name: ActExtend, Label: "批准延期", From: at, To: string(s), Right: rightCheck, NotBy: []string{ActAsk}, Extends: true, Clock: "dispose-failure", Needs: reason, Law: "sampling-45"},
			flow.Action{Name: ActLapse, Label: "终止", From: at, To: string(Lapsed), Right: rightEdit, Guard: guardPlatform, Needs: reason})
	}
	for _, s := range []State{Corrected, Reviewed} {
		f.Actions = append(f.Actions, flow.Action{Name: ActResample, Label: "要求重新抽样", From: []string{string(s)}, To: string(s), Right: rightCheck, Needs: reason})
	}
	f.Actions = append(f.Actions, flow.Action{Name: ActLapse, Label: "终止", From: []string{string(Closed)}, To: string(Lapsed), Right: rightEdit, Guard: guardPlatform, Needs: reason})
	return f
}

// referralFlow is no clock of ours: the office outside the province answers for what follows.
func referralFlow() flow.Flow {
	reason := []flow.Need{flow.NeedReason}
	return flow.Flow{
		Name: FlowReferral, Label: "省外移送", Version: 1,
		States: []flow.State{
			{Name: string(ToRefer), Label: "待移送", Todo: rightEdit},
			{Name: string(Referred), Label: "已移送", Final: true},
			{Name: string(Lapsed), Label: "已终止", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActRefer, Label: "登记移送", From: []string{string(ToRefer)}, To: string(Referred), Right: rightEdit, Guard: guardReferred, Tone: "main"},
			{Name: ActKeep, Label: "不需移送", From: []string{string(ToRefer)}, To: string(Lapsed), Right: rightEdit, Needs: reason},
			{Name: ActLapse, Label: "终止", From: []string{string(ToRefer), string(Referred)}, To: string(Lapsed), Right: rightEdit, Guard: guardPlatform, Needs: reason},
		},
	}
}
