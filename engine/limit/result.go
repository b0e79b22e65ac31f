package limit

import (
	"slices"
	"strings"
)

// Finding tells what sort of result was reported.
type Finding string

const (
	Measured    Finding = "measured"     // a figure, perhaps censored: 0.55, <0.01
	NotDetected Finding = "not-detected" // 未检出, ND, <LOD
	Detected    Finding = "detected"     // 检出 without a figure
	Several     Finding = "several"      // the results of several samples
)

// Result is a test result as reported; Text is what was written, with all its digits.
type Result struct {
	Text    string
	Finding Finding
	Op      string // empty, or < ≤ > ≥ before a censored figure
	Number  Number // the figure; for NotDetected the limit of detection where it was given
	Unit    Unit
	Amount  string   // portion examined: 25g
	Samples []Result // of Several
	Note    string   // what stands in brackets beside it
}

// ParseResult reads a test result. It fails with a *Refusal when the text is not, with certainty, a result.
func ParseResult(s string) (Result, error) {
	r, bad := parseResult(s)
	if bad != nil {
		return Result{Text: s}, bad
	}
	return r, nil
}

func parseResult(s string) (Result, *Refusal) {
	if len(s) > longest {
		return Result{}, refuse("检验结果文字过长", "the result is too long").in(clipped(s))
	}
	r, bad := readResult(tidy(s))
	if bad != nil {
		return Result{}, bad.in(s)
	}
	r.Text = s
	return r, nil
}

