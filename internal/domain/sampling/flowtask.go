package sampling

import "shian/internal/kit/flow"

// The actions on a task.
const (
	ActAccept   = "accept"
	ActSendBack = "send-back"
	ActReassign = "reassign"
	ActFinish   = "finish"
	ActReopen   = "reopen"
	ActDrop     = "drop"
)

// guardTeam lets only those sent out answer for a task, guardDeclared wants each to have declared first, guardEnough ends it
// only when its samples are there.
const (
	guardTeam     = "sampling.team"
	guardDeclared = "sampling.declared"
	guardEnough   = "sampling.enough"
)

// taskFlow is the lifecycle of a task: handed to a team, accepted, its samples taken.
func taskFlow() flow.Flow {
	return flow.Flow{
		Name: KindTask, Label: "抽样任务", Version: 1,
		States: []flow.State{
			{Name: string(TaskAssigned), Label: "待接受", Todo: rightTake, Law: "sampling-18",
				Clock: &flow.Clock{N: 2, Unit: "workday", Basis: "平台约定：2 个工作日内接受任务", Owner: rightTake, Escalate: []flow.Rung{
					{At: flow.Near, To: rightTake}, {At: flow.Late, To: rightAssign}}}},
			{Name: string(TaskAccepted), Label: "抽样中", Todo: rightTake, Law: "sampling-18",
				Clock: &flow.Clock{N: 20, Unit: "workday", Basis: "平台约定：接受后 20 个工作日内完成；任务另有期限的从其期限", Owner: rightTake, Escalate: []flow.Rung{
					{At: flow.Near, To: rightTake}, {At: flow.Late, To: rightAssign}, {At: flow.Late, After: 5, To: rightAssign, Up: 1}}}},
			{Name: string(TaskReturned), Label: "已退回", Todo: rightAssign},
			{Name: string(TaskDone), Label: "已完成", Final: true},
			{Name: string(TaskCancelled), Label: "已取消", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActAccept, Label: "接受任务", From: []string{string(TaskAssigned)}, To: string(TaskAccepted), Right: rightTake, Guard: guardDeclared, Law: "sampling-18", Tone: "main"},
			{Name: ActSendBack, Label: "退回任务", From: []string{string(TaskAssigned), string(TaskAccepted)}, To: string(TaskReturned), Right: rightTake, Guard: guardTeam, Needs: []flow.Need{flow.NeedReason}},
			{Name: ActReassign, Label: "重新下达", From: []string{string(TaskReturned)}, To: string(TaskAssigned), Right: rightAssign, Tone: "main"},
			{Name: ActFinish, Label: "完成", From: []string{string(TaskAccepted)}, To: string(TaskDone), Right: rightTake, Guard: guardEnough, Tone: "main"},
			{Name: ActReopen, Label: "恢复抽样", From: []string{string(TaskDone)}, To: string(TaskAccepted), Right: rightAssign, Needs: []flow.Need{flow.NeedReason}},
			{Name: ActDrop, Label: "取消任务", From: []string{string(TaskAssigned), string(TaskAccepted), string(TaskReturned)}, To: string(TaskCancelled), Right: rightAssign, Needs: []flow.Need{flow.NeedReason}, Tone: "danger"},
		},
	}
}
