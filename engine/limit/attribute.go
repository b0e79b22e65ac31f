package limit

import "strconv"

// plan judges by a sampling plan. It counts what certainly and what possibly lies above m and M, and judges only when both
// counts lead to the same verdict.
func (j *Judgement) plan() {
	a, samples := j.Limit.Sampling, j.Result.Samples
	if j.Result.Finding != Several {
		samples = []Result{j.Result}
	}
	if len(samples) > a.N {
		j.say(Unreadable, "结果有 "+strconv.Itoa(len(samples))+" 个，多于采样方案的 n="+strconv.Itoa(a.N), "There are "+strconv.Itoa(len(samples))+" results, more than n="+strconv.Itoa(a.N)+" of the sampling plan")
		return
	}
	var t tally
	for _, s := range samples {
		m, big, bad := j.sample(s)
		if bad != nil {
			j.say(Unreadable, bad.Zh, bad.En)
			return
		}
		t.add(m, big)
	}
	j.conclude(t, len(samples))
}

// tally counts samples above m and above M, certainly and possibly.
type tally struct{ overSmall, maybeSmall, overLarge, maybeLarge int }

func (t *tally) add(small, large answer) {
	if small == yes {
		t.overSmall++
	}
	if small != no {
		t.maybeSmall++
	}
	if large == yes {
		t.overLarge++
	}
	if large != no {
		t.maybeLarge++
	}
}

// sample says whether one sample lies above m and above M.
func (j *Judgement) sample(s Result) (small, large answer, bad *Refusal) {
	a := j.Limit.Sampling
	large = no
	if portion := j.Limit.Amount; portion != "" && s.Amount != "" && portion != s.Amount {
		return no, no, refuse("取样量不同：限量 "+portion+"，检验 "+s.Amount, "The portions differ: limit "+portion+", result "+s.Amount)
	}
	switch s.Finding {
	case NotDetected:
		if s.Number.value == nil {
			return no, no, nil
		}
	case Detected:
		if a.ThreeClass() {
			large = unknown
		}
		if a.Accept.value.IsZero() {
			return yes, large, nil
		}
		return unknown, large, nil
	}
	if s.Number.value.Negative {
		return no, no, refuse("检验结果 "+s.shown()+" 为负数", "Result "+s.shownEn()+" is negative")
	}
	x := reading{op: s.Op, value: s.Number.value}
	if s.Finding == NotDetected {
		x.op = "<"
	}
	if a.Accept.value.IsZero() && !a.ThreeClass() && !j.Limit.Unit.Written() {
		if x.op == "<" {
			return no, no, nil // m=0/25g: a figure below the limit of detection is nothing found
		}
		return x.over(a.Accept, Full), no, nil
	}
	v, bad := s.inUnit(j.Limit.Unit)
	if bad != nil {
		return no, no, bad
	}
	x.value = v
	if a.ThreeClass() {
		large = x.over(a.Reject, j.Mode)
	}
	return x.over(a.Accept, j.Mode), large, nil
}

func (j *Judgement) conclude(t tally, count int) {
	a, n := j.Limit.Sampling, strconv.Itoa
	unit := ""
	if j.Limit.Unit.Written() {
		unit = " " + j.Limit.Unit.Name
	}
	small, large := "m="+a.Accept.Text+unit, "M="+a.Reject.Text+unit
	tail, tailEn := "（全数值比较", " (full value comparison"
	if j.Mode == Rounded {
		tail, tailEn = "（修约值比较", " (rounded value comparison"
	}
	if unit == "" && !a.Accept.value.IsZero() {
		tail, tailEn = tail+"；双方均未写单位，按同一单位计", tailEn+"; neither side has a unit, taken as the same unit"
	}
	tail, tailEn = tail+"）", tailEn+")"
	above, aboveEn := "大于 "+small, " above "+small
	if a.Accept.value.IsZero() {
		above, aboveEn = "检出（"+small+"）", " with a detection ("+small+")"
	}
	of, ofEn := n(count)+" 个样品中", "Of "+n(count)+" samples "
	switch {
	case t.overLarge > 0:
		j.say(Fail, of+"有 "+n(t.overLarge)+" 个大于 "+large+tail, ofEn+n(t.overLarge)+" above "+large+tailEn)
	case t.overSmall > a.C:
		j.say(Fail, of+"有 "+n(t.overSmall)+" 个"+above+"，多于 c="+n(a.C)+tail, ofEn+n(t.overSmall)+aboveEn+", more than c="+n(a.C)+tailEn)
	case count < a.N:
		j.say(Unreadable, "采样方案要求 "+n(a.N)+" 个样品，只有 "+n(count)+" 个结果，尚不能判为合格，也未达到不合格", "The sampling plan asks for "+n(a.N)+" samples; "+n(count)+" results do not suffice to pass and do not yet fail")
	case t.maybeLarge > 0 || t.maybeSmall > a.C:
		j.say(Unreadable, of+"有结果不是确定的数值，其界限与 m 或 M 交叉，不能判定", ofEn+"some are not definite figures and cross m or M")
	case a.ThreeClass():
		j.say(Pass, of+"没有大于 "+large+" 的，"+above+" 的有 "+n(t.overSmall)+" 个，不多于 c="+n(a.C)+tail, ofEn+"none above "+large+" and "+n(t.overSmall)+aboveEn+", not more than c="+n(a.C)+tailEn)
	default:
		j.say(Pass, of+above+" 的有 "+n(t.overSmall)+" 个，不多于 c="+n(a.C)+tail, ofEn+n(t.overSmall)+aboveEn+", not more than c="+n(a.C)+tailEn)
	}
}
