package duty

import (
	"math"
	"strconv"
	"strings"

	"shian/data/policy"
	"shian/internal/kit/page"
)

// lamp says how a figure stands; nil: nothing feeds it.
func (f *Figure) lamp() page.Lamp {
	if f == nil {
		return page.Lamp{Text: "尚无数据", Line: true}
	}
	l := page.Lamp{Line: true}
	switch f.Kind {
	case Share:
		l.Tone, l.Text, l.Note, l.With = f.shareWords()
	case Volume:
		l.Tone, l.Text, l.Note, l.With = f.volumeWords()
	default:
		l.Text, l.Note = "只计数", "无硬性目标"
	}
	return l
}

func (f *Figure) shareWords() (tone page.Tone, text, note string, with []any) {
	switch {
	case f.Of <= 0:
		return page.Shut, "尚无样本", "", nil
	case f.Thin():
		return page.Near, "样本少", "不作结论", nil
	case f.Status == Missed:
		return page.Late, "未达", "差 {1} 个百分点", []any{decimal(f.Target-f.rate(), 2)}
	case f.Status == Close:
		return page.Near, "达标未稳", "区间含目标", nil
	case f.Status == None:
		return page.Shut, "只计数", "无硬性目标", nil
	}
	return page.OK, "达标", "", nil
}

func (f *Figure) volumeWords() (tone page.Tone, text, note string, with []any) {
	behind := []any{int64(math.Ceil(f.Pace)) - f.Of}
	switch {
	case f.Status == None:
		return page.Shut, "不能判断", "没有常住人口数，也没有计划", nil
	case float64(f.Of) >= f.Target:
		return page.OK, "已完成", "", nil
	case f.Pace >= f.Target && f.Status == Missed:
		return page.Late, "未完成", "差 {1} 批次", behind
	case f.Pace >= f.Target:
		return page.Near, "未完成", "差 {1} 批次", behind
	case f.Status == Missed:
		return page.Late, "慢于进度", "差 {1} 批次", behind
	case f.Status == Close:
		return page.Near, "略慢于进度", "差 {1} 批次", behind
	}
	return page.OK, "快于进度", "", nil
}

// rate is the share in percent.
func (t Tally) rate() float64 { return 100 * float64(t.Hits) / float64(t.Of) }

// now is the current value for a table: a rate with its interval, or an amount.
func (f *Figure) now(href string) any {
	if f.Kind == Share {
		return page.Rate{Hits: f.Hits, Of: f.Of, Digits: 2, Href: href}
	}
	return page.Amount{N: f.Of, Unit: f.Unit, Plan: int64(f.Target), Href: href}
}

// against sets the value against its target; nil where there is none.
func (f *Figure) against() any {
	switch {
	case f.Kind == Share && f.Of > 0 && f.Target > 0:
		return page.Whisker{Low: f.Low, Mid: f.rate(), High: f.High, Goal: f.Target, Min: math.Max(0, math.Floor(math.Min(f.Low, f.Target))-1), Max: 100}
	case f.Kind == Volume && f.Target > 0:
		return f.bar(false)
	}
	return page.Word("—")
}

func (f *Figure) bar(wide bool) page.Bar {
	b := page.Bar{To: 100 * float64(f.Of) / f.Target, Goal: 100 * f.Pace / f.Target, Wide: wide, Label: "完成 {1}%，今日应到 {2}%"}
	b.Args = []any{decimal(b.To, 1), decimal(b.Goal, 1)}
	return b
}

// interval is the bar of a share on a tile: its interval with the target, the axis ending at 100.
func (f *Figure) interval() *page.Bar {
	least := math.Max(0, math.Floor(math.Min(f.Low, f.Target))-1)
	at := func(v float64) float64 { return 100 * (v - least) / (100 - least) }
	b := &page.Bar{From: at(f.Low), To: at(f.High), Goal: at(f.Target), Wide: true, Label: "95% 区间 {1} 至 {2}，目标 {3}",
		Args: []any{decimal(f.Low, 1), decimal(f.High, 1), decimal(f.Target, 0)}}
	switch f.Status {
	case Met:
		b.Tone = page.OK
	case Missed:
		b.Tone = page.Late
	case Close, None:
	}
	return b
}

