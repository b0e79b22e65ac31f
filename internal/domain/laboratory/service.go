package laboratory

import (
	"context"
	"embed"

	"shian/engine/limit"
	"shian/engine/workday"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/paper"
	"shian/internal/kit/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of the register, of orders and what was measured, of controls, rounds and spare samples.
var Schema = db.Schema{Name: "laboratory", Files: migrations}

// Limits finds the limit for an item in a food that was valid on a day; package standard does.
type Limits interface {
	For(ctx context.Context, q db.Querier, category, food, item, day string) (limit.Rule, bool, error)
}

// Papers issues reports; *paper.Papers does.
type Papers interface {
	Issue(ctx context.Context, tx *db.Tx, d paper.Draft) (*paper.Document, error)
	Supersede(ctx context.Context, tx *db.Tx, old, reason string, d paper.Draft) (*paper.Document, error)
}

// Needs are the services of others that laboratories rest on.
type Needs struct {
	Flow     *flow.Engine
	Places   *place.Service
	Limits   Limits
	Papers   Papers
	Calendar workday.Calendar
	Account  func(ctx context.Context, q db.Querier, login string) (account string, err error) // whose login it is
}

// Service keeps the register and takes orders from the door to the report.
type Service struct {
	db           *db.DB
	needs        Needs
	Laboratories *record.Kind[Laboratory, *Laboratory]
	Scopes       *record.Kind[Scope, *Scope]
	People       *record.Kind[Person, *Person]
	Bars         *record.Kind[Bar, *Bar]
	Orders       *record.Kind[Order, *Order]
	Tests        *record.Kind[Test, *Test]
	Readings     *record.Kind[Reading, *Reading]
	Runs         *record.Kind[Run, *Run]
	Rounds       *record.Kind[Round, *Round]
	Spares       *record.Kind[Spare, *Spare]
}

// New makes the service on a migrated database and registers what it does at each step of its flows.
func New(d *db.DB, n Needs) *Service {
	s := &Service{db: d, needs: n}
	source.db.Store(d)
	s.register(d)
	s.Orders, s.Tests, s.Readings = s.newOrders(d), s.newTests(d), s.newReadings(d)
	s.Runs, s.Rounds, s.Spares = s.newRuns(d), s.newRounds(d), s.newSpares(d)
	n.Flow.Guard(guardReceive, s.mayReceive)
	n.Flow.Guard(guardComplete, s.complete)
	n.Flow.Guard(guardCheck, s.mayCheck)
	n.Flow.Guard(guardApprove, s.mayApprove)
	n.Flow.Guard(guardKept, s.kept)
	n.Flow.Hook(KindOrder, s.step)
	n.Flow.Hook(KindSpare, s.stepSpare)
	return s
}

// register makes the kinds of the register, which is open to everybody but for its people.
func (s *Service) register(d *db.DB) {
	public := []access.Scope{access.Public}
	s.Laboratories = record.New(d, record.Spec[Laboratory]{Name: Kind, Label: "检验机构", Common: true, Ascending: true, Sort: func(l *Laboratory) string { return l.Name },
		Title: func(l *Laboratory) string { return l.Name }, Note: func(l *Laboratory) string { return l.Number },
		Scopes: func(l *Laboratory) []access.Scope { return append(own(l.ID), public...) },
		Prepare: func(_ context.Context, l *Laboratory) error {
			if l.Status == "" {
				l.Status = "active"
			}
			return nil
		}, Check: s.alone})
	s.Scopes = record.New(d, record.Spec[Scope]{Name: KindScope, Label: "认定范围", View: "laboratory.view", Common: true, Ascending: true, Sort: func(x *Scope) string { return x.Item + " " + x.Method },
		Title: func(x *Scope) string { return x.Item }, Note: func(x *Scope) string { return x.Method },
		Scopes:  func(x *Scope) []access.Scope { return append(own(x.Laboratory), public...) },
		Prepare: func(ctx context.Context, x *Scope) error { return s.settle(ctx, s.db, &x.Meta, &x.Laboratory) }})
	s.People = record.New(d, record.Spec[Person]{Name: KindPerson, Label: "检验人员", Local: true, Scopes: func(p *Person) []access.Scope { return own(p.Laboratory) }, Prepare: s.preparePerson})
	s.Bars = record.New(d, record.Spec[Bar]{Name: KindBar, Label: "五年禁止委托", View: "laboratory.view", Common: true, Sort: func(b *Bar) string { return b.From },
		Scopes: func(b *Bar) []access.Scope { return append(own(b.Laboratory), public...) }, Prepare: s.prepareBar})
}

// Kinds are the kinds of record this package keeps.
func (s *Service) Kinds() []record.Any {
	return []record.Any{s.Laboratories, s.Scopes, s.People, s.Bars, s.Orders, s.Tests, s.Readings, s.Runs, s.Rounds, s.Spares}
}

// alone refuses a second laboratory of the same qualification.
func (s *Service) alone(ctx context.Context, q db.Querier, _, l *Laboratory) error {
	var n int
	err := q.Row(ctx, `SELECT count(*) FROM laboratory WHERE number = $1 AND id <> $2 AND NOT cancelled`, l.Number, l.ID).Scan(&n)
	if err == nil && n > 0 {
		err = fault.Invalid(fault.Field{Name: "number", Label: "资质认定证书编号", Zh: "名录里已有这个证书编号，请核对", En: "the register has this number already; check it"})
	}
	return err
}

// settle gives what belongs to a laboratory its laboratory and region: people of a laboratory work for their own only.
func (s *Service) settle(ctx context.Context, q db.Querier, m *record.Meta, laboratory *string) error {
	a := access.From(ctx)
	if a.Side == access.SideLaboratory {
		if *laboratory != "" && *laboratory != a.Operator {
			return fault.Refused("只能办理本机构的事项", "only matters of your own laboratory are yours")
		}
		*laboratory = a.Operator
	}
	if *laboratory == "" {
		return fault.Invalid(fault.Field{Name: "laboratory", Label: "检验机构", Zh: "请选择检验机构", En: "choose the laboratory"})
	}
	l, err := s.find(ctx, q, *laboratory)
	if err == nil {
		m.Region = l.Region
	}
	return err
}

func (s *Service) preparePerson(ctx context.Context, p *Person) error {
	if err := s.settle(ctx, s.db, &p.Meta, &p.Laboratory); err != nil {
		return err
	}
	account, err := s.needs.Account(ctx, s.db, p.Login)
	if err != nil && !fault.Is(err, fault.KindMissing) {
		return err
	}
	if account == "" {
		return fault.Invalid(fault.Field{Name: "login", Label: "登录名", Zh: "没有这个登录名，请先由管理员开通账号", En: "there is no such login; have the administrator open the account first"})
	}
	p.Account = account
	return nil
}

// barYears is how long nothing may be commissioned (食品安全抽样检验管理办法（2014）第四十八条).
const barYears = 5

func (s *Service) prepareBar(ctx context.Context, b *Bar) error {
	if err := s.settle(ctx, s.db, &b.Meta, &b.Laboratory); err != nil {
		return err
	}
	b.To = "" // the field itself says when the day cannot be read
	if from, bad := workday.ParseDay(b.From); bad == nil {
		end, err := s.needs.Calendar.AddMonths(from, 12*barYears, false)
		if err != nil {
			return err
		}
		b.To = end.String()
	}
	return nil
}

// today is the day of the context's clock.
func today(ctx context.Context) string { return clock.Day(clock.Now(ctx)) }

// acting is a context in which the platform acts, with the reason and time of ctx.
func acting(ctx context.Context) context.Context { return access.With(ctx, access.System) }

func label(all []form.Choice, value string) string {
	for _, c := range all {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}
