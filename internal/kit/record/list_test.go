package record_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// Every list, in both directions and with its total, against a look through all records.
func TestListsAgreeWithLookingThroughEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, r := shops(d), rand.New(rand.NewPCG(1, 2))
		places := []string{"620102", "620103", "620402", "620100", "620102001"}
		var all []shop
		for i := range 120 {

			ctx := clock.With(as(t, province), clock.Fixed(clockAt().AddDate(0, 0, r.IntN(20)))) // many share an instant
			s := shop{Meta: record.Meta{Region: places[r.IntN(len(places))]}, Name: fmt.Sprintf("%s%03d", []string{"牛肉面馆", "杂货店"}[i%2], i), Opened: []string{"", "2026-01-05", "2026-02-06", "2026-03-07"}[r.IntN(4)],
				Grade: []grade{"", "A", "B"}[r.IntN(3)]}
			if err := k.Create(ctx, &s); err != nil {
				t.Fatal(err)
			}
			if r.IntN(8) == 0 {
				if err := k.Cancel(ctx, s.ID, 1, "停业"); err != nil {
					t.Fatal(err)
				}
				s.Cancelled = true
			}
			all = append(all, s)
		}
		place := func(s shop) string {
			if s.Cancelled {
				return s.ID
			}
			return s.MadeAt + s.ID
		}
		slices.SortFunc(all, func(a, b shop) int { return strings.Compare(place(b), place(a)) })
		several := &access.Actor{ID: "s", Scopes: []access.Scope{"r:620103", "r:620402", "r:620102001"}, Rights: chengguan.Rights}
		for _, a := range []*access.Actor{province, lanzhou, chengguan, baiyin, several} {
			for _, q := range []record.Query{
				{}, {Region: "62"}, {Region: "620000"}, {Region: "620100"}, {Region: "6201"}, {Region: "620102"}, {Region: "620102001"}, {Region: "620402"}, {Cancelled: true},
				{Filter: map[string]string{"grade": "A"}}, {Filter: map[string]string{"grade": "A", "opened": "2026-01-05..2026-02-06"}, Region: "620102"},
				{Filter: map[string]string{"opened": "..2026-02-06"}}, {Filter: map[string]string{"opened": "2026-02-06.."}}, {Filter: map[string]string{"grade": "A,B", "opened": ""}},
				{Filter: map[string]string{"region": "620103"}}, {Text: "牛肉面"}, {Text: "牛肉", Region: "6201", Filter: map[string]string{"grade": "B"}},
			} {
				want := []string{}
				for _, s := range all {
					if a.Sees(access.Regions(s.Region)) && matches(s, q) {
						want = append(want, s.Name)
					}
				}
				for _, limit := range []int{7, 30} {
					q.Limit = limit
					checkPaging(t, d, a, q, want)
				}
				each := []string{}
				if err := k.Each(as(t, a), q, func(s *shop) error { each = append(each, s.Name); return nil }); err != nil || !slices.Equal(each, want) {
					t.Errorf("%s runs through %+v: %v, %v; want %v", a.ID, q, each, err, want)
				}
			}
		}
	}, schemas...)
}

func matches(s shop, q record.Query) bool {
	code := strings.TrimSuffix(strings.TrimSuffix(q.Region, "00"), "00")
	if s.Cancelled != q.Cancelled || !strings.HasPrefix(s.Region, code) || !strings.Contains(s.Name, q.Text) {
		return false
	}
	for name, v := range q.Filter {
		switch name {
		case "grade":
			if !slices.Contains(strings.Split(v, ","), string(s.Grade)) {
				return false
			}
		case "region":
			if s.Region != v {
				return false
			}
		case "opened":
			if from, to, ok := strings.Cut(v, ".."); ok && (s.Opened == "" || s.Opened < from || to != "" && s.Opened > to) {
				return false
			}
		}
	}
	return true
}

func checkPaging(t *testing.T, d *db.DB, a *access.Actor, q record.Query, want []string) {
	t.Helper()
	k := shops(d)
	var got []string
	var back string
	for {
		page, err := k.List(as(t, a), q)
		if err != nil {
			t.Fatalf("%s lists %+v: %v", a.ID, q, err)
		}
		if page.Total != len(want) || page.More {
			t.Errorf("%s lists %+v: total %d, want %d", a.ID, q, page.Total, len(want))
		}
		for _, s := range page.Rows {
			got = append(got, s.Name)
		}
		if back = page.Prev; page.Next == "" {
			break
		}
		q.After = page.Next
	}
	if !slices.Equal(got, want) && len(got)+len(want) > 0 {
		t.Fatalf("%s lists %+v:\n%v, want\n%v", a.ID, q, got, want)
	}
	last := len(want) - (len(want)-1)%q.Limit - 1
	q.After = ""
	for end := last; back != "" && end > 0; end -= q.Limit {
		q.Before = back
		page, err := k.List(as(t, a), q)
		if err != nil || len(page.Rows) != q.Limit || page.Rows[0].Name != want[end-q.Limit] || page.Next == "" {
			t.Fatalf("%s goes back over %+v from %d: %v, %v", a.ID, q, end, page.Rows, err)
		}
		if back = page.Prev; (back == "") != (end == q.Limit) {
			t.Fatalf("%s goes back over %+v: before %d it says %q", a.ID, q, end, back)
		}
	}
}

