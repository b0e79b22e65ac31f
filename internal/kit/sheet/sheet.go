// Package sheet reads and writes the tables people keep in Excel: xlsx and csv, row by row in bounded memory.
//
// What comes in may be anything: a reader bounds what it takes, says what is wrong by cell and never guesses. What goes
// out can never become a formula on somebody else's screen.
package sheet

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"shian/internal/kit/fault"
)

// A Problem is one fault at one place of a sheet, with what the person should do about it.
type Problem struct {
	Row, Col int    // as the person counts them, from 1; 0: the sheet as a whole
	Column   string // heading of the column, when known
	Value    string // what stands there, at most 80 characters
	Zh, En   string // one sentence each, naming the remedy
	Warning  bool   // told to the person, but nothing is refused because of it
}

// Where names the place as Excel does: B7, row 7, or nothing for the sheet as a whole.
func (p Problem) Where() string {
	switch {
	case p.Row > 0 && p.Col > 0:
		return Cell(p.Row, p.Col)
	case p.Row > 0:
		return strconv.Itoa(p.Row)
	case p.Col > 0:
		return letters(p.Col)
	}
	return ""
}

// Text is the sentence in the given language ("en", otherwise Chinese), with its place in front.
func (p Problem) Text(lang string) string {
	s := p.Zh
	if lang == "en" && p.En != "" {
		s = p.En
	}
	if w := p.Where(); w != "" {
		return w + " " + s
	}
	return s
}

// Cell names a cell by its row and column, both from 1: Cell(7, 2) is "B7".
func Cell(row, col int) string { return letters(col) + strconv.Itoa(row) }

func letters(col int) string {
	var b [8]byte
	i := len(b)
	for col > 0 && i > 0 {
		col--
		i--
		b[i] = byte('A' + col%26)
		col /= 26
	}
	return string(b[i:])
}

// An Error says why a whole sheet cannot be read or written, in Chinese and English, naming the remedy.
type Error struct {
	Zh, En string
	Row    int   // where reading stopped, from 1; 0: before any row
	Cause  error // for the log, never shown
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.En + ": " + e.Cause.Error()
	}
	return e.En
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Text is the sentence in the given language ("en", otherwise Chinese).
func (e *Error) Text(lang string) string {
	if lang == "en" {
		return e.En
	}
	return e.Zh
}

func refuse(zh, en string, args ...any) *Error {
	if len(args) > 0 {
		zh, en = fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)
	}
	return &Error{Zh: zh, En: en}
}

// Limits bound what a reader takes. A zero field means the default beside it.
type Limits struct {
	Size     int64 // bytes of the file: 64 MiB
	Rows     int   // rows that are not blank: 200,000
	Columns  int   // columns in use, blank ones to the right not counted: 256
	Cell     int   // characters in one cell: 32,767, as in Excel
	Unpacked int64 // bytes of one part of a workbook once decompressed: 1 GiB
	Shared   int64 // bytes of the texts a workbook keeps apart from its cells: 128 MiB
	Problems int   // problems kept; more are only counted: 1,000
}

// Bounds of the formats themselves.
const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
	maxCell   = 32767
)

func (l Limits) withDefaults() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def64 := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	def64(&l.Size, 64<<20)
	def(&l.Rows, 200_000)
	def(&l.Columns, 256)
	def(&l.Cell, maxCell)
	def64(&l.Unpacked, 1<<30)
	def64(&l.Shared, 128<<20)
	def(&l.Problems, 1000)
	l.Cell = min(l.Cell, maxCell)
	l.Columns = min(l.Columns, maxColumn)
	l.Shared = min(l.Shared, 1<<31)
	return l
}

func brief(s string) string { return clip(s, 80) }

// clip cuts s to n characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func longer(s string, n int) bool { return len(s) > n && utf8.RuneCountInString(s) > n }

// Fault is the refusal as services return it.
func (e *Error) Fault() *fault.Error {
	return &fault.Error{Kind: fault.KindInvalid, Zh: e.Zh, En: e.En, Cause: e.Cause}
}

// Field is the problem as services return it: by row, under the name its column has in the form.
func (p Problem) Field(name string) fault.Field {
	return fault.Field{Name: name, Row: p.Row, Label: p.Column, Zh: p.Text("zh"), En: p.Text("en")}
}
