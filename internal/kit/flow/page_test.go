package flow_test

import (
	"strings"
	"testing"

	"shian/internal/kit/flow"
	"shian/internal/kit/page"
)

func TestTheTodoPageDraws(t *testing.T) {
	pages := page.New(page.Config{})
	pages.Add(flow.Files)
	full := flow.Samples()["flow.todo full"]
	full.Counts.Do, full.After = 10_001, "y"
	full.Page.Items[0].Title = "花椒粉<b>"
	full.Flows = []*flow.Flow{{Name: "a", Label: "核查处置"}}
	english := full
	english.En = true
	for name, c := range map[string]struct {
		lang string
		d    flow.TodoData
		want []string
	}{
		"full": {"zh", full, []string{"10,000&#43;", `class="lamp late"`, "逾期 2 日", "第45条", "花椒粉&lt;b&gt;", "送来：马骏", "下一页", "回到第一页", `name="item"`,
			"2026-07-29", "日历未公布", "无期限", "（待核）"}},
		"empty":   {"zh", flow.Samples()["flow.todo empty"], []string{"没有事项", `href="/desk/todo?list=told"`}},
		"English": {"en", english, []string{"2 days overdue", "art. 45", "First page", "(to be verified)", "holidays not yet published"}},
	} {
		var b strings.Builder
		if err := pages.Draw(&b, page.Request{Lang: c.lang, Context: t.Context()}, "flow.todo", page.View{Title: "待办中心", Data: c.d}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, w := range c.want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s: the page lacks %s", name, w)
			}
		}
	}
}
