package paper

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"shian/internal/kit/fault"
)

// Words is the document as plain text: a line for each paragraph, heading and row, cells parted by tabs. Its SHA-256 is the
// hash in the footer, so whoever has the words can compute it again with any tool.
func (c *Content) Words() string {
	var w words
	w.line(c.Office)
	w.line(c.Title)
	if c.number != "" {
		w.line(c.number)
	}
	for _, b := range c.Blocks {
		b.write(&w)
	}
	if c.Seal != nil {
		w.line(c.Seal.Note)
		w.line(c.Seal.Office)
		w.line(chineseDay(c.Seal.Day))
	}
	return w.String()
}

// words collects lines; inside one, a newline is U+2028 so that lines and cells can be told apart.
type words struct{ strings.Builder }

var inLine = strings.NewReplacer("\n", "\u2028", "\t", " ")

func (w *words) line(cells ...string) {
	if len(cells) == 1 && cells[0] == "" {
		return
	}
	for i, s := range cells {
		if i > 0 {
			w.WriteByte('\t')
		}
		w.WriteString(inLine.Replace(tidy(s)))
	}
	w.WriteByte('\n')
}

func (h Heading) write(w *words)   { w.line(string(h)) }
func (p Paragraph) write(w *words) { w.line(p.Text) }
func (Gap) write(*words)           {}
func (NewPage) write(*words)       {}

func (f Facts) write(w *words) {
	for _, x := range f {
		w.line(x.Label, shown(x.Value))
	}
}

func (t Table) write(w *words) {
	w.line(t.Caption)
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Label
	}
	w.line(head...)
	for _, r := range t.Rows {
		w.line(t.cells(r)...)
	}
}

// cells gives a row as many cells as the table has columns; more are put into the last, so that nothing is lost.
func (t Table) cells(row []string) []string {
	n := len(t.Columns)
	out := make([]string, n)
	copy(out, row)
	if len(row) > n && n > 0 {
		out[n-1] = strings.Join(row[n-1:], " ")
	}
	return out
}

func (s Signatures) write(w *words) {
	for _, x := range s {
		w.line(x.Role, x.Name, dayOrBlank(x.Day))
	}
}

func shown(value string) string {
	if strings.TrimSpace(value) == "" {
		return "/"
	}
	return value
}

// tidy leaves out what has no shape: control characters, joiners, marks of direction. What has one is never dropped.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r', r == '\u00a0', r == '\u2028', r == '\u2029', r == '\v', r == '\f', r == '\u0085':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			return -1
		}
		return r
	}, s)
}

const mostNamed = 10

// missing refuses text with characters that no font has, and names them: a name must not lose one silently.
func (m *meter) missing(text string) error {
	var gone []rune
	for _, r := range text {
		if unicode.IsControl(r) || r == '\u2028' || slices.Contains(gone, r) {
			continue
		}
		if m.glyph(r, false).face == nil || m.glyph(r, true).face == nil {
			gone = append(gone, r)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	var named []string
	for _, r := range gone[:min(len(gone), mostNamed)] {
		named = append(named, fmt.Sprintf("“%c”（U+%04X）", r, r))
	}
	list := strings.Join(named, "、")
	return fault.Refused(fmt.Sprintf("文书字体缺 %d 个字：%s。请改正，或由管理员以 --font 指定含有这些字的字体", len(gone), list),
		fmt.Sprintf("the fonts lack %d characters: %s. Correct them, or have a font that has them named by --font", len(gone), list))
}

// chineseDay writes a day as documents do: 2026年7月31日; what is no day stays as it is.
func chineseDay(day string) string {
	var y, m, d int
	if n, err := fmt.Sscanf(day, "%4d-%2d-%2d", &y, &m, &d); n != 3 || err != nil || len(day) != 10 {
		return day
	}
	return fmt.Sprintf("%d年%d月%d日", y, m, d)
}

// dayOrBlank leaves room to write a day by hand.
func dayOrBlank(day string) string {
	if day == "" {
		return "年　　月　　日"
	}
	return chineseDay(day)
}
