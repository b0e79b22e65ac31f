package form_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// What a record posts, says as JSON and keeps in columns are three spellings of the same thing.
func TestEveryWayInAndOutKeepsTheRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := plans.Draw(t, "plan")
		var posted plan
		if err := form.Bind(&posted).Read(form.Bind(&want).Values()); err != nil {
			t.Fatalf("posted: %v", err)
		}
		same(t, "posted", posted, want)
		body, err := form.Bind(&posted).JSON(nil)
		if err != nil || !json.Valid(body) {
			t.Fatalf("%s: %v", body, err)
		}
		var said plan
		if err := form.Bind(&said).FromJSON(body); err != nil {
			t.Fatalf("JSON: %v in %s", err, body)
		}
		same(t, "JSON", said, want)
		if again, _ := form.Bind(&said).JSON(nil); string(again) != string(body) {
			t.Fatalf("not canonical:\n%s\n%s", body, again)
		}
		var stored plan
		f, g := form.Bind(&said), form.Bind(&stored)
		names, pointers := g.Columns()
		values := f.AppendValues(nil)
		if len(names) != len(pointers) || len(names) != len(values) {
			t.Fatalf("%d names, %d pointers, %d values", len(names), len(pointers), len(values))
		}
		for i := range values {
			scan(t, pointers[i], values[i])
		}
		for i, x := range f.LinesFields() {
			for _, row := range x.Rows() {
				into := g.LinesFields()[i].AddRow().AppendPointers(nil)
				for j, v := range row.AppendValues(nil) {
					scan(t, into[j], v)
				}
			}
		}
		same(t, "stored", stored, want)
	})
}

func same(t *rapid.T, how string, got, want plan) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: got %+v, want %+v", how, got, want)
	}
}

// scan does as database/sql does with a text, a number and a truth value.
func scan(t *rapid.T, into, v any) {
	switch p := into.(type) {
	case *string:
		*p = v.(string)
	case *int64:
		*p = v.(int64)
	case *bool:
		*p = v.(bool)
	case interface{ Scan(any) error }:
		if err := p.Scan(v); err != nil {
			t.Fatal(err)
		}
	default:
		t.Fatalf("%T is no pointer of a column", into)
	}
}

// Whoever lacks the rights sees nothing whole, and giving back what they see changes nothing.
func TestMaskedAndHiddenStayAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plans.Draw(t, "plan")
		p.Phone, p.Secret = "13812345678", "内情一二三"
		for i := range p.Quotas {
			p.Quotas[i].Keeper = "张三丰"
		}
		want := p
		want.Quotas = append([]quota(nil), p.Quotas...)
		a := &access.Actor{ID: "x"}
		f := form.Bind(&p).For(a, "plan")
		seen, err := f.JSON(a)
		if err != nil {
			t.Fatal(err)
		}
		posted := f.Values()
		for _, s := range []string{string(seen), posted.Encode()} {
			if strings.Contains(s, "13812345678") || strings.Contains(s, "张三丰") || strings.Contains(s, "内情") || strings.Contains(s, "secret") {
				t.Fatalf("too much is shown: %s", s)
			}
		}
		if err := f.Read(posted); err != nil {
			t.Fatal(err)
		}
		same(t, "posted back", p, want)
		if err := f.FromJSON(seen); err != nil {
			t.Fatal(err)
		}
		same(t, "JSON back", p, want)
		if f.Read(url.Values{"secret": {"x"}}) == nil || f.FromJSON([]byte(`{"secret":"x"}`)) == nil || p.Secret != want.Secret {
			t.Fatal("a hidden field was taken")
		}
		whole, _ := f.JSON(&access.Actor{ID: "y", Rights: []access.Right{"plan.reveal", "plan.secret"}})
		if !strings.Contains(string(whole), "13812345678") || !strings.Contains(string(whole), "内情一二三") {
			t.Fatalf("with the rights it is not whole: %s", whole)
		}
	})
}

func TestCleanTextIsCleanAndStaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, lines := typed(40).Draw(t, "s"), rapid.Bool().Draw(t, "lines")
		c := form.Clean(s, lines)
		if form.Clean(c, lines) != c {
			t.Fatalf("%q cleans to %q and then to %q", s, c, form.Clean(c, lines))
		}
		if !norm.NFC.IsNormalString(c) || strings.TrimSpace(c) != c {
			t.Fatalf("%q is not normal or trimmed", c)
		}
		for _, r := range c {
			if unicode.IsControl(r) && (r != '\n' || !lines) || r == '\u202e' || r == '\u200b' {
				t.Fatalf("%q keeps %q", c, r)
			}
		}
	})
}

func TestDecimalsKeepTheirDigits(t *testing.T) {
	for in, want := range map[string]string{"0.0500": "0.0500", " ０.０５００ ": "0.0500", "+5": "5", "007": "7", ".5": "0.5", "5.": "5", "-0.00": "0.00", "-00.10": "-0.10", "0": "0"} {
		if got, ok := form.Decimal(in); !ok || got != want {
			t.Errorf("%q gives %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "-", ".", "1e3", "1,000", "0x1", "1.2.3", "NaN", "--1", strings.Repeat("9", 41)} {
		if got, ok := form.Decimal(in); ok {
			t.Errorf("%q is taken as %q", in, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := decimals.Filter(func(s string) bool { return s != "" }).Draw(t, "s")
		if got, ok := form.Decimal(s); !ok || got != s {
			t.Fatalf("canonical %q becomes %q", s, got)
		}
	})
}

func TestFaultsNameFieldRowAndRemedyAndKeepWhatWasTyped(t *testing.T) {
	p := plan{Count: 7}
	f := form.Bind(&p)
	err := f.Read(url.Values{"title": {""}, "starts": {"2026-13-01"}, "limit": {"100.01"}, "tone": {"丙"}, "count": {"many"},
		"quotas.0.amount": {"1"}, "quotas.4.amount": {"x"}, "quotas.7.amount": {""}, "quotas.9.remove": {"1"}, "quotas.9.amount": {"x"}})
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.KindInvalid {
		t.Fatalf("got %v", err)
	}
	got := map[string]int{}
	for _, x := range e.Fields {
		if x.Label == "" || x.Zh == "" || x.En == "" {
			t.Errorf("%+v is not whole", x)
		}
		got[x.Name] = x.Row
	}
	if want := map[string]int{"title": 0, "starts": 0, "limit": 0, "tone": 0, "count": 0, "quotas.1.amount": 2}; !reflect.DeepEqual(got, want) {
		t.Errorf("faults at %v, want %v", got, want)
	}
	if f.Get("count").Value() != "many" || f.Get("starts").Value() != "2026-13-01" || f.Get("quotas").Rows()[1].Get("amount").Value() != "x" || p.Count != 7 {
		t.Error("what was typed is lost, or was taken")
	}
	if err := form.Bind(&plan{Title: "x", Starts: "2026-02-01", Ends: "2026-01-01"}).Validate(); err == nil || !strings.Contains(err.Error(), "before") {
		t.Errorf("an end before the start gives %v", err)
	}
}

func TestRowsTakenAwayAndFieldsLeftOut(t *testing.T) {
	p := plan{Title: "x", Open: true, Papers: []string{"a"}, Quotas: []quota{{Keeper: "张三丰", Amount: "1"}, {Keeper: "李四光", Amount: "2"}}}
	f := form.Bind(&p).For(&access.Actor{}, "plan")
	if err := f.Read(url.Values{"title": {"y"}}); err != nil || !p.Open || len(p.Papers) != 1 || len(p.Quotas) != 2 {
		t.Fatalf("what was not posted changed: %+v, %v", p, err)
	}
	if err := f.Read(url.Values{"open": {"false"}, "papers": {""}, "quotas": {""}, "quotas.1.keeper": {"李**"}, "quotas.1.amount": {"3"}}); err != nil {
		t.Fatal(err)
	}
	if p.Open || len(p.Papers) != 0 || len(p.Quotas) != 1 || p.Quotas[0] != (quota{Keeper: "李四光", Amount: "3"}) {
		t.Errorf("got %+v", p)
	}
	if err := f.Read(url.Values{"quotas": {""}}); err != nil || len(p.Quotas) != 0 {
		t.Errorf("all rows taken away leaves %+v, %v", p.Quotas, err)
	}
}

func TestOnlyWhatWasGivenAnotherValueCountsAsChanged(t *testing.T) {
	p := plan{Title: "x", Region: "620102", Quotas: []quota{{Region: "620103"}, {Region: "620104"}}}
	f := form.Bind(&p)
	if err := f.FromJSON([]byte(`{"region":"620102","quotas":[{"region":"620103"},{"region":"620105"},{"region":"620106"}]}`)); err != nil {
		t.Fatal(err)
	}
	got := []bool{f.Get("region").Changed()}
	for _, row := range f.Get("quotas").Rows() {
		got = append(got, row.Get("region").Changed())
	}
	if want := []bool{false, false, true, true}; !reflect.DeepEqual(got, want) {
		t.Errorf("changed %v, want %v", got, want)
	}
}

func TestJSONIsBoundedAndStrict(t *testing.T) {
	many := `{"title":"x","quotas":[` + strings.TrimSuffix(strings.Repeat(`{"amount":"1"},`, 201), ",") + `]}`
	for name, body := range map[string]string{
		"no object": `[]`, "cut short": `{"title":"x"`, "twice": `{"title":"x","title":"y"}`, "trailing": `{"title":"x"} {}`, "unknown": `{"title":"x","colour":"red"}`,
		"number for text": `{"title":7}`, "text for number": `{"title":"x","count":"7"}`, "fraction": `{"title":"x","count":1.5}`, "too large": `{"title":"x","count":9007199254740992}`,
		"rows": many, "row no object": `{"title":"x","quotas":[1]}`, "row unknown": `{"title":"x","quotas":[{"colour":1}]}`, "body": `{"title":"` + strings.Repeat("x", form.MaxBody) + `"}`,
		"no UTF-8": "{\"title\":\"\xff\"}", "long": `{"title":"` + strings.Repeat("长", 61) + `"}`,
	} {
		if err := form.Bind(&plan{}).FromJSON([]byte(body)); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var p plan
	if err := form.Bind(&p).FromJSON([]byte(`{"title":"x","limit":0.0500,"remark":null}`)); err != nil || p.Limit != "0.0500" {
		t.Errorf("a bare decimal becomes %q, %v", p.Limit, err)
	}
}

func TestSheetCellsAreReadAsPeopleWriteThem(t *testing.T) {
	var p plan
	cells := map[string]string{"title": "计划", "starts": "2026年1月5日", "limit": "０.０５００", "tone": "乙", "open": "是", "count": "12"}
	if faults := form.Bind(&p).FromCells(func(n string) string { return cells[n] }); len(faults) > 0 {
		t.Fatal(faults)
	}
	want := plan{Title: "计划", Starts: "2026-01-05", Limit: "0.0500", Tone: "b", Open: true, Count: 12}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v, want %+v", p, want)
	}
}

func TestSchemaDescribesEveryField(t *testing.T) {
	f := form.Bind(&plan{})
	s, err := json.Marshal(f.Schema())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range f.All() {
		if !strings.Contains(string(s), `"`+x.Name+`":{`) {
			t.Errorf("%s is missing", x.Name)
		}
	}
	for _, part := range []string{`"enum":["","a","b"]`, `"maxLength":60`, `"required":["title"]`, `"x-right":"plan.secret"`, `"maxItems":200`} {
		if !strings.Contains(string(s), part) {
			t.Errorf("%s is not in %s", part, s)
		}
	}
}

func FuzzFromJSON(f *testing.F) {
	f.Add([]byte(`{"title":"x","quotas":[{"amount":"0.0500","keeper":null}],"papers":["a"]}`))
	f.Add([]byte(`{"count":1e3,"open":true}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var p, q plan
		if form.Bind(&p).FromJSON(b) != nil {
			return
		}
		out, err := form.Bind(&p).JSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := form.Bind(&q).FromJSON(out); err != nil || !reflect.DeepEqual(p, q) {
			t.Fatalf("%s is taken, but its own %s is not: %v", b, out, err)
		}
	})
}
