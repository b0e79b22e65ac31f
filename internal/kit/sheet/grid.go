package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// grid reads the rows of one worksheet part.
type grid struct {
	r     *Reader
	in    io.ReadCloser
	s     *scanner
	row   int
	began bool
	over  bool

	cells []string
	spans []span // of the cells whose text lies in text, until the row is complete
	text  []byte
	last  int // column of the last cell that holds anything
}

type span struct{ col, from, to int }

func (g *grid) close() { _ = g.in.Close() }

func (g *grid) next() (int, []string, error) {
	for {
		if g.over {
			return g.row, nil, g.tail()
		}
		t, err := g.s.next()
		if err != nil {
			return g.row, nil, err
		}
		switch {
		case t == tokenEnd:
			return g.row, nil, damaged(io.ErrUnexpectedEOF)
		case !g.began:
			if string(g.s.name) == "sheetData" && t != tokenText {
				g.began, g.over = true, t == tokenEmpty
			}
		case t == tokenClose && string(g.s.name) == "sheetData":
			g.over = true
		case t == tokenOpen && string(g.s.name) == "row":
			if err := g.place(); err != nil {
				return g.row, nil, err
			}
			if err := g.fill(); err != nil {
				return g.row, nil, err
			}
			if g.last > 0 {
				return g.row, g.cells[:g.last], nil
			}
		case t == tokenEmpty && string(g.s.name) == "row":
			if err := g.place(); err != nil {
				return g.row, nil, err
			}
		}
	}
}

// place takes the number of a row; one without a number follows the row before it.
func (g *grid) place() error {
	row := g.row + 1
	if v := g.s.attr("r"); v != nil {
		row = number(v)
	}
	if row <= g.row || row > maxRow {
		return damaged(errors.New("rows out of order"))
	}
	g.row = row
	return nil
}

// fill reads the cells of the row just opened.
func (g *grid) fill() error {
	clear(g.cells[:g.last])
	g.spans, g.text, g.last = g.spans[:0], g.text[:0], 0
	col := 0
	for {
		t, err := g.s.next()
		if err != nil {
			return err
		}
		switch t {
		case tokenEnd:
			return damaged(io.ErrUnexpectedEOF)
		case tokenClose:
			if string(g.s.name) == "row" {
				g.settle()
				return nil
			}
		case tokenOpen, tokenEmpty:
			if string(g.s.name) != "c" {
				if t == tokenOpen {
					err = g.s.skip()
				}
				if err != nil {
					return err
				}
				continue
			}
			at, style, kind := g.head()
			if at <= 0 {
				at = col + 1
			}
			col = at
			if col > maxColumn {
				return damaged(errors.New("column out of range"))
			}
			if t == tokenOpen {
				if err := g.cell(col, style, kind); err != nil {
					return err
				}
			}
		}
	}
}

// settle turns the texts gathered into strings, with one allocation for the row.
func (g *grid) settle() {
	if len(g.spans) == 0 {
		return
	}
	all := string(g.text)
	for _, s := range g.spans {
		g.cells[s.col-1] = all[s.from:s.to]
	}
}

type cellKind byte

const (
	cellNumber cellKind = iota
	cellShared
	cellText // also the result of a formula
	cellInline
	cellBool
	cellError
	cellDate
)

// head reads the attributes of a cell: its column (0: not said), style and kind.
func (g *grid) head() (col, style int, kind cellKind) {
	style = -1
	rest := g.s.attrs
	for {
		var n, v []byte
		if n, v, rest = cutAttr(rest); n == nil {
			return col, style, kind
		}
		if len(n) != 1 {
			continue
		}
		switch n[0] {
		case 'r':
			for _, c := range v {
				if c >= 'a' && c <= 'z' {
					c -= 'a' - 'A'
				}
				if c < 'A' || c > 'Z' || col > maxColumn {
					break
				}
				col = col*26 + int(c-'A') + 1
			}
		case 's':
			style = number(v)
		case 't':
			switch string(v) {
			case "s":
				kind = cellShared
			case "str":
				kind = cellText
			case "inlineStr":
				kind = cellInline
			case "b":
				kind = cellBool
			case "e":
				kind = cellError
			case "d":
				kind = cellDate
			}
		}
	}
}

// cell reads the content of a cell up to its close and keeps what it shows.
func (g *grid) cell(col, style int, kind cellKind) error {
	s := g.s
	from := len(g.text)
	value, formula := false, false
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t {
		case tokenEnd:
			return damaged(io.ErrUnexpectedEOF)
		case tokenText:
			if value && len(g.text)-from < maxText {
				g.text = s.appendText(g.text)
			}
		case tokenEmpty:
			formula = formula || string(s.name) == "f"
		case tokenOpen:
			switch string(s.name) {
			case "v":
				value = true
			case "is":
				if g.text, err = s.richText(g.text, "is"); err != nil {
					return err
				}
			case "f":
				formula = true
				fallthrough
			default:
				if err := s.skip(); err != nil {
					return err
				}
			}
		case tokenClose:
			switch string(s.name) {
			case "v":
				value = false
			case "c":
				return g.keep(col, style, kind, from, formula)
			}
		}
	}
}

