package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
)

type record struct {
	id, sort string
	scopes   []access.Scope
}

var pool = []access.Scope{access.Public, access.Region("62"), access.Region("6201"), access.Region("620102"),
	access.Region("620103"), access.Body("market"), access.Operator("x"), access.Laboratory("y")}

func scopes(t *rapid.T, label string) []access.Scope {
	return rapid.SliceOfN(rapid.SampledFrom(pool), 0, 5).Draw(t, label)
}

// Lists, counts, the predicate and the single question agree with Actor.Sees over records held in memory.
func TestEveryWayOfAskingAgrees(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		rapid.Check(t, func(t *rapid.T) {
			kind := "kind." + id.New()
			kept := write(ctx, t, d, kind)
			for range 3 {
				a := &access.Actor{Scopes: scopes(t, "actor")}
				if rapid.Bool().Draw(t, "own alone") {
					a = a.Concerned()
				}
				compare(ctx, t, d, kind, kept, a)
			}
		})
	}, access.Schema)
}

func write(ctx context.Context, t *rapid.T, d *db.DB, kind string) map[string]*record {
	kept := map[string]*record{}
	for range rapid.IntRange(1, 4).Draw(t, "transactions") {
		err := d.Write(ctx, func(tx *db.Tx) error {
			for range rapid.IntRange(1, 8).Draw(t, "changes") {
				sort := fmt.Sprintf("2025-01-%02d", rapid.IntRange(1, 5).Draw(t, "day"))
				mine := scopes(t, "record")
				if ids := keys(kept); len(ids) > 0 && rapid.Bool().Draw(t, "change") {
					r := kept[rapid.SampledFrom(ids).Draw(t, "id")]
					r.sort, r.scopes = sort, mine
					if err := access.Replace(ctx, tx, kind, r.id, sort, mine); err != nil {
						return err
					}
					continue
				}
				r := &record{id.New(), sort, mine}
				kept[r.id] = r
				access.Put(tx, kind, r.id, sort, mine)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return kept
}

func keys(kept map[string]*record) []string {
	var out []string
	for k := range kept {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func compare(ctx context.Context, t *rapid.T, d *db.DB, kind string, kept map[string]*record, a *access.Actor) {
	var want []access.Key
	for _, r := range kept {
		if a.Sees(r.scopes) {
			want = append(want, access.Key{Sort: r.sort, ID: r.id})
		}
		if may, err := access.MaySee(ctx, d, a, kind, r.id); err != nil || may != a.Sees(r.scopes) {
			t.Fatalf("MaySee(%v, %v) = %v, %v", a.Scopes, r.scopes, may, err)
		}
	}
	slices.SortFunc(want, func(x, y access.Key) int { return strings.Compare(x.Sort+x.ID, y.Sort+y.ID) })
	up := rapid.Bool().Draw(t, "ascending")
	if !up {
		slices.Reverse(want)
	}
	var got []access.Key
	w := access.Walk{Kind: kind, Ascending: up, Limit: rapid.IntRange(1, 7).Draw(t, "limit")}
	for {
		page, err := access.ListIDs(ctx, d, a, w)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page...)
		if len(page) < w.Limit {
			break
		}
		w.From = page[len(page)-1]
	}
	if !slices.Equal(got, want) {
		t.Fatalf("list for %v:\n got %v\nwant %v", a.Scopes, got, want)
	}
	most := rapid.IntRange(1, 12).Draw(t, "most")
	if n, err := access.CountUpTo(ctx, d, a, kind, most); err != nil || n != min(most, len(want)) {
		t.Fatalf("count for %v up to %d: %d, %v; want %d", a.Scopes, most, n, err, min(most, len(want)))
	}
	ids := keys(kept)
	share, err := access.Share(ctx, d, a, kind, ids)
	if err != nil || len(share) != len(want) {
		t.Fatalf("share for %v: %v, %v; want %d", a.Scopes, share, err, len(want))
	}
	cond, args := access.Predicate(a, kind, "t.record", 2)
	var n int
	err = d.Row(ctx, `SELECT count(DISTINCT t.record) FROM access_scope AS t WHERE t.kind = $1 AND `+cond, append([]any{kind}, args...)...).Scan(&n)
	if err != nil || n != len(want) {
		t.Fatalf("predicate for %v: %d, %v; want %d", a.Scopes, n, err, len(want))
	}
}

func TestAnActorWithAllNeedsNoCondition(t *testing.T) {
	if cond, args := access.Predicate(access.System, "operator", "t.id", 1); cond != "" || args != nil {
		t.Errorf("Predicate for All = %q, %v; want none", cond, args)
	}
	if _, err := access.ListIDs(t.Context(), nil, access.System, access.Walk{}); !errors.Is(err, access.ErrAll) {
		t.Errorf("ListIDs for All = %v; want ErrAll", err)
	}
}

func TestARegionHoldsWhatLiesInIt(t *testing.T) {
	a := &access.Actor{Scopes: []access.Scope{access.Region("6201"), access.Body("market")}}
	for code, want := range map[string]bool{"62": false, "6201": true, "620102": true, "620102001": true, "6202": false, "": false} {
		if a.Holds(code) != want {
			t.Errorf("Holds(%q) = %v", code, !want)
		}
	}
}

func TestSizesCountOnceAMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		sizes, a := access.NewSizes(d), &access.Actor{Scopes: []access.Scope{access.Region("62")}}
		put := func(n int) {
			t.Helper()
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				for range n {
					access.Put(tx, "k", id.New(), "a", []access.Scope{access.Region("62")})
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put(3)
		for range 2 {
			if n, err := sizes.Of(t.Context(), a, "k"); n != 3 || err != nil {
				t.Fatalf("size %d, %v; want 3", n, err)
			}
			put(1) // not seen until the minute is over
		}
	}, access.Schema)
}

func TestConcernedLeavesOutWhatIsOnlyPublic(t *testing.T) {
	public := []access.Scope{access.Public, access.Region("620103")}
	inspector := &access.Actor{Scopes: []access.Scope{access.Public, access.Region("620102")}}
	if own := inspector.Concerned(); !inspector.Sees(public) || own.Sees(public) || !own.Sees(access.Regions("620102")) || len(own.Seen()) != 1 {
		t.Errorf("an inspector is concerned by %v", own.Seen())
	}
	for _, a := range []*access.Actor{access.Nobody, access.System, {Scopes: []access.Scope{access.Public}}} {
		if a.Concerned() != a || !a.Sees(public) {
			t.Errorf("%+v loses what is public", a)
		}
	}
}
