package sampling_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shian/internal/domain/operator"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/desk/desktest"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// web puts the pages of results, of businesses and of the flow on a server, with one person for each hand.
func (h *house) web() *desktest.Server {
	stranger := &access.Actor{ID: "stranger", Name: "stranger", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{access.Region("620102")}, Lang: "zh"}
	s := desktest.New(clock.Fixed(today), map[string]*access.Actor{"sampler": sampler, "checker": checker, "publisher": publisher, "another": another, "everything": everything,
		"elsewhere": elsewhere, "province": province, "stranger": stranger, "lead": lead, "taker": taker, "mate": mate, "analyst": analyst}, operator.Files, flow.Files, sampling.Files)
	s.Desk.Looked = func(ctx context.Context, kind, record, field, why string) error {
		return auth.Looked(ctx, h.d, kind, record, field, why)
	}
	h.operators.Mount(s.Mux, s.Pages, s.Desk)
	h.Service.Mount(s.Mux, s.Pages, s.Desk)
	h.flow.Href = func(_, record string) string { return listAt + "/" + record }
	h.flow.Mount(s.Mux, nil)
	return s
}

// posted encodes name, value, name, value….
func posted(kv ...string) string {
	v := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	return v.Encode()
}

const (
	listAt = "/desk/sampling-result"
	apiAt  = "/api/v1/sampling-result"
)

// filled is a form of a result as people fill it in, with what is given instead.
func filled(kv ...string) string {
	v := url.Values{"number": {"W-1"}, "food": {"韭菜"}, "purpose": {"supervision"}, "region": {"620102"}, "sampled": {"2026-05-10"}, "made": {"2026-05-09"},
		"items.0.item": {"腐霉利"}, "items.0.limit_text": {"≤0.5mg/kg"}, "items.0.result_text": {"0.1mg/kg"}, "items.0.mode": {"full"}, "_save": {"1"}}
	for i := 0; i < len(kv); i += 2 {
		v.Set(kv[i], kv[i+1])
	}
	return v.Encode()
}

