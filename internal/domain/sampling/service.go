package sampling

import (
	"context"
	"embed"
	"fmt"
	"sync"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/paper"
	"shian/internal/kit/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of tasks, samples and their custody, results and their items.
var Schema = db.Schema{Name: "sampling", Files: migrations}

// Needs are the services of others that results rest on.
type Needs struct {
	Flow      *flow.Engine
	Operators *operator.Service
	Limits    Limits
	Places    *place.Service
	People    People // who samples; nil: Places
}

// Service keeps tasks, samples and results and takes them through their lifecycles.
type Service struct {
	db         *db.DB
	needs      Needs
	known      known
	names      sync.Once // placeNames
	placeNames []placeName
	people     People
	Results    *record.Kind[Result, *Result]
	Tasks      *record.Kind[Task, *Task]
	Samples    *record.Kind[Sample, *Sample]
	Custodies  *record.Kind[Custody, *Custody]

	// Papers issues notices and bulletins of what is published.
	Papers *paper.Papers

	// Proofs shows on a result's page how its publication stands in the log; nil: the panel is left out. VerifyAt is the
	// address, up to the id, where anybody checks a proof.
	Proofs   Proofs
	VerifyAt string
}

// New makes the service on a migrated database and registers what it does at each step of the flow.
func New(d *db.DB, n Needs) *Service {
	s := &Service{db: d, needs: n, people: n.People, VerifyAt: "/verify?id="}
	if s.people == nil {
		s.people = n.Places
	}
	s.Tasks, s.Samples, s.Custodies = s.newTasks(d), s.newSamples(d), s.newCustodies(d)
	s.Results = record.New(d, record.Spec[Result]{Name: Kind, Label: "抽检结果", Path: "/desk/sampling-result",
		Scopes: scopes, Sort: (*Result).Day, Title: title, Note: func(r *Result) string { return r.Number }, Text: found,
		Prepare: s.prepare, Check: s.check, Then: s.then, ThenAll: s.thenAll, Public: public,
		Intake: s.intake, Marks: marks, Marked: s.marked})
	n.Flow.Guard(guardOther, s.otherHand)
	n.Flow.Guard(guardAgreed, s.agreed)
	n.Flow.Guard(guardTeam, s.ofTeam)
	n.Flow.Guard(guardDeclared, s.declared)
	n.Flow.Guard(guardEnough, s.enough)
	n.Flow.Choose(chooseDeadline, s.deadline)
	n.Flow.Hook(Kind, s.step)
	n.Flow.Hook(KindTask, s.stepTask)
	n.Flow.Hook(KindSample, s.stepSample)
	n.Operators.OnMerge(s.merge)
	n.Operators.AddTab(s.tab())
	return s
}

// Kinds are the kinds of record this package keeps.
func (s *Service) Kinds() []record.Any {
	return []record.Any{s.Results, s.Tasks, s.Samples, s.Custodies}
}

func title(r *Result) string { return r.Food }

// found is what a result is found by, beside its food and number.
func found(r *Result) string {
	return r.Number + " " + r.Batch + " " + r.Brand + " " + r.OperatorName + " " + r.MakerName + " " + r.Failing
}

func (s *Service) prepare(ctx context.Context, r *Result) error {
	if a := access.From(ctx); r.Version == 0 && a.Side == access.SideLaboratory {
		r.Lab = a.Operator
	}
	return s.settle(ctx, r)
}

// check lets a result be changed or cancelled only as long as nobody has found it right.
func (s *Service) check(_ context.Context, _ db.Querier, old, _ *Result) error {
	if old == nil || old.Open() {
		return nil
	}
	return fault.Refused("已审核或已公示的结果不能修改；有误的，请审核人退回，已公示的请撤回", "a result that was checked or published cannot be changed; have it returned, or withdrawn when it was published")
}

// then keeps the run beside the record.
func (s *Service) then(ctx context.Context, tx *db.Tx, action string, _, r *Result) error {
	switch action {
	case record.Created:
		return s.needs.Flow.Start(ctx, tx, Kind, Kind, r.ID, runTitle(r), r.Region, scopes(r))
	case record.Updated:
		return s.needs.Flow.Rescope(ctx, tx, Kind, r.ID, runTitle(r), r.Region, scopes(r))
	case record.Cancelled:
		if _, err := s.needs.Flow.Do(ctx, tx, Kind, r.ID, ActCancel, flow.Input{}); err != nil {
			return err
		}
		return s.forsake(ctx, tx, r)
	}
	return nil
}

func (s *Service) thenAll(ctx context.Context, tx *db.Tx, made []*Result) error {
	all := make([]flow.Matter, len(made))
	for i, r := range made {
		all[i] = flow.Matter{Kind: Kind, Record: r.ID, Title: runTitle(r), Region: r.Region, Scopes: scopes(r), Deadline: r.deadline()}
	}
	if err := s.needs.Flow.StartMany(ctx, tx, Kind, all); err != nil {
		return err
	}
	return s.accompany(ctx, tx, made)
}

func runTitle(r *Result) string { return r.Food + " " + r.Number }

// marks tell a result from all others: the number of its sampling sheet.
func marks(r *Result) []record.Mark { return []record.Mark{{Field: "number", Value: r.Number}} }

func (s *Service) marked(ctx context.Context, q db.Querier, all []record.Mark) (map[record.Mark]string, error) {
	numbers := make([]any, 0, 2*len(all))
	for _, m := range all {
		numbers = append(numbers, m.Value)
	}
	out := map[record.Mark]string{}
	if len(numbers) == 0 {
		return out, nil
	}
	for len(numbers)&(len(numbers)-1) != 0 { // few statement texts
		numbers = append(numbers, numbers[0])
	}
	rows, err := q.Query(ctx, `SELECT number, food FROM sampling_result WHERE NOT cancelled AND number `+db.In(1, len(numbers))+` ORDER BY number`, numbers...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var number, food string
		if err := rows.Scan(&number, &food); err != nil {
			return nil, err
		}
		out[record.Mark{Field: "number", Value: number}] = fmt.Sprintf("%s %s", number, food)
	}
	return out, rows.Err()
}
