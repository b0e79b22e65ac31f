package flow

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// A Run is one matter under way, or closed.
type Run struct {
	ID                          string
	Flow                        string
	FlowVersion                 int
	Kind, Record                string
	Title, Region               string
	Scopes                      []access.Scope
	State, StateLabel, StateAt  string
	Final                       bool
	Assignee                    string // account that has it; empty: whoever holds the right
	BegunBy, BegunName, BegunAt string
	MovedBy, MovedName, MovedAt string // the last step
	ClosedAt                    string
	Version                     int64 // for the optimistic lock
	Clocks                      []ClockState
	Steps                       []Step // oldest first
}

// A ClockState is one period of a run, for people to see.
type ClockState struct {
	ID        string `json:"id"`
	State     string `json:"state"` // the state that began it; empty: the whole matter's
	Deadline  string `json:"deadline,omitempty"`
	Name      string `json:"name"`
	NameEn    string `json:"name_en"`
	Started   string `json:"started"`
	Extended  int64  `json:"extended"`
	MayExtend int64  `json:"may_extend"` // units still allowed by law
	Suspended string `json:"suspended,omitempty"`
	Closed    string `json:"closed,omitempty"`
	Lamp      Lamp   `json:"lamp"`
}

// A Step is one thing done on a run.
type Step struct {
	Seq       int64    `json:"seq"`
	Action    string   `json:"action"`
	Label     string   `json:"label"`
	From      string   `json:"from"`
	To        string   `json:"to"`
	Actor     string   `json:"actor"`
	ActorName string   `json:"actor_name"`
	ActedFor  []string `json:"acted_for,omitempty"` // accounts in whose name it may have been done
	Second    string   `json:"second,omitempty"`
	Assignee  string   `json:"assignee,omitempty"`
	Reason    string   `json:"reason,omitempty"`
	Public    string   `json:"public,omitempty"` // for the hooks of the step: the record keeps it
	PublicEn  string   `json:"public_en,omitempty"`
	Evidence  []string `json:"evidence,omitempty"`
	Extended  int64    `json:"extended,omitempty"` // units
	Issues    string   `json:"issues,omitempty"`   // document to issue
	At        string   `json:"at"`
}

// Begin is the step by which a run began, for NotBy: whoever recorded it.
const Begin = began

// The steps that no person takes by an action.
const (
	began     = "begin"
	escalated = "escalate"
)

var errNoRun = fault.Missing("没有这项办理事项，或不在您的查看范围内", "there is no such matter, or it is not yours to see")

// Run gives the matter of a record with its clocks and history. A record that the actor may not see is missing.
func (e *Engine) Run(ctx context.Context, q db.Querier, kind, record string) (*Run, error) {
	r, err := e.load(ctx, q, kind, record)
	if err != nil {
		return nil, err
	}
	f, err := e.table(r)
	if err != nil {
		return nil, err
	}
	rows, err := clocksOf(ctx, q, []string{r.ID})
	if err != nil {
		return nil, err
	}
	now := clock.Now(ctx)
	for _, row := range rows[r.ID] {
		r.Clocks = append(r.Clocks, e.show(f, row, now))
	}
	return r, nil
}

func (e *Engine) show(f *Flow, row clockRow, now time.Time) ClockState {
	p := f.period(row)
	c := ClockState{ID: row.id, State: row.state, Deadline: row.deadline, Name: p.name, NameEn: p.nameEn, Started: row.startedAt, Extended: row.extended,
		MayExtend: max(0, int64(p.extend)-row.extended), Suspended: row.suspendedAt, Closed: row.closedAt, Lamp: row.lamp(e.cal, p, now)}
	return c
}

const runColumns = `r.id, r.flow, r.flow_version, r.kind, r.record, r.title, r.region, r.state, r.state_at, r.assignee, r.begun_by, r.begun_name, r.begun_at, r.moved_by, r.moved_name, r.moved_at, r.closed_at, r.version`

