package paper

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"shian/internal/kit/db"
	"shian/internal/kit/fault"
)

// A Series is what is numbered together: the documents of one kind of one office. Each year (at UTC+8) begins at 1.
type Series struct {
	Office string // key of the office, such as its region code
	Kind   string // such as sampling.notice
	Prefix string // before the year: 甘市监食公 makes 甘市监食公〔2026〕12号
}

// Number writes a number of the series.
func (s Series) Number(year int, serial int64) string {
	return fmt.Sprintf("%s〔%d〕%d号", s.Prefix, year, serial)
}

func (s Series) check() error {
	switch {
	case strings.TrimSpace(s.Prefix) == "":
		return fault.Refused("没有设定文书代字，不能编号；请管理员设定", "the office has no prefix for document numbers; an administrator has to set one")
	case s.Office == "" || s.Kind == "":
		return fault.Internal(fmt.Errorf("paper: series %+v names no office or kind", s))
	}
	return nil
}

// number gives the document the next number of the series in the transaction: two that issue at the same moment wait for each
// other, and one that fails gives its number back.
func (s Series) number(ctx context.Context, tx *db.Tx, x *Document) error {
	if err := s.check(); err != nil {
		return err
	}
	err := tx.Row(ctx, `INSERT INTO paper_number (office, year, kind, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (office, year, kind) DO UPDATE SET last = paper_number.last + 1 RETURNING last`, s.Office, x.Year, s.Kind).Scan(&x.Serial)
	x.Number = s.Number(x.Year, x.Serial)
	return err
}

func itoa(n int) string { return strconv.Itoa(n) }

// chineseNumber counts the parts of a document: 一 to 九十九.
func chineseNumber(n int) string {
	digits := []rune("零一二三四五六七八九")
	switch {
	case n < 10:
		return string(digits[n])
	case n < 20:
		return "十" + strings.TrimSuffix(chineseNumber(n%10), "零")
	case n < 100:
		return string(digits[n/10]) + "十" + strings.TrimSuffix(chineseNumber(n%10), "零")
	}
	return itoa(n)
}
