package statistics

import (
	"context"
	"embed"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/page"
	"shian/internal/kit/paper"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tallies.
var Schema = db.Schema{Name: "statistics", Files: migrations}

// The rights asked for: whoever sees the figures of the ledger sees these.
const (
	RightView   access.Right = "duty.view"
	RightExport access.Right = "duty.export"
)

// Source gives what is to be counted of a month (2006-01): every published result whose day lies in it, none from another
// province, summed up by what is told apart.
type Source interface {
	Batches(ctx context.Context, q db.Querier, month string) ([]Batch, error)
	Items(ctx context.Context, q db.Querier, month string) ([]Item, error)
	Months(ctx context.Context, q db.Querier) ([]string, error) // with published results, oldest first
}

// A Batch is samples that have everything in common that a tally tells apart. Prefecture and County are short codes, empty
// where the place is not known so closely.
type Batch struct {
	Prefecture, County                       string
	Purpose, Stream, Category, Stage, Result string // Result: pass, fail, unjudged
	N                                        int64
}

// An Item is tests of one thing in such samples.
type Item struct {
	Prefecture, County                      string
	Purpose, Stream, Category, Name, Result string // Result: pass, fail, no-limit, unreadable
	N                                       int64
}

// Service counts and shows. It is safe for use by several goroutines.
type Service struct {
	db     *db.DB
	source Source
	tree   func() *place.Tree
	pages  *page.Pages

	Papers *paper.Papers // issues the yearly reports
}

// New makes the service on a migrated database.
func New(d *db.DB, p *place.Service, source Source) *Service {
	return &Service{db: d, source: source, tree: p.Tree}
}
