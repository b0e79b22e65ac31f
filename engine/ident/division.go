package ident

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// divisionCSV lists every code of GB/T 2260 with its name and the years, first and last, in whose yearly edition it stood: empty
// first means the edition of 1980, the oldest; empty last means still in force. Facts of the yearly tables of the Ministry of
// Civil Affairs 1980–2019 (github.com/cn/GB2260) and of the statistical codes of 2023 for what is newer, dated 2020.
//
//go:embed division.csv
var divisionCSV string

// when says how a code stood in a given year.
type when int

const (
	never when = iota // in no edition
	known             // in force
	ended             // abolished before
	later             // came into use after
)

type division struct {
	name        string
	first, last int
}

// sure is how many years after the last edition that lists a code somebody may still have been registered under it.
const sure = 1

var divisions = sync.OnceValue(func() map[string][]division {
	all := make(map[string][]division, 7000)
	for i, line := range strings.Split(strings.TrimSpace(divisionCSV), "\n") {
		f := strings.Split(line, ",")
		if i == 0 || len(f) != 4 {
			continue // the header; a test reads every line
		}
		d := division{name: f[1], last: 9999}
		if f[2] != "" {
			d.first, _ = strconv.Atoi(f[2])
		}
		if f[3] != "" {
			d.last, _ = strconv.Atoi(f[3])
		}
		all[f[0]] = append(all[f[0]], d)
	}
	return all
})

// find gives the full name of a place in a year and how the code stood then. For a code not in force it is the nearest name it had.
func find(code string, year int) (string, when) {
	rows := divisions()[code]
	if len(rows) == 0 && strings.HasSuffix(code, "01") {
		// 市辖区: the city itself, which the yearly tables leave out; cities without districts use it (620201 嘉峪关市).
		rows = divisions()[code[:4]+"00"]
	}
	if len(rows) == 0 {
		return "", never
	}
	best, state := rows[0], ended
	for _, d := range rows {
		if year >= d.first && year <= d.last+sure {
			best, state = d, known
			if year <= d.last {
				break
			}
		} else if state != known && year > d.last+sure {
			best = d
		}
	}
	if state == ended && year < best.first {
		state = later
	}
	return above(code, best, year) + best.name, state
}

// above is the name of the province.
func above(code string, d division, year int) string {
	if strings.HasSuffix(code, "0000") {
		return ""
	}
	province, _ := find(code[:2]+"0000", min(max(year, d.first), d.last))
	return province
}

// listed reports whether the code ever stood in GB/T 2260.
func listed(code string) bool {
	_, w := find(code, firstIssued)
	return w != never
}
