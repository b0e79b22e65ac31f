// Package policy holds the facts of the provincial policy on food safety of 2020 that the task ledger is built on: its 44
// tasks and 4 safeguards, who answers for each, and every target (source GS-POLICY-2020).
//
// Titles are this project's own; bodies, numbers and dates are the policy's. What the policy says only in words (全覆盖 and the
// like) is a target marked Inferred.
package policy

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
)

// Whole is the section of the policy that sets the targets of the whole province; Target.Row carries it for those.
const Whole = "一(二)"

// A Role is what the policy asks of a body in one row.
type Role string

// Lead is 牵头; every other body named shares the work (按职责分工负责).
const (
	Lead        Role = "lead"
	Responsible Role = "responsible"
)

// A Duty is one body's part in one row, in the order the policy names them.
type Duty struct {
	Body string // Body.Code
	Role Role
}

// A Row is one line of the task ledger: a task "1" to "44" or a safeguard "保1" to "保4".
type Row struct {
	Number         string
	Chapter        string // place in the policy: 二(一) … 二(八), 三(一) … 三(四)
	Group, GroupEn string
	Title, TitleEn string
	Duties         []Duty
	Goals          []string // whole-province targets T1–T5 that are counted under this row
	Targets        []Target // the row's own
}

// A Target is one thing the policy asks for.
//
// Operator is >=, <=, = or qualitative; Value is a decimal, a day of the year (12-10) or empty when qualitative; Unit,
// Deadline and Scope are the policy's words. Inferred marks a figure that the policy only implies, such as 100 % for 全覆盖.
type Target struct {
	Row      string // Row.Number, or Whole
	Code     string // T1 … T5, otherwise empty
	Name     string
	NameEn   string
	Operator string
	Value    string
	Unit     string
	Deadline string
	Scope    string
	Inferred bool
}

// First returns the code of the body to show as answering for the row: the first that leads, else the first named.
func (r Row) First() string {
	for _, d := range r.Duties {
		if d.Role == Lead {
			return d.Body
		}
	}
	return r.Duties[0].Body
}

// Rows returns the 48 rows in the order of the policy. The slice is the caller's own; what its rows hold is shared and must
// not be changed.
func Rows() []Row { return append([]Row(nil), read().rows...) }

// Targets returns every target, of the province and of the rows: first those the policy states, then the inferred ones.
func Targets() []Target { return append([]Target(nil), read().targets...) }

// Goals returns the five targets of the whole province that have a code, T1 to T5.
func Goals() []Target {
	var goals []Target
	for _, t := range read().targets {
		if t.Code != "" {
			goals = append(goals, t)
		}
	}
	return goals
}

//go:embed rows.csv
var rowsCSV string

//go:embed duties.csv
var dutiesCSV string

//go:embed targets.csv
var targetsCSV string

type facts struct {
	rows    []Row
	targets []Target
	bodies  []Body
}

var read = sync.OnceValue(func() facts {
	f, err := parse()
	if err != nil {
		panic(err) // the files are part of the program; a test reads them
	}
	return f
})

func parse() (f facts, err error) {
	if f.bodies, err = parseBodies(bodiesCSV, unitsCSV); err != nil {
		return f, err
	}
	if f.targets, err = parseTargets(targetsCSV); err != nil {
		return f, err
	}
	f.rows, err = parseRows(rowsCSV, dutiesCSV, f)
	return f, err
}

func parseRows(text, duties string, f facts) ([]Row, error) {
	records, err := lines("rows", text, "number,chapter,group,group_en,title,title_en,goals")
	if err != nil {
		return nil, err
	}
	var rows []Row
	at := map[string]int{}
	for _, r := range records {
		at[r[0]] = len(rows)
		rows = append(rows, Row{Number: r[0], Chapter: r[1], Group: r[2], GroupEn: r[3], Title: r[4], TitleEn: r[5], Goals: strings.Fields(r[6])})
	}
	records, err = lines("duties", duties, "row,body,role")
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, b := range f.bodies {
		known[b.Code] = true
	}
	for i, r := range records {
		n, ok := at[r[0]]
		if !ok || !known[r[1]] || r[2] != string(Lead) && r[2] != string(Responsible) {
			return nil, fmt.Errorf("policy: duties line %d: row %q, body %q or role %q is not known", i+2, r[0], r[1], r[2])
		}
		rows[n].Duties = append(rows[n].Duties, Duty{Body: r[1], Role: Role(r[2])})
	}
	for _, t := range f.targets {
		n, ok := at[t.Row]
		if !ok && t.Row != Whole {
			return nil, fmt.Errorf("policy: target %q belongs to no row: %q", t.Name, t.Row)
		}
		if ok {
			rows[n].Targets = append(rows[n].Targets, t)
		}
	}
	return rows, nil
}

func parseTargets(text string) ([]Target, error) {
	records, err := lines("targets", text, "row,code,name,name_en,operator,value,unit,deadline,scope,inferred")
	if err != nil {
		return nil, err
	}
	var targets []Target
	for _, r := range records {
		targets = append(targets, Target{Row: r[0], Code: r[1], Name: r[2], NameEn: r[3], Operator: r[4], Value: r[5], Unit: r[6],
			Deadline: r[7], Scope: r[8], Inferred: r[9] == "true"})
	}
	return targets, nil
}

// lines reads a table, checks its header and returns the rows below it.
func lines(name, text, header string) ([][]string, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("policy: %s: %w", name, err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != header {
		return nil, fmt.Errorf("policy: %s: the first line must be %s", name, header)
	}
	return records[1:], nil
}
