package duty

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/measure"
)

// at is 31 July 2026 in China, whatever the zone of the host.
var at = time.Date(2026, 7, 31, 10, 0, 0, 0, time.UTC)

func asking(t context.Context, region string) context.Context {
	a := &access.Actor{ID: "zhou", Side: access.SideOfficial, Region: region, All: region == "620000", Rights: []access.Right{"duty.view"}, Lang: "zh"}
	return access.With(clock.With(t, clock.Fixed(at)), a)
}

// A sample stands for one record; withdrawing takes back what publishing gave.
type sample struct {
	day, region                           string
	purpose, stream, conclusion, category string
}

func (s sample) facts(n int64) []measure.Fact {
	return []measure.Fact{
		{Measure: "sampling.batch", Day: s.day, Region: s.region, Dims: [3]string{s.purpose, s.stream, s.conclusion}, N: n},
		{Measure: "sampling.category", Day: s.day, Region: s.region, Dims: [3]string{s.stream, s.category, s.conclusion}, N: n},
	}
}

type shop struct{ day, region, trade string }

var (
	places   = []string{"62", "6201", "620102", "620102001", "620103", "620171", "620171400", "6202", "620201", "621002"}
	conclude = []string{"pass", "pass", "fail", "unjudged"}
)

func anyDay(t *rapid.T) string {
	return time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 425).Draw(t, "day")).Format(time.DateOnly)
}

// standing is what remains after some were withdrawn, all written to the measures.
func standing(t *rapid.T, d *db.DB) (samples []sample, shops []shop) {
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), `DELETE FROM measure_roll`)
		if err == nil {
			_, err = tx.Exec(context.Background(), `DELETE FROM measure_fresh`)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(1, 3).Draw(t, "transactions") {
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			put := func(facts ...measure.Fact) {
				for _, f := range facts {
					measure.Add(tx, f)
				}
			}
			for range rapid.IntRange(0, 25).Draw(t, "samples") {
				s := sample{anyDay(t), rapid.SampledFrom(places).Draw(t, "region"), rapid.SampledFrom([]string{"supervision", "monitoring", "evaluation"}).Draw(t, "purpose"),
					rapid.SampledFrom([]string{"food", "farm"}).Draw(t, "stream"), rapid.SampledFrom(conclude).Draw(t, "conclusion"), rapid.SampledFrom([]string{"01", "05", "odd"}).Draw(t, "category")}
				put(s.facts(1)...)
				samples = append(samples, s)
			}
			for len(samples) > 0 && rapid.IntRange(0, 2).Draw(t, "withdraw") == 0 {
				i := rapid.IntRange(0, len(samples)-1).Draw(t, "which")
				put(samples[i].facts(-1)...)
				samples = slices.Delete(samples, i, i+1)
			}
			for range rapid.IntRange(0, 5).Draw(t, "shops") {
				s := shop{anyDay(t), rapid.SampledFrom(places).Draw(t, "region"), rapid.SampledFrom([]string{"catering", "farm"}).Draw(t, "trade")}
				put(measure.Fact{Measure: "operator.businesses", Day: s.day, Region: s.region, Dims: [3]string{s.trade, "active"}, N: 1})
				shops = append(shops, s)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return samples, shops
}

// counts is the definition of the indicators in plain words: whether the sample is in the denominator, and in the numerator.
func counts(code string, s sample) (of, hit bool) {
	judged := s.conclusion == "pass" || s.conclusion == "fail"
	switch code {
	case "T1":
		return true, false
	case "T2":
		of = s.stream == "farm" && judged && s.purpose != "evaluation"
	case "T3":
		of = s.stream == "food" && judged && s.purpose == "supervision"
	}
	return of, of && s.conclusion == "pass"
}

func plain(code string, samples []sample, shops []shop, region string, within func(day string) bool) Tally {
	var n Tally
	for _, s := range samples {
		if of, hit := counts(code, s); of && within(s.day) && strings.HasPrefix(s.region, region) {
			n.Of++
			if hit {
				n.Hits++
			}
		}
	}
	for _, s := range shops {
		if code == "18" && within(s.day) && strings.HasPrefix(s.region, region) {
			n.Of++
		}
	}
	return n
}

// Every figure of the ledger is what counting the records one by one gives, back-dated and withdrawn ones included.
func TestFiguresAgreeWithCountingRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{db: d, tree: place.Known}
		rapid.Check(t, func(t *rapid.T) {
			samples, shops := standing(t, d)
			region, year := rapid.SampledFrom([]string{"62", "6201", "620102", "620171"}).Draw(t, "in"), rapid.SampledFrom([]int{2025, 2026}).Draw(t, "year")
			l, err := s.Ledger(asking(context.Background(), "620000"), Query{Region: region, Year: year})
			if err != nil {
				t.Fatal(err)
			}
			inYear := func(day string) bool { return day[:4] == fmt.Sprint(year) }
			upTo := func(day string) bool { return day[:4] <= fmt.Sprint(year) }
			for _, line := range l.Lines {
				if line.Figure == nil {
					continue
				}
				same(t, line.Figure, samples, shops, region, inYear, upTo)
			}
			for _, g := range l.Goals {
				if g.Figure != nil {
					same(t, g.Figure, samples, shops, region, inYear, upTo)
				}
			}
			code := rapid.SampledFrom([]string{"T1", "T2", "T3", "18"}).Draw(t, "code")
			detail, err := s.Detail(asking(context.Background(), "620000"), code, Query{Region: region, Year: year})
			if err != nil {
				t.Fatal(err)
			}
			sameDetail(t, detail, samples, shops, inYear, upTo)
		})
	}, measure.Schema)
}