func TestRecordsWithScopesOfTheirOwnAreListedByThem(t *testing.T) {
	dbtest.Each(t, listedByScopes, schemas...)
	record.SeeLargely(t)
	dbtest.Each(t, listedByScopes, schemas...)
}

func listedByScopes(t *testing.T, d *db.DB) {
	k := batches(d)
	for i := range 40 {
		b := create(t, k, province, batch{Meta: record.Meta{Region: []string{"620102", "620402"}[i%2]}, Title: fmt.Sprintf("B%02d", i), Maker: []string{"m1", "m2"}[i/2%2]})
		if i%10 == 0 {
			if err := k.Cancel(as(t, province), b.ID, 1, "错"); err != nil {
				t.Fatal(err)
			}
		}
	}
	for a, want := range map[*access.Actor]int{makerOne: 18, baiyin: 20, chengguan: 16, lanzhou: 16} {
		var seen []string
		q := record.Query{Limit: 7}
		for {
			page, err := k.List(as(t, a), q)
			if err != nil || page.Total != want {
				t.Fatalf("%s: total %d, %v; want %d", a.ID, page.Total, err, want)
			}
			for _, b := range page.Rows {
				seen = append(seen, b.Title)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if len(seen) != want || !slices.IsSorted(seen) {
			t.Errorf("%s sees %d in order %v, want %d", a.ID, len(seen), seen, want)
		}
	}
	for title, want := range map[string]int{"B01": 1, "B02": 0} { // of the other maker
		page, err := k.List(as(t, makerOne), record.Query{Filter: map[string]string{"title": title}})
		if err != nil || page.Total != want || len(page.Rows) != want {
			t.Errorf("%s under scopes: %+v, %v", title, page, err)
		}
	}
}

func TestWrongFiltersAndPlacesAreNamed(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	k := shops(d)
	for _, q := range []record.Query{{Filter: map[string]string{"name": "x"}}, {Filter: map[string]string{"secret": "x"}}, {Filter: map[string]string{"opened": "gestern"}}, {After: "zz"}} {
		_, err := k.List(as(t, province), q)
		if e := isKind(t, err, fault.KindInvalid); len(e.Fields) != 1 {
			t.Errorf("%+v gives %+v", q, e.Fields)
		}
	}
}

func TestTablesExportsAndJSONShowWhatTheActorMaySee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := batches(d)
		create(t, k, province, batch{Meta: record.Meta{Region: "620102"}, Title: "=1+1", Maker: "m1", Phone: "13812345678", Secret: "线索", Items: []item{{Item: "铅"}}})
		table, err := k.Table(as(t, chengguan), record.Query{})
		if err != nil || len(table.Rows) != 1 {
			t.Fatalf("%+v, %v", table, err)
		}
		cells := table.Rows[0].Cells
		if cells[1].Text != "一号厂" || cells[1].Value != "m1" || cells[2].Text != "138****5678" || table.Rows[0].Href == "" {
			t.Errorf("cells %+v", cells)
		}
		const shut, whole = "标题,生产企业,电话,举报内容\n'=1+1,一号厂,138****5678,线索\n", "标题,生产企业,电话,举报内容\n'=1+1,一号厂,13812345678,线索\n"
		for _, x := range []struct {
			by    *access.Actor
			whole bool
			want  string
		}{{chengguan, false, "标题,生产企业,电话\n'=1+1,一号厂,138****5678\n"}, {chengguan, true, "标题,生产企业,电话\n'=1+1,一号厂,138****5678\n"}, // holds no right to the whole
			{province, false, shut}, {province, true, whole}} {
			var out bytes.Buffer
			if n, err := k.Export(as(t, x.by), record.Query{Whole: x.whole}, sheet.CSV, &out); err != nil || n != 1 {
				t.Fatal(n, err)
			}
			if got := strings.ReplaceAll(strings.TrimPrefix(out.String(), "\ufeff"), "\r\n", "\n"); got != x.want {
				t.Errorf("%s exports %q, want %q", x.by.ID, got, x.want)
			}
		}
		for _, by := range []*access.Actor{chengguan, province} { // lists mask for everybody
			if list, err := k.AppendList(as(t, by), nil, record.Query{}); err != nil || !bytes.Contains(list, []byte(`"phone":"138****5678"`)) {
				t.Errorf("%s: %s, %v", by.ID, list, err)
			}
		}
		list, err := k.AppendList(as(t, chengguan), nil, record.Query{})
		var page struct {
			Rows  []map[string]any
			Total int
		}
		if err != nil || json.Unmarshal(list, &page) != nil || page.Total != 1 || page.Rows[0]["phone"] != "138****5678" || page.Rows[0]["secret"] != nil {
			t.Errorf("list %s, %v", list, err)
		}
	}, schemas...)
}