func (f *Figure) spark() any {
	points := make([]float64, len(f.Months))
	for i, m := range f.Months {
		points[i] = m.Value(f.Kind)
	}
	return page.Spark{Points: points}
}

func decimal(v float64, digits int) string { return strconv.FormatFloat(v, 'f', digits, 64) }

// titles in the page's language.
func titleOf(r policy.Row, lang string) string { return pick(lang, r.Title, r.TitleEn) }

func pick(lang, zh, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return zh
}

func bodyName(code, lang string) string {
	b, ok := policy.Find(code)
	if !ok {
		return code
	}
	return pick(lang, b.Short, b.NameEn)
}

// answers names who answers for a row: the body that leads, or the first named, and how many there are.
func answers(r policy.Row, lang string) any {
	name, n := bodyName(r.First(), lang), len(r.Duties)
	leads := r.Duties[0].Role == policy.Lead
	switch {
	case leads:
		return page.Say("{1} 牵头", name)
	case n == 1:
		return name
	}
	return page.Say("{1} 等 {2} 个", name, n)
}

// unitsEn are the policy's units in English; as labels elsewhere the same characters mean something else.
var unitsEn = map[string]string{"级": "tiers", "起": "cases", "批": "lots", "次": "times", "年": "years", "家": "enterprises", "批次/千人": "batches per 1,000"}

var signs = strings.NewReplacer(">=", "≥", "<=", "≤", "=", "")

// asks writes one target: 自查报告率 ≥90%.
func asks(t policy.Target, r reading) string {
	name := pick(r.lang, t.Name, t.NameEn)
	if t.Operator == "qualitative" {
		return name
	}
	unit := t.Unit
	if unit == "月-日" {
		unit = ""
	} else if unit != "%" {
		unit = " " + pick(r.lang, unit, unitsEn[unit])
	}
	return name + " " + signs.Replace(t.Operator) + t.Value + unit
}

// shorter are the targets' names where a row of the ledger has no room for the policy's own.
var shorter = map[string][2]string{
	"“三品一标”农产品年增速":             {"三品一标年增", "Certified produce, growth"},
	"健全食品安全应急预案的层级数":           {"预案层级", "Tiers with a plan"},
	"法规知识抽查考核合格率":              {"考核合格率", "Examinations passed"},
	"逐步建立规范的农村食品流通供应体系的用时(下限)": {"农村供应体系", "Rural supply"},
	"百家企业示范引领行动的企业数":           {"示范企业", "Model enterprises"},
	"向省委、省政府报告食品安全工作情况":        {"年度报告", "Yearly report"},
	"高毒农药禁用范围覆盖食用农产品":          {"高毒农药禁用", "Toxic pesticides banned"},
	"日常监督检查覆盖率":                {"检查覆盖率", "Inspected"},
	"互联网+明厨亮灶":                 {"明厨亮灶", "Bright kitchens"},
	"“三小”监管覆盖率":                {"三小覆盖率", "Small trades covered"},
	"失信企业和人员公开":                {"失信公开", "Dishonesty published"},
	"重度污染区域退出食用农产品种植":          {"重污染地退出", "Polluted land withdrawn"},
	"重大食品安全事故":                 {"重大事故", "Major accidents"},
	"电子追溯覆盖率":                  {"追溯覆盖率", "Traceable"},
	"违规使用添加剂":                  {"违规添加", "Unlawful additives"},
}

// targets of a row: the province's by code, else the first of its own; its page lists them all.
func targets(row policy.Row, r reading) any {
	switch {
	case len(row.Goals) > 0:
		return strings.Join(row.Goals, " ")
	case len(row.Targets) == 0:
		return page.Word("无硬性目标")
	}
	first := row.Targets[0]
	if s, ok := shorter[first.Name]; ok {
		first.Name, first.NameEn = s[0], s[1]
	}
	return asks(first, r)
}
