package operator

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/web"
)

// A Tab is a part of the file that another domain brings: its samples, its inspections. Register it by AddTab.
type Tab struct {
	Name, Label string       // samples, 抽检: Label is Chinese of the code
	Right       access.Right // who sees the tab; empty: whoever sees the file
	// Count tells how much lies in it for the actor of ctx, and whether that wants attention (a failing sample).
	Count func(ctx context.Context, operator string) (n int, loud bool, err error)
	// Render gives the components of the tab: tables, panels.
	Render func(c *web.Ctx, operator string) ([]any, error)
}

// AddTab adds tabs to the file page, after those of this package. Before Mount.
func (s *Service) AddTab(tabs ...Tab) { s.tabs = append(s.tabs, tabs...) }

// A Due is something still to come: a report, an inspection, an end of validity.
type Due struct {
	Zh   string // Chinese of the code, {1} … for Args
	Args []any
	Day  string // by when
	Law  string // the article, as cited
	Href string
}

// OnNext lets another domain say what is still to come for a business, under the actor of ctx. Before Mount.
func (s *Service) OnNext(fn func(ctx context.Context, q db.Querier, operator string) ([]Due, error)) {
	s.next = append(s.next, fn)
}

// OnMerge lets another domain give its records of one business to the other, in the transaction that merges them: the
// fields that hold the id, the scopes and whatever follows. Before Mount.
func (s *Service) OnMerge(fn func(ctx context.Context, tx *db.Tx, from, into string) error) {
	s.merge = append(s.merge, fn)
}
