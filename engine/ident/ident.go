package ident

import (
	"errors"
	"fmt"
)

// Kind is the sort of a code.
type Kind string

// The kinds. Unknown is a code of which not even the kind can be told.
const (
	CreditCode   Kind = "uscc"
	ResidentID   Kind = "resident-id"
	FoodLicence  Kind = "food-licence"
	Unknown      Kind = "unknown"
	longestShown      = 40
)

// A Report is what Examine found out about a code. Fault is nil when it passes.
type Report struct {
	Code     string // tidied
	Kind     Kind
	Fault    *Fault
	Warnings []Warning
}

// OK reports whether the code is of a known kind and passes every check.
func (r Report) OK() bool { return r.Fault == nil }

// Examine finds out what kind of code this is and checks it. today (2006-01-02) bounds birthdays; empty: it does not.
//
// Eighteen digits may be a credit code or an identity number; they are the latter when the digits of the birthday hold a year
// from 1850 to 2050, which the credit codes of hardly any county have there, and otherwise the former; what passes as one of them
// is that one.
func Examine(code, today string) Report {
	r := Report{Code: Tidy(code), Kind: Unknown}
	var err error
	switch {
	case r.Code == "":
		err = wrong(Length, "没有填写代码", "there is no code")
	case licensed(r.Code):
		r.Kind = FoodLicence
		var l Licence
		l, err = ParseLicence(r.Code)
		r.Warnings = l.Warnings
	case personal(r.Code):
		r.Kind = ResidentID
		var p Resident
		p, err = ParseResident(r.Code, today)
		r.Warnings = p.Warnings
	case size(r.Code) == 18:
		r.Kind = CreditCode
		_, err = ParseUSCC(r.Code)
	default:
		err = unknown(r.Code)
	}
	errors.As(err, &r.Fault) // none of the four gives any other error
	return r
}

// personal tells an identity number from a credit code: a year stands where the year of birth would, and at most one of the other
// characters is no digit.
func personal(code string) bool {
	if len(code) != 18 || size(code) != 18 {
		return false
	}
	if year := code[6:10]; !digits(year) || year < "1850" || year > "2050" {
		return false
	}
	odd := 0
	for i := range 17 {
		if !digits(code[i : i+1]) {
			odd++
		}
	}
	if odd > 1 {
		return false
	}
	if _, err := ParseUSCC(code); err == nil {
		_, err = ParseResident(code, "")
		return err == nil
	}
	return code[0] != '9' && code[0] != 'N' && code[0] != 'Y'
}

func unknown(code string) *Fault {
	n := size(code)
	shown := []rune(code)
	if n > longestShown {
		shown = append(shown[:longestShown], '…')
	}
	switch {
	case n == 15 && digits(code):
		return wrong(Length, "15 位数字是旧版身份证号码或旧营业执照注册号，均已停用，请填 18 位号码", "15 digits are an old identity or registration number, both out of use; give the one of 18")
	case n == 14 && digits(code):
		return wrong(Length, "14 位数字前缺少字母 SC、JY 或 YB", "the letters SC, JY or YB are missing before the 14 digits")
	case n == 9 && OrganisationCheck(code[:min(8, len(code))]) != 0:
		return wrong(Length, "9 位组织机构代码已并入统一社会信用代码，请填 18 位", "organisation codes of 9 are now part of the credit code; give all 18 characters")
	}
	return wrong(Length, fmt.Sprintf("“%s”有 %d 位，不是统一社会信用代码（18 位）、身份证号码（18 位）或食品许可证编号（16 位）", string(shown), n),
		fmt.Sprintf("“%s” has %d characters: neither a credit code (18), an identity number (18) nor a food licence number (16)", string(shown), n))
}
