package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

const dateStyles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="165" formatCode="[$-804]yyyy/m/d h:mm"/><numFmt numFmtId="166" formatCode="0.00&quot;day&quot;"/><numFmt numFmtId="167" formatCode="[h]:mm"/></numFmts>` +
	`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="20"/><xf numFmtId="167"/><xf numFmtId="22"/></cellXfs></styleSheet>`

func TestCellsReadAsPeopleSeeThem(t *testing.T) {
	for _, c := range []struct{ name, cell, want, problem string }{
		{"shared", `<c r="A1" t="s"><v>0</v></c>`, "苯甲酸", ""},
		{"rich text without readings", `<c r="A1" t="s"><v>1</v></c>`, "山梨酸 及其钾盐", ""},
		{"shared and blank", `<c r="A1" t="s"><v>2</v></c><c r="B1"><v>1</v></c>`, "|1", ""},
		{"inline", `<c r="A1" t="inlineStr"><is><r><t>铅</t></r><r><t xml:space="preserve"> (Pb)</t></r></is></c>`, "铅 (Pb)", ""},
		{"cdata", `<c r="A1" t="inlineStr"><is><t><![CDATA[a<b&c]]></t></is></c>`, "a<b&c", ""},
		{"entities", `<c r="A1" t="inlineStr"><is><t>&lt;0.01 &amp; &#20013;&#x56fd;&quot;</t></is></c>`, `<0.01 & 中国"`, ""},
		{"escaped return", `<c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_</t></is></c>`, "a\rb_x000D_", ""},
		{"text keeps zeros", `<c r="A1" t="str"><v>0.0500</v></c>`, "0.0500", ""},
		{"number", `<c r="A1"><v>0.1</v></c>`, "0.1", ""},
		{"number with noise", `<c r="A1"><v>0.10000000000000001</v></c>`, "0.1", ""},
		{"sum with noise", `<c r="A1"><v>0.30000000000000004</v></c>`, "0.3", ""},
		{"small number", `<c r="A1"><v>5E-2</v></c>`, "0.05", ""},
		{"large number", `<c r="A1"><v>1.234E5</v></c>`, "123400", ""},
		{"identity number as number", `<c r="A1"><v>6.2010219900101101E+17</v></c>`, "620102199001011000", "A1"},
		{"day", `<c r="A1" s="1"><v>45356</v></c>`, "2024-03-05", ""},
		{"day with time not shown", `<c r="A1" s="1"><v>45356.75</v></c>`, "2024-03-05", ""},
		{"Chinese day", `<c r="A1" s="2"><v>45351</v></c>`, "2024-02-29", ""},
		{"moment", `<c r="A1" s="3"><v>45356.5</v></c>`, "2024-03-05 12:00:00", ""},
		{"midnight", `<c r="A1" s="7"><v>45356</v></c>`, "2024-03-05", ""},
		{"almost midnight", `<c r="A1" s="7"><v>45355.999999999</v></c>`, "2024-03-05", ""},
		{"day in quotes is no date", `<c r="A1" s="4"><v>45356</v></c>`, "45356", ""},
		{"clock", `<c r="A1" s="5"><v>0.25</v></c>`, "06:00:00", ""},
		{"hours passed", `<c r="A1" s="6"><v>1.5</v></c>`, "1.5", ""},
		{"first day of Excel", `<c r="A1" s="1"><v>1</v></c>`, "1900-01-01", ""},
		{"59", `<c r="A1" s="1"><v>59</v></c>`, "1900-02-28", ""},
		{"the day that never was", `<c r="A1" s="1"><v>60</v></c>`, "1900-02-29", ""},
		{"61", `<c r="A1" s="1"><v>61</v></c>`, "1900-03-01", ""},
		{"before the calendar", `<c r="A1" s="1"><v>-4</v></c>`, "-4", ""},
		{"stored as date", `<c r="A1" t="d"><v>2024-03-05T00:00:00</v></c>`, "2024-03-05", ""},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, "TRUE", ""},
		{"error", `<c r="A1" t="e"><v>#N/A</v></c>`, "#N/A", "A1"},
		{"formula", `<c r="C1"><f>A1+B1</f><v>3</v></c>`, "||3", "C1"},
		{"shared formula", `<c r="A1" t="str"><f t="shared" si="0"/><v>x</v></c>`, "x", "A1"},
		{"without places", `<c><v>1</v></c><c/><c><v>3</v></c>`, "1||3", ""},
		{"comment inside", `<!-- > --><c r="A1"><?x y?><v>7</v></c>`, "7", ""},
		{"prefixed", `<x:c r="B1"><x:v>7</x:v></x:c>`, "|7", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := rawBook(t, map[string]string{"rows": `<row r="1">` + c.cell + `</row>`, "xl/styles.xml": dateStyles,
				"xl/sharedStrings.xml": `<sst><si><t>苯甲酸</t></si><si><r><t>山梨酸</t></r><rPh sb="0" eb="1"><t>shān</t></rPh><r><t xml:space="preserve"> 及其钾盐</t></r><phoneticPr fontId="1"/></si><si/></sst>`})
			got, ps := readAll(t, b, Limits{})
			if texts(got) != "1|"+c.want+"\n" {
				t.Errorf("got %q, want %q", texts(got), c.want)
			}
			if places(ps) != c.problem {
				t.Errorf("problems at %q, want %q", places(ps), c.problem)
			}
		})
	}
}

