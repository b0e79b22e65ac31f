// Package law holds the statutes, articles and statutory deadlines the platform works by, each with the days it is valid, so that
// a record is judged by the law of its own day.
//
// Summaries are in this project's words. Verified is false for what was written from memory or carried over from an older
// text and is still to be checked (待核); Source resolves in data/sources.csv.
package law

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// An Article is one provision of a statute or standard.
//
// Number is the document number and Article the article within it, empty where the source gives none. ValidFrom and ValidTo are
// days, both included, or less exact (2023-03) where the source gives no more; ValidTo is empty while in force.
type Article struct {
	ID, Statute        string
	Title, TitleEn     string
	Number, Article    string
	Summary            string
	ValidFrom, ValidTo string
	Verified           bool
	Source, Note       string
}

// A Deadline is a period of time the law sets: N Units from Anchor, the day or hour of which is not counted.
//
// Unit is hour, day, workday, month or year; 日 in 行政处罚法 means workday for two, three, five and seven (article 85).
// RollForward moves an end that falls on a holiday to the next working day. Extend is how much longer it may be made, in the
// same unit, with approval; 0 where no figure is set.
type Deadline struct {
	ID, Article        string
	Title, TitleEn     string
	Anchor             string
	N                  int
	Unit               string
	RollForward        bool
	Extend             int
	ValidFrom, ValidTo string
	Verified           bool
}

// Extendable reports whether the law lets the deadline be extended by a set amount.
func (d Deadline) Extendable() bool { return d.Extend > 0 }

// Articles returns every article, grouped by statute. The slice is the caller's own.
func Articles() []Article { return append([]Article(nil), read().articles...) }

// Deadlines returns every deadline. The slice is the caller's own.
func Deadlines() []Deadline { return append([]Deadline(nil), read().deadlines...) }

// Lookup returns the article with this id, such as sampling-30, and whether there is one.
func Lookup(id string) (Article, bool) {
	i, ok := read().article[id]
	if !ok {
		return Article{}, false
	}
	return read().articles[i], true
}

// Clock returns the deadline with this id, such as apply-retest, and whether there is one.
func Clock(id string) (Deadline, bool) {
	i, ok := read().deadline[id]
	if !ok {
		return Deadline{}, false
	}
	return read().deadlines[i], true
}

//go:embed statutes.csv
var statutesCSV string

//go:embed articles.csv
var articlesCSV string

//go:embed deadlines.csv
var deadlinesCSV string

type facts struct {
	articles          []Article
	deadlines         []Deadline
	article, deadline map[string]int
}

var read = sync.OnceValue(func() facts {
	f, err := parse(statutesCSV, articlesCSV, deadlinesCSV)
	if err != nil {
		panic(err) // the files are part of the program; a test reads them
	}
	return f
})

func parse(statutes, articles, deadlines string) (facts, error) {
	f := facts{article: map[string]int{}, deadline: map[string]int{}}
	rows, err := lines("statutes", statutes, "id,title,title_en,number,valid_from,valid_to,source,note")
	if err != nil {
		return f, err
	}
	statute := map[string][]string{}
	for _, r := range rows {
		statute[r[0]] = r
	}
	if rows, err = lines("articles", articles, "id,statute,article,summary,valid_from,valid_to,mark"); err != nil {
		return f, err
	}
	for i, r := range rows {
		s, ok := statute[r[1]]
		if _, twice := f.article[r[0]]; !ok || twice || !marked(r[6]) {
			return f, fmt.Errorf("law: articles line %d: id %q twice, statute %q unknown or mark %q neither 源 nor 忆", i+2, r[0], r[1], r[6])
		}
		a := Article{ID: r[0], Statute: r[1], Title: s[1], TitleEn: s[2], Number: s[3], Article: r[2], Summary: r[3],
			ValidFrom: first(r[4], s[4]), ValidTo: first(r[5], s[5]), Verified: r[6] == "源", Source: s[6], Note: s[7]}
		f.article[a.ID] = len(f.articles)
		f.articles = append(f.articles, a)
	}
	if rows, err = lines("deadlines", deadlines, "id,article,title,title_en,anchor,n,unit,roll,extend,valid_from,valid_to,mark"); err != nil {
		return f, err
	}
	for i, r := range rows {
		d, err := deadline(r, f)
		if _, twice := f.deadline[r[0]]; err == nil && twice {
			err = fmt.Errorf("id %q twice", r[0])
		}
		if err != nil {
			return f, fmt.Errorf("law: deadlines line %d: %w", i+2, err)
		}
		f.deadline[d.ID] = len(f.deadlines)
		f.deadlines = append(f.deadlines, d)
	}
	return f, nil
}

func deadline(r []string, f facts) (Deadline, error) {
	at, ok := f.article[r[1]]
	if !ok {
		return Deadline{}, fmt.Errorf("no article %q", r[1])
	}
	n, err := strconv.Atoi(r[5])
	if err != nil || n <= 0 {
		return Deadline{}, fmt.Errorf("n must be a positive number, not %q", r[5])
	}
	extend, err := strconv.Atoi(r[8])
	if err != nil || extend < 0 {
		return Deadline{}, fmt.Errorf("extend must be a number, not %q", r[8])
	}
	roll, err := strconv.ParseBool(r[7])
	if err != nil || !marked(r[11]) || !strings.Contains(" hour day workday month year ", " "+r[6]+" ") {
		return Deadline{}, fmt.Errorf("unit %q, roll %q or mark %q is not known", r[6], r[7], r[11])
	}
	a := f.articles[at]
	return Deadline{ID: r[0], Article: r[1], Title: r[2], TitleEn: r[3], Anchor: r[4], N: n, Unit: r[6], RollForward: roll,
		Extend: extend, ValidFrom: first(r[9], a.ValidFrom), ValidTo: first(r[10], a.ValidTo), Verified: r[11] == "源"}, nil
}

func marked(mark string) bool { return mark == "源" || mark == "忆" }

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// lines reads a table, checks its header and returns the rows below it.
func lines(name, text, header string) ([][]string, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("law: %s: %w", name, err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != header {
		return nil, fmt.Errorf("law: %s: the first line must be %s", name, header)
	}
	return records[1:], nil
}
