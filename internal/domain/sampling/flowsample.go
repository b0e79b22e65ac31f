package sampling

import (
	"shian/internal/kit/access"
	"shian/internal/kit/flow"
)

// The rights of tasks and samples: who sends teams out, who takes samples, who receives them.
const (
	rightAssign  access.Right = "sampling.task.edit"
	rightTake    access.Right = "sampling.sample.edit"
	rightReceive access.Right = "sampling.sample.check"
)

// The actions on a sample.
const (
	ActSend    = "send"
	ActReceive = "receive"
	ActReject  = "reject"
	ActReport  = "report"
	ActClose   = "close"
)

// sampleFlow is the lifecycle of a sample from the shelf to the report. Whoever took or sent it does not receive it.
//
// 食品安全抽样检验管理办法 第二十条: at the laboratory within five working days; 第二十四条: the report within twenty after receipt.
func sampleFlow() flow.Flow {
	taken, sent, received, rejected := string(SampleTaken), string(SampleSent), string(SampleReceived), string(SampleRejected)
	reported, closed, cancelled := string(SampleReported), string(SampleClosed), string(SampleCancelled)
	givers := []string{flow.Begin, ActSend}
	return flow.Flow{
		Name: KindSample, Label: "抽样单", Version: 1,
		States: []flow.State{
			{Name: taken, Label: "已抽样", Todo: rightTake, Law: "sampling-20",
				Clock: &flow.Clock{Deadline: "deliver-sample", Owner: rightTake, Until: []string{received, rejected, reported, closed, cancelled}, Escalate: []flow.Rung{
					{At: flow.Near, To: rightTake}, {At: flow.Late, To: rightTake, Up: 1}}}},
			{Name: sent, Label: "送样中", Todo: rightReceive, Law: "sampling-20"},
			{Name: received, Label: "已收样", Todo: rightReceive, Law: "sampling-24",
				Clock: &flow.Clock{Deadline: "report-test", Owner: rightReceive, Escalate: []flow.Rung{{At: flow.Near, To: rightReceive}, {At: flow.Late, To: rightReceive}}}},
			{Name: reported, Label: "已出报告", Law: "sampling-26"},
			{Name: rejected, Label: "拒收", Final: true},
			{Name: closed, Label: "已归档", Final: true},
			{Name: cancelled, Label: "已注销", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActSend, Label: "送样", From: []string{taken}, To: sent, Right: rightTake, Law: "sampling-20", Tone: "main"},
			{Name: ActReceive, Label: "收样", From: []string{sent}, To: received, Right: rightReceive, NotBy: givers, Law: "sampling-20", Tone: "main"},
			{Name: ActReject, Label: "拒收", From: []string{sent}, To: rejected, Right: rightReceive, NotBy: givers, Needs: []flow.Need{flow.NeedReason}, Tone: "danger"},
			{Name: ActReport, Label: "登记报告", From: []string{received}, To: reported, Right: rightReceive, NotBy: givers, Law: "sampling-24"},
			{Name: ActClose, Label: "归档", From: []string{reported}, To: closed, Right: "sampling.result.publish"},
			{Name: ActCancel, Label: "注销", From: []string{taken}, To: cancelled, Right: rightTake},
		},
	}
}
