package sheet

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// The workbooks of the XLSForm project are broken in every way people manage.
func TestHostileWorkbooks(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "data", "regulation", "xlsform")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("../shared/data is not here")
	}
	var files []string
	for _, p := range []string{"*", "*/*"} {
		more, err := filepath.Glob(filepath.Join(dir, p+".*"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	read, refused := 0, 0
	for _, file := range files {
		ext := filepath.Ext(file)
		if !strings.HasPrefix(ext, ".xls") && ext != ".csv" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := Open(bytes.NewReader(b), int64(len(b)), file, Limits{})
		if err == nil {
			for _, s := range append(r.Sheets(), "") {
				if s != "" {
					if err := r.Select(s); err != nil {
						t.Errorf("%s %s: %v", file, s, err)
					}
				}
				if _, err = drain(r); err != nil {
					t.Errorf("%s %s: %v", file, s, err)
				}
			}
			if r.Width() > 256 {
				t.Errorf("%s: %d columns", file, r.Width())
			}
			r.Close()
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
			t.Errorf("%s: %d MB allocated", file, took>>20)
		}
		var e *Error
		switch {
		case err == nil:
			read++
			if ext == ".xls" {
				t.Errorf("%s was read", file)
			}
		case errors.As(err, &e) && e.Zh != "" && ext == ".xls" && strings.Contains(e.Zh, "xlsx"):
			refused++
		default:
			t.Errorf("%s: %v", file, err)
		}
	}
	t.Logf("%d read, %d old xls refused", read, refused)
	if read == 0 || refused == 0 {
		t.Error("no files were tried")
	}
}

func TestRefusalsNameTheRemedy(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 70_000)
	for _, c := range []struct{ name, content, want string }{
		{"empty", "", "是否选错"},
		{"blank", "\r\n ,, \r\n\r\n", "是否选错"},
		{"old xls", ole + string(utf16le("Workbook")), "旧式 xls"},
		{"encrypted", ole + string(utf16le("EncryptedPackage")), "密码"},
		{"web page", "\ufeff \n<HTML><table><tr><td>1", "网页"},
		{"spreadsheet 2003", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>`, "XML"},
		{"pdf", "%PDF-1.7\n", "不是表格"},
		{"picture", "\x89PNG\r\n\x1a\n", "不是表格"},
		{"bytes", "a,b\n\x00\x01\x02", "不是表格"},
		{"cut zip", "PK\x03\x04\x14\x00", "损坏"},
		{"document", string(rawBook(t, map[string]string{"word/document.xml": ""})), "不是 Excel"},
		{"binary workbook", string(rawBook(t, map[string]string{"xl/workbook.bin": ""})), "xlsb"},
		{"no sheet", string(rawBook(t, map[string]string{"xl/workbook.xml": "<workbook/>"})), "损坏"},
		{"blank sheet", string(rawBook(t, map[string]string{"rows": ""})), "是否选错"},
		{"too large", strings.Repeat("x", 3<<20), "超过上限"},
	} {
		r, err := Open(strings.NewReader(c.content), int64(len(c.content)), "好.xlsx", Limits{Size: 2 << 20})
		if err == nil {
			r.Close()
		}
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Zh, c.want) || e.En == "" {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestCSVAsPeopleSaveIt(t *testing.T) {
	const plain = "名称,结果\r\n牛肉面,\"1,5\"\r\n"
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(plain)
	u16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("名称\t结果\r\n牛肉面\t1,5\r\n")
	const want = "1|名称|结果\n2|牛肉面|1,5\n"
	for _, c := range []struct{ name, content, want, problems string }{
		{"utf-8", plain, want, ""},
		{"with mark", "\ufeff" + plain, want, ""},
		{"GB18030", gb, want, ""},
		{"UTF-16", u16, want, ""},
		{"tabs", "名称\t结果\n牛肉面\t1,5\n", want, ""},
		{"semicolons", "名称;结果\n牛肉面;1,5", want, ""},
		{"sep=", "sep=|\r\n名称|结果\r\n牛肉面|1,5", want, ""},
		{"old Mac line ends", "名称;结果\r牛肉面;1,5\r", want, ""},
		{"blank lines count", "a\n\n , ,\n\nb,,\n", "1|a\n5|b\n", ""},
		{"line end in a cell", "a,\"x\r\ny\"\nb", "1|a|x\r\ny\n2|b\n", ""},
		{"quotes", `"a ""b""",c"d,"e"f`, "1|a \"b\"|c\"d|ef\n", ""},
		{"zeros kept", "a,=\"00123\"\n", "1|a|00123\n", ""},
		{"apostrophe taken off", "'=1,'-x,'so,''=1\n", "1|=1|-x|'so|'=1\n", ""},
		{"formula", "a,=A1+1\n", "1|a|=A1+1\n", "B1"},
		{"broken characters", "a,\xff\xff中\xff\n", "", "B1"},
	} {
		got, ps := readAll(t, []byte(c.content), Limits{})
		if c.want != "" && texts(got) != c.want {
			t.Errorf("%s: got %q, want %q", c.name, texts(got), c.want)
		}
		if places(ps) != c.problems {
			t.Errorf("%s: problems at %q, want %q", c.name, places(ps), c.problems)
		}
	}
	for name, content := range map[string]string{"open quote": "a,\"b\nc", "endless": "a,\"" + strings.Repeat("x\n", maxText), "wide": strings.Repeat(",", 300) + "x"} {
		r, err := Open(strings.NewReader(content), int64(len(content)), "", Limits{})
		if err == nil {
			_, err = drain(r)
		}
		var e *Error
		if !errors.As(err, &e) || e.Row != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, _ := readAll(t, []byte("a"+strings.Repeat(",", 40_000)+"\n"), Limits{}); texts(got) != "1|a\n" {
		t.Error("blank columns of csv:", len(texts(got)))
	}
	// A character cut by the reading buffer is no sign of another encoding.
	long := "x" + strings.Repeat("中", 50_000/3) + "\n" + strings.Repeat("国文\n", 100_000)
	if ok, err := isUTF8(strings.NewReader(long)); !ok || err != nil {
		t.Error("UTF-8 not recognised", err)
	}
}

func FuzzSheetXML(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>a_x000D_</t></r></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`))
	f.Add([]byte(`<x:worksheet><x:sheetData><x:row><x:c><x:f>1</x:f><x:v>45000.5</x:v></x:c><!-- --><![CDATA[x]]></x:row>`))
	f.Add([]byte(`<sheetData><row r='3'><c r="ZZZ3"><v>&#x10FFFF;&amp</v></c></row></sheetData>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		b := rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": string(sheet), "xl/styles.xml": dateStyles, "xl/sharedStrings.xml": "<sst><si><t>a</t></si></sst>"})
		checkAny(t, b)
	})
}

