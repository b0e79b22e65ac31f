package app_test

import (
	"testing"

	"shian/internal/domain/laboratory"
	"shian/internal/domain/place"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// labFar is a laboratory far away.
const labFar = "01a00000-0000-7000-8000-000000000002"

// qualified registers a laboratory with its scope.
func (s *stage) qualified(id, name, number, region string) {
	s.tb.Helper()
	l := &laboratory.Laboratory{Name: name, Number: number, From: "2024-01-01", To: "2099-12-31", Prefix: "演示", Phone: phoneHome, Meta: record.Meta{ID: id, Region: region}}
	if err := s.Laboratory.Laboratories.Create(s.system(), l); err != nil {
		s.tb.Fatal(err)
	}
	x := &laboratory.Scope{Laboratory: id, Item: "腐霉利", Method: "GB 23200.113-2018", From: "2024-01-01"}
	if err := s.Laboratory.Scopes.Create(s.system(), x); err != nil {
		s.tb.Fatal(err)
	}
	s.own["scope"] = x.ID
}

// laboratories are that of the stage and one far away, each with an order that arrived and one that has not, and what belongs to them.
func (s *stage) laboratories() {
	s.tb.Helper()
	ctx := s.system()
	s.qualified(labFar, "演示二院", "260000000002", far)
	s.qualified(lab, "演示检验所", "260000000001", homeArea)
	s.own["laboratory"] = lab
	for at, ids := range map[string]map[string]string{lab: s.own, labFar: s.other} {
		region := homeArea
		if at != lab {
			region = far
		}
		var arrived string
		err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
			e := laboratory.Expected{Sample: "a " + at, Number: "CY1" + at, Laboratory: at, Food: "韭菜", Region: region, Items: []string{"腐霉利"}}
			if arrived, err = s.Laboratory.Expect(ctx, tx, e); err != nil {
				return err
			}
			if err = s.Laboratory.Receive(ctx, tx, arrived, laboratory.Arrival{Sealed: true, Quantity: "1 袋"}); err != nil {
				return err
			}
			e.Sample, e.Number = "b "+at, "CY2"+at
			ids["order"], err = s.Laboratory.Expect(ctx, tx, e)
			return err
		})
		if err != nil {
			s.tb.Fatal(err)
		}
		o, err := s.Laboratory.Orders.Get(ctx, arrived)
		if err != nil {
			s.tb.Fatal(err)
		}
		day := clock.Day(clock.Now(ctx))
		run := &laboratory.Run{Laboratory: at, Number: "Q1", Item: "腐霉利", Method: "m", Day: day, Points: []laboratory.Point{{Kind: laboratory.Blank, Value: "0", Bound: "1"}}}
		reading := &laboratory.Reading{Laboratory: at, Code: o.Code, Item: "腐霉利", Value: "0.1mg/kg", Run: "Q1"}
		person := &laboratory.Person{Laboratory: at, Name: "演示人", Login: s.login[s.cast["lab-analyst"].ID], Role: "analyst", From: "2024-01-01"}
		for _, keep := range []func() error{func() error { return s.Laboratory.Runs.Create(ctx, run) }, func() error { return s.Laboratory.Readings.Create(ctx, reading) }, func() error { return s.Laboratory.People.Create(ctx, person) }} {
			if err := keep(); err != nil {
				s.tb.Fatal(err)
			}
		}
		ids["run"], ids["reading"], ids["authorised"], ids["test"] = run.ID, reading.ID, person.ID, reading.Test
		if err := s.DB.Row(ctx, `SELECT id FROM laboratory_spare WHERE laboratory = $1`, at).Scan(pointer(ids, "spare")); err != nil {
			s.tb.Fatal(err)
		}
		r := &laboratory.Round{Title: "演示轮次", Day: day, Food: "米粉", Item: "铅", Unit: "mg/kg", Meta: record.Meta{Region: region}}
		for _, code := range []string{"A", "B", "C", "D", "E"} {
			r.Values = append(r.Values, laboratory.Participant{Code: code, Value: "0.2"})
		}
		r.Values[0].Laboratory = at
		if err := s.Laboratory.Rounds.Create(ctx, r); err != nil {
			s.tb.Fatal(err)
		}
		ids["round"] = r.ID
	}
	b := &laboratory.Bar{Laboratory: labFar, Fault: "false", Decision: "演示〔2024〕1号", From: "2020-01-01", Note: "演示"}
	if err := s.Laboratory.Bars.Create(ctx, b); err != nil {
		s.tb.Fatal(err)
	}
	s.own["bar"] = b.ID
}

