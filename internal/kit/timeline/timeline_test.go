package timeline_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
	"shian/internal/kit/timeline"
)

var pool = []access.Scope{access.Public, access.Region("62"), access.Region("620102"), access.Body("market"), access.Operator("x")}

func scopes(t *rapid.T) []access.Scope {
	return rapid.SliceOfN(rapid.SampledFrom(pool), 0, 3).Draw(t, "scopes")
}

// The timeline is what Actor.Sees leaves of all lines, newest first, whatever was merged into what meanwhile.
func TestTheTimelineAgreesWithAPlainList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		rapid.Check(t, func(t *rapid.T) {
			operators := []string{id.New(), id.New(), id.New()}
			kept := write(ctx, t, d, operators)
			for range 4 {
				a := &access.Actor{All: rapid.IntRange(0, 5).Draw(t, "all") == 0, Scopes: scopes(t)}
				operator := rapid.SampledFrom(operators).Draw(t, "of")
				compare(ctx, t, d, kept, a, operator)
			}
		})
	}, timeline.Schema)
}

func write(ctx context.Context, t *rapid.T, d *db.DB, operators []string) []timeline.Line {
	var kept []timeline.Line
	for range rapid.IntRange(1, 3).Draw(t, "transactions") {
		err := d.Write(ctx, func(tx *db.Tx) error {
			for range rapid.IntRange(1, 10).Draw(t, "changes") {
				operator := rapid.SampledFrom(operators).Draw(t, "operator")
				if rapid.IntRange(0, 5).Draw(t, "merge") == 0 {
					into := rapid.SampledFrom(operators).Draw(t, "into")
					for i := range kept {
						if kept[i].Operator == operator {
							kept[i].Operator = into
						}
					}
					if err := timeline.Move(ctx, tx, operator, into); err != nil {
						return err
					}
					continue
				}
				l := timeline.Line{Operator: operator, Day: fmt.Sprintf("2025-02-%02d", rapid.IntRange(1, 4).Draw(t, "day")), Kind: "licence",
					Record: id.New(), Zh: "取得许可", En: "licensed", Tone: "ok", Public: rapid.IntRange(0, 4).Draw(t, "public") == 0, Scopes: scopes(t)}
				kept = append(kept, l)
				if err := timeline.Add(ctx, tx, l); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return kept
}

func compare(ctx context.Context, t *rapid.T, d *db.DB, kept []timeline.Line, a *access.Actor, operator string) {
	var want []string
	for _, l := range kept {
		if l.Operator == operator && (l.Public || a.Sees(l.Scopes)) {
			want = append(want, line(l))
		}
	}
	slices.SortFunc(want, func(x, y string) int { return cmp.Compare(y, x) })
	limit := rapid.IntRange(1, 4).Draw(t, "limit")
	var got []string
	for after := ""; ; {
		page, err := timeline.Of(ctx, d, a, operator, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page {
			got = append(got, line(l))
			after = l.At
		}
		if len(page) < limit {
			break
		}
	}
	if !slices.IsSortedFunc(got, func(x, y string) int { return strings.Compare(y[:10], x[:10]) }) {
		t.Fatalf("not newest first: %v", got)
	}
	slices.SortFunc(got, func(x, y string) int { return cmp.Compare(y, x) })
	if !slices.Equal(got, want) {
		t.Fatalf("for %v:\n got %v\nwant %v", a, got, want)
	}
}

func line(l timeline.Line) string {
	return fmt.Sprint(l.Day, l.Operator, l.Kind, l.Record, l.Zh, l.En, l.Tone, l.Public, len(l.Scopes))
}

func TestManyHiddenLinesDoNotHideTheLastOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for range 250 {
				_ = timeline.Add(t.Context(), tx, timeline.Line{Operator: "o", Day: "2025-02-02", Zh: "内部"})
			}
			return timeline.Add(t.Context(), tx, timeline.Line{Operator: "o", Day: "2025-02-01", Zh: "公开", Public: true})
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := timeline.Of(t.Context(), d, access.Nobody, "o", "", 10)
		if err != nil || len(got) != 1 || got[0].Zh != "公开" {
			t.Errorf("%v, %v; want the public line", got, err)
		}
	}, timeline.Schema)
}

// Whoever is of the business that another absorbed sees the lines of both under the new name, and a tone narrows them.
func TestLinesOfAMergedBusinessStayItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		old, new := id.New(), id.New()
		add := func(l timeline.Line) {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return timeline.Add(t.Context(), tx, l) }); err != nil {
				t.Fatal(err)
			}
		}
		add(timeline.Line{Operator: old, Day: "2026-01-01", Zh: "抽检不合格", Tone: "late", Scopes: []access.Scope{access.Operator(old)}})
		add(timeline.Line{Operator: old, Day: "2026-01-02", Zh: "检查完成", Tone: "ok", Scopes: []access.Scope{access.Operator(old)}})
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return timeline.Move(t.Context(), tx, old, new) }); err != nil {
			t.Fatal(err)
		}
		owner := &access.Actor{ID: "w", Scopes: []access.Scope{access.Operator(new)}}
		for tone, want := range map[string]int{"": 2, "late": 1, "near": 0} {
			got, err := timeline.Find(t.Context(), d, owner, timeline.Query{Operator: new, Tone: tone, Limit: 10})
			if err != nil || len(got) != want {
				t.Errorf("tone %q: %+v, %v", tone, got, err)
			}
		}
	}, timeline.Schema)
}
