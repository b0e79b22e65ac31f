package ident

import (
	"strings"
	"unicode/utf8"
)

// limit is the longest text looked at, in bytes; codes have at most 18 characters, here perhaps full-width and parted.
const limit = 256

// Tidy puts right what typing does to a code: full-width characters and small letters become plain capitals, spaces and hyphens
// go. Everything else stays. A text of more than 256 bytes is returned as it is.
func Tidy(code string) string {
	if len(code) > limit {
		return code
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '-' || r == '\u3000' || r == '\u00a0' || r == '\ufeff' || r == '－':
			return -1
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, code)
}

// size counts characters, not bytes.
func size(code string) int { return utf8.RuneCountInString(code) }

// digits reports whether s is made of the ten digits alone.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// foreign gives the first character of s outside the alphabet and its place, counted from 1.
func foreign(s, alphabet string) (ch string, place int) {
	for _, r := range s {
		place++
		if !strings.ContainsRune(alphabet, r) {
			return string(r), place
		}
	}
	return "", 0
}