func TestPagesOfResults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.web()
		good := h.create(t, sampler, sample("G-1", "0.1mg/kg"))
		bad := h.create(t, sampler, sample("B-1", "0.9mg/kg"))
		far := sample("F-1", "0.1mg/kg")
		far.Region, far.Food = "620402", "平川番茄"
		h.create(t, elsewhere, far)
		at := listAt + "/" + good.ID
		s.Try(t, []desktest.Scenario{
			{Name: "list", As: "sampler", Method: "GET", URL: listAt, Status: 200, Has: []string{"G-1", "B-1", at, "登记", "批量导入"}, Lacks: []string{"F-1", `name="action" value="check"`}},
			{Name: "list of a checker", As: "checker", Method: "GET", URL: listAt, Status: 200, Has: []string{"G-1", `name="action" value="check"`}, Lacks: []string{listAt + "/new", `value="publish"`}},
			{Name: "list without the right", As: "stranger", Method: "GET", URL: listAt, Status: 403},
			{Name: "list of visitors", Method: "GET", URL: listAt, Status: 303, Location: "/login"},
			{Name: "list of elsewhere", As: "elsewhere", Method: "GET", URL: listAt, Status: 200, Has: []string{"F-1"}, Lacks: []string{"G-1"}},
			{Name: "failing only", As: "sampler", Method: "GET", URL: listAt + "?conclusion=fail", Status: 200, Has: []string{"B-1"}, Lacks: []string{"G-1"}},
			{Name: "three filters", As: "sampler", Method: "GET", URL: listAt + "?conclusion=pass&state=drafted&sampled=2026-05-01&sampled_to=2026-05-31", Status: 200, Has: []string{"G-1"}, Lacks: []string{"B-1"}},
			{Name: "days before", As: "sampler", Method: "GET", URL: listAt + "?sampled_to=2026-04-30", Status: 200, Has: []string{"没有符合条件的记录"}},
			{Name: "a conclusion there is not", As: "sampler", Method: "GET", URL: apiAt + "?conclusion=maybe", Status: 200, Has: []string{`"total":0`}},
			{Name: "by number", As: "sampler", Method: "GET", URL: listAt + "?q=B-1", Status: 200, Has: []string{bad.ID}, Lacks: []string{good.ID}},
			{Name: "by region", As: "province", Method: "GET", URL: listAt + "?region=6204", Status: 200, Has: []string{"F-1"}, Lacks: []string{"G-1"}},
			{Name: "detail", As: "checker", Method: "GET", URL: at, Status: 200, Has: []string{"韭菜", "腐霉利", "≤0.5mg/kg", "审核通过", "办理经过"}, Lacks: []string{at + "/edit"}},
			{Name: "detail of what fails", As: "sampler", Method: "GET", URL: listAt + "/" + bad.ID, Status: 200, Has: []string{"0.9", "1 项中 1 项不符合", listAt + "/" + bad.ID + "/edit"}},
			{Name: "detail of elsewhere", As: "elsewhere", Method: "GET", URL: at, Status: 404},
			{Name: "detail of nothing", As: "sampler", Method: "GET", URL: listAt + "/nothing", Status: 404},
			{Name: "API one", As: "checker", Method: "GET", URL: apiAt + "/" + good.ID, Status: 200, Has: []string{`"conclusion":"pass"`, `"verdict":"pass"`}},
			{Name: "API one of elsewhere", As: "elsewhere", Method: "GET", URL: apiAt + "/" + good.ID, Status: 404},
			{Name: "new form", As: "sampler", Method: "GET", URL: listAt + "/new", Status: 200, Has: []string{"抽样单编号", "检验项目"}},
			{Name: "new form of a checker", As: "checker", Method: "GET", URL: listAt + "/new", Status: 403},
			{Name: "new without a number", As: "sampler", Method: "POST", URL: listAt + "/new", Body: filled("number", ""), Status: 422, Has: []string{"抽样单编号", `value="韭菜"`, "≤0.5mg/kg"}},
			{Name: "new without a day", As: "sampler", Method: "POST", URL: listAt + "/new", Body: filled("sampled", ""), Status: 422, Has: []string{"请填写抽样日期"}},
			{Name: "new with no such day", As: "sampler", Method: "POST", URL: listAt + "/new", Body: filled("sampled", "2026-02-30"), Status: 422, Has: []string{`value="2026-02-30"`}},
			{Name: "new without an item", As: "sampler", Method: "POST", URL: listAt + "/new", Body: filled("items.0.item", "", "items.0.result_text", "", "items.0.limit_text", "", "items.0.mode", ""), Status: 422, Has: []string{"检验项目"}},
			{Name: "new in another county", As: "sampler", Method: "POST", URL: listAt + "/new", Body: filled("region", "620402"), Status: 403, Has: []string{"管辖范围"}},
			{Name: "new that says its own conclusion", As: "sampler", Method: "POST", URL: apiAt, Body: `{"number":"W-9","food":"韭菜","conclusion":"pass"}`, Status: 422, Has: []string{"conclusion"}},
			{Name: "new", As: "sampler", Method: "POST", URL: listAt + "/new", Body: filled(), Status: 303, Location: listAt + "/"},
			{Name: "change by another hand", As: "checker", Method: "POST", URL: at + "/edit", Body: filled("version", "1"), Status: 403},
			{Name: "change to a figure that fails", As: "sampler", Method: "POST", URL: at + "/edit", Body: filled("version", "1", "number", "G-1", "items.0.result_text", "0.9mg/kg"), Status: 303, Location: at},
			{Name: "it fails now", As: "sampler", Method: "GET", URL: apiAt + "/" + good.ID, Status: 200, Has: []string{`"conclusion":"fail"`, `"version":2`}},
			{Name: "change of an older version", As: "sampler", Method: "POST", URL: at + "/edit", Body: filled("version", "1", "number", "G-1", "brand", "旧"), Status: 409, Has: []string{`name="version" value="2"`}},
		})
	})
}

func TestStepsOfResultsByPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.web()
		one, two, own := h.create(t, sampler, sample("S-1", "0.1mg/kg")), h.create(t, sampler, sample("S-2", "0.9mg/kg")), h.create(t, everything, sample("S-3", "0.1mg/kg"))
		at, do := listAt+"/"+one.ID, "/desk/do/"+sampling.Kind+"/"+one.ID+"/"
		back := listAt + "/batch"
		s.Try(t, []desktest.Scenario{
			{Name: "asks why it is returned", As: "checker", Method: "GET", URL: at + "/do/return", Status: 200, Has: []string{"理由", `action="` + do + "return"}},
			{Name: "no such step", As: "checker", Method: "GET", URL: at + "/do/burn", Status: 404},
			{Name: "returned without a reason", As: "checker", Method: "POST", URL: do + "return", Body: posted("_do", "1"), Status: 422},
			{Name: "published before it is checked", As: "publisher", Method: "POST", URL: do + "publish", Body: posted("_do", "1"), Status: 403},
			{Name: "checked without the right", As: "publisher", Method: "POST", URL: do + "check", Body: posted("_do", "1"), Status: 403},
			{Name: "checked from elsewhere", As: "elsewhere", Method: "POST", URL: do + "check", Body: posted("_do", "1"), Status: 404},
			{Name: "nothing ticked", As: "checker", Method: "POST", URL: back, Body: posted("action", "check"), Status: 403, Has: []string{"请先勾选"}},
			{Name: "an action that is not for many", As: "everything", Method: "POST", URL: back, Body: posted("action", "withdraw", "id", one.ID), Status: 403, Has: []string{"批量只能"}},
			{Name: "many by who may not", As: "sampler", Method: "POST", URL: back, Body: posted("action", "check", "id", one.ID), Status: 403},
			{Name: "many, one's own among them", As: "everything", Method: "POST", URL: back, Body: posted("action", "check", "id", two.ID, "id", own.ID), Status: 200, Has: []string{"1 份已办理，1 份未办理", "S-3"}, Lacks: []string{"S-2"}},
			{Name: "checked", As: "checker", Method: "POST", URL: do + "check", Body: posted("_do", "1"), Status: 303, Location: at},
			{Name: "changed after it was checked", As: "sampler", Method: "POST", URL: at + "/edit", Body: filled("version", "2", "number", "S-1"), Status: 403},
			{Name: "many published", As: "publisher", Method: "POST", URL: back, Body: posted("action", "publish", "id", one.ID, "id", two.ID), Status: 303, Location: listAt},
			{Name: "published", As: "elsewhere", Method: "GET", URL: at, Status: 200, Has: []string{"腐霉利"}, Lacks: []string{"撤回公示", "办理经过"}},
			{Name: "the publisher does not withdraw", As: "publisher", Method: "GET", URL: at + "/do/withdraw", Status: 403},
			{Name: "another is asked why", As: "another", Method: "GET", URL: at + "/do/withdraw", Status: 200, Has: []string{"理由", "对公众说明的理由", `name="public_en"`}},
			{Name: "withdrawn without a word to the public", As: "another", Method: "POST", URL: do + "withdraw", Body: posted("reason", "复检改变结论", "public", " "), Status: 422, Has: []string{"对公众说明的理由"}},
			{Name: "withdrawn with too many words", As: "another", Method: "POST", URL: do + "withdraw", Body: posted("reason", "复检改变结论", "public", strings.Repeat("长", 501)), Status: 422},
		})
		if h.get(t, one.ID).State != sampling.Published || h.get(t, two.ID).State != sampling.Published || h.get(t, own.ID).State != sampling.Drafted {
			t.Error("not where the steps lead")
		}
	})
}

func TestOpenData(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.web()
		hidden, failing, gone := h.create(t, sampler, sample("O-1", "0.1mg/kg")), h.create(t, sampler, sample("O-2", "0.9mg/kg")), h.create(t, sampler, sample("O-3", "0.1mg/kg"))
		h.publish(t, failing.ID)
		h.publish(t, gone.ID)
		h.must(t, another, gone.ID, sampling.ActWithdraw)
		s.Try(t, []desktest.Scenario{
			{Name: "JSON", Method: "GET", URL: "/data/sampling.json", Status: 200, Has: []string{failing.ID, `"conclusion":"fail"`, `"item":"腐霉利"`, gone.ID, `"state":"withdrawn"`, `"public_reason":"示例公开理由"`}, Lacks: []string{hidden.ID, "示例理由", "sampler"}},
			{Name: "CSV", Method: "GET", URL: "/data/sampling.csv", Status: 200, Has: []string{failing.ID, "腐霉利 0.9mg/kg（≤0.5mg/kg）", gone.ID, "示例公开理由"}, Lacks: []string{hidden.ID, "示例理由"}},
			{Name: "later", Method: "GET", URL: "/data/sampling.json?since=2026-05-21", Status: 200, Has: []string{`"rows":[]`}},
			{Name: "since an instant", Method: "GET", URL: "/data/sampling.csv?since=2026-05-20T01:00:00.000Z", Status: 200, Has: []string{failing.ID}},
			{Name: "since no day", Method: "GET", URL: "/data/sampling.json?since=yesterday", Status: 422, Has: []string{"since"}},
		})
		var out struct {
			Rows []struct{ ID, State, Food string }
		}
		w := s.Do(t, desktest.Scenario{Method: "GET", URL: "/data/sampling.json"})
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || len(out.Rows) != 2 {
			t.Fatalf("%v %s", err, w.Body)
		}
		for _, r := range out.Rows {
			if r.State == "withdrawn" && r.Food != "" {
				t.Errorf("of a withdrawn result more than that is told: %+v", r)
			}
		}
	})
}

func TestImportOfResultsByPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.web()
		csrf := s.Do(t, desktest.Scenario{As: "sampler", Method: "GET", URL: "/test/csrf"}).Body.String()
		send := func(as, text string) desktest.Scenario {
			const edge = "----edge"
			body := "--" + edge + "\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + csrf + "\r\n--" + edge +
				"\r\nContent-Disposition: form-data; name=\"sheet\"; filename=\"lab.csv\"\r\nContent-Type: text/csv\r\n\r\n" + text + "\r\n--" + edge + "--\r\n"
			return desktest.Scenario{As: as, Method: "POST", URL: listAt + "/import", Body: body, Type: "multipart/form-data; boundary=" + edge}
		}
		s.Try(t, []desktest.Scenario{
			{Name: "choose", As: "sampler", Method: "GET", URL: listAt + "/import", Status: 200, Has: []string{listAt + "/template", `type="file"`}},
			{Name: "choose without the right", As: "checker", Method: "GET", URL: listAt + "/import", Status: 403},
			{Name: "nothing chosen", As: "sampler", Method: "POST", URL: listAt + "/import", Body: posted("_save", "1"), Status: 422},
		})
		if w := s.Do(t, send("checker", labSheet)); w.Code != http.StatusForbidden {
			t.Errorf("sent by a checker: %d", w.Code)
		}
		w := s.Do(t, send("sampler", labSheet))
		at := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !regexp.MustCompile(`^/desk/import/sampling-result/[0-9a-f-]{36}$`).MatchString(at) {
			t.Fatalf("%d %s %s", w.Code, at, w.Body)
		}
		id := at[strings.LastIndex(at, "/")+1:]
		h.await(t, id, record.Staged)
		s.Try(t, []desktest.Scenario{
			{Name: "checked, with what is wrong by row", As: "sampler", Method: "GET", URL: at, Status: 200, Has: []string{"lab.csv", "行"}},
			{Name: "not another's to see", As: "elsewhere", Method: "GET", URL: at, Status: 404},
			{Name: "nothing is stored yet", As: "sampler", Method: "GET", URL: apiAt, Status: 200, Has: []string{`"total":0`}},
			{Name: "by a program", As: "sampler", Method: "GET", URL: "/api/v1/import/sampling-result/" + id, Status: 200, Has: []string{`"state":"staged"`, `"stored":0`}},
			{Name: "write the valid rows", As: "sampler", Method: "POST", URL: at, Body: posted("rows", "valid"), Status: 303, Location: at},
		})
		h.await(t, id, record.Stored)
		s.Try(t, []desktest.Scenario{
			{Name: "stored", As: "sampler", Method: "GET", URL: apiAt, Status: 200, Has: []string{`"total":2`, `"number":"L1"`}},
			{Name: "in the log of imports", As: "sampler", Method: "GET", URL: listAt + "/import", Status: 200, Has: []string{at, "lab.csv", "已入库"}},
			{Name: "undone", As: "sampler", Method: "POST", URL: at + "/undo", Body: posted("_save", "1"), Status: 303, Location: at},
		})
		h.await(t, id, record.Undone)
		s.Try(t, []desktest.Scenario{{Name: "gone", As: "sampler", Method: "GET", URL: apiAt, Status: 200, Has: []string{`"total":0`}}})
		again := s.Do(t, send("sampler", "样品名称,检验项目\n韭菜,铅\n"))
		at = again.Header().Get("Location")
		h.await(t, at[strings.LastIndex(at, "/")+1:], record.Refused)
		s.Try(t, []desktest.Scenario{{Name: "a sheet of something else", As: "sampler", Method: "GET", URL: at, Status: 200, Has: []string{"检验结果"}}})
	})
}

// await waits for an import to reach a state.
func (h *house) await(t testing.TB, id, state string) {
	t.Helper()
	for range 400 {
		i, err := h.Results.Import(as(t, sampler), id)
		if err != nil {
			t.Fatal(err)
		}
		if i.State == state {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("import %s never became %s", id, state)
}

func TestTheTabOfABusiness(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.web()
		shop := &operator.Operator{Name: "示例超市", Trade: "sale", Address: "示例路 1 号", Meta: record.Meta{Region: "620102"}}
		if err := h.operators.Operators.Create(as(t, sampler), shop); err != nil {
			t.Fatal(err)
		}
		r := sample("T-1", "0.9mg/kg")
		r.Operator = shop.ID
		h.create(t, sampler, r)
		file := "/desk/operator/" + shop.ID
		s.Try(t, []desktest.Scenario{
			{Name: "counted", As: "sampler", Method: "GET", URL: file, Status: 200, Has: []string{"抽检", "tab=samples"}},
			{Name: "shown", As: "sampler", Method: "GET", URL: file + "?tab=samples", Status: 200, Has: []string{"在此抽样", "韭菜", listAt + "/" + r.ID, "腐霉利"}, Lacks: []string{"标称由其生产"}},
		})
	})
}
