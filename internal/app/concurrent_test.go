package app_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"shian/internal/domain/operator"
	"shian/internal/domain/sampling"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
)

// together runs fn n times at once and gives the errors.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = fn(i) })
	}
	all.Wait()
	return errs
}

// sound seals what is left and wants the journal and the records to agree.
func (s *stage) sound() {
	s.tb.Helper()
	if _, err := s.Journal.Seal(s.system()); err != nil {
		s.tb.Fatal(err)
	}
	report, err := s.Journal.Verify(s.system(), s.Hashers(), nil)
	if err != nil {
		s.tb.Fatal(err)
	}
	if !report.OK() {
		s.tb.Errorf("the journal and the records disagree: %v", report.Findings)
	}
}

func TestConcurrentCreations(t *testing.T) {
	s := open(t)
	s.crew()
	const people, each = 4, 10
	for i, err := range together(people, func(i int) error {
		for j := range each {
			o := &operator.Operator{Name: fmt.Sprintf("演示摊 %d-%d", i, j), Trade: operator.Stall, Address: "演示路"}
			o.Region = homeArea
			if err := s.Operator.Operators.Create(s.as("county-inspector"), o); err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	p, err := s.Operator.Operators.List(s.as("county-inspector"), record.Query{})
	if err != nil || p.Total != people*each {
		t.Errorf("%d on file, want %d: %v", p.Total, people*each, err)
	}
	s.sound()
}

func TestConcurrentEditsOfOneRecord(t *testing.T) {
	s := open(t)
	s.crew()
	o := s.business("演示饭馆", homeArea)
	const people = 6
	var won atomic.Int64
	for i, err := range together(people, func(i int) error {
		mine, err := s.Operator.Operators.Get(s.as("county-inspector"), o.ID)
		if err != nil {
			return err
		}
		mine.Version, mine.Address = o.Version, fmt.Sprintf("演示路 %d 号", i+2)
		if err = s.Operator.Operators.Update(s.as("county-inspector"), mine); err == nil {
			won.Add(1)
		}
		return err
	}) {
		var told *fault.Error
		if err != nil && (!errors.As(err, &told) || told.Kind != fault.KindConflict || told.Theirs == nil) {
			t.Errorf("%d is told %v", i, err)
		}
	}
	if won.Load() != 1 {
		t.Errorf("%d edits of one version were stored", won.Load())
	}
	versions, err := s.Operator.Operators.History(s.as("county-inspector"), o.ID)
	if err != nil || len(versions) != 2 {
		t.Errorf("history has %d entries, want the creation and one change: %v", len(versions), err)
	}
	s.sound()
}

// checked records results as the sampler and has them checked.
func (s *stage) checked(n int) []string {
	s.tb.Helper()
	ids := make([]string, n)
	for i := range ids {
		r := sample(fmt.Sprintf("C%04d", i), homeArea)
		if err := s.Sampling.Results.Create(s.as("sampler"), r); err != nil {
			s.tb.Fatal(err)
		}
		if err := s.step("sampling-checker", r.ID, sampling.ActCheck, flow.Input{}); err != nil {
			s.tb.Fatal(err)
		}
		ids[i] = r.ID
	}
	return ids
}

// Two publishers and a clock that seals: each result is published once, counted once, told once, and provable.
func TestConcurrentPublishingAndSealing(t *testing.T) {
	s := open(t)
	s.crew()
	var told sync.Map
	s.Outbox.On(sampling.TopicPublished, "test", func(_ context.Context, _ *db.Tx, m outbox.Message) error {
		n, _ := told.LoadOrStore(m.Key, new(atomic.Int64))
		n.(*atomic.Int64).Add(1)
		return nil
	})
	ids := s.checked(12)
	var published atomic.Int64
	errs := together(4, func(i int) error {
		if i == 3 {
			for range 8 {
				if _, err := s.Journal.Seal(s.system()); err != nil {
					return err
				}
			}
			return nil
		}
		if i == 2 {
			for range 8 {
				if err := s.Outbox.Drain(s.system()); err != nil {
					return err
				}
			}
			return nil
		}
		for _, id := range ids {
			err := s.step("publisher", id, sampling.ActPublish, flow.Input{})
			switch {
			case err == nil:
				published.Add(1)
			case fault.Of(err).Kind != fault.KindRefused && fault.Of(err).Kind != fault.KindConflict:
				return err
			}
		}
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if published.Load() != int64(len(ids)) {
		t.Errorf("%d publications of %d results", published.Load(), len(ids))
	}
	if err := s.Outbox.Drain(s.system()); err != nil {
		t.Fatal(err)
	}
	rows, err := measure.Sum(s.system(), s.DB, measure.Query{Measures: []string{sampling.MeasureBatch}, Region: homeArea, From: "2026-01-01", To: "2026-12-31"})
	if err != nil || len(rows) != 1 || rows[0].N != int64(len(ids)) {
		t.Errorf("counted %v, want %d: %v", rows, len(ids), err)
	}
	s.sound()
	for _, id := range ids {
		if n, ok := told.Load(id); !ok || n.(*atomic.Int64).Load() != 1 {
			t.Errorf("%s was not told of exactly once", id)
		}
		if _, err := s.Journal.Prove(s.system(), id); err != nil {
			t.Errorf("no proof of %s: %v", id, err)
		}
	}
}

func TestConcurrentSignIns(t *testing.T) {
	s := open(t)
	s.crew()
	login := s.login[s.cast["sampler"].ID]
	codes := make([]int, 12)
	together(len(codes), func(i int) error {
		c := &caller{s: s, addr: fmt.Sprintf("10.9.%d.1:99", i)}
		codes[i] = c.post("/login", url.Values{"login": {login}, "password": {key}}).Code
		return nil
	})
	in := 0
	for _, code := range codes {
		switch code {
		case http.StatusSeeOther:
			in++
		case http.StatusServiceUnavailable, http.StatusTooManyRequests: // bounded at once: told to try again
		default:
			t.Errorf("a sign-in answered %d", code)
		}
	}
	if in == 0 {
		t.Error("nobody of twelve got in")
	}
	s.sound()
}
