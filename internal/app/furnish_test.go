package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"testing"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
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
	s.people()
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
