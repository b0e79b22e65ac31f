package ident

import (
	"fmt"
	"strconv"
	"time"
)

var residentWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// firstIssued is the year the first identity numbers were given out.
const firstIssued = 1984

// A Resident is a resident identity number taken apart.
type Resident struct {
	Code     string // all 18 characters
	Region   string // six digits: where the person was registered when the number was given out
	Place    string // its name at the time, 甘肃省会宁县
	Born     string // 2006-01-02
	Female   bool
	Warnings []Warning
}

// ParseResident reads a resident identity number and checks form, check character, birthday and place. today (2006-01-02) is the
// day after which nobody can have been born; empty: not checked. The error is a *Fault.
func ParseResident(code, today string) (Resident, error) {
	code = Tidy(code)
	if fault := residentForm(code); fault != nil {
		return Resident{}, fault
	}
	if want := ResidentCheck(code[:17]); code[17] != want {
		return Resident{}, wrong(Check, fmt.Sprintf("身份证号码校验不符：末位是 %c，按前 17 位应为 %c，请核对", code[17], want),
			fmt.Sprintf("the identity number fails its check: the last character is %c where the first 17 give %c", code[17], want))
	}
	r := Resident{Code: code, Region: code[:6], Born: code[6:10] + "-" + code[10:12] + "-" + code[12:14], Female: (code[16]-'0')%2 == 0}
	if _, err := time.Parse(time.DateOnly, r.Born); err != nil || r.Born < "1850" {
		return Resident{}, wrong(Date, "身份证号码中的出生日期 "+r.Born+" 不存在", "there is no such birthday as "+r.Born)
	}
	if today != "" && r.Born > today {
		return Resident{}, wrong(Date, "身份证号码中的出生日期 "+r.Born+" 晚于今天", "the birthday "+r.Born+" lies after today")
	}
	return r.placed()
}

// placed fills in the name of the place, or refuses a place that cannot be.
func (r Resident) placed() (Resident, error) {
	year, _ := strconv.Atoi(r.Born[:4]) // digits by construction
	given := max(year, firstIssued)
	switch place, when := find(r.Region, given); when {
	case never:
		return Resident{}, wrong(Region, "身份证号码前六位 "+r.Region+" 从未是行政区划代码", "the first six digits "+r.Region+" never were the code of a place")
	case ended:
		return Resident{}, wrong(Region, fmt.Sprintf("身份证号码前六位 %s（%s）在 %d 年出生之前已撤销", r.Region, place, year),
			fmt.Sprintf("the place %s (%s) had been abolished before the birth in %d", r.Region, place, year))
	case later:
		r.Place = place
		r.Warnings = append(r.Warnings, Warning{Zh: fmt.Sprintf("区划代码 %s（%s）在 %d 年出生时尚未启用，应为补录的号码，请核对", r.Region, place, year),
			En: fmt.Sprintf("the code %s (%s) was not yet in use in %d, the year of birth; the number was given out later", r.Region, place, year)})
	default:
		r.Place = place
	}
	return r, nil
}

// Birthplace is the name of the place as it was in the year of birth, and whether that is known: not where the code
// came into use only later.
func (r Resident) Birthplace() (string, bool) {
	if len(r.Born) < 4 {
		return "", false
	}
	year, err := strconv.Atoi(r.Born[:4])
	if err != nil {
		return "", false
	}
	place, when := find(r.Region, year)
	return place, when == known
}

func residentForm(code string) *Fault {
	if n := size(code); n != 18 {
		return wrong(Length, fmt.Sprintf("身份证号码应为 18 位，现有 %d 位", n), fmt.Sprintf("an identity number has 18 characters, not %d", n))
	}
	if ch, at := foreign(code, "0123456789X"); at > 0 {
		return wrong(Character, fmt.Sprintf("身份证号码第 %d 位“%s”不是数字", at, ch), fmt.Sprintf("character %d of the identity number, “%s”, is no digit", at, ch))
	}
	if !digits(code[:17]) {
		return wrong(Character, "身份证号码只有末位可以是 X", "only the last character of an identity number may be X")
	}
	return nil
}

// ResidentCheck is the last character of an identity number, from the 17 digits before it; 0 when they are not.
func ResidentCheck(body string) byte {
	if len(body) != 17 || !digits(body) {
		return 0
	}
	sum := 0
	for i := range 17 {
		sum += int(body[i]-'0') * residentWeights[i]
	}
	return "10X98765432"[sum%11]
}
