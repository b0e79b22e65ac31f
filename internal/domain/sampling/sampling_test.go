package sampling_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"shian/engine/limit"
	"shian/internal/domain/operator"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/flow/flowtest"
	"shian/internal/kit/form"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/record"
	"shian/internal/kit/timeline"
)

func TestTheLifecycleIsSoundAndDrawn(t *testing.T) {
	for _, f := range sampling.Flows() {
		flowtest.Prove(t, &f)
	}
}

// 食品安全法 第二十六条: what was made is judged by the standard of its day, and what follows is set by the platform.
func TestResultsAreJudgedByThePlatform(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := sample("SC1", "0.6mg/kg")
		r.State, r.Conclusion, r.Stream = sampling.Published, sampling.Pass, sampling.Food
		r.Items = append(r.Items, sampling.Item{Name: "毒死蜱", Result: "0.01mg/kg"}, sampling.Item{Name: "未知项目", Result: "1mg/kg"})
		h.create(t, sampler, r)
		got := h.get(t, r.ID)
		if got.State != sampling.Drafted || got.Conclusion != sampling.Fail || got.Stream != sampling.Farm || got.Category != "F0201" || got.Failing != "腐霉利" {
			t.Errorf("%+v", got)
		}
		looked := got.Items[1]
		if looked.Verdict != limit.Pass || looked.Applied == "" || looked.Standard == "" || !strings.HasPrefix(looked.Basis, "GB 2763-2021") {
			t.Errorf("looked up: %+v", looked)
		}
		if none := got.Items[2]; none.Verdict != limit.NoLimit || none.ReasonZh == "" || none.ReasonEn == none.ReasonZh {
			t.Errorf("no limit: %+v", none)
		}
		// A change is judged anew.
		got.Items[0].Result = "0.4mg/kg"
		if err := h.Results.Update(as(t, sampler), got); err != nil {
			t.Fatal(err)
		}
		if got = h.get(t, r.ID); got.Conclusion != sampling.Pass || got.Failing != "" {
			t.Errorf("after the change: %s %s", got.Conclusion, got.Failing)
		}
	})
}

func TestWhatFollowsIsRefusedWhenTyped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d, err := h.Results.Draft(as(t, sampler))
		if err != nil {
			t.Fatal(err)
		}
		err = d.ReadJSON([]byte(`{"number":"SC2","food":"韭菜","purpose":"supervision","sampled":"2026-05-10","region":"620102","conclusion":"pass","state":"published",
			"items":[{"item":"腐霉利","limit_text":"≤0.5mg/kg","result_text":"0.6mg/kg","verdict":"pass"}]}`))
		var e *fault.Error
		if !errors.As(err, &e) || len(e.Fields) != 2 {
			t.Fatalf("typed conclusion and state: %v", err)
		}
		for _, x := range form.Bind(&sampling.Result{}).All() {
			if x.Derives && !x.ReadOnly {
				t.Errorf("%s can be typed into", x.Name)
			}
		}
	})
}

func TestConclusions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for number, c := range map[string]struct {
			items    []sampling.Item
			declared sampling.Conclusion
			want     sampling.Conclusion
			disputed bool
		}{
			"C1": {[]sampling.Item{{Name: "铅", Limit: "≤0.5mg/kg", Result: "0.1mg/kg"}}, "", sampling.Pass, false},
			"C2": {[]sampling.Item{{Name: "铅", Limit: "≤0.5mg/kg", Result: "0.1mg/kg"}, {Name: "镉", Limit: "≤0.1mg/kg", Result: "0.2mg/kg"}}, "", sampling.Fail, false},
			"C3": {[]sampling.Item{{Name: "铅", Limit: "≤0.5mg/kg", Result: "0.1mg/kg"}, {Name: "镉", Limit: "≤0.1mg/kg", Result: "82/8"}}, "", sampling.Unjudged, false},
			"C4": {[]sampling.Item{{Name: "钠", Limit: "暂无标准值", Result: "0.1mg/kg"}}, "", sampling.Unjudged, false},
			"C5": {[]sampling.Item{{Name: "铅", Limit: "≤0.5mg/kg", Result: "0.1mg/kg"}}, sampling.Fail, sampling.Unjudged, true},
			"C6": {[]sampling.Item{{Name: "铅", Limit: "≤0.5mg/kg", Result: "0.6mg/kg"}}, sampling.Pass, sampling.Unjudged, true},
			"C7": {[]sampling.Item{{Name: "铅", Limit: "≤0.5mg/kg", Result: "0.6mg/kg"}}, sampling.Fail, sampling.Fail, false},
		} {
			r := sample(number, "0.1mg/kg")
			r.Items, r.Declared = c.items, c.declared
			h.create(t, sampler, r)
			if got := h.get(t, r.ID); got.Conclusion != c.want || got.Disputed != c.disputed {
				t.Errorf("%s: %s %v, want %s %v", number, got.Conclusion, got.Disputed, c.want, c.disputed)
			}
			if !c.disputed {
				continue
			}
			h.must(t, checker, r.ID, sampling.ActCheck)
			if err := h.do(t, publisher, r.ID, sampling.ActPublish); !fault.Is(err, fault.KindRefused) {
				t.Errorf("%s was published although the report and the figures disagree: %v", number, err)
			}
		}
	})
}

