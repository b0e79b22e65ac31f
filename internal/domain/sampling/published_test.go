package sampling_test

import (
	"os"
	"testing"

	"shian/internal/domain/sampling"
	"shian/internal/kit/record"
)

// Every row of the published tables that is stored goes through a sampling sheet: each result knows its sample and each sample
// its result, with the same number, food and tests.
func TestEveryPublishedRowHasItsSheet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		stored := 0
		for _, name := range []string{"sampling_failures_2019.csv", "sampling_failures_pesticide.csv"} {
			b, err := os.ReadFile(shared(t, name))
			if err != nil {
				t.Fatal(err)
			}
			i, _ := h.bring(t, everything, name, b)
			if i.Stored == 0 {
				i, err = h.Results.Commit(as(t, everything), i.ID, true, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
			stored += int(i.Stored)
		}
		samples := 0
		err := h.Samples.Each(as(t, province), record.Query{}, func(x *sampling.Sample) error {
			samples++
			if x.State != sampling.SampleClosed || x.Result == "" || x.Tests == "" {
				t.Errorf("%s: %s %q %q", x.Number, x.State, x.Result, x.Tests)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var agree int
		if err := h.d.Row(as(t, province), `SELECT count(*) FROM sampling_result r JOIN sampling_sample x ON x.id = r.sample AND x.result = r.id AND x.number = r.number AND x.food = r.food`).Scan(&agree); err != nil {
			t.Fatal(err)
		}
		if stored == 0 || samples != stored || agree != stored {
			t.Errorf("%d results, %d sheets, %d that agree", stored, samples, agree)
		}
		if n := h.taken(t); n != 0 {
			t.Errorf("%d counted as taken by ourselves", n)
		}
	})
}
