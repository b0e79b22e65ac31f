package limit

import "strings"

// operators in words, the longer before those they begin with.
var operators = []struct{ word, op string }{
	{"≤", "≤"}, {"≥", "≥"}, {"<", "<"}, {">", ">"},
	{"不得超过", "≤"}, {"不应超过", "≤"}, {"不超过", "≤"}, {"不得大于", "≤"}, {"不大于", "≤"}, {"不得高于", "≤"}, {"不高于", "≤"},
	{"小于或等于", "≤"}, {"小于等于", "≤"}, {"不得低于", "≥"}, {"不低于", "≥"}, {"不得小于", "≥"}, {"不小于", "≥"}, {"不得少于", "≥"}, {"不少于", "≥"},
	{"大于或等于", "≥"}, {"大于等于", "≥"}, {"至少", "≥"}, {"至多", "≤"}, {"最大", "≤"}, {"小于", "<"}, {"低于", "<"}, {"大于", ">"}, {"高于", ">"},
}

// parseBounds reads one figure with or without an operator (without: not more than), a range, or two bounds joined by 且 or a comma.
func parseBounds(t string) (low, high Edge, u Unit, bad *Refusal) {
	if dated(t) {
		return low, high, u, refuse("疑似被表格软件改成了日期", "a spreadsheet seems to have made a date of it")
	}
	for i := 1; i+1 < len(t); i++ {
		if t[i] == ',' && digit(t[i-1]) && digit(t[i+1]) {
			return low, high, u, refuse("数字之间有逗号，分不清是千分位还是两个数", "a comma between digits may part thousands or two numbers")
		}
	}
	parts := strings.FieldsFunc(strings.ReplaceAll(t, "且", ","), func(r rune) bool { return r == ',' || r == ';' })
	if len(parts) > 2 {
		return low, high, u, refuse("写了不止两个界限", "more than two bounds are written")
	}
	for _, p := range parts {
		l, h, pu, bad := parseBound(p)
		if bad != nil {
			return low, high, u, bad
		}
		if l.Op != "" && low.Op != "" || h.Op != "" && high.Op != "" {
			return low, high, u, refuse("写了不止一个限量，不知以哪个为准", "more than one limit is written and it is not said which counts")
		}
		if u.Written() && pu.Written() && u != pu {
			return low, high, u, refuse("两个界限的单位不同", "the two bounds have different units")
		}
		if l.Op != "" {
			low = l
		}
		if h.Op != "" {
			high = h
		}
		if pu.Written() {
			u = pu
		}
	}
	if low.Op != "" && high.Op != "" && low.Number.value.Cmp(high.Number.value) > 0 {
		return low, high, u, refuse("下限 "+low.Number.Text+" 大于上限 "+high.Number.Text, "the lower end "+low.Number.Text+" is above the upper end "+high.Number.Text)
	}
	return low, high, u, nil
}

func parseBound(t string) (low, high Edge, u Unit, bad *Refusal) {
	op, t, bad := cutOperator(t)
	if bad != nil {
		return low, high, u, bad
	}
	n, rest, bad := scan(t)
	if bad != nil {
		return low, high, u, bad
	}
	if op == "" {
		if second, unitBefore, ok := rangeEnd(rest); ok {
			return parseRange(n, unitBefore, second)
		}
		op = "≤"
		for _, w := range []struct{ word, op string }{{"以下", "≤"}, {"以内", "≤"}, {"以上", "≥"}} {
			if s, ok := strings.CutSuffix(rest, w.word); ok {
				rest, op = s, w.op
			}
		}
	}
	if u, bad = unit(rest); bad != nil {
		return low, high, u, bad
	}
	e := Edge{Op: op, Number: n}
	if op == "≤" || op == "<" {
		return low, e, u, nil
	}
	return e, high, u, nil
}

// cutOperator parts a harmless label and the operator from the figure.
func cutOperator(t string) (op, rest string, bad *Refusal) {
	if t != "" && (figure(t[0]) || t[0] == '-' || t[0] == '+') {
		return "", t, nil
	}
	at, width := -1, 0
	for _, o := range operators {
		if i := strings.Index(t, o.word); i >= 0 && (at < 0 || i < at || i == at && len(o.word) > width) {
			at, width, op = i, len(o.word), o.op
		}
	}
	label := ""
	switch {
	case at >= 0:
		label, rest = t[:at], t[at+width:]
	default:
		i := strings.IndexAny(t, "0123456789+-")
		if i < 0 {
			return "", t, refuse("没有写出数值", "no figure is written")
		}
		label, rest = t[:i], t[i:]
		if label = strings.TrimRight(label, ":"); label != "总量" && label != "总和" && label != "最大使用量" && label != "最大残留限量" && !strings.EqualFold(label, "pH") && !strings.EqualFold(label, "pH值") {
			return "", t, refuse("不认识的文字“"+clipped(label)+"”", "unknown text “"+clipped(label)+"”")
		}
		return "", rest, nil
	}
	label = strings.TrimRight(label, ":")
	if label != "" && !strings.EqualFold(label, "pH") && !strings.EqualFold(label, "pH值") && !remark(label, false) {
		return "", t, refuse("不认识的文字“"+clipped(label)+"”", "unknown text “"+clipped(label)+"”")
	}
	return op, rest, nil
}

// rangeEnd finds the second figure of a range in what follows the first: ~9.0, -9.0, 至9.0, mg/kg~9.0mg/kg.
func rangeEnd(rest string) (second, unitBefore string, ok bool) {
	for _, sep := range []string{"~", "至", "到"} {
		if a, b, found := strings.Cut(rest, sep); found {
			return b, a, true
		}
	}
	if len(rest) > 1 && rest[0] == '-' && (digit(rest[1]) || rest[1] == '-') {
		return rest[1:], "", true
	}
	return "", "", false
}

func parseRange(first Number, unitBefore, second string) (low, high Edge, u Unit, bad *Refusal) {
	last, rest, bad := scan(second)
	if bad != nil {
		return low, high, u, bad
	}
	if u, bad = unit(rest); bad != nil {
		return low, high, u, bad
	}
	before, bad := unit(unitBefore)
	if bad != nil {
		return low, high, u, bad
	}
	if before.Written() && before != u {
		return low, high, u, refuse("区间两端的单位不同", "the two ends of the range have different units")
	}
	if first.value.Negative && last.value.Negative && first.value.Cmp(last.value) > 0 {
		first, last = last, first // GB 19301 writes the freezing point of milk as -0.500~-0.560
	}
	return Edge{"≥", first}, Edge{"≤", last}, u, nil
}
