package flow

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"shian/data/holiday"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

// The 13 workflows that real governments run on DIGIT (MIT, eGovernments Foundation), as their configuration says them.
type digitService struct {
	BusinessService    string
	BusinessServiceSla int64 // milliseconds
	States             []digitState
}

type digitState struct {
	State             string
	Sla               int64
	DocUploadRequired bool
	IsTerminateState  bool
	Actions           []struct {
		Action, NextState string
		Roles             []string
	}
}

// A digitFlow is one of them as a table, with the rights of its roles.
type digitFlow struct {
	Flow
	said  digitService
	roles map[string][]access.Right
}

func digitFlows(t testing.TB) []digitFlow {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), "..", "shared", "data", "regulation", "digit-workflows", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the DIGIT workflows are not here: ../shared/data/regulation/digit-workflows beside the repository")
	}
	var out []digitFlow
	for i, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var said struct{ BusinessServices []digitService }
		if err := json.Unmarshal(b, &said); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, s := range said.BusinessServices {
			out = append(out, tableOf(fmt.Sprintf("digit%d", i+1), s))
		}
	}
	if len(out) != 13 {
		t.Fatalf("%d workflows, not 13", len(out))
	}
	return out
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

func agreed(ms int64, owner access.Right) *Clock {
	if ms == 0 {
		return nil
	}
	return &Clock{N: int(ms / 3_600_000), Unit: "hour", Basis: "DIGIT", Owner: owner}
}

const unborn = "new" // their state null, before the first action

// tableOf says a workflow in our words: a right for each action of each state, held by the roles listed there.
func tableOf(name string, s digitService) digitFlow {
	d := digitFlow{Flow: Flow{Name: name, Label: s.BusinessService, Version: 1}, said: s, roles: map[string][]access.Right{}}
	d.Clock = agreed(s.BusinessServiceSla, access.Right(name+".owner"))
	grant := func(role string, r access.Right) {
		if !slices.Contains(d.roles[role], r) {
			d.roles[role] = append(d.roles[role], r)
		}
	}
	for _, st := range s.States {
		state := State{Name: stateOf(st), Label: stateOf(st), Final: st.IsTerminateState, Clock: agreed(st.Sla, access.Right(name+".owner"))}
		for _, a := range st.Actions {
			state.Todo = access.Right(name + ".todo-" + state.Name)
			act := Action{Name: a.Action, Label: a.Action, From: []string{state.Name}, To: a.NextState, Right: access.Right(name + "." + a.Action + "-" + state.Name)}
			if strings.Contains(a.Action, "BACK") && strings.Contains(a.Action, "CITIZEN") {
				act.Assign = ToParty
			}
			if st.DocUploadRequired {
				act.Needs = []Need{NeedEvidence}
			}
			d.Actions = append(d.Actions, act)
			for _, role := range a.Roles {
				grant(role, act.Right)
				grant(role, state.Todo)
			}
		}
		d.States = append(d.States, state)
	}
	return d
}

func stateOf(s digitState) string {
	if s.State == "" {
		return unborn
	}
	return s.State
}

// allowed is what their configuration says: state → role → action → next state.
func (d digitFlow) allowed() map[[3]string]string {
	out := map[[3]string]string{}
	for _, s := range d.said.States {
		for _, a := range s.Actions {
			for _, role := range a.Roles {
				out[[3]string{stateOf(s), role, a.Action}] = a.NextState
			}
		}
	}
	return out
}

func (d digitFlow) actor(role string) *access.Actor {
	return &access.Actor{ID: role, Name: role, Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{"r:620102"}, Rights: d.roles[role]}
}

