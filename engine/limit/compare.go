package limit

import "github.com/cockroachdb/apd/v3"

// answer is yes, no, or unknown where a censored figure leaves it open.
type answer int8

const (
	unknown answer = iota
	yes
	no
)

func said(b bool) answer {
	if b {
		return yes
	}
	return no
}

func (a answer) not() answer {
	switch a {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

// reading is the figure of a result in the unit of the limit; nil stands for 未检出 with no limit of detection given.
type reading struct {
	op    string
	value *apd.Decimal
}

// meets says whether the reading keeps to one end of a limit. An open end is always kept to.
func (x *reading) meets(e Edge, m Mode) answer {
	if e.Op == "" {
		return yes
	}
	if x == nil {
		upper := e.Op == "≤" || e.Op == "<"
		return said(upper || e.Number.value.Negative || e.Op == "≥" && e.Number.value.IsZero())
	}
	switch e.Op {
	case "≤":
		return x.over(e.Number, m).not()
	case "<":
		return x.under(e.Number, m)
	case "≥":
		return x.under(e.Number, m).not()
	}
	return x.over(e.Number, m)
}

// over says whether the reading lies above a figure.
func (x *reading) over(n Number, m Mode) answer {
	y := x.rounded(n, m)
	c := y.value.Cmp(n.value)
	switch y.op {
	case "":
		return said(c > 0)
	case "<", "≤":
		if c <= 0 {
			return no
		}
	case ">":
		if c >= 0 {
			return yes
		}
	case "≥":
		if c > 0 {
			return yes
		}
	}
	return unknown
}

// under says whether the reading lies below a figure.
func (x *reading) under(n Number, m Mode) answer {
	y := x.rounded(n, m)
	c := y.value.Cmp(n.value)
	switch y.op {
	case "":
		return said(c < 0)
	case ">", "≥":
		if c >= 0 {
			return no
		}
	case "<":
		if c <= 0 {
			return yes
		}
	case "≤":
		if c < 0 {
			return yes
		}
	}
	return unknown
}

// rounded is the reading rounded to the last digit of a figure in Rounded mode. What is below 0.014 is, rounded to
// hundredths, not above 0.01: the strict sign becomes a loose one.
func (x *reading) rounded(n Number, m Mode) reading {
	if m != Rounded {
		return *x
	}
	y := reading{op: x.op, value: rounded(x.value, apd.New(1, n.step))}
	switch x.op {
	case "<":
		y.op = "≤"
	case ">":
		y.op = "≥"
	}
	return y
}

// comparedWith is the figure that was compared with one end of a limit.
func (x *reading) comparedWith(e Edge, m Mode) string {
	if x == nil {
		return ""
	}
	return x.rounded(e.Number, m).value.Text('f')
}

// decisive is the end of a limit that decided: the one not kept to, else the upper one, else the lower one.
func (l Limit) decisive(low, high answer) Edge {
	if l.High.Op == "" || l.Low.Op != "" && (low == no || low == unknown && high == yes) {
		return l.Low
	}
	return l.High
}
