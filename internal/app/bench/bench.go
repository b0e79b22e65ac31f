// Package bench measures the platform on generated data: what a page, an API call, an import, a judgement and a start cost.
// docs/ops/benchmarks.md says what each figure means and how it was taken.
package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// Options say what is measured on. The zero value measures the embedded database at the full size in a temporary folder.
type Options struct {
	Dir       string // holds the generated data, which is used again when it is there; empty: a temporary folder
	Database  string // postgres://… of an empty database, or of one generated before; empty: the embedded one
	JSON      bool   // print only the JSON object of figures
	Operators int    // businesses to generate; 0: as the benchmark says
	Items     int    // result items to generate; 0: as the benchmark says
}

// A benchmark fills in a report.
type benchmark struct {
	name, about      string
	operators, items int // generated when Options name none
	run              func(ctx context.Context, r *run) error
}

func benchmarks() []benchmark {
	return []benchmark{
		{"pages", "p95 of every kind of page on a province's data, while others write", 500_000, 5_000_000, pages},
		{"api", "lists and creates a second over loopback, 8 connections", 200_000, 0, api},
		{"import", "a result sheet of 100,000 rows against reading it alone", 2_000, 100_000, importing},
		{"judge", "judgements a minute on one core", 0, 0, judging},
		{"plan", "sharing a year's plan out over counties, categories and stages", 0, 0, planning},
		{"start", "time to ready, memory at rest, sizes", 2_000, 20_000, starting},
	}
}

// A run is one benchmark under way.
type run struct {
	benchmark
	opt     Options
	note    io.Writer // progress, for people
	figures map[string]any
}

// say tells people how far it is.
func (r *run) say(format string, args ...any) {
	if !r.opt.JSON {
		_, _ = fmt.Fprintf(r.note, format+"\n", args...)
	}
}

// set keeps a figure; names end in their unit.
func (r *run) set(name string, v any) {
	r.figures[name] = v
	r.say("  %-34s %v", name, v)
}

// Run measures one benchmark by name and prints its figures as one JSON object on out.
func Run(ctx context.Context, name string, opt Options, out, errw io.Writer) error {
	var names []string
	for _, b := range benchmarks() {
		if b.name == name {
			return b.measure(ctx, opt, out, errw)
		}
		names = append(names, b.name)
	}
	return fault.Missing("没有这个测量，可选："+strings.Join(names, "、"), "there is no such benchmark; choose one of "+strings.Join(names, ", "))
}

func (b benchmark) measure(ctx context.Context, opt Options, out, errw io.Writer) error {
	if opt.Operators > 0 {
		b.operators = opt.Operators
	}
	if opt.Items > 0 {
		b.items = opt.Items
	}
	if opt.Dir == "" {
		dir, err := os.MkdirTemp("", "shian-bench-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		opt.Dir = dir
	}
	r := &run{benchmark: b, opt: opt, note: errw, figures: map[string]any{}}
	r.say("%s: %s", b.name, b.about)
	before := load()
	ctx = access.With(clock.With(ctx, clock.System), access.System)
	if err := b.run(ctx, r); err != nil {
		return err
	}
	m := machine()
	m.LoadBefore, m.LoadAfter = before, load()
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Bench     string         `json:"bench"`
		Operators int            `json:"operators,omitempty"`
		Items     int            `json:"items,omitempty"`
		Database  string         `json:"database"`
		Machine   Machine        `json:"machine"`
		Figures   map[string]any `json:"figures"`
	}{b.name, b.operators, b.items, engine(opt), m, r.figures})
}

func engine(opt Options) string {
	if opt.Database != "" {
		return "PostgreSQL"
	}
	return "SQLite"
}
