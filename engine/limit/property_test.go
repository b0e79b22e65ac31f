package limit

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plain draws a figure with up to three decimals as text and as thousandths.
func plain(t *rapid.T, label string) (string, int64) {
	places := rapid.IntRange(0, 3).Draw(t, label+" places")
	step := []int64{1000, 100, 10, 1}[places]
	v := rapid.Int64Range(0, 20_000/step*2).Draw(t, label) * step
	return fmt.Sprintf("%.*f", places, float64(v)/1000), v
}

// TestVerdictAgreesWithPlainArithmetic: full-value comparison is comparison of exact fractions, whatever the spelling.
func TestVerdictAgreesWithPlainArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, lv := plain(t, "limit")
		r, rv := plain(t, "result")
		op := rapid.SampledFrom([]string{"≤", "<", "≥", ">", "<=", "不超过"}).Draw(t, "op")
		want := map[string]bool{"≤": rv <= lv, "<=": rv <= lv, "不超过": rv <= lv, "<": rv < lv, "≥": rv >= lv, ">": rv > lv}[op]
		j := Judge(op+l+"mg/kg", r+"mg/kg", Full)
		if (j.Verdict == Pass) != want || j.Verdict == Unreadable {
			t.Fatalf("%s%s, %s: %s %s", op, l, r, j.Verdict, j.Zh)
		}
	})
}

// TestMoreIsNeverBetter: by an upper limit a higher result never passes where a lower one fails, in either mode.
func TestMoreIsNeverBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, _ := plain(t, "limit")
		a, av := plain(t, "a")
		b, bv := plain(t, "b")
		if av > bv {
			a, b = b, a
		}
		mode := rapid.SampledFrom([]Mode{Full, Rounded}).Draw(t, "mode")
		if Judge("≤"+l, a, mode).Verdict == Fail && Judge("≤"+l, b, mode).Verdict == Pass {
			t.Fatalf("≤%s: %s fails, %s passes", l, a, b)
		}
		if Judge("≥"+l, a, mode).Verdict == Pass && Judge("≥"+l, b, mode).Verdict == Fail {
			t.Fatalf("≥%s: %s passes, %s fails", l, a, b)
		}
	})
}

// TestUnitDoesNotChangeTheVerdict: the same content in another unit of its family is judged the same.
func TestUnitDoesNotChangeTheVerdict(t *testing.T) {
	families := [][]struct {
		unit  string
		power int
	}{
		{{"g/kg", 0}, {"mg/kg", 3}, {"μg/kg", 6}, {"mg/100g", 2}, {"g/100g", -1}, {"%", -1}, {"‰", 0}, {"ng/g", 6}, {"μg/g", 3}},
		{{"g/L", 0}, {"mg/L", 3}, {"μg/mL", 3}, {"mg/100mL", 2}, {"mg/mL", 0}},
		{{"CFU/g", 0}, {"CFU/100g", 2}, {"CFU/kg", 3}},
	}
	rapid.Check(t, func(t *rapid.T) {
		family := rapid.SampledFrom(families).Draw(t, "family")
		l, _ := plain(t, "limit")
		r, _ := plain(t, "result")
		from := rapid.SampledFrom(family).Draw(t, "from")
		to := rapid.SampledFrom(family).Draw(t, "to")
		mode := rapid.SampledFrom([]Mode{Full, Rounded}).Draw(t, "mode")
		limit := "≤" + l + from.unit
		same := Judge(limit, r+from.unit, mode)
		moved := Judge(limit, fmt.Sprintf("%s×10^%d%s", r, to.power-from.power, to.unit), mode)
		if same.Verdict != moved.Verdict || same.Verdict == Unreadable {
			t.Fatalf("%s in %s: %s; in %s: %s (%s)", r, from.unit, same.Verdict, to.unit, moved.Verdict, moved.Zh)
		}
	})
}

// TestRoundingIsNearestEvenAndStable: the rounded figure lies within half an interval, is an even multiple in a tie, and stays.
func TestRoundingIsNearestEvenAndStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, _ := plain(t, "value")
		if rapid.Bool().Draw(t, "negative") {
			v = "-" + v
		}
		interval := rapid.SampledFrom([]string{"0.001", "0.01", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "100"}).Draw(t, "interval")
		got, err := Round(v, interval)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := Round(got, interval); again != got {
			t.Fatalf("%s to %s: %s, again %s", v, interval, got, again)
		}
		x, y, i := rat(v), rat(got), rat(interval)
		off := new(big.Rat).Abs(new(big.Rat).Sub(x, y))
		half := new(big.Rat).Quo(i, big.NewRat(2, 1))
		multiple := new(big.Rat).Quo(y, i)
		if off.Cmp(half) > 0 || !multiple.IsInt() || off.Cmp(half) == 0 && multiple.Num().Bit(0) != 0 {
			t.Fatalf("%s to %s: %s", v, interval, got)
		}
	})
}

// TestModesDifferOnlyNearTheLimit: the two ways of comparison disagree only within half a unit of the limit's last digit.
func TestModesDifferOnlyNearTheLimit(t *testing.T) {
	differ := 0
	rapid.Check(t, func(t *rapid.T) {
		l, _ := plain(t, "limit")
		near := rapid.Int64Range(-1000, 1000).Draw(t, "offset")
		x := new(big.Rat).Add(rat(l), big.NewRat(near, 1000))
		if x.Sign() < 0 {
			return
		}
		full, round := Judge("≤"+l, x.FloatString(3), Full), Judge("≤"+l, x.FloatString(3), Rounded)
		if full.Verdict == round.Verdict {
			return
		}
		differ++
		half := big.NewRat(1, 2)
		if _, decimals, ok := strings.Cut(l, "."); ok {
			half.Quo(half, rat("1"+strings.Repeat("0", len(decimals))))
		}
		if off := new(big.Rat).Abs(new(big.Rat).Sub(x, rat(l))); off.Cmp(half) > 0 {
			t.Fatalf("≤%s, %s: full %s, rounded %s", l, x.FloatString(3), full.Verdict, round.Verdict)
		}
	})
	if differ == 0 {
		t.Error("the modes never differed: nothing was tested")
	}
}

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

// TestPlanAgreesWithCounting: a full set of plain counts is judged as counting by hand judges it.
func TestPlanAgreesWithCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.IntRange(0, 4).Draw(t, "c")
		counts := rapid.SliceOfN(rapid.IntRange(0, 1300), 5, 5).Draw(t, "counts")
		three := rapid.Bool().Draw(t, "three-class")
		text, parts, overSmall, overLarge := fmt.Sprintf("n=5,c=%d,m=10²", c), []string{}, 0, 0
		if three {
			text += ",M=10³"
		}
		for _, k := range counts {
			parts = append(parts, fmt.Sprint(k))
			if k > 100 {
				overSmall++
			}
			if k > 1000 && three {
				overLarge++
			}
		}
		want := Pass
		if overLarge > 0 || overSmall > c {
			want = Fail
		}
		if j := Judge(text+"CFU/g", strings.Join(parts, "、")+"CFU/g", Full); j.Verdict != want {
			t.Fatalf("%s: %v: %s, want %s: %s", text, counts, j.Verdict, want, j.Zh)
		}
	})
}
