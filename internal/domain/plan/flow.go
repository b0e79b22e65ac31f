package plan

import "shian/internal/kit/flow"

// The actions on a plan.
const (
	ActSubmit  = "submit"
	ActCheck   = "check"
	ActReturn  = "return"
	ActIssue   = "issue"
	ActRevise  = "revise"
	ActDrop    = "drop"
	ActAsk     = "ask"
	ActApprove = "approve"
	ActRefuse  = "refuse"
	ActClose   = "close"
	ActCancel  = "cancel"
)

// The actions on a county's share.
const (
	ActAccept   = "accept"
	ActQuestion = "question"
	ActAnswer   = "answer"
	ActResend   = "resend"
	ActEnd      = "end"
)

// guardWhole: what is submitted has every batch in a cell.
const guardWhole = "plan.whole"

// Flows are the lifecycles of this package. A plan takes three hands: drafted by one, reviewed by another, issued by a third;
// whoever wants it changed does not approve the change. A county accepts its share or questions it.
func Flows() []flow.Flow { return []flow.Flow{planFlow(), shareFlow()} }

func planFlow() flow.Flow {
	drafting := []string{flow.Begin, ActSubmit}
	s := func(all ...State) []string {
		out := make([]string, len(all))
		for i, x := range all {
			out[i] = string(x)
		}
		return out
	}
	wait := func(owner string) *flow.Clock {
		return &flow.Clock{N: 10, Unit: "workday", Basis: "平台约定：10 个工作日内审核下达", Owner: RightOf(owner), Escalate: []flow.Rung{
			{At: flow.Near, To: RightOf(owner)}, {At: flow.Late, To: RightOf(owner)}}}
	}
	return flow.Flow{
		Name: Kind, Label: "抽检计划", Version: 1,
		States: []flow.State{
			{Name: string(Drafted), Label: "编制中", Todo: "plan.edit", Law: "policy-6"},
			{Name: string(Submitted), Label: "待审核", Todo: "plan.check", Clock: wait(ActCheck)},
			{Name: string(Reviewed), Label: "待下达", Todo: "plan.publish", Clock: wait(ActIssue)},
			{Name: string(Issued), Label: "执行中", Law: "policy-6"},
			{Name: string(Revising), Label: "调整中", Todo: "plan.edit"},
			{Name: string(Adjusting), Label: "调整待批", Todo: "plan.publish", Clock: wait(ActApprove)},
			{Name: string(Closed), Label: "已结束", Final: true},
			{Name: "cancelled", Label: "已注销", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActSubmit, Label: "报送审核", From: s(Drafted), To: string(Submitted), Right: "plan.edit", Guard: guardWhole, Tone: "main"},
			{Name: ActCheck, Label: "审核通过", From: s(Submitted), To: string(Reviewed), Right: "plan.check", Reach: flow.Province, NotBy: drafting, Tone: "main", Law: "policy-6"},
			{Name: ActReturn, Label: "退回修改", From: s(Submitted, Reviewed), To: string(Drafted), Right: "plan.check", Reach: flow.Province, NotBy: drafting, Needs: []flow.Need{flow.NeedReason}},
			{Name: ActIssue, Label: "下达", From: s(Reviewed), To: string(Issued), Right: "plan.publish", NotBy: append(drafting, ActCheck), Tone: "main", Law: "policy-6"},
			{Name: ActRevise, Label: "提出调整", From: s(Issued), To: string(Revising), Right: "plan.edit", Needs: []flow.Need{flow.NeedReason}},
			{Name: ActDrop, Label: "放弃调整", From: s(Revising), To: string(Issued), Right: "plan.edit"},
			{Name: ActAsk, Label: "报批调整", From: s(Revising), To: string(Adjusting), Right: "plan.edit", Guard: guardWhole, Tone: "main"},
			{Name: ActApprove, Label: "批准调整", From: s(Adjusting), To: string(Issued), Right: "plan.publish", NotBy: []string{ActRevise, ActAsk}, Needs: []flow.Need{flow.NeedReason}, Tone: "main"},
			{Name: ActRefuse, Label: "不予批准", From: s(Adjusting), To: string(Revising), Right: "plan.publish", NotBy: []string{ActRevise, ActAsk}, Needs: []flow.Need{flow.NeedReason}},
			{Name: ActClose, Label: "结束计划", From: s(Issued), To: string(Closed), Right: "plan.publish", Needs: []flow.Need{flow.NeedReason}},
			{Name: ActCancel, Label: "注销", From: s(Drafted), To: "cancelled", Right: "plan.edit"},
		},
	}
}

func shareFlow() flow.Flow {
	return flow.Flow{
		Name: KindShare, Label: "抽检任务分解", Version: 1,
		States: []flow.State{
			{Name: string(Sent), Label: "待接收", Todo: "plan.share.check", Law: "policy-6", Clock: &flow.Clock{N: 10, Unit: "workday", Basis: "平台约定：10 个工作日内接收或提出意见", Owner: "plan.share.check",
				Escalate: []flow.Rung{{At: flow.Near, To: "plan.share.check"}, {At: flow.Late, To: "plan.share.check", Up: 1}}}},
			{Name: string(Accepted), Label: "已接收"},
			{Name: string(Questioned), Label: "有意见", Todo: "plan.edit"},
			{Name: string(Ended), Label: "已结束", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActAccept, Label: "接收", From: []string{string(Sent)}, To: string(Accepted), Right: "plan.share.check", Tone: "main"},
			{Name: ActQuestion, Label: "提出意见", From: []string{string(Sent)}, To: string(Questioned), Right: "plan.share.check", Needs: []flow.Need{flow.NeedReason}},
			{Name: ActAnswer, Label: "答复", From: []string{string(Questioned)}, To: string(Sent), Right: "plan.edit", Needs: []flow.Need{flow.NeedReason}, Tone: "main"},
			{Name: ActResend, Label: "按调整后的计划重新下发", From: []string{string(Sent), string(Accepted), string(Questioned)}, To: string(Sent), Right: "plan.publish"},
			{Name: ActEnd, Label: "随计划结束", From: []string{string(Sent), string(Accepted), string(Questioned)}, To: string(Ended), Right: "plan.publish"},
		},
	}
}
