package app

import (
	"context"

	"shian/internal/domain/duty"
	"shian/internal/domain/portal"
)

// figures shows the rates of the ledger to the portal.
type figures struct{ duty *duty.Service }

func (f figures) Figures(ctx context.Context) ([]portal.Figure, error) {
	all, err := f.duty.Published(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]portal.Figure, len(all))
	for i, p := range all {
		out[i] = portal.Figure{Code: p.Code, Name: p.Name, Hits: p.Hits, Of: p.Of, Target: p.Target}
		for _, x := range p.Areas {
			out[i].Areas = append(out[i].Areas, portal.Area{Region: x.Region, Row: x.Row, Col: x.Col, Apart: x.Apart, Hits: x.Hits, Of: x.Of})
		}
	}
	return out, nil
}
