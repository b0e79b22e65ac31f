package place_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"shian/data/policy"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
)

var schemas = []db.Schema{access.Schema, journal.Schema, place.Schema}

const today = "2026-05-20"

// province gives a seeded service on a fresh database, and a context of the platform itself on a fixed day.
func province(t *testing.T, d *db.DB) (*place.Service, context.Context) {
	t.Helper()
	day, err := clock.ParseDay(today)
	if err != nil {
		t.Fatal(err)
	}
	ctx := access.With(clock.With(t.Context(), clock.Fixed(day.Add(10*time.Hour))), access.System)
	s, err := place.New(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	return s, ctx
}

func appoint(t *testing.T, s *place.Service, ctx context.Context, a place.Appointment) place.Appointment {
	t.Helper()
	if a.Name == "" {
		a.Name = "演示·" + a.Account
	}
	if a.From == "" {
		a.From = "2026-01-01"
	}
	if err := s.Appoint(ctx, &a); err != nil {
		t.Fatalf("appoint %s as %s: %v", a.Account, a.Post, err)
	}
	return a
}

func actor(t *testing.T, s *place.Service, ctx context.Context, account string) *access.Actor {
	t.Helper()
	a, err := s.Actor(ctx, account)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSeedingTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, ctx := province(t, d)
		counts := func() (out [3]int) {
			for i, table := range []string{"place_region", "place_body", "place_post"} {
				if err := d.Row(ctx, `SELECT count(*) FROM `+table).Scan(&out[i]); err != nil {
					t.Fatal(err)
				}
			}
			return out
		}
		first := counts()
		if first[0] < 1500 || first[1] < 33*14 || first[2] < 33+16 {
			t.Errorf("regions, offices, posts: %v", first)
		}
		if _, err := place.New(ctx, d); err != nil {
			t.Fatal(err)
		}
		if again := counts(); again != first {
			t.Errorf("second start: %v, first %v", again, first)
		}
		// A table that differs from the program's data is brought up to date by the next start with other data.
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE place_region SET name = $1 WHERE code = $2`, "旧名", "620102"); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE place_seed SET hash = $1`, "older")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		upgraded, err := place.New(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		if got := upgraded.Tree().Name("620102", "zh"); got != "城关区" {
			t.Errorf("name after the upgrade: %s", got)
		}
	}, schemas...)
}

func TestEveryBodyHasItsOfficesAndItsReporter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		seats, err := s.Seats(ctx)
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]int{} // post and level
		for _, seat := range seats {
			at[seat.Post.Code+"@"+seat.Office.Level]++
		}
		for _, b := range policy.Bodies() {
			if b.Kind == policy.Collective {
				continue
			}
			if at["duty-"+b.Code+"@province"] != 1 {
				t.Errorf("%s has %d provincial reporters, want 1", b.Code, at["duty-"+b.Code+"@province"])
			}
			if b.Kind == policy.ByRegion && at["duty-"+b.Code+"@prefecture"] != 14 {
				t.Errorf("%s has %d prefecture reporters, want 14", b.Code, at["duty-"+b.Code+"@prefecture"])
			}
		}
		if at["duty-customs@unit"] != 5 || at["duty-customs@county"] != 0 {
			t.Errorf("customs: %d units, %d counties", at["duty-customs@unit"], at["duty-customs@county"])
		}
		o, err := s.Office(ctx, d, "market-620102")
		if err != nil || o.Name != "城关区市场监管局" {
			t.Errorf("market-620102: %q, %v", o.Name, err)
		}
		if _, err := s.Office(ctx, d, "market-999999"); !fault.Is(err, fault.KindMissing) {
			t.Errorf("unknown office: %v", err)
		}
		if here, err := s.OfficesAt(ctx, d, "620102001"); err != nil || len(here) != 1 || !strings.HasSuffix(here[0].Name, "市场监管所") {
			t.Errorf("酒泉路街道: %v, %v", here, err)
		}
	}, schemas...)
}

