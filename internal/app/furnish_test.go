package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"testing"

	"shian/engine/quota"
	"shian/internal/domain/disposal"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/domain/plan"
	"shian/internal/domain/sampling"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// The secrets of the stage: whoever may not see them must not find them anywhere.
const (
	residentHome = "620102197503142410"
	phoneHome    = "13909315566"
	nameHome     = "欧阳婉清"
)

// furnished is a stage with somebody in every post of home, and one record of each kind at home and one far away.
func furnished(t *testing.T) *stage {
	s := open(t)
	here, there := s.business("演示甲酒家", home), s.business("演示乙酒家", far)
	s.all(here.ID)
	for i, p := range []string{"sampler", "sampling-checker", "publisher", "county-inspector"} {
		s.seat(p+" far", fmt.Sprintf("far%d", i), place.Appointment{Post: p, Region: far})
	}
	s.own["operator"], s.other["operator"] = here.ID, there.ID
	s.own["office"], s.other["office"] = "market-"+homeArea, "market-"+far
	s.files(here, s.own)
	s.files(there, s.other)
	s.results()
	s.disposals()
	s.sheets()
	s.plans()
	s.laboratories()
	s.people()
	s.served()
	s.sound()
	return s
}

// files gives a business a record of each kind.
func (s *stage) files(o *operator.Operator, ids map[string]string) {
	s.tb.Helper()
	ctx := s.system()
	scan, err := s.Files.Take(ctx, "scan.png", picture())
	if err != nil {
		s.tb.Fatal(err)
	}
	ids["file"] = scan.ID
	l := &operator.Licence{Operator: o.ID, Kind: "workshop", Number: "甘坊" + o.ID[:8], Issued: "2026-01-05", Issuer: "演示局", Scan: []string{scan.ID}}
	p := &operator.Premises{Operator: o.ID, Name: "后厨", Kind: "kitchen", Address: "演示路 1 号"}
	p.Region = o.Region
	g := &operator.Product{Operator: o.ID, Name: "演示面", Category: "01"}
	w := &operator.Person{Operator: o.ID, Name: nameHome, Post: "officer", Resident: residentHome, Phone: phoneHome}
	for kind, fn := range map[string]func() (*record.Meta, error){
		"licence":  func() (*record.Meta, error) { return &l.Meta, s.Operator.Licences.Create(ctx, l) },
		"premises": func() (*record.Meta, error) { return &p.Meta, s.Operator.Premises.Create(ctx, p) },
		"product":  func() (*record.Meta, error) { return &g.Meta, s.Operator.Products.Create(ctx, g) },
		"person":   func() (*record.Meta, error) { return &w.Meta, s.Operator.People.Create(ctx, w) },
	} {
		m, err := fn()
		if err != nil {
			s.tb.Fatalf("%s: %v", kind, err)
		}
		ids[kind] = m.ID
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Operator.Attend(ctx, tx, &operator.Matter{Operator: o.ID, Cause: "test " + o.ID, What: "演示事项", Day: "2026-05-11", Href: "/"})
	})
	if err != nil {
		s.tb.Fatal(err)
	}
	if err := s.DB.Row(ctx, `SELECT id FROM operator_matter WHERE operator = $1`, o.ID).Scan(pointer(ids, "matter")); err != nil {
		s.tb.Fatal(err)
	}
}

// picture is the smallest one.
func picture() io.Reader {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))) // a Buffer takes everything
	return &b
}

// pointer is where a scanned id goes: into the map.
func pointer(ids map[string]string, kind string) *into { return &into{ids, kind} }

type into struct {
	ids  map[string]string
	kind string
}

// Scan keeps the value.
func (i *into) Scan(v any) error { i.ids[i.kind] = fmt.Sprint(v); return nil }

// results are drafts of home, recorded by the laboratory, and far away, and one of home that everybody may see.
func (s *stage) results() {
	s.tb.Helper()
	r := sample("H0001", home)
	r.Operator = s.own["operator"]
	if err := s.Sampling.Results.Create(s.as("lab-analyst"), r); err != nil {
		s.tb.Fatalf("laboratory: %v", err)
	}
	o := sample("F0001", far)
	o.Operator = s.other["operator"]
	if err := s.Sampling.Results.Create(s.as("sampler far"), o); err != nil {
		s.tb.Fatal(err)
	}
	shown := sample("H0002", home)
	if err := s.Sampling.Results.Create(s.as("sampler"), shown); err != nil {
		s.tb.Fatal(err)
	}
	for _, x := range []struct{ post, action string }{{"sampling-checker", sampling.ActCheck}, {"publisher", sampling.ActPublish}} {
		if err := s.step(x.post, shown.ID, x.action, flow.Input{}); err != nil {
			s.tb.Fatal(err)
		}
	}
	s.own["result"], s.other["result"], s.own["published"] = r.ID, o.ID, shown.ID
	for kind, text := range map[string]string{"standard": `SELECT id FROM standard ORDER BY id LIMIT 1`, "limit": `SELECT id FROM standard_limit ORDER BY id LIMIT 1`} {
		if err := s.DB.Row(s.system(), text).Scan(pointer(s.own, kind)); err != nil {
			s.tb.Fatal(err)
		}
	}
}

// disposals are the line of a business of home and of one far away.
func (s *stage) disposals() {
	s.tb.Helper()
	for region, ids := range map[string]map[string]string{home: s.own, far: s.other} {
		f := &disposal.Finding{Result: "finding " + region, Food: "演示面", Failing: "演示项目", Region: region, Operator: ids["operator"], OperatorName: "演示单位"}
		if err := s.DB.Write(s.system(), func(tx *db.Tx) error { return s.Disposal.Attend(s.system(), tx, f) }); err != nil {
			s.tb.Fatal(err)
		}
		if err := s.DB.Row(s.system(), `SELECT id FROM disposal WHERE operator = $1`, ids["operator"]).Scan(pointer(ids, "disposal")); err != nil {
			s.tb.Fatal(err)
		}
	}
}

