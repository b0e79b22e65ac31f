package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/desk"
	"shian/internal/kit/desk/desktest"
	"shian/internal/kit/form"
	"shian/internal/kit/journal"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

// A batch has one of everything: a choice, a day, a masked text, child rows.
type batch struct {
	record.Meta
	Title, Made, Phone string
	Kind               kind
	Items              []item
}

type kind string

var kinds = []form.Choice{{Value: "a", Label: "甲"}, {Value: "b", Label: "乙"}}

type item struct{ Name, Value string }

func (x *item) Fields(f *form.Fields) {
	f.Text("name", "项目", &x.Name).Required()
	f.Decimal("value", "数值", &x.Value)
}

func (b *batch) Fields(f *form.Fields) {
	f.Text("title", "标题", &b.Title).Required().Max(20).InList()
	form.Choose(f, "kind", "种类", &b.Kind, kinds).Filter().InList()
	f.Day("made", "日期", &b.Made).Filter().InList()
	f.Text("phone", "电话", &b.Phone).Mask("phone").InList()
	form.Lines(f, "items", "检验项目", &b.Items)
}

var schemas = []db.Schema{access.Schema, journal.Schema, search.Schema, timeline.Schema, record.Schema,
	{Name: "batch", Files: fstest.MapFS{"migrations/001_batch.sql": {Data: []byte(`
CREATE TABLE test_batch (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, made TEXT NOT NULL, phone TEXT NOT NULL,
	region TEXT NOT NULL, prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE test_batch_items (parent TEXT NOT NULL, row BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (parent, row));
`)}}}}

var now = clock.Fixed(time.Date(2026, 7, 31, 2, 0, 0, 0, time.UTC))

var people = map[string]*access.Actor{
	"editor": {ID: "e", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "zh", Side: access.SideOfficial, Rights: []access.Right{"test.batch.view", "test.batch.edit", "test.batch.export", "test.batch.import", "test.batch.reveal"}},
	"reader": {ID: "r", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "en", Side: access.SideOfficial, Rights: []access.Right{"test.batch.view"}},
	"other":  {ID: "o", Region: "620103", Scopes: []access.Scope{"r:620103"}, Lang: "zh", Side: access.SideOfficial, Rights: []access.Right{"test.batch.view", "test.batch.edit"}},
	"looker": {ID: "l", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "zh", Side: access.SideOfficial, Rights: []access.Right{"test.batch.view", "test.batch.reveal"}},
	"owner":  {ID: "w", Scopes: []access.Scope{"r:620102"}, Operator: "shop", Lang: "zh", Side: access.SideEnterprise, Rights: []access.Right{"test.batch.view"}},
	"rival":  {ID: "v", Scopes: []access.Scope{"r:620102"}, Operator: "other", Lang: "zh", Side: access.SideEnterprise, Rights: []access.Right{"test.batch.view"}},
	"nobody": {ID: "n", Lang: "zh", Side: access.SideOfficial},
}

func open(d *db.DB) (*desktest.Server, *record.Kind[batch, *batch], *[]string) {
	s := desktest.New(now, people)
	var looks []string
	s.Desk.Looked = func(_ context.Context, kind, _, field, why string) error {
		looks = append(looks, kind+" "+field+" "+why)
		return nil
	}
	k := record.New[batch](d, record.Spec[batch]{Name: "test.batch", Label: "批次", Title: func(b *batch) string { return b.Title }, Owner: func(*batch) string { return "shop" }})
	s.Desk.Mount(k, desk.Under("测试"))
	return s, k, &looks
}

func TestStandardPagesAndAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, k, looks := open(d)
		b := batch{Meta: record.Meta{Region: "620102"}, Title: "第一批", Kind: "a", Made: "2026-07-01", Phone: "13900001234", Items: []item{{"铅", "0.0500"}}}
		ctx := clock.With(access.With(t.Context(), people["editor"]), now)
		if err := k.Create(ctx, &b); err != nil {
			t.Fatal(err)
		}
		page, api := "/desk/test-batch", "/api/v1/test-batch"
		one := page + "/" + b.ID
		enc := func(kv ...string) string {
			v := url.Values{}
			for i := 0; i < len(kv); i += 2 {
				v.Set(kv[i], kv[i+1])
			}
			return v.Encode()
		}
		s.Try(t, []desktest.Scenario{
			{Name: "list", As: "editor", Method: "GET", URL: page, Status: 200, Has: []string{"第一批", one, "登记", "批量导入", "导出当前 1 条", "139****1234", page + "/export/whole"}, Lacks: []string{"13900001234"}},
			{Name: "list to a reader", As: "reader", Method: "GET", URL: page, Status: 200, Has: []string{"第一批"}, Lacks: []string{page + "/new", page + "/export", page + "/import", "13900001234"}},
			{Name: "list of others", As: "other", Method: "GET", URL: page, Status: 200, Lacks: []string{"第一批"}},
			{Name: "list without the right", As: "nobody", Method: "GET", URL: page, Status: 403},
			{Name: "list of visitors", Method: "GET", URL: api, Status: 401},
			{Name: "filter", As: "editor", Method: "GET", URL: page + "?kind=b", Status: 200, Has: []string{"没有符合条件的记录"}},
			{Name: "days", As: "editor", Method: "GET", URL: page + "?made=2026-06-01&made_to=2026-07-31", Status: 200, Has: []string{"第一批"}},
			{Name: "unknown parameter", As: "editor", Method: "GET", URL: api + "?colour=red", Status: 422, Has: []string{"colour"}},
			{Name: "API list", As: "editor", Method: "GET", URL: api + "?kind=a&limit=1", Status: 200, Has: []string{`"total":1`, "第一批", `"phone":"139****1234"`}, Lacks: []string{"13900001234"}},
			{Name: "detail masks for everybody", As: "editor", Method: "GET", URL: one, Status: 200, Has: []string{"139****1234", "/reveal/phone", "0.0500"}, Lacks: []string{"13900001234"}},
			{Name: "detail in English", As: "reader", Method: "GET", URL: one, Status: 200, Has: []string{"139****1234"}, Lacks: []string{"/reveal/phone", "13900001234"}},
			{Name: "detail of others", As: "other", Method: "GET", URL: one, Status: 404},
			{Name: "API one", As: "reader", Method: "GET", URL: api + "/" + b.ID, Status: 200, Has: []string{`"items":[{"name":"铅","value":"0.0500"}]`, "139****1234"}},
			{Name: "reveal", As: "editor", Method: "POST", URL: one + "/reveal/phone", Body: enc("why", "核实"), Status: 200, Has: []string{"13900001234"}},
			{Name: "reveal without a reason", As: "editor", Method: "POST", URL: one + "/reveal/phone", Body: enc("why", " "), Status: 422, Lacks: []string{"13900001234"}},
			{Name: "reveal to a reader", As: "reader", Method: "POST", URL: one + "/reveal/phone", Body: enc("why", "x"), Status: 403},
			{Name: "new form", As: "editor", Method: "GET", URL: page + "/new?title=" + url.QueryEscape("预填"), Status: 200, Has: []string{`value="预填"`}},
			{Name: "new without a title", As: "editor", Method: "POST", URL: page + "/new", Body: enc("kind", "b", "items.0.name", "", "items.0.value", "x", "_save", "1"), Status: 422, Has: []string{"标题", "第 1 行", `value="x"`}},
			{Name: "one more row", As: "editor", Method: "POST", URL: page + "/new", Body: enc("title", "第二批", "items.0.name", "镉", "_row", "items"), Status: 200, Has: []string{`value="镉"`, `value="第二批"`}},
			{Name: "new", As: "editor", Method: "POST", URL: page + "/new", Body: enc("title", "第二批", "kind", "b", "items.0.name", "镉", "_save", "1"), Status: 303, Location: page + "/"},
			{Name: "new by a reader", As: "reader", Method: "POST", URL: page + "/new", Body: enc("title", "x"), Status: 403},
			{Name: "API new", As: "editor", Method: "POST", URL: api, Body: `{"title":"第三批","items":[{"name":"汞"}]}`, Status: 201, Location: api + "/"},
			{Name: "API new, not JSON", As: "editor", Method: "POST", URL: api, Body: `{"title":`, Status: 422},
			{Name: "API new, unknown member", As: "editor", Method: "POST", URL: api, Body: `{"title":"x","colour":"red"}`, Status: 422, Has: []string{"colour"}},
			{Name: "change", As: "editor", Method: "POST", URL: one + "/edit", Body: enc("version", "1", "title", "第一批改", "_save", "1"), Status: 303, Location: one},
			{Name: "change what somebody changed", As: "editor", Method: "POST", URL: one + "/edit", Body: enc("version", "1", "title", "第一批再改", "_save", "1"), Status: 409, Has: []string{"第一批改", "第一批再改", `name="version" value="2"`}},
			{Name: "API change what somebody changed", As: "editor", Method: "PUT", URL: api + "/" + b.ID, Body: `{"version":1,"title":"x"}`, Status: 409, Has: []string{`"theirs"`, "第一批改"}},
			{Name: "API change", As: "editor", Method: "PUT", URL: api + "/" + b.ID, Body: `{"version":2,"kind":"b"}`, Status: 200, Has: []string{`"version":3`, `"kind":"b"`}},
			{Name: "history", As: "editor", Method: "GET", URL: one + "/history", Status: 200, Has: []string{"第一批", "第一批改", "登记"}},
			{Name: "export", As: "editor", Method: "GET", URL: page + "/export?format=csv&kind=b", Status: 200, Has: []string{"第一批改", "第二批"}, Lacks: []string{"第三批"}},
			{Name: "export masks for everybody", As: "editor", Method: "GET", URL: page + "/export?format=csv", Status: 200, Has: []string{"139****1234"}, Lacks: []string{"13900001234"}},
			{Name: "why is the whole taken out", As: "editor", Method: "GET", URL: page + "/export/whole?format=csv&kind=b", Status: 200, Has: []string{"导出理由", page + "/export?format=xlsx&amp;kind=b"}},
			{Name: "the whole without a reason", As: "editor", Method: "POST", URL: page + "/export?format=csv", Body: enc("why", " "), Status: 422, Lacks: []string{"13900001234"}},
			{Name: "the whole with a reason", As: "editor", Method: "POST", URL: page + "/export?format=csv", Body: enc("why", "专项检查"), Status: 200, Has: []string{"13900001234"}},
			{Name: "the whole by who may look but not export", As: "looker", Method: "POST", URL: page + "/export?format=csv", Body: enc("why", "专项检查"), Status: 403},
			{Name: "the whole by a reader", As: "reader", Method: "POST", URL: page + "/export?format=csv", Body: enc("why", "专项检查"), Status: 403},
			{Name: "the file of the business itself", As: "owner", Method: "GET", URL: one, Status: 200, Has: []string{"13900001234"}, Lacks: []string{"/reveal/phone"}},
			{Name: "the file of another business", As: "rival", Method: "GET", URL: one, Status: 200, Has: []string{"139****1234"}, Lacks: []string{"13900001234"}},
			{Name: "export by a reader", As: "reader", Method: "GET", URL: page + "/export", Status: 403},
			{Name: "cancel without a reason", As: "editor", Method: "POST", URL: api + "/" + b.ID + "/cancel", Body: `{"version":3}`, Status: 422},
			{Name: "ask to cancel", As: "editor", Method: "GET", URL: one + "/cancel", Status: 200, Has: []string{"原因"}},
			{Name: "cancel", As: "editor", Method: "POST", URL: one + "/cancel", Body: enc("version", "3", "reason", "误登记"), Status: 303, Location: page},
			{Name: "cancelled", As: "editor", Method: "GET", URL: one, Status: 200, Has: []string{"已注销"}, Lacks: []string{one + "/edit"}},
			{Name: "change a cancelled one", As: "editor", Method: "PUT", URL: api + "/" + b.ID, Body: `{"version":4,"kind":"a"}`, Status: 403},
			{Name: "no source of that name", As: "editor", Method: "GET", URL: "/desk/suggest/nothing?q=a", Status: 404},
		})
		got := strings.Join(*looks, "; ")
		for _, want := range []string{"test.batch phone 核实", "test.batch * 本企业查看本企业档案"} {
			if !strings.Contains(got, want) {
				t.Errorf("looks kept: %s", got)
			}
		}
		if strings.Count(got, "专项检查") != 1 {
			t.Errorf("one export of the whole keeps one look: %s", got)
		}
		w := s.Do(t, desktest.Scenario{As: "editor", Method: http.MethodGet, URL: "/api/v1/openapi.json"})
		for _, want := range []string{`"/api/v1/test-batch/{id}/cancel"`, `"openapi":"3.1.0"`, `"/api/v1/test-batch/import"`, `"x-masked"`} {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("the description of the API lacks %s", want)
			}
		}
	}, schemas...)
}
