package operator

import (
	"context"
	"database/sql"
	"errors"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindMatter names matters in rights, scopes, journal and flows.
const KindMatter = "operator.matter"

// A Matter is something found elsewhere that the office of a business has to look into: a sample that failed. The loop
// opens it, somebody of the office closes it with what was found on the spot, and it lapses when its cause falls away.
type Matter struct {
	record.Meta
	Operator string
	Cause    string // the finding's kind and id, so that it opens one matter and can close it again
	What     string
	Day      string // of the finding
	Href     string // the finding's page
}

// Fields binds what people see; the platform fills it in.
func (m *Matter) Fields(f *form.Fields) {
	f.Text("what", "事由", &m.What).Required().Max(400).InList()
	f.Ref("operator", "所属主体", &m.Operator, source).Required().Fixed().Filter().InList()
	f.Day("day", "发现日期", &m.Day).InList().Filter()
	f.Text("cause", "来源", &m.Cause).Required().Max(120)
	f.Text("href", "来源页面", &m.Href).Max(200)
}

// The actions on a matter.
const (
	ActVerify = "verify"
	ActLapse  = "lapse"
)

// Flows are the lifecycles of this package.
func Flows() []flow.Flow {
	return []flow.Flow{{
		Name: KindMatter, Label: "主体核实", Version: 1,
		States: []flow.State{
			{Name: "opened", Label: "待核实", Todo: "operator.matter.check", Clock: &flow.Clock{N: 5, Unit: "workday", Basis: "平台约定：5 个工作日内到场核实", Owner: "operator.matter.check",
				Escalate: []flow.Rung{{At: flow.Near, To: "operator.matter.check"}, {At: flow.Late, To: "operator.matter.check", Up: 1}}}},
			{Name: "verified", Label: "已核实", Final: true},
			{Name: "lapsed", Label: "已消除", Final: true},
		},
		Actions: []flow.Action{
			{Name: ActVerify, Label: "核实办结", From: []string{"opened"}, To: "verified", Right: "operator.matter.check", Needs: []flow.Need{flow.NeedReason}, Tone: "main"},
			{Name: ActLapse, Label: "事由消除", From: []string{"opened"}, To: "lapsed", Right: "operator.matter.check", Needs: []flow.Need{flow.NeedReason}},
		},
	}}
}

// Follow gives the engine that runs matters. Before Mount.
func (s *Service) Follow(e *flow.Engine) { s.flow = e }

// newMatters makes the kind of record; a business sees its own.
func (s *Service) newMatters(d *db.DB) *record.Kind[Matter, *Matter] {
	return record.New(d, record.Spec[Matter]{Name: KindMatter, Label: "核实事项", View: "operator.view", Edit: "operator.edit",
		Title: func(m *Matter) string { return m.What }, Owner: func(m *Matter) string { return m.Operator },
		Scopes:  func(m *Matter) []access.Scope { return ownScopes(m.Operator) },
		Prepare: func(ctx context.Context, m *Matter) error { return s.settle(ctx, m.Operator, &m.Meta) }})
}

// Attend opens a matter for a business because of a finding. The same finding opens no second one.
func (s *Service) Attend(ctx context.Context, tx *db.Tx, m *Matter) error {
	open, err := s.matterOf(ctx, tx, m.Operator, m.Cause)
	if err != nil || open != "" {
		return err
	}
	if err := s.Matters.CreateTx(ctx, tx, m); err != nil {
		return err
	}
	return s.flow.Start(ctx, tx, KindMatter, KindMatter, m.ID, m.What, m.Region, ownScopes(m.Operator))
}

// Lapse closes the open matters of a finding that fell away; those already verified stay as they are.
func (s *Service) Lapse(ctx context.Context, tx *db.Tx, operator, cause, reason string) error {
	open, err := s.matterOf(ctx, tx, operator, cause)
	if err != nil || open == "" {
		return err
	}
	run, err := s.flow.Run(ctx, tx, KindMatter, open)
	if err != nil || run.State != "opened" {
		return err
	}
	_, err = s.flow.Do(ctx, tx, KindMatter, open, ActLapse, flow.Input{Reason: reason})
	return err
}

func (s *Service) matterOf(ctx context.Context, q db.Querier, operator, cause string) (id string, err error) {
	err = q.Row(ctx, `SELECT id FROM operator_matter WHERE operator = $1 AND cause = $2`, operator, cause).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}
