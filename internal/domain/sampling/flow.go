package sampling

import "shian/internal/kit/flow"

// Kind names results in rights, scopes, journal and flows.
const Kind = "sampling.result"

// The actions of the lifecycle.
const (
	ActCheck    = "check"
	ActReturn   = "return"
	ActResubmit = "resubmit"
	ActPublish  = "publish"
	ActWithdraw = "withdraw"
	ActCancel   = "cancel"
)

// The guards of the table, checked beside separation of duty.
const (
	guardOther  = "sampling.other-hand" // nobody judges what they changed themselves
	guardAgreed = "sampling.agreed"     // and what is published says one thing
)

// The time to report a conclusion: two working days where the sample fails, seven otherwise.
const (
	deadlineFail   = "submit-fail"
	deadlinePass   = "submit-pass"
	chooseDeadline = "sampling.deadline"
)

// Flows are the lifecycles of this package. A result takes three hands: record, check, publish; whoever published it may
// not withdraw it alone either, so that nothing appears or vanishes by one person's will.
func Flows() []flow.Flow {
	recorded := []string{flow.Begin, ActResubmit}
	return []flow.Flow{taskFlow(), sampleFlow(), {
		Name: Kind, Label: "抽检结果", Version: 1,
		States: []flow.State{
			{Name: string(Drafted), Label: "待审核", Todo: "sampling.result.check", Law: "sampling-26",
				Clock: &flow.Clock{Deadline: deadlineFail, Or: []string{deadlinePass}, Choose: chooseDeadline, Owner: "sampling.result.check", Escalate: []flow.Rung{
					{At: flow.Near, To: "sampling.result.check"}, {At: flow.Late, To: "sampling.result.check", Up: 1}}}},
			{Name: string(Returned), Label: "退回修改", Todo: "sampling.result.edit"},
			{Name: string(Checked), Label: "待公示", Todo: "sampling.result.publish", Law: "sampling-46",
				Clock: &flow.Clock{N: 20, Unit: "workday", Basis: "平台约定：审核后 20 个工作日内公示", Owner: "sampling.result.publish", Escalate: []flow.Rung{
					{At: flow.Late, To: "sampling.result.publish", Up: 1}}}},
			{Name: string(Published), Label: "已公示", Final: true, Law: "sampling-46"},
			{Name: string(Withdrawn), Label: "已撤回", Final: true},
			{Name: "cancelled", Label: "已注销", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActCheck, Label: "审核通过", From: []string{string(Drafted)}, To: string(Checked), Right: "sampling.result.check", NotBy: recorded, Guard: guardOther, Law: "sampling-26", Tone: "main"},
			{Name: ActReturn, Label: "退回修改", From: []string{string(Drafted), string(Checked)}, To: string(Returned), Right: "sampling.result.check", NotBy: recorded, Needs: []flow.Need{flow.NeedReason}},
			{Name: ActResubmit, Label: "改好再报", From: []string{string(Returned)}, To: string(Drafted), Right: "sampling.result.edit", Tone: "main"},
			{Name: ActPublish, Label: "公示", From: []string{string(Checked)}, To: string(Published), Right: "sampling.result.publish", NotBy: append(recorded, ActCheck), Guard: guardAgreed, Law: "sampling-46", Tone: "main"},
			{Name: ActWithdraw, Label: "撤回公示", From: []string{string(Published)}, To: string(Withdrawn), Right: "sampling.result.withdraw", NotBy: []string{ActPublish}, Needs: []flow.Need{flow.NeedReason, flow.NeedPublic}, Tone: "danger"},
			{Name: ActCancel, Label: "注销", From: []string{string(Drafted), string(Returned)}, To: "cancelled", Right: "sampling.result.edit"},
		},
	}}
}
