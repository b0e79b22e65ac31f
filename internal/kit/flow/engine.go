package flow

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shian/engine/workday"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is what flow keeps.
var Schema = db.Schema{Name: "flow", Files: migrations}

// An Engine runs matters by their tables.
type Engine struct {
	d      *db.DB
	cal    calendar
	flows  map[string]map[int]*Flow // name → version → table
	newest map[string]*Flow
	order  []*Flow // newest of each, as given
	guards map[string]GuardFunc
	hooks  map[string][]Hook
	choose map[string]ChooseFunc

	// People finds second officers and those a run is assigned to over HTTP, with the rights and acting of today; nil knows
	// nobody.
	People People
	// Href is where the page of a record is.
	Href func(kind, record string) string
	// Evidence gives a run the attachments of a step, and them its scopes, in the step's transaction; with no ids the scopes of
	// those it has. Nil leaves attachments alone.
	Evidence func(ctx context.Context, tx *db.Tx, r *Run, ids []string) error
}

// People is the directory of accounts.
type People interface {
	Actor(ctx context.Context, account string) (*access.Actor, error)
}

// A GuardFunc is a check beside the table: nil lets the action pass, a *fault.Error says why not.
type GuardFunc func(ctx context.Context, q db.Querier, r *Run) error

// A ChooseFunc says which deadline of a clock the record of a run calls for: Deadline or one of Or.
type ChooseFunc func(ctx context.Context, q db.Querier, r *Run) (deadline string, err error)

// A Hook is what a domain does in the transaction of a step. The run stands in its new state. Its error undoes the step.
type Hook func(ctx context.Context, tx *db.Tx, r *Run, s Step) error

// New builds an engine from tables: several versions of a flow may be given; new runs take the newest. It panics when a
// version is given twice, which is a fault of the program.
func New(d *db.DB, cal workday.Calendar, flows ...Flow) *Engine {
	both, err := newCalendar(cal)
	if err != nil {
		panic(err)
	}
	e := &Engine{d: d, cal: both, flows: map[string]map[int]*Flow{}, newest: map[string]*Flow{}, guards: map[string]GuardFunc{}, hooks: map[string][]Hook{}, choose: map[string]ChooseFunc{},
		Href: func(kind, record string) string { return "/desk/" + strings.ReplaceAll(kind, ".", "/") + "/" + record }}
	for i := range flows {
		f := &flows[i]
		if e.flows[f.Name] == nil {
			e.flows[f.Name] = map[int]*Flow{}
		}
		if e.flows[f.Name][f.Version] != nil {
			panic(fmt.Sprintf("flow: %s version %d is registered twice", f.Name, f.Version))
		}
		e.flows[f.Name][f.Version] = f
		if old := e.newest[f.Name]; old == nil || old.Version < f.Version {
			e.newest[f.Name] = f
		}
	}
	for i := range flows {
		if f := e.newest[flows[i].Name]; f == &flows[i] {
			e.order = append(e.order, f)
		}
	}
	return e
}

// Guard registers the check that tables call by the name.
func (e *Engine) Guard(name string, fn GuardFunc) { e.guards[name] = fn }

// Choose registers what chooses the deadline of clocks that call it by the name.
func (e *Engine) Choose(name string, fn ChooseFunc) { e.choose[name] = fn }

// Hook registers what happens in the transaction of every step of records of the kind.
func (e *Engine) Hook(kind string, fn Hook) { e.hooks[kind] = append(e.hooks[kind], fn) }

// Flows gives the newest table of each flow, in the order registered.
func (e *Engine) Flows() []*Flow { return slices.Clone(e.order) }

// Check proves every table and that every guard and chooser they name is registered.
func (e *Engine) Check() error {
	var faults []error
	for _, versions := range e.flows {
		for _, f := range versions {
			faults = append(faults, f.Check())
			for _, c := range f.allClocks() {
				if c.Choose != "" && e.choose[c.Choose] == nil {
					faults = append(faults, fmt.Errorf("flow %s v%d: a clock names chooser %q, which nobody registered", f.Name, f.Version, c.Choose))
				}
			}
			for _, a := range f.Actions {
				if a.Guard != "" && e.guards[a.Guard] == nil {
					faults = append(faults, fmt.Errorf("flow %s v%d: action %s names guard %q, which nobody registered", f.Name, f.Version, a.Name, a.Guard))
				}
			}
		}
	}
	return errors.Join(faults...)
}

// table gives the table a run goes by.
func (e *Engine) table(r *Run) (*Flow, error) {
	f := e.flows[r.Flow][r.FlowVersion]
	if f == nil {
		return nil, fmt.Errorf("flow: run %s goes by %s version %d, which this program does not have", r.ID, r.Flow, r.FlowVersion)
	}
	return f, nil
}
