package portal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func (s *Service) result(c *web.Ctx) error {
	r, err := s.Results.Result(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	p, err := s.proof(c.Context(), r)
	if err != nil {
		return err
	}
	v := s.resultView(c.Lang(), r, p)
	documents, err := s.issued(c, r.ID)
	if err != nil {
		return err
	}
	if body, ok := v.Data.([]any); ok {
		v.Data = append(body, documents...)
	}
	return s.pages.Render(c, "kit.stack", v)
}

func (s *Service) resultView(lang string, r *Result, proof page.Proof) page.View {
	panel := page.Panel{Title: "存证", Note: page.Word("不登录即可核验"), Body: []any{proof}}
	if r.Withdrawn {
		v := view("抽检结果已撤回", "", []any{page.Verdict{Tone: page.Late, Text: "这项公示已于 {1} 撤回", Args: []any{day(r.Changed)}, Note: "{1}", With: []any{r.why(lang)}},
			panel})
		v.Crumbs = append(v.Crumbs, page.Link{Label: "不合格食品", Href: "/failing"})
		return v
	}
	facts := page.Detail{Facts: []page.Fact{
		{Label: "食品", Value: r.Food}, {Label: "食品类别", Value: category(r.Category, lang)}, {Label: "商标", Value: dash(r.Brand)}, {Label: "规格", Value: dash(r.Spec)},
		{Label: "生产日期", Value: dash(r.Made)}, {Label: "批号", Value: dash(r.Batch)},
		link("标称生产者", r.MakerName, r.Maker), {Label: "生产者地址", Value: dash(r.MakerAddress)}, link("被抽样单位", r.OperatorName, r.Operator), {Label: "被抽样单位地址", Value: dash(r.OperatorAddress)},
		{Label: "抽样地区", Value: s.where(r.Region, lang)}, {Label: "抽样日期", Value: dash(r.Day)}, {Label: "抽检类型", Value: kindOf(r.Purpose)}, {Label: "公示时间", Value: day(r.Changed)}}}
	body := []any{verdict(r), page.Grid{Kind: "two", Cells: [][]any{{page.Panel{Title: "样品", Body: []any{facts}}, s.items(r)}, {panel, law()}}}}
	v := view(r.Food, "", body)
	v.Own, v.Mark = true, conclusion(r)
	v.Crumbs = append(v.Crumbs, page.Link{Label: "不合格食品", Href: "/failing"})
	return v
}

// why says why it was withdrawn, in the reader's language where the reason was given in it.
func (r *Result) why(lang string) any {
	switch {
	case r.Why == "":
		return page.Word("撤回后不再提供原内容；日志里的公示和撤回两条都在，任何人可以核验")
	case lang == "en" && r.WhyEn != "":
		return page.Say("撤回理由：{1}", r.WhyEn)
	}
	return page.Say("撤回理由：{1}", r.Why)
}

func link(name, value, id string) page.Fact {
	f := page.Fact{Label: name, Value: dash(value)}
	if id != "" && value != "" {
		f.Href = "/business/" + id
	}
	return f
}

func day(instant string) string {
	if len(instant) < 10 {
		return instant
	}
	return instant[:10]
}

func verdict(r *Result) page.Verdict {
	switch r.Conclusion {
	case "fail":
		return page.Verdict{Tone: page.Late, Text: "这批食品抽检不合格", Note: "结论只对这一批样品，不对同一企业的其他产品"}
	case "pass":
		return page.Verdict{Tone: page.OK, Text: "这批食品抽检合格", Note: "结论只对这一批样品和所检项目"}
	}
	return page.Verdict{Text: "这批食品未作判定", Note: "所检项目没有可比的限量，或结果无法判读"}
}

// items are what was found against what may be there.
func (s *Service) items(r *Result) page.Panel {
	t := page.Table{Caption: "不合格项目", Columns: []page.Column{{Label: "项目", Card: "head"}, {Label: "检验结果"}, {Label: "标准值"}}, Empty: &page.Empty{Title: "没有不合格项目", Text: "依法只公布不合格项目的数值"}}
	for _, x := range r.Failing {
		t.Rows = append(t.Rows, page.Row{Bad: true, Cells: page.Cells(x.Item, x.Result, x.Limit)})
	}
	return page.Panel{Title: "不合格项目", Flush: true, Body: []any{t}}
}

func law() page.Panel {
	return page.Panel{Title: "为什么公开这些", Body: []any{page.Detail{One: true, Facts: []page.Fact{
		{Label: "依据", Value: page.Word("食品安全抽样检验管理办法第四十六条：公布样品名称、规格、商标、生产日期或批号、不合格项目，标称生产者和被抽样单位的名称、地址")},
		{Label: "异议", Value: page.Word("生产经营者对结论有异议的，依法申请复检；复检改变结论的，公示撤回并注明")}}}}}
}

// proof ties what the page shows to the log: the publication the log has must say the same as the page.
func (s *Service) proof(ctx context.Context, r *Result) (page.Proof, error) {
	p, err := s.log.Prove(ctx, r.ID)
	if fault.Is(err, fault.KindMissing) {
		return page.Proof{OK: true, State: "待封存", Index: -1}, nil
	}
	if err != nil {
		return page.Proof{}, err
	}
	out := page.Proof{OK: r.agrees(p), Index: p.Index, Verify: address("/verify", "id", r.ID), File: "/proof/" + r.ID}
	if p.Withdrawn != "" {
		out.State = "已撤回"
	} else {
		sum := sha256.Sum256([]byte(p.Public))
		out.Digest = hex.EncodeToString(sum[:])
	}
	out.Size, out.Root = s.root(ctx)
	return out, nil
}

// agrees reports that the publication in the log says what the page shows.
func (r *Result) agrees(p *journal.Proof) bool {
	var logged struct {
		ID         string  `json:"id"`
		Food       string  `json:"food"`
		Spec       string  `json:"spec"`
		Brand      string  `json:"brand"`
		Made       string  `json:"made"`
		Batch      string  `json:"batch"`
		Conclusion string  `json:"conclusion"`
		Failing    []*Item `json:"failing"`
		Maker      string  `json:"maker_name"`
		MakerAt    string  `json:"maker_address"`
		Sampled    string  `json:"operator_name"`
		SampledAt  string  `json:"operator_address"`
	}
	if json.Unmarshal([]byte(p.Public), &logged) != nil {
		return false
	}
	same := slices.EqualFunc(logged.Failing, r.Failing, func(a *Item, b Item) bool { return a != nil && *a == b })
	return same && [...]string{logged.ID, logged.Food, logged.Spec, logged.Brand, logged.Made, logged.Batch, logged.Conclusion, logged.Maker, logged.MakerAt, logged.Sampled, logged.SampledAt} ==
		[...]string{r.ID, r.Food, r.Spec, r.Brand, r.Made, r.Batch, r.Conclusion, r.MakerName, r.MakerAddress, r.OperatorName, r.OperatorAddress}
}

// root reads size and root out of the newest checkpoint.
func (s *Service) root(ctx context.Context) (int64, string) {
	b, err := s.log.Checkpoint(ctx)
	lines := strings.SplitN(string(b), "\n", 4)
	if err != nil || len(lines) < 4 {
		return 0, ""
	}
	size, _ := strconv.ParseInt(lines[1], 10, 64)
	return size, lines[2]
}
