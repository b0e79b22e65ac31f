package portal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/page"
	"shian/internal/kit/page/pagetest"
	"shian/internal/kit/web"
)

// register stands for the businesses: two known ones, one of them with an awkward name.
type register struct{ asked []string }

var businesses = []operator.Public{
	{ID: "b1", Name: "武都区示例花椒调味品厂", Code: "91620702MA7HKD2N0J", Trade: operator.Production, Region: "621202", Status: operator.Active, Grade: "C", Licences: []operator.PublicLicence{{Number: "SC10362120200017", Kind: "SC", Ends: "2028-03-14"}}},
	{ID: "b2", Name: `<b>示例"摊"</b>`, Trade: operator.Stall, Region: "620102", Status: operator.Closed},
}

func (r *register) Public(_ context.Context, id string) (*operator.Public, error) {
	for i := range businesses {
		if businesses[i].ID == id {
			return &businesses[i], nil
		}
	}
	return nil, fault.Missing("没有这家企业，请核对编号或重新查找", "there is no such business")
}

func (r *register) PublicFind(_ context.Context, text, _, after string) (out []operator.Public, next string, err error) {
	r.asked = append(r.asked, text+"|"+after)
	for _, b := range businesses {
		if strings.Contains(b.Name+b.Code, text) {
			out = append(out, b)
		}
	}
	return out, "more", nil
}

// shelf stands for the published results.
type shelf struct{ asked []ResultQuery }

func results() map[string]*Result {
	shown := &Result{ID: "0197", Food: "花椒粉", Made: "2026-06-12", Batch: "20260612", Conclusion: "fail", Failing: []Item{{"二氧化硫残留量", "0.42 g/kg", "≤0.15 g/kg"}}, MakerName: "武都区示例花椒调味品厂",
		OperatorName: "城关区示例超市", Maker: "b1", Purpose: "supervision", Category: "03", Region: "620102", Day: "2026-07-02", Changed: "2026-07-30T02:00:00.000Z"}
	altered, unsealed := *shown, *shown
	altered.ID, altered.Failing = "0199", []Item{{"二氧化硫残留量", "0.12 g/kg", "≤0.15 g/kg"}}
	unsealed.ID = "0200"
	return map[string]*Result{"0197": shown, "0198": {ID: "0198", Withdrawn: true, Changed: "2026-07-30T02:00:00.000Z", Why: "复检合格", WhyEn: "the retest passes"}, "0199": &altered, "0200": &unsealed}
}

func (s *shelf) Search(_ context.Context, q ResultQuery) (ResultPage, error) {
	s.asked = append(s.asked, q)
	if q.Food == "没有" || q.Business == "b2" {
		return ResultPage{}, nil
	}
	return ResultPage{Rows: []Result{*results()["0197"]}, Next: "k1"}, nil
}

func (s *shelf) Result(_ context.Context, id string) (*Result, error) {
	if r := results()[id]; r != nil {
		return r, nil
	}
	return nil, fault.Missing("没有这份公示，请核对编号", "nothing was published under this number")
}

type figures struct{}

func (figures) Figures(context.Context) ([]Figure, error) {
	return []Figure{{Code: "T3", Name: "食品合格率", Hits: 44213, Of: 45016, Target: 98, Areas: []Area{{Region: "620100", Row: 4, Col: 4, Hits: 98, Of: 100}, {Region: "620200", Row: 1, Col: 2, Hits: 9, Of: 9}, {Region: "620171", Row: 3, Col: 4, Apart: true, Hits: 165, Of: 166}}},
		{Code: "T2", Name: "主要农产品合格率", Hits: 9, Of: 12, Target: 97}}, nil
}

type site struct {
	*web.Mux
	s        *Service
	register *register
	shelf    *shelf
	j        *journal.Journal
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	j := newLog(t, d)
	publish(t, d, j, map[string]string{"0197": published, "0198": `{"id":"0198"}`, "0199": strings.Replace(published, "0197", "0199", 1)})
	ctx := access.With(t.Context(), access.System)
	if err := d.Write(ctx, func(tx *db.Tx) error { return journal.Withdraw(ctx, tx, "sampling.result", "0198") }); err != nil {
		t.Fatal(err)
	}
	seal(t, j)
	x := &site{Mux: web.New(web.Config{Log: slog.New(slog.DiscardHandler)}), register: &register{}, shelf: &shelf{}, j: j}
	x.s = &Service{Businesses: x.register, Results: x.shelf, Figures: figures{}, tree: place.Known, log: j}
	p := page.New(page.Config{})
	p.Add(Files)
	x.s.Mount(x.Mux, p)
	p.Mount(x.Mux)
	return x
}

