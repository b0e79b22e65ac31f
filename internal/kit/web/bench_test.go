package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"shian/internal/kit/web"
)

// nowhere is a ResponseWriter that keeps nothing.
type nowhere struct{ h http.Header }

func (n nowhere) Header() http.Header         { return n.h }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}

// BenchmarkRequest is all that the mux adds to a JSON list of 30 rows asked for by token, logging off and on, plain and
// compressed.
func BenchmarkRequest(b *testing.B) {
	type row struct{ ID, Name, Code, Region, Day string }
	rows := make([]row, 30)
	for i := range rows {
		rows[i] = row{"0198c0de-0000-7000-8000-000000000000", "兰州某某食品有限公司", "91620102MA00000000", "620102", "2026-07-31"}
	}
	for _, c := range []struct {
		name, accept string
		log          slog.Handler
		body         bool
	}{
		{"empty", "", slog.DiscardHandler, false},
		{"list", "", slog.DiscardHandler, true},
		{"list, logged", "", slog.NewTextHandler(devNull{}, nil), true},
		{"list, gzip", "gzip", slog.DiscardHandler, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			m := web.New(web.Config{People: people{}, Log: slog.New(c.log)})
			m.Handle("GET /api/v1/rows/{id}", web.Right("sampling.view"), func(x *web.Ctx) error {
				if !c.body {
					return nil
				}
				return x.JSON(rows)
			})
			r := httptest.NewRequest("GET", "/api/v1/rows/7", nil)
			r.Header.Set("Authorization", "Bearer good")
			r.Header.Set("Accept-Encoding", c.accept)
			w := nowhere{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.h)
				m.ServeHTTP(w, r)
			}
		})
	}
}

type devNull struct{}

func (devNull) Write(b []byte) (int, error) { return len(b), nil }
