package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// bookOut writes a workbook part by part straight to where it goes: no row is kept.
type bookOut struct {
	z    *zip.Writer
	out  *bufio.Writer // of the sheet being written
	tabs []tabOut
	at   int
	buf  []byte
	err  error
}

type tabOut struct {
	name   string
	hidden bool
}

type style int

// The styles, in the order of cellXfs below.
const (
	styleText style = iota
	styleHead
	styleBad
	styleNumber
	styleWhy
	styleMust
)

const stylesXML = xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<fonts count="4"><font><sz val="11"/><name val="等线"/></font>` +
	`<font><b/><sz val="11"/><name val="等线"/></font>` +
	`<font><sz val="11"/><color rgb="FF9C0006"/><name val="等线"/></font>` +
	`<font><b/><sz val="11"/><color rgb="FF9C0006"/><name val="等线"/></font></fonts>` +
	`<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/><bgColor indexed="64"/></patternFill></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill></fills>` +
	`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>` +
	`<border><left/><right/><top/><bottom style="thin"><color rgb="FF8EA0B2"/></bottom><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="6">` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>` +
	`<xf numFmtId="49" fontId="2" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
	`<xf numFmtId="49" fontId="3" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>` +
	`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	xmlMain  = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	xmlRel   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	xmlPack  = `http://schemas.openxmlformats.org/package/2006/`
	typeMain = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

func newBook(w io.Writer, tabs ...tabOut) *bookOut {
	b := &bookOut{z: zip.NewWriter(w), tabs: tabs}
	b.z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 2) })
	var types, rels, sheets strings.Builder
	for i, t := range tabs {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, typeMain)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, xmlRel, n)
		state := ""
		if t.hidden {
			state = ` state="hidden"`
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, appendXML(nil, tabName(t.name)), n, state, n)
	}
	b.part("[Content_Types].xml", xmlHead+`<Types xmlns="`+xmlPack+`content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Default Extension="xml" ContentType="application/xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="`+typeMain+`sheet.main+xml"/>`+
		`<Override PartName="/xl/styles.xml" ContentType="`+typeMain+`styles+xml"/>`+types.String()+`</Types>`)
	b.part("_rels/.rels", xmlHead+`<Relationships xmlns="`+xmlPack+`relationships">`+
		`<Relationship Id="rId1" Type="`+xmlRel+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	b.part("xl/workbook.xml", xmlHead+`<workbook xmlns="`+xmlMain+`" xmlns:r="`+xmlRel+`"><sheets>`+sheets.String()+`</sheets></workbook>`)
	b.part("xl/_rels/workbook.xml.rels", xmlHead+`<Relationships xmlns="`+xmlPack+`relationships">`+rels.String()+
		fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, len(tabs)+1, xmlRel))
	b.part("xl/styles.xml", stylesXML)
	return b
}

// tabName is a name that Excel accepts for a sheet.
func tabName(s string) string {
	s = clip(strings.Trim(strings.NewReplacer("[", "", "]", "", ":", "", "*", "", "?", "", "/", "", `\`, "").Replace(s), "'"), 31)
	if s == "" {
		return "Sheet1"
	}
	return s
}

func (b *bookOut) part(name, text string) {
	if b.err != nil {
		return
	}
	var w io.Writer
	if w, b.err = b.z.Create(name); b.err == nil {
		_, b.err = io.WriteString(w, text)
	}
}

// begin starts the next sheet; rows down to frozen stay in sight.
func (b *bookOut) begin(frozen int, widths []int) {
	if b.err != nil {
		return
	}
	b.at++
	var w io.Writer
	if w, b.err = b.z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", b.at)); b.err != nil {
		return
	}
	b.out = bufio.NewWriterSize(w, 64<<10)
	selected := ""
	if b.at == 1 {
		selected = ` tabSelected="1"`
	}
	fmt.Fprintf(b.out, `%s<worksheet xmlns="%s"><sheetViews><sheetView%s workbookViewId="0">`, xmlHead, xmlMain, selected)
	if frozen > 0 {
		fmt.Fprintf(b.out, `<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>`, frozen, frozen+1)
	}
	_, _ = b.out.WriteString(`</sheetView></sheetViews>`)
	if len(widths) > 0 {
		_, _ = b.out.WriteString(`<cols>`)
		for i, n := range widths {
			fmt.Fprintf(b.out, `<col min="%d" max="%d" width="%d" style="0" customWidth="1"/>`, i+1, i+1, n)
		}
		_, _ = b.out.WriteString(`</cols>`)
	}
	_, b.err = b.out.WriteString(`<sheetData>`)
}

// row writes one row; every cell is a typed text, or a number where its style says so and it is one.
func (b *bookOut) row(n int, cells []string, look func(col int) style) error {
	if b.err != nil {
		return b.err
	}
	if n > maxRow {
		b.err = refuse("超过 %d 行，表格放不下，请缩小范围", "more than %d rows, which no sheet can hold; narrow the selection", maxRow)
		return b.err
	}
	buf := append(b.buf[:0], `<row r="`...)
	buf = append(strconv.AppendInt(buf, int64(n), 10), `">`...)
	for i, c := range cells {
		as := look(i)
		if c == "" && as != styleBad {
			continue
		}
		if tooLongToWrite(c) {
			b.err = writeTooLong(n, i+1)
			return b.err
		}
		buf = append(append(buf, `<c r="`...), letters(i+1)...)
		buf = append(strconv.AppendInt(buf, int64(n), 10), `" s="`...)
		buf = strconv.AppendInt(buf, int64(as), 10)
		switch {
		case c == "":
			buf = append(buf, `"/>`...)
		case as == styleNumber && tidyNumber(c):
			buf = append(append(append(buf, `"><v>`...), c...), `</v></c>`...)
		default:
			buf = append(buf, `" t="inlineStr"><is><t xml:space="preserve">`...)
			buf = append(appendXML(buf, c), `</t></is></c>`...)
		}
	}
	b.buf = append(buf, `</row>`...)
	_, b.err = b.out.Write(b.buf)
	return b.err
}

// end closes the sheet; after is XML that the format wants behind the rows.
func (b *bookOut) end(after string) {
	if b.err != nil {
		return
	}
	_, _ = b.out.WriteString(`</sheetData>` + after + `</worksheet>`)
	b.err = b.out.Flush()
}

func (b *bookOut) finish() error {
	if b.err != nil {
		return b.err
	}
	return b.z.Close()
}

// appendXML writes a text so that XML, and Excel's own _x000D_ escapes, give it back unchanged.
func appendXML(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < utf8.RuneSelf && c != '&' && c != '<' && c != '>' && c != '"' && c != '_' || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		var as string
		switch {
		case c == '&':
			as = "&amp;"
		case c == '<':
			as = "&lt;"
		case c == '>':
			as = "&gt;"
		case c == '"':
			as = "&quot;"
		case c == '_' && escapeLike(s[i:]):
			as = "_x005F_"
		case c == 0, r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
			as = "\uFFFD"
		case c < 0x20:
			as = fmt.Sprintf("_x%04X_", c)
		default:
			i += n
			continue
		}
		dst = append(append(dst, s[from:i]...), as...)
		i += n
		from = i
	}
	return append(dst, s[from:]...)
}

func escapeLike(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for i := 2; i < 6; i++ {
		if hex(s[i]) < 0 {
			return false
		}
	}
	return true
}