func TestDatesFrom1904(t *testing.T) {
	b := rawBook(t, map[string]string{"rows": `<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>43894</v></c></row>`, "xl/styles.xml": dateStyles,
		"xl/workbook.xml": `<workbook><workbookPr date1904="1"/><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`})
	if got, _ := readAll(t, b, Limits{}); texts(got) != "1|1904-01-01|2024-03-05\n" {
		t.Error(got)
	}
}

func TestEverySerialIsTheDayExcelShows(t *testing.T) {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	for n := 61; n < 2_958_466; n += 7 {
		got, ok := appendMoment(nil, fmt.Append(nil, n), lookDay, false)
		if want := base.AddDate(0, 0, n).Format(time.DateOnly); !ok || string(got) != want {
			t.Fatalf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestRowsKeepTheirNumbers(t *testing.T) {
	b := rawBook(t, map[string]string{"rows": `<row r="3"><c r="B3"><v>1</v></c></row><row r="5" ht="20"/><row r="6"><c r="A6" s="3"/><c r="B6" t="inlineStr"><is><t>  </t></is></c></row><row><c><v>2</v></c></row><row r="900000"><c r="A900000"><v>3</v></c></row>`})
	if got, _ := readAll(t, b, Limits{}); texts(got) != "3||1\n7|2\n900000|3\n" {
		t.Error(texts(got))
	}
}

func TestMergedCellsAreNamed(t *testing.T) {
	b := rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>2024 年汇总</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>名称</t></is></c><c r="B2" t="inlineStr"><is><t>地址</t></is></c></row><row r="3"><c r="A3"><v>1</v></c></row></sheetData><mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="B3:B4"/></mergeCells></worksheet>`})
	r := open(t, b, Limits{})
	row, found, ps, err := ReadHeader(r, []Column{{Name: "名称", Required: true}, {Name: "地址"}})
	if err != nil || row != 2 || found["地址"] != 1 || len(ps) > 0 {
		t.Fatal(row, found, ps, err)
	}
	got, err := drain(r)
	if err != nil || texts(got) != "3|1\n" {
		t.Fatal(texts(got), err)
	}
	if places(r.Problems()) != "B3" || !strings.Contains(r.Problems()[0].Zh, "B3:B4") {
		t.Errorf("problems %v", r.Problems())
	}
}

func TestBoundsOfAWorkbook(t *testing.T) {
	long := strings.Repeat("长", maxCell+1)
	for _, c := range []struct {
		name, rows string
		lim        Limits
		want       string // part of the refusal
	}{
		{"rows", `<row r="1"><c><v>1</v></c></row><row><c><v>1</v></c></row><row><c><v>1</v></c></row>`, Limits{Rows: 2}, "more than 2 rows"},
		{"columns", `<row r="1"><c r="IW1"><v>1</v></c></row>`, Limits{}, "IW1"},
		{"unpacked", `<row r="1"><c><v>1</v></c></row>` + strings.Repeat(" ", 300_000), Limits{Unpacked: 200_000}, "too large"},
		{"one token", `<row r="1"><c t="inlineStr"><is><t>` + strings.Repeat("x", 2*maxToken) + `</t></is></c></row>`, Limits{}, "damaged"},
		{"rows backwards", `<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>`, Limits{}, "damaged"},
		{"beyond the sheet", `<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>`, Limits{}, "damaged"},
		{"shared text missing", `<row r="1"><c t="s"><v>9</v></c></row>`, Limits{}, "damaged"},
		{"cut off", `<row r="1"><c><v>1`, Limits{}, "damaged"},
		{"document type", `<!DOCTYPE x [<!ENTITY a "b">]>`, Limits{}, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := rawBook(t, map[string]string{"rows": c.rows})
			r, err := Open(bytes.NewReader(b), int64(len(b)), "x.xlsx", c.lim)
			if err == nil {
				_, err = drain(r)
				r.Close()
			}
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(e.En, c.want) || e.Zh == "" {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	got, ps := readAll(t, rawBook(t, map[string]string{"rows": `<row r="1"><c t="inlineStr"><is><t>` + long + `</t></is></c></row>`}), Limits{})
	if places(ps) != "A1" || len(got[0].cells[0]) != 3*maxCell {
		t.Errorf("long text: problems %q, %d bytes", places(ps), len(got[0].cells[0]))
	}
	b := rawBook(t, map[string]string{"rows": `<row/>`, "xl/sharedStrings.xml": `<sst>` + strings.Repeat(`<si><t>xxxxxxxxxxxxxxxxxxxx</t></si>`, 1000) + `</sst>`})
	if _, err := Open(bytes.NewReader(b), int64(len(b)), "", Limits{Shared: 10_000}); !errors.Is(err, errShared) {
		t.Errorf("shared texts: %v", err)
	}
}

func TestBlankColumnsCostNothing(t *testing.T) {
	var row strings.Builder
	for r := 1; r <= 50; r++ {
		fmt.Fprintf(&row, `<row r="%d">`, r)
		for c := 1; c <= maxColumn; c++ {
			if c == 2 {
				fmt.Fprintf(&row, `<c r="%s" s="1"><v>%d</v></c>`, Cell(r, c), r)
			} else {
				fmt.Fprintf(&row, `<c r="%s" s="1"/>`, Cell(r, c))
			}
		}
		row.WriteString(`</row>`)
	}
	r := open(t, rawBook(t, map[string]string{"rows": row.String()}), Limits{})
	got, err := drain(r)
	if err != nil || len(got) != 50 || r.Width() != 2 || cap(r.rows.(*grid).cells) > 1024 {
		t.Fatal(len(got), r.Width(), err)
	}
}

func TestSheetsAreChosen(t *testing.T) {
	f := excelize.NewFile()
	for _, n := range []string{"藏", "空", "数据", "更多"} {
		if _, err := f.NewSheet(n); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.SetCellStr("藏", "A1", "hidden")
	_ = f.SetCellStr("数据", "B2", "here")
	_ = f.SetCellStr("更多", "A1", "more")
	_ = f.SetSheetVisible("藏", false)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r := open(t, b.Bytes(), Limits{})
	if r.Sheet() != "数据" || strings.Join(r.Sheets(), " ") != "Sheet1 空 数据 更多" {
		t.Fatal(r.Sheet(), r.Sheets())
	}
	for range 2 {
		if got, err := drain(r); err != nil || texts(got) != "2||here\n" {
			t.Fatal(texts(got), err)
		}
		if err := r.Rewind(); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Select("更多"); err != nil {
		t.Fatal(err)
	}
	if got, err := drain(r); err != nil || texts(got) != "1|more\n" {
		t.Fatal(texts(got), err)
	}
	if r.Select("无") == nil {
		t.Error("a sheet that is not there was opened")
	}
}

// What excelize writes, we read as it was meant.
func TestReadsWhatExcelizeWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := excelize.NewFile()
		var want strings.Builder
		for row := 1; row <= rapid.IntRange(1, 8).Draw(t, "rows"); row++ {
			cells := make([]string, rapid.IntRange(1, 20).Draw(t, "cells"))
			for i := range cells {
				switch rapid.IntRange(0, 3).Draw(t, "kind") {
				case 0:
					cells[i] = rapid.StringMatching(`[ -~中文食品\n&<>"_x000D]{1,20}x`).Draw(t, "text")
					if err := f.SetCellStr("Sheet1", Cell(row, i+1), cells[i]); err != nil {
						t.Fatal(err)
					}
				case 1:
					n := rapid.Int64Range(-1e14, 1e14).Draw(t, "number")
					cells[i] = fmt.Sprint(n)
					_ = f.SetCellInt("Sheet1", Cell(row, i+1), n)
				case 2:
					d := time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 90_000).Draw(t, "day"))
					cells[i] = d.Format(time.DateOnly)
					_ = f.SetCellValue("Sheet1", Cell(row, i+1), d)
				}
			}
			for len(cells) > 0 && cells[len(cells)-1] == "" {
				cells = cells[:len(cells)-1]
			}
			if len(cells) > 0 {
				fmt.Fprintf(&want, "%d|%s\n", row, strings.Join(cells, "|"))
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		r, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()), "", Limits{})
		if want.Len() == 0 {
			if err == nil {
				t.Fatal("an empty sheet was opened")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := drain(r)
		if err != nil || texts(got) != want.String() {
			t.Fatalf("got %q, want %q, %v", texts(got), want.String(), err)
		}
	})
}
