package portal

import (
	"context"
	"embed"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/db"
	"shian/internal/kit/journal"
	"shian/internal/kit/page"
)

// Files is the pages of the portal.
//
//go:embed pages/*.html
var Files embed.FS

// Businesses gives the public view of businesses; operator.Service does.
type Businesses interface {
	Public(ctx context.Context, id string) (*operator.Public, error)
	PublicFind(ctx context.Context, text, region, after string) (found []operator.Public, next string, err error)
}

// Results gives published sampling results.
type Results interface {
	Search(ctx context.Context, q ResultQuery) (ResultPage, error)
	Result(ctx context.Context, id string) (*Result, error) // missing when it was never published
}

// A ResultQuery says which results are wanted; empty fields do not narrow. A withdrawn result is in no list.
type ResultQuery struct {
	Region            string // short code
	Category          string // code in data/food
	Conclusion        string // pass, fail, unjudged
	Food, Maker, Item string // words of the name; of a failing item
	Business          string // id of a file: sampled there or made there
	From, To          string // days, both included
	After             string
	Limit             int
}

// A ResultPage is one page of results, newest first.
type ResultPage struct {
	Rows []Result
	Next string // After of the next page; empty: this is the last
}

// A Result is one published result. Of a withdrawn one only ID, Withdrawn, Changed and Why are told.
type Result struct {
	ID                            string
	Food, Spec, Brand             string
	Made, Batch                   string
	Conclusion                    string // pass, fail, unjudged
	Failing                       []Item
	MakerName, MakerAddress       string
	OperatorName, OperatorAddress string
	Purpose, Category             string // codes
	Region, Day                   string // of sampling
	Operator, Maker               string // ids of files; may be empty
	Withdrawn                     bool
	Changed                       string // instant of publication, or of withdrawal
	Why, WhyEn                    string // reason of the withdrawal, as far as it is public; English may be empty
}

// An Item is a failing item: what was found, and what may be there.
type Item struct{ Item, Result, Limit string }

// A Document is a numbered document that publishes results; its page and its file are at /paper/{ID}.
type Document struct {
	ID, Number   string
	Title        string
	Area, Covers string // of a bulletin: whose batches, and which
	IssuedAt     string // instant
	InForce      bool
}

// Documents gives documents about results.
type Documents interface {
	Bulletins(ctx context.Context, region string) ([]Document, error) // in force, about the region or what lies in it, newest first
	About(ctx context.Context, result string) ([]Document, error)     // oldest first, those that ended included
}

// Figures gives the figures of the province for this year.
type Figures interface {
	Figures(ctx context.Context) ([]Figure, error)
}

// A Figure is one rate of the task ledger, with the regions it is made of.
type Figure struct {
	Code     string // T2, T3
	Name     string // Chinese of the code
	Hits, Of int64
	Target   float64 // percent
	Areas    []Area
}

// An Area is the rate of one prefecture, or of 兰州新区, which is listed apart.
type Area struct {
	Region   string // full code
	Row, Col int    // place in the tile grid
	Apart    bool
	Hits, Of int64
}

// Service serves the portal. Set Businesses and Results before it is mounted; without Figures the home page shows none.
type Service struct {
	Businesses Businesses
	Results    Results
	Figures    Figures
	Documents  Documents // nil: none are shown

	tree  func() *place.Tree
	log   *journal.Journal
	pages *page.Pages
}

// New makes the portal over the journal that proves what is shown. The database is the journal's.
func New(_ *db.DB, p *place.Service, j *journal.Journal) *Service {
	return &Service{tree: p.Tree, log: j}
}