func FuzzSharedStrings(f *testing.F) {
	f.Add([]byte(`<sst><si><r><t>a</t></r><rPh><t>b</t></rPh></si><si/><si><t/></si></sst>`))
	f.Fuzz(func(t *testing.T, sst []byte) {
		b := rawBook(t, map[string]string{"rows": `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`, "xl/sharedStrings.xml": string(sst), "xl/styles.xml": string(sst)})
		checkAny(t, b)
	})
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\n\"c\",d"))
	f.Add([]byte("sep=;\r\na;\"\"\"\";\xc5\xa3"))
	f.Add(rawBook(f, map[string]string{"rows": "<row><c><v>1</v></c></row>"}))
	f.Fuzz(checkAny)
}

// checkAny holds whatever comes in to the promises of Open and Next.
func checkAny(t *testing.T, b []byte) {
	r, err := Open(bytes.NewReader(b), int64(len(b)), "", Limits{Rows: 50, Columns: 20, Cell: 100})
	var e *Error
	if err != nil {
		if !errors.As(err, &e) || e.Zh == "" || e.En == "" {
			t.Fatalf("no clear refusal: %v", err)
		}
		return
	}
	defer r.Close()
	got, err := drain(r)
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("no clear refusal: %v", err)
	}
	last := 0
	for _, l := range got {
		if l.row <= last || len(l.cells) == 0 || len(l.cells) > 20 || l.cells[len(l.cells)-1] == "" {
			t.Fatalf("row %v after %d", l, last)
		}
		last = l.row
		for _, c := range l.cells {
			if longer(c, 100) || strings.ToValidUTF8(c, "") != c {
				t.Fatalf("cell %q", c)
			}
		}
	}
}
