package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func anyTable() *rapid.Generator[[][]string] {
	mark := rapid.SampledFrom([]string{"=1+1", "+86 138", "-5", "'-5", "''=x", "@sum", "\tx", "\rx", "\n=1", "＝1", " =1", "0.0500", "_x000D_", "_x005F_", "\x01", "a\r\nb", "<&>\"'", "sep=;", "a;b\tc", " 空 ", "𠮷", "1e5", "=\"1\"", "-", "+"})
	cell := rapid.OneOf(rapid.Just(""), mark, rapid.StringN(0, 12, 40), rapid.StringMatching(`-?[0-9]{1,6}(\.[0-9]{1,3})?`))
	return rapid.SliceOfN(rapid.SliceOfN(cell, 1, 6), 1, 8)
}

// kept is what a reader must give back for what was written.
func kept(table [][]string) string {
	var b strings.Builder
	for i, row := range table {
		cells := make([]string, len(row))
		for j, c := range row {
			c = strings.NewReplacer("\x00", "\uFFFD", "\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(strings.ToValidUTF8(c, "\uFFFD"))
			if strings.TrimSpace(c) != "" {
				cells[j] = c
			}
		}
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > 0 {
			fmt.Fprintln(&b, line{i + 2, cells})
		}
	}
	return b.String()
}

func written(t fataler, f Format, head []Head, table [][]string) []byte {
	var out bytes.Buffer
	w, err := NewWriter(&out, f, head)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type fataler interface{ Fatal(...any) }

func TestWhatIsWrittenReadsBack(t *testing.T) {
	head := []Head{{Name: "名称"}, {Name: "数", Number: true}, {Name: "三"}}
	rapid.Check(t, func(t *rapid.T) {
		table := anyTable().Draw(t, "table")
		for _, f := range []Format{CSV, XLSX} {
			b := written(t, f, head, table)
			r, err := Open(bytes.NewReader(b), int64(len(b)), "", Limits{})
			if err != nil {
				t.Fatal(err)
			}
			lines, err := drain(r)
			if err != nil || lines[0].String() != `1:["名称" "数" "三"]` {
				t.Fatal(lines, err)
			}
			var got strings.Builder
			for _, l := range lines[1:] {
				fmt.Fprintln(&got, l)
			}
			if want := kept(table); got.String() != want {
				t.Fatalf("%s: got %s, want %s", f, got.String(), want)
			}
		}
	})
}

// No cell of an export is a formula, for a csv reader that knows nothing of us, and for excelize.
func TestExportedCellsAreNeverFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := anyTable().Draw(t, "table")
		c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(written(t, CSV, nil, table), []byte("\ufeff\r\n"))))
		c.FieldsPerRecord = -1
		for {
			row, err := c.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range row {
				if cell == "" || !strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
					continue
				}
				if _, err := strconv.ParseFloat(cell, 64); err != nil {
					t.Fatalf("cell %q may be taken for a formula", cell)
				}
			}
		}
		b := written(t, XLSX, []Head{{}, {Number: true}}, table)
		f, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range table {
			for j, want := range row {
				at := Cell(i+2, j+1)
				if got, err := f.GetCellFormula("数据", at); err != nil || got != "" {
					t.Fatalf("%s: formula %q, %v", at, got, err)
				}
				kind, err := f.GetCellType("数据", at)
				if err != nil || want != "" && kind != excelize.CellTypeInlineString && !tidyNumber(want) {
					t.Fatalf("%s: %q is of type %v, %v", at, want, kind, err)
				}
			}
		}
	})
}

func TestHeadStaysInSight(t *testing.T) {
	b := written(t, XLSX, []Head{{Name: "检验项目"}, {Name: "数", Number: true}}, [][]string{{"0.0500", "12.5"}, {"x", "0.0500"}})
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.GetPanes("数据")
	if err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("panes %+v, %v", p, err)
	}
	for at, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset, "B3": excelize.CellTypeInlineString} {
		if kind, _ := f.GetCellType("数据", at); kind != want {
			t.Errorf("%s is of type %v, want %v", at, kind, want)
		}
	}
	id, _ := f.GetCellStyle("数据", "A1")
	if s, err := f.GetStyle(id); err != nil || s.Font == nil || !s.Font.Bold {
		t.Errorf("heading style %+v, %v", s, err)
	}
}

func TestWriterRefusesWhatNoSheetHolds(t *testing.T) {
	for _, f := range []Format{CSV, XLSX} {
		w, err := NewWriter(io.Discard, f, []Head{{Name: "a"}})
		if err != nil {
			t.Fatal(err)
		}
		var e *Error
		if err := w.Row([]string{"", strings.Repeat("长", maxCell+1)}); !errors.As(err, &e) || e.Row != 2 || !strings.Contains(e.Zh, "B2") {
			t.Errorf("%s: %v", f, err)
		}
		if w.Row(nil) == nil || w.Close() == nil {
			t.Errorf("%s: went on after a failure", f)
		}
	}
	if _, err := NewWriter(io.Discard, "pdf", nil); err == nil {
		t.Error("pdf was accepted")
	}
}

func TestWritingAndMarkingStayInBoundedMemory(t *testing.T) {
	const rows = 100_000
	var out bytes.Buffer
	w, err := NewWriter(&out, XLSX, []Head{{Name: "名称"}, {Name: "值"}})
	if err != nil {
		t.Fatal(err)
	}
	peak := watch(t, rows, func(i int) error { return w.Row([]string{"牛肉面", strconv.Itoa(i)}) })
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if peak > 32<<20 {
		t.Errorf("writing held %d MB", peak>>20)
	}
	r := open(t, out.Bytes(), Limits{})
	var problems []Problem
	for i := 2; i < rows; i += 1000 {
		problems = append(problems, Problem{Row: i, Col: 2, Zh: "错"})
	}
	var live uint64
	n := 0
	err = Mark(r, problems, writerFunc(func(p []byte) (int, error) {
		if n++; n%10 == 0 {
			live = max(live, heap())
		}
		return len(p), nil
	}))
	if err != nil || live > 64<<20 {
		t.Errorf("marking held %d MB, %v", live>>20, err)
	}
}

func watch(t *testing.T, n int, do func(int) error) uint64 {
	start, peak := heap(), uint64(0)
	for i := range n {
		if err := do(i); err != nil {
			t.Fatal(err)
		}
		if i%10_000 == 0 {
			peak = max(peak, heap())
		}
	}
	return peak - min(start, peak)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
