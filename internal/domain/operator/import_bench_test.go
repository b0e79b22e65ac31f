package operator_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/record"
)

// BenchmarkImport brings a sheet of businesses in: checked row by row against each other and the store, then written. It
// reports the seconds of both and the most memory in use. SHIAN_BENCH_ROWS sets the rows, 5,000 unless told.
func BenchmarkImport(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("SHIAN_BENCH_ROWS"))
	if n == 0 {
		n = 5_000
	}
	for _, dialect := range dbtest.Dialects {
		b.Run(string(dialect), func(b *testing.B) {
			d := dbtest.Open(b, dialect, schemas...)
			w := open(b, d)
			ctx := as(b, city)
			var csv strings.Builder
			csv.WriteString("名称,统一社会信用代码,业态,主要食品类别,所在地区,地址,负责人,联系电话\n")
			for i := range n {
				fmt.Fprintf(&csv, "示例食品经营部第%06d号,%s,餐饮服务,,6201%02d,示例路 %d 号,王某某,139%08d\n", i, code(b, i), 2+i%4, i, i)
			}
			sheet := csv.String()
			csv.Reset()
			var peak atomic.Uint64
			stop := make(chan struct{})
			go func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(100 * time.Millisecond):
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						peak.Store(max(peak.Load(), m.HeapInuse))
					}
				}
			}()
			for b.Loop() {
				i, err := w.Operators.Receive(ctx, "sheet.csv", strings.NewReader(sheet))
				if err != nil {
					b.Fatal(err)
				}
				began := time.Now()
				if i, err = w.Operators.Inspect(ctx, i.ID); err != nil || i.State != record.Staged || int(i.Valid) != n {
					b.Fatalf("%+v, %v", i, err)
				}
				b.ReportMetric(time.Since(began).Seconds(), "s-check")
				began = time.Now()
				if i, err = w.Operators.Commit(ctx, i.ID, false, nil); err != nil || int(i.Stored) != n {
					b.Fatalf("%+v, %v", i, err)
				}
				b.ReportMetric(time.Since(began).Seconds(), "s-write")
				if _, err := w.Operators.Undo(ctx, i.ID, nil); err != nil {
					b.Fatal(err)
				}
			}
			close(stop)
			b.ReportMetric(float64(peak.Load())/(1<<20), "MB-heap")
		})
	}
}
