package record_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// notices are batches of which those with a secret are not published.
func notices(d *db.DB) *record.Kind[batch, *batch] {
	return record.New[batch](d, record.Spec[batch]{Name: "test.batch", Label: "批次",
		Title: func(b *batch) string { return b.Title },
		Sort:  func(b *batch) string { return strings.ToLower(b.Title) }, Ascending: true,
		Scopes: noticeScopes,
	})
}

func noticeScopes(b *batch) []access.Scope {
	out := append(access.Regions(b.Region), access.Operator(b.Maker))
	if b.Secret == "" {
		out = append(out, access.Public)
	}
	return out
}

var (
	citizen    = &access.Actor{ID: "z", Rights: []access.Right{"test.batch.view"}, Lang: "zh"}
	everywhere = []*access.Actor{province, lanzhou, chengguan, baiyin, makerOne, citizen}
)

// Lists, counts, running through all and exports show whoever has scopes of their own what concerns them, and with Public
// what is published too; visitors see what is published. One record opens whenever it may be seen.
func TestListsShowWhatConcernsTheActor(t *testing.T) {
	dbtest.Each(t, showConcerns, schemas...)
	record.SeeLargely(t)
	dbtest.Each(t, showConcerns, schemas...)
}

func showConcerns(t *testing.T, d *db.DB) {
	k, r := notices(d), rand.New(rand.NewPCG(3, 4))
	var all []*batch
	for i := range 90 {
		all = append(all, &batch{Title: fmt.Sprintf("%s%02d", []string{"花椒", "面粉"}[r.IntN(2)], i), Maker: []string{"m1", "m2"}[r.IntN(2)],
			Secret: []string{"", "未公示"}[r.IntN(2)], Meta: record.Meta{Region: []string{"620102", "620103", "620402", "620100"}[r.IntN(4)]}})
	}
	if err := k.CreateMany(as(t, province), all); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.SampledFrom(everywhere).Draw(rt, "actor")
		q := record.Query{Public: rapid.Bool().Draw(rt, "public"), Limit: rapid.IntRange(3, 60).Draw(rt, "limit"),
			Region: rapid.SampledFrom([]string{"", "62", "6201", "620102", "620402"}).Draw(rt, "in"), Text: rapid.SampledFrom([]string{"", "花椒"}).Draw(rt, "text")}
		compareConcerns(t, rt, k, a, q, all)
	})
}

func compareConcerns(t *testing.T, rt *rapid.T, k *record.Kind[batch, *batch], a *access.Actor, q record.Query, all []*batch) {
	who := a
	if !q.Public {
		who = a.Concerned()
	}
	var want, got, each []string
	for _, b := range all {
		if strings.HasPrefix(b.Title, q.Text) && strings.HasPrefix(b.Region, q.Region) && who.Sees(noticeScopes(b)) {
			want = append(want, b.Title)
		}
	}
	slices.Sort(want)
	var out bytes.Buffer
	if n, err := k.Export(as(t, a), q, sheet.CSV, &out); err != nil || n != len(want) {
		rt.Fatalf("%s exports %d of %+v, %v; want %d", a.ID, n, q, err, len(want))
	}
	if err := k.Each(as(t, a), q, func(b *batch) error { each = append(each, b.Title); return nil }); err != nil || !slices.Equal(each, want) {
		rt.Fatalf("%s runs through %+v: %v, %v; want %v", a.ID, q, each, err, want)
	}
	for {
		page, err := k.List(as(t, a), q)
		if err != nil || page.Total != len(want) {
			rt.Fatalf("%s lists %+v: total %d, %v; want %d", a.ID, q, page.Total, err, len(want))
		}
		for _, b := range page.Rows {
			got = append(got, b.Title)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		rt.Fatalf("%s lists %+v: %v; want %v", a.ID, q, got, want)
	}
	one := rapid.SampledFrom(all).Draw(rt, "one")
	if _, err := k.Get(as(t, a), one.ID); (err == nil) != a.Sees(noticeScopes(one)) {
		rt.Fatalf("%s opens %s of %s: %v", a.ID, one.Title, one.Region, err)
	}
}

// Publishing lets everybody read a record and lets nobody else change it.
func TestWhatIsPublicIsChangedOnlyByThoseItConcerns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := notices(d)
		b := create(t, k, chengguan, batch{Title: "花椒粉", Maker: "m1", Meta: record.Meta{Region: "620102"}})
		if _, err := k.Get(as(t, baiyin), b.ID); err != nil {
			t.Fatalf("published, yet not seen: %v", err)
		}
		mine, other := *b, *b
		other.Title = "改名"
		isKind(t, k.Update(as(t, baiyin), &other), fault.KindRefused)
		other.Region = "620402" // nor is it taken over
		isKind(t, k.Update(as(t, baiyin), &other), fault.KindRefused)
		isKind(t, k.Cancel(as(t, baiyin), b.ID, 1, "抢先"), fault.KindRefused)
		isKind(t, k.Create(as(t, baiyin), &batch{Title: "邻县", Maker: "m1", Meta: record.Meta{Region: "620102"}}), fault.KindRefused)
		mine.Title = "花椒粉（罐装）"
		if err := k.Update(as(t, chengguan), &mine); err != nil {
			t.Error(err)
		}
	}, schemas...)
}

// A code between two levels names no area: it must not be taken for one that the actor holds.
func TestCodesBetweenTheLevelsOpenNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := notices(d)
		create(t, k, province, batch{Title: "白银", Maker: "m2", Secret: "未公示", Meta: record.Meta{Region: "620402"}})
		for _, a := range []*access.Actor{lanzhou, chengguan} {
			for _, code := range []string{"6", "620", "62010", "6201021", "62010210", "6201020012", "620102' OR ''='", "6201０"} {
				page, err := k.List(as(t, a), record.Query{Region: code})
				if len(page.Rows) > 0 || page.Total > 0 {
					t.Errorf("%s sees %d rows in %q", a.ID, len(page.Rows), code)
				}
				isKind(t, err, fault.KindInvalid)
			}
		}
	}, schemas...)
}
