package operator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shian/internal/domain/operator"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/desk/desktest"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func TestFilePages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.AddTab(operator.Tab{Name: "samples", Label: "抽检", Count: nine, Render: func(*web.Ctx, string) ([]any, error) {
			return []any{page.Panel{Title: "抽检", Body: []any{"七批次"}}}, nil
		}})
		o := add(t, w, inspector, operator.Operator{Name: "示例花椒调味品厂", Code: code(t, 1), Person: "王小明", Phone: "13900001234", Grade: "C", Scale: "micro"})
		other := add(t, w, inspector, operator.Operator{Name: "示例花椒调味厂", Phone: "13900001234"})
		l := operator.Licence{Operator: o.ID, Number: "登-1", Kind: "workshop", Issued: "2025-01-01", Ends: "2026-08-20", Issuer: "城关区局"}
		if err := w.Licences.Create(as(t, inspector), &l); err != nil {
			t.Fatal(err)
		}
		at := "/desk/operator/" + o.ID
		w.Try(t, []desktest.Scenario{
			{Name: "visitor", Method: "GET", URL: at, Status: http.StatusSeeOther, Location: "/login"},
			{Name: "file", As: "inspector", Method: "GET", URL: at, Status: 200, Has: []string{`class="badge c big"`, "示例花椒调味品厂", o.Code, "登-1", "2026-08-20", "将到期", "余 20 日",
				"王**", "/reveal/person", "/reveal/phone", "兰州市城关区", "市场监管局", "时间线", "登记食品经营主体", "证照", "抽检", `code.svg`, "接下来", "停业、注销"},
				Lacks: []string{"13900001234", "王小明"}},
			{Name: "file in English", As: "english", Method: "GET", URL: at, Status: 200, Has: []string{"Timeline", "Licences", "20 days left", "Chengguan"}, Lacks: []string{"13900001234"}},
			{Name: "of another county", As: "neighbour", Method: "GET", URL: at, Status: 404},
			{Name: "without the right to see licences", As: "viewer", Method: "GET", URL: at, Status: 200, Lacks: []string{"tab=licences", "/reveal/", "查重", `href="` + at + `/edit"`}},
			{Name: "only what failed", As: "inspector", Method: "GET", URL: at + "?only=late", Status: 200, Has: []string{"没有符合条件的记录"}},
			{Name: "licences", As: "inspector", Method: "GET", URL: at + "?tab=licences", Status: 200, Has: []string{"登-1", "/desk/operator-licence/new?operator=" + o.ID}},
			{Name: "people", As: "inspector", Method: "GET", URL: at + "?tab=people", Status: 200, Has: []string{"没有记录"}},
			{Name: "attachments", As: "inspector", Method: "GET", URL: at + "?tab=files", Status: 200, Has: []string{"没有附件"}},
			{Name: "a tab of another domain", As: "inspector", Method: "GET", URL: at + "?tab=samples", Status: 200, Has: []string{"七批次"}},
			{Name: "code", As: "inspector", Method: "GET", URL: at + "/code.svg", Status: 200, Has: []string{"<svg", "viewBox"}},
			{Name: "reveal asks", As: "inspector", Method: "GET", URL: at + "/reveal/phone", Status: 200, Has: []string{"查看理由"}, Lacks: []string{"13900001234"}},
			{Name: "reveal needs a reason", As: "inspector", Method: "POST", URL: at + "/reveal/phone", Status: 422, Lacks: []string{"13900001234"}},
			{Name: "reveal shows", As: "inspector", Method: "POST", URL: at + "/reveal/phone", Body: "why=" + url.QueryEscape("核实投诉"), Status: 200, Has: []string{"13900001234"}},
			{Name: "reveal is for few", As: "viewer", Method: "GET", URL: at + "/reveal/phone", Status: 403},
			{Name: "a field that is not masked", As: "inspector", Method: "GET", URL: at + "/reveal/name", Status: 404},
			{Name: "who looked", As: "inspector", Method: "GET", URL: at, Status: 200, Has: []string{"谁看过个人信息", "核实投诉"}},
			{Name: "same", As: "inspector", Method: "GET", URL: at + "/same", Status: 200, Has: []string{"示例花椒调味厂", "电话相同", "名称相近", "对照合并"}},
			{Name: "merge side by side", As: "inspector", Method: "GET", URL: at + "/merge?from=" + other.ID, Status: 200, Has: []string{`name="take.name"`, "示例花椒调味厂", "合并后不能撤销"}, Lacks: []string{`name="take.phone"`}},
			{Name: "merge without a reason", As: "inspector", Method: "POST", URL: at + "/merge", Body: "from=" + other.ID + "&version=1&from_version=1", Status: 422},
			{Name: "merge", As: "inspector", Method: "POST", URL: at + "/merge", Body: "from=" + other.ID + "&version=1&from_version=1&take.name=from&reason=" + url.QueryEscape("重复登记"), Status: 303, Location: at},
			{Name: "the old address", As: "inspector", Method: "GET", URL: "/desk/operator/" + other.ID, Status: 303, Location: at},
			{Name: "the old address in the API", As: "inspector", Method: "GET", URL: "/api/v1/operator/" + other.ID, Status: 404, Location: "/api/v1/operator/" + o.ID},
			{Name: "status form", As: "inspector", Method: "GET", URL: at + "/status", Status: 200, Has: []string{"停业", "注销"}},
			{Name: "close in the API", As: "inspector", Method: "POST", URL: "/api/v1/operator/" + o.ID + "/status", Body: `{"version":2,"status":"closed","reason":"申请注销"}`, Status: 200, Has: []string{`"status":"closed"`}},
			{Name: "status is not a plain field", As: "inspector", Method: "PUT", URL: "/api/v1/operator/" + o.ID, Body: `{"version":3,"status":"active"}`, Status: 422, Has: []string{"status"}},
			{Name: "reopen", As: "inspector", Method: "POST", URL: at + "/status", Body: "version=3&status=active&reason=" + url.QueryEscape("重新开业"), Status: 303, Location: at},
			{Name: "list", As: "inspector", Method: "GET", URL: "/desk/operator?trade=catering&status=active", Status: 200, Has: []string{"示例花椒调味厂", "批量导入"}},
			{Name: "list of another county", As: "neighbour", Method: "GET", URL: "/desk/operator", Status: 200, Has: []string{"没有符合条件的记录"}},
		})
		looks, err := auth.Looks(as(t, access.System), d, "operator", o.ID)
		if err != nil || len(looks) != 1 || looks[0].Field != "phone" || looks[0].Account != inspector.ID {
			t.Errorf("looks: %+v, %v", looks, err)
		}
	}, schemas...)
}

