package limit

import (
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

const (
	maxDigits = 30 // significant digits of a figure
	maxPower  = 30 // power of ten beside a figure
)

// Number is a figure as it was written, with all its significant digits: 0.0500 stays 0.0500, 1.77×10³ stays 1.77×10³.
type Number struct {
	Text  string
	value *apd.Decimal // never changed once read
	step  int32        // power of ten of the last digit written: -2 for 0.05, 2 for 1.7×10³
}

// Decimal is the figure in plain decimal digits: 1.77×10³ gives 1770, 0.0500 gives 0.0500. Empty for no figure.
func (n Number) Decimal() string {
	if n.value == nil {
		return ""
	}
	return n.value.Text('f')
}

// scan reads one figure at the start of a tidied text.
func scan(t string) (n Number, rest string, bad *Refusal) {
	i := 0
	if t != "" && (t[0] == '-' || t[0] == '+') {
		i++
	}
	from := i
	for i < len(t) && digit(t[i]) {
		i++
	}
	digits, exp := t[from:i], int32(0)
	if digits == "" {
		return n, t, refuse("没有写出完整的数字", "no complete number is written")
	}
	if len(digits) > 1 && digits[0] == '0' {
		return n, t, refuse("数字以多余的 0 开头", "the number starts with a superfluous zero")
	}
	bareTen := digits == "10"
	if i < len(t) && t[i] == '.' {
		j := i + 1
		for j < len(t) && digit(t[j]) {
			j++
		}
		if j == i+1 {
			return n, t, refuse("小数点后缺数字", "digits are missing after the decimal point")
		}
		digits += t[i+1 : j]
		exp, bareTen, i = -int32(j-i-1), false, j
	}
	if len(digits) > maxDigits {
		return n, t, refuse("数字超过 30 位", "the number has more than 30 digits")
	}
	power, used, bad := scanPower(t[i:], bareTen)
	if bad != nil {
		return n, t, bad
	}
	n.step = exp + power
	if bareTen && strings.HasPrefix(t[i:], "^") {
		digits, n.step = "1", min(power, 0)
	}
	i += used
	if bad = broken(t[i:]); bad != nil {
		return n, t, bad
	}
	n.Text, n.value = raise(t[:i]), decimal(digits, exp+power, t[0] == '-')
	return n, t[i:], nil
}

// scanPower reads ^3 after a bare ten, ×10^3, ×10 or e+03. A power without its superscript is refused.
func scanPower(t string, bareTen bool) (power int32, used int, bad *Refusal) {
	switch {
	case bareTen && strings.HasPrefix(t, "^"):
		used = 1
	case strings.HasPrefix(t, "×"), len(t) > 2 && (t[0] == 'x' || t[0] == 'X') && t[1:3] == "10":
		used = 1
		if t[0] > 127 {
			used = len("×")
		}
		if !strings.HasPrefix(t[used:], "10") {
			return 0, 0, refuse("乘号后不是 10 的幂", "what follows the multiplication sign is not a power of ten")
		}
		used += 2
		if used == len(t) {
			return 1, used, nil
		}
		if c := t[used]; digit(c) || (c == '-' || c == '+') && used+1 < len(t) && digit(t[used+1]) {
			return 0, 0, refuse("10 的指数丢了上标，读不出是几次幂", "the exponent of ten has lost its superscript")
		}
		if t[used] != '^' {
			return 1, used, nil
		}
		used++
	case len(t) > 1 && (t[0] == 'e' || t[0] == 'E') && (digit(t[1]) || len(t) > 2 && (t[1] == '-' || t[1] == '+') && digit(t[2])):
		used = 1
	default:
		return 0, 0, nil
	}
	end := used
	if end < len(t) && (t[end] == '-' || t[end] == '+') {
		end++
	}
	for end < len(t) && digit(t[end]) {
		end++
	}
	k, err := strconv.Atoi(t[used:end])
	if err != nil || k > maxPower || k < -maxPower {
		return 0, 0, refuse("10 的指数不完整或超出 ±30", "the exponent of ten is incomplete or beyond ±30")
	}
	return int32(k), end, nil
}

// broken refuses what may not follow a figure directly.
func broken(rest string) *Refusal {
	if rest == "" {
		return nil
	}
	next := byte(0)
	if len(rest) > 1 {
		next = rest[1]
	}
	switch {
	case rest[0] == '/' && digit(next):
		return refuse("小数点疑似被写成了斜线", "a slash seems to stand for the decimal point")
	case rest[0] == ' ':
		return refuse("数字中间有空格，分不清是一个数还是两个数", "a blank inside the digits leaves open whether it is one number or two")
	case rest[0] == '.', rest[0] == '^', rest[0] == ':' && digit(next):
		return refuse("数字写法不完整或有多余的符号", "the number is malformed")
	case strings.HasPrefix(rest, "±"):
		return refuse("数字带有 ±，不是单一的数值", "a figure with ± is not a single value")
	}
	return nil
}

func decimal(digits string, exp int32, negative bool) *apd.Decimal {
	d := new(apd.Decimal)
	if len(digits) <= 18 {
		c, _ := strconv.ParseInt(digits, 10, 64)
		d.SetFinite(c, exp)
	} else {
		d.Coeff.SetString(digits, 10)
		d.Exponent = exp
	}
	d.Negative = negative && !d.IsZero()
	return d
}

// raise shows ^3 as ³.
func raise(t string) string {
	i := strings.IndexByte(t, '^')
	if i < 0 {
		return t
	}
	var b strings.Builder
	b.WriteString(t[:i])
	for _, c := range []byte(t[i+1:]) {
		switch {
		case digit(c):
			b.WriteRune([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[c-'0'])
		case c == '-':
			b.WriteRune('⁻')
		}
	}
	return b.String()
}

// shifted is the value times ten to the k.
func shifted(d *apd.Decimal, k int32) *apd.Decimal {
	if k == 0 {
		return d
	}
	s := new(apd.Decimal).Set(d)
	s.Exponent += k
	return s
}
