package name

import (
	"testing"

	"shian/data/region"
)

func TestEstimatesAddUpToThePrefecture(t *testing.T) {
	for _, p := range region.All() {
		if p.Level != region.Prefecture {
			continue
		}
		sum := 0
		for _, c := range region.Children(p.Code) {
			n, estimated := EstimateCounty(c.Code)
			if n <= 0 || estimated != (p.Code != "620200") {
				t.Errorf("%s: %d, estimated %v", c.Name, n, estimated)
			}
			sum += n
		}
		if sum != p.Population {
			t.Errorf("%s: counties add up to %d of %d", p.Name, sum, p.Population)
		}
	}
	for _, code := range []string{"620000", "620100", "620102001", "", "999999"} {
		if n, estimated := EstimateCounty(code); n != 0 || estimated {
			t.Errorf("%q: %d %v", code, n, estimated)
		}
	}
}
