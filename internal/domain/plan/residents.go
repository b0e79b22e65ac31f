package plan

import (
	"shian/engine/quota"
	"shian/internal/domain/place"
)

// Residents is how many live in a region, and whether that is our own estimate (估算，待核).
//
// The census gives the province and the prefectures. Below them no source at hand gives a figure: a prefecture's residents are
// shared out by the number of townships and streets of each county, so that the counties add up to the prefecture.
func Residents(t *place.Tree, code string) (n int64, estimated bool) {
	code = place.Full(code)
	if n, ok := t.Population(code); ok {
		return n, false
	}
	r, ok := t.Find(code)
	if !ok || r.Level != place.County {
		return 0, true
	}
	counties := Counties(t, r.Parent)
	if len(counties) == 1 { // 嘉峪关: its one county-level unit is the whole prefecture
		n, ok := t.Population(r.Parent)
		return n, !ok
	}
	parts, at := make([]quota.Part, len(counties)), 0
	for i, c := range counties {
		parts[i] = quota.Part{Key: c.Code, Weight: float64(len(t.Children(c.Code)))}
		if c.Code == r.Code {
			at = i
		}
	}
	above, ok := t.Population(r.Parent)
	if !ok {
		return 0, true
	}
	shared, err := quota.Divide(above, parts)
	if err != nil {
		return 0, true
	}
	return shared[at], true
}

// Counties are the county-level regions within a region, by code; of a county itself.
func Counties(t *place.Tree, code string) []place.Region {
	code = place.Full(code)
	r, ok := t.Find(code)
	switch {
	case !ok:
		return nil
	case r.Level == place.County:
		return []place.Region{r}
	}
	var out []place.Region
	for _, c := range t.Children(code) {
		switch c.Level {
		case place.County:
			out = append(out, c)
		case place.Prefecture:
			out = append(out, Counties(t, c.Code)...)
		}
	}
	return out
}

// county gives the county-level code of a finer one.
func county(code string) string { return code[:min(6, len(code))] }
