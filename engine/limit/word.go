package limit

import (
	"slices"
	"strings"
)

var noLimit = []string{"暂无标准值", "暂无标准", "暂无标准限值", "暂无限量", "暂无限量值", "暂无", "无", "无标准", "无标准值", "无限量", "无限值",
	"无限量规定", "无限量要求", "无要求", "不作要求", "不做要求", "未规定", "不作规定", "不做规定", "未作规定", "未制定限量", "尚无标准", "尚无限量", "不限",
	"不限量", "n/a", "N/A", "按生产需要适量使用", "适量使用", "按生产需要", "按需适量使用", "按生产需要适量", "适量", "不需要制定残留限量",
	"不需制定残留限量", "不需要制定最大残留限量", "允许使用,不需要制定残留限量", "豁免", "豁免制定残留限量", "豁免制定最大残留限量"}

var banned = []string{"不得检出", "不应检出", "不可检出", "不能检出", "不允许检出", "禁止检出", "不许检出", "未检出", "不检出", "阴性",
	"不得使用", "禁止使用", "不允许使用", "不可使用", "不许使用", "停止使用", "不得添加", "禁止添加", "不允许添加", "不得加入", "禁用", "禁止", "ND", "nd", "N.D.", "n.d.", "N.D", "n.d"}

// absent tells a text that says there is no limit, the empty text, dashes and strokes among them.
func absent(t string) bool {
	return strings.Trim(t, `-/\`) == "" || slices.Contains(noLimit, t)
}

func noteOf(t string) string {
	if strings.Trim(t, `-/\`) == "" {
		return ""
	}
	return t
}

// ban tells a prohibition, perhaps repeated in other words, and returns what stands beside it: a unit, a portion.
func ban(t string) (rest, amount string, ok bool) {
	if z, found := strings.CutPrefix(t, "0/"); found {
		a, whole := portion(z)
		return "", a, whole
	}
	for {
		w := slices.IndexFunc(banned, func(w string) bool { return strings.HasPrefix(t, w) })
		if w < 0 {
			break
		}
		ok, t = true, strings.TrimLeft(t[len(banned[w]):], ",;")
	}
	if !ok {
		return t, "", false
	}
	if a, whole := portion(strings.TrimPrefix(t, "/")); whole {
		return "", a, true
	}
	return t, "", true
}

var portions = []string{"10g", "25g", "50g", "100g", "250g", "300g", "333g", "375g", "1500g", "10mL", "25mL", "50mL", "100mL", "250mL",
	"25g|mL", "10g|mL", "100g|mL"}

// portion reads the amount examined for presence or absence, such as 25g or 250mL.
func portion(t string) (string, bool) {
	i := slices.IndexFunc(portions, func(p string) bool { return strings.EqualFold(p, t) })
	if i < 0 {
		return "", false
	}
	return strings.Replace(portions[i], "|mL", "(mL)", 1), true
}

// standard tells the number of a standard, such as GB2762-2022.
func standard(t string) bool {
	t = strings.TrimPrefix(t, "按")
	return slices.ContainsFunc([]string{"GB", "NY", "SN", "DB", "SB", "SC/T", "QB", "LS"}, func(p string) bool { return strings.HasPrefix(t, p) }) &&
		!strings.ContainsAny(t, "≤≥<>~")
}

// substance tells the name of a substance with its locants, such as 2-甲基-4-氯 or 2,4-滴, from a text with figures.
func substance(t string) bool {
	named := false
	for i, c := range t {
		switch {
		case c < 128 && digit(byte(c)):
			end := i + 1
			if end >= len(t) || t[end] != '-' && t[end] != ',' {
				return false
			}
		case c >= 0x4E00 && c <= 0x9FFF:
			named = true
		case strings.ContainsRune("-,'", c):
		default:
			return false
		}
	}
	return named && remark(strings.Trim(strings.Map(func(c rune) rune {
		if c < 0x80 {
			return -1
		}
		return c
	}, t), ","), true)
}

// remark tells harmless words (总量, 强力霉素) from a condition on which the limit depends, and from words with figures.
func remark(t string, bracketed bool) bool {
	if strings.ContainsAny(t, "/≤≥<>~±%=") || hasDigit(t) {
		return false
	}
	for _, w := range []string{"不", "禁", "除", "其他", "其它", "限", "仅", "或", "未", "无"} {
		if strings.Contains(t, w) {
			return false
		}
	}
	return bracketed || strings.IndexFunc(t, func(r rune) bool { return r < 0x2E80 }) < 0
}

func numeric(t string) bool { return hasDigit(t) || strings.ContainsAny(t, "≤≥<>") }

// dated says of Jan-82, 82-Jan, 1月82日 and 2019/10/15 that a spreadsheet has made a date of the figure.
func dated(t string) bool {
	if t == "" || !hasDigit(t) {
		return false
	}
	if strings.Contains(t, "月") || strings.Count(t, "/") >= 2 && digit(t[0]) && strings.Trim(t, "0123456789/:") == "" {
		return true
	}
	if strings.Count(t, "-") == 2 && strings.Trim(t, "0123456789-:") == "" && len(t) >= 8 {
		return true
	}
	low := strings.ToLower(t)
	for _, m := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		if strings.HasPrefix(low, m) || strings.Contains(low, "-"+m) {
			return true
		}
	}
	return false
}
