package operator_test

import (
	"strings"
	"testing"

	"shian/internal/domain/operator"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/measure"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
)

func stories(t *testing.T, w *world, id string) string {
	t.Helper()
	lines, err := timeline.Of(as(t, viewer), w.d, viewer, id, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	var s []string
	for _, l := range lines {
		if l.En == "" {
			t.Errorf("%q has no English", l.Zh)
		}
		s = append(s, l.Zh)
	}
	return strings.Join(s, "\n")
}

func TestClosingAndReopeningTellWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		o := add(t, w, inspector, operator.Operator{Name: "示例面馆"})
		if o.Status != operator.Active {
			t.Fatalf("a new business is %q", o.Status)
		}
		for _, step := range []struct {
			to   operator.Status
			why  string
			kind fault.Kind
			told string
		}{
			{operator.Suspended, "", fault.KindInvalid, ""},
			{operator.Active, "本来在营", fault.KindRefused, ""},
			{operator.Suspended, "装修", "", "停业：装修"},
			{operator.Closed, "主动申请注销", "", "注销：主动申请注销"},
			{operator.Suspended, "不能", fault.KindRefused, ""},
			{operator.Active, "重新开业", "", "恢复经营：重新开业"},
		} {
			now, err := w.Find(as(t, inspector), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.SetStatus(as(t, inspector), o.ID, now.Version, step.to, step.why)
			if step.kind != "" && !fault.Is(err, step.kind) || step.kind == "" && err != nil {
				t.Errorf("to %s (%s): %v", step.to, step.why, err)
			}
			if s := stories(t, w, o.ID); step.told != "" && !strings.HasPrefix(s, step.told) {
				t.Errorf("timeline: %s", s)
			}
		}
		if _, err := w.SetStatus(as(t, inspector), o.ID, 1, operator.Closed, "旧版本"); !fault.Is(err, fault.KindConflict) {
			t.Errorf("an older version: %v", err)
		}
		h, err := w.Operators.History(as(t, inspector), o.ID)
		if err != nil || len(h) != 4 || h[0].Reason != "重新开业" {
			t.Errorf("history: %+v, %v", h, err)
		}
		verify(t, w)
	}, schemas...)
}

func TestMovingTakesTheFileAlong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		o := add(t, w, inspector, operator.Operator{Name: "示例面馆", Grade: "B"})
		l := operator.Licence{Operator: o.ID, Number: "登-1", Kind: "stall", Issued: "2025-01-01", Issuer: "城关区局"}
		if err := w.Licences.Create(as(t, inspector), &l); err != nil {
			t.Fatal(err)
		}
		o.Region = "620103"
		if err := w.Operators.Update(as(t, inspector), o); !fault.Is(err, fault.KindRefused) {
			t.Fatalf("an inspector gives a business away: %v", err)
		}
		o.Version, o.Name, o.Grade = 1, "示例面馆总店", "C"
		if err := w.Operators.Update(as(t, city), o); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Licences.Get(as(t, neighbour), l.ID); err != nil || got.Region != "620103" || got.ChangedBy != city.ID {
			t.Errorf("licence: %+v, %v", got, err)
		}
		if _, err := w.Licences.Get(as(t, inspector), l.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("the old county still sees the licence: %v", err)
		}
		s := stories(t, w, o.ID)
		for _, want := range []string{"所在地区由兰州市城关区迁至兰州市七里河区", "名称由“示例面馆”变更为“示例面馆总店”", "风险等级由 B 级调为 C 级"} {
			if !strings.Contains(s, want) {
				t.Errorf("the timeline lacks %s:\n%s", want, s)
			}
		}
		for region, n := range map[string]int64{"620102": 0, "620103": 1} {
			sum, err := measure.Sum(as(t, viewer), d, measure.Query{Measures: []string{operator.MeasureBusinesses}, Region: region, From: "2026-07-31", To: "2026-07-31"})
			got := int64(0)
			for _, r := range sum {
				got += r.N
			}
			if err != nil || got != n {
				t.Errorf("businesses of %s: %d, want %d (%v)", region, got, n, err)
			}
		}
		verify(t, w)
	}, schemas...)
}

// What the portal reads holds nothing about persons, and no anonymous actor reaches the record itself.
func TestThePublicViewHoldsNothingPrivate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		o := add(t, w, inspector, operator.Operator{Name: "示例乳业有限公司", Code: code(t, 1), Person: "王小明", Phone: "13900001234", Note: "内部备注", Grade: "B"})
		for _, l := range []operator.Licence{{Number: "登-1", Kind: "stall", Issued: "2020-01-01", Ends: "2026-01-01"}, {Number: "登-2", Kind: "stall", Issued: "2026-01-01"}} {
			l.Operator, l.Issuer = o.ID, "城关区局"
			if err := w.Licences.Create(as(t, inspector), &l); err != nil {
				t.Fatal(err)
			}
		}
		anyone := as(t, access.Nobody)
		p, err := w.Public(anyone, o.ID)
		if err != nil || p.Code != o.Code || p.Grade != "B" || len(p.Licences) != 2 || !p.Licences[0].Expired && !p.Licences[1].Expired {
			t.Fatalf("%+v, %v", p, err)
		}
		found, _, err := w.PublicFind(anyone, "示例乳业", "", "")
		if err != nil || len(found) != 1 || found[0].ID != o.ID {
			t.Fatalf("%+v, %v", found, err)
		}
		if _, err := w.Find(anyone, o.ID); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a visitor reads the record: %v", err)
		}
		if sees, err := access.MaySee(anyone, d, access.Nobody, "operator", o.ID); err != nil || sees {
			t.Errorf("the record has a public scope (%v)", err)
		}
		if _, err := w.SetStatus(as(t, inspector), o.ID, 1, operator.Closed, "注销"); err != nil {
			t.Fatal(err)
		}
		if p, err = w.Public(anyone, o.ID); err != nil || p.Status != operator.Closed || p.Code != "" || len(p.Licences) != 0 {
			t.Errorf("closed: %+v, %v", p, err)
		}
		if found, _, err = w.PublicFind(anyone, "示例乳业", "", ""); err != nil || len(found) != 0 {
			t.Errorf("closed ones are found: %+v, %v", found, err)
		}
		if err := w.Operators.Cancel(as(t, inspector), o.ID, 2, "误登记"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Public(anyone, o.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("withdrawn from the register: %v", err)
		}
	}, schemas...)
}

func TestPersonsAreMaskedForWhoMayNotSeeThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		o := add(t, w, inspector, operator.Operator{Name: "示例面馆", Person: "王小明", Phone: "13900001234"})
		b, err := w.Operators.AppendOne(as(t, viewer), nil, o.ID)
		if err != nil || strings.Contains(string(b), "王小明") || strings.Contains(string(b), "13900001234") {
			t.Errorf("%s, %v", b, err)
		}
		page, err := w.Operators.List(as(t, viewer), record.Query{})
		if err != nil || page.Total != 1 {
			t.Errorf("%+v, %v", page, err)
		}
	}, schemas...)
}
