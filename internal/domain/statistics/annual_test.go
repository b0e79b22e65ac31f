package statistics

import (
	"strings"
	"testing"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/paper"
	"shian/internal/kit/paper/papertest"
)

func TestAnnualReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, r := service(t, d)
		s.Papers = paper.New(d, paper.Config{Site: "https://shian.example"})
		r.all = []published{
			{"2026-03", Batch{"6201", "620102", "supervision", "food", "01", "production", "pass", 97}, "铅", "pass"},
			{"2026-03", Batch{"6201", "620102", "supervision", "food", "01", "production", "fail", 3}, "铅", "fail"},
			{"2026-04", Batch{"6202", "620201", "monitoring", "farm", "F01", "farming", "unjudged", 5}, "镉", "no-limit"},
			{"2025-04", Batch{"6202", "620201", "monitoring", "farm", "F01", "farming", "fail", 50}, "镉", "fail"},
		}
		looks := asking(t.Context(), "620000", RightView)
		issues := asking(t.Context(), "620000", RightView, RightIssue)
		if err := s.Begin(issues); err != nil {
			t.Fatal(err)
		}
		if _, err := s.IssueAnnual(issues, 2026); !fault.Is(err, fault.KindRefused) {
			t.Errorf("issued while months are due: %v", err)
		}
		if _, err := s.Count(issues); err != nil {
			t.Fatal(err)
		}
		draft, err := s.Annual(looks, 2026)
		if err != nil {
			t.Fatal(err)
		}
		text, err := papertest.Text(draft)
		if err != nil {
			t.Fatal(err)
		}
		text = flat(text)
		for _, want := range []string{"2026年食品安全抽检年度报告", "全年公示105批次，作出判定100批次，合格97批次，不合格3批次，合格率97.00%（91.55%–98.97%）；未作判定5批次。", "本年度尚未结束", "草稿"} {
			if !strings.Contains(text, flat(want)) {
				t.Errorf("the draft lacks %q", want)
			}
		}
		if strings.Contains(text, "2025-04") {
			t.Error("the draft tells of another year")
		}
		if _, err := s.IssueAnnual(looks, 2026); !fault.Is(err, fault.KindRefused) {
			t.Errorf("issued without the right: %v", err)
		}
		if _, err := s.IssueAnnual(issues, 2024); !fault.Is(err, fault.KindRefused) {
			t.Errorf("an empty year was issued: %v", err)
		}
		if _, err := s.IssueAnnual(issues, 2027); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a year to come was issued: %v", err)
		}
		first, err := s.IssueAnnual(issues, 2026)
		if err != nil || first.Number != "甘市监抽报〔2026〕1号" || !first.Published {
			t.Fatalf("%+v %v", first, err)
		}
		second, err := s.IssueAnnual(issues, 2026)
		if err != nil || second.Number != "甘市监抽报〔2026〕2号" || second.Supersedes != first.ID {
			t.Fatalf("%+v %v", second, err)
		}
		if all, err := s.Papers.Of(issues, d, KindAnnual, "62-2026"); err != nil || len(all) != 2 || all[0].InForce() == all[1].InForce() {
			t.Fatalf("%+v %v", all, err)
		}
		words, err := s.Papers.Read(access.With(issues, access.Nobody), second.ID)
		if err != nil || !strings.Contains(words, "97.00%") {
			t.Errorf("anybody reads it: %.80s %v", words, err)
		}
	}, access.Schema, journal.Schema, paper.Schema, place.Schema, Schema)
}

// flat leaves out spaces and line ends: where a line breaks is not what is tested.
func flat(s string) string { return strings.Join(strings.Fields(s), "") }
