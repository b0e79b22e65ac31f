package holiday

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shian/engine/workday"
)

const published = "../../../shared/data/china"

// TestDaysAgreeWithThePublishedTables compares every day of the twelve years with the table the facts came from.
func TestDaysAgreeWithThePublishedTables(t *testing.T) {
	rest := map[string]bool{}
	named := 0
	for year := 2015; year <= 2027; year++ {
		text, err := os.ReadFile(filepath.Join(published, "holiday-cn", fmt.Sprintf("%d.json", year)))
		if err != nil {
			t.Skip("skipped: the published holidays are not beside the repository")
		}
		var table struct {
			Days []struct {
				Name, Date string
				IsOffDay   bool
			}
		}
		if err := json.Unmarshal(text, &table); err != nil {
			t.Fatal(err)
		}
		for _, d := range table.Days {
			rest[d.Date] = d.IsOffDay
			named++
			if e, ok := Calendar().Exception(workday.MustDay(d.Date)); !ok || e.Name != d.Name || e.Work == d.IsOffDay {
				t.Errorf("%s: %+v, want %+v", d.Date, e, d)
			}
		}
	}
	if n := strings.Count(daysCSV, "\n") - 1; n != named {
		t.Errorf("%d days, want %d", n, named)
	}
	for d := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2027; d = d.AddDate(0, 0, 1) {
		off, ok := rest[d.Format(time.DateOnly)]
		want := !off
		if !ok {
			want = d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		}
		if got, err := Calendar().IsWorkday(workday.MustDay(d.Format(time.DateOnly))); err != nil || got != want {
			t.Errorf("%s: working %v %v, want %v", d.Format(time.DateOnly), got, err, want)
		}
	}
}

// TestPublishedVectors: the n-th working day after a day.
func TestPublishedVectors(t *testing.T) {
	f, err := os.Open(filepath.Join(published, "workday-vectors", "nth_workday.csv"))
	if err != nil {
		t.Skip("skipped: the published vectors are not beside the repository")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 401 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows[1:] {
		start := workday.MustDay(r[0])
		n, _ := strconv.Atoi(r[1])
		if due, err := Calendar().NthWorkday(start, n); err != nil || due.String() != r[2] {
			t.Errorf("%s + %d: %s %v, want %s", r[0], n, due, err, r[2])
		}
		if work, err := Calendar().IsWorkday(start); err != nil || work != (r[3] == "True") {
			t.Errorf("%s: working %v %v", r[0], work, err)
		}
	}
}

// TestSayWhichYearIsNotPublished: a period that leads into a year without notice is refused by that year.
func TestSayWhichYearIsNotPublished(t *testing.T) {
	first, last := Calendar().Years()
	if first != 2015 || last != 2026 {
		t.Errorf("years %d to %d", first, last)
	}
	cases := []struct {
		start string
		n     int
		year  int
	}{{"2026-12-25", 7, 2027}, {"2027-03-01", 1, 2027}, {"2030-03-01", 5, 2030}, {"2014-12-31", 1, 0}, {"2026-12-30", 1, 0}, {"2026-12-31", 1, 2027}}
	for _, c := range cases {
		_, err := Calendar().NthWorkday(workday.MustDay(c.start), c.n)
		var un *workday.Unpublished
		if c.year == 0 {
			if err != nil {
				t.Errorf("%s + %d: %v", c.start, c.n, err)
			}
			continue
		}
		if !errors.As(err, &un) || un.Year != c.year || !strings.Contains(err.Error(), strconv.Itoa(c.year)+" 年") {
			t.Errorf("%s + %d: %v, want %d", c.start, c.n, err, c.year)
		}
	}
}

func TestNotices(t *testing.T) {
	used := map[string]bool{}
	for line := range strings.Lines(daysCSV) {
		used[strings.TrimSpace(line[strings.LastIndex(line, ",")+1:])] = true
	}
	for _, n := range Notices() {
		if _, err := workday.ParseDay(n.Published); err != nil || !used[n.Number] || n.Title == "" || !strings.HasPrefix(n.Address, "https://www.gov.cn/") {
			t.Errorf("%+v", n)
		}
	}
	for day, number := range map[string]string{"2015-09-04": "国发明电〔2015〕1号", "2019-05-05": "国办发明电〔2019〕3号", "2020-02-01": "国办发明电〔2020〕1号"} {
		if e, _ := Calendar().Exception(workday.MustDay(day)); e.Notice != number {
			t.Errorf("%s: %+v, want %s", day, e, number)
		}
	}
}

func TestWrongTablesAreRefused(t *testing.T) {
	const notices = "year,number,title,published,address\n2020,甲,t,2019-11-01,https://www.gov.cn/\n"
	for _, days := range []string{
		"", "day,name\n", "day,name,kind,notice\n2020-13-01,元旦,off,甲\n", "day,name,kind,notice\n2020-01-01,元旦,rest,甲\n",
		"day,name,kind,notice\n2020-01-01,元旦,off,乙\n", "day,name,kind,notice\n2020-01-01,元旦,off,甲\n2020-01-01,元旦,off,甲\n",
		"day,name,kind,notice\n2021-01-01,元旦,off,甲\n",
	} {
		if _, err := parse(days, notices); err == nil {
			t.Errorf("taken: %q", days)
		}
	}
	if _, err := parse("day,name,kind,notice\n", notices+"2022,丙,t,2021-11-01,https://www.gov.cn/\n"); err == nil {
		t.Error("a year is missing between two notices")
	}
}
