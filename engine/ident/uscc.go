package ident

import (
	"fmt"
	"strings"
)

// creditAlphabet has the 31 characters of a credit code by value, GB 32100-2015 table 1: no I, O, S, V, Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

var organisationWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// A USCC is a unified social credit code taken apart.
type USCC struct {
	Code         string // all 18 characters
	Department   byte   // who registered it: 1 机构编制, 5 民政, 9 市场监管, N 农业农村, Y other …
	Category     byte   // what it is, by department; for 9: 1 企业, 2 个体工商户, 3 农民专业合作社
	Region       string // six digits of GB/T 2260; for companies of the national register 100000
	Organisation string // nine characters, GB 11714
}

// ParseUSCC reads a unified social credit code and checks both check characters. The error is a *Fault.
func ParseUSCC(code string) (USCC, error) {
	code = Tidy(code)
	if fault := creditForm(code); fault != nil {
		return USCC{}, fault
	}
	if want := CreditCheck(code[:17]); code[17] != want {
		return USCC{}, wrong(Check, fmt.Sprintf("统一社会信用代码校验不符：末位是 %c，按前 17 位应为 %c，请核对", code[17], want),
			fmt.Sprintf("the credit code fails its check: the last character is %c where the first 17 give %c", code[17], want))
	}
	if want := OrganisationCheck(code[8:16]); code[16] != want {
		return USCC{}, wrong(Organisation, fmt.Sprintf("其中的组织机构代码校验不符：第 17 位是 %c，应为 %c，请核对", code[16], want),
			fmt.Sprintf("the organisation code inside fails its check: character 17 is %c where %c is due", code[16], want))
	}
	return USCC{Code: code, Department: code[0], Category: code[1], Region: code[2:8], Organisation: code[8:17]}, nil
}

func creditForm(code string) *Fault {
	if n := size(code); n != 18 {
		return wrong(Length, fmt.Sprintf("统一社会信用代码应为 18 位，现有 %d 位", n), fmt.Sprintf("a credit code has 18 characters, not %d", n))
	}
	if ch, at := foreign(code, creditAlphabet); at > 0 {
		zh, en := "", ""
		if strings.Contains("IOSVZ", ch) {
			zh, en = "（代码不用字母 I、O、S、V、Z，可能是 1、0、5、U、2）", " (the letters I, O, S, V, Z are not used; perhaps 1, 0, 5, U, 2)"
		}
		return wrong(Character, fmt.Sprintf("统一社会信用代码第 %d 位“%s”不是可用字符%s", at, ch, zh), fmt.Sprintf("character %d of the credit code, “%s”, is not one it may have%s", at, ch, en))
	}
	if !strings.Contains("123456789NY", code[:1]) {
		return wrong(Structure, "统一社会信用代码首位“"+code[:1]+"”不是登记管理部门代码", "the first character “"+code[:1]+"” of the credit code names no registering department")
	}
	if code[1] < '1' || code[1] > '9' {
		return wrong(Structure, "统一社会信用代码第 2 位“"+code[1:2]+"”不是机构类别代码", "the second character “"+code[1:2]+"” of the credit code names no category")
	}
	if !digits(code[2:8]) {
		return wrong(Character, "统一社会信用代码第 3 至 8 位应为登记机关行政区划码，现为“"+code[2:8]+"”", "characters 3 to 8 of the credit code are the digits of a place, not “"+code[2:8]+"”")
	}
	return nil
}

// CreditCheck is the last character of a credit code, from the 17 before it; 0 when they are not 17 characters of the code.
func CreditCheck(body string) byte {
	if len(body) != 17 {
		return 0
	}
	sum := 0
	for i := range 17 {
		v := strings.IndexByte(creditAlphabet, body[i])
		if v < 0 {
			return 0
		}
		sum += v * creditWeights[i]
	}
	return creditAlphabet[(31-sum%31)%31]
}

// OrganisationCheck is the last character of an organisation code (GB 11714), from the 8 before it, digits and capitals; 0 when
// they are not. It may be X.
func OrganisationCheck(body string) byte {
	if len(body) != 8 {
		return 0
	}
	sum := 0
	for i := range 8 {
		c := body[i]
		switch {
		case c >= '0' && c <= '9':
			sum += int(c-'0') * organisationWeights[i]
		case c >= 'A' && c <= 'Z':
			sum += int(c-'A'+10) * organisationWeights[i]
		default:
			return 0
		}
	}
	return "0X987654321"[sum%11]
}

// CompleteUSCC makes the credit code of the given department, category, place (six digits) and first eight characters of the
// organisation code, with both check characters. The error is a *Fault.
func CompleteUSCC(department, category byte, region, organisation string) (string, error) {
	body := string([]byte{department, category}) + region + organisation
	if len(body) != 16 {
		return "", wrong(Length, "补全统一社会信用代码需要 6 位区划和 8 位主体标识", "completing a credit code takes six digits of a place and eight characters of the organisation")
	}
	check := OrganisationCheck(body[8:])
	if check == 0 {
		return "", wrong(Character, "组织机构代码只用数字和大写字母", "an organisation code has digits and capitals only")
	}
	body += string(check)
	code := body + string(CreditCheck(body))
	_, err := ParseUSCC(code)
	return code, err
}