func same(t *rapid.T, f *Figure, samples []sample, shops []shop, region string, inYear, upTo func(string) bool) {
	t.Helper()
	within := inYear
	if f.Kind == Stock {
		within = upTo
	}
	if want := plain(f.Code, samples, shops, region, within); f.Tally != want {
		t.Fatalf("%s of %s: %+v, counted %+v", f.Code, region, f.Tally, want)
	}
	for _, m := range f.Months {
		of := func(day string) bool { return day[:7] == m.Month }
		if f.Kind == Stock {
			of = func(day string) bool { return day[:7] <= m.Month }
		}
		if want := plain(f.Code, samples, shops, region, of); m.Tally != want {
			t.Fatalf("%s of %s in %s: %+v, counted %+v", f.Code, region, m.Month, m.Tally, want)
		}
	}
	for _, p := range f.Shown {
		var want Tally
		for _, x := range samples {
			if f.Kind == Stock || x.purpose != p.Value || !within(x.day) || !strings.HasPrefix(x.region, region) {
				continue
			}
			x.purpose = "supervision" // which every indicator counts: the part is judged for itself
			of, hit := counts(f.Code, x)
			if of {
				want.Of++
			}
			if hit {
				want.Hits++
			}
		}
		if f.Kind != Stock && p.Tally != want {
			t.Fatalf("%s of %s, %s: %+v, counted %+v", f.Code, region, p.Value, p.Tally, want)
		}
	}
}

func sameDetail(t *rapid.T, d *Detail, samples []sample, shops []shop, inYear, upTo func(string) bool) {
	t.Helper()
	for i := range d.Areas {
		a := &d.Areas[i]
		within := inYear
		if a.Kind == Stock {
			within = upTo
		}
		if want := plain(a.Code, samples, shops, place.Short(a.Region), within); a.Tally != want {
			t.Fatalf("%s of %s: %+v, counted %+v", a.Code, a.Region, a.Tally, want)
		}
	}
	grouped := map[string]Tally{}
	for _, x := range samples {
		if d.Figure.Grouped == "" || !inYear(x.day) || !strings.HasPrefix(x.region, d.Region) {
			continue
		}
		x.purpose = "supervision" // groups hold all three
		if of, hit := counts(d.Figure.Code, x); of {
			n := grouped[x.category]
			n.Of++
			if hit {
				n.Hits++
			}
			grouped[x.category] = n
		}
	}
	for _, g := range d.Groups {
		if g.Tally != grouped[g.Code] {
			t.Fatalf("%s of category %s: %+v, counted %+v", d.Figure.Code, g.Code, g.Tally, grouped[g.Code])
		}
	}
	if len(d.Groups) != len(grouped) {
		t.Fatalf("%d categories, counted %d", len(d.Groups), len(grouped))
	}
}

// T1: ceil(residents/1000×4), 100,080 for the province of the 2020 census (《实施意见》一(二)).
func TestTargetOfSamplingByResidents(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]float64{"620000": 100080, "620100": 17438, "620200": 1251, "620102": 0} {
		n, _ := place.Known().Population(region)
		i, _ := Find("T1")
		f := &Figure{Indicator: i}
		f.judge(n, 1)
		if f.Target != want {
			t.Errorf("%s: %v, want %v", region, f.Target, want)
		}
	}
}

