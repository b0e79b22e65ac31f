package app

import (
	"context"

	"shian/internal/domain/portal"
	"shian/internal/domain/sampling"
)

// results shows published sampling results to the portal in its own words.
type results struct{ sampling *sampling.Service }

func (r results) Search(ctx context.Context, q portal.ResultQuery) (portal.ResultPage, error) {
	found, err := r.sampling.Search(ctx, sampling.PublicQuery{Region: q.Region, Category: q.Category, Conclusion: q.Conclusion, Food: q.Food, Maker: q.Maker, Item: q.Item,
		Business: q.Business, From: q.From, To: q.To, After: q.After, Limit: q.Limit})
	if err != nil {
		return portal.ResultPage{}, err
	}
	page := portal.ResultPage{Next: found.Next, Rows: make([]portal.Result, len(found.Rows))}
	for i := range found.Rows {
		page.Rows[i] = shown(&found.Rows[i])
	}
	return page, nil
}

func (r results) Result(ctx context.Context, id string) (*portal.Result, error) {
	p, err := r.sampling.One(ctx, id)
	if err != nil {
		return nil, err
	}
	out := shown(p)
	return &out, nil
}

func shown(p *sampling.Public) portal.Result {
	out := portal.Result{ID: p.ID, Withdrawn: p.State == sampling.Withdrawn, Changed: p.ChangedAt, Why: p.Why, WhyEn: p.WhyEn}
	if out.Withdrawn {
		return out
	}
	out.Food, out.Spec, out.Brand, out.Made, out.Batch = p.Food, p.Spec, p.Brand, p.Made, p.Batch
	out.Conclusion, out.Purpose, out.Category, out.Region, out.Day = string(p.Conclusion), p.Purpose, p.Category, p.Region, p.Day
	out.MakerName, out.MakerAddress, out.OperatorName, out.OperatorAddress = p.MakerName, p.MakerAddress, p.OperatorName, p.OperatorAddress
	out.Operator, out.Maker = p.Operator, p.Maker
	for _, x := range p.Failing {
		out.Failing = append(out.Failing, portal.Item{Item: x.Item, Result: x.Result, Limit: x.Limit})
	}
	return out
}
