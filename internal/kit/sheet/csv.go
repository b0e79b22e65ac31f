package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// lines reads csv as Excel does: a blank line is a row, a quoted line end belongs to its cell, and what follows a closing
// quote is kept.
type lines struct {
	r     *Reader
	in    *bufio.Reader
	comma byte
	row   int
	cells []string
	ends  []int
	text  []byte
	over  bool
}

func (l *lines) close() {}

// startCSV finds the encoding and the separator.
func (r *Reader) startCSV() error {
	head := make([]byte, 3)
	n, err := r.src.r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return &Error{Zh: "文件读不出来，请重新上传", En: "the file cannot be read; upload it again", Cause: err}
	}
	all := io.NewSectionReader(r.src.r, 0, r.src.size)
	var in io.Reader
	switch {
	case utf16Marked(head[:n]):
		in = transform.NewReader(all, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	case bytes.HasPrefix(head[:n], []byte("\xef\xbb\xbf")):
		in = io.NewSectionReader(r.src.r, 3, r.src.size-3)
	default:
		ok, err := isUTF8(all)
		if err != nil {
			return &Error{Zh: "文件读不出来，请重新上传", En: "the file cannot be read; upload it again", Cause: err}
		}
		in = io.NewSectionReader(r.src.r, 0, r.src.size)
		if !ok {
			in = transform.NewReader(in, simplifiedchinese.GB18030.NewDecoder())
		}
	}
	l := &lines{r: r, in: bufio.NewReaderSize(in, 64<<10)}
	if l.comma, err = l.separator(); err != nil {
		return err
	}
	r.rows = l
	if err := r.peek(); errors.Is(err, io.EOF) {
		return errEmpty
	} else if err != nil {
		return err
	}
	return nil
}

// isUTF8 reads the whole file once.
func isUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	held := 0
	for {
		n, err := r.Read(buf[held:])
		n += held
		last := n
		for i := 1; i <= min(3, n); i++ {
			if utf8.RuneStart(buf[n-i]) {
				if !utf8.FullRune(buf[n-i : n]) {
					last = n - i
				}
				break
			}
		}
		if !utf8.Valid(buf[:last]) {
			return false, nil
		}
		held = copy(buf, buf[last:n])
		if errors.Is(err, io.EOF) {
			return held == 0, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// separator is what the first line says with sep=, or what stands there most often outside quotes.
func (l *lines) separator() (byte, error) {
	head, err := l.in.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, damagedText(err)
	}
	if len(head) > 5 && bytes.EqualFold(head[:4], []byte("sep=")) && (head[5] == '\n' || head[5] == '\r') {
		comma := head[4]
		skip := 6
		if head[5] == '\r' && len(head) > 6 && head[6] == '\n' {
			skip = 7
		}
		_, _ = l.in.Discard(skip)
		return comma, nil
	}
	count := map[byte]int{}
	quoted := false
	for _, c := range bytes.TrimLeft(head, "\r\n") {
		if c == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if c == '\n' || c == '\r' {
			break
		}
		count[c]++
	}
	best := byte(',')
	for _, c := range []byte("\t;") {
		if count[c] > count[best] {
			best = c
		}
	}
	return best, nil
}

func (l *lines) next() (int, []string, error) {
	for !l.over {
		l.row++
		if err := l.line(); err != nil {
			return l.row, nil, err
		}
		if err := l.settle(); err != nil {
			return l.row, nil, err
		}
		if len(l.cells) > 0 {
			return l.row, l.cells, nil
		}
	}
	return l.row, nil, io.EOF
}

// line gathers the cells of one record: their texts in text, the end of each in ends.
func (l *lines) line() error {
	l.text, l.ends = l.text[:0], l.ends[:0]
	quoted, fresh := false, true
	start := 0
	for {
		c, err := l.in.ReadByte()
		if errors.Is(err, io.EOF) {
			l.over = true
			if quoted {
				return refuse("%s 的引号没有结束，请检查该单元格", "the quote opened in %s never ends; check that cell", Cell(l.row, len(l.ends)+1))
			}
			l.ends = append(l.ends, len(l.text))
			return nil
		}
		if err != nil {
			return damagedText(err)
		}
		switch {
		case quoted && c == '"':
			if next, err := l.in.Peek(1); err == nil && next[0] == '"' {
				_, _ = l.in.Discard(1)
				l.text = append(l.text, '"')
			} else {
				quoted = false
			}
			continue
		case quoted:
		case c == '"' && fresh:
			quoted, fresh = true, false
			continue
		case c == l.comma:
			if len(l.ends) < maxColumn {
				l.ends = append(l.ends, len(l.text))
			}
			start, fresh = len(l.text), true
			continue
		case c == '\r':
			if next, err := l.in.Peek(1); err == nil && next[0] == '\n' {
				continue
			}
			fallthrough
		case c == '\n':
			l.ends = append(l.ends, len(l.text))
			return nil
		}
		fresh = false
		if l.text = append(l.text, c); len(l.text)-start > maxText {
			return refuse("%s 的内容过长，可能是引号没有配对", "the text in %s is too long; perhaps a quote is not closed", Cell(l.row, len(l.ends)+1))
		}
	}
}

// settle turns the record into cells, blank ones at the end dropped.
func (l *lines) settle() error {
	l.cells = l.cells[:0]
	all, from := string(l.text), 0
	used := 0
	for i, to := range l.ends {
		text := all[from:to]
		from = to
		if strings.TrimSpace(text) == "" {
			text = ""
		}
		if text != "" {
			if i >= l.r.lim.Columns {
				return l.r.tooWide(l.row, i+1)
			}
			if text = l.check(i+1, text); strings.TrimSpace(text) != "" {
				used = i + 1
			} else {
				text = ""
			}
		}
		if i < l.r.lim.Columns {
			l.cells = append(l.cells, text)
		}
	}
	l.cells = l.cells[:used]
	return nil
}

func (l *lines) check(col int, text string) string {
	switch {
	case len(text) > 3 && strings.HasPrefix(text, `="`) && strings.HasSuffix(text, `"`) && !strings.Contains(text[2:len(text)-1], `"`):
		text = text[2 : len(text)-1] // ="00123" keeps the zeros in Excel
	case armoured(text):
		text = text[1:]
	case text[0] == '=':
		l.r.report(Problem{Row: l.row, Col: col, Value: text,
			Zh: "单元格是公式，请换成结果", En: "the cell is a formula; write its result"})
	}
	if strings.IndexByte(text, 0) >= 0 || strings.Contains(text, "\uFFFD") {
		l.r.report(Problem{Row: l.row, Col: col, Value: text,
			Zh: "有无法识别的字符，请用 Excel 另存为“CSV UTF-8”再上传", En: "some characters cannot be read; save as “CSV UTF-8” in Excel and upload again"})
	}
	if longer(text, l.r.lim.Cell) {
		text = l.r.tooLong(l.row, col, text)
	}
	return text
}

func damagedText(err error) error {
	return &Error{Zh: "文件读不出来，请用 Excel 另存为“CSV UTF-8”再上传", En: "the file cannot be read; save it as “CSV UTF-8” in Excel and upload again", Cause: err}
}