func (d digitFlow) actionNames() []string {
	var out []string
	for _, a := range d.Actions {
		out = append(out, a.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// way is the shortest way to each state: who does what.
func (d digitFlow) ways() map[string][][2]string {
	out := map[string][][2]string{unborn: {}}
	may := d.allowed()
	keys := slices.SortedFunc(maps.Keys(may), func(a, b [3]string) int { return strings.Compare(strings.Join(a[:], " "), strings.Join(b[:], " ")) })
	for grew := true; grew; {
		grew = false
		for _, k := range keys {
			from, known := out[k[0]]
			if _, done := out[may[k]]; known && !done {
				out[may[k]] = append(slices.Clone(from), [2]string{k[1], k[2]})
				grew = true
			}
		}
	}
	return out
}

// TestDIGITWorkflowsAreSaidWhole reads the tables back and compares them with the configuration, both ways.
func TestDIGITWorkflowsAreSaidWhole(t *testing.T) {
	for _, d := range digitFlows(t) {
		if err := d.Check(); err != nil {
			t.Error(err)
		}
		said, got := d.allowed(), map[[3]string]string{}
		for _, s := range d.States {
			for role, rights := range d.roles {
				for _, a := range d.Out(s.Name) {
					if slices.Contains(rights, a.Right) {
						got[[3]string{s.Name, role, a.Name}] = a.To
					}
				}
			}
		}
		if !maps.Equal(said, got) {
			t.Errorf("%s: %d rows said, %d in the table", d.Label, len(said), len(got))
		}
		for i, s := range d.said.States {
			mine := d.States[i]
			if mine.Final != s.IsTerminateState || s.Sla > 0 && int64(mine.Clock.N)*3_600_000 != s.Sla {
				t.Errorf("%s %s: final or SLA differ", d.Label, mine.Name)
			}
		}
		if s := d.said.BusinessServiceSla; s > 0 && int64(d.Clock.N)*3_600_000 != s {
			t.Errorf("%s: SLA differs", d.Label)
		}
	}
}

func digitSite(t *testing.T, d *db.DB, flows []digitFlow) *site {
	var tables []Flow
	people := people{}
	for _, f := range flows {
		tables = append(tables, f.Flow)
		for role := range f.roles {
			people[f.Name+"/"+role] = f.actor(role)
		}
	}
	e := New(d, holiday.Calendar(), tables...)
	if err := e.Check(); err != nil {
		t.Fatal(err)
	}
	return newSite(t, e, people)
}

// TestDIGITForbiddenActionsAreRefused brings a run into every state of every workflow over HTTP, then tries every action
// of the workflow by every role: what is not allowed is refused and changes nothing, what is allowed is offered.
func TestDIGITForbiddenActionsAreRefused(t *testing.T) {
	flows := digitFlows(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := digitSite(t, d, flows)
		tried, offered := 0, 0
		for _, f := range flows {
			may, ways := f.allowed(), f.ways()
			for state, way := range ways {
				record := f.Name + "-" + state
				s.start(f.Name, record)
				for _, step := range way {
					if code, body := s.post(f.Name+"/"+step[0], record, step[1]); code != 200 {
						t.Fatalf("%s: %s by %s: %d %s", f.Label, step[1], step[0], code, body)
					}
				}
				var wg sync.WaitGroup
				for role := range f.roles {
					wg.Go(func() {
						for _, action := range f.actionNames() {
							if _, ok := may[[3]string{state, role, action}]; ok {
								continue
							}
							if code, body := s.post(f.Name+"/"+role, record, action); code != 403 {
								t.Errorf("%s in %s: %s by %s: %d %s", f.Label, state, action, role, code, body)
							}
						}
						run := s.get(f.Name+"/"+role, record)
						for _, o := range run.Offers {
							if _, ok := may[[3]string{state, role, o.Action}]; ok != o.Allowed || ok == (o.Why != "") {
								t.Errorf("%s in %s: %s is offered to %s: %+v", f.Label, state, o.Action, role, o)
							}
						}
						if run.State != state || len(run.Steps) != len(way)+1 {
							t.Errorf("%s: refusals moved the run from %s to %s", f.Label, state, run.State)
						}
					})
					tried += len(f.actionNames())
				}
				wg.Wait()
				offered += len(f.Out(state))
			}
		}
		t.Logf("%d tries in %d workflows, %d actions offered", tried, len(flows), offered)
	}, schemas...)
}

// TestDIGITRandomPathsRun walks allowed ways of random length over HTTP.
func TestDIGITRandomPathsRun(t *testing.T) {
	flows := digitFlows(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := digitSite(t, d, flows)
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			f := flows[rapid.IntRange(0, len(flows)-1).Draw(t, "flow")]
			may := f.allowed()
			n++
			record := fmt.Sprintf("walk-%d", n)
			s.start(f.Name, record)
			state := unborn
			for i := range rapid.IntRange(1, 12).Draw(t, "steps") {
				var open [][3]string
				for k := range may {
					if k[0] == state {
						open = append(open, k)
					}
				}
				if len(open) == 0 {
					return
				}
				slices.SortFunc(open, func(a, b [3]string) int { return strings.Compare(strings.Join(a[:], " "), strings.Join(b[:], " ")) })
				k := rapid.SampledFrom(open).Draw(t, fmt.Sprintf("step %d", i))
				if code, body := s.post(f.Name+"/"+k[1], record, k[2]); code != 200 {
					t.Fatalf("%s in %s: %s by %s: %d %s", f.Label, state, k[2], k[1], code, body)
				}
				state = may[k]
				if run := s.get(f.Name+"/"+k[1], record); run.State != state {
					t.Fatalf("%s: in %s, not in %s", f.Label, run.State, state)
				}
			}
		})
	}, schemas...)
}
