package sampling_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"shian/data/holiday"
	"shian/engine/limit"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/domain/sampling"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// inForce is the limit of everything, as it stands at the moment.
type inForce struct{ text string }

func (l *inForce) For(context.Context, db.Querier, string, string, string, string) (limit.Rule, bool, error) {
	return limit.Rule{ID: l.text, Text: l.text, Basis: "GB 示例", Clause: "表1"}, true, nil
}

const unjudgedSheet = "抽样单编号,样品名称,抽样日期,地区,检验项目,检验结果\nM1,韭菜,2026-05-10,620102,毒死蜱,0.05mg/kg\n"

// An import that waited for its confirmation is judged by the limits in force when it is confirmed; one that is confirmed at
// once stands as it was shown. 食品安全法 第二十六条: the standard decides, and it may have been corrected meanwhile.
func TestAnImportThatWaitedIsJudgedByTheLimitsInForceAtConfirm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		places, err := place.New(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		for name, x := range map[string]struct {
			wait time.Duration
			want sampling.Conclusion
			held string
		}{"at once": {29 * time.Minute, sampling.Pass, "≤0.1mg/kg"}, "waited": {31 * time.Minute, sampling.Fail, "≤0.02mg/kg"}} {
			limits := &inForce{"≤0.1mg/kg"}
			s := sampling.New(d, sampling.Needs{Flow: flow.New(d, holiday.Calendar(), sampling.Flows()...), Operators: operator.New(d, places), Limits: limits, Places: places})
			b := bytes.Replace([]byte(unjudgedSheet), []byte("M1"), []byte(name), 1)
			i, problems, err := s.ImportReader(as(t, sampler), reader(t, "x.csv", b), record.File{Name: "x.csv", Hash: name}, true, nil)
			if err != nil || i.Valid != 1 {
				t.Fatalf("%s: %+v %v %v", name, i, problems, err)
			}
			limits.text = "≤0.02mg/kg"
			later := clock.With(as(t, sampler), clock.Fixed(today.Add(x.wait)))
			if i, err = s.Results.Commit(later, i.ID, true, nil); err != nil || i.Stored != 1 {
				t.Fatalf("%s: %+v %v", name, i, err)
			}
			found, err := s.Results.List(as(t, province), record.Query{Text: name})
			if err != nil || len(found.Rows) != 1 {
				t.Fatalf("%s: %v %v", name, found.Rows, err)
			}
			r, err := s.Results.Get(as(t, province), found.Rows[0].ID)
			if err != nil || r.Conclusion != x.want || r.Items[0].Applied != x.held || r.Items[0].Standard != x.held {
				t.Errorf("%s: %s by %q (%s), %v", name, r.Conclusion, r.Items[0].Applied, r.Items[0].Standard, err)
			}
		}
	}, schemas...)
}