// 食品安全抽样检验管理办法 第二十六条, 第四十六条: whoever records does not check, whoever checks does not publish.
func TestArticle26And46ThreeHands(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		refused := func(a *access.Actor, id, action string) {
			t.Helper()
			if err := h.do(t, a, id, action); !fault.Is(err, fault.KindRefused) {
				t.Errorf("%s by %s: %v", action, a.ID, err)
			}
		}
		mine := h.create(t, everything, sample("H1", "0.6mg/kg"))
		refused(everything, mine.ID, sampling.ActCheck)
		refused(checker, mine.ID, sampling.ActPublish)
		h.must(t, checker, mine.ID, sampling.ActCheck)
		refused(everything, mine.ID, sampling.ActPublish) // recorded it
		both := *checker
		both.Rights = everyRight
		refused(&both, mine.ID, sampling.ActPublish) // checked it
		h.must(t, publisher, mine.ID, sampling.ActPublish)
		refused(publisher, mine.ID, sampling.ActWithdraw)
		h.must(t, another, mine.ID, sampling.ActWithdraw)

		acting := *checker // acts for whoever recorded it
		acting.ActsFor = []string{"sampler"}
		r := h.create(t, sampler, sample("H2", "0.6mg/kg"))
		refused(&acting, r.ID, sampling.ActCheck)

		// Whoever changed it does not check it either.
		got := h.get(t, r.ID)
		got.Brand = "改过"
		if err := h.Results.Update(as(t, &both), got); err != nil {
			t.Fatal(err)
		}
		refused(&both, r.ID, sampling.ActCheck)
		if err := h.do(t, elsewhere, r.ID, sampling.ActCheck); !fault.Is(err, fault.KindMissing) {
			t.Errorf("another county: %v", err)
		}
	})
}

func TestOnlyDraftsAreChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.create(t, sampler, sample("E1", "0.6mg/kg"))
		h.must(t, checker, r.ID, sampling.ActCheck)
		got := h.get(t, r.ID)
		got.Brand = "晚了"
		if err := h.Results.Update(as(t, sampler), got); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a checked result was changed: %v", err)
		}
		if err := h.Results.Cancel(as(t, sampler), r.ID, got.Version, "晚了"); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a checked result was cancelled: %v", err)
		}
		h.must(t, checker, r.ID, sampling.ActReturn)
		got = h.get(t, r.ID)
		got.Brand = "改好"
		if err := h.Results.Update(as(t, sampler), got); err != nil {
			t.Fatal(err)
		}
		h.must(t, sampler, r.ID, sampling.ActResubmit)
		h.publish(t, r.ID)
		if got = h.get(t, r.ID); got.State != sampling.Published || got.Brand != "改好" {
			t.Errorf("%s %s", got.State, got.Brand)
		}
		// A draft that was cancelled is nobody's to do.
		gone := h.create(t, sampler, sample("E2", "0.6mg/kg"))
		if err := h.Results.Cancel(as(t, sampler), gone.ID, 1, "录错了"); err != nil {
			t.Fatal(err)
		}
		todo, err := h.flow.Todo(as(t, checker), checker, flow.TodoQuery{})
		if err != nil || len(todo.Items) != 0 {
			t.Errorf("to do after cancelling: %+v %v", todo.Items, err)
		}
	})
}

