package duty

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/flow"
	"shian/internal/kit/measure"
	"shian/internal/kit/page"
	"shian/internal/kit/page/pagetest"
	"shian/internal/kit/web"
)

// people are known by their session cookie.
type people map[string]*access.Actor

func (p people) BySession(_ context.Context, cookie string) (*access.Actor, *web.Session, error) {
	if a := p[cookie]; a != nil {
		return a, &web.Session{ID: cookie, Account: a.ID}, nil
	}
	return access.Nobody, nil, nil
}

func (p people) ByToken(context.Context, string) (*access.Actor, error) { return access.Nobody, nil }

type waiting struct{}

func (waiting) Counts(context.Context, *access.Actor) (flow.Counts, error) {
	return flow.Counts{Do: 41, Late: 7}, nil
}

func site(t *testing.T, d *db.DB) *web.Mux {
	t.Helper()
	official := func(region string, rights ...access.Right) *access.Actor {
		return &access.Actor{ID: region, Name: "周岚", Side: access.SideOfficial, Region: region, Rights: rights, Lang: "zh"}
	}
	foreign := official("620000", RightView, RightExport)
	foreign.Lang = "en"
	m := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Clock: clock.Fixed(at), People: people{
		"province": official("620000", RightView, RightExport, "sampling.result.view"), "county": official("620102", RightView), "english": foreign, "none": official("620102")}})
	p := page.New(page.Config{})
	p.Add(Files)
	s := &Service{Work: waiting{}, db: d, tree: place.Known}
	s.Mount(m, p)
	p.Mount(m)
	return m
}

func get(m *web.Mux, who, path string, cookies ...*http.Cookie) (int, string, http.Header) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: m.SessionCookie(), Value: who})
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Result().Body)
	return w.Code, string(b), w.Header()
}

// Forty food samples of 城关区, two of them failing, one later withdrawn; one farm sample of another county.
func furnish(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		put := func(n int64, s sample) {
			for _, f := range s.facts(n) {
				measure.Add(tx, f)
			}
		}
		put(38, sample{"2026-03-02", "620102001", "supervision", "food", "pass", "01"})
		put(3, sample{"2026-03-09", "620102", "supervision", "food", "fail", "05"})
		put(-1, sample{"2026-03-09", "620102", "supervision", "food", "fail", "05"})
		put(5, sample{"2026-04-09", "620102", "evaluation", "food", "fail", "05"})
		put(1, sample{"2026-04-09", "620103", "monitoring", "farm", "pass", "F01"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPagesAndAddresses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		furnish(t, d)
		m := site(t, d)
		for _, x := range []struct {
			who, path string
			code      int
			has, not  []string
		}{
			{"province", "/desk/ledger", 200, []string{"任务台账", "甘肃省，2026 年", "38 / 40，区间", "<b>7</b>逾期", "46", "/ 100,080", "尚无数据", "保4", "导出 XLSX"}, nil},
			{"county", "/desk/ledger", 200, []string{"城关区", "38 / 40", "没有常住人口数，算不出目标"}, []string{"导出 XLSX", "100,080"}},
			{"county", "/desk/ledger?region=620103", 403, []string{"只能查看本地区的数字"}, nil},
			{"none", "/desk/ledger", 403, nil, []string{"38 / 40"}},
			{"nobody", "/desk/ledger", 303, nil, nil},
			{"english", "/desk/ledger", 200, []string{"Task ledger", "Rules: made, amended, repealed", "No data yet"}, []string{"任务台账"}},
			{"province", "/desk/ledger?status=missed", 200, []string{"统一抽检平台"}, []string{"法规制度立改废"}},
			{"province", "/desk/ledger?status=x", 422, []string{"没有这种状态"}, nil},
			{"province", "/desk/ledger?year=2025", 200, []string{"2025 年", "尚无样本"}, []string{"38 / 40"}},
			{"province", "/desk/ledger/T3", 200, []string{"食品抽检合格率", "兰州", "兰州新区", "已含在兰州市内", "监督 40，监测 0，评价 5", "不等于食品安全好坏", "0 / 5", "另列",
				"purpose=supervision&amp;region=62&amp;sampled=2026-01-01&amp;sampled_to=2026-12-31&amp;state=published&amp;stream=food", "粮食加工品", "食品安全抽样检验管理办法"}, nil},
			{"province", "/desk/ledger", 200, []string{"/desk/sampling-result?"}, []string{"/desk/operator?"}}, // the records behind, where they may be opened
			{"county", "/desk/ledger", 200, nil, []string{"/desk/sampling-result?"}},
			{"county", "/desk/ledger/T3", 200, []string{"食品抽检合格率"}, []string{"/desk/sampling-result?", "查看记录"}},
			{"province", "/desk/ledger/T3?region=6201", 200, []string{"城关区", "七里河区"}, []string{"酒泉"}},
			{"province", "/desk/ledger/T2", 200, []string{"1 / 1", "样本少"}, []string{">达标<"}},
			{"province", "/desk/ledger/18", 200, []string{"信用档案", "在档食品经营主体", "没有分母"}, nil},
			{"province", "/desk/ledger/5", 200, []string{"农业投入品与实名购买", "尚无数据来源", "农业投入品销售与实名购买记录", "高毒农药禁用范围覆盖食用农产品"}, nil},
			{"province", "/desk/ledger/%E4%BF%9D4", 200, []string{"检查督导与年度报告", "≤12-10"}, nil},
			{"province", "/desk/ledger/T5", 200, []string{"尚无数据来源"}, nil},
			{"province", "/desk/ledger/99", 404, []string{"台账里没有这一项"}, nil},
			{"county", "/desk/ledger/export", 403, nil, nil},
			{"province", "/desk/ledger/export?format=csv", 200, []string{"统一抽检平台", "省粮食和储备局", "46"}, nil},
			{"province", "/desk/ledger/export?format=csv&q=18", 200, []string{"信用档案"}, []string{"统一抽检平台"}},
			{"province", "/desk/ledger/export?format=pdf", 422, nil, nil},
			{"province", "/desk/ledger/T3/export?format=csv", 200, []string{"620100,兰州市,食品合格率,38,40,95.00"}, nil},
			{"province", "/desk/ledger/5/export?format=csv", 404, nil, nil},
		} {
			code, body, _ := get(m, x.who, x.path)
			if code != x.code {
				t.Errorf("%s %s: %d, want %d", x.who, x.path, code, x.code)
				continue
			}
			for _, s := range x.has {
				if !strings.Contains(body, s) {
					t.Errorf("%s %s lacks %q", x.who, x.path, s)
				}
			}
			for _, s := range x.not {
				if strings.Contains(body, s) {
					t.Errorf("%s %s has %q", x.who, x.path, s)
				}
			}
			if code == 200 && strings.HasPrefix(body, "<!doctype") {
				lang := map[bool]string{true: "en", false: "zh"}[x.who == "english"]
				for _, fault := range pagetest.Inspect([]byte(body), lang) {
					t.Errorf("%s %s: %s", x.who, x.path, fault)
				}
			}
		}
		xlsx, body, head := get(m, "province", "/desk/ledger/export")
		if xlsx != 200 || !strings.HasPrefix(body, "PK") || !strings.Contains(head.Get("Content-Disposition"), ".xlsx") {
			t.Errorf("export as xlsx: %d %v", xlsx, head)
		}
	}, measure.Schema)
}

