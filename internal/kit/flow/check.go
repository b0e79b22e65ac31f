package flow

import (
	"errors"
	"fmt"
	"slices"

	"shian/data/law"
)

// Check proves the table: every state can be reached and has a way out or is final, every clock has an owner and a period
// that is known, every action has a right, every name used exists, labels are there. All faults come at once.
func (f *Flow) Check() error {
	c := &checker{f: f}
	c.names()
	for _, a := range f.Actions {
		c.action(a)
	}
	c.clock("", f.Clock)
	for _, s := range f.States {
		c.clock(s.Name, s.Clock)
	}
	c.reach()
	return errors.Join(c.faults...)
}

type checker struct {
	f      *Flow
	faults []error
}

func (c *checker) say(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf("flow %s v%d: "+format, append([]any{c.f.Name, c.f.Version}, args...)...))
}

func (c *checker) names() {
	f := c.f
	if f.Name == "" || f.Label == "" || f.Version < 1 {
		c.say("name, label and a version from 1 are needed")
	}
	if len(f.States) == 0 {
		c.say("no states")
	}
	seen := map[string]bool{}
	for _, s := range f.States {
		if s.Name == "" || s.Label == "" {
			c.say("state %q needs a name and a label", s.Name)
		}
		if seen[s.Name] {
			c.say("state %s stands twice", s.Name)
		}
		seen[s.Name] = true
		c.reachKnown("state "+s.Name, s.Reach)
		c.lawKnown("state "+s.Name, s.Law)
	}
	taken := map[[2]string]bool{}
	for _, a := range f.Actions {
		for _, from := range a.From {
			if taken[[2]string{from, a.Name}] {
				c.say("action %s stands twice for state %s", a.Name, from)
			}
			taken[[2]string{from, a.Name}] = true
		}
	}
}

func (c *checker) action(a Action) {
	at := "action " + a.Name
	if a.Name == "" || a.Label == "" {
		c.say("%s needs a name and a label", at)
	}
	if a.Right == "" && a.Reach != Party {
		c.say("%s has no right", at)
	}
	if len(a.From) == 0 {
		c.say("%s starts from no state", at)
	}
	for _, s := range append(slices.Clone(a.From), a.To) {
		if _, ok := c.f.State(s); !ok {
			c.say("%s names state %q, which there is not", at, s)
		}
	}
	for _, n := range a.NotBy {
		if n != Begin && !slices.ContainsFunc(c.f.Actions, func(b Action) bool { return b.Name == n }) {
			c.say("%s is not by whoever did %q, which there is not", at, n)
		}
	}
	for _, n := range a.Needs {
		if n != NeedReason && n != NeedEvidence && n != NeedSecond && n != NeedPublic {
			c.say("%s needs %q, which is not known", at, n)
		}
	}
	if !slices.Contains([]Assign{ToHolders, ToOne, ToParty, ToSender}, a.Assign) {
		c.say("%s assigns to %q, which is not known", at, a.Assign)
	}
	if !slices.Contains([]string{"", "main", "danger"}, a.Tone) {
		c.say("%s has tone %q", at, a.Tone)
	}
	c.reachKnown(at, a.Reach)
	c.lawKnown(at, a.Law)
	c.turns(at, a)
}

// turns checks what an action does to clocks. An extension is approved by somebody other than who asks for it.
func (c *checker) turns(at string, a Action) {
	if a.Extends && len(a.NotBy) == 0 {
		c.say("%s extends a clock without separation from whoever asks (NotBy)", at)
	}
	if a.Suspends && a.Resumes {
		c.say("%s both suspends and resumes", at)
	}
	if a.Suspends && !slices.ContainsFunc(c.f.Actions, func(b Action) bool { return b.Resumes }) {
		c.say("%s suspends a clock that nothing resumes", at)
	}
	if !a.Suspends && !a.Resumes && !a.Extends {
		return
	}
	if !slices.ContainsFunc(c.clocks(), func(k *Clock) bool { return a.Clock == "" || k.Deadline == a.Clock }) {
		c.say("%s turns clock %q, which there is not", at, a.Clock)
	}
}

func (c *checker) clocks() []*Clock {
	var out []*Clock
	if c.f.Clock != nil {
		out = append(out, c.f.Clock)
	}
	for _, s := range c.f.States {
		if s.Clock != nil {
			out = append(out, s.Clock)
		}
	}
	return out
}

func (c *checker) clock(state string, k *Clock) {
	if k == nil {
		return
	}
	at := "clock of state " + state
	if state == "" {
		at = "clock of the whole"
	}
	if k.Owner == "" {
		c.say("%s has no owner", at)
	}
	if _, ok := law.Clock(k.Deadline); k.Deadline != "" && !ok {
		c.say("%s names deadline %q, which data/law does not have", at, k.Deadline)
	}
	for _, d := range k.Or {
		if _, ok := law.Clock(d); !ok {
			c.say("%s names deadline %q, which data/law does not have", at, d)
		}
	}
	if (len(k.Or) > 0) != (k.Choose != "") {
		c.say("%s needs both a chooser and deadlines to choose from, or neither", at)
	}
	if agreed := k.N > 0 && units[k.Unit] != (unit{}) && k.Basis != ""; (k.Deadline != "") == agreed {
		c.say("%s needs either a deadline of data/law or an agreed period with its unit and basis", at)
	}
	for _, u := range k.Until {
		if _, ok := c.f.State(u); !ok {
			c.say("%s runs until state %q, which there is not", at, u)
		}
	}
	for i, r := range k.Escalate {
		if r.To == "" || r.After < 0 || r.Up < 0 || r.At != Near && r.At != Late {
			c.say("%s: rung %d needs a moment, somebody to tell, and no negative numbers", at, i+1)
		}
	}
}

// reach walks the table from the first state.
func (c *checker) reach() {
	if len(c.f.States) == 0 {
		return
	}
	reached := map[string]bool{}
	next := []string{c.f.States[0].Name}
	for len(next) > 0 {
		s := next[0]
		next = next[1:]
		if reached[s] {
			continue
		}
		reached[s] = true
		for _, a := range c.f.Out(s) {
			next = append(next, a.To)
		}
	}
	for _, s := range c.f.States {
		if !reached[s.Name] {
			c.say("state %s cannot be reached", s.Name)
		}
		if !s.Final && !slices.ContainsFunc(c.f.Out(s.Name), func(a Action) bool { return a.To != s.Name }) {
			c.say("state %s has no way out and is not final", s.Name)
		}
	}
}

func (c *checker) reachKnown(at string, r Reach) {
	if _, level := digits[r]; !level && r != Seen && r != Office && r != Party {
		c.say("%s has reach %q, which is not known", at, r)
	}
}

func (c *checker) lawKnown(at, id string) {
	if _, ok := law.Lookup(id); id != "" && !ok {
		c.say("%s rests on article %q, which data/law does not have", at, id)
	}
}
