package limit

import "strings"

// Kind tells what sort of requirement a limit is.
type Kind string

const (
	None  Kind = "none"  // it is said that there is no limit
	Ban   Kind = "ban"   // must not be used or detected
	Bound Kind = "bound" // one figure, or the two ends of a range
	Plan  Kind = "plan"  // a sampling plan with n, c, m and perhaps M
)

// Edge is one end of a limit: an operator (≤ < ≥ >) and its figure. The zero Edge means that this end is open.
type Edge struct {
	Op     string
	Number Number
}

// Limit is a requirement as read from a standard or a report; Text is what was written. It is safe to keep and to use
// from many goroutines: read once, judge many.
type Limit struct {
	Text     string
	Kind     Kind
	Low      Edge // ≥ or >
	High     Edge // ≤ or <
	Unit     Unit // of both ends, or of m and M
	Sampling Attributes
	Amount   string // portion in which nothing may be found: 25g
	Note     string // what was written besides: 以恩诺沙星与环丙沙星之和计
}

// ParseLimit reads a limit. It fails with a *Refusal when the text is not, with certainty, one limit.
func ParseLimit(s string) (Limit, error) {
	l, bad := parseLimit(s)
	if bad != nil {
		return Limit{Text: s}, bad
	}
	return l, nil
}

func parseLimit(s string) (Limit, *Refusal) {
	if len(s) > longest {
		return Limit{}, refuse("限量文字过长", "the limit is too long").in(clipped(s))
	}
	t := tidy(s)
	if absent(t) {
		return Limit{Text: s, Kind: None, Note: noteOf(t)}, nil
	}
	outside, inside, ok := unbracket(t)
	if !ok {
		return Limit{}, refuse("括号不成对", "brackets do not pair").in(s)
	}
	var r limitReading
	bad := r.take(outside, false)
	for _, p := range inside {
		if bad == nil {
			bad = r.take(p, true)
		}
	}
	if bad == nil {
		bad = r.settle()
	}
	if bad != nil {
		return Limit{}, bad.in(s)
	}
	r.Text = s
	return r.Limit, nil
}

// limitReading gathers a limit from its pieces: what stands outside brackets and in each of them.
type limitReading struct {
	Limit
	kinds int
}

func (r *limitReading) take(piece string, bracketed bool) *Refusal {
	piece, note := cutBasis(piece)
	r.Note = join(r.Note, note)
	piece = strings.Trim(piece, ",;:")
	if piece == "" {
		return nil
	}
	if absent(piece) {
		return r.is(None)
	}
	if isPlan(piece) {
		a, u, bad := parsePlan(piece)
		if bad != nil {
			return bad
		}
		r.Sampling = a
		_, r.Amount, _ = strings.Cut(a.Accept.Text, "/")
		return firstOf(r.is(Plan), r.in(u))
	}
	if rest, amount, ok := ban(piece); ok {
		u, bad := unit(rest)
		if bad != nil {
			return bad
		}
		r.Amount = amount
		if r.Kind == Ban {
			return r.in(u)
		}
		return firstOf(r.is(Ban), r.in(u))
	}
	if amount, ok := portion(piece); ok && bracketed {
		r.Amount = amount
		return nil
	}
	if numeric(piece) {
		return r.figures(piece, bracketed)
	}
	u, bad := unit(piece)
	if bad == nil {
		return r.in(u)
	}
	if !remark(piece, bracketed) {
		return bad
	}
	r.Note = join(r.Note, piece)
	return nil
}

// figures takes a piece with digits or an operator: a bound, a unit such as mg/100g, or in brackets a standard or a substance.
func (r *limitReading) figures(piece string, bracketed bool) *Refusal {
	if !digit(piece[0]) {
		if u, bad := unit(piece); bad == nil {
			return r.in(u)
		}
	}
	if bracketed && (standard(piece) || substance(piece)) {
		r.Note = join(r.Note, piece)
		return nil
	}
	low, high, u, bad := parseBounds(piece)
	if bad != nil {
		return bad
	}
	r.Low, r.High = low, high
	return firstOf(r.is(Bound), r.in(u))
}

func (r *limitReading) is(k Kind) *Refusal {
	r.Kind = k
	if r.kinds++; r.kinds > 1 {
		return refuse("写了不止一个限量，不知以哪个为准", "more than one limit is written and it is not said which counts")
	}
	return nil
}

func (r *limitReading) in(u Unit) *Refusal {
	if !u.Written() {
		return nil
	}
	if r.Unit.Written() && r.Unit != u {
		return refuse("限量写了两个单位："+r.Unit.Name+"、"+u.Name, "the limit has two units: "+r.Unit.Name+", "+u.Name)
	}
	r.Unit = u
	return nil
}

func (r *limitReading) settle() *Refusal {
	if r.Kind == "" {
		return refuse("没有读到限量", "no limit could be read")
	}
	for _, e := range []Edge{r.Low, r.High} {
		if e.Op != "" && e.Number.value.Negative && r.Unit.Written() && !r.Unit.signed() {
			return refuse("含量的限量不能是负数", "the limit of a content cannot be negative")
		}
	}
	if r.Amount != "" && r.Kind == Bound {
		return refuse("有数值的限量又写了取样量 "+r.Amount, "a limit with a figure also names a portion of "+r.Amount)
	}
	return nil
}

func firstOf(a, b *Refusal) *Refusal {
	if a != nil {
		return a
	}
	return b
}
