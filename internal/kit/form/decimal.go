package form

import (
	"cmp"
	"strconv"
	"strings"
)

// compareDecimal compares a canonical decimal with a whole number.
func compareDecimal(d string, n int64) int {
	minus := strings.HasPrefix(d, "-")
	switch {
	case minus && n >= 0:
		return -1
	case !minus && n < 0:
		return 1
	}
	whole, part, _ := strings.Cut(strings.TrimPrefix(d, "-"), ".")
	want := strings.TrimPrefix(strconv.FormatInt(n, 10), "-")
	c := cmp.Or(cmp.Compare(len(whole), len(want)), strings.Compare(whole, want))
	if c == 0 && strings.Trim(part, "0") != "" {
		c = 1
	}
	if minus {
		return -c
	}
	return c
}
