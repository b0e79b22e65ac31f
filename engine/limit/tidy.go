package limit

import (
	"strings"
	"unicode"
)

// longest is the greatest length in bytes of a text that is looked at; limits and results are short.
const longest = 600

// tidy brings the many ways to type one sign to one way: half-width, μ, ≤ ≥ × ~ -, round brackets, superscripts as ^2.
// Blanks go, except one between two digits, where dropping it would make one number of two.
func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 4)
	blank, raised := false, false
	last := byte(0)
	for _, r := range s {
		if r == 0x3000 || unicode.IsSpace(r) {
			blank = true
			continue
		}
		if r == 0xFEFF || r == 0xAD || (r >= 0x200B && r <= 0x200D) || r == 0x2060 {
			continue
		}
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		if i := superscript(r); i >= 0 {
			if !raised {
				b.WriteByte('^')
			}
			last = "0123456789-+"[i]
			b.WriteByte(last)
			raised, blank = true, false
			continue
		}
		if blank && figure(last) && r < 128 && figure(byte(r)) || raised && r < 128 && digit(byte(r)) {
			b.WriteByte(' ')
		}
		blank, raised = false, false
		if r < 128 {
			last = ascii(byte(r))
			if last == '*' {
				b.WriteRune('×')
			} else {
				b.WriteByte(last)
			}
			continue
		}
		last = 0
		if w, ok := spelling[r]; ok {
			b.WriteString(w)
			last = w[len(w)-1]
			continue
		}
		b.WriteRune(r)
	}
	return pair(strings.TrimRight(b.String(), "。;,"))
}

func pair(t string) string {
	if strings.Contains(t, "=") {
		t = twoSigns.Replace(t)
	}
	if i := strings.Index(t, "("); i > 0 && (t[i-1] == 'g' || t[i-1] == 'G') && len(t) >= i+4 && strings.EqualFold(t[i:i+4], "(ml)") {
		t = t[:i] + "|mL" + t[i+4:]
	}
	return t
}

var twoSigns = strings.NewReplacer("<=", "≤", ">=", "≥", "=<", "≤", "=>", "≥")

var spelling = map[rune]string{
	'µ': "μ", '−': "-", '–': "-", '—': "-", '―': "-", '‐': "-", '‑': "-", '﹣': "-", '➖': "-",
	'∼': "~", '〜': "~", '﹏': "~", '≦': "≤", '⩽': "≤", '≧': "≥", '⩾': "≥", '﹤': "<", '〈': "<", '﹥': ">", '〉': ">",
	'✕': "×", '✖': "×", '╳': "×", '⨯': "×", '、': ",", '【': "(", '】': ")", '〔': "(", '〕': ")", '﹙': "(", '﹚': ")",
	'㎎': "mg", '㎏': "kg", '㎍': "μg", '㎖': "mL", '℉': "°F", '﹪': "%", '⁄': "/", '∕': "/",
}

func ascii(c byte) byte {
	switch c {
	case '[':
		return '('
	case ']':
		return ')'
	}
	return c
}

func superscript(r rune) int {
	switch r {
	case '¹':
		return 1
	case '²', '³':
		return int(r-'²') + 2
	case '⁰':
		return 0
	case '⁻':
		return 10
	case '⁺':
		return 11
	}
	if r >= '⁴' && r <= '⁹' {
		return int(r-'⁴') + 4
	}
	return -1
}

// unbracket parts a tidied text into what stands outside brackets and what stands in each. ok is false when they do not pair.
func unbracket(t string) (outside string, inside []string, ok bool) {
	if !strings.ContainsAny(t, "()") {
		return t, nil, true
	}
	depth, from := 0, 0
	put := func(s string) {
		if s != "" && outside != "" && figure(outside[len(outside)-1]) && figure(s[0]) {
			outside += " "
		}
		outside += s
	}
	for i := 0; i < len(t); i++ {
		switch t[i] {
		case '(':
			if depth == 0 {
				put(t[from:i])
				from = i + 1
			}
			depth++
		case ')':
			depth--
			if depth < 0 {
				return "", nil, false
			}
			if depth == 0 {
				inside = append(inside, t[from:i])
				from = i + 1
			}
		}
	}
	put(t[from:])
	return outside, inside, depth == 0
}

// cutBasis takes phrases like 以Pb计 and 以恩诺沙星与环丙沙星之和计 out of a text.
func cutBasis(t string) (rest, note string) {
	for {
		i := strings.Index(t, "以")
		if i < 0 {
			return t, note
		}
		j := strings.Index(t[i:], "计")
		if j < 0 {
			return t, note
		}
		j += i + len("计")
		note = join(note, t[i:j])
		rest := t[j:]
		if i > 0 && rest != "" && figure(t[i-1]) && figure(rest[0]) {
			rest = " " + rest
		}
		t = t[:i] + rest
	}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "；" + b
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func figure(c byte) bool { return digit(c) || c == '.' }

func hasDigit(t string) bool { return strings.ContainsAny(t, "0123456789") }

// clipped is the text as it is shown in a reason: not longer than 40 characters, and looked at no further.
func clipped(t string) string {
	shown := 0
	for i := range t {
		if shown == 40 {
			return t[:i] + "…"
		}
		shown++
	}
	return t
}
