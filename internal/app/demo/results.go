package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"shian/data/food"
	"shian/internal/app/demo/name"
	"shian/internal/domain/operator"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
)

// resultsAll is how many results are invented; the last of each county wait to be checked or published.
const resultsAll = 2400

// A dish is one food with the items it is tested for.
type dish struct {
	category, name string
	limits         []food.Limit
}

// results invents results in every county: recorded, checked and published by three people of the county, over 14 months.
func (f *filler) results(ctx context.Context) error {
	menu, names, rnd := dishes(clock.Day(f.today)), name.New(Seed+2), rand.New(rand.NewPCG(Seed, 3))
	byCounty, makers := map[string][]*firm{}, []*firm{}
	for i := range f.firms {
		if f.firms[i].Trade == operator.Production {
			makers = append(makers, &f.firms[i])
		}
		byCounty[f.firms[i].county] = append(byCounty[f.firms[i].county], &f.firms[i])
	}
	counties := make([]string, 0, len(byCounty))
	for c := range byCounty {
		counties = append(counties, c)
	}
	slices.Sort(counties)
	serial := 0
	for _, c := range counties {
		team, err := f.team(ctx, c)
		if err != nil {
			return err
		}
		n := max(8, resultsAll*len(byCounty[c])/len(f.firms))
		batch := make([]*sampling.Result, 0, n)
		for range n {
			serial++
			at := byCounty[c][rnd.IntN(len(byCounty[c]))]
			batch = append(batch, f.sample(menu[rnd.IntN(len(menu))], at, makerOf(makers, c, rnd), names, rnd, serial))
		}
		if err := f.through(ctx, team, batch); err != nil {
			return fmt.Errorf("results of %s: %w", c, err)
		}
	}
	return nil
}

// makerOf picks a producer, mostly of the same prefecture.
func makerOf(makers []*firm, county string, rnd *rand.Rand) *firm {
	for range 20 {
		if m := makers[rnd.IntN(len(makers))]; m.county[:4] == county[:4] {
			return m
		}
	}
	return makers[rnd.IntN(len(makers))]
}

// A team is the three hands of a county.
type team struct{ sampler, checker, publisher *access.Actor }

func (f *filler) team(ctx context.Context, county string) (t team, err error) {
	for post, to := range map[string]**access.Actor{"sampler": &t.sampler, "sampling-checker": &t.checker, "publisher": &t.publisher} {
		account := f.actor[post+" "+county]
		if account == "" {
			account = f.actor[post+" "+county[:4]+"00"] // 嘉峪关 has no offices below the city
		}
		if *to, err = f.Place.Actor(ctx, account); err != nil {
			return t, err
		}
	}
	return t, nil
}

// dishes groups the starter limits by food.
func dishes(day string) []dish {
	at := map[string]int{}
	var out []dish
	for _, l := range food.On(day) {
		key := l.Category + " " + l.Food
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, dish{category: l.Category, name: l.Food})
		}
		if len(out[i].limits) < 7 {
			out[i].limits = append(out[i].limits, l)
		}
	}
	return out
}

func (f *filler) sample(d dish, at, maker *firm, names *name.Maker, rnd *rand.Rand, serial int) *sampling.Result {
	day := f.today.AddDate(0, 0, -rnd.IntN(420)-3)
	purposes := []sampling.Purpose{sampling.Supervision, sampling.Supervision, sampling.Supervision, sampling.Supervision, sampling.Monitoring, sampling.Evaluation}
	r := &sampling.Result{Number: fmt.Sprintf("YS%s%s%05d", day.Format("06"), at.county, serial), Purpose: purposes[rnd.IntN(len(purposes))], Category: d.category,
		Food: d.name, Brand: name.Mark, Batch: day.AddDate(0, 0, -5).Format("20060102"), Made: clock.Day(day.AddDate(0, 0, -5)), SampledAt: clock.Day(day), Stage: "distribution",
		Operator: at.ID, OperatorName: at.Name, OperatorAddress: at.Address, Report: fmt.Sprintf("BG-%06d", serial)}
	r.Laboratory = f.Place.Tree().Name(at.county[:4]+"00", "zh") + "演示检验所"
	r.Region = at.Region
	if food.IsFarm(d.category) {
		r.Stage = "farming"
	} else {
		r.Maker, r.MakerName, r.MakerAddress = maker.ID, maker.Name, maker.Address
	}
	bad := -1
	if rnd.IntN(50) == 0 {
		bad = rnd.IntN(len(d.limits))
	}
	for i, l := range d.limits {
		r.Items = append(r.Items, sampling.Item{Name: l.Item, Result: finding(l.Limit, i == bad, rnd)})
	}
	return r
}

// through takes the results of a county through their three hands, each hand in a transaction of its own as in life, on the days
// they would have done it. The last two wait: one to be checked, one to be published.
func (f *filler) through(ctx context.Context, t team, all []*sampling.Result) error {
	for i := 1; i <= 2; i++ {
		all[len(all)-i].SampledAt = clock.Day(f.today.AddDate(0, 0, -i))
	}
	at := func(a *access.Actor, r *sampling.Result, days int) context.Context {
		when := f.today
		if day, err := clock.ParseDay(r.SampledAt); err == nil && day.AddDate(0, 0, days+1).Before(f.today) {
			when = day.AddDate(0, 0, days).Add(10 * time.Hour)
		}
		return access.With(clock.With(ctx, clock.Fixed(when)), a)
	}
	do := func(a *access.Actor, action string, days int, some []*sampling.Result) error {
		return f.DB.Write(ctx, func(tx *db.Tx) error {
			for _, r := range some {
				if _, err := f.Flow.Do(at(a, r, days), tx, sampling.Kind, r.ID, action, flow.Input{}); err != nil {
					return fmt.Errorf("%s: %w", r.Number, err)
				}
			}
			return nil
		})
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		for _, r := range all {
			r.ID, r.Version = "", 0
			if err := f.Sampling.Results.CreateTx(at(t.sampler, r, 1), tx, r); err != nil {
				return fmt.Errorf("%s: %w", r.Number, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := do(t.checker, sampling.ActCheck, 2, all[:len(all)-1]); err != nil {
		return err
	}
	return do(t.publisher, sampling.ActPublish, 4, all[:len(all)-2])
}

// finding invents a result as laboratories write them, within the limit or beyond it.
func finding(text string, bad bool, rnd *rand.Rand) string {
	number, unit, ok := upper(text)
	switch {
	case !ok && bad:
		return "检出"
	case !ok:
		return "未检出"
	}
	share := 0.02 + 0.6*rnd.Float64()
	if bad {
		share = 1.15 + 2*rnd.Float64()
	} else if rnd.IntN(3) == 0 {
		return "未检出"
	}
	return significant(number*share) + unit
}

// significant writes three significant digits without an exponent.
func significant(x float64) string {
	s := strconv.FormatFloat(x, 'e', 2, 64)
	x, _ = strconv.ParseFloat(s, 64) // what was just written
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// upper reads ≤0.2mg/kg; other limits (bans, plans, ranges) give false.
func upper(text string) (number float64, unit string, ok bool) {
	rest, found := strings.CutPrefix(text, "≤")
	if !found {
		return 0, "", false
	}
	n, err := fmt.Sscanf(rest, "%g%s", &number, &unit)
	return number, unit, err == nil && n == 2
}
