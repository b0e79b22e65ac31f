package ident

import (
	"fmt"
	"strings"
)

// A Licence is the number of a food licence or filing taken apart.
type Licence struct {
	Code     string // two letters and 14 digits
	Sort     string // SC 生产许可, JY 经营许可, YB 仅销售预包装食品备案
	Category string // SC: three digits, 101–131 food, 201–203 additives; JY, YB: one digit, 1 销售, 2 餐饮, 3 单位食堂
	Region   string // six digits, which GB/T 2260 need not know
	Serial   string // SC: four digits; JY, YB: six
	Warnings []Warning
}

// ParseLicence reads the number of a food production licence (SC), food business licence (JY) or filing (YB) and checks its check
// digit. Digits of a place that GB/T 2260 does not know only give a warning. The error is a *Fault.
func ParseLicence(code string) (Licence, error) {
	code = Tidy(code)
	if n := size(code); n != 16 {
		return Licence{}, wrong(Length, fmt.Sprintf("食品许可证编号应为两个字母加 14 位数字，现共 %d 位", n), fmt.Sprintf("a food licence number has two letters and 14 digits, not %d characters", n))
	}
	if !licensed(code) {
		return Licence{}, wrong(Structure, "食品许可证编号应以 SC、JY 或 YB 开头", "a food licence number begins with SC, JY or YB")
	}
	if ch, at := foreign(code[2:], "0123456789"); at > 0 {
		return Licence{}, wrong(Character, fmt.Sprintf("食品许可证编号第 %d 位“%s”不是数字", at+2, ch), fmt.Sprintf("character %d of the licence number, “%s”, is no digit", at+2, ch))
	}
	l := Licence{Code: code, Sort: code[:2], Category: code[2:3], Region: code[3:9], Serial: code[9:15]}
	if l.Sort == "SC" {
		l.Category, l.Region, l.Serial = code[2:5], code[5:11], code[11:15]
	}
	if !l.categorised() {
		return Licence{}, wrong(Structure, "食品许可证编号中的类别“"+l.Category+"”不存在", "there is no category “"+l.Category+"” in "+l.Sort+" numbers")
	}
	if want := LicenceCheck(code[2:15]); code[15] != want {
		return Licence{}, wrong(Check, fmt.Sprintf("食品许可证编号校验不符：末位是 %c，按前 13 位数字应为 %c，请核对", code[15], want),
			fmt.Sprintf("the licence number fails its check: the last digit is %c where the 13 before it give %c", code[15], want))
	}
	if !listed(l.Region) {
		l.Warnings = append(l.Warnings, Warning{Zh: "编号中的区划 " + l.Region + " 不在 GB/T 2260 中，请核对；不影响使用",
			En: "the place " + l.Region + " in the number is not in GB/T 2260; please compare, it is accepted"})
	}
	return l, nil
}

func licensed(code string) bool {
	return strings.HasPrefix(code, "SC") || strings.HasPrefix(code, "JY") || strings.HasPrefix(code, "YB")
}

func (l Licence) categorised() bool {
	if l.Sort != "SC" {
		return l.Category >= "1" && l.Category <= "3"
	}
	return l.Category >= "101" && l.Category <= "131" || l.Category >= "201" && l.Category <= "203"
}

// LicenceCheck is the last digit of a food licence number, from the 13 digits before it: GB/T 17710-2008, MOD 11,10. It is 0 (not
// the digit) when they are not 13 digits.
func LicenceCheck(body string) byte {
	if len(body) != 13 || !digits(body) {
		return 0
	}
	p := 10
	for i := range 13 {
		s := (p + int(body[i]-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return byte('0' + (11-p)%10)
}

// CompleteLicence makes the licence number of the given sort (SC, JY, YB) and 13 digits. The error is a *Fault.
func CompleteLicence(sort, body string) (string, error) {
	check := LicenceCheck(body)
	if check == 0 {
		return "", wrong(Character, "补全食品许可证编号需要 13 位数字", "completing a licence number takes 13 digits")
	}
	code := sort + body + string(check)
	_, err := ParseLicence(code)
	return code, err
}
