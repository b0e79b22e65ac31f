package sampling_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// labBook is a laboratory's workbook: rows items, ten a sample.
func labBook(t testing.TB, rows int) []byte {
	t.Helper()
	head := []string{"抽样单编号", "样品名称", "规格型号", "生产日期", "抽样日期", "地区", "抽样环节", "被抽样单位名称", "标称生产者名称", "承检机构", "检验项目", "标准值", "检验结果", "依据"}
	heads := make([]sheet.Head, len(head))
	for i, h := range head {
		heads[i].Name = h
	}
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, sheet.XLSX, heads)
	if err != nil {
		t.Fatal(err)
	}
	items := []string{"腐霉利", "毒死蜱", "克百威", "氧乐果", "甲拌磷", "铅", "镉", "总汞", "总砷", "铬"}
	for i := range rows {
		n := i / len(items)
		if err := w.Row([]string{fmt.Sprintf("B%08d", n), "韭菜", "散装", "2026-05-01", "2026-05-10", "620102", "流通", fmt.Sprintf("示例超市%d", n%500), fmt.Sprintf("示例合作社%d", n%900), "示例检测中心",
			items[i%len(items)], "≤0.2mg/kg", fmt.Sprintf("0.%02dmg/kg", i%31), "GB 2763-2021"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// BenchmarkImport brings a sheet of 100,000 item rows in, beside the time that excelize needs merely to read it.
func BenchmarkImport(b *testing.B) {
	const rows = 100_000
	book := labBook(b, rows)
	b.Run("excelize", func(b *testing.B) {
		for b.Loop() {
			f, err := excelize.OpenReader(bytes.NewReader(book))
			if err != nil {
				b.Fatal(err)
			}
			r, err := f.Rows(f.GetSheetName(0))
			if err != nil {
				b.Fatal(err)
			}
			for r.Next() {
				if _, err := r.Columns(); err != nil {
					b.Fatal(err)
				}
			}
			_ = r.Close()
			_ = f.Close()
		}
	})
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			h := openBare(b)
			began := time.Now()
			staged, _, err := h.ImportReader(as(b, sampler), reader(b, "lab.xlsx", book), record.File{Name: "lab.xlsx", Hash: "a"}, true, nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(began).Seconds(), "s-to-check")
			i, err := h.Results.Commit(as(b, sampler), staged.ID, true, nil)
			if err != nil || i.Stored != rows/10 {
				b.Fatal(i, err)
			}
		}
	})
}
