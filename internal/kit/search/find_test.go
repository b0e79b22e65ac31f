package search

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/id"
)

var (
	places  = []string{"62", "6201", "620102", "620103", "6202"}
	letters = []rune("兰州市食品厂面粉医药 AB12ｂ１")
	kinds   = []string{"operator", "sampling.result"}
)

const usually = 128

// What is found, in which order, and how many, is what a plain look through all documents finds: with documents still
// beside the index, all in it, and some here and some there.
func TestFindAgreesWithLookingThroughEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		rapid.Check(t, func(t *rapid.T) {
			own := access.Operator(id.New()) // marks the documents of this case
			foldAt = rapid.SampledFrom([]int{1, 4, 9, usually}).Draw(t, "fold at")
			defer func() { foldAt = usually }()
			kept := fill(ctx, t, d, own)
			for range 6 {
				check(ctx, t, d, kept, own)
			}
			empty(ctx, t, d, kept)
		})
	}, Schema)
}

func fill(ctx context.Context, t *rapid.T, d *db.DB, own access.Scope) map[string]Doc {
	kept := map[string]Doc{}
	for range rapid.IntRange(1, 3).Draw(t, "transactions") {
		err := d.Write(ctx, func(tx *db.Tx) error {
			for range rapid.IntRange(1, 8).Draw(t, "changes") {
				doc := Doc{ID: id.New(), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Href: "/x"}
				if ids := slices.Sorted(maps.Keys(kept)); len(ids) > 0 && rapid.IntRange(0, 2).Draw(t, "change") == 0 {
					doc.ID = rapid.SampledFrom(ids).Draw(t, "id")
					doc.Kind = kept[doc.ID].Kind
					if rapid.Bool().Draw(t, "remove") {
						delete(kept, doc.ID)
						if err := Remove(ctx, tx, doc.Kind, doc.ID); err != nil {
							return err
						}
						continue
					}
				}
				doc.Title = word(t, 0, 8)
				doc.Text = word(t, 0, 6) + " " + rapid.SampledFrom([]string{"", "91620102MA71234567", "JY16201020012345"}).Draw(t, "code")
				doc.Sort = fmt.Sprintf("2025-01-%02d", rapid.IntRange(1, 3).Draw(t, "day"))
				if rapid.Bool().Draw(t, "instant") {
					doc.Sort += fmt.Sprintf("T00:00:00.%03dZ", rapid.IntRange(0, 3).Draw(t, "ms"))
				}
				doc.Scopes = append(scopes(t), own)
				kept[doc.ID] = doc
				if err := Put(ctx, tx, doc); err != nil {
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

func empty(ctx context.Context, t *rapid.T, d *db.DB, kept map[string]Doc) {
	err := d.Write(ctx, func(tx *db.Tx) error {
		for _, doc := range kept {
			if err := Remove(ctx, tx, doc.Kind, doc.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := d.Row(ctx, `SELECT count(*) FROM search_doc`).Scan(&n); err != nil || n != 0 {
		t.Fatalf("%d documents are left, %v", n, err)
	}
}

func word(t *rapid.T, least, most int) string {
	return string(rapid.SliceOfN(rapid.SampledFrom(letters), least, most).Draw(t, "text"))
}

func scopes(t *rapid.T) []access.Scope {
	out := access.Regions(rapid.SampledFrom(places).Draw(t, "region"))
	if rapid.IntRange(0, 3).Draw(t, "public") == 0 {
		out = append(out, access.Public)
	}
	if rapid.Bool().Draw(t, "body") {
		out = append(out, access.Body("Market-620102"))
	}
	return out
}

func check(ctx context.Context, t *rapid.T, d *db.DB, kept map[string]Doc, own access.Scope) {
	a := &access.Actor{All: rapid.IntRange(0, 3).Draw(t, "all") == 0}
	if !a.All {
		a.Scopes = scopes(t)
	}
	text := rapid.SampledFrom([]string{"9162", "91620102", "91620102M", "91620102ma71234567", "jy1620", "JY162010200", "00123"}).Draw(t, "code query")
	if rapid.Bool().Draw(t, "words") {
		text = word(t, 1, 3)
	}
	q := Query{Text: text, Limit: rapid.IntRange(1, 5).Draw(t, "limit")}
	if rapid.Bool().Draw(t, "by region") {
		q.Region = rapid.SampledFrom(places).Draw(t, "in")
	}
	q.Kinds = rapid.SampledFrom([][]string{nil, kinds[:1], kinds}).Draw(t, "kinds")
	q.Public = rapid.Bool().Draw(t, "public too")
	want := look(a, q, kept)
	var got []Hit
	for {
		r, err := Find(ctx, d, a, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if r.Total != len(want) || r.More {
			t.Fatalf("%+v for %v: total %d, want %d", q, a.Scopes, r.Total, len(want))
		}
		got = append(got, r.Hits...)
		if q.After = r.Next; q.After == "" {
			break
		}
	}
	names := func(hits []Hit) (out []string) {
		for _, h := range hits {
			out = append(out, kept[h.ID].Sort[:10]+h.ID)
		}
		slices.Sort(out)
		return out
	}
	if !slices.Equal(names(got), names(want)) {
		t.Fatalf("%+v for %v:\n got %v\nwant %v", q, a.Scopes, got, want)
	}
	if !slices.IsSortedFunc(got, func(x, y Hit) int { return cmp.Compare(kept[y.ID].Sort[:10], kept[x.ID].Sort[:10]) }) {
		t.Fatalf("not newest first: %v", got)
	}
	ids, more, err := IDs(ctx, d, a.Concerned(), kinds[0], q.Text, 1000)
	if all := look(a, Query{Text: q.Text, Kinds: kinds[:1]}, kept); err != nil || more || len(ids) != len(all) {
		t.Fatalf("IDs(%q) = %d, %v, %v; want %d", q.Text, len(ids), more, err, len(all))
	}
}

// look is the plain look through everything: text by its definition, without terms.
func look(a *access.Actor, q Query, kept map[string]Doc) []Hit {
	words, stretches := runs(q.Text, longestQuery)
	var out []Hit
	if !q.Public {
		a = a.Concerned()
	}
	for _, doc := range kept {
		if len(words)+len(stretches) == 0 || !a.Sees(doc.Scopes) || q.Region != "" && !slices.Contains(doc.Scopes, access.Region(q.Region)) ||
			len(q.Kinds) > 0 && !slices.Contains(q.Kinds, doc.Kind) {
			continue
		}
		titleWords, title := runs(doc.Title, longestText)
		textWords, rest := runs(doc.Text, longestText)
		ok := true
		for _, w := range words {
			ok = ok && slices.ContainsFunc(append(titleWords, textWords...), func(have string) bool {
				return have == w || len(w) >= 4 && strings.HasPrefix(have, w)
			})
		}
		has := func(in [][]rune, part string) bool {
			return slices.ContainsFunc(in, func(s []rune) bool { return strings.Contains(string(s), part) })
		}
		for _, s := range stretches {
			if len(s) == 1 {
				ok = ok && has(title, string(s))
			}
			for i := range len(s) - 1 {
				ok = ok && (has(title, string(s[i:i+2])) || has(rest, string(s[i:i+2])))
			}
		}
		if ok {
			out = append(out, Hit{doc.Kind, doc.ID, doc.Title, doc.Note, doc.Href})
		}
	}
	return out
}

// However many documents come by how few, the list beside the index stays short and everything is found.
func TestFreshDocumentsMoveIntoTheIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		const all = 3*usually + 50
		for from := 0; from < all; from += 10 {
			err := d.Write(ctx, func(tx *db.Tx) error {
				for i := from; i < from+10 && i < all; i++ {
					doc := Doc{Kind: "operator", ID: fmt.Sprintf("%06d", i), Title: "兰州面粉厂", Text: fmt.Sprintf("code%04d", i), Sort: fmt.Sprintf("2025-01-01T00:00:%02d.%03dZ", i/60%60, i%60), Href: "/x", Scopes: access.Regions("620102")}
					if err := Put(ctx, tx, doc); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if d.Dialect == db.SQLite {
				var n int
				if err := d.Row(ctx, `SELECT count(*) FROM search_fresh`).Scan(&n); err != nil || n >= foldAt {
					t.Fatalf("%d documents wait beside the index, %v", n, err)
				}
			}
		}
		a := &access.Actor{Scopes: access.Regions("620102")[:3]}
		seen := map[string]bool{}
		for after := ""; ; {
			r, err := Find(ctx, d, a, Query{Text: "面粉", After: after})
			if err != nil || after == "" && r.Total != all {
				t.Fatalf("%d found, %v; want %d", r.Total, err, all)
			}
			for _, h := range r.Hits {
				seen[h.ID] = true
			}
			if after = r.Next; after == "" {
				break
			}
		}
		if len(seen) != all {
			t.Errorf("pages show %d different documents of %d", len(seen), all)
		}
		for _, i := range []int{0, usually, all - 1} {
			if r, err := Find(ctx, d, a, Query{Text: fmt.Sprintf("code%04d", i)}); err != nil || len(r.Hits) != 1 {
				t.Errorf("document %d: %v, %v", i, r.Hits, err)
			}
		}
	}, Schema)
}
