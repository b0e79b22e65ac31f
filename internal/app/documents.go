package app

import (
	"context"

	"shian/internal/domain/portal"
	"shian/internal/domain/sampling"
	"shian/internal/kit/paper"
)

// documents shows the portal what was issued about published results.
type documents struct{ app *App }

// mostBulletins is how many the portal lists beside the failing batches.
const mostBulletins = 20

func (d documents) Bulletins(ctx context.Context, region string) ([]portal.Document, error) {
	all, err := d.app.Sampling.Bulletins(ctx, d.app.DB, region, mostBulletins)
	if err != nil {
		return nil, err
	}
	out := make([]portal.Document, len(all))
	for i := range all {
		out[i] = documentOf(&all[i].Document)
		out[i].Area, out[i].Covers = all[i].Area, all[i].Asked
	}
	return out, nil
}

func (d documents) About(ctx context.Context, result string) ([]portal.Document, error) {
	all, err := d.app.Papers.Of(ctx, d.app.DB, sampling.Kind, result)
	if err != nil {
		return nil, err
	}
	var out []portal.Document
	for i := range all {
		if all[i].Published {
			out = append(out, documentOf(&all[i]))
		}
	}
	return out, nil
}

func documentOf(x *paper.Document) portal.Document {
	return portal.Document{ID: x.ID, Number: x.Number, Title: x.Title, IssuedAt: x.IssuedAt, InForce: x.InForce()}
}
