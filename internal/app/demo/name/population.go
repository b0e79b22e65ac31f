package name

import "shian/data/region"

// EstimateCounty gives the residents of a county for the demonstration: its prefecture's population split by the number of townships,
// so that the counties of a prefecture add up to it. Estimated is true where it is such a guess, which must be shown as one; it
// is false only for 嘉峪关市, whose county-level unit is the whole prefecture. A code that is no county gives 0 and false.
func EstimateCounty(code string) (residents int, estimated bool) {
	county, ok := region.Lookup(code)
	if !ok || county.Level != region.County {
		return 0, false
	}
	above, _ := region.Lookup(county.Parent)
	counties := region.Children(above.Code)
	total, before, own := 0, 0, 0
	for _, c := range counties {
		n := len(region.Children(c.Code))
		if c.Code < code {
			before += n
		}
		if c.Code == code {
			own = n
		}
		total += n
	}
	// Rounding at the running total leaves no resident over.
	return above.Population*(before+own)/total - above.Population*before/total, len(counties) > 1
}
