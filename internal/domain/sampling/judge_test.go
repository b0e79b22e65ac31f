package sampling_test

import (
	"strings"
	"testing"

	"shian/engine/limit"
	"shian/internal/domain/sampling"
)

// What a limit means together is added before it is judged; five values are judged by n, c, m and M; no limit is said.
func TestSumsSetsAndNoLimits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const both = "≤100μg/kg（以恩诺沙星与环丙沙星之和计）"
		const plan = "n=5,c=2,m=10²CFU/g,M=10³CFU/g"
		for number, c := range map[string]struct {
			items []sampling.Item
			want  []limit.Verdict
			says  string
		}{
			"S1": {[]sampling.Item{{Name: "恩诺沙星", Limit: both, Result: "60μg/kg"}, {Name: "环丙沙星", Limit: both, Result: "55μg/kg"}}, []limit.Verdict{limit.Fail, limit.Fail}, "以恩诺沙星、环丙沙星之和 115μg/kg 计"},
			"S2": {[]sampling.Item{{Name: "恩诺沙星", Limit: both, Result: "60μg/kg"}, {Name: "环丙沙星", Limit: both, Result: "未检出"}}, []limit.Verdict{limit.Pass, limit.Pass}, "60 μg/kg"},
			"S3": {[]sampling.Item{{Name: "恩诺沙星", Limit: both, Result: "115μg/kg"}}, []limit.Verdict{limit.Fail}, "115 μg/kg"},
			"S4": {[]sampling.Item{{Name: "菌落总数", Limit: plan, Result: "50,120,90,200,30CFU/g"}}, []limit.Verdict{limit.Pass}, ""},
			"S5": {[]sampling.Item{{Name: "菌落总数", Limit: plan, Result: "150,120,90,200,30CFU/g"}}, []limit.Verdict{limit.Fail}, "c=2"},
			"S6": {[]sampling.Item{{Name: "菌落总数", Limit: plan, Result: "50,20,90,2000,30CFU/g"}}, []limit.Verdict{limit.Fail}, ""},
			"S7": {[]sampling.Item{{Name: "从未规定的项目", Result: "1mg/kg"}}, []limit.Verdict{limit.NoLimit}, "没有查到"},
		} {
			r := sample(number, "")
			r.Items = c.items
			h.create(t, sampler, r)
			got := h.get(t, r.ID)
			for i, want := range c.want {
				if got.Items[i].Verdict != want || !strings.Contains(got.Items[i].ReasonZh, c.says) {
					t.Errorf("%s, %s: %s: %s", number, got.Items[i].Name, got.Items[i].Verdict, got.Items[i].ReasonZh)
				}
			}
		}
	})
}
