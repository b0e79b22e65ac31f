package operator

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/journal"
	"shian/internal/kit/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of businesses.
var Schema = db.Schema{Name: "operator", Files: migrations}

// MeasureBusinesses counts the businesses on file by the day they were recorded; its dimensions are trade and status.
const MeasureBusinesses = "operator.businesses"

// Service keeps the files of businesses.
type Service struct {
	db    *db.DB
	place *place.Service
	flow  *flow.Engine
	tabs  []Tab
	next  []func(ctx context.Context, q db.Querier, operator string) ([]Due, error)
	merge []func(ctx context.Context, tx *db.Tx, from, into string) error

	Operators *record.Kind[Operator, *Operator]
	Premises  *record.Kind[Premises, *Premises]
	Licences  *record.Kind[Licence, *Licence]
	Products  *record.Kind[Product, *Product]
	People    *record.Kind[Person, *Person]
	Matters   *record.Kind[Matter, *Matter]
}

// New makes the service on a migrated database.
func New(d *db.DB, p *place.Service) *Service {
	s := &Service{db: d, place: p}
	s.Operators = record.New(d, record.Spec[Operator]{Name: "operator", Label: "食品经营主体", Local: true,
		Title: func(o *Operator) string { return o.Name }, Note: func(o *Operator) string { return o.Code }, Text: func(o *Operator) string { return o.Code + " " + o.Address },
		Owner: func(o *Operator) string { return o.ID }, Scopes: func(o *Operator) []access.Scope { return ownScopes(o.ID) },
		Prepare: s.tidy, Then: s.after, Marks: marks, Marked: s.marked})
	s.Premises = record.New(d, record.Spec[Premises]{Name: "operator.premises", Label: "经营场所", Local: true,
		Title: func(p *Premises) string { return p.Name }, Owner: func(p *Premises) string { return p.Operator },
		Scopes: func(p *Premises) []access.Scope { return ownScopes(p.Operator) }})
	s.Licences = record.New(d, record.Spec[Licence]{Name: "operator.licence", Label: "许可与备案", Local: true,
		Title: func(l *Licence) string { return l.Number }, Owner: func(l *Licence) string { return l.Operator },
		Scopes:  func(l *Licence) []access.Scope { return ownScopes(l.Operator) },
		Prepare: func(ctx context.Context, l *Licence) error { return s.settle(ctx, l.Operator, &l.Meta) }})
	s.Products = record.New(d, record.Spec[Product]{Name: "operator.product", Label: "产品", Local: true,
		Title: func(p *Product) string { return p.Name }, Text: func(p *Product) string { return p.Barcode }, Owner: func(p *Product) string { return p.Operator },
		Scopes:  func(p *Product) []access.Scope { return ownScopes(p.Operator) },
		Prepare: func(ctx context.Context, p *Product) error { return s.settle(ctx, p.Operator, &p.Meta) }})
	s.People = record.New(d, record.Spec[Person]{Name: "operator.person", Label: "从业人员", Local: true, Owner: func(p *Person) string { return p.Operator },
		Scopes:  func(p *Person) []access.Scope { return ownScopes(p.Operator) },
		Prepare: func(ctx context.Context, p *Person) error { return s.settle(ctx, p.Operator, &p.Meta) }})
	s.Matters = s.newMatters(d)
	source.set(s)
	return s
}

// tidy writes codes the one way they are compared.
func (s *Service) tidy(_ context.Context, o *Operator) error {
	o.Code = strings.ToUpper(strings.TrimSpace(o.Code))
	if o.Status == "" {
		o.Status = Active
	}
	return nil
}

// ByCode finds a business by its 统一社会信用代码 among those the actor sees; KindMissing when there is none.
func (s *Service) ByCode(ctx context.Context, q db.Querier, code string) (*Operator, error) {
	var key string
	err := q.Row(ctx, `SELECT id FROM operator WHERE code = $1 AND NOT cancelled`, strings.ToUpper(strings.TrimSpace(code))).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) || code == "" {
		return nil, fault.Missing("没有这个代码的主体，请核对", "no business has this code; check it")
	}
	if err != nil {
		return nil, err
	}
	return s.Operators.GetTx(ctx, q, key)
}

// Kinds are the kinds of record of a file, the business itself first.
func (s *Service) Kinds() []record.Any {
	return []record.Any{s.Operators, s.Premises, s.Licences, s.Products, s.People}
}

// Find reads one business; see record.Kind.Get.
func (s *Service) Find(ctx context.Context, id string) (*Operator, error) {
	return s.Operators.Get(ctx, id)
}

// Hashers let the journal compare the files of businesses with what it was told of them.
func (s *Service) Hashers() map[string]journal.Hasher {
	return record.Hashers(append(s.Kinds(), s.Matters))
}
