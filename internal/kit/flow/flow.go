package flow

import (
	"slices"

	"shian/internal/kit/access"
)

// A Flow is the lifecycle of one kind of matter. The first state is where every run begins.
type Flow struct {
	Name, Label string // sampling.disposal, 核查处置
	Version     int    // from 1; a run keeps the version it began with
	States      []State
	Actions     []Action
	Clock       *Clock // of the whole matter, from its beginning to a final state; may be nil
}

// A State is where a run stands.
type State struct {
	Name, Label string
	Final       bool         // the matter is closed; a final state may still have actions, such as reopening it
	Clock       *Clock       // begins on entering; may be nil
	Todo        access.Right // who finds the run in their to-do list; empty: nobody
	Reach       Reach        // which of them
	Law         string       // article of data/law the state rests on; may be empty
}

// An Action takes a run from one of the states From to the state To. The same name may stand in several rows, for
// different states.
type Action struct {
	Name, Label string
	From        []string
	To          string
	Right       access.Right // empty only for Party: then whoever the run belongs to
	Reach       Reach
	NotBy       []string // separation of duty: whoever did one of these actions on this run may not do this one
	Needs       []Need
	Guard       string // name of a check registered with Engine.Guard
	Assign      Assign // who has it next
	Issues      string // document to issue: 责令改正通知书
	Law         string // article of data/law it rests on, named in refusals; may be empty
	Tone        string // main, danger or empty

	Suspends, Resumes, Extends bool   // the clock
	Clock                      string // which clock that means: a deadline's id; empty: the state's own to extend, all that run otherwise
}

// Reach says which of the holders of a right are meant.
type Reach string

// The reaches.
const (
	Seen       Reach = ""           // whoever sees the run by a scope of their own
	Office     Reach = "office"     // the bodies of government the run belongs to
	Party      Reach = "party"      // whoever began it: the applicant, the complainant
	Township   Reach = "township"   // posts of the township
	County     Reach = "county"     // posts of the county
	Prefecture Reach = "prefecture" // posts of the prefecture
	Province   Reach = "province"   // posts of the province
)

var digits = map[Reach]int{Township: 9, County: 6, Prefecture: 4, Province: 2}

// A Need is something an action must be given.
type Need string

// The needs.
const (
	NeedReason   Need = "reason"   // why, in words
	NeedEvidence Need = "evidence" // at least one attachment
	NeedSecond   Need = "second"   // a second officer, neither the first nor acting for them
	NeedPublic   Need = "public"   // why, in words that the public may read
)

// Assign says who has a run after an action.
type Assign string

// The ways to assign.
const (
	ToHolders Assign = ""       // whoever holds the right of the next state
	ToOne     Assign = "one"    // the person named with the action
	ToParty   Assign = "party"  // back to whoever began it
	ToSender  Assign = "sender" // back to whoever sent it here
)

// A Clock is a period that runs while a run is in a state, or until one of the states Until.
type Clock struct {
	Deadline string   // id in data/law; or, where no law sets it (N, Unit, Basis below):
	Or       []string // other deadlines of data/law that the record may call for instead,
	Choose   string   // by the chooser registered under this name with Engine.Choose; empty: always Deadline

	N     int    // an agreed period,
	Unit  string // hour, day, workday, month or year,
	Basis string // and who set it

	Owner    access.Right // who answers for keeping it
	Longer   int          // the most it may be extended by where the law allows it and names no figure: agreed
	Until    []string     // states that end it; empty: leaving the state
	Escalate []Rung
}

// A Rung is one step of the escalation ladder.
type Rung struct {
	At    Moment
	After int          // so many units of the clock after that moment
	To    access.Right // who is told
	Up    int          // how many levels of government above the run's region; 0: its own
}

// A Moment is a turn of a clock.
type Moment string

// The moments.
const (
	Near Moment = "near" // less than a third of the time, or two working days or fewer, are left
	Late Moment = "late" // the period is over
)

// State gives the state of the name.
func (f *Flow) State(name string) (State, bool) {
	i := slices.IndexFunc(f.States, func(s State) bool { return s.Name == name })
	if i < 0 {
		return State{}, false
	}
	return f.States[i], true
}

// Action gives the row of the action in the state.
func (f *Flow) Action(state, name string) (Action, bool) {
	i := slices.IndexFunc(f.Actions, func(a Action) bool { return a.Name == name && slices.Contains(a.From, state) })
	if i < 0 {
		return Action{}, false
	}
	return f.Actions[i], true
}

// Out gives the actions of the state in the table's order.
func (f *Flow) Out(state string) []Action {
	var out []Action
	for _, a := range f.Actions {
		if slices.Contains(a.From, state) {
			out = append(out, a)
		}
	}
	return out
}

// clock gives the clock called by the name: a state's, or "" for the whole matter's.
func (f *Flow) clock(name string) *Clock {
	if name == "" {
		return f.Clock
	}
	s, _ := f.State(name)
	return s.Clock
}

// allClocks are the clocks of the whole matter and of its states.
func (f *Flow) allClocks() []*Clock {
	var out []*Clock
	if f.Clock != nil {
		out = append(out, f.Clock)
	}
	for i := range f.States {
		if c := f.States[i].Clock; c != nil {
			out = append(out, c)
		}
	}
	return out
}

// label is how an action is called, whatever the state.
func (f *Flow) label(action string) string {
	for _, a := range f.Actions {
		if a.Name == action {
			return a.Label
		}
	}
	return action
}
