package plan

import (
	"context"
	"embed"

	"shian/data/food"
	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of plans, their cells, the shares of counties and the votes of the public.
var Schema = db.Schema{Name: "plan", Files: migrations}

// TopicIssued says that a plan, or a new edition of one, is in force; the payload is an Order.
const TopicIssued = "plan.issued"

// An Order tells of a plan in force: tasks may be made from its cells.
type Order struct {
	Plan    string `json:"plan"`
	Year    int64  `json:"year"`
	Region  string `json:"region"`
	Edition int64  `json:"edition"`
	Batches int64  `json:"batches"`
}

// History tells what sampling found between two days, both included: batches with a conclusion and those of them that failed, by
// county, category and stage.
type History interface {
	History(ctx context.Context, from, to string) ([]quota.Past, error)
}

// Needs are the services of others that plans rest on.
type Needs struct {
	Flow    *flow.Engine
	Places  *place.Service
	History History // nil: nothing is known of the past
	Key     []byte  // signs the cookie of a device that voted; shared by all nodes
}

// Service keeps plans, their cells and what the public asks for.
type Service struct {
	db     *db.DB
	needs  Needs
	Plans  *record.Kind[Plan, *Plan]
	Shares *record.Kind[Share, *Share]
	Votes  *record.Kind[Vote, *Vote]
}

// New makes the service on a migrated database and registers what it does at each step of its flows.
func New(d *db.DB, n Needs) *Service {
	s := &Service{db: d, needs: n}
	s.Plans = record.New(d, record.Spec[Plan]{Name: Kind, Label: "抽检计划", Title: func(p *Plan) string { return p.Title }, Note: func(p *Plan) string { return p.Note },
		Scopes: s.scopes, Prepare: s.prepare, Check: s.check, Then: s.then})
	s.Shares = record.New(d, record.Spec[Share]{Name: KindShare, Label: "抽检任务分解", View: "plan.view", Edit: "plan.edit"})
	s.Votes = record.New(d, record.Spec[Vote]{Name: KindVote, Label: "你点我检", Title: func(v *Vote) string { return v.Title }, Check: s.checkVote})
	n.Flow.Guard(guardWhole, s.whole)
	n.Flow.Hook(Kind, s.step)
	n.Flow.Hook(KindShare, s.shareStep)
	return s
}

// Kinds are the kinds of record this package keeps.
func (s *Service) Kinds() []record.Any { return []record.Any{s.Plans, s.Shares, s.Votes} }

func (s *Service) tree() *place.Tree { return s.needs.Places.Tree() }

// scopes let the counties see the plan once it is issued; until then it is its makers' own.
func (s *Service) scopes(p *Plan) []access.Scope {
	if !p.InForce() && p.State != Closed {
		return nil
	}
	var out []access.Scope
	for _, c := range Counties(s.tree(), p.Region) {
		out = append(out, access.Region(place.Short(c.Parent)), access.Region(c.Code))
	}
	return out
}

// prepare fills in what a plan that leaves it open means.
func (s *Service) prepare(_ context.Context, p *Plan) error {
	if p.Version == 0 {
		p.State, p.Way, p.Edition, p.Draft = Drafted, "", 0, 1
	}
	if p.Explore == 0 && p.Votes == 0 && p.Kept == 0 && p.Back == 0 {
		p.Explore, p.Votes, p.Kept, p.Back = 10, 5, 80, 3
	}
	if len(p.Stages) == 0 {
		p.Stages = append(p.Stages, usual...)
	}
	return nil
}

func (s *Service) check(ctx context.Context, q db.Querier, old, p *Plan) error {
	if old != nil && !old.Open() {
		return fault.Refused("报送审核后的计划不能直接修改；请退回，已下达的请提出调整", "a plan under review cannot be changed; have it returned, or ask for an adjustment when it was issued")
	}
	var out []fault.Field
	if r, ok := s.tree().Find(place.Full(p.Region)); !ok || r.Level != place.Province {
		out = append(out, fault.Field{Name: "region", Label: "实施地区", Zh: "全省统一制定计划，请填全省（620000）；市县的任务在分配表中定", En: "one plan is made for the whole province: enter 620000; prefectures and counties get their part in the cells"})
	}
	if p.Total() == 0 {
		out = append(out, fault.Field{Name: "supervision", Label: "监督抽检（批次）", Zh: "三类抽检至少有一类要填批次", En: "at least one of the three purposes needs batches"})
	}
	if p.Explore+p.Votes > 60 {
		out = append(out, fault.Field{Name: "votes", Label: "留给公众点检的（%）", Zh: "与留给从未抽过的合计不能超过 60%，请调低", En: "together with the share for cells never sampled at most 60 %; lower one of them"})
	}
	out = append(out, faultyParts(p)...)
	if len(out) > 0 {
		return fault.Invalid(out...)
	}
	if old == nil {
		return s.onlyOne(ctx, q, p)
	}
	return nil
}

// onlyOne refuses a second plan of the same year (统一制定计划).
func (s *Service) onlyOne(ctx context.Context, q db.Querier, p *Plan) error {
	var n int
	if err := q.Row(ctx, `SELECT count(*) FROM plan WHERE year = $1 AND region = $2 AND NOT cancelled`, p.Year, p.Region).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fault.Invalid(fault.Field{Name: "year", Label: "年度", Zh: "这一年已有计划，一年只有一个统一的计划；请修改或调整原计划", En: "there is a plan for this year already, and one only; change or adjust that one"})
	}
	return nil
}

