package sheet

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
)

// Mark writes the person's sheet back as xlsx: their own rows in their own places, the cells at fault red, and a last
// column 错误 that says what to correct. Formulas come as their results and merged cells unmerged. A problem of the sheet
// as a whole stands beside the headings. The rows stream, so memory grows with the problems only. The reader is read
// through twice and left at its end.
func Mark(r *Reader, problems []Problem, w io.Writer) error {
	m := &marking{out: newBook(w, tabOut{name: cmp.Or(r.name, "数据")}), header: r.header}
	if err := m.survey(r); err != nil {
		return err
	}
	m.problems = slices.Clone(problems)
	for i := range m.problems {
		m.problems[i].Row = max(m.problems[i].Row, 0)
		if m.problems[i].Row == 0 {
			m.problems[i].Row = m.header
		}
	}
	slices.SortStableFunc(m.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col))
	})
	if err := r.Rewind(); err != nil {
		return err
	}
	m.out.begin(m.header, m.widths())
	for {
		row, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		for len(m.problems) > 0 && m.problems[0].Row < row {
			if err := m.row(m.problems[0].Row, nil); err != nil {
				return err
			}
		}
		if err := m.row(row, cells); err != nil {
			return err
		}
	}
	for len(m.problems) > 0 {
		if err := m.row(m.problems[0].Row, nil); err != nil {
			return err
		}
	}
	m.out.end("")
	return m.out.finish()
}

type marking struct {
	out      *bookOut
	problems []Problem // by row, taken from the front
	column   int       // index of the column 错误
	header   int
	cells    []string
}

// survey finds the row of the headings and the column to write in; a sheet marked before keeps its column.
func (m *marking) survey(r *Reader) error {
	if err := r.Rewind(); err != nil {
		return err
	}
	again := -1
	for {
		row, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		m.header = cmp.Or(m.header, row)
		if n := len(cells) - 1; row == m.header && n >= 0 && isErrorColumn(cells[n]) {
			again = n
		}
	}
	m.column = r.width
	if again >= 0 && again == r.width-1 {
		m.column = again
	}
	return nil
}

func (m *marking) widths() []int {
	out := make([]int, m.column+1)
	for i := range out {
		out[i] = 16
	}
	out[m.column] = 60
	return out
}

const maxWhy = 4000

// row writes one row with the problems that concern it.
func (m *marking) row(row int, cells []string) error {
	m.cells = append(m.cells[:0], cells[:min(len(cells), m.column)]...)
	for len(m.cells) <= m.column {
		m.cells = append(m.cells, "")
	}
	var why strings.Builder
	bad := map[int]bool{}
	for len(m.problems) > 0 && m.problems[0].Row == row {
		p := m.problems[0]
		m.problems = m.problems[1:]
		if p.Col > 0 && !p.Warning {
			bad[p.Col-1] = true
		}
		if why.Len() > maxWhy {
			continue
		}
		if why.Len() > 0 {
			why.WriteString("；")
		}
		if p.Col > 0 {
			why.WriteString(Cell(row, p.Col) + " ")
			if p.Column != "" {
				why.WriteString(clip(p.Column, 40) + "：")
			}
		}
		why.WriteString(clip(p.Zh, 500))
	}
	m.cells[m.column] = why.String()
	if row == m.header {
		m.cells[m.column] = ErrorColumn
		if why.Len() > 0 {
			m.cells[m.column] = ErrorColumn + "：" + why.String()
		}
	}
	return m.out.row(row, m.cells, func(col int) style {
		switch {
		case bad[col]:
			return styleBad
		case row == m.header:
			return styleHead
		case col == m.column:
			return styleWhy
		}
		return styleText
	})
}