func (x *site) do(r *http.Request, lang string) (int, string) {
	r.AddCookie(&http.Cookie{Name: web.LangCookie, Value: lang})
	w := httptest.NewRecorder()
	x.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Result().Body)
	return w.Code, string(b)
}

func (x *site) get(path, lang string) (int, string) {
	return x.do(httptest.NewRequest(http.MethodGet, path, nil), lang)
}

func TestPublicPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		for _, c := range []struct {
			path, lang string
			code       int
			has, not   []string
		}{
			{"/", "zh", 200, []string{"查一家企业", "花椒粉", "0.42 g/kg，标准值 ≤0.15 g/kg", "44,213 / 45,016，区间 98.09–98.33", "9 / 12", "样本少", "兰州新区", `class="q3 r4 c4"`, `class="q0 r1 c2"`, `class="q0 r3 c4"`}, nil},
			{"/", "en", 200, []string{"Look up a business", "Newest failing batches"}, []string{"最新不合格批次"}},
			{"/business", "zh", 200, []string{"输入企业名称或代码"}, []string{"没有查到"}},
			{"/business?q=x", "zh", 422, []string{"至少输入 2 个字"}, nil},
			{"/business?q=" + strings.Repeat("x", 61), "zh", 422, []string{"最多 60 个字"}, nil},
			{"/business?q=%00%00", "zh", 422, nil, nil},
			{"/business?q=%E7%A4%BA%E4%BE%8B", "zh", 200, []string{"武都区示例花椒调味品厂", "陇南市武都区", "食品生产", "2028-03-14", "/business?after=more", "&lt;b&gt;"}, []string{"<b>示例"}},
			{"/business?q=nothing", "zh", 200, []string{"没有查到"}, nil},
			{"/business/b1", "zh", 200, []string{"91620702MA7HKD2N0J", "SC10362120200017", "花椒粉", "不合格", "/business/b1?after=k1"}, nil},
			{"/business/b2", "en", 200, []string{"Stall", "No published result"}, nil},
			{"/business/none", "zh", 404, []string{"没有这家企业"}, nil},
			{"/failing", "zh", 200, []string{"花椒粉", "兰州市城关区", "/business/b1", "/failing?after=k1"}, nil},
			{"/failing?food=%E6%B2%A1%E6%9C%89", "zh", 200, []string{"没有符合条件的不合格批次"}, nil},
			{"/failing?region=999999", "zh", 422, []string{"没有这个地区"}, nil},
			{"/failing?category=zz", "zh", 422, []string{"没有这个类别"}, nil},
			{"/failing?day=yesterday", "zh", 422, []string{"2026-07-31"}, nil},
			{"/result/0197", "zh", 200, []string{"花椒粉", "这批食品抽检不合格", "0.42 g/kg", "内容与公示日志一致", "/verify?id=0197", "/proof/0197", "第四十六条", "监督抽检"}, []string{"不一致"}},
			{"/result/0197", "en", 200, []string{"This batch failed"}, nil},
			{"/result/0199", "zh", 200, []string{"内容与公示日志不一致"}, nil},
			{"/result/0198", "zh", 200, []string{"已于 2026-07-30 撤回", "复检合格", "已撤回"}, []string{"花椒粉"}},
			{"/result/0200", "zh", 200, []string{"尚未封入日志"}, []string{"不一致"}},
			{"/result/none", "zh", 404, []string{"没有这份公示"}, nil},
			{"/verify", "zh", 200, []string{"核验一项公示", "c2sp.org/tlog-proof", "test.example/log"}, []string{"核验通过"}},
			{"/verify?id=0197", "zh", 200, []string{"核验通过", "比对公示内容", "核对签名", "0.42 g/kg"}, []string{"不成立"}},
			{"/verify?id=0197", "en", 200, []string{"The check passes", "Check the signature"}, nil},
			{"/result/0198", "en", 200, []string{"the retest passes"}, []string{"复检合格"}},
			{"/verify?id=0198", "zh", 200, []string{"曾经公示", "撤回理由：复检合格"}, []string{"核验通过"}},
			{"/verify?id=none", "zh", 404, []string{"没有这项公示"}, nil},
			{"/data", "zh", 200, []string{"/data/sampling.csv", "test.example/log", "operator_address"}, nil},
			{"/about", "en", 200, []string{"What is not public"}, nil},
			{"/nothing", "zh", 404, nil, nil},
		} {
			code, body := x.get(c.path, c.lang)
			if code != c.code {
				t.Errorf("%s: %d, want %d", c.path, code, c.code)
				continue
			}
			for _, s := range c.has {
				if !strings.Contains(body, s) {
					t.Errorf("%s %s lacks %q", c.path, c.lang, s)
				}
			}
			for _, s := range c.not {
				if strings.Contains(body, s) {
					t.Errorf("%s %s has %q", c.path, c.lang, s)
				}
			}
			if code == 200 {
				for _, f := range pagetest.Inspect([]byte(body), c.lang) {
					t.Errorf("%s %s: %s", c.path, c.lang, f)
				}
			}
		}
	}, access.Schema, journal.Schema)
}

