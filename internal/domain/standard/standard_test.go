package standard_test

import (
	"context"
	"testing"

	"shian/data/food"
	"shian/internal/domain/standard"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

var schemas = []db.Schema{access.Schema, journal.Schema, search.Schema, timeline.Schema, record.Schema, standard.Schema}

var (
	keeper  = &access.Actor{ID: "keeper", Region: "620000", All: true, Lang: "zh", Rights: []access.Right{"standard.view", "standard.edit"}}
	county  = &access.Actor{ID: "county", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "zh", Rights: []access.Right{"standard.view"}}
	foreign = &access.Actor{ID: "foreign", Lang: "zh"}
)

func as(t testing.TB, a *access.Actor) context.Context {
	return clock.With(access.With(t.Context(), a), clock.System)
}

func open(t *testing.T, d *db.DB) *standard.Service {
	t.Helper()
	s, err := standard.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnEmptyStoreIsFilledOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		open(t, d)
		s := open(t, d)
		page, err := s.Limits.List(as(t, county), record.Query{})
		if err != nil || page.Total != len(food.Limits()) {
			t.Fatalf("%d limits seen by a county, want %d (%v)", page.Total, len(food.Limits()), err)
		}
		if _, err := s.Limits.List(as(t, foreign), record.Query{}); !fault.Is(err, fault.KindRefused) {
			t.Errorf("without the right: %v", err)
		}
	}, schemas...)
}

// 食品安全法 第二十六条: the standard in force on the day of production judges.
func TestTheStandardOfTheDayOfProductionJudges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for _, c := range []struct{ category, food, item, day, want string }{
			{"F09", "生乳", "铅", "2023-06-29", "GB 2762-2017 ≤0.05mg/kg"},
			{"F09", "生乳", "铅（以Pb计）", "2023-06-30", "GB 2762-2022 ≤0.02mg/kg"},
			{"F0201", "韭菜", "腐霉利", "2021-09-02", "GB 2763-2019 ≤0.2mg/kg"},
			{"F0201", "韭菜（鲜）", "腐霉利", "2021-09-03", "GB 2763-2021 ≤5mg/kg"},
			{"24", "切片面包", "脱氢乙酸及其钠盐", "2025-02-08", "GB 2760-2024 不得使用"},
			{"24", "面包", "脱氢乙酸及其钠盐", "2010-01-01", ""},
			{"F0101", "后腿肉", "镉", "2024-01-01", "GB 2762-2022 ≤0.1mg/kg"},
			{"F0103", "鸭肝", "铅", "2024-01-01", ""}, // offal is not meat
			{"15", "苹果酒", "甲醇", "2024-01-01", ""},
		} {
			r, ok, err := s.For(t.Context(), d, c.category, c.food, c.item, c.day)
			got := ""
			if ok {
				got = r.Basis + " " + r.Text
			}
			if err != nil || got != c.want {
				t.Errorf("%s %s on %s: %q, want %q (%v)", c.food, c.item, c.day, got, c.want, err)
			}
		}
	}, schemas...)
}

func TestAChangedLimitHoldsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		page, err := s.Standards.List(as(t, keeper), record.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := s.For(t.Context(), d, "15", "苹果酒", "甲醇", "2024-01-01"); ok {
			t.Fatal("there is a limit already")
		}
		l := standard.Limit{Standard: page.Rows[0].ID, Category: "15", Food: "苹果酒", Item: "甲醇", Text: "≤2.0g/L", From: "2020-01-01", Mark: standard.Checked}
		if err := s.Limits.Create(as(t, keeper), &l); err != nil {
			t.Fatal(err)
		}
		if r, ok, err := s.For(t.Context(), d, "15", "苹果酒", "甲醇", "2024-01-01"); !ok || r.ID != l.ID {
			t.Errorf("%+v %v %v", r, ok, err)
		}
		twin := l
		twin.Meta = record.Meta{}
		if err := s.Limits.Create(as(t, keeper), &twin); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a second limit for the same days: %v", err)
		}
		bad := standard.Limit{Standard: page.Rows[0].ID, Category: "15", Food: "梨酒", Item: "甲醇", Text: "≤82/8g/L", From: "2020-01-01", Mark: standard.Checked}
		if err := s.Limits.Create(as(t, keeper), &bad); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("an unreadable limit: %v", err)
		}
	}, schemas...)
}
