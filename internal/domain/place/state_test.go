package place_test

import (
	"slices"
	"testing"

	"shian/internal/domain/place"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
)

// A list by state holds exactly those that say they are in it.
func TestStatesInListsAgreeWithEachRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		terms := [][2]string{{"2026-01-01", ""}, {"2026-01-01", today}, {today, today}, {"2026-01-01", "2026-05-19"}, {"2026-05-21", ""}, {"2026-05-21", "2026-06-30"}}
		for i, term := range terms {
			appoint(t, s, ctx, place.Appointment{Account: string(rune('a' + i)), Post: "county-inspector", Region: "620102", From: term[0], To: term[1]})
		}
		never := appoint(t, s, ctx, place.Appointment{Account: "never", Post: "county-inspector", Region: "620102", From: "2026-07-01"})
		if err := s.End(ctx, never.ID, "2026-06-30", 1); err != nil {
			t.Fatal(err)
		}
		all, err := s.People(ctx, place.PeopleQuery{})
		if err != nil || len(all) != len(terms)+1 {
			t.Fatalf("%d appointments, %v", len(all), err)
		}
		for state, want := range map[place.State]int{place.InForce: 3, place.Coming: 2, place.Over: 2} {
			listed, err := s.People(ctx, place.PeopleQuery{State: state})
			if err != nil {
				t.Fatal(err)
			}
			said := slices.DeleteFunc(slices.Clone(all), func(a place.Appointment) bool { return a.StateOn(today) != state })
			if len(listed) != want || !slices.Equal(listed, said) {
				t.Errorf("%s: listed %v, say so %v, want %d", state, listed, said, want)
			}
			if n, _, err := s.CountPeople(ctx, place.PeopleQuery{State: state}); err != nil || n != want {
				t.Errorf("%s: counted %d, %v", state, n, err)
			}
		}

		for _, o := range []place.Acting{{From: "2026-05-01", To: "2026-05-30"}, {From: "2026-05-25", To: "2026-05-30"}, {From: "2026-05-01", To: "2026-05-10"}} {
			for _, approved := range []bool{true, false} {
				o.Account, o.For, o.Reason = "a", "e", "出差"
				if err := s.Ask(ctx, &o); err != nil {
					t.Fatal(err)
				}
				if approved {
					if err := s.Approve(ctx, o.ID, 1); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		orders, err := s.Actings(ctx, place.ActingQuery{})
		if err != nil || len(orders) != 6 {
			t.Fatalf("%d orders, %v", len(orders), err)
		}
		for state, want := range map[place.State]int{place.Waiting: 2, place.InForce: 1, place.Coming: 1, place.Over: 2} {
			listed, err := s.Actings(ctx, place.ActingQuery{State: state})
			if err != nil {
				t.Fatal(err)
			}
			said := slices.DeleteFunc(slices.Clone(orders), func(a place.Acting) bool { return a.StateOn(today) != state })
			if len(listed) != want || !slices.Equal(listed, said) {
				t.Errorf("%s: listed %v, say so %v, want %d", state, listed, said, want)
			}
		}
	}, schemas...)
}

// A region's list holds its own people and those of every region below, and nobody else's.
func TestListsOfARegionHoldWhatLiesBelow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		for _, at := range []string{"620100", "620102", "620103", "620200", "620900"} {
			appoint(t, s, ctx, place.Appointment{Account: at, Post: "county-administrator", Region: at})
		}
		appoint(t, s, ctx, place.Appointment{Account: "street", Post: "township-inspector", Region: "620102001"})
		all, _ := s.People(ctx, place.PeopleQuery{})
		for _, r := range []string{"62", "620000", "6201", "620100", "620102", "620102001", "620200", "620901"} {
			listed, err := s.People(ctx, place.PeopleQuery{Within: r})
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc(slices.Clone(all), func(a place.Appointment) bool { return !s.Tree().Within(a.Region, r) })
			if !slices.Equal(listed, want) {
				t.Errorf("%s: %v, want %v", r, listed, want)
			}
		}
		heads, err := s.Headcount(ctx, place.Root)
		if err != nil || heads["620100"] != 4 || heads["620200"] != 1 || heads["620300"] != 0 {
			t.Errorf("%v, %v", heads, err)
		}
	}, schemas...)
}
