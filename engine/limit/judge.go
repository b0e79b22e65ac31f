package limit

import "github.com/cockroachdb/apd/v3"

// Mode is the way of comparing a result with a limit, GB/T 8170-2008 section 4.3.
type Mode string

const (
	Full    Mode = "full"    // 全数值比较法: the figure as reported; the rule where a standard does not say
	Rounded Mode = "rounded" // 修约值比较法: the figure rounded to the last digit of the limit
)

// Verdict is the outcome of a judgement.
type Verdict string

const (
	Pass       Verdict = "pass"
	Fail       Verdict = "fail"
	NoLimit    Verdict = "no-limit"   // it is said that there is no limit
	Unreadable Verdict = "unreadable" // not to be judged from what is written; the reason says why
)

// Judgement is a verdict with its reason in one Chinese and one English sentence. Compared is the figure that was compared, in
// the unit of the limit, after conversion and rounding; empty where no single figure was compared.
type Judgement struct {
	Verdict  Verdict
	Zh       string
	En       string
	Compared string
	Mode     Mode
	Limit    Limit
	Result   Result
}

// Judge reads a limit and a result and judges them. A text that cannot be read gives Unreadable with the reason, never an error;
// a corrupt result is unreadable whatever the limit. The empty mode is Full.
func Judge(limit, result string, mode Mode) Judgement {
	r, bad := parseResult(result)
	if bad != nil {
		return Judgement{Verdict: Unreadable, Mode: mode, Limit: Limit{Text: limit}, Result: Result{Text: result},
			Zh: "检验结果“" + clipped(result) + "”无法判读：" + bad.Zh, En: "The result “" + clipped(result) + "” cannot be read: " + bad.En}
	}
	l, bad := parseLimit(limit)
	if bad != nil {
		return Judgement{Verdict: Unreadable, Mode: mode, Limit: Limit{Text: limit}, Result: r,
			Zh: "限量“" + clipped(limit) + "”无法判读：" + bad.Zh, En: "The limit “" + clipped(limit) + "” cannot be read: " + bad.En}
	}
	return l.Judge(r, mode)
}

// Judge judges a result by the limit. Both must come from ParseLimit and ParseResult. The empty mode is Full.
func (l Limit) Judge(r Result, mode Mode) Judgement {
	if mode == "" {
		mode = Full
	}
	j := Judgement{Mode: mode, Limit: l, Result: r}
	switch {
	case mode != Full && mode != Rounded:
		j.say(Unreadable, "不认识的比较方式“"+clipped(string(mode))+"”，应为 full 或 rounded", "unknown mode “"+clipped(string(mode))+"”, expected full or rounded")
	case r.Finding == "" || l.Kind == "":
		j.say(Unreadable, "限量或检验结果未经读取", "the limit or the result has not been read")
	case l.Kind == None:
		j.noLimit()
	case l.Kind == Plan:
		j.plan()
	case r.Finding == Several:
		j.say(Unreadable, "检验结果写了多个数值，限量不是采样方案，不知以哪个为准", "the result has several figures and the limit is no sampling plan")
	case l.Amount != "" && r.Amount != "" && l.Amount != r.Amount:
		j.say(Unreadable, "取样量不同：限量 "+l.Amount+"，检验 "+r.Amount, "the portions differ: limit "+l.Amount+", result "+r.Amount)
	case l.Kind == Ban:
		j.ban()
	default:
		j.bound()
	}
	return j
}

func (j *Judgement) say(v Verdict, zh, en string) { j.Verdict, j.Zh, j.En = v, zh, en }

func (j *Judgement) noLimit() {
	zh, en := "未规定限量，不作判定", "No limit is set; not judged"
	if j.Limit.Note != "" {
		zh, en = "限量为“"+j.Limit.Note+"”，不作判定", "The limit says “"+j.Limit.Note+"”, which is no figure; not judged"
	}
	j.say(NoLimit, zh, en)
}