// Every page of the domain in English: no text of the code stays Chinese.
func TestThePagesSpeakEnglish(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	w := open(t, d)
	missing := w.Pages.Untranslated()
	o := add(t, w, inspector, operator.Operator{Name: "示例花椒调味品厂", Code: code(t, 1), Person: "王小明", Phone: "13900001234", Grade: "C", Scale: "micro", Category: operator.Categories[0].Value})
	other := add(t, w, inspector, operator.Operator{Name: "示例花椒调味厂", Phone: "13900001234"})
	for _, l := range []operator.Licence{{Number: "登-1", Kind: "workshop", Issued: "2025-01-01", Ends: "2026-08-20"}, {Number: "登-2", Kind: "shop", Issued: "2025-01-01", Ends: "2026-07-20"}} {
		l.Operator, l.Issuer = o.ID, "城关区局"
		if err := w.Licences.Create(as(t, inspector), &l); err != nil {
			t.Fatal(err)
		}
	}
	p := operator.Person{Operator: o.ID, Name: "李四", Post: "worker", Health: "2026-08-01"}
	if err := w.People.Create(as(t, inspector), &p); err != nil {
		t.Fatal(err)
	}
	at := "/desk/operator/" + o.ID
	all := []desktest.Scenario{{Method: "POST", URL: at + "/reveal/phone", Body: "why=x"}, {Method: "POST", URL: "/desk/operator/new", Status: 409, Body: "name=" + url.QueryEscape(o.Name) + "&trade=catering&region=620102&address=x"},
		{Method: "POST", URL: "/desk/operator/import", Type: "multipart/form-data; boundary=x", Status: 303, Body: "--x\r\nContent-Disposition: form-data; name=\"sheet\"; filename=\"x.csv\"\r\n\r\n名称,业态,所在地区,地址\n甲店,餐饮服务,620102,一号\n丁店,小摊点,620102,四号\n\r\n--x--\r\n"}}
	for _, path := range []string{"", "?only=late", "?tab=licences", "?tab=premises", "?tab=products", "?tab=people", "?tab=files", "/same", "/merge?from=" + other.ID, "/status", "/edit", "/history", "/reveal/person", "/cancel"} {
		all = append(all, desktest.Scenario{Method: "GET", URL: at + path})
	}
	for _, kind := range []string{"operator", "operator-licence", "operator-premises", "operator-product", "operator-person"} {
		for _, path := range []string{"", "/new", "/import"} {
			if kind == "operator" || path != "/import" {
				all = append(all, desktest.Scenario{Method: "GET", URL: "/desk/" + kind + path})
			}
		}
	}
	all = append(all, desktest.Scenario{Method: "GET", URL: w.People.Href(p.ID)}, desktest.Scenario{Method: "GET", URL: w.People.Href(p.ID) + "/reveal/name"})
	for _, x := range all {
		x.As = "english"
		res := w.Do(t, x)
		if x.Status == 0 {
			x.Status = http.StatusOK
		}
		if res.Code != x.Status {
			t.Errorf("%s: %d", x.URL, res.Code)
		}
		if to := res.Header().Get("Location"); strings.Contains(to, "/desk/import/") {
			for _, state := range []string{"staged", "stored", "undone"} {
				until(t, w, strings.Replace(to, "/desk/", "/api/v1/", 1), `"state":"`+state+`"`)
				w.Do(t, desktest.Scenario{As: "english", Method: "GET", URL: to})
				w.Do(t, desktest.Scenario{As: "english", Method: "POST", URL: to + map[string]string{"stored": "/undo"}[state], Body: "rows=valid"})
			}
		}
	}
	for _, zh := range missing() {
		t.Errorf("i18n/locale lacks %q", zh)
	}
}

func TestANewBusinessIsComparedFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		old := add(t, w, inspector, operator.Operator{Name: "示例花椒调味品厂", Phone: "13900001234"})
		form := url.Values{"name": {"示例花椒调味品厂"}, "trade": {"production"}, "region": {"620102"}, "address": {"东岗东路 9 号"}, "_save": {"1"}}
		again := url.Values{"_confirm": {"分厂，地址不同"}}
		for k, v := range form {
			again[k] = v
		}
		w.Try(t, []desktest.Scenario{
			{Name: "form", As: "inspector", Method: "GET", URL: "/desk/operator/new", Status: 200, Has: []string{"登记食品经营主体", `name="code"`}},
			{Name: "asked first", As: "inspector", Method: "POST", URL: "/desk/operator/new", Body: form.Encode(), Status: 409,
				Has: []string{"可能是同一主体", "同一县区名称相同", "/desk/operator/" + old.ID, "仍要登记", `name="_confirm"`, `value="东岗东路 9 号"`}},
			{Name: "wrong and doubtful", As: "inspector", Method: "POST", URL: "/desk/operator/new", Body: "name=x", Status: 422},
			{Name: "asked first by the API", As: "inspector", Method: "POST", URL: "/api/v1/operator", Status: 409, Has: []string{`"theirs":[{`, `"why":["name"]`, old.ID, "confirm"},
				Body: `{"name":"示例花椒调味品厂","trade":"production","region":"620102","address":"东岗东路 9 号"}`},
			{Name: "insisted in the API", As: "inspector", Method: "POST", URL: "/api/v1/operator", Status: 201, Location: "/api/v1/operator/",
				Body: `{"name":"示例花椒调味品厂","trade":"production","region":"620102","address":"东岗东路 9 号","confirm":"分厂"}`},
			{Name: "insisted", As: "inspector", Method: "POST", URL: "/desk/operator/new", Body: again.Encode(), Status: 303, Location: "/desk/operator/"},
			{Name: "no doubt", As: "inspector", Method: "POST", URL: "/api/v1/operator", Status: 201, Body: `{"name":"敦煌示例大饭店","trade":"catering","region":"620102","address":"北滨河路 1 号"}`},
		})
		var made string
		if err := d.Row(t.Context(), `SELECT record FROM record_version WHERE reason = '分厂，地址不同'`).Scan(&made); err != nil {
			t.Fatal(err)
		}
		if s := stories(t, w, made); !strings.Contains(s, "不是同一家：分厂，地址不同") {
			t.Errorf("timeline: %s", s)
		}
	}, schemas...)
}

