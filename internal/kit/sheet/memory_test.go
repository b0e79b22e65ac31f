package sheet

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"

	"shian/internal/kit/fault"
)

// A sheet of 100,000 rows is never in memory as a whole: what lives while it is read stays far below its 1.4 million cells.
func TestAHundredThousandRowsInBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 2.8 million cells")
	}
	for name, content := range benchBooks() {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		before, most := m.HeapAlloc, uint64(0)
		r, err := Open(bytes.NewReader(content), int64(len(content)), name+".xlsx", Limits{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for {
			_, _, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%20_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
		r.Close()
		// The texts a workbook keeps apart are held, once each; the cells are not.
		if limit := before + 64<<20; n < benchRows || most > limit {
			t.Errorf("%s: %d rows, %d MB live", name, n, (most-before)>>20)
		}
	}
}

func TestRefusalsAndProblemsAsFaults(t *testing.T) {
	e := refuse("超过 %d 行", "more than %d rows", 7)
	if f := e.Fault(); f.Kind != fault.KindInvalid || f.Zh != "超过 7 行" || f.En == "" {
		t.Errorf("%+v", f)
	}
	p := Problem{Row: 7, Col: 2, Column: "结果", Zh: "有公式", En: "a formula"}
	if f := p.Field("result"); f.Name != "result" || f.Row != 7 || f.Label != "结果" || f.Zh != "B7 有公式" || f.En != "B7 a formula" {
		t.Errorf("%+v", f)
	}
}