// A sample sent from the sampling sheet becomes an order; its report becomes the drafted result of the sample.
func TestASampleGoesThroughItsLaboratoryToItsResult(t *testing.T) {
	s := open(t)
	s.qualified(lab, "演示检验所", "260000000001", homeArea)
	s.own["operator"] = s.business("演示菜店", home).ID
	a := s.seat("one", "one", place.Appointment{Post: "sampler", Region: homeArea})
	b := s.seat("two", "two", place.Appointment{Post: "sampler", Region: homeArea})
	ctx := s.system()
	x := &sampling.Sample{Purpose: sampling.Supervision, Stage: "distribution", SampledAt: clock.Day(clock.Now(ctx)), Takers: []sampling.Taker{{Person: a.ID}, {Person: b.ID}}, Operator: s.own["operator"],
		OperatorName: "演示单位", Food: "韭菜", Price: "3", Bought: "2", Unit: "kg", Refused: true, RefusedWhy: "不在场", Witness: "演示见证人", LaboratoryName: "演示检验所", Laboratory: lab, Tests: "腐霉利",
		Parts: []sampling.Part{{Part: "test", Quantity: "1", Unit: "kg", Seal: "A1"}, {Part: "spare", Quantity: "1", Unit: "kg", Seal: "A2"}}, Meta: record.Meta{Region: homeArea}}
	if err := s.Sampling.Samples.Create(access.With(ctx, a), x); err != nil {
		t.Fatal(err)
	}
	write := func(fn func(tx *db.Tx) error) {
		t.Helper()
		if err := s.DB.Write(ctx, fn); err != nil {
			t.Fatal(err)
		}
		if err := s.Outbox.Drain(ctx); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *db.Tx) error {
		return s.Sampling.Send(access.With(ctx, a), tx, x.ID, sampling.HandOver{Sealed: true})
	})
	var order, code string
	if err := s.DB.Row(ctx, `SELECT id, code FROM laboratory_order WHERE sample = $1`, x.ID).Scan(&order, &code); err != nil {
		t.Fatal("no order:", err)
	}
	write(func(tx *db.Tx) error {
		return s.Laboratory.Receive(ctx, tx, order, laboratory.Arrival{Sealed: true, Quantity: "1 kg"})
	})
	if got, err := s.Sampling.Samples.Get(ctx, x.ID); err != nil || got.State != sampling.SampleReceived {
		t.Errorf("%v %v", got.State, err)
	}
	r := &laboratory.Reading{Laboratory: lab, Code: code, Item: "腐霉利", Value: "13mg/kg"}
	if err := s.Laboratory.Readings.Create(access.With(ctx, system("m")), r); err != nil {
		t.Fatal(err)
	}
	for i, action := range []string{laboratory.ActSubmit, laboratory.ActCheck, laboratory.ActApprove} {
		write(func(tx *db.Tx) error {
			_, err := s.Flow.Do(access.With(ctx, system(string(rune('a'+i)))), tx, laboratory.KindOrder, order, action, flow.Input{})
			return err
		})
	}
	var state, conclusion, report string
	if err := s.DB.Row(ctx, `SELECT state, conclusion, report FROM sampling_result WHERE sample = $1`, x.ID).Scan(&state, &conclusion, &report); err != nil {
		t.Fatal("no result:", err)
	}
	if state != string(sampling.Drafted) || conclusion != string(sampling.Fail) || report == "" {
		t.Errorf("%s %s %s", state, conclusion, report)
	}
}

// system is the platform in several hands.
func system(id string) *access.Actor {
	a := *access.System
	a.ID = id
	return &a
}
