// Package holiday holds the public holidays and make-up working days of the years 2015 to 2026 with the notice of the State Council
// that decrees each, and makes the calendar that engine/workday counts by.
//
// Facts: the notices named in notices.csv, taken over from github.com/NateScarlet/holiday-cn (MIT) and compared with the texts. A new
// year is added by its rows in both files.
package holiday

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"shian/engine/workday"
)

// A Notice is the document that arranges the holidays of a year, or changes them. Published is a day (2006-01-02).
type Notice struct {
	Year                              int
	Number, Title, Published, Address string
}

//go:embed days.csv
var daysCSV string

//go:embed notices.csv
var noticesCSV string

type facts struct {
	calendar workday.Calendar
	notices  []Notice
}

var read = sync.OnceValue(func() facts {
	f, err := parse(daysCSV, noticesCSV)
	if err != nil {
		panic(err) // the files are part of the program; a test reads them
	}
	return f
})

// Calendar is the calendar of all published years.
func Calendar() workday.Calendar { return read().calendar }

// Notices returns every notice in the order of publication. The slice is the caller's own.
func Notices() []Notice { return append([]Notice(nil), read().notices...) }

func parse(days, notices string) (facts, error) {
	var f facts
	rows, err := lines("notices", notices, "year,number,title,published,address")
	if err != nil {
		return f, err
	}
	listed := map[string]bool{}
	for i, r := range rows {
		year, err := strconv.Atoi(r[0])
		if n := len(f.notices); err != nil || listed[r[1]] || n > 0 && year != f.notices[n-1].Year && year != f.notices[n-1].Year+1 {
			return f, fmt.Errorf("holiday: notices line %d: year %q out of order or number %q twice", i+2, r[0], r[1])
		}
		listed[r[1]] = true
		f.notices = append(f.notices, Notice{Year: year, Number: r[1], Title: r[2], Published: r[3], Address: r[4]})
	}
	if rows, err = lines("days", days, "day,name,kind,notice"); err != nil {
		return f, err
	}
	if len(f.notices) == 0 {
		return f, fmt.Errorf("holiday: there is no notice")
	}
	exceptions := make([]workday.Exception, 0, len(rows))
	for i, r := range rows {
		day, err := workday.ParseDay(r[0])
		if err != nil || r[2] != "off" && r[2] != "work" || !listed[r[3]] {
			return f, fmt.Errorf("holiday: days line %d: day %q, kind %q or notice %q is wrong", i+2, r[0], r[2], r[3])
		}
		exceptions = append(exceptions, workday.Exception{Day: day, Work: r[2] == "work", Name: r[1], Notice: r[3]})
	}
	f.calendar, err = workday.New(f.notices[0].Year, f.notices[len(f.notices)-1].Year, exceptions)
	return f, err
}

// lines reads a table, checks its header and returns the rows below it.
func lines(name, text, header string) ([][]string, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("holiday: %s: %w", name, err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != header {
		return nil, fmt.Errorf("holiday: %s: the first line must be %s", name, header)
	}
	return records[1:], nil
}
