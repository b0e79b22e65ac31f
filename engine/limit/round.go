package limit

import "github.com/cockroachdb/apd/v3"

// Round rounds a figure to a multiple of an interval (0.1, 0.5, 20, 100 …) by GB/T 8170-2008: to the nearer multiple, and
// when both are equally near to the even one; one step, never twice. The answer has as many decimals as the interval.
// It refuses, with a *Refusal, what is not one plain number and intervals that are not positive.
func Round(value, interval string) (string, error) {
	v, bad := only(value)
	if bad != nil {
		return "", bad
	}
	i, bad := only(interval)
	if bad != nil {
		return "", bad
	}
	if i.value.Sign() <= 0 {
		return "", refuse("修约间隔必须大于 0", "the rounding interval must be above zero").in(interval)
	}
	return rounded(v.value, i.value).Text('f'), nil
}

func only(s string) (Number, *Refusal) {
	if len(s) > longest {
		return Number{}, refuse("文字过长", "the text is too long").in(clipped(s))
	}
	n, rest, bad := scan(tidy(s))
	if bad == nil && rest != "" {
		bad = refuse("数字后有多余的文字", "there is text after the number")
	}
	if bad != nil {
		return n, bad.in(s)
	}
	return n, nil
}

// rounded is the multiple of interval nearest to v, ties to the even multiple.
func rounded(v, interval *apd.Decimal) *apd.Decimal {
	low := min(v.Exponent, interval.Exponent)
	var whole, rest, step apd.BigInt
	raiseTo(&whole, v, low)
	raiseTo(&step, interval, low)
	whole.QuoRem(&whole, &step, &rest)
	rest.Lsh(&rest, 1)
	if c := rest.Cmp(&step); c > 0 || c == 0 && whole.Bit(0) == 1 {
		whole.Add(&whole, apd.NewBigInt(1))
	}
	out := new(apd.Decimal)
	out.Coeff.Mul(&whole, &interval.Coeff)
	out.Exponent = interval.Exponent
	out.Negative = v.Negative && out.Coeff.Sign() != 0
	return out
}

// raiseTo writes the magnitude of d as an integer count of ten to the exp, exp being at most d's own exponent.
func raiseTo(z *apd.BigInt, d *apd.Decimal, exp int32) {
	z.Exp(apd.NewBigInt(10), apd.NewBigInt(int64(d.Exponent-exp)), nil)
	z.Mul(z, &d.Coeff)
}
