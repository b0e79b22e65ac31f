package paper

import (
	"strings"
	"unicode"
)

// What must not begin or end a line (GB/T 15834—2011, 附录 and common practice of typesetting).
const (
	neverFirst = "，。、；：？！）〕】》〉」』”’…—～·％‰℃°,.;:?!)]}%々"
	neverLast  = "（〔【《〈「『“‘([{￥¥$＄№#"
	joins      = "/.-_+±×÷=≤≥<>＜＞≦≧~～–*^'\"&@:,%‰℃°µμΩ√≈½" // hold letters and digits together
	counters   = "年月日时分秒个份批次项件元吨克斤页号条款倍天袋瓶盒桶人家℃％"          // follow a number without a break
)

// A unit is a piece of text that stays on one line, with the spaces before it.
type unit struct {
	spaces int // before it; dropped where a line begins
	text   []rune
}

// units splits a line of text where it may be broken: between Chinese characters, and at spaces. Words, numbers with what
// counts them, and punctuation that may not begin or end a line stay with their neighbours.
func units(s string) []unit {
	var out []unit
	spaces := 0
	var last rune
	for i, r := range []rune(s) {
		if unicode.IsSpace(r) && r != '\u00a0' && r != '\u3000' {
			spaces++
			continue
		}
		if len(out) > 0 && i > 0 && together(out[len(out)-1].text, last, r, spaces) {
			u := &out[len(out)-1]
			for range spaces {
				u.text = append(u.text, ' ')
			}
			u.text = append(u.text, r)
		} else {
			out = append(out, unit{spaces, []rune{r}})
		}
		spaces, last = 0, r
	}
	return out
}

// together reports whether r may not be parted from the unit before it, which ends in last.
func together(before []rune, last, r rune, spaces int) bool {
	switch {
	case strings.ContainsRune(neverFirst, r), strings.ContainsRune(neverLast, last): // spaces or not
		return true
	case spaces > 0:
		return spaces == 1 && isDigit(last) && unitBegins(r) && !strings.ContainsRune(string(before), ' ')
	case unicode.Is(unicode.M, r):
		return true
	case narrow(last) && narrow(r):
		return true
	case isDigit(last) && strings.ContainsRune(counters, r):
		return true
	}
	return last == '〕' && isDigit(r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// narrow reports what is written in words: letters and digits that are not Chinese, and the signs that join them.
func narrow(r rune) bool {
	return !wide(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune(joins, r)
}

// unitBegins reports whether r may begin a unit of measure after a number and a space: 0.05 mg/kg.
func unitBegins(r rune) bool {
	return !wide(r) && unicode.IsLetter(r) || strings.ContainsRune("%‰℃°µμΩ", r)
}

// wide reports the scripts that break between any two characters.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}