// plans are one of this year in force, with the share of home and one far away, and one of next year that is being drafted.
func (s *stage) plans() {
	s.tb.Helper()
	year := int64(clock.Now(s.system()).Year())
	for i, name := range []string{"plan", "draft"} {
		p := &plan.Plan{Title: "演示计划", Year: year + int64(i), Supervision: 900, Monitoring: 100, Meta: record.Meta{Region: "620000"}}
		if err := s.Plan.Plans.Create(s.as("planner"), p); err != nil {
			s.tb.Fatal(err)
		}
		if err := s.Plan.Choose(s.as("planner"), p.ID, quota.ByResidents, 0); err != nil {
			s.tb.Fatal(err)
		}
		s.own[name] = p.ID
	}
	for _, x := range []struct{ post, action string }{{"planner", plan.ActSubmit}, {"reviewer", plan.ActCheck}, {"market-director", plan.ActIssue}} {
		if x.post == "reviewer" {
			s.seat(x.post, "reviewer", place.Appointment{Post: "sampling-checker", Region: "620000"})
		}
		err := s.DB.Write(s.as(x.post), func(tx *db.Tx) error {
			_, err := s.Flow.Do(s.as(x.post), tx, plan.Kind, s.own["plan"], x.action, flow.Input{})
			return err
		})
		if err != nil {
			s.tb.Fatalf("%s by %s: %v", x.action, x.post, err)
		}
	}
	for region, ids := range map[string]map[string]string{homeArea: s.own, far: s.other} {
		if err := s.DB.Row(s.system(), `SELECT id FROM plan_share WHERE region = $1`, region).Scan(pointer(ids, "share")); err != nil {
			s.tb.Fatal(err)
		}
	}
	v := &plan.Vote{Title: "演示征集", Year: year + 1, Opens: "2026-01-01", Closes: "2099-12-31", Meta: record.Meta{Region: "620000"}}
	if err := s.Plan.Votes.Create(s.as("planner"), v); err != nil {
		s.tb.Fatal(err)
	}
	s.own["vote"] = v.ID
}

// sheets are a task and a sampling sheet of home and far away, and a hand-over of each.
func (s *stage) sheets() {
	s.tb.Helper()
	for region, ids := range map[string]map[string]string{homeArea: s.own, far: s.other} {
		a := s.seat("one of "+region, "one-"+region, place.Appointment{Post: "sampler", Region: region})
		b := s.seat("two of "+region, "two-"+region, place.Appointment{Post: "sampler", Region: region})
		t := &sampling.Task{Purpose: sampling.Supervision, Category: "F0201", Stage: "distribution", Count: 5, Due: "2026-12-01", LaboratoryName: "演示检验所", Laboratory: lab,
			Team: []sampling.Member{{Person: a.ID}, {Person: b.ID}}, Meta: record.Meta{Region: region}}
		if region == far {
			t.Laboratory = ""
		}
		if err := s.Sampling.Tasks.Create(s.system(), t); err != nil {
			s.tb.Fatal(err)
		}
		x := &sampling.Sample{Purpose: sampling.Supervision, Stage: "distribution", SampledAt: "2026-05-18", Takers: []sampling.Taker{{Person: a.ID}, {Person: b.ID}}, Operator: ids["operator"],
			OperatorName: "演示单位", Phone: phoneHome, Food: "韭菜", Price: "3", Bought: "2", Unit: "kg", Refused: true, RefusedWhy: "不在场", Witness: "演示见证人", LaboratoryName: "演示检验所", Laboratory: t.Laboratory,
			Parts: []sampling.Part{{Part: "test", Quantity: "1", Unit: "kg", Seal: "A1"}, {Part: "spare", Quantity: "1", Unit: "kg", Seal: "A2"}}, Meta: record.Meta{Region: region}}
		if err := s.Sampling.Samples.Create(s.system(), x); err != nil {
			s.tb.Fatal(err)
		}
		if err := s.DB.Write(s.system(), func(tx *db.Tx) error {
			return s.Sampling.Pass(s.system(), tx, x.ID, sampling.HandOver{To: "演示快递", Sealed: true})
		}); err != nil {
			s.tb.Fatal(err)
		}
		ids["task"], ids["sample"] = t.ID, x.ID
		if err := s.DB.Row(s.system(), `SELECT id FROM sampling_custody WHERE sample = $1`, x.ID).Scan(pointer(ids, "custody")); err != nil {
			s.tb.Fatal(err)
		}
	}
}

// people are those whom the routes on people and acting officers are tried on; they do nothing themselves.
func (s *stage) people() {
	s.tb.Helper()
	for region, ids := range map[string]map[string]string{homeArea: s.own, far: s.other} {
		a := s.seat("first "+region, "first-"+region, place.Appointment{Post: "county-inspector", Region: region})
		b := s.seat("second "+region, "second-"+region, place.Appointment{Post: "county-inspector", Region: region})
		held, err := s.Place.People(s.system(), place.PeopleQuery{Account: a.ID})
		if err != nil || len(held) != 1 {
			s.tb.Fatalf("%d appointments: %v", len(held), err)
		}
		ids["appointment"] = held[0].ID
		day := clock.Day(clock.Now(s.system()))
		order := &place.Acting{Account: b.ID, For: a.ID, From: day, To: day, Reason: "出差"}
		if err := s.Place.Ask(s.system(), order); err != nil {
			s.tb.Fatal(err)
		}
		ids["acting"] = order.ID
	}
}
