package paper_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/paper"
	"shian/internal/kit/paper/papertest"
)

func pagesOf(t *testing.T, c paper.Content) []papertest.Page {
	t.Helper()
	p := paper.New(nil, paper.Config{})
	b, err := p.Print(clock.With(t.Context(), clock.Fixed(today)), c, "示例〔2026〕7号", "https://shian.example.cn/paper/x")
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Print(clock.With(t.Context(), clock.Fixed(today)), c, "示例〔2026〕7号", "https://shian.example.cn/paper/x")
	if err != nil || string(again) != string(b) {
		t.Errorf("%v: the same content gives other bytes", err)
	}
	all, err := papertest.Pages(b)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// inside gives what stands between head and foot of a page, in order.
func inside(p papertest.Page) []string {
	var out []string
	for _, r := range p.Runs {
		if r.Y > 60 && r.Y < p.Height-55 && !r.Slanted {
			out = append(out, r.Text)
		}
	}
	return out
}

func TestEveryCharacterOfATableOverPagesIsThereAndItsHeadOnEach(t *testing.T) {
	table := paper.Table{Caption: "检验结果一览", Columns: []paper.Column{{Label: "序号", Weight: 0.5, Align: paper.Center}, {Label: "项目", Weight: 2}, {Label: "结果", Align: paper.Right}, {Label: "说明", Weight: 3}}}
	want := "检验报告检验结果一览序号项目结果说明"
	for i := range 120 {
		row := []string{fmt.Sprint(i + 1), fmt.Sprintf("示例项目%d", i), fmt.Sprintf("0.%03d mg/kg", i), strings.Repeat("按 GB 2763-2021 判定，", i%5+1)}
		table.Rows = append(table.Rows, row)
		want += strings.Join(row, "")
	}
	table.Rows = append(table.Rows, []string{"121", strings.Repeat("比一页还高的一格。", 900), "", "末"}) // cut between lines
	c := paper.Report{Office: "示例中心", Title: "检验报告", Table: table, Day: "2026-07-31"}.Content()
	c.Blocks = append([]paper.Block{}, c.Blocks[1:]...) // without facts
	pages := pagesOf(t, c)
	got, cut := "", 0
	for i, p := range pages {
		body := inside(p)
		if head := slices.Index(body, "序号"); head >= 0 && i > 0 {
			if !slices.Equal(body[head:head+4], []string{"序号", "项目", "结果", "说明"}) || head != 0 {
				t.Errorf("page %d begins %v", i+1, body[:min(6, len(body))])
			}
			body = body[4:]
		}
		got += strings.Join(body, "")
		if foot := fmt.Sprintf("%d / %d", i+1, len(pages)); !slices.ContainsFunc(p.Runs, func(r papertest.Run) bool { return r.Text == foot }) {
			t.Errorf("page %d does not say %s", i+1, foot)
		}
		for _, r := range p.Runs {
			if r.X < 0 || r.X > p.Width || r.Y < 0 || r.Y > p.Height {
				t.Errorf("page %d: %q stands off the page at %.0f, %.0f", i+1, r.Text, r.X, r.Y)
			}
		}
		cut += strings.Count(strings.Join(body, ""), "比一页还高的一格。")
	}
	got = solid(got)
	if !strings.HasPrefix(got, solid(want)) {
		n := 0
		for n < len(got) && n < len(solid(want)) && got[n] == solid(want)[n] {
			n++
		}
		t.Errorf("the text parts from what was meant at …%q", got[max(0, n-40):min(len(got), n+60)])
	}
	rest := strings.TrimPrefix(got, solid(want))
	if n := strings.Count(rest, "比"); n != 900 || strings.Count(rest, "格") != 900 || !strings.Contains(rest, "末") {
		t.Errorf("of the cell that is higher than a page %d sentences are there, want 900", n)
	}
}

func TestAFormIsPrintedInCopiesWithPagesOfTheirOwn(t *testing.T) {
	c := paper.Form{Office: "示例局", Title: "示例单", Copies: []string{"第一联 存根", "第二联 被抽样单位", "第三联 承检机构"},
		Parts:      []paper.Part{{Title: "一、样品", Facts: paper.Facts{{Label: "名称", Value: "甲"}, {Label: "数量", Value: "2 kg"}, {Label: "地址", Value: "某路 1 号", Wide: true}}}},
		Notes:      []string{"签名前请核对。"},
		Signatures: paper.Signatures{{Role: "抽样人", Name: "张三", Day: "2026-07-31"}, {Role: "被抽样单位", Name: ""}}}.Content()
	pages := pagesOf(t, c)
	if len(pages) != 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, p := range pages {
		var all []string
		for _, r := range p.Runs {
			all = append(all, r.Text)
		}
		want := []string{"示例单", "一、样品", "名称", "甲", "数量", "2 kg", "地址", "某路 1 号", "抽样人", "张三", "2026年7月31日", "被抽样单位", "年　　月　　日", "说明", "1. 签名前请核对。",
			"扫码核验真伪和现行状态：", "https://shian.example.cn/paper/x", "示例局", "示例〔2026〕7号", c.Copies[i], "1 / 1", all[len(all)-1]}
		if !slices.Equal(all, want) {
			t.Errorf("copy %d:\n%q\n%q", i+1, all, want)
		}
		if !strings.HasPrefix(all[len(all)-1], "内容 SHA-256：") || len(all[len(all)-1]) < 64 {
			t.Errorf("the foot says %q", all[len(all)-1])
		}
	}
}

func TestANoticeSaysWhoWhatWhyAndHowToObject(t *testing.T) {
	c := paper.Notice{Office: "示例局", Title: "责令改正通知书", To: "示例商店", Body: []string{"经查，你单位存在下列问题。"}, Duties: []string{"立即停止销售；", "五日内书面报告。"},
		Basis: "以上依据示例法第一条。", Remedy: "不服的，可以在六十日内申请行政复议。", Contact: "张三 12345", Day: "2026-07-31", Receipt: true}.Content()
	got := strings.Join(inside(pagesOf(t, c)[0]), "\n")
	want := "责令改正通知书\n示例商店：\n经查，你单位存在下列问题。\n一、立即停止销售；\n二、五日内书面报告。\n以上依据示例法第一条。\n不服的，可以在六十日内申请行政复议。\n联系方式：张三 12345\n送达回证\n" +
		"受送达人（签名或盖章）\n年　　月　　日\n送达人（两名）\n年　　月　　日\n见证人（拒收时）\n年　　月　　日\n扫码核验真伪和现行状态：\nhttps://shian.example.cn/paper/x\n示例局\n2026年7月31日\n（印章）"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestLinesFillTheWidth(t *testing.T) {
	c := paper.Content{Office: "示例局", Title: "示例", Blocks: []paper.Block{paper.Paragraph{Text: strings.Repeat("食品安全监督抽检结果，依法公示。", 40), Flush: true}}}
	p := pagesOf(t, c)[0]
	left := math.Inf(1)
	for _, r := range p.Runs {
		if r.Size == 12 {
			left = min(left, r.X)
			if strings.ContainsAny(string([]rune(r.Text)[0]), "，。、；：？！）》") {
				t.Errorf("line begins with %q", r.Text)
			}
		}
	}
	if right := p.Width - left; right-left < 455 {
		t.Errorf("text is set %.0f points wide", right-left)
	}
}

func TestLabelsStandTwelveToAPageAndLoseNothing(t *testing.T) {
	p := paper.New(nil, paper.Config{})
	ctx := clock.With(t.Context(), clock.Fixed(today))
	var all []paper.Label
	for i := range 13 {
		all = append(all, paper.Label{Code: fmt.Sprintf("S%04d", i), Title: fmt.Sprintf("S%04d", i), Lines: []string{"样品：示例", "被抽样单位：一个名称非常非常长以至于要占好几行的示例食品经营有限责任公司兰州分公司", "备用样品"}})
	}
	b, err := p.Labels(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := papertest.Pages(b)
	if err != nil || len(pages) != 2 {
		t.Fatalf("%v: %d pages", err, len(pages))
	}
	if got := solid(read(t, b)); strings.Count(got, "兰州分公司备用样品") != 13 {
		t.Errorf("a label lost words: %s", got)
	}
	_, err = p.Labels(ctx, []paper.Label{{Code: "S1", Title: "S1", Lines: []string{strings.Repeat("放不下", 300)}}})
	if !fault.Is(err, fault.KindRefused) {
		t.Errorf("what does not fit on a label: %v", err)
	}
}

func TestAFontThatCannotBeUsedIsNamed(t *testing.T) {
	path := t.TempDir() + "/broken.ttf"
	if err := os.WriteFile(path, []byte("\x00\x01\x00\x00broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{path, path + "-missing"} {
		_, err := paper.New(nil, paper.Config{Fonts: []string{at}}).Preview(clock.With(t.Context(), clock.Fixed(today)), letter("示例"))
		if f := fault.Of(err); f == nil || !strings.Contains(f.Zh, at) {
			t.Errorf("%s: %v", at, err)
		}
	}
}

func TestARecordMayBringItsOwnNumber(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		dr := draft("示例")
		dr.Number = "GC26620102001"
		a, b := issue(t, d, p, dr, today), issue(t, d, p, draft("示例"), today)
		if a.Number != dr.Number || a.Serial != 0 || b.Serial != 1 {
			t.Errorf("%+v %+v", a, b)
		}
	})
}
