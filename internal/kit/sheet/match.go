package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// A Column is one heading that a sheet may or must have, with other names people use for it.
type Column struct {
	Name     string
	Aliases  []string
	Required bool
}

// ErrorColumn heads the column that Mark adds; Match passes over it.
const ErrorColumn = "错误"

// Match finds each column in a row of headings: the index from 0 by Column.Name. Spaces, width, case and a mark of being
// required do not matter. Missing and double columns are problems; unknown ones are warnings, with the nearest name.
func Match(header []string, cols []Column) (map[string]int, []Problem) {
	names := map[string]int{} // normal form → index in cols
	for i, c := range cols {
		for _, n := range append([]string{c.Name}, c.Aliases...) {
			if _, ok := names[normal(n)]; !ok {
				names[normal(n)] = i
			}
		}
	}
	found := map[string]int{}
	var problems, unknown []Problem
	for at, h := range header {
		n := normal(h)
		if n == "" || isErrorColumn(h) {
			continue
		}
		i, ok := names[n]
		if !ok {
			unknown = append(unknown, Problem{Col: at + 1, Column: clip(h, 40), Value: brief(h), Warning: true})
			continue
		}
		name := cols[i].Name
		if before, twice := found[name]; twice {
			problems = append(problems, Problem{Col: at + 1, Column: name, Value: brief(h),
				Zh: fmt.Sprintf("“%s”列重复（%s 列已有），请删去一列", name, letters(before+1)),
				En: fmt.Sprintf("column %q stands twice (already in %s); delete one", name, letters(before+1))})
			continue
		}
		found[name] = at
	}
	for _, c := range cols {
		if _, ok := found[c.Name]; ok || !c.Required {
			continue
		}
		p := Problem{Column: c.Name, Zh: fmt.Sprintf("缺少“%s”列，请补上", c.Name), En: fmt.Sprintf("column %q is missing; add it", c.Name)}
		if u := nearest(c, unknown); u != nil {
			p.Col = u.Col
			p.Zh = fmt.Sprintf("缺少“%s”列；“%s”是否就是它？请改为“%s”", c.Name, u.Column, c.Name)
			p.En = fmt.Sprintf("column %q is missing; is it %q? Rename it to %q", c.Name, u.Column, c.Name)
		}
		problems = append(problems, p)
	}
	for _, u := range unknown {
		u.Zh = fmt.Sprintf("不认识“%s”列，其内容不会导入", u.Column)
		u.En = fmt.Sprintf("column %q is not known; what it holds is left out", u.Column)
		if c := suggest(u.Column, cols, found); c != "" {
			u.Zh += fmt.Sprintf("；是否为“%s”？", c)
			u.En += fmt.Sprintf("; is it %q?", c)
		}
		problems = append(problems, u)
	}
	return found, problems
}

// ReadHeader looks for the headings within the first ten rows, since many sheets have a title above them: the row that
// matches most columns is taken, and Next goes on below it. It gives the row's number with what Match says of it.
func ReadHeader(r *Reader, cols []Column) (row int, found map[string]int, problems []Problem, err error) {
	type candidate struct {
		row   int
		cells []string
	}
	var rows []candidate
	best, most := 0, -1
	for range 10 {
		n, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, nil, nil, err
		}
		rows = append(rows, candidate{n, slices.Clone(cells)})
		f, _ := Match(cells, cols)
		if len(f) > most {
			best, most = len(rows)-1, len(f)
		}
		if len(f) == len(cols) {
			break
		}
	}
	if len(rows) == 0 {
		return 0, nil, nil, errEmpty
	}
	head := rows[best]
	found, problems = Match(head.cells, cols)
	for i := range problems {
		problems[i].Row = head.row
	}
	if err := r.Rewind(); err != nil {
		return 0, nil, nil, err
	}
	r.header, r.first = head.row, head.row
	for {
		n, _, err := r.Next()
		if err != nil {
			return 0, nil, nil, err
		}
		if n >= head.row {
			r.problems = slices.DeleteFunc(r.problems, func(p Problem) bool { return p.Row < head.row })
			return head.row, found, problems, nil
		}
	}
}

// normal is a heading with what does not matter taken away.
func normal(s string) string {
	s = strings.ToLower(width.Fold.String(s))
	s = strings.Map(func(c rune) rune {
		if c == '*' || c <= ' ' || c == 0x3000 || c == 0xA0 || c == 0xFEFF {
			return -1
		}
		return c
	}, s)
	for _, mark := range []string{"(必填)", "(必填项)", "(选填)", "(required)", "[必填]"} {
		s = strings.TrimSuffix(s, mark)
	}
	return strings.TrimRight(s, ":")
}

func isErrorColumn(h string) bool { return h == ErrorColumn || strings.HasPrefix(h, ErrorColumn+"：") }

func nearest(c Column, unknown []Problem) *Problem {
	best, least := -1, 0
	for i, u := range unknown {
		for _, n := range append([]string{c.Name}, c.Aliases...) {
			if d, near := distance(normal(n), normal(u.Column)); near && (best < 0 || d < least) {
				best, least = i, d
			}
		}
	}
	if best < 0 {
		return nil
	}
	return &unknown[best]
}

func suggest(name string, cols []Column, found map[string]int) string {
	best, least := "", 0
	for _, c := range cols {
		if _, taken := found[c.Name]; taken {
			continue
		}
		for _, n := range append([]string{c.Name}, c.Aliases...) {
			if d, near := distance(normal(n), normal(name)); near && (best == "" || d < least) {
				best, least = c.Name, d
			}
		}
	}
	return best
}

// distance counts the characters to change; near when at most half of the longer name, or one name holds the other.
func distance(a, b string) (int, bool) {
	x, y := []rune(clip(a, 40)), []rune(clip(b, 40))
	if len(x) == 0 || len(y) == 0 {
		return 0, false
	}
	before := make([]int, len(y)+1)
	for j := range before {
		before[j] = j
	}
	for i := range x {
		diagonal := before[0]
		before[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = before[j+1]
			before[j+1] = min(change, before[j]+1, before[j+1]+1)
		}
	}
	d := before[len(y)]
	held := min(len(x), len(y)) >= 2 && (strings.Contains(a, b) || strings.Contains(b, a))
	return d, held || 2*d <= max(len(x), len(y))
}
