package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// rawBook builds a workbook from the XML of its parts; the first sheet is given by its rows or whole.
func rawBook(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="` + xmlPack + `content-types"><Override PartName="/xl/workbook.xml" ContentType="` + typeMain + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + typeMain + `worksheet+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="` + xmlPack + `relationships"><Relationship Id="a" Type="` + xmlRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="` + xmlMain + `" xmlns:r="` + xmlRel + `"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="` + xmlPack + `relationships"><Relationship Id="r1" Type="` + xmlRel + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + xmlRel + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="` + xmlRel + `/styles" Target="styles.xml"/></Relationships>`,
	}
	for name, text := range parts {
		all[name] = text
	}
	if rows, ok := all["rows"]; ok {
		delete(all, "rows")
		all["xl/worksheets/sheet1.xml"] = `<?xml version="1.0"?><worksheet xmlns="` + xmlMain + `"><dimension ref="A1"/><sheetData>` + rows + `</sheetData></worksheet>`
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range all {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type line struct {
	row   int
	cells []string
}

func (l line) String() string { return fmt.Sprintf("%d:%q", l.row, l.cells) }

func open(t testing.TB, b []byte, lim Limits) *Reader {
	t.Helper()
	r, err := Open(bytes.NewReader(b), int64(len(b)), "x", lim)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(r.Close)
	return r
}

func drain(r *Reader) ([]line, error) {
	var out []line
	for {
		row, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, line{row, append([]string(nil), cells...)})
	}
}

func readAll(t testing.TB, b []byte, lim Limits) ([]line, []Problem) {
	t.Helper()
	r := open(t, b, lim)
	got, err := drain(r)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return got, r.Problems()
}

func texts(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%d|%s\n", l.row, strings.Join(l.cells, "|"))
	}
	return b.String()
}

func places(ps []Problem) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Where())
	}
	return strings.Join(out, " ")
}
