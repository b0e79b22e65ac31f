package notify

import (
	"fmt"

	"shian/internal/kit/flow"
)

// The actions on a service.
const (
	actSend    = "send"
	ActOpen    = "open"
	ActReceipt = "receipt"
	actHand    = "hand"
	actLeave   = "leave"
	ActLapse   = "lapse"
)

// A Purpose is why documents are served: the name callers use, what people call it, the deadline that runs until the party has
// it and the article it rests on.
type Purpose struct {
	Name, Label string // result, 检验结论
	Deadline    string // id in data/law
	Law         string // article in data/law
}

func (p Purpose) flow() string { return KindService + "." + p.Name }

func (n *Notify) purpose(name string) (Purpose, error) {
	for _, p := range n.serving.purposes {
		if p.Name == name {
			return p, nil
		}
	}
	return Purpose{}, fmt.Errorf("notify: no purpose %q of service; give it to Flows and Follow", name)
}

// Follow gives the engine that runs services, built with Flows of the same purposes. Before Mount.
func (n *Notify) Follow(e *flow.Engine, purposes ...Purpose) {
	n.serving = serving{flow: e, purposes: purposes}
	e.Hook(KindService, n.step)
}

// Flows are the lifecycles of service, one for each purpose: the party signs for what it was sent, or the office hands it over and
// keeps a picture of the receipt; who refuses it has it left before a witness. The clock runs until one of the three.
func Flows(purposes ...Purpose) []flow.Flow {
	open := []string{Waiting, Out, Opened}
	var out []flow.Flow
	for _, p := range purposes {
		out = append(out, flow.Flow{
			Name: p.flow(), Label: "送达：" + p.Label, Version: 1,
			Clock: &flow.Clock{Deadline: p.Deadline, Owner: serviceEdit, Escalate: []flow.Rung{{At: flow.Near, To: serviceEdit}, {At: flow.Late, To: serviceEdit, Up: 1}}},
			States: []flow.State{
				{Name: Waiting, Label: "待送达", Todo: serviceEdit, Law: p.Law},
				{Name: Out, Label: "已送出，待签收", Todo: serviceSign, Law: p.Law},
				{Name: Opened, Label: "已打开，待签收", Todo: serviceSign, Law: p.Law},
				{Name: Receipted, Label: "已签收", Final: true},
				{Name: Refused, Label: "拒收，已留置", Final: true},
				{Name: Lapsed, Label: "已终止", Final: true},
			},
			Actions: []flow.Action{
				{Name: actSend, Label: "送出", From: []string{Waiting}, To: Out, Right: serviceEdit, Law: p.Law},
				{Name: ActOpen, Label: "打开", From: []string{Out}, To: Opened, Right: serviceSign},
				{Name: ActReceipt, Label: "签收", From: []string{Out, Opened}, To: Receipted, Right: serviceSign, Tone: "main"},
				{Name: actHand, Label: "当面送达", From: open, To: Receipted, Right: serviceEdit, Needs: []flow.Need{flow.NeedEvidence}, Law: p.Law, Tone: "main"},
				{Name: actLeave, Label: "拒收留置", From: open, To: Refused, Right: serviceEdit, Needs: []flow.Need{flow.NeedReason, flow.NeedEvidence}, Law: p.Law},
				{Name: ActLapse, Label: "终止送达", From: open, To: Lapsed, Right: serviceEdit, Needs: []flow.Need{flow.NeedReason}},
			},
		})
	}
	return out
}
