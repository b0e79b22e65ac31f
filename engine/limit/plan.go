package limit

import (
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Attributes is a sampling plan by GB 4789.1 and GB 29921: of N samples at most C may lie above Accept (m); where Reject (M)
// is given none may lie above it (three classes), else there are two classes.
type Attributes struct {
	N, C   int
	Accept Number // m
	Reject Number // M; no figure in two-class plans
}

// ThreeClass says whether the plan has an M.
func (a Attributes) ThreeClass() bool { return a.Reject.value != nil }

func isPlan(t string) bool {
	return strings.Contains(t, "n=") || strings.Contains(t, "N=") || strings.Contains(t, "m=") || strings.Contains(t, "M=")
}

func parsePlan(t string) (Attributes, Unit, *Refusal) {
	var a Attributes
	fail := func(zh, en string) (Attributes, Unit, *Refusal) { return a, Unit{}, refuse(zh, en) }
	terms, tail, bad := planTerms(t)
	if bad != nil {
		return a, Unit{}, bad
	}
	for _, key := range []byte{'n', 'c', 'm'} {
		if terms[key] == "" {
			return fail("采样方案缺 "+string(key), "the sampling plan lacks "+string(key))
		}
	}
	n, errN := strconv.ParseUint(terms['n'], 10, 7)
	c, errC := strconv.ParseUint(terms['c'], 10, 7)
	if errN != nil || errC != nil || n == 0 || c >= n {
		return fail("采样方案的 n、c 不是合理的个数（n=1～127，c<n）", "n and c of the sampling plan are not sensible counts (n 1 to 127, c below n)")
	}
	a.N, a.C = int(n), int(c)
	small, u, bad := planFigure(terms['m'])
	if bad != nil {
		return a, u, bad
	}
	a.Accept = small
	if t := terms['M']; t != "" && !absent(t) {
		large, lu, bad := planFigure(t)
		if bad != nil {
			return a, u, bad
		}
		if u.Written() && lu.Written() && u != lu {
			return fail("m 与 M 的单位不同", "m and M have different units")
		}
		if lu.Written() {
			u = lu
		}
		if large.value.Cmp(small.value) <= 0 {
			return fail("M 应大于 m", "M must be above m")
		}
		a.Reject = large
	}
	if tail != "" {
		tu, bad := unit(tail)
		if bad != nil {
			return a, u, bad
		}
		if u.Written() && u != tu {
			return fail("采样方案写了两个单位", "the sampling plan has two units")
		}
		u = tu
	}
	return a, u, nil
}

// planTerms parts n=5,c=2,m=100,M=1000 into its terms; what follows the last separator without a key is the tail.
func planTerms(t string) (terms map[byte]string, tail string, bad *Refusal) {
	terms = map[byte]string{}
	upper := strings.Contains(t, "N=") && !strings.Contains(t, "n=")
	at := []int{}
	for i := 0; i+1 < len(t); i++ {
		if t[i+1] == '=' && strings.IndexByte("ncmMNC", t[i]) >= 0 {
			at = append(at, i)
		}
	}
	if len(at) == 0 || strings.Trim(t[:at[0]], ",;") != "" {
		return nil, "", refuse("采样方案前有不认识的文字", "unknown text before the sampling plan")
	}
	for k, i := range at {
		end := len(t)
		if k+1 < len(at) {
			end = at[k+1]
		}
		key := t[i]
		if upper && (key == 'N' || key == 'C') {
			key += 'a' - 'A'
		}
		value := strings.Trim(t[i+2:end], ",; ")
		if v, rest, found := strings.Cut(value, ","); found && end == len(t) {
			value, tail = v, rest
		}
		if _, twice := terms[key]; twice || value == "" || strings.ContainsAny(string(key), "NC") {
			return nil, "", refuse("采样方案的 "+string(key)+" 重复、空缺或大小写不清", "term "+string(key)+" of the sampling plan is repeated, empty or in the wrong case")
		}
		terms[key] = value
	}
	return terms, tail, nil
}

// planFigure reads m or M. 0/25g and 不得检出 are zero.
func planFigure(t string) (Number, Unit, *Refusal) {
	if rest, amount, ok := ban(t); ok && rest == "" {
		shown := "0"
		if amount != "" {
			shown += "/" + amount
		}
		return Number{Text: shown, value: apd.New(0, 0)}, Unit{}, nil
	}
	t = strings.TrimPrefix(strings.TrimPrefix(t, "≤"), "=")
	n, rest, bad := scan(t)
	if bad != nil {
		return n, Unit{}, bad
	}
	if v := n.Text; len(v) == 3 && v[:2] == "10" && v[2] >= '2' {
		return n, Unit{}, refuse("“"+v+"”疑似是丢了上标的 10"+raise("^"+v[2:]), "“"+v+"” seems to be a power of ten without its superscript")
	}
	u, bad := unit(rest)
	if bad == nil && n.value.Negative {
		bad = refuse("m、M 不能是负数", "m and M cannot be negative")
	}
	return n, u, bad
}