// ban judges by 不得检出, 不得使用 and the like.
func (j *Judgement) ban() {
	r, shown, en := j.Result, j.Result.shown(), j.Result.shownEn()
	word := clipped(j.Limit.Text)
	switch {
	case r.Finding == NotDetected:
		j.say(Pass, "检验结果"+shown+"，符合“"+word+"”", "Result "+en+" meets “"+word+"”")
	case r.Finding == Detected:
		j.say(Fail, "检验结果为检出，不符合“"+word+"”", "Something was detected, against “"+word+"”")
	case r.Number.value.Negative:
		j.say(Unreadable, "检验结果 "+shown+" 为负数，含量不能是负数", "Result "+en+" is negative, which a content cannot be")
	case r.Op == "≤":
		j.say(Unreadable, "检验结果 "+shown+" 未说明是否检出", "Result "+en+" does not say whether anything was detected")
	case r.Op == "≥" && r.Number.value.IsZero():
		j.say(Unreadable, "检验结果 "+shown+" 未说明是否检出", "Result "+en+" does not say whether anything was detected")
	case r.Op == "<":
		j.say(Pass, "检验结果 "+shown+" 按未检出计，符合“"+word+"”", "Result "+en+" counts as not detected and meets “"+word+"”")
	case r.Op == "" && r.Number.value.IsZero():
		j.say(Pass, "检验结果 "+shown+" 为零，按未检出计，符合“"+word+"”", "Result "+en+" is zero, counts as not detected and meets “"+word+"”")
	default:
		j.say(Fail, "检验结果 "+shown+"，已检出，不符合“"+word+"”", "Result "+en+" is a detection, against “"+word+"”")
	}
}

// bound judges by one figure or a range.
func (j *Judgement) bound() {
	l, r := j.Limit, j.Result
	if r.Finding == Detected {
		j.say(Unreadable, "检验结果只写“检出”，没有数值，不能与限量 "+l.shown()+" 比较", "The result says only that something was detected; without a figure it cannot be compared with "+l.shown())
		return
	}
	var x *reading
	if r.Number.value != nil {
		v, bad := r.inUnit(l.Unit)
		if bad != nil {
			j.say(Unreadable, bad.Zh, bad.En)
			return
		}
		if v.Negative && !l.Unit.signed() && !l.mayBeNegative() {
			j.say(Unreadable, "检验结果 "+r.shown()+" 为负数，含量不能是负数", "Result "+r.shownEn()+" is negative, which a content cannot be")
			return
		}
		x = &reading{op: r.Op, value: v}
		if r.Finding == NotDetected {
			x.op = "<"
		}
	}
	low, high := x.meets(l.Low, j.Mode), x.meets(l.High, j.Mode)
	j.Compared = x.comparedWith(l.decisive(low, high), j.Mode)
	switch {
	case low == no || high == no:
		j.Verdict = Fail
	case low == unknown || high == unknown:
		j.Verdict = Unreadable
	default:
		j.Verdict = Pass
	}
	j.explain(low, high)
}

func (l Limit) mayBeNegative() bool {
	return l.Low.Op != "" && l.Low.Number.value.Negative || l.High.Op != "" && l.High.Number.value.Negative
}

// inUnit is the figure of the result in the unit of the limit.
func (r Result) inUnit(u Unit) (*apd.Decimal, *Refusal) {
	if u.Written() != r.Unit.Written() {
		if u.Written() {
			return nil, refuse("检验结果 "+r.shown()+" 没有写单位，限量的单位是 "+u.Name+"，不能比较", "Result "+r.shownEn()+" has no unit while the limit is in "+u.Name)
		}
		return nil, refuse("限量没有写单位，检验结果的单位是 "+r.Unit.Name+"，不能比较", "The limit has no unit while the result is in "+r.Unit.Name)
	}
	k, ok := r.Unit.To(u)
	if !ok {
		return nil, refuse("单位 "+r.Unit.Name+" 不能换算为 "+u.Name, "The unit "+r.Unit.Name+" cannot be converted to "+u.Name)
	}
	return shifted(r.Number.value, k), nil
}
