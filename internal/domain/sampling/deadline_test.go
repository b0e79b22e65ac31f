package sampling_test

import (
	"testing"

	"shian/engine/limit"
	"shian/internal/domain/sampling"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// running is the deadline that runs for a result, with its last day.
func (h *house) running(t testing.TB, id string) (deadline, due string) {
	t.Helper()
	run, err := h.flow.Run(as(t, province), h.d, sampling.Kind, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range run.Clocks {
		if c.Closed == "" {
			deadline, due = c.Deadline, c.Lamp.Due
		}
	}
	return deadline, due
}

func (h *house) mustRun(t testing.TB, id, deadline, due string) {
	t.Helper()
	if got, day := h.running(t, id); got != deadline || day != due {
		t.Errorf("%s until %s runs, want %s until %s", got, day, deadline, due)
	}
}

// Recorded on Wednesday 2026-05-20.
const inTwoDays, inSevenDays = "2026-05-22", "2026-05-29"

func Test第二十六条_不合格二个工作日(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		bad := h.create(t, sampler, sample("K-1", "0.9mg/kg"))
		h.mustRun(t, bad.ID, "submit-fail", inTwoDays)
		// One that the report calls failing is urgent although the figures say otherwise.
		said := sample("K-2", "0.1mg/kg")
		said.Declared = sampling.Fail
		h.mustRun(t, h.create(t, sampler, said).ID, "submit-fail", inTwoDays)
		// Imported ones too.
		h.bring(t, sampler, "lab.csv", []byte(labSheet))
		found, err := h.Results.List(as(t, province), record.Query{Filter: map[string]string{"conclusion": "fail"}, Text: "L2"})
		if err != nil || len(found.Rows) != 1 {
			t.Fatalf("%v %v", found.Rows, err)
		}
		h.mustRun(t, found.Rows[0].ID, "submit-fail", inTwoDays)
	})
}

func Test第二十六条_合格七个工作日(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		good := h.create(t, sampler, sample("K-1", "0.1mg/kg"))
		h.mustRun(t, good.ID, "submit-pass", inSevenDays)
		h.bring(t, sampler, "lab.csv", []byte(labSheet))
		found, err := h.Results.List(as(t, province), record.Query{Text: "L1"})
		if err != nil || len(found.Rows) != 1 {
			t.Fatalf("%v %v", found.Rows, err)
		}
		h.mustRun(t, found.Rows[0].ID, "submit-pass", inSevenDays)
		// Corrected to a figure that fails, it has become urgent, from the same beginning; and back again.
		for _, x := range []struct{ figure, deadline, due string }{{"0.9mg/kg", "submit-fail", inTwoDays}, {"0.2mg/kg", "submit-pass", inSevenDays}} {
			r := h.get(t, good.ID)
			r.Items = []sampling.Item{{Name: "腐霉利", Limit: "≤0.5mg/kg", Result: x.figure, Mode: limit.Full}}
			if err := h.Results.Update(as(t, sampler), r); err != nil {
				t.Fatal(err)
			}
			h.mustRun(t, good.ID, x.deadline, x.due)
		}
		todo, err := h.flow.Todo(as(t, checker), checker, flow.TodoQuery{})
		if err != nil || len(todo.Items) == 0 || todo.Items[len(todo.Items)-1].Lamp.Due != inSevenDays {
			t.Errorf("the list of things to do says otherwise: %+v %v", todo.Items, err)
		}
		// Returned and reported again, the time begins anew by what it says then.
		h.must(t, checker, good.ID, sampling.ActReturn)
		h.must(t, sampler, good.ID, sampling.ActResubmit)
		h.mustRun(t, good.ID, "submit-pass", inSevenDays)
	})
}