func TestWhatIsPublishedIsPublicProvedCountedAndTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		shop := &operator.Operator{Name: "示例超市", Trade: operator.Sale, Address: "示例路 1 号", Meta: record.Meta{Region: "620102"}}
		maker := &operator.Operator{Name: "示例合作社", Trade: operator.Farm, Address: "示例村", Meta: record.Meta{Region: "620402"}}
		for _, o := range []*operator.Operator{shop, maker} {
			if err := h.operators.Operators.Create(as(t, province), o); err != nil {
				t.Fatal(err)
			}
		}
		r := h.create(t, sampler, sample("P1", "0.6mg/kg"))
		if got := h.get(t, r.ID); got.Operator != shop.ID || got.Maker != maker.ID || got.MakerRegion != "620402" {
			t.Errorf("files: %q %q %q", got.Operator, got.Maker, got.MakerRegion)
		}
		if _, err := h.Results.Get(as(t, elsewhere), r.ID); err != nil {
			t.Errorf("the maker's county does not see it: %v", err)
		}
		if found, _ := h.Search(t.Context(), sampling.PublicQuery{}); len(found.Rows) != 0 {
			t.Error("public before it was published")
		}
		h.publish(t, r.ID)
		found, err := h.Search(t.Context(), sampling.PublicQuery{Region: "6201", Conclusion: "fail", Item: "腐霉利", Maker: "合作社", From: "2026-05-01", To: "2026-05-31", Business: maker.ID})
		if err != nil || len(found.Rows) != 1 || len(found.Rows[0].Failing) != 1 || found.Rows[0].Failing[0].Limit != "≤0.5mg/kg" {
			t.Fatalf("%+v %v", found, err)
		}
		j := newJournal(t, h)
		p, err := j.Prove(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		var public map[string]any
		if err := json.Unmarshal([]byte(p.Public), &public); err != nil {
			t.Fatal(err)
		}
		// 食品安全抽样检验管理办法 第四十六条, and nothing else.
		want := []string{"brand", "batch", "conclusion", "failing", "food", "id", "made", "maker_address", "maker_name", "operator_address", "operator_name", "spec"}
		if len(public) != len(want) {
			t.Errorf("public: %v", p.Public)
		}
		for _, name := range want {
			if _, ok := public[name]; !ok {
				t.Errorf("%s is not public", name)
			}
		}
		if n := h.sum(t, "6201"); n != 1 {
			t.Errorf("%d counted", n)
		}
		for _, o := range []*operator.Operator{shop, maker} {
			lines, err := timeline.Of(t.Context(), h.d, access.Nobody, o.ID, "", 10)
			if err != nil || len(lines) != 1 || lines[0].Tone != "late" {
				t.Errorf("timeline of %s: %+v %v", o.Name, lines, err)
			}
		}
		h.must(t, another, r.ID, sampling.ActWithdraw)
		if n := h.sum(t, "6201"); n != 0 {
			t.Errorf("%d counted after the withdrawal", n)
		}
		one, err := h.One(t.Context(), r.ID)
		if err != nil || one.State != sampling.Withdrawn || one.Food != "" {
			t.Errorf("%+v %v", one, err)
		}
		newJournal(t, h)
		if p, err = j.Prove(t.Context(), r.ID); err != nil || p.Withdrawn == "" || p.Public != "" {
			t.Errorf("the proof does not say that it was withdrawn: %+v %v", p, err)
		}
		hashers := record.Hashers(h.Kinds())
		hashers[flow.RunKind] = h.flow.Contents
		report, err := j.Verify(t.Context(), hashers, nil)
		if err != nil || !report.OK() {
			t.Errorf("verify: %+v %v", report, err)
		}
	})
}

func (h *house) sum(t testing.TB, region string) int64 {
	t.Helper()
	rows, err := measure.Sum(t.Context(), h.d, measure.Query{Measures: []string{sampling.MeasureBatch}, Region: region})
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	for _, r := range rows {
		n += r.N
	}
	return n
}

var logKey = sync.OnceValues(func() (journal.Key, error) { return journal.NewKey("test.example/log") })

func newJournal(t testing.TB, h *house) *journal.Journal {
	t.Helper()
	key, err := logKey()
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(h.d, key, nil)
	if _, err := j.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	return j
}