func readResult(t string) (r Result, bad *Refusal) {
	if strings.Trim(t, `-/\`) == "" {
		return r, refuse("没有填写检验结果", "no result is given")
	}
	if dated(t) {
		return r, refuse("疑似被表格软件改成了日期", "a spreadsheet seems to have made a date of it")
	}
	t, note := cutBasis(t)
	outside, inside, ok := unbracket(t)
	if !ok {
		return r, refuse("括号不成对", "brackets do not pair")
	}
	if outside == "" && len(inside) == 1 {
		outside, inside = inside[0], nil
	}
	if slices.Contains(conclusions, outside) {
		return r, refuse("只写了结论“"+outside+"”，没有数值，也没有写检出或未检出", "it states only a conclusion, neither a figure nor whether anything was detected")
	}
	parts := strings.FieldsFunc(outside, func(c rune) bool { return c == ',' || c == ';' })
	if len(parts) == 2 && slices.Contains(undetected, parts[0]) {
		if d, found := detectionLimit(parts[1]); found {
			parts, inside = parts[:1], append(inside, d)
		}
	} else if len(parts) == 2 && parts[0] == "检出" {
		parts = parts[1:]
	}
	switch len(parts) {
	case 0:
		return r, refuse("没有填写检验结果", "no result is given")
	case 1:
		r, bad = readSample(parts[0])
	default:
		r, bad = readSeveral(parts)
	}
	for _, p := range inside {
		if bad == nil {
			bad = r.aside(p)
		}
	}
	r.Note = join(r.Note, note)
	return r, bad
}

var (
	conclusions = []string{"不合格", "合格", "不符合", "符合", "符合要求", "不符合要求", "符合规定", "不符合规定", "正常", "异常", "超标", "未超标", "痕量", "微量"}
	undetected  = []string{"未检出", "未检测出", "未测出", "没有检出", "阴性", "ND", "nd", "Nd", "N.D.", "n.d.", "N.D", "n.d", "<LOD", "<LOQ", "<lod", "<loq", "<检出限",
		"<定量限", "<方法检出限", "低于检出限", "小于检出限", "低于方法检出限", "低于定量限", "小于定量限"}
	found  = []string{"检出", "阳性", "检出阳性", "已检出"}
	labels = []string{"检出值", "实测值", "检测值", "测定值", "实测", "检出", "含量", "pH值", "pH", "PH"}
	lods   = []string{"方法检出限", "检出限", "方法定量限", "定量限", "LOD", "LOQ", "lod", "loq"}
)

// readSample reads the result of one sample.
func readSample(t string) (r Result, bad *Refusal) {
	if i := strings.LastIndexByte(t, '/'); i > 0 {
		if a, ok := portion(t[i+1:]); ok && (t[:i] == "0" || slices.Contains(undetected, t[:i]) || slices.Contains(found, t[:i])) {
			t, r.Amount = t[:i], a
			if t == "0" {
				t = "未检出"
			}
		}
	}
	if slices.Contains(undetected, t) {
		r.Finding = NotDetected
		return r, nil
	}
	if slices.Contains(found, t) {
		r.Finding = Detected
		return r, nil
	}
	for _, w := range labels {
		if rest, ok := strings.CutPrefix(t, w); ok {
			t = strings.TrimPrefix(rest, ":")
			break
		}
	}
	for _, o := range operators {
		if rest, ok := strings.CutPrefix(t, o.word); ok {
			t, r.Op = rest, o.op
			break
		}
	}
	if !hasDigit(t) {
		return r, refuse("读不出检验结果“"+clipped(t)+"”", "the result “"+clipped(t)+"” cannot be read")
	}
	n, rest, bad := scan(t)
	if bad != nil {
		return r, bad
	}
	if r.Unit, bad = unit(rest); bad != nil {
		return r, bad
	}
	if n.value.Negative && r.Unit.Written() && !r.Unit.signed() {
		return r, refuse("含量不能是负数", "a content cannot be negative")
	}
	if r.Op == "<" && n.value.IsZero() {
		return r, refuse("“小于 0”不是检验结果", "“less than zero” is not a result")
	}
	r.Finding, r.Number = Measured, n
	return r, nil
}

// readSeveral reads the results of several samples; a unit written once at the end is that of all.
func readSeveral(parts []string) (r Result, bad *Refusal) {
	r.Finding = Several
	for _, p := range parts {
		one, bad := readSample(p)
		if bad != nil {
			return r, bad
		}
		r.Samples = append(r.Samples, one)
	}
	return r, r.spread(r.Samples[len(parts)-1].Unit)
}

// spread gives the unit u to the samples written without one.
func (r *Result) spread(u Unit) *Refusal {
	r.Unit = u
	for i, one := range r.Samples {
		if one.Finding != Measured {
			continue
		}
		if one.Unit.Written() && !u.Written() {
			return refuse("有的结果写了单位，有的没有写", "some of the results have a unit and some have none")
		}
		if !one.Unit.Written() {
			r.Samples[i].Unit = u
		}
	}
	return nil
}

// aside takes what stands in brackets: a unit, the limit of detection, or a remark. Corrupt figures in it are refused.
func (r *Result) aside(p string) *Refusal {
	if u, bad := unit(p); bad == nil && u.Written() {
		if r.Unit.Written() && r.Unit != u {
			return refuse("检验结果写了两个单位", "the result has two units")
		}
		r.Unit = u
		if r.Finding == Several {
			return r.spread(u)
		}
		if r.Finding == Measured && r.Number.value.Negative && !u.signed() {
			return refuse("含量不能是负数", "a content cannot be negative")
		}
		return nil
	}
	if a, ok := portion(strings.TrimPrefix(p, "/")); ok {
		r.Amount = a
		return nil
	}
	for i := 1; i+1 < len(p); i++ {
		if p[i] == '/' && digit(p[i-1]) && digit(p[i+1]) {
			return refuse("括号里的小数点疑似被写成了斜线", "a slash in the brackets seems to stand for the decimal point")
		}
	}
	if r.Finding == NotDetected && hasDigit(p) {
		d, ok := detectionLimit(p)
		if !ok {
			d = strings.TrimPrefix(p, "<")
		}
		n, rest, bad := scan(d)
		if bad != nil {
			return bad
		}
		u, bad := unit(rest)
		if bad != nil {
			return bad
		}
		if n.value.Sign() <= 0 {
			return refuse("检出限应大于 0", "a limit of detection must be above zero")
		}
		if !u.Written() {
			u = r.Unit
		}
		r.Number, r.Unit = n, u
		return nil
	}
	r.Note = join(r.Note, p)
	return nil
}

// detectionLimit cuts 检出限: or LOD= off a limit of detection.
func detectionLimit(t string) (figure string, ok bool) {
	for _, w := range lods {
		if rest, found := strings.CutPrefix(t, w); found {
			return strings.TrimLeft(rest, ":=为<≤"), true
		}
	}
	return t, false
}
