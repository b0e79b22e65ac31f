package web

import (
	"bytes"
	"fmt"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// The statuses counted apart; any other counts under the last.
var statuses = [...]int{200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 400, 401, 403, 404, 405, 409, 413, 422, 429, 499, 500, 503, 0}

// Upper bounds of the duration histogram, in microseconds; beside them there is +Inf.
var bounds = [...]int64{500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000}

// stat counts the requests of one route without a lock.
type stat struct {
	byStatus [len(statuses)]atomic.Uint64
	byTime   [len(bounds) + 1]atomic.Uint64
	micros   atomic.Int64
}

func (s *stat) add(status int, took time.Duration) {
	i := 0
	for i < len(statuses)-1 && statuses[i] != status {
		i++
	}
	s.byStatus[i].Add(1)
	us := took.Microseconds()
	i = 0
	for i < len(bounds) && us > bounds[i] {
		i++
	}
	s.byTime[i].Add(1)
	s.micros.Add(us)
}

func (m *Mux) count(c *Ctx, took time.Duration) {
	s := &m.none
	if c.route != nil {
		s = &c.route.stat
	}
	s.add(c.out.final(), took)
}

type gauge struct {
	name, kind, help string
	value            func() float64
}

// Gauge adds a figure to /metrics that may go up and down, read whenever it is asked for: shian_queue_waiting.
func (m *Mux) Gauge(name, help string, value func() float64) {
	m.gauges = append(m.gauges, gauge{name, "gauge", help, value})
}

// Counter adds a figure to /metrics that only grows: shian_db_writes_total.
func (m *Mux) Counter(name, help string, value func() float64) {
	m.gauges = append(m.gauges, gauge{name, "counter", help, value})
}

// metrics answers in the Prometheus text format 0.0.4.
func (m *Mux) metrics(c *Ctx) error {
	var b bytes.Buffer
	head(&b, "shian_http_requests_total", "counter", "Requests answered, by route and status.")
	m.each(func(label string, s *stat) {
		for i := range s.byStatus {
			if n := s.byStatus[i].Load(); n > 0 {
				code := "other"
				if statuses[i] > 0 {
					code = strconv.Itoa(statuses[i])
				}
				fmt.Fprintf(&b, "shian_http_requests_total{route=\"%s\",status=\"%s\"} %d\n", label, code, n)
			}
		}
	})
	head(&b, "shian_http_request_seconds", "histogram", "Time to answer, by route.")
	m.each(func(label string, s *stat) { s.histogram(&b, label) })
	head(&b, "shian_http_in_flight", "gauge", "Requests being answered now.")
	fmt.Fprintf(&b, "shian_http_in_flight %d\n", m.flying.Load())
	memory(&b)
	for _, g := range m.gauges {
		head(&b, g.name, g.kind, g.help)
		fmt.Fprintf(&b, "%s %s\n", g.name, strconv.FormatFloat(g.value(), 'g', -1, 64))
	}
	return c.Bytes("text/plain; version=0.0.4; charset=utf-8", b.Bytes())
}

func (m *Mux) each(fn func(label string, s *stat)) {
	for _, r := range m.routes {
		fn(escape(r.Pattern), &r.stat)
	}
	fn("unmatched", &m.none)
}

func (s *stat) histogram(b *bytes.Buffer, label string) {
	var sum uint64
	var counts [len(bounds) + 1]uint64
	for i := range s.byTime {
		sum += s.byTime[i].Load()
		counts[i] = sum
	}
	if sum == 0 {
		return
	}
	for i, n := range counts {
		le := "+Inf"
		if i < len(bounds) {
			le = strconv.FormatFloat(float64(bounds[i])/1e6, 'g', -1, 64)
		}
		fmt.Fprintf(b, "shian_http_request_seconds_bucket{route=\"%s\",le=\"%s\"} %d\n", label, le, n)
	}
	fmt.Fprintf(b, "shian_http_request_seconds_sum{route=\"%s\"} %s\n", label, strconv.FormatFloat(float64(s.micros.Load())/1e6, 'g', -1, 64))
	fmt.Fprintf(b, "shian_http_request_seconds_count{route=\"%s\"} %d\n", label, sum)
}

// memory writes what the Go runtime holds, read without stopping the world.
func memory(b *bytes.Buffer) {
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
		{Name: "/sched/goroutines:goroutines"}, {Name: "/gc/cycles/total:gc-cycles"},
	}
	metrics.Read(samples)
	rows := []struct {
		name, kind, help string
		v                uint64
	}{
		{"go_heap_objects_bytes", "gauge", "Memory held by live and not yet swept objects.", samples[0].Value.Uint64()},
		{"go_memory_bytes", "gauge", "Memory the Go runtime holds from the system.", samples[1].Value.Uint64() - samples[2].Value.Uint64()},
		{"go_goroutines", "gauge", "Goroutines.", samples[3].Value.Uint64()},
		{"go_gc_cycles_total", "counter", "Garbage collections.", samples[4].Value.Uint64()},
	}
	for _, r := range rows {
		head(b, r.name, r.kind, r.help)
		fmt.Fprintf(b, "%s %d\n", r.name, r.v)
	}
}

func head(b *bytes.Buffer, name, kind, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

var escape = strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n").Replace
