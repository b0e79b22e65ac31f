package limit

import "strings"

// shown is the limit in its canonical form: ≤0.5 mg/kg, 6.0～9.0.
func (l Limit) shown() string {
	unit := ""
	if l.Unit.Written() {
		unit = " " + l.Unit.Name
	}
	switch {
	case l.Low.Op == "":
		return l.High.Op + l.High.Number.Text + unit
	case l.High.Op == "":
		return l.Low.Op + l.Low.Number.Text + unit
	case l.Low.Op == "≥" && l.High.Op == "≤":
		return l.Low.Number.Text + "～" + l.High.Number.Text + unit
	}
	return l.Low.Op + l.Low.Number.Text + "、" + l.High.Op + l.High.Number.Text + unit
}

// shown is the result in its canonical form: 0.55 mg/kg, <0.01, 未检出.
func (r Result) shown() string {
	switch r.Finding {
	case NotDetected:
		if r.Number.value != nil {
			return "未检出（检出限 " + r.figure() + "）"
		}
		return "未检出"
	case Detected:
		return "检出"
	}
	return r.figure()
}

func (r Result) shownEn() string {
	switch r.Finding {
	case NotDetected:
		if r.Number.value != nil {
			return "not detected (limit of detection " + r.figure() + ")"
		}
		return "not detected"
	case Detected:
		return "detected"
	}
	return r.figure()
}

func (r Result) figure() string {
	if r.Unit.Written() {
		return r.Op + r.Number.Text + " " + r.Unit.Name
	}
	return r.Op + r.Number.Text
}

// explain words the comparison with a bound.
func (j *Judgement) explain(low, high answer) {
	l, r := j.Limit, j.Result
	edge := l.decisive(low, high)
	unit := ""
	if l.Unit.Written() {
		unit = " " + l.Unit.Name
	}
	zh, en := "检验结果 "+r.shown(), "Result "+r.shownEn()
	if r.Number.value != nil && r.Unit.Name != l.Unit.Name && l.Unit.also == "" {
		v, _ := r.inUnit(l.Unit)
		converted := r.Op + v.Text('f') + unit
		zh, en = zh+"（换算为 "+converted+"）", en+" (converted: "+converted+")"
	}
	if j.Mode == Rounded && r.Finding == Measured && j.Verdict != Unreadable {
		zh, en = spaced(zh)+"修约为 "+j.Compared+unit+"，", en+", rounded to "+j.Compared+unit+","
	}
	zh = spaced(zh)
	figure := edge.Number.Text + unit
	switch {
	case j.Verdict == Unreadable:
		j.Zh = zh + "，不能判断是否符合限量 " + l.shown() + "：结果不是确定的数值，其界限与限量交叉"
		j.En = en + " cannot be told to meet the limit " + l.shown() + ": it is not a definite figure and its bound crosses the limit"
		return
	case j.Verdict == Pass && l.Low.Op != "" && l.High.Op != "":
		zh, en = zh+"在限量 "+l.shown()+" 之内", en+" lies within "+l.shown()
	default:
		z, e := relation(edge.Op, j.Verdict == Pass)
		zh, en = zh+z+" "+figure, en+" "+e+" "+figure
	}
	z, e := "（全数值比较", " (full value comparison"
	if j.Mode == Rounded {
		z, e = "（修约值比较", " (rounded value comparison"
	}
	if r.Number.value != nil && !l.Unit.Written() {
		z, e = z+"；双方均未写单位，按同一单位计", e+"; neither side has a unit, taken as the same unit"
	}
	j.Zh, j.En = zh+z+"）", en+e+")"
}

// spaced parts a figure from the Chinese words that follow it.
func spaced(zh string) string {
	if strings.HasSuffix(zh, "）") || strings.HasSuffix(zh, "，") {
		return zh
	}
	return zh + " "
}

func relation(op string, met bool) (zh, en string) {
	switch {
	case op == "≤" && met:
		return "不大于限量", "is not above the limit"
	case op == "≤":
		return "大于限量", "is above the limit"
	case op == "<" && met:
		return "小于限量", "is below the limit"
	case op == "<":
		return "不小于限量", "is not below the limit"
	case op == "≥" && met:
		return "不小于下限", "is not below the minimum"
	case op == "≥":
		return "小于下限", "is below the minimum"
	case met:
		return "大于下限", "is above the minimum"
	}
	return "不大于下限", "is not above the minimum"
}