func (g *grid) keep(col, style int, kind cellKind, from int, formula bool) error {
	v := g.text[from:]
	if formula {
		g.r.report(Problem{Row: g.row, Col: col, Value: string(v),
			Zh: "单元格是公式，请复制后用“选择性粘贴→数值”换成结果", En: "the cell is a formula; copy it and paste the values over it"})
	}
	if len(v) == 0 {
		return nil
	}
	if col > g.r.lim.Columns {
		if g.blankText(kind, v) {
			g.text = g.text[:from]
			return nil
		}
		return g.r.tooWide(g.row, col)
	}
	for len(g.cells) < col {
		g.cells = append(g.cells, "")
	}
	switch kind {
	case cellShared:
		text, ok := g.r.book.texts.at(number(trimBlank(v)))
		g.text = g.text[:from]
		if !ok {
			return damaged(errors.New("shared text missing"))
		}
		if longer(text, g.r.lim.Cell) {
			text = g.r.tooLong(g.row, col, text)
		}
		if strings.TrimSpace(text) != "" {
			g.cells[col-1] = text
			g.last = max(g.last, col)
		}
		return nil
	case cellNumber:
		g.number(col, style, from)
	case cellBool:
		word := "FALSE"
		if v = trimBlank(v); string(v) == "1" || string(v) == "true" {
			word = "TRUE"
		}
		g.text = append(g.text[:from], word...)
	case cellError:
		g.r.report(Problem{Row: g.row, Col: col, Value: string(v),
			Zh: "单元格是错误值，请改为实际内容或清空", En: "the cell shows an error; write the value or clear it"})
	case cellDate:
		g.text = g.text[:from+len(isoDay(v))]
	case cellText:
		g.text = unhex(g.text, from)
	}
	if len(g.text)-from > g.r.lim.Cell {
		if text := string(g.text[from:]); longer(text, g.r.lim.Cell) {
			g.text = append(g.text[:from], g.r.tooLong(g.row, col, text)...)
		}
	}
	if len(bytes.TrimSpace(g.text[from:])) == 0 {
		g.text = g.text[:from]
		return nil
	}
	g.spans = append(g.spans, span{col, from, len(g.text)})
	g.last = max(g.last, col)
	return nil
}

func (g *grid) number(col, style, from int) {
	v := trimBlank(g.text[from:])
	if len(v) == 0 {
		g.text = g.text[:from]
		return
	}
	as := lookNumber
	if style >= 0 && style < len(g.r.book.looks) {
		as = g.r.book.looks[style]
	}
	var room [32]byte
	if as != lookNumber {
		if out, ok := appendMoment(room[:0], v, as, g.r.book.epoch1904); ok {
			g.text = append(g.text[:from], out...)
			return
		}
	}
	if worn(v) {
		g.r.report(Problem{Row: g.row, Col: col, Value: string(v),
			Zh: "数字超过 15 位，Excel 已丢掉末尾几位，请把该列设为“文本”后重新填写",
			En: "the number has more than 15 digits and Excel has lost the last ones; format the column as text and type it again"})
	}
	out := appendNumber(room[:0], v)
	g.text = append(g.text[:from], out...)
}

// blankText reports whether a cell beyond the columns allowed holds nothing anyone sees.
func (g *grid) blankText(kind cellKind, v []byte) bool {
	if kind == cellShared {
		text, ok := g.r.book.texts.at(number(trimBlank(v)))
		return ok && strings.TrimSpace(text) == ""
	}
	return len(bytes.TrimSpace(v)) == 0
}

// isoDay drops a midnight from the rare cells that store a date as text.
func isoDay(v []byte) []byte {
	if len(v) > 10 && v[10] == 'T' {
		if t := string(v[11:]); t == "00:00:00" || t == "00:00:00.000" || t == "00:00:00Z" {
			return v[:10]
		}
		v[10] = ' '
	}
	return v
}

func trimBlank(v []byte) []byte {
	for len(v) > 0 && blank(v[0]) {
		v = v[1:]
	}
	for len(v) > 0 && blank(v[len(v)-1]) {
		v = v[:len(v)-1]
	}
	return v
}

// tail reads what follows the rows: merged cells are listed there.
func (g *grid) tail() error {
	for {
		t, err := g.s.next()
		if err != nil {
			return err
		}
		if t == tokenEnd {
			return io.EOF
		}
		if t == tokenClose || t == tokenText || string(g.s.name) != "mergeCell" {
			continue
		}
		ref := string(unescape(nil, g.s.attr("ref")))
		row, col, bottom := corners(ref)
		if row == 0 || bottom < g.r.first {
			continue
		}
		g.r.report(Problem{Row: row, Col: col, Value: ref,
			Zh: "单元格 " + clip(ref, 20) + " 是合并的，请取消合并并在每行填写", En: "cells " + clip(ref, 20) + " are merged; unmerge them and fill every row"})
	}
}

// corners reads A1:B2 as the row and column of its first cell and the row of its last.
func corners(ref string) (row, col, bottom int) {
	part := 0
	for i := 0; i <= len(ref); i++ {
		if i < len(ref) && ref[i] != ':' {
			switch c := ref[i]; {
			case c >= 'A' && c <= 'Z' && part == 0 && col <= maxColumn:
				col = col*26 + int(c-'A') + 1
			case c >= '0' && c <= '9' && bottom <= maxRow:
				bottom = bottom*10 + int(c-'0')
			}
			continue
		}
		if part == 0 {
			row = bottom
		}
		if part++; i < len(ref) {
			bottom = 0
		}
	}
	if row > maxRow || col > maxColumn || !utf8.ValidString(ref) {
		return 0, 0, 0
	}
	return row, col, bottom
}
