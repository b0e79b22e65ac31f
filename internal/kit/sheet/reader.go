package sheet

import (
	"bytes"
	"errors"
	"io"
)

// A Reader gives the rows of one sheet, from the top, blank rows left out.
type Reader struct {
	src      source
	lim      Limits
	rows     rows
	book     *book // nil for csv
	name     string
	ahead    *pending
	problems []Problem
	dropped  int
	count    int
	width    int
	first    int // first row of the data; merged cells above it disturb nobody
	header   int // row of the headings, once ReadHeader found it
	ended    bool
	err      error
}

type source struct {
	r    io.ReaderAt
	size int64
	name string
}

type pending struct {
	row   int
	cells []string
}

// rows is one format's way of giving the next row; the cells hold until the next call.
type rows interface {
	next() (row int, cells []string, err error)
	close()
}

// Open looks at what a file is, whatever its name says, and reads it as xlsx or csv. Of several sheets it takes the first
// visible one with anything on it; Sheet says which. Close the reader when done.
//
// Csv may be UTF-8, UTF-16 or GB18030 (as Excel saves in China), with commas, semicolons or tabs. Anything else, an
// encrypted workbook, the old xls, a web page named xls, is refused with an *Error that names the remedy.
func Open(r io.ReaderAt, size int64, name string, lim Limits) (*Reader, error) {
	lim = lim.withDefaults()
	src := source{r, size, name}
	if size > lim.Size {
		return nil, refuse("文件 %d MB，超过上限 %d MB，请分成几个文件", "the file has %d MB, more than the %d MB allowed; split it", size>>20, lim.Size>>20)
	}
	rd := &Reader{src: src, lim: lim}
	kind, err := detect(src)
	if err != nil {
		return nil, err
	}
	if kind == kindCSV {
		err = rd.startCSV()
	} else {
		err = rd.startBook()
	}
	if err != nil {
		rd.Close()
		return nil, err
	}
	return rd, nil
}

// Sheet is the name of the sheet being read; empty for csv.
func (r *Reader) Sheet() string { return r.name }

// Sheets are the names of the visible sheets of the workbook, in order; none for csv.
func (r *Reader) Sheets() []string {
	var out []string
	if r.book != nil {
		for _, s := range r.book.sheets {
			if !s.hidden {
				out = append(out, s.name)
			}
		}
	}
	return out
}

// Select starts again at the top of the sheet of that name.
func (r *Reader) Select(name string) error {
	if r.book != nil {
		for _, s := range r.book.sheets {
			if s.name == name {
				r.reset()
				return r.enter(s)
			}
		}
	}
	return refuse("没有名为“%s”的工作表", "there is no sheet named %q", brief(name))
}

// Rewind starts again at the top of the same sheet.
func (r *Reader) Rewind() error {
	if r.book != nil {
		return r.Select(r.name)
	}
	r.reset()
	return r.startCSV()
}

// Next gives the next row that is not blank: its number as the person sees it, from 1, and its cells from the first to the
// last that holds anything. Cells hold only until the next call; the strings stay. At the end it gives io.EOF.
//
// Dates come as 2006-01-02 (with 15:04:05 behind when the cell shows a time that is not midnight), numbers as the decimal
// text of what is stored, true and false as TRUE and FALSE.
func (r *Reader) Next() (row int, cells []string, err error) {
	if p := r.ahead; p != nil {
		r.ahead = nil
		return p.row, p.cells, nil
	}
	if r.err != nil {
		return 0, nil, r.err
	}
	row, cells, err = r.rows.next()
	if err == nil && r.count >= r.lim.Rows {
		err = refuse("超过 %d 行，请分成几个文件", "more than %d rows; split the file", r.lim.Rows)
	}
	if err != nil {
		r.ended = errors.Is(err, io.EOF)
		var e *Error
		if errors.As(err, &e) && e.Row == 0 {
			placed := *e
			placed.Row = row
			err = &placed
		}
		r.err = err
		return 0, nil, err
	}
	r.count++
	r.width = max(r.width, len(cells))
	return row, cells, nil
}

// Problems are what was found wrong up to the row read last: formulas, error cells, texts too long, unreadable
// characters. Merged cells are known only once Next gave io.EOF.
func (r *Reader) Problems() []Problem { return r.problems }

// Dropped counts the problems beyond those kept.
func (r *Reader) Dropped() int { return r.dropped }