func faultyParts(p *Plan) (out []fault.Field) {
	sum, stages, kinds := int64(0), map[string]bool{}, map[string]bool{}
	for i, g := range p.Stages {
		sum += g.Share
		if stages[g.Stage] {
			out = append(out, fault.Field{Name: "stages." + itoa(i) + ".stage", Row: i + 1, Label: "抽样环节", Zh: "同一环节只能列一次", En: "a stage stands once only"})
		}
		stages[g.Stage] = true
	}
	if sum != 100 {
		out = append(out, fault.Field{Name: "stages", Label: "环节、经费和承检", Zh: "各环节占比合计 " + itoa(int(sum)) + "%，应为 100%", En: "the stages add up to " + itoa(int(sum)) + " %, not to 100 %"})
	}
	for i, k := range p.Kinds {
		if kinds[k.Category] {
			out = append(out, fault.Field{Name: "kinds." + itoa(i) + ".category", Row: i + 1, Label: "食品类别", Zh: "同一类别只能列一次", En: "a category stands once only"})
		}
		kinds[k.Category] = true
		if k.Most > 0 && k.Least > k.Most {
			out = append(out, fault.Field{Name: "kinds." + itoa(i) + ".least", Row: i + 1, Label: "每县至少（批次）", Zh: "不能大于每县至多", En: "may not be more than the most of a county"})
		}
	}
	return out
}

// then keeps the run and the edition beside the record.
func (s *Service) then(ctx context.Context, tx *db.Tx, action string, _, p *Plan) error {
	switch action {
	case record.Created:
		if err := s.edition(ctx, tx, p.ID, 1, string(p.Way), ""); err != nil {
			return err
		}
		return s.needs.Flow.Start(ctx, tx, Kind, Kind, p.ID, runTitle(p), p.Region, s.scopes(p))
	case record.Updated:
		return s.needs.Flow.Rescope(ctx, tx, Kind, p.ID, runTitle(p), p.Region, s.scopes(p))
	case record.Cancelled:
		_, err := s.needs.Flow.Do(ctx, tx, Kind, p.ID, ActCancel, flow.Input{})
		return err
	}
	return nil
}

// whole refuses to hand on a plan whose cells do not add up to what it promises.
func (s *Service) whole(ctx context.Context, q db.Querier, run *flow.Run) error {
	var draft, supervision, monitoring, evaluation int64
	err := q.Row(ctx, `SELECT draft, supervision, monitoring, evaluation FROM plan WHERE id = $1`, run.Record).Scan(&draft, &supervision, &monitoring, &evaluation)
	if err != nil {
		return err
	}
	have, err := totals(ctx, q, run.Record, draft)
	if err != nil {
		return err
	}
	if draft > 1 { // an adjustment may change how many there are, but not to none
		if have[Supervision]+have[Monitoring]+have[Evaluation] == 0 {
			return fault.Refused("调整后的分配表是空的，请先填写", "the adjusted plan has no cells; fill them in first")
		}
		return nil
	}
	for purpose, want := range map[string]int64{Supervision: supervision, Monitoring: monitoring, Evaluation: evaluation} {
		if have[purpose] != want {
			return fault.Refused("分配表与计划的批次不一致（监督 "+itoa(int(have[Supervision]))+"/"+itoa(int(supervision))+"，监测 "+itoa(int(have[Monitoring]))+"/"+itoa(int(monitoring))+
				"，评价 "+itoa(int(have[Evaluation]))+"/"+itoa(int(evaluation))+"）；请先分配完", "the cells do not add up to the batches of the plan; finish the allocation first")
		}
	}
	return nil
}

// edition opens an edition.
func (s *Service) edition(ctx context.Context, tx *db.Tx, plan string, n int64, way, reason string) error {
	a := access.From(ctx)
	_, err := tx.Exec(ctx, `INSERT INTO plan_edition (plan, edition, way, reason, made_at, made_by, made_name, approved_at, approved_by, approved_name) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '')`,
		plan, n, way, reason, clock.Instant(clock.Now(ctx)), a.ID, a.Name)
	return err
}

func publish(ctx context.Context, tx *db.Tx, p *Plan) error {
	return outbox.Publish(ctx, tx, TopicIssued, p.ID, Order{p.ID, p.Year, p.Region, p.Edition, p.Total()})
}

func nameOf(code, lang string) string {
	c, ok := food.Lookup(code)
	switch {
	case !ok:
		return code
	case lang == "en" && c.NameEn != "":
		return c.NameEn
	}
	return c.Name
}
