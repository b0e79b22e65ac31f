package sheet

import "strings"

// Armour makes a text safe to open in a spreadsheet from csv: what would be taken for a formula gets an apostrophe in
// front, plain numbers excepted (OWASP, CSV Injection). Reading such a csv takes it off again.
func Armour(s string) string {
	if s == "" || plainNumber(s) || !formulaLike(strings.TrimLeft(s, "'")) {
		return s
	}
	return "'" + s
}

func armoured(s string) bool { return s[0] == '\'' && formulaLike(strings.TrimLeft(s, "'")) }

func formulaLike(s string) bool {
	if s != "" && (s[0] == '\t' || s[0] == '\r' || s[0] == '\n') {
		return true
	}
	s = strings.TrimLeft(s, " \u00a0\u3000\ufeff\t\r\n")
	for _, mark := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%"} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	return false
}

// plainNumber is digits with at most a sign and a point.
func plainNumber(s string) bool {
	if s != "" && s[0] == '+' {
		s = s[1:]
		if s != "" && s[0] == '-' {
			return false
		}
	}
	return plain([]byte(s))
}

// tidyNumber reports whether a text is a number that a spreadsheet would show just as it stands.
func tidyNumber(s string) bool {
	if !plain([]byte(s)) {
		return false
	}
	t := strings.TrimPrefix(s, "-")
	whole, part, point := strings.Cut(t, ".")
	if len(t) > 15 || whole == "" || len(whole) > 1 && whole[0] == '0' || t != s && strings.Trim(t, "0.") == "" {
		return false
	}
	return len(whole) <= 10 && (!point || part != "" && len(part) <= 8 && part[len(part)-1] != '0')
}
