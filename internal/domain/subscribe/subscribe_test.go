package subscribe

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shian/data/holiday"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/file"
	"shian/internal/kit/flow"
	"shian/internal/kit/flow/flowtest"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/notify"
	"shian/internal/kit/outbox"
	"shian/internal/kit/page"
	"shian/internal/kit/page/pagetest"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/secret"
	"shian/internal/kit/timeline"
	"shian/internal/kit/web"
)

var schemas = []db.Schema{access.Schema, journal.Schema, outbox.Schema, measure.Schema, timeline.Schema, search.Schema, record.Schema, file.Schema, auth.Schema, flow.Schema,
	notify.Schema, place.Schema, operator.Schema, Schema}

// sends keeps what would be sent.
type sends struct {
	mails  []notify.Mail
	events []notify.Event
	ended  []string
}

func (s *sends) Mail(_ context.Context, _ *db.Tx, m notify.Mail) (string, error) {
	s.mails = append(s.mails, m)
	return "d", nil
}

func (s *sends) AddHook(_ context.Context, _ *db.Tx, owner, _ string) (string, string, error) {
	return "hook-" + owner, "whsec_x", nil
}

func (s *sends) EndHook(_ context.Context, _ *db.Tx, hook string) error {
	s.ended = append(s.ended, hook)
	return nil
}

func (s *sends) Post(_ context.Context, _ *db.Tx, e notify.Event) (string, error) {
	s.events = append(s.events, e)
	return "d", nil
}

func (*sends) Address(path string) string { return "https://food.example.cn" + path }

type house struct {
	*Service
	*sends
	d    *db.DB
	flow *flow.Engine
	mux  *web.Mux
	at   time.Time
}

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	places, err := place.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.New(bytes.Repeat([]byte{3}, 32))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{sends: &sends{}, d: d, flow: flow.New(d, holiday.Calendar(), Flows()...), at: time.Date(2026, 5, 20, 2, 0, 0, 0, time.UTC)}
	h.Service = New(d, Needs{Flow: h.flow, Tree: places.Tree, Tells: h.sends, Box: box, Business: func(_ context.Context, id string) (string, bool) { return "演示厂", id == "b1" }})
	h.mux = web.New(web.Config{Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return h.at }})
	p := page.New(page.Config{})
	p.Add(desk.Files)
	h.Mount(h.mux, p, desk.New(h.mux, p))
	p.Mount(h.mux)
	return h
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) }, schemas...)
}

func (h *house) as(t *testing.T, a *access.Actor) context.Context {
	return clock.With(access.With(t.Context(), a), clock.Fixed(h.at))
}

func (h *house) news(t *testing.T, n News) {
	t.Helper()
	ctx := h.as(t, access.System)
	if err := h.d.Write(ctx, func(tx *db.Tx) error { return h.Record(ctx, tx, n) }); err != nil {
		t.Fatal(err)
	}
}