// What is asked of the services is what the address says.
func TestFailingIsNarrowed(t *testing.T) {
	x := newSite(t, dbtest.Open(t, db.SQLite, access.Schema, journal.Schema))
	code, body := x.get("/failing?region=620102&category=03&food=a&item=b&maker=c&day=2026-01-01&day_to=2026-12-31&after=k0", "zh")
	want := ResultQuery{Region: "620102", Category: "03", Conclusion: "fail", Food: "a", Item: "b", Maker: "c", From: "2026-01-01", To: "2026-12-31", After: "k0"}
	if code != 200 || len(x.shelf.asked) != 1 || x.shelf.asked[0] != want {
		t.Errorf("%d, asked %+v", code, x.shelf.asked)
	}
	for _, s := range []string{"after=k1&amp;category=03&amp;day=2026-01-01", "城关区", `rel="next"`, "第一页"} {
		if !strings.Contains(body, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
}

// Somebody who copies the register by search is slowed down.
func TestSearchIsBounded(t *testing.T) {
	x := newSite(t, dbtest.Open(t, db.SQLite, access.Schema, journal.Schema))
	refused := 0
	for i := range 40 {
		if code, _ := x.get(fmt.Sprintf("/business?q=ab%d", i), "zh"); code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 || len(x.register.asked) == 40 {
		t.Errorf("forty searches at once, %d refused", refused)
	}
}

func TestCheckingWhatIsBrought(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		file, statement := prove(t, x.j, "0197")
		post := func(v url.Values) (int, string) {
			r := httptest.NewRequest(http.MethodPost, "/verify", strings.NewReader(v.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return x.do(r, "zh")
		}
		for _, c := range []struct {
			form url.Values
			code int
			has  string
		}{
			{url.Values{"proof": {file}, "statement": {statement}}, 200, "核验通过"},
			{url.Values{"proof": {strings.ReplaceAll(file, "\n", "\r\n")}, "statement": {strings.ReplaceAll(statement, "\n", "\r\n")}}, 200, "核验通过"},
			{url.Values{"proof": {file}, "statement": {strings.Replace(statement, "0.42", "0.12", 1)}}, 200, "核验不通过"},
			{url.Values{"proof": {file}}, 200, "公示内容没有比对"},
			{url.Values{"proof": {file}, "statement": {statement}, "key": {"other+00000000+AQ=="}}, 200, "核验不通过"},
			{url.Values{"proof": {"<script>alert(1)</script>"}}, 200, "这不是一份完整的证明文件"},
			{url.Values{}, 422, "请粘贴或上传证明文件"},
			{url.Values{"id": {"0197"}}, 303, ""},
			{url.Values{"proof": {strings.Repeat("x", MostProof+1)}}, 422, "不是证明文件"},
		} {
			code, body := post(c.form)
			if code != c.code || !strings.Contains(body, c.has) || strings.Contains(body, "<script>alert") {
				t.Errorf("%v: %d, want %d and %q", c.form["key"], code, c.code, c.has)
			}
		}
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for name, content := range map[string]string{"proof_file": file, "statement_file": statement} {
			w, err := m.CreateFormFile(name, "0197")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(w, content)
		}
		_ = m.Close()
		r := httptest.NewRequest(http.MethodPost, "/verify", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		if code, body := x.do(r, "zh"); code != 200 || !strings.Contains(body, "核验通过") {
			t.Errorf("uploaded: %d", code)
		}
	}, access.Schema, journal.Schema)
}