func TestStatusOfAFigure(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		code      string
		hits, of  int64
		residents int64
		passed    float64
		want      Status
		lamp      string
	}{
		{"T3", 0, 0, 0, 1, None, "尚无样本"},
		{"T3", 29, 29, 0, 1, Close, "样本少"}, // 100 % of 29 gets no green lamp
		{"T3", 20, 29, 0, 1, Close, "样本少"}, // nor a red one
		{"T3", 30, 30, 0, 1, Close, "达标未稳"},
		{"T3", 980, 1000, 0, 1, Close, "达标未稳"},
		{"T3", 979, 1000, 0, 1, Missed, "未达"},
		{"T3", 44213, 45016, 0, 1, Met, "达标"},
		{"T2", 7322, 7491, 0, 1, Met, "达标"},
		{"T1", 0, 61204, 25019831, 0.581, Met, "快于进度"},
		{"T1", 0, 55000, 25019831, 0.581, Close, "略慢于进度"},
		{"T1", 0, 40000, 25019831, 0.581, Missed, "慢于进度"},
		{"T1", 0, 100080, 25019831, 0.9, Met, "已完成"},
		{"T1", 0, 100079, 25019831, 1, Close, "未完成"},
		{"T1", 0, 61204, 0, 0.5, None, "不能判断"},
		{"18", 0, 172310, 0, 1, None, "只计数"},
	} {
		i, _ := Find(x.code)
		f := &Figure{Indicator: i, Tally: Tally{x.hits, x.of}}
		f.judge(x.residents, x.passed)
		if f.Status != x.want || f.lamp().Text != x.lamp {
			t.Errorf("%s %d/%d: %s %s, want %s %s", x.code, x.hits, x.of, f.Status, f.lamp().Text, x.want, x.lamp)
		}
	}
	i, _ := Find("T3")
	f := &Figure{Indicator: i, Tally: Tally{44213, 45016}}
	f.judge(0, 1)
	if math.Abs(f.Low-98.09) > 0.005 || math.Abs(f.High-98.33) > 0.005 {
		t.Errorf("interval %v–%v, want 98.09–98.33", f.Low, f.High)
	}
}

func TestPaceOfTheYear(t *testing.T) {
	t.Parallel()
	newYear := time.Date(2025, 12, 31, 16, 30, 0, 0, time.UTC).In(clock.China) // 1 January 2026 in China
	if got := passed(newYear, 2026); math.Abs(got-1.0/365) > 1e-12 {
		t.Errorf("first day: %v", got)
	}
	if got := passed(newYear, 2025); got != 1 {
		t.Errorf("a year that is over: %v", got)
	}
	if got := passed(time.Date(2024, 12, 31, 0, 0, 0, 0, clock.China), 2024); got != 1 {
		t.Errorf("last day of a leap year: %v", got)
	}
}

// Counties have no residents in the data: what T1 asks of them is what the plan issued asks (《实施意见》第 6 项, 统一制定计划). Where residents are
// known the plan may only ask for more.
func TestTheIssuedPlanSetsTheTargetOfT1(t *testing.T) {
	for name, x := range map[string]struct {
		residents, plan, want float64
		status                Status
	}{
		"county with a plan":              {0, 120, 120, Met},
		"county without":                  {0, 0, 0, None},
		"prefecture, plan asks for more":  {10_000, 50, 50, Met},
		"prefecture, plan asks for less":  {10_000, 30, 40, Met},
		"county that is behind its plan":  {0, 1000, 1000, Missed},
		"county a little behind its plan": {0, 260, 260, Close},
	} {
		i, _ := Find("T1")
		f := &Figure{Indicator: i, Tally: Tally{Of: 120}}
		f.plan(map[string]int64{"620102": int64(x.plan)}, "620102")
		f.judge(int64(x.residents), 0.5)
		if f.Target != x.want || f.Status != x.status {
			t.Errorf("%s: target %v %s, want %v %s", name, f.Target, f.Status, x.want, x.status)
		}
	}
	other, _ := Find("T3")
	f := &Figure{Indicator: other}
	if f.plan(map[string]int64{"62": 5}, "62"); f.Plan != 0 {
		t.Error("a share is measured against a plan")
	}
}