// The region chosen in the top bar narrows what one sees, and is passed over where it is not one's own.
func TestRegionOfTheTopBar(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, measure.Schema)
	furnish(t, d)
	m := site(t, d)
	chosen := &http.Cookie{Name: page.RegionCookie, Value: "-620103"}
	if _, body, _ := get(m, "province", "/desk/ledger", chosen); !strings.Contains(body, "兰州市七里河区") || strings.Contains(body, "38 / 40") {
		t.Error("the switch does not narrow")
	}
	if code, body, _ := get(m, "county", "/desk/ledger", chosen); code != 200 || !strings.Contains(body, "38 / 40") {
		t.Errorf("a region that is not the own: %d", code)
	}
}

func TestLedgerAsJSON(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, measure.Schema)
	furnish(t, d)
	m := site(t, d)
	var l struct {
		Region string
		Goals  []figureJSON
		Rows   []lineJSON
	}
	_, body, _ := get(m, "county", "/api/v1/ledger")
	if err := json.Unmarshal([]byte(body), &l); err != nil {
		t.Fatal(err)
	}
	if l.Region != "620102" || len(l.Rows) != 48 || len(l.Goals) != 3 || l.Goals[2].N != 40 || *l.Goals[2].Hits != 38 || l.Goals[2].Status != Missed || l.Goals[1].Rate != nil || !l.Goals[1].Thin {
		t.Errorf("%s: %+v", l.Region, l.Goals)
	}
	if l.Rows[0].Figure != nil || l.Rows[0].Feed == "" || len(l.Rows[7].Bodies) != 6 || l.Rows[7].Bodies[0].Role != "lead" {
		t.Errorf("%+v", l.Rows[7])
	}
	var one struct {
		Figure *figureJSON
		Areas  []struct {
			Region string
			N      int64
		}
	}
	_, body, _ = get(m, "province", "/api/v1/ledger/T3")
	if err := json.Unmarshal([]byte(body), &one); err != nil || one.Figure == nil || len(one.Areas) != 15 || one.Areas[0].Region != "620100" || one.Areas[0].N != 40 {
		t.Errorf("%v %+v", err, one)
	}
}
