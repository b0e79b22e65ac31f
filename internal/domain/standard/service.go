package standard

import (
	"context"
	"embed"
	"errors"
	"sync"

	"shian/engine/limit"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of standards and limits.
var Schema = db.Schema{Name: "standard", Files: migrations}

// Service keeps standards and limits, and finds the limit a sample is judged by.
type Service struct {
	db        *db.DB
	Standards *record.Kind[Standard, *Standard]
	Limits    *record.Kind[Limit, *Limit]

	mu   sync.Mutex
	book *book
}

// New makes the service on a migrated database; an empty store is filled from data/food.
func New(ctx context.Context, d *db.DB) (*Service, error) {
	s := &Service{db: d}
	everybody := func() []access.Scope { return []access.Scope{access.Public} }
	s.Standards = record.New(d, record.Spec[Standard]{Name: "standard", Label: "食品安全标准", Ascending: true, Common: true,
		Sort: func(t *Standard) string { return t.Code }, Title: func(t *Standard) string { return t.Code + " " + t.Title },
		Note: func(t *Standard) string { return t.Code }, Scopes: func(*Standard) []access.Scope { return everybody() },
		Prepare: func(_ context.Context, t *Standard) error { t.Region = province; return nil }})
	s.Limits = record.New(d, record.Spec[Limit]{Name: "standard.limit", Label: "限量", View: "standard.view", Edit: "standard.edit", Ascending: true, Common: true,
		Sort: func(l *Limit) string { return l.Category + " " + l.Food + " " + l.Item + " " + l.From }, Title: func(l *Limit) string { return l.Food + " " + l.Item },
		Note: func(l *Limit) string { return l.Text }, Scopes: func(*Limit) []access.Scope { return everybody() },
		Prepare: tidy, Check: s.alone,
		Then: func(context.Context, *db.Tx, string, *Limit, *Limit) error { s.forget(); return nil }})
	Source.set(s)
	return s, s.seed(ctx)
}

// Standards and limits hold for the whole province.
const province = "620000"

// Kinds are the kinds of record this package keeps.
func (s *Service) Kinds() []record.Any { return []record.Any{s.Standards, s.Limits} }

// tidy reads the limit's own text: one that cannot be read judges nothing.
func tidy(_ context.Context, l *Limit) error {
	l.Region = province
	if l.Mode == "" {
		l.Mode = limit.Full
	}
	l.Text = form.Clean(l.Text, false)
	if l.Text == "" {
		return nil // the field itself says that it is required
	}
	read, err := limit.ParseLimit(l.Text)
	var no *limit.Refusal
	if errors.As(err, &no) {
		return fault.Invalid(fault.Field{Name: "limit_text", Label: "限量", Zh: no.Zh, En: no.En})
	}
	l.Unit = read.Unit.Name
	return err
}

// alone refuses a second limit of one standard for the same food and item on the same day: nobody could tell which holds.
func (s *Service) alone(ctx context.Context, q db.Querier, _, l *Limit) error {
	if l.Cancelled {
		return nil
	}
	var n int
	err := q.Row(ctx, `SELECT count(*) FROM standard_limit WHERE standard = $1 AND category = $2 AND food = $3 AND item = $4 AND id <> $5
		AND NOT cancelled AND (valid_to = '' OR valid_to >= $6) AND ($7 = '' OR valid_from <= $7)`,
		l.Standard, l.Category, l.Food, l.Item, l.ID, l.From, l.To).Scan(&n)
	if err == nil && n > 0 {
		err = fault.Invalid(fault.Field{Name: "valid_from", Label: "生效日期", Zh: "该标准对这种食品的这个项目已有同期有效的限量，请先填写旧限量的失效日期",
			En: "this standard has a limit for this food and item in force at the same time; give the old one its last day first"})
	}
	return err
}
