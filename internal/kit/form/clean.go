package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean makes a text what a record keeps: valid UTF-8 in NFC, without control characters and without the invisible ones
// that turn the direction of writing or hide in names, trimmed. With lines, line breaks stay, as \n.
func Clean(s string, lines bool) string {
	if plainASCII(s) {
		return strings.TrimSpace(s)
	}
	if lines {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r':
			if lines {
				return '\n'
			}
			return ' '
		case r == '\t':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), invisible(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(norm.NFC.String(s))
}

// plainASCII texts need trimming only.
func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

func invisible(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200B || r == 0x200E || r == 0x200F || r == 0xFEFF
}

const maxDigits = 40

// Decimal reads a decimal as people type it, full-width digits too, into its canonical text. Digits are kept (0.0500
// stays), a leading plus, needless zeros in front and the minus of a zero go. False: not a decimal, or over 40 digits.
func Decimal(s string) (string, bool) {
	s = narrow(s)
	body, negative := s, false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		body, negative = s[1:], s[0] == '-'
	}
	whole, part, point := strings.Cut(body, ".")
	if !digits(whole) || !digits(part) || whole == "" && part == "" || len(whole)+len(part) > maxDigits {
		return "", false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	out := whole
	if point && part != "" {
		out += "." + part
	}
	if negative && strings.Trim(out, "0.") != "" {
		out = "-" + out
	}
	return out, true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// narrow turns full-width digits and marks into the ones on an English keyboard.
func narrow(s string) string {
	if plainASCII(s) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			return r - 0xFEE0
		}
		if r == 0x3000 {
			return ' '
		}
		return r
	}, s))
}

// Veil shows a text in part: a phone as 138****5678, an identity number by its first and last four, a name by its first
// character.
func Veil(kind, s string) string {
	rs := []rune(s)
	n := len(rs)
	front, back := 1, 0
	switch kind {
	case "phone":
		front, back = 3, 4
	case "id":
		front, back = 4, 4
	}
	if n == 0 {
		return ""
	}
	if n <= front+back { // too short to show both ends
		front, back = min(1, n-1), 0
	}
	return string(rs[:front]) + strings.Repeat("*", n-front-back) + string(rs[n-back:])
}
