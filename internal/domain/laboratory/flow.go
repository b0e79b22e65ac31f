package laboratory

import (
	"shian/internal/kit/access"
	"shian/internal/kit/flow"
)

// The kinds that have a lifecycle beside the order.
const (
	KindGrave = "laboratory.grave"
	KindSpare = "laboratory.spare"
)

// The rights of orders: who receives, who measures, who checks, who approves, who keeps the spares.
const (
	rightOrder   access.Right = "laboratory.order.edit"
	rightMeasure access.Right = "laboratory.reading.edit"
	rightCheck   access.Right = "laboratory.order.check"
	rightApprove access.Right = "laboratory.order.publish"
	rightSpare   access.Right = "laboratory.spare.edit"
)

// The actions on an order, on a grave risk and on a spare sample.
const (
	ActReceive   = "receive"
	ActReject    = "reject"
	ActSubmit    = "submit"
	ActReturn    = "return"
	ActCheck     = "check"
	ActApprove   = "approve"
	ActSupersede = "supersede"
	ActTell      = "tell"
	ActPass      = "conclude-pass"
	ActFail      = "conclude-fail"
	ActDestroy   = "destroy"
	ActHand      = "hand-over"
)

// The guards beside the table.
const (
	guardReceive  = "laboratory.fit"
	guardComplete = "laboratory.complete"
	guardCheck    = "laboratory.check"
	guardApprove  = "laboratory.approve"
	guardKept     = "laboratory.kept"
)

// Flows are the lifecycles of this package.
func Flows() []flow.Flow { return []flow.Flow{orderFlow(), graveFlow(), spareFlow()} }

// orderFlow takes an order from the door to the report by three people: whoever submits does not check, whoever checks does not
// approve; the guards add that whoever measured does neither. That the sample arrives within five working days is watched on the
// sampling sheet, from the moment it was taken.
func orderFlow() flow.Flow {
	coming, testing, checking, approving, reported, rejected := string(Coming), string(Testing), string(Checking), string(Approving), string(Finished), string(Rejected)
	return flow.Flow{
		Name: KindOrder, Label: "检验委托", Version: 1,
		States: []flow.State{
			{Name: coming, Label: "待收样", Todo: rightOrder, Law: "sampling-20"},
			{Name: testing, Label: "检验中", Todo: rightMeasure, Law: "sampling-24",
				Clock: &flow.Clock{Deadline: "report-test", Owner: rightMeasure, Until: []string{reported, rejected}, Escalate: []flow.Rung{
					{At: flow.Near, To: rightMeasure}, {At: flow.Late, To: rightOrder}}}},
			{Name: checking, Label: "待校核", Todo: rightCheck, Law: "fsl-85"},
			{Name: approving, Label: "待批准", Todo: rightApprove, Law: "fsl-85"},
			{Name: reported, Label: "已出报告", Final: true, Law: "sampling-24"},
			{Name: rejected, Label: "已拒收", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActReceive, Label: "收样", From: []string{coming}, To: testing, Right: rightOrder, Guard: guardReceive, Law: "fsl-84", Tone: "main"},
			{Name: ActReject, Label: "拒收", From: []string{coming}, To: rejected, Right: rightOrder, Needs: []flow.Need{flow.NeedReason}, Tone: "danger"},
			{Name: ActSubmit, Label: "提交校核", From: []string{testing}, To: checking, Right: rightMeasure, Guard: guardComplete, Tone: "main"},
			{Name: ActReturn, Label: "退回检验", From: []string{checking}, To: testing, Right: rightCheck, NotBy: []string{ActSubmit}, Needs: []flow.Need{flow.NeedReason}},
			{Name: ActReturn, Label: "退回检验", From: []string{approving}, To: testing, Right: rightApprove, NotBy: []string{ActSubmit}, Needs: []flow.Need{flow.NeedReason}},
			{Name: ActCheck, Label: "校核通过", From: []string{checking}, To: approving, Right: rightCheck, NotBy: []string{ActSubmit}, Guard: guardCheck, Law: "fsl-85", Tone: "main"},
			{Name: ActApprove, Label: "批准报告", From: []string{approving}, To: reported, Right: rightApprove, NotBy: []string{ActSubmit, ActCheck}, Guard: guardApprove, Issues: "检验报告", Law: "fsl-85", Tone: "main"},
			{Name: ActSupersede, Label: "更正重出", From: []string{reported}, To: testing, Right: rightApprove, Needs: []flow.Need{flow.NeedReason}, Tone: "danger"},
		},
	}
}

// graveFlow: a grave risk is reported within 24 hours (食品安全抽样检验管理办法 第二十九条).
func graveFlow() flow.Flow {
	return flow.Flow{
		Name: KindGrave, Label: "严重风险报告", Version: 1,
		States: []flow.State{
			{Name: "found", Label: "待报告", Todo: rightApprove, Law: "sampling-29",
				Clock: &flow.Clock{Deadline: "report-grave", Owner: rightApprove, Escalate: []flow.Rung{{At: flow.Near, To: rightApprove}, {At: flow.Late, To: rightOrder}}}},
			{Name: "told", Label: "已报告", Final: true},
		},
		Actions: []flow.Action{{Name: ActTell, Label: "已向监管部门报告", From: []string{"found"}, To: "told", Right: rightApprove, Needs: []flow.Need{flow.NeedReason}, Law: "sampling-29", Tone: "main"}},
	}
}

// spareFlow keeps a spare sample three months after a pass, six after a failure (食品安全抽样检验管理办法 第二十五条).
func spareFlow() flow.Flow {
	ladder := []flow.Rung{{At: flow.Late, To: rightSpare}}
	kept := []string{"kept-pass", "kept-fail"}
	return flow.Flow{
		Name: KindSpare, Label: "备份样品", Version: 1,
		States: []flow.State{
			{Name: "kept", Label: "保存中", Law: "sampling-25"},
			{Name: "kept-pass", Label: "保存中（合格）", Todo: rightSpare, Law: "sampling-25", Clock: &flow.Clock{Deadline: "keep-spare-pass", Owner: rightSpare, Escalate: ladder}},
			{Name: "kept-fail", Label: "保存中（不合格）", Todo: rightSpare, Law: "sampling-25", Clock: &flow.Clock{Deadline: "keep-spare-fail", Owner: rightSpare, Escalate: ladder}},
			{Name: "destroyed", Label: "已销毁", Final: true},
			{Name: "handed", Label: "已移交", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActPass, Label: "结论合格", From: []string{"kept", "kept-fail"}, To: "kept-pass", Right: rightApprove, Guard: guardKept},
			{Name: ActFail, Label: "结论不合格或未判定", From: []string{"kept", "kept-pass"}, To: "kept-fail", Right: rightApprove, Guard: guardKept},
			{Name: ActDestroy, Label: "期满销毁", From: kept, To: "destroyed", Right: rightSpare, Guard: guardKept, Needs: []flow.Need{flow.NeedReason}, Law: "sampling-25", Tone: "danger"},
			{Name: ActHand, Label: "移交", From: kept, To: "handed", Right: rightSpare, Needs: []flow.Need{flow.NeedReason}},
		},
	}
}