func TestWhatAPostSees(t *testing.T) {
	county := access.Regions("620102001")  // a record at 城关区
	other := access.Regions("620302")      // at 金昌市金川区
	lanzhou := access.Regions("620100")    // at the prefecture itself
	company := []access.Scope{"o:firm-1"}  // of one business
	sample := []access.Scope{"l:lab-1"}    // of one laboratory
	customs := []access.Scope{"b:customs"} // of one office
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		for _, c := range []struct {
			name   string
			a      place.Appointment
			sees   [][]access.Scope
			hidden [][]access.Scope
		}{
			{"county inspector", place.Appointment{Post: "county-inspector", Region: "620102"}, [][]access.Scope{county}, [][]access.Scope{other, lanzhou, company, sample, customs}},
			{"township inspector", place.Appointment{Post: "township-inspector", Region: "620102001"}, [][]access.Scope{county}, [][]access.Scope{access.Regions("620102"), other}},
			{"prefecture", place.Appointment{Post: "market-lead", Region: "6201"}, [][]access.Scope{county, lanzhou}, [][]access.Scope{other, company}},
			{"province", place.Appointment{Post: "market-director"}, [][]access.Scope{county, other, lanzhou, company, sample, customs}, nil},
			{"sampler of the province", place.Appointment{Post: "sampler", Region: "620000"}, [][]access.Scope{county, other}, nil},
			{"customs house", place.Appointment{Post: "duty-customs", Region: "620500"}, [][]access.Scope{access.Regions("620502"), {"b:customs-tianshui-customs"}}, [][]access.Scope{county, customs}},
			{"court of a county", place.Appointment{Post: "duty-court", Region: "620102"}, [][]access.Scope{county, {"b:court-620102"}}, [][]access.Scope{other}},
			{"business", place.Appointment{Post: "enterprise-owner", Holder: "firm-1", Region: "620102"}, [][]access.Scope{company}, [][]access.Scope{county, {"o:firm-2"}}},
			{"laboratory", place.Appointment{Post: "lab-analyst", Holder: "lab-1"}, [][]access.Scope{sample}, [][]access.Scope{county, {"l:lab-2"}}},
		} {
			c.a.Account = "account of " + c.name
			if c.name == "court of a county" {
				c.a.Office = "court-620102" // courts have county offices, reporters sit there too
			}
			appoint(t, s, ctx, c.a)
			who := actor(t, s, ctx, c.a.Account)
			for _, scopes := range c.sees {
				if !who.Sees(scopes) {
					t.Errorf("%s should see %v, has %v", c.name, scopes, who.Scopes)
				}
			}
			for _, scopes := range c.hidden {
				if who.Sees(scopes) {
					t.Errorf("%s should not see %v, has %v", c.name, scopes, who.Scopes)
				}
			}
		}
		if who := actor(t, s, ctx, "nobody"); who.Side != access.SidePublic || len(who.Rights)+len(who.Scopes) != 0 || who.All {
			t.Errorf("an account without a post: %+v", who)
		}
	}, schemas...)
}

func TestPostsHoldFromDayToDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		appoint(t, s, ctx, place.Appointment{Account: "past", Post: "county-inspector", Region: "620102", From: "2025-01-01", To: "2026-05-19"})
		appoint(t, s, ctx, place.Appointment{Account: "future", Post: "county-inspector", Region: "620102", From: "2026-05-21"})
		var told []string
		s.Changed = func(account string) { told = append(told, account) }
		last := appoint(t, s, ctx, place.Appointment{Account: "last day", Post: "county-inspector", Region: "620102", To: today})
		for account, want := range map[string]bool{"past": false, "future": false, "last day": true} {
			if got := actor(t, s, ctx, account).May("operator.edit"); got != want {
				t.Errorf("%s: may edit %v, want %v", account, got, want)
			}
		}
		if err := s.End(ctx, last.ID, "2026-05-19", last.Version); err != nil {
			t.Fatal(err)
		}
		if actor(t, s, ctx, "last day").May("operator.edit") {
			t.Error("the post ended yesterday and still lends rights")
		}
		if !slices.Equal(told, []string{"last day", "last day"}) {
			t.Errorf("told of %v", told)
		}
		if err := s.End(ctx, last.ID, "2026-05-18", last.Version); !fault.Is(err, fault.KindConflict) {
			t.Errorf("an older version: %v", err)
		}
	}, schemas...)
}

func TestWhoMayAppoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		appoint(t, s, ctx, place.Appointment{Account: "admin", Post: "administrator"})
		appoint(t, s, ctx, place.Appointment{Account: "local", Post: "county-administrator", Region: "620102"})
		appoint(t, s, ctx, place.Appointment{Account: "inspector", Post: "county-inspector", Region: "620102"})
		try := func(who string, a place.Appointment) error {
			a.Name, a.From = "演示", today
			return s.Appoint(access.With(ctx, actor(t, s, ctx, who)), &a)
		}
		if err := try("local", place.Appointment{Account: "x", Post: "sampler", Region: "620102"}); err != nil {
			t.Errorf("own county: %v", err)
		}
		for name, err := range map[string]error{
			"another county":     try("local", place.Appointment{Account: "x", Post: "sampler", Region: "620103"}),
			"the prefecture":     try("local", place.Appointment{Account: "x", Post: "sampler", Region: "620100"}),
			"the province":       try("local", place.Appointment{Account: "x", Post: "administrator"}),
			"another's business": try("local", place.Appointment{Account: "x", Post: "enterprise-owner", Holder: "firm-9", Region: "620102"}),
			"a laboratory":       try("local", place.Appointment{Account: "x", Post: "lab-approver", Holder: "lab-9", Region: "620102"}),
			"oneself":            try("admin", place.Appointment{Account: "admin", Post: "publisher", Region: "620000"}),
			"without the right":  try("inspector", place.Appointment{Account: "x", Post: "sampler", Region: "620102"}),
		} {
			if !fault.Is(err, fault.KindRefused) {
				t.Errorf("%s: %v, want refused", name, err)
			}
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			access.Put(tx, "operator", "firm-1", "", access.Regions("620102"))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := try("local", place.Appointment{Account: "x", Post: "enterprise-owner", Holder: "firm-1"}); err != nil {
			t.Errorf("a business of the own county: %v", err)
		}
		for name, a := range map[string]place.Appointment{
			"no such post":          {Account: "x", Post: "king", Region: "620102"},
			"no such region":        {Account: "x", Post: "sampler", Region: "999999"},
			"not at this level":     {Account: "x", Post: "county-inspector", Region: "620100"},
			"no region":             {Account: "x", Post: "county-inspector"},
			"two customs houses":    {Account: "x", Post: "duty-customs", Region: "620100"},
			"office of another":     {Account: "x", Post: "sampler", Office: "agri-620102"},
			"a shop on the moon":    {Account: "x", Post: "enterprise-owner", Holder: "firm-1", Region: "999999"},
			"owner of no business":  {Account: "x", Post: "enterprise-owner"},
			"days the wrong way":    {Account: "x", Post: "sampler", Region: "620102", To: "2020-01-01"},
			"nobody":                {Post: "sampler", Region: "620102"},
			"a region not in force": {Account: "x", Post: "county-inspector", Region: "620824"},
		} {
			if err := try("admin", a); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s: %v, want invalid", name, err)
			}
		}
	}, schemas...)
}

func TestActingOfficer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		appoint(t, s, ctx, place.Appointment{Account: "head", Post: "market-lead", Region: "620102"})
		appoint(t, s, ctx, place.Appointment{Account: "deputy", Post: "county-inspector", Region: "620103"})
		appoint(t, s, ctx, place.Appointment{Account: "owner", Post: "enterprise-owner", Holder: "firm-1"})
		for _, a := range []string{"admin", "admin2"} {
			appoint(t, s, ctx, place.Appointment{Account: a, Post: "administrator"})
		}
		appoint(t, s, ctx, place.Appointment{Account: "far", Post: "county-administrator", Region: "620302"})
		as := func(account string) context.Context { return access.With(ctx, actor(t, s, ctx, account)) }

		order := place.Acting{Account: "deputy", For: "head", From: today, To: "2026-05-31", Reason: "出差"}
		if err := s.Ask(as("head"), &order); err != nil {
			t.Fatal(err)
		}
		if who := actor(t, s, ctx, "deputy"); len(who.ActsFor) > 0 || who.Sees(access.Regions("620102")) {
			t.Errorf("not yet approved, yet acts: %+v", who)
		}
		for _, account := range []string{"head", "deputy", "far"} {
			if err := s.Approve(as(account), order.ID, order.Version); !fault.Is(err, fault.KindRefused) {
				t.Errorf("approved by %s: %v, want refused", account, err)
			}
		}
		if err := s.Approve(as("admin"), order.ID, order.Version); err != nil {
			t.Fatal(err)
		}
		who := actor(t, s, ctx, "deputy")
		if !slices.Equal(who.ActsFor, []string{"head"}) || !who.Is("head") {
			t.Errorf("acts for %v", who.ActsFor)
		}
		if !who.Sees(access.Regions("620102")) || !who.Sees(access.Regions("620103")) || !who.May("duty.export") {
			t.Errorf("the acting officer lacks what the post gives: %v %v", who.Scopes, who.Rights)
		}
		if who.Post != "county-inspector" || who.Region != "620103" {
			t.Errorf("the acting officer became somebody else: %s at %s", who.Post, who.Region)
		}
		if err := s.Approve(as("admin2"), order.ID, 2); !fault.Is(err, fault.KindRefused) {
			t.Errorf("approved twice: %v", err)
		}
		if err := s.Return(as("far"), order.ID, today, 2); !fault.Is(err, fault.KindRefused) {
			t.Errorf("returned by somebody from elsewhere: %v", err)
		}
		if err := s.Return(as("head"), order.ID, "2026-06-30", 2); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("made longer: %v", err)
		}
		if err := s.Return(as("head"), order.ID, "2026-05-19", 2); err != nil {
			t.Fatal(err)
		}
		if who := actor(t, s, ctx, "deputy"); len(who.ActsFor) > 0 {
			t.Errorf("still acts for %v", who.ActsFor)
		}

		asked := place.Acting{Account: "deputy", For: "head", From: today, To: "2026-05-31", Reason: "休假"}
		if err := s.Ask(as("admin"), &asked); err != nil {
			t.Fatal(err)
		}
		if err := s.Approve(as("admin"), asked.ID, 1); !fault.Is(err, fault.KindRefused) {
			t.Errorf("approved by who asked: %v", err)
		}
		for name, a := range map[string]place.Acting{
			"oneself":              {Account: "head", For: "head", From: today, To: today, Reason: "x"},
			"without end":          {Account: "deputy", For: "head", From: today, Reason: "x"},
			"without reason":       {Account: "deputy", For: "head", From: today, To: today},
			"for nobody in office": {Account: "deputy", For: "stranger", From: today, To: today, Reason: "x"},
			"a business":           {Account: "owner", For: "head", From: today, To: today, Reason: "x"},
		} {
			if err := s.Ask(ctx, &a); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s: %v, want invalid", name, err)
			}
		}
		for kind, hasher := range s.Hashers() {
			n := 0
			if err := hasher(ctx, d, func(id string, content []byte) error { n++; return nil }); err != nil || n == 0 {
				t.Errorf("%s: %d records for the journal, %v", kind, n, err)
			}
		}
		if orders, err := s.Orders(as("head"), "head"); err != nil || len(orders) != 2 {
			t.Errorf("%d orders, %v", len(orders), err)
		}
	}, schemas...)
}

