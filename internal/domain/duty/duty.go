package duty

import (
	"context"
	"embed"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
)

// Files is the pages of the ledger.
//
//go:embed pages/*.html
var Files embed.FS

// Schema has no tables yet: the ledger keeps nothing of its own.
var Schema = db.Schema{Name: "duty", Files: embed.FS{}}

// The rights this package asks for.
const (
	RightView   access.Right = "duty.view"
	RightExport access.Right = "duty.export"
)

// Work counts what waits for an actor; flow.Engine does.
type Work interface {
	Counts(ctx context.Context, a *access.Actor) (flow.Counts, error)
}

// Plans tells how many batches the sampling plan in force asks of every region in the year, by code without zeros (62, 6201, 620102);
// nil when no plan is in force. plan.Service does.
type Plans interface {
	Targets(ctx context.Context, year int) (map[string]int64, error)
}

// Service computes the ledger. It is safe for use by several goroutines once Work is set.
type Service struct {
	Work  Work  // the counts on top of the ledger; nil: none
	Plans Plans // what T1 is measured against beside the residents; nil: the residents alone

	db    *db.DB
	tree  func() *place.Tree
	pages *page.Pages
}

// New makes the service on a migrated database.
func New(d *db.DB, p *place.Service) *Service { return &Service{db: d, tree: p.Tree} }
