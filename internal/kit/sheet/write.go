package sheet

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// A Format is a file format that can be written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Type is the media type of the format.
func (f Format) Type() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// A Head is one column of a sheet to be written.
type Head struct {
	Name   string
	Width  int  // in characters; 0: as wide as the name needs, at least 12
	Number bool // numbers that show as they stand are written as numbers in xlsx, so that they can be summed
}

// A Writer writes one sheet row by row, in memory that does not grow with the rows. In xlsx the headings are styled and
// stay in sight; csv starts with a byte order mark so that Excel shows Chinese. Nothing written is ever a formula.
type Writer struct {
	head  []Head
	lines *bufio.Writer // csv
	book  *bookOut      // xlsx
	row   int
	err   error
}

// NewWriter starts a sheet with its headings. Close it, or the file is not complete.
func NewWriter(w io.Writer, f Format, head []Head) (*Writer, error) {
	out := &Writer{head: head}
	names := make([]string, len(head))
	for i, h := range head {
		names[i] = h.Name
	}
	switch f {
	case CSV:
		out.lines = bufio.NewWriterSize(w, 64<<10)
		_, _ = out.lines.WriteString("\ufeff")
		return out, out.Row(names)
	case XLSX:
		out.book = newBook(w, tabOut{name: "数据"})
		out.book.begin(1, widths(head))
		out.row = 1
		out.err = out.book.row(1, names, func(int) style { return styleHead })
		return out, out.err
	}
	return nil, refuse("不能写成 %s，只有 csv 和 xlsx", "%s cannot be written, only csv and xlsx", brief(string(f)))
}

// Row writes one row below the one before. It fails, naming the cell, when a text is longer than 32,767 characters or the
// sheet is full at 1,048,576 rows; after a failure nothing more is written.
func (w *Writer) Row(cells []string) error {
	if w.err != nil {
		return w.err
	}
	w.row++
	if w.lines != nil {
		w.err = w.line(cells)
	} else {
		w.err = w.book.row(w.row, cells, w.style)
	}
	return w.err
}

// Close completes the file; it does not close what it was written to.
func (w *Writer) Close() error {
	switch {
	case w.err != nil:
		return w.err
	case w.lines != nil:
		w.err = w.lines.Flush()
	default:
		w.book.end("")
		w.err = w.book.finish()
	}
	if w.err != nil {
		return w.err
	}
	w.err = io.ErrClosedPipe
	return nil
}

func (w *Writer) style(col int) style {
	if col < len(w.head) && w.head[col].Number {
		return styleNumber
	}
	return styleText
}

func (w *Writer) line(cells []string) error {
	for i, c := range cells {
		if i > 0 {
			_ = w.lines.WriteByte(',')
		}
		if tooLongToWrite(c) {
			return writeTooLong(w.row, i+1)
		}
		c = Armour(readable.Replace(strings.ToValidUTF8(c, "\uFFFD")))
		if c == "" || !strings.ContainsAny(c, ",;\t\"\r\n") && c[0] != ' ' && c[len(c)-1] != ' ' && (len(c) < 4 || !strings.EqualFold(c[:4], "sep=")) {
			_, _ = w.lines.WriteString(c)
			continue
		}
		_ = w.lines.WriteByte('"')
		_, _ = w.lines.WriteString(strings.ReplaceAll(c, `"`, `""`))
		_ = w.lines.WriteByte('"')
	}
	_, err := w.lines.WriteString("\r\n")
	return err
}

var readable = strings.NewReplacer("\x00", "\uFFFD", "\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD")

func tooLongToWrite(s string) bool {
	if len(s) <= maxCell {
		return false
	}
	n := 0
	for _, c := range s {
		if n++; c > 0xFFFF {
			n++
		}
	}
	return n > maxCell
}

func writeTooLong(row, col int) error {
	e := refuse("%s 的内容超过 32767 个字符，表格放不下，请缩短", "the text in %s has more than 32,767 characters, which no sheet can hold; shorten it", Cell(row, col))
	e.Row = row
	return e
}

func widths(head []Head) []int {
	out := make([]int, len(head))
	for i, h := range head {
		if out[i] = h.Width; h.Width <= 0 {
			out[i] = max(12, display(h.Name)+4)
		}
		out[i] = min(out[i], 100)
	}
	return out
}

// display is how many narrow characters a text is wide.
func display(s string) int {
	n := 0
	for _, c := range s {
		if n++; c >= 0x2E80 && utf8.RuneLen(c) > 2 {
			n++
		}
	}
	return n
}
