package bench

import (
	"context"
	"fmt"
	"time"

	"shian/data/food"
	"shian/engine/limit"
	"shian/internal/domain/operator"
	"shian/internal/domain/sampling"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/measure"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
)

const (
	itemsEach = 7  // tested in one sample
	openShare = 50 // one in so many results, the newest, is still being worked on
)

// A tested is an item with a limit and figures that pass, and one that fails.
type tested struct{ item, limit, unit, fails string }

var tests = []tested{
	{"铅(以Pb计)", "≤0.5mg/kg", "mg/kg", "0.82mg/kg"}, {"镉(以Cd计)", "≤0.1mg/kg", "mg/kg", "0.17mg/kg"}, {"苯甲酸及其钠盐", "≤1.0g/kg", "g/kg", "1.3g/kg"},
	{"山梨酸及其钾盐", "≤1.0g/kg", "g/kg", "1.24g/kg"}, {"甜蜜素", "≤0.65g/kg", "g/kg", "0.98g/kg"}, {"脱氢乙酸", "≤0.5g/kg", "g/kg", "0.71g/kg"},
	{"酸价(以KOH计)", "≤5mg/g", "mg/g", "7.2mg/g"}, {"过氧化值", "≤0.25g/100g", "g/100g", "0.36g/100g"}, {"毒死蜱", "≤0.02mg/kg", "mg/kg", "0.11mg/kg"},
	{"氧乐果", "≤0.02mg/kg", "mg/kg", "0.09mg/kg"}, {"恩诺沙星", "≤100μg/kg", "μg/kg", "212μg/kg"}, {"噻虫胺", "≤0.2mg/kg", "mg/kg", "0.37mg/kg"},
	{"腈苯唑", "≤0.05mg/kg", "mg/kg", "0.13mg/kg"}, {"二氧化硫残留量", "≤0.1g/kg", "g/kg", "0.45g/kg"},
}

// results stores the samples. The newest are drafts that went through the service and its flow; the others stand as they
// do after publication, with row, items, scopes, search, counts, measures, timeline and a leaf of their own, but without the
// run of the flow and the versions that led there: as results taken over from an older system would.
func (s *stock) results(ctx context.Context) error {
	n := s.items / itemsEach
	open := n / openShare
	spec := s.Sampling.Results.Spec
	spec.Prepare, spec.Then, spec.ThenAll = nil, nil, published
	old := record.New[sampling.Result](s.DB, spec)
	i := 0
	made := spread(n, func(at time.Time) *sampling.Result {
		i++
		r := s.province.result(i, at)
		if i <= n-open {
			r.State = sampling.Published
		}
		return r
	})
	return together(ctx, made, func(ctx context.Context, b batch[sampling.Result]) error {
		ctx = clock.With(ctx, moments(b.at))
		var fresh, past []*sampling.Result
		for _, r := range b.rows {
			if r.State != sampling.Published {
				fresh = append(fresh, r)
				continue
			}
			judge(r)
			past = append(past, r)
		}
		if err := old.CreateMany(ctx, past); err != nil || len(fresh) == 0 {
			return err
		}
		return s.Sampling.Results.CreateMany(ctx, fresh)
	})
}

// published counts published results and tells the files of the businesses, as publishing does.
func published(ctx context.Context, tx *db.Tx, made []*sampling.Result) error {
	for _, r := range made {
		measure.Add(tx, measure.Fact{Measure: sampling.MeasureBatch, Day: r.Day(), Region: r.Region, Dims: [3]string{string(r.Purpose), string(r.Stream), string(r.Conclusion)}, N: 1})
		measure.Add(tx, measure.Fact{Measure: sampling.MeasureCategory, Day: r.Day(), Region: r.Region, Dims: [3]string{string(r.Stream), r.Category, string(r.Conclusion)}, N: 1})
		l := timeline.Line{Operator: r.Operator, Day: r.Day(), Kind: sampling.Kind, Record: r.ID, Public: true, Zh: "抽检合格：" + r.Food, En: "sampled " + r.Food + " passes", Tone: "ok"}
		if r.Conclusion == sampling.Fail {
			l.Zh, l.En, l.Tone = "抽检不合格："+r.Food+"，"+r.Failing, "sampled "+r.Food+" fails: "+r.Failing, "late"
		}
		if err := timeline.Add(ctx, tx, l); err != nil {
			return err
		}
	}
	return nil
}

// result invents the sample of a number; about one in forty fails in one item.
func (p *province) result(n int, at time.Time) *sampling.Result {
	day := at.AddDate(0, 0, -p.rnd.IntN(30))
	all := food.Categories()
	category := all[p.rnd.IntN(len(all))].Code
	r := &sampling.Result{Number: fmt.Sprintf("GCJ%s%08d", clock.Day(day)[2:4], n), Food: p.names.Product(category), Category: category, Stream: sampling.Food,
		Purpose: one[sampling.Purpose](p.rnd, "supervision", "supervision", "supervision", "monitoring", "evaluation"),
		Brand:   "演示", Spec: "500g/袋", Batch: fmt.Sprintf("B%06d", p.rnd.IntN(1_000_000)), Made: clock.Day(day.AddDate(0, -1, 0)), SampledAt: clock.Day(day),
		Stage: one(p.rnd, stages()...), Laboratory: one(p.rnd, laboratories...), Report: fmt.Sprintf("R%010d", n), Conclusion: sampling.Pass}
	if food.IsFarm(category) {
		r.Stream = sampling.Farm
	}
	if f := p.firm(); f != nil {
		r.Region, r.Operator, r.OperatorName, r.OperatorAddress = f.Region, f.ID, f.Name, f.Address
	} else {
		r.Region = p.place(p.county())
	}
	if p.rnd.IntN(3) > 0 {
		r.MakerName = p.names.Producer(category)
	} else if m := p.firm(); m != nil {
		r.Maker, r.MakerName, r.MakerAddress, r.MakerRegion = m.ID, m.Name, m.Address, m.Region
	}
	bad := -1
	if p.rnd.IntN(40) == 0 {
		bad = p.rnd.IntN(itemsEach)
	}
	first := p.rnd.IntN(len(tests))
	for i := range itemsEach {
		t := tests[(first+i)%len(tests)]
		x := sampling.Item{Name: t.item, Limit: t.limit, Result: "未检出", Basis: "GB 2762-2022"}
		switch {
		case i == bad:
			x.Result = t.fails
		case p.rnd.IntN(3) == 0:
			x.Result = "0.01" + fmt.Sprint(p.rnd.IntN(9)) + t.unit
		}
		r.Items = append(r.Items, x)
	}
	return r
}

// judge fills in what the service finds by itself of a new result.
func judge(r *sampling.Result) {
	for i := range r.Items {
		x := &r.Items[i]
		j := limit.Judge(x.Limit, x.Result, limit.Full)
		x.Mode, x.Verdict, x.ReasonZh, x.ReasonEn = limit.Full, j.Verdict, j.Zh, j.En
		if j.Verdict == limit.Fail {
			r.Failing, r.Conclusion = x.Name, sampling.Fail
		}
	}
}

var laboratories = []string{"甘肃省演示检验检测院", "兰州演示食品检验研究院", "天水演示检验检测中心", "酒泉演示农产品质量检测站"}

func stages() []string {
	var out []string
	for _, c := range sampling.Stages {
		out = append(out, c.Value)
	}
	return out
}

// firm draws one of the businesses kept; nil when there are none.
func (p *province) firm() *operator.Operator {
	if len(p.firms) == 0 {
		return nil
	}
	return p.firms[p.rnd.IntN(len(p.firms))]
}
