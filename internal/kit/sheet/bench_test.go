package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"
)

const benchRows, benchCols = 100_000, 14

// benchBooks are the same 100,000 × 14 results as two programs save them: texts in the cells, and texts shared.
var benchBooks = sync.OnceValue(func() map[string][]byte {
	var inline bytes.Buffer
	w, err := NewWriter(&inline, XLSX, make([]Head, benchCols))
	if err != nil {
		panic(err)
	}
	var rows, shared strings.Builder
	n := 0
	for i := range benchRows {
		cells := benchRow(i)
		if err := w.Row(cells); err != nil {
			panic(err)
		}
		fmt.Fprintf(&rows, `<row r="%d" spans="1:14">`, i+1)
		for j, c := range cells {
			if j%3 == 2 {
				fmt.Fprintf(&rows, `<c r="%s" s="1"><v>%d.%d</v></c>`, Cell(i+1, j+1), i%977, i%7)
				continue
			}
			fmt.Fprintf(&shared, `<si><t>%s</t></si>`, c)
			fmt.Fprintf(&rows, `<c r="%s" t="s"><v>%d</v></c>`, Cell(i+1, j+1), n)
			n++
		}
		rows.WriteString(`</row>`)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	out := map[string][]byte{"inline": inline.Bytes()}
	out["shared"] = rawBook(&testing.T{}, map[string]string{"rows": rows.String(),
		"xl/sharedStrings.xml": `<sst xmlns="` + xmlMain + `">` + shared.String() + `</sst>`,
		"xl/styles.xml":        `<styleSheet xmlns="` + xmlMain + `"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="2"/></cellXfs></styleSheet>`})
	return out
})

func benchRow(i int) []string {
	cells := make([]string, benchCols)
	for j := range cells {
		cells[j] = fmt.Sprintf("第%d批次样品%d号", i, j)
	}
	return cells
}

func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"inline", "shared"} {
		book := benchBooks()[name]
		b.Run(name+"/sheet", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := open(b, book, Limits{Size: 1 << 30})
				if got, err := drainCount(r); err != nil || got < benchRows {
					b.Fatal(got, err)
				}
			}
		})
		b.Run(name+"/excelize", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := excelize.OpenReader(bytes.NewReader(book))
				if err != nil {
					b.Fatal(err)
				}
				rows, err := f.Rows(f.GetSheetName(0))
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for rows.Next() {
					if _, err := rows.Columns(); err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n < benchRows {
					b.Fatal(n)
				}
				_ = rows.Close()
				_ = f.Close()
			}
		})
	}
}

func drainCount(r *Reader) (int, error) {
	n := 0
	for {
		_, cells, err := r.Next()
		if err != nil {
			if r.ended {
				err = nil
			}
			return n, err
		}
		if len(cells) > 0 {
			n++
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	row := benchRow(7)
	for _, f := range []Format{CSV, XLSX} {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var n counter
				w, err := NewWriter(&n, f, make([]Head, benchCols))
				if err != nil {
					b.Fatal(err)
				}
				for range benchRows {
					if err := w.Row(row); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
