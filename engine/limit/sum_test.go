package limit

import (
	"slices"
	"testing"
)

func TestPartsOfASum(t *testing.T) {
	for text, want := range map[string][]string{
		"以恩诺沙星与环丙沙星之和计":          {"恩诺沙星", "环丙沙星"},
		"恩诺沙星（以恩诺沙星与环丙沙星之和计）":    {"恩诺沙星", "环丙沙星"},
		"以氟虫腈、氟甲腈、氟虫腈砜及氟虫腈硫醚之和计": {"氟虫腈", "氟甲腈", "氟虫腈砜", "氟虫腈硫醚"},
		"以Pb计":      nil,
		"按生产需要适量使用": nil,
	} {
		if got := Parts(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestSum(t *testing.T) {
	for _, c := range []struct {
		results []string
		want    string
		refused bool
	}{
		{[]string{"60μg/kg", "55μg/kg"}, "115μg/kg", false},
		{[]string{"60μg/kg", "0.055mg/kg"}, "115μg/kg", false},
		{[]string{"0.0500mg/kg", "0.05mg/kg"}, "0.1000mg/kg", false},
		{[]string{"未检出", "55μg/kg"}, "55μg/kg", false},
		{[]string{"未检出", "ND"}, "未检出", false},
		{[]string{"<2μg/kg", "55μg/kg"}, "", true},
		{[]string{"检出", "55μg/kg"}, "", true},
		{[]string{"60μg/kg", "55μg/L"}, "", true},
		{[]string{"60μg/kg", "55"}, "", true},
		{[]string{"82/8", "55"}, "", true},
	} {
		got, err := Sum(c.results)
		if got != c.want || (err != nil) != c.refused {
			t.Errorf("%q: %q, %v", c.results, got, err)
		}
	}
}