func TestSheetsOfBusinesses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		old := add(t, w, inspector, operator.Operator{Name: "旧店", Code: code(t, 9)})
		sheet := "名称,统一社会信用代码,业态,所在地区,地址\n" +
			"甲店," + code(t, 1) + ",餐饮服务,620102,一号\n" +
			"乙店," + code(t, 1) + ",餐饮服务,620102,二号\n" + // the code of row 2
			"丙店," + old.Code + ",餐饮服务,620102,三号\n" + // on file
			"丁店,,小摊点,620102,四号\n" +
			"丁店,,小摊点,620102,五号\n" + // a stall of the same name in the county
			"戊店,,小摊点,620103,六号\n" // not in the inspector's county
		res := w.Do(t, desktest.Scenario{As: "inspector", Method: "POST", URL: "/api/v1/operator/import?name=x.csv", Body: sheet, Type: "text/csv"})
		at := res.Header().Get("Location")
		if res.Code != http.StatusAccepted || at == "" {
			t.Fatalf("%d %s", res.Code, res.Body)
		}
		until(t, w, at, `"state":"staged"`)
		page := strings.Replace(at, "/api/v1/", "/desk/", 1)
		w.Try(t, []desktest.Scenario{
			{Name: "checked", As: "inspector", Method: "GET", URL: at, Status: 200, Has: []string{`"valid":2`, `"faulty":4`, "与第 2 行重复", "已登记在册（旧店）", "与第 5 行重复", "管辖范围"}},
			{Name: "page", As: "inspector", Method: "GET", URL: page, Status: 200, Has: []string{"与第 2 行重复", "B3", "下载标红的原表", "只写入有效行"}},
			{Name: "somebody else", As: "neighbour", Method: "GET", URL: page, Status: 404},
			{Name: "without the right", As: "viewer", Method: "GET", URL: "/desk/operator/import", Status: 403},
			{Name: "all rows", As: "inspector", Method: "POST", URL: page, Body: "rows=all", Status: 403},
			{Name: "marked", As: "inspector", Method: "GET", URL: page + "/marked", Status: 200, Has: []string{"PK"}},
			{Name: "valid rows", As: "inspector", Method: "POST", URL: page, Body: "rows=valid", Status: 303, Location: page},
		})
		until(t, w, at, `"state":"stored"`)
		w.Try(t, []desktest.Scenario{
			{Name: "done", As: "inspector", Method: "GET", URL: page, Status: 200, Has: []string{"已写入 2 行", "整批撤销"}},
			{Name: "the same file", As: "inspector", Method: "POST", URL: "/api/v1/operator/import?name=y.csv", Body: sheet, Type: "text/csv", Status: 202, Has: []string{`"again":true`}},
			{Name: "log", As: "inspector", Method: "GET", URL: "/desk/operator/import", Status: 200, Has: []string{"x.csv", "已入库", "下载模板"}},
			{Name: "template", As: "inspector", Method: "GET", URL: "/desk/operator/template", Status: 200, Has: []string{"PK"}},
			{Name: "undo", As: "inspector", Method: "POST", URL: page + "/undo", Status: 303},
		})
		until(t, w, at, `"state":"undone"`)
	}, schemas...)
}

func until(t *testing.T, w *world, at, want string) {
	t.Helper()
	var body string
	for range 600 {
		if body = w.Do(t, desktest.Scenario{As: who(t, w, at), Method: "GET", URL: at}).Body.String(); strings.Contains(body, want) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s never came: %s", want, body)
}

// who brought the import in.
func who(t *testing.T, w *world, at string) string {
	t.Helper()
	if w.Do(t, desktest.Scenario{As: "english", Method: "GET", URL: at}).Code == http.StatusOK {
		return "english"
	}
	return "inspector"
}