func (r *Run) targets() []any {
	return []any{&r.ID, &r.Flow, &r.FlowVersion, &r.Kind, &r.Record, &r.Title, &r.Region, &r.State, &r.StateAt, &r.Assignee,
		&r.BegunBy, &r.BegunName, &r.BegunAt, &r.MovedBy, &r.MovedName, &r.MovedAt, &r.ClosedAt, &r.Version}
}

// load reads a run with its scopes and steps, if the actor may see it.
func (e *Engine) load(ctx context.Context, q db.Querier, kind, record string) (*Run, error) {
	r := &Run{}
	err := q.Row(ctx, `SELECT `+runColumns+` FROM flow_run r WHERE r.kind = $1 AND r.record = $2`, kind, record).Scan(r.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoRun
	}
	if err != nil {
		return nil, err
	}
	if r.Scopes, err = scopesOf(ctx, q, r.ID); err != nil {
		return nil, err
	}
	if !r.concerns(access.From(ctx)) {
		return nil, errNoRun
	}
	e.name(r)
	r.Steps, err = e.steps(ctx, q, r)
	return r, err
}

// concerns reports whether the actor sees the run: by a scope of their own, as whoever began it, or because they have it. What
// became public is the record, not how it was handled.
func (r *Run) concerns(a *access.Actor) bool {
	return a.All || r.common(a, "") || a.Is(r.BegunBy) || a.Is(r.Assignee)
}

func (e *Engine) name(r *Run) {
	if f := e.flows[r.Flow][r.FlowVersion]; f != nil {
		s, _ := f.State(r.State)
		r.StateLabel, r.Final = s.Label, s.Final
	}
}

func scopesOf(ctx context.Context, q db.Querier, run string) ([]access.Scope, error) {
	rows, err := q.Query(ctx, `SELECT scope FROM flow_scope WHERE run = $1 ORDER BY scope`, run)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []access.Scope
	for rows.Next() {
		var s access.Scope
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func (e *Engine) steps(ctx context.Context, q db.Querier, r *Run) ([]Step, error) {
	err := e.stepsInto(ctx, q, map[string]*Run{r.ID: r})
	return r.Steps, err
}

// stepsInto reads the history of each run.
func (e *Engine) stepsInto(ctx context.Context, q db.Querier, runs map[string]*Run) error {
	ids := slices.Sorted(maps.Keys(runs))
	rows, err := q.Query(ctx, `SELECT run, seq, action, from_state, to_state, actor, actor_name, acted_for, second, assignee, reason, evidence, extended, issues, at
		FROM flow_step WHERE run `+db.In(1, len(ids))+` ORDER BY run, seq`, db.Args(ids)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s Step
		var run, actedFor, evidence string
		if err := rows.Scan(&run, &s.Seq, &s.Action, &s.From, &s.To, &s.Actor, &s.ActorName, &actedFor, &s.Second, &s.Assignee, &s.Reason, &evidence, &s.Extended, &s.Issues, &s.At); err != nil {
			return err
		}
		r := runs[run]
		s.ActedFor, s.Evidence = strings.Fields(actedFor), strings.Fields(evidence)
		s.Label = stepLabel(e.flows[r.Flow][r.FlowVersion], s.Action)
		r.Steps = append(r.Steps, s)
	}
	return rows.Err()
}

func spaced(words []string) string { return strings.Join(words, " ") }

func stepLabel(f *Flow, action string) string {
	switch {
	case action == began:
		return "发起"
	case action == escalated:
		return "升级提醒"
	case f == nil:
		return action
	}
	return f.label(action)
}

// insertStep writes the next step of a run that is locked.
func insertStep(ctx context.Context, tx *db.Tx, run string, s *Step) error {
	if err := tx.Row(ctx, `SELECT coalesce(max(seq), 0) + 1 FROM flow_step WHERE run = $1`, run).Scan(&s.Seq); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO flow_step (run, seq, action, from_state, to_state, actor, actor_name, acted_for, second, assignee, reason, evidence, extended, issues, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, run, s.Seq, s.Action, s.From, s.To, s.Actor, s.ActorName,
		spaced(s.ActedFor), s.Second, s.Assignee, s.Reason, spaced(s.Evidence), s.Extended, s.Issues, s.At)
	return err
}