// Count is how many rows Next has read.
func (r *Reader) Count() int { return r.count }

// Width is the number of columns of the widest row read so far.
func (r *Reader) Width() int { return r.width }

// Close frees what the reader holds; it does not close the file.
func (r *Reader) Close() {
	if r.rows != nil {
		r.rows.close()
	}
}

func (r *Reader) reset() {
	r.Close()
	r.rows, r.ahead, r.problems, r.dropped, r.count, r.width, r.ended, r.err = nil, nil, nil, 0, 0, 0, false, nil
}

// peek reads the next row and keeps it for Next.
func (r *Reader) peek() error {
	row, cells, err := r.Next()
	if err == nil {
		r.ahead = &pending{row, cells}
	}
	return err
}

func (r *Reader) report(p Problem) {
	if len(r.problems) >= r.lim.Problems {
		r.dropped++
		return
	}
	p.Value = brief(p.Value)
	r.problems = append(r.problems, p)
}

func (r *Reader) tooWide(row, col int) error {
	e := refuse("%s 有内容：超过 %d 列，请删去多余的列", "%s is filled: more than %d columns; delete what is not needed", Cell(row, col), r.lim.Columns)
	e.Row = row
	return e
}

func (r *Reader) tooLong(row, col int, s string) string {
	r.report(Problem{Row: row, Col: col, Value: s,
		Zh: "内容太长，请缩短后再导入", En: "the text is too long; shorten it"})
	return clip(s, r.lim.Cell)
}

var errEmpty = refuse("表中没有内容，请检查是否选错了文件", "the sheet is empty; check that it is the right file")

type kind int

const (
	kindCSV kind = iota
	kindBook
)

// detect goes by content: what a file is called says nothing.
func detect(src source) (kind, error) {
	head := make([]byte, 4096)
	n, err := src.r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, &Error{Zh: "文件读不出来，请重新上传", En: "the file cannot be read; upload it again", Cause: err}
	}
	head = head[:n]
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	starts := func(words ...string) bool {
		for _, w := range words {
			if bytes.HasPrefix(text, []byte(w)) {
				return true
			}
		}
		return false
	}
	switch {
	case n == 0:
		return 0, errEmpty
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return kindBook, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if contains(src, utf16le("EncryptedPackage")) {
			return 0, refuse("工作簿有密码，请在 Excel 中取消密码（文件→信息→保护工作簿）后另存再上传",
				"the workbook is protected by a password; remove it in Excel (File, Info, Protect Workbook), save and upload again")
		}
		return 0, refuse("这是旧式 xls 文件，请在 Excel 或 WPS 中另存为“Excel 工作簿（*.xlsx）”再上传",
			"this is an old xls file; save it in Excel or WPS as “Excel Workbook (*.xlsx)” and upload that")
	case starts("<html", "<!doctype", "<table", "<meta", "<head", "<body", "<style", "<div", "<script", "mime-version:"):
		return 0, refuse("这是网页，不是表格，只是名字像 Excel；请用 Excel 打开后另存为“Excel 工作簿（*.xlsx）”再上传",
			"this is a web page with the name of a workbook; open it in Excel, save as “Excel Workbook (*.xlsx)” and upload that")
	case starts("<?xml", "<workbook", "<svg"):
		return 0, refuse("这是 XML 文件，请用 Excel 打开后另存为“Excel 工作簿（*.xlsx）”再上传",
			"this is an XML file; open it in Excel, save as “Excel Workbook (*.xlsx)” and upload that")
	case starts("%pdf-"), bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")),
		bytes.HasPrefix(head, []byte("PK")), bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")):
		return 0, errNoTable
	case !utf16Marked(head) && bytes.IndexByte(head, 0) >= 0:
		return 0, errNoTable
	}
	return kindCSV, nil
}

var errNoTable = refuse("这不是表格文件，请上传 xlsx 或 csv", "this is not a table; upload xlsx or csv")

func utf16Marked(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

func utf16le(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// contains looks through the whole file, a piece at a time.
func contains(src source, what []byte) bool {
	buf := make([]byte, 1<<16)
	for off := int64(0); off < src.size; off += int64(len(buf) - len(what)) {
		n, err := src.r.ReadAt(buf, off)
		if bytes.Contains(buf[:n], what) {
			return true
		}
		if err != nil {
			return false
		}
	}
	return false
}