func TestPeopleAreListedUnderScopes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		for _, c := range []string{"620102", "620103", "620302"} {
			appoint(t, s, ctx, place.Appointment{Account: "i" + c, Post: "county-inspector", Region: c})
		}
		appoint(t, s, ctx, place.Appointment{Account: "gone", Post: "county-inspector", Region: "620102", From: "2020-01-01", To: "2020-12-31"})
		appoint(t, s, ctx, place.Appointment{Account: "lead", Post: "market-lead", Region: "620100"})
		appoint(t, s, ctx, place.Appointment{Account: "owner", Post: "enterprise-owner", Holder: "firm-1"})
		list := func(who string, q place.PeopleQuery) (out []string) {
			t.Helper()
			people, err := s.People(access.With(ctx, actor(t, s, ctx, who)), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range people {
				out = append(out, p.Account)
			}
			return out
		}
		if got := list("lead", place.PeopleQuery{Day: today}); !slices.Equal(got, []string{"i620102", "i620103", "lead"}) {
			t.Errorf("the prefecture sees %v", got)
		}
		if got := list("i620302", place.PeopleQuery{}); !slices.Equal(got, []string{"i620302"}) {
			t.Errorf("the county sees %v", got)
		}
		if got := list("owner", place.PeopleQuery{Account: "owner"}); !slices.Equal(got, []string{"owner"}) {
			t.Errorf("one's own: %v", got)
		}
		if _, err := s.People(access.With(ctx, actor(t, s, ctx, "owner")), place.PeopleQuery{}); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a business lists people: %v", err)
		}
		if got, err := s.Holding(ctx, d, "operator.merge", "620102"); err != nil || !slices.Equal(got, []string{"i620102"}) {
			t.Errorf("who may merge at 城关区 today: %v, %v", got, err)
		}
	}, schemas...)
}

func TestRegionsAreOfferedToForms(t *testing.T) {
	zh := access.With(t.Context(), &access.Actor{Lang: "zh"})
	en := access.With(t.Context(), &access.Actor{Lang: "en"})
	got, err := place.Regions.Suggest(zh, "城关", 1)
	if err != nil || len(got) != 1 || got[0].Value != "620102" || got[0].Label != "兰州市城关区" {
		t.Errorf("%v, %v", got, err)
	}
	names, err := place.Regions.Label(en, []string{"620102", "nowhere"})
	if err != nil || len(names) != 1 || names["620102"] != "Chengguan District, Lanzhou" {
		t.Errorf("%v, %v", names, err)
	}
}

func TestAnAppointmentAlteredBehindThePlatformIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		a := appoint(t, s, ctx, place.Appointment{Account: "x", Post: "county-inspector", Region: "620102"})
		if err := s.End(ctx, a.ID, "2026-12-31", a.Version); err != nil {
			t.Fatal(err)
		}
		key, err := journal.NewKey("shian.example/log")
		if err != nil {
			t.Fatal(err)
		}
		log := journal.New(d, key, slog.New(slog.DiscardHandler))
		if report, err := log.Verify(ctx, s.Hashers(), nil); err != nil || !report.OK() || report.Records != 1 {
			t.Fatalf("before: %+v, %v", report, err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE place_person SET post = $1 WHERE id = $2`, "administrator", a.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if report, err := log.Verify(ctx, s.Hashers(), nil); err != nil || report.OK() {
			t.Errorf("somebody made themselves administrator by SQL and the journal did not notice: %+v, %v", report, err)
		}
	}, schemas...)
}
