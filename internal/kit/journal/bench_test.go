package journal

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
	"shian/internal/kit/outbox"
)

// BenchmarkCreate writes a record with its entry and a message, durably, from 32 writers, while the journal is sealed.
func BenchmarkCreate(b *testing.B) {
	for _, dialect := range dbtest.Dialects {
		b.Run(string(dialect), func(b *testing.B) {
			d := dbtest.Open(b, dialect, Schema, outbox.Schema, thing)
			j := New(d, testKey(), slog.New(slog.DiscardHandler))
			ctx := b.Context()
			j.Start(ctx)
			var left atomic.Int64
			left.Store(int64(b.N))
			content := []byte(fmt.Sprintf(`{"name":"%0400d"}`, 1))
			b.ResetTimer()
			var all sync.WaitGroup
			for range 32 {
				all.Go(func() {
					for left.Add(-1) >= 0 {
						record := id.New()
						err := d.Write(ctx, func(tx *db.Tx) error {
							if _, err := tx.Exec(ctx, `INSERT INTO thing_record (id, content) VALUES ($1, $2)`, record, string(content)); err != nil {
								return err
							}
							if err := outbox.Publish(ctx, tx, "thing.created", record, 1); err != nil {
								return err
							}
							return Note(ctx, tx, Change{Kind: "thing.record", Record: record, Action: "create", Version: 1, Content: content})
						})
						if err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
		})
	}
}
