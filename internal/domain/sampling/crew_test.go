package sampling_test

import (
	"context"
	"testing"

	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// The people of sampling: who sends teams out, two who take samples, a laboratory that receives.
var (
	lead    = official("lead", "620102", "sampling.task.view", "sampling.task.edit", "sampling.sample.view")
	taker   = official("taker", "620102", "sampling.task.view", "sampling.sample.view", "sampling.sample.edit", "operator.view")
	mate    = official("mate", "620102", "sampling.task.view", "sampling.sample.view", "sampling.sample.edit")
	third   = official("third", "620102", "sampling.task.view", "sampling.sample.view", "sampling.sample.edit", "sampling.sample.check")
	analyst = &access.Actor{ID: "analyst", Name: "analyst", Side: access.SideLaboratory, Operator: "lab1", Scopes: []access.Scope{access.Laboratory("lab1")},
		Rights: []access.Right{"sampling.sample.view", "sampling.sample.check", "sampling.task.view", "sampling.result.view"}, Lang: "zh"}
	owner = &access.Actor{ID: "owner", Name: "owner", Side: access.SideEnterprise, Operator: "shop", Lang: "zh"}
)

// crew knows them by their accounts.
type crew struct{}

var everybody = map[string]*access.Actor{"lead": lead, "taker": taker, "mate": mate, "third": third, "analyst": analyst, "owner": owner}

func (crew) Person(_ context.Context, field, label, typed string) (string, error) {
	if everybody[typed] == nil {
		return "", fault.Invalid(fault.Field{Name: field, Label: label, Zh: "没有找到此人", En: "nobody of this name"})
	}
	return typed, nil
}

func (crew) Actor(_ context.Context, account string) (*access.Actor, error) {
	return everybody[account], nil
}

func task(count int64) *sampling.Task {
	return &sampling.Task{Purpose: sampling.Supervision, Category: "F0201", Stage: "distribution", Count: count, Due: "2026-06-30", Laboratory: "lab1", LaboratoryName: "示例检验所", Tests: "腐霉利、毒死蜱",
		Team: []sampling.Member{{Person: "taker"}, {Person: "mate"}}, Meta: record.Meta{Region: "620102"}}
}

// underWay is a task accepted by its team.
func (h *house) underWay(t testing.TB, count int64) *sampling.Task {
	t.Helper()
	x := task(count)
	if err := h.Tasks.Create(as(t, lead), x); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*access.Actor{taker, mate} {
		if err := h.Declare(as(t, a), x.ID, false, ""); err != nil {
			t.Fatal(err)
		}
	}
	h.step(t, taker, sampling.KindTask, x.ID, sampling.ActAccept)
	return h.taskOf(t, x.ID)
}

func (h *house) taskOf(t testing.TB, id string) *sampling.Task {
	t.Helper()
	x, err := h.Tasks.Get(as(t, province), id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (h *house) sampleOf(t testing.TB, id string) *sampling.Sample {
	t.Helper()
	x, err := h.Samples.Get(as(t, province), id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (h *house) tryStep(t testing.TB, a *access.Actor, kind, id, action string) error {
	t.Helper()
	return h.write(t, a, func(ctx context.Context, tx *db.Tx) error {
		_, err := h.flow.Do(ctx, tx, kind, id, action, flow.Input{Reason: "示例理由"})
		return err
	})
}

func (h *house) step(t testing.TB, a *access.Actor, kind, id, action string) {
	t.Helper()
	if err := h.tryStep(t, a, kind, id, action); err != nil {
		t.Fatalf("%s by %s: %v", action, a.ID, err)
	}
}

func (h *house) write(t testing.TB, a *access.Actor, fn func(ctx context.Context, tx *db.Tx) error) error {
	t.Helper()
	return h.d.Write(as(t, a), func(tx *db.Tx) error { return fn(as(t, a), tx) })
}

// paperOf is a sampling sheet with everything it needs.
func paperOf(of *sampling.Task) *sampling.Sample {
	x := &sampling.Sample{Purpose: sampling.Supervision, Stage: "distribution", SampledAt: "2026-05-18", Takers: []sampling.Taker{{Person: "taker"}, {Person: "mate"}},
		OperatorName: "示例超市", Food: "韭菜", Made: "2026-05-17", Price: "3.50", Bought: "4", Unit: "kg", Refused: true, RefusedWhy: "负责人不在场", Witness: "社区网格员",
		LaboratoryName: "示例检验所", Laboratory: "lab1", Tests: "腐霉利、毒死蜱",
		Parts: []sampling.Part{{Part: "test", Quantity: "2", Unit: "kg", Seal: "F001"}, {Part: "spare", Quantity: "2", Unit: "kg", Seal: "F002"}}, Meta: record.Meta{Region: "620102"}}
	if of != nil {
		x.Task = of.ID
	}
	return x
}

func (h *house) take(t testing.TB, x *sampling.Sample) *sampling.Sample {
	t.Helper()
	if err := h.Samples.Create(as(t, taker), x); err != nil {
		t.Fatal(err)
	}
	return x
}

func (h *house) send(t testing.TB, id string, said sampling.HandOver) {
	t.Helper()
	if err := h.write(t, taker, func(ctx context.Context, tx *db.Tx) error { return h.Send(ctx, tx, id, said) }); err != nil {
		t.Fatal(err)
	}
}

func (h *house) receive(t testing.TB, id string, said sampling.HandOver) error {
	t.Helper()
	return h.write(t, analyst, func(ctx context.Context, tx *db.Tx) error { return h.Receive(ctx, tx, id, said) })
}

func (h *house) report(t testing.TB, id, figure string) (string, error) {
	t.Helper()
	var result string
	err := h.write(t, analyst, func(ctx context.Context, tx *db.Tx) error {
		var err error
		result, err = h.Report(ctx, tx, sampling.Reported{Sample: id, Laboratory: "lab1", LaboratoryName: "示例检验所", Report: "BG-1", Day: "2026-05-20",
			Items: []sampling.ReportedItem{{Name: "腐霉利", Limit: "≤0.5mg/kg", Result: figure}}})
		return err
	})
	return result, err
}
