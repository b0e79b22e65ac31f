package operator_test

import (
	"slices"
	"strings"
	"testing"

	"shian/internal/domain/operator"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/record"
)

func TestMatchFindsWhatMayBeTheSameBusiness(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		byCode := add(t, w, inspector, operator.Operator{Name: "兰州示例乳业有限公司", Code: code(t, 1)})
		pepper := add(t, w, inspector, operator.Operator{Name: "城关区示例花椒调味品厂", Address: "东岗东路 3 号", Phone: "0931-8888123"})
		elsewhere := add(t, w, neighbour, operator.Operator{Name: "七里河区示例酒业有限公司", Meta: record.Meta{Region: "620103"}, Code: code(t, 2), Phone: "13900001234"})
		add(t, w, inspector, operator.Operator{Name: "张掖路牛肉面馆"})
		add(t, w, inspector, operator.Operator{Name: "示例便利店连锁第27店"})
		for name, x := range map[string]struct {
			probe operator.Probe
			id    string
			why   []operator.Why
		}{
			"code in small letters":          {operator.Probe{Name: "别的名字公司", Code: strings.ToLower(byCode.Code), Region: "620102"}, byCode.ID, []operator.Why{operator.SameCode}},
			"name":                           {operator.Probe{Name: "城关区示例花椒调味品厂", Region: "620102001"}, pepper.ID, []operator.Why{operator.SameName}},
			"one slip of the pen":            {operator.Probe{Name: "城关区示列花椒调味品厂", Region: "620102"}, pepper.ID, []operator.Why{operator.SimilarName}},
			"another legal form and bracket": {operator.Probe{Name: "甘肃省兰州示例乳业（有限责任公司）有限公司", Region: "620102"}, byCode.ID, []operator.Why{operator.SimilarName}},
			"address and phone":              {operator.Probe{Name: "完全不同的名字", Address: "东岗东路 3 号", Phone: "0931-8888123", Region: "620102"}, pepper.ID, []operator.Why{operator.SameAddress, operator.SamePhone}},
			"a file itself":                  {operator.Probe{Name: pepper.Name, Region: "620102", Except: pepper.ID}, "", nil},
			"another shop of the chain":      {operator.Probe{Name: "示例便利店连锁第3店", Region: "620102"}, "", nil},
			"nothing alike":                  {operator.Probe{Name: "敦煌示例大饭店", Region: "620102"}, "", nil},
			"not one's own to see":           {operator.Probe{Name: "酒业", Phone: elsewhere.Phone, Region: "620102"}, "", nil},
		} {
			got, err := w.Match(as(t, inspector), d, x.probe)
			switch {
			case err != nil:
				t.Errorf("%s: %v", name, err)
			case x.id == "" && len(got) != 0:
				t.Errorf("%s: found %+v", name, got)
			case x.id != "" && (len(got) == 0 || got[0].ID != x.id || !slices.Equal(got[0].Why, x.why)):
				t.Errorf("%s: %+v", name, got)
			}
		}
		taken, err := w.Match(as(t, inspector), d, operator.Probe{Name: "新店", Code: elsewhere.Code, Region: "620102"})
		if err != nil || len(taken) != 1 || taken[0].ID != "" || taken[0].Addr != "" || taken[0].Name == "" {
			t.Errorf("a code taken in another county: %+v, %v", taken, err)
		}
	}, schemas...)
}
