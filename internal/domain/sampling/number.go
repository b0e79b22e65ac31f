package sampling

import (
	"context"
	"fmt"
	"strings"

	"shian/engine/ident"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// Number is the number of a sampling sheet: CY, the county (six digits), the year (two), a serial (five) and a check digit by
// GB/T 17710-2008, MOD 11,10, over the thirteen digits before it: CY62010226000018. The check digit finds every single wrong
// digit and almost every pair that changed places, on a label read aloud or typed by hand.
//
// Sheets of other systems keep their own numbers; only one that begins as ours does is held to the check digit.
const numberPrefix = "CY"

// NextNumber reserves the next number of a county and year; region is its code, day the day of sampling. A reserved number
// that is not used leaves a gap, as a spoilt form does. Not inside a transaction.
func (s *Service) NextNumber(ctx context.Context, region, day string) (string, error) {
	at := place.Short(region)
	county := (at + "000000")[:6]
	if len(day) < 4 {
		return "", fault.Invalid(fault.Field{Name: "sampled", Label: "抽样日期", Zh: "请填写抽样日期", En: "enter the day of sampling"})
	}
	key, serial := county+day[2:4], int64(0)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `INSERT INTO sampling_serial (area, last) VALUES ($1, 1) ON CONFLICT (area) DO UPDATE SET last = sampling_serial.last + 1 RETURNING last`, key).Scan(&serial)
	})
	if err != nil {
		return "", err
	}
	if serial > 99999 {
		return "", fault.Refused("本县区今年的抽样单编号已用完，请联系平台管理员", "the numbers of this county and year are used up; tell the platform's administrator")
	}
	body := fmt.Sprintf("%s%05d", key, serial)
	return numberPrefix + body + string(ident.LicenceCheck(body)), nil
}

// Reserve is NextNumber for several sheets at once, for a phone that will be out of reach: at most fifty. Right:
// sampling.sample.edit.
func (s *Service) Reserve(ctx context.Context, region, day string, n int) ([]string, error) {
	if !access.From(ctx).May(rightTake) {
		return nil, fault.Refused("您没有抽样的权限", "you may not take samples")
	}
	if n < 1 || n > 50 {
		return nil, fault.Invalid(fault.Field{Name: "n", Label: "数量", Zh: "一次可预留 1 至 50 个编号", En: "1 to 50 numbers can be reserved at once"})
	}
	out := make([]string, n)
	for i := range out {
		var err error
		if out[i], err = s.NextNumber(ctx, region, day); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// checkNumber says what is wrong with a number; empty when nothing is.
func checkNumber(number string) (zh, en string) {
	body, ours := strings.CutPrefix(strings.ToUpper(number), numberPrefix)
	if !ours || strings.Trim(body, "0123456789") != "" {
		return "", ""
	}
	if len(body) != 14 {
		return "编号应为 CY 加 14 位数字，请核对标签", "the number is CY and 14 digits; compare it with the label"
	}
	if ident.LicenceCheck(body[:13]) != body[13] {
		return "编号的校验位不对，可能读错或输错一位，请核对标签", "the check digit does not agree: a digit was misread or mistyped; compare it with the label"
	}
	return "", ""
}
