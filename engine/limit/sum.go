package limit

import (
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Parts reads which substances a limit means together: 以恩诺沙星与环丙沙星之和计 gives 恩诺沙星 and 环丙沙星. The text may be a limit's
// note, an item's name with such words in brackets, or a whole sentence; without such words there are none.
func Parts(text string) []string {
	i := strings.Index(text, "之和")
	if i < 0 {
		return nil
	}
	head := text[:i]
	if at := strings.LastIndex(head, "以"); at >= 0 {
		head = head[at+len("以"):]
	}
	var out []string
	for _, p := range strings.FieldsFunc(strings.NewReplacer("以及", "、", "与", "、", "和", "、", "及", "、").Replace(head), func(r rune) bool { return strings.ContainsRune("、,，;；", r) }) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// Sum adds the results of several substances that a limit means together, in the unit of the first that has one, digit by
// digit: 60μg/kg and 0.055mg/kg make 115 μg/kg. What was not detected adds nothing; when none was, the sum is 未检出. It fails
// with a *Refusal for a result without a figure or with a bound (<0.01), or in a unit that cannot be converted.
func Sum(results []string) (string, error) {
	var sum *apd.Decimal
	var u Unit
	for _, text := range results {
		r, bad := parseResult(text)
		if bad != nil {
			return "", bad
		}
		switch {
		case r.Finding == NotDetected:
			continue
		case r.Finding != Measured || r.Op != "":
			return "", refuse("“"+clipped(text)+"”没有确切数值，不能求和", "“"+clipped(text)+"” is no definite figure and cannot be added")
		}
		if sum == nil {
			sum, u = new(apd.Decimal).Set(r.Number.value), r.Unit
			continue
		}
		v, bad := r.inUnit(u)
		if bad != nil {
			return "", bad
		}
		if _, err := apd.BaseContext.WithPrecision(2*maxDigits+2*maxPower).Add(sum, sum, v); err != nil {
			return "", refuse("数值过大，不能求和", "the figures are too large to add")
		}
	}
	if sum == nil {
		return "未检出", nil
	}
	return sum.Text('f') + u.Name, nil
}
