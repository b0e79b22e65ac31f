// Package measure counts: a domain writes facts in the transaction that makes them true, and indicators are sums of them.
//
// A fact is added to the sums of its day, month and year in its township, county, prefecture and province at once, so a
// figure of the ledger reads few rows however many records lie behind it. A record that is withdrawn takes its fact back
// with a negative one of the same day; a back-dated record adds to the day it belongs to.
package measure

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of sums.
var Schema = db.Schema{Name: "measure", Files: migrations}

// A Fact is something that happened N times.
type Fact struct {
	Measure string    // sampling.failed
	Day     string    // to which it belongs, 2006-01-02; not the day it was typed
	Region  string    // code of 2, 4, 6 or 9 digits; empty: counted for no place, only in the whole
	Dims    [3]string // what it is told apart by, as the measure defines it: food category, stage, …
	N       int64     // negative: taken back
}

// Add counts the fact when the transaction commits. It panics, which refuses the write, when Day is not a day: a fact of
// no day would be lost.
func Add(tx *db.Tx, f Fact) {
	if _, err := time.Parse(time.DateOnly, f.Day); err != nil {
		panic(fmt.Sprintf("measure %s: %q is not a day", f.Measure, f.Day))
	}
	if f.N != 0 {
		tx.Append(facts, f)
	}
}

var facts = &db.Batch{Table: "measure_roll", Write: write}

// A sum is the key of a row.
type sum struct {
	measure, parent, period, region string
	dims                            [3]string
}

const (
	nowhere = "-" // region of facts without one
	lanes   = 4   // on PostgreSQL, which writes from several connections
)

func write(ctx context.Context, tx *db.Tx, rows [][]any) error {
	sums := map[Fact]int64{}
	for _, r := range rows {
		f := r[0].(Fact)
		n := f.N
		f.N = 0
		sums[f] += n
	}
	all := make([]Fact, 0, len(sums))
	for f, n := range sums {
		if f.N = n; n != 0 {
			all = append(all, f)
		}
	}
	if tx.Dialect() == db.SQLite && len(all) < foldAt {
		return keepFresh(ctx, tx, all)
	}
	return addUp(ctx, tx, all)
}

// addUp adds facts to the sums of every region and period they lie in.
func addUp(ctx context.Context, tx *db.Tx, all []Fact) error {
	folded := map[sum]int64{}
	for _, f := range all {
		for _, region := range levels(f.Region) {
			for _, period := range []string{"y" + f.Day[:4], "m" + f.Day[:7], "d" + f.Day} {
				folded[sum{f.Measure, parent(region), period, region, f.Dims}] += f.N
			}
		}
	}
	lane := int64(0)
	if tx.Dialect() == db.Postgres {
		lane = rand.Int64N(lanes)
	}
	out := make([][]any, 0, len(folded))
	for k, n := range folded {
		if n != 0 {
			out = append(out, []any{k.measure, k.parent, k.period, k.region, k.dims[0], k.dims[1], k.dims[2], lane, n})
		}
	}
	slices.SortFunc(out, func(a, b []any) int { // in order of the key: writers of one lane queue and never wait crosswise
		for i := range 7 {
			if c := cmp.Compare(a[i].(string), b[i].(string)); c != 0 {
				return c
			}
		}
		return 0
	})
	return db.InsertRows(ctx, tx, "measure_roll", []string{"measure", "parent", "period", "region", "dim0", "dim1", "dim2", "lane", "n"},
		`ON CONFLICT (measure, parent, period, region, dim0, dim1, dim2, lane) DO UPDATE SET n = measure_roll.n + excluded.n`, out)
}

// levels gives the regions a place lies in, itself included: 62, 6201, 620102, 620102001.
func levels(region string) []string {
	if len(region) < 2 {
		return []string{nowhere}
	}
	var out []string
	for _, n := range []int{2, 4, 6, 9} {
		if len(region) >= n {
			out = append(out, region[:n])
		}
	}
	return out
}

func parent(region string) string {
	switch n := len(region); {
	case n > 6:
		return region[:6]
	case n > 4:
		return region[:4]
	case n > 2:
		return region[:2]
	}
	return ""
}