func (h *house) get(path string, head ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

func (h *house) post(path string, v url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

// link is the path of the link in the last e-mail.
func (h *house) link(t *testing.T) *url.URL {
	t.Helper()
	text := h.mails[len(h.mails)-1].Text
	i := strings.LastIndex(text, "https://food.example.cn/subscribe/")
	u, err := url.Parse(strings.Fields(text[i:])[0])
	if i < 0 || err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return u
}

func pepper() News {
	return News{ID: "0197", Kind: Results, Title: "抽检不合格：花椒粉（二氧化硫残留量）", Food: "花椒粉", Category: "03", Region: "620102001", Operator: "b1", Maker: "b2", Conclusion: "fail", Summary: "0.42 g/kg，标准值 ≤0.15 g/kg"}
}

func TestASubscriptionBeginsWhenConfirmedAndEndsByOneClick(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		form := url.Values{"way": {"mail"}, "address": {"wang@example.cn"}, "region": {"6201"}, "conclusion": {"fail"}}
		for range 2 { // asked again, the same
			if w := h.post("/subscribe", form); w.Code != 200 || !strings.Contains(w.Body.String(), "确认链接") {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		var n int
		var kept string
		if err := h.d.Row(t.Context(), `SELECT count(*), max(address) FROM subscription`).Scan(&n, &kept); err != nil || n != 1 || strings.Contains(kept, "wang") {
			t.Fatalf("%d, %s: %v", n, kept, err)
		}
		u := h.link(t)
		if w := h.get(u.Path + "?" + u.RawQuery); w.Code != 200 || !strings.Contains(w.Body.String(), "等待您确认") {
			t.Fatalf("%d", w.Code)
		}
		h.news(t, pepper())
		if sent, err := h.Digest(h.as(t, access.System)); err != nil || sent != 0 {
			t.Errorf("%d e-mails before it was confirmed: %v", sent, err)
		}
		if w := h.post(u.Path+"/confirm", url.Values{"token": {"wrong"}}); w.Code != 404 {
			t.Errorf("a wrong token: %d", w.Code)
		}
		if w := h.post(u.Path+"/confirm", url.Values{"token": {u.Query().Get("token")}}); w.Code != 200 || !strings.Contains(w.Body.String(), "订阅有效") {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		apple := pepper()
		apple.ID, apple.Food, apple.Title, apple.Region = "0198", "苹果", "抽检不合格：苹果", "621202"
		h.news(t, apple) // another prefecture
		h.news(t, pepper())
		sent, err := h.Digest(h.as(t, access.System))
		if err != nil || sent != 1 {
			t.Fatalf("%d e-mails: %v", sent, err)
		}
		m := h.mails[len(h.mails)-1]
		if m.To != "wang@example.cn" || !strings.Contains(m.Subject, "花椒粉") || !strings.Contains(m.Text, "https://food.example.cn/result/0197") || strings.Contains(m.Text, "苹果") {
			t.Errorf("%+v", m)
		}
		gone := pepper()
		gone.Withdrawn, gone.Why = true, "复检合格"
		h.news(t, gone)
		if sent, err := h.Digest(h.as(t, access.System)); err != nil || sent != 0 {
			t.Errorf("a second e-mail within the hour: %v", err)
		}
		h.at = h.at.Add(2 * time.Hour)
		if sent, err := h.Digest(h.as(t, access.System)); err != nil || sent != 1 || !strings.Contains(h.mails[len(h.mails)-1].Text, "复检合格") {
			t.Errorf("%d: %v", sent, err)
		}
		one, err := url.Parse(m.Unsubscribe)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if w := h.post(one.Path+"?"+one.RawQuery, url.Values{"List-Unsubscribe": {"One-Click"}}); w.Code != 200 || !strings.Contains(w.Body.String(), "已退订") {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		if err := h.d.Row(t.Context(), `SELECT count(*) FROM subscription WHERE address <> '' OR blind <> ''`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d addresses kept: %v", n, err)
		}
	})
}

func TestAWebhookIsCalledForWhatFits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := h.post("/subscribe", url.Values{"way": {"hook"}, "address": {"https://hook.example.cn/x"}, "food": {" 花椒  粉 "}, "business": {"b1"}, "conclusion": {""}})
		if w.Code != 200 || !strings.Contains(w.Body.String(), "whsec_x") || len(h.events) != 1 || h.events[0].Type != "subscription.confirm" {
			t.Fatalf("%d %+v", w.Code, h.events)
		}
		link, err := url.Parse(h.events[0].Data.(map[string]string)["confirm"])
		if err != nil {
			t.Fatal(err)
		}
		h.post(link.Path+"/confirm", url.Values{"token": {link.Query().Get("token")}})
		h.news(t, pepper())
		other := pepper()
		other.ID, other.Operator = "0198", ""
		h.news(t, other)
		gone := News{ID: "0197", Withdrawn: true, Why: "复检合格"}
		h.news(t, gone)
		if len(h.events) != 3 || h.events[1].Type != "result.published" || h.events[2].Type != "result.withdrawn" {
			t.Fatalf("%+v", h.events)
		}
		b, err := json.Marshal(h.events[2].Data)
		if err != nil || strings.Contains(string(b), "花椒") || !strings.Contains(string(b), "复检合格") {
			t.Errorf("%s %v", b, err)
		}
		h.post(link.Path+"/end", url.Values{"token": {link.Query().Get("token")}})
		if len(h.ended) != 1 {
			t.Error("the webhook was not ended")
		}
	})
}

func TestWhatIsTypedWronglyIsSaidAndNothingLost(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, c := range []struct {
			form url.Values
			has  string
		}{
			{url.Values{"way": {"mail"}, "address": {"wang"}}, "请写完整的邮箱地址"},
			{url.Values{"way": {"pigeon"}, "address": {"wang@example.cn"}}, "请选电子邮件或推送"},
			{url.Values{"way": {"mail"}, "address": {"wang@example.cn"}, "region": {"999999"}}, "没有这个地区"},
			{url.Values{"way": {"mail"}, "address": {"wang@example.cn"}, "business": {"none"}}, "没有这家企业"},
		} {
			if w := h.post("/subscribe", c.form); w.Code != 422 || !strings.Contains(w.Body.String()+c.has, c.has) || !strings.Contains(w.Body.String(), "wang") {
				t.Errorf("%v: %d", c.form, w.Code)
			}
		}
		for path, has := range map[string]string{"/subscribe": "不留地址也能订阅", "/subscribe?business=b1": "演示厂", "/subscribe?region=620102&category=03": "/feed/results.atom?category=03"} {
			w := h.get(path)
			if w.Code != 200 || !strings.Contains(w.Body.String(), has) {
				t.Errorf("%s: %d lacks %s", path, w.Code, has)
			}
			for _, f := range pagetest.Inspect(w.Body.Bytes(), "zh") {
				t.Errorf("%s: %s", path, f)
			}
		}
		if w := h.get("/subscribe/none?token=x"); w.Code != 404 {
			t.Errorf("a wrong link: %d", w.Code)
		}
	})
}

func TestUnconfirmedAddressesAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if _, err := h.Ask(h.as(t, access.Nobody), notify.ByMail, "li@example.cn", "en", Filter{}); err != nil || !strings.Contains(h.mails[0].Subject, "confirm") {
			t.Fatalf("%+v %v", h.mails, err)
		}
		h.at = h.at.Add(8 * 24 * time.Hour)
		if err := h.Tidy(h.as(t, access.System)); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := h.d.Row(t.Context(), `SELECT count(*) FROM subscription WHERE address <> ''`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d kept: %v", n, err)
		}
	})
}

type feed struct {
	ID      string `xml:"id"`
	Updated string `xml:"updated"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Summary string `xml:"summary"`
	} `xml:"entry"`
}

func TestFeedsKeepTheirIdsAndTellOfWithdrawals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		read := func(path string) (f feed) {
			w := h.get(path)
			if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil || w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
				t.Fatalf("%s: %d %v\n%s", path, w.Code, err, w.Body)
			}
			return f
		}
		if f := read("/feed/results.atom"); len(f.Entries) != 0 || f.Updated == "" {
			t.Errorf("%+v", f)
		}
		h.news(t, pepper())
		for path, want := range map[string]int{"/feed/results.atom": 1, "/feed/results.atom?region=620102&category=03&food=%E8%8A%B1%E6%A4%92&business=b2&conclusion=fail": 1, "/feed/results.atom?region=6201": 1,
			"/feed/results.atom?region=6212": 0, "/feed/results.atom?food=%E8%8B%B9%E6%9E%9C": 0, "/feed/results.atom?business=b3": 0, "/feed/results.atom?conclusion=pass": 0, "/feed/warnings.atom": 0} {
			if f := read(path); len(f.Entries) != want {
				t.Errorf("%s: %d entries, want %d", path, len(f.Entries), want)
			}
		}
		if w := h.get("/feed/results.atom?region=1"); w.Code != 422 {
			t.Errorf("a wrong region: %d", w.Code)
		}
		before := read("/feed/results.atom")
		w := h.get("/feed/results.atom")
		if again := h.get("/feed/results.atom", "If-None-Match", w.Header().Get("Etag")); again.Code != 304 {
			t.Errorf("by tag: %d", again.Code)
		}
		if again := h.get("/feed/results.atom", "If-Modified-Since", w.Header().Get("Last-Modified")); again.Code != 304 {
			t.Errorf("by time: %d", again.Code)
		}
		h.at = h.at.Add(time.Hour)
		h.news(t, News{ID: "0197", Withdrawn: true, Why: "复检合格", WhyEn: "passed the retest"})
		after := read("/feed/results.atom?region=620102&category=03")
		e := after.Entries[0]
		if e.ID != before.Entries[0].ID || e.Updated <= before.Entries[0].Updated || !strings.Contains(e.Title, "已撤回") || !strings.Contains(e.Summary, "复检合格") || strings.Contains(e.Summary, "0.42") {
			t.Errorf("%+v", e)
		}
		if again := h.get("/feed/results.atom", "If-Modified-Since", w.Header().Get("Last-Modified")); again.Code != 200 {
			t.Errorf("changed, but %d", again.Code)
		}
	})
}

func official(id string, rights ...access.Right) *access.Actor {
	return &access.Actor{ID: id, Name: id, Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{access.Region("620102")}, Rights: append(rights, "warning.view"), Lang: "zh"}
}

var (
	writer  = official("writer", "warning.edit", "warning.check", "warning.publish")
	checker = official("checker", "warning.check", "warning.publish", "warning.withdraw")
	third   = official("third", "warning.withdraw")
)

func TestFlowsAreSound(t *testing.T) { flowtest.Prove(t, &Flows()[0]) }

// 食品安全法 第一百一十八条: risk is warned of by who may, and nobody alone.
func TestArticle118AWarningTakesTwoHandsAndIsWithdrawnVisibly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := &Warning{Title: "慎食野生菌", Text: "误食风险上升", Advice: "不采不食", Issuer: "演示局", Category: "15"}
		w.Region = "620102"
		if err := h.Warnings.Create(h.as(t, writer), w); err != nil {
			t.Fatal(err)
		}
		do := func(a *access.Actor, action string) error {
			return h.d.Write(h.as(t, a), func(tx *db.Tx) error {
				_, err := h.flow.Do(h.as(t, a), tx, KindWarning, w.ID, action, flow.Input{Reason: "季节已过"})
				return err
			})
		}
		w.Text = "误食风险上升，已有病例"
		if err := h.Warnings.Update(h.as(t, writer), w); err != nil {
			t.Fatal(err)
		}
		draft := &Warning{Title: "草稿", Text: "x", Advice: "y", Issuer: "演示局"}
		draft.Region = "620102"
		if err := h.Warnings.Create(h.as(t, writer), draft); err != nil {
			t.Fatal(err)
		}
		if err := h.Warnings.Cancel(h.as(t, writer), draft.ID, draft.Version, "不发了"); err != nil {
			t.Fatal(err)
		}
		if do(writer, ActCancel) == nil {
			t.Error("the run ended without its record")
		}
		if do(writer, ActCheck) == nil || do(checker, ActPublish) == nil {
			t.Error("one hand was enough")
		}
		if err := do(checker, ActCheck); err != nil {
			t.Fatal(err)
		}
		w.Title = "改过"
		if err := h.Warnings.Update(h.as(t, writer), w); err == nil {
			t.Error("a checked warning was changed")
		}
		if _, err := h.PublicWarning(t.Context(), w.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("seen before it was published: %v", err)
		}
		if do(writer, ActPublish) == nil {
			t.Error("its writer published it")
		}
		if err := do(checker, ActPublish); err != nil {
			t.Fatal(err)
		}
		if p := h.get("/warning/" + w.ID); p.Code != 200 || !strings.Contains(p.Body.String(), "不采不食") {
			t.Errorf("%d", p.Code)
		}
		if p := h.get("/feed/warnings.atom"); !strings.Contains(p.Body.String(), "慎食野生菌") {
			t.Errorf("%s", p.Body)
		}
		if now, err := h.Warnings.Get(h.as(t, writer), w.ID); err != nil || h.Warnings.Cancel(h.as(t, writer), w.ID, now.Version, "x") == nil {
			t.Errorf("what was published was cancelled: %v", err)
		}
		if do(checker, ActWithdraw) == nil {
			t.Error("its publisher withdrew it")
		}
		if err := do(third, ActWithdraw); err != nil {
			t.Fatal(err)
		}
		if p := h.get("/warning/" + w.ID); p.Code != 200 || !strings.Contains(p.Body.String(), "季节已过") || strings.Contains(p.Body.String(), "不采不食") {
			t.Errorf("%d %s", p.Code, p.Body)
		}
		if p := h.get("/warning"); p.Code != 200 || !strings.Contains(p.Body.String(), "已撤回") {
			t.Errorf("%d", p.Code)
		}
		if p := h.get("/feed/warnings.atom"); !strings.Contains(p.Body.String(), "季节已过") {
			t.Errorf("%s", p.Body)
		}
	})
}
