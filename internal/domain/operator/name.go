package operator

import "strings"

// forms are the legal forms and places that tell nothing about who a business is, longest first.
var (
	forms  = []string{"股份有限公司", "有限责任公司", "有限公司", "（个体工商户）", "(个体工商户)", "个体工商户"}
	places = strings.NewReplacer("甘肃省", "", "甘肃", "", "（", "", "）", "", "(", "", ")", "", " ", "", "　", "", "·", "")
)

// core is a name without its legal form, brackets and the province.
func core(name string) string {
	for _, f := range forms {
		name = strings.TrimSuffix(name, f)
	}
	return places.Replace(name)
}

// numbered reports that both names bear numbers and not the same: shop 3 and shop 27 of one chain are two.
func numbered(a, b string) bool {
	x, y := digits(a), digits(b)
	return x != "" && y != "" && x != y
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || strings.ContainsRune("一二三四五六七八九十", r) {
			return r
		}
		return -1
	}, s)
}

// likeness is the share of bigrams that two names have in common (Dice): 0 nothing, 1 the same.
func likeness(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := bigrams(a), bigrams(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	common, total := 0, 0
	for g, n := range x {
		common += min(n, y[g])
		total += n
	}
	for _, n := range y {
		total += n
	}
	return 2 * float64(common) / float64(total)
}

func bigrams(s string) map[[2]rune]int {
	out := map[[2]rune]int{}
	var last rune
	for i, r := range s {
		if i > 0 {
			out[[2]rune{last, r}]++
		}
		last = r
	}
	return out
}
