package record

import "strings"

// area is a region's code without the zeros that stand for "the whole": 620000 → 62, 620100 → 6201, 620102 stays.
func area(code string) string {
	if len(code) == 6 {
		code = strings.TrimSuffix(code, "00")
		if len(code) == 4 {
			code = strings.TrimSuffix(code, "00")
		}
	}
	return code
}

// levels are the columns prefecture (4 digits) and county (6 digits) of a region; empty above that level.
func levels(code string) (prefecture, county string) {
	code = area(code)
	if len(code) >= 4 {
		prefecture = code[:4]
	}
	if len(code) >= 6 {
		county = code[:6]
	}
	return prefecture, county
}

// column names the column that holds an area of this size, and false for the province or for no code at all.
func column(code string) (string, bool) {
	switch len(code) {
	case 4:
		return "prefecture", true
	case 6:
		return "county", true
	case 9, 12:
		return "region", true
	}
	return "", false
}

// counted is the area that record_count has a row for: the county, or what lies above it.
func counted(code string) string {
	code = area(code)
	return code[:min(len(code), 6)]
}
