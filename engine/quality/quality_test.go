package quality

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// given reads a table of shared test material, by the names of its columns.
func given(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, err = os.Stat(filepath.Join(dir, "go.mod")); err != nil; _, err = os.Stat(filepath.Join(dir, "go.mod")) {
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "../shared/data/analytics/lims", name))
	if err != nil {
		t.Skipf("the shared test material is not here: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestWestgardEqualsTheOracle(t *testing.T) {
	series := map[string][]map[string]string{}
	for _, r := range given(t, "westgard.csv") {
		series[r["series"]] = append(series[r["series"]], r)
	}
	if len(series) == 0 {
		t.Fatal("no series")
	}
	for name, rows := range series {
		var z []float64
		for _, r := range rows {
			z = append(z, Z(number(t, r["value"]), number(t, r["target_mean"]), number(t, r["target_sd"])))
		}
		for i, got := range Westgard(z) {
			near(t, "z", z[i], number(t, rows[i]["z"]), 1e-8)
			var want []string
			if s := rows[i]["rules_violated"]; s != "" {
				want = strings.Split(s, "|")
			}
			if text := words(got); !slices.Equal(slices.Sorted(slices.Values(text)), slices.Sorted(slices.Values(want))) {
				t.Errorf("series %s run %s: %v, want %v", name, rows[i]["run"], text, want)
			}
		}
	}
}

func words(rules []Rule) []string {
	var out []string
	for _, r := range rules {
		out = append(out, string(r))
	}
	return out
}

func TestWestgardByHand(t *testing.T) {
	tests := []struct {
		name string
		z    []float64
		want []Rule // of the last
	}{
		{"on the bound nothing is broken", []float64{2}, nil},
		{"a warning", []float64{2.1}, []Rule{Rule12s}},
		{"far out", []float64{-3.1}, []Rule{Rule12s, Rule13s}},
		{"twice on one side", []float64{2.1, 2.2}, []Rule{Rule12s, Rule22s}},
		{"twice on opposite sides", []float64{2.1, -2.2}, []Rule{Rule12s, RuleR4s}},
		{"far apart but one within two", []float64{1.9, -2.2}, []Rule{Rule12s}},
		{"four beyond one", []float64{1.1, 1.2, 1.1, 1.3}, []Rule{Rule41s}},
		{"ten on one side", []float64{-.1, -.1, -.1, -.1, -.1, -.1, -.1, -.1, -.1, -.1}, []Rule{Rule10x}},
		{"the mean itself interrupts", []float64{.1, .1, .1, .1, .1, 0, .1, .1, .1, .1}, nil},
		{"no number interrupts", []float64{2.1, math.NaN(), 2.1}, []Rule{Rule12s}},
	}
	for _, x := range tests {
		all := Westgard(x.z)
		if got := all[len(all)-1]; !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	if Rejected([]Rule{Rule12s}) || !Rejected([]Rule{Rule12s, Rule22s}) {
		t.Error("1-2s warns only, 2-2s rejects")
	}
}

func TestAlgorithmAEqualsTheOracle(t *testing.T) {
	values, z := map[string][]float64{}, map[string][]float64{}
	for _, r := range given(t, "pt_algorithm_a_data.csv") {
		values[r["round"]] = append(values[r["round"]], number(t, r["value"]))
		z[r["round"]] = append(z[r["round"]], number(t, r["z_using_robust"]))
	}
	for _, r := range given(t, "pt_algorithm_a_expected.csv") {
		got, err := AlgorithmA(values[r["round"]])
		if err != nil {
			t.Fatal(err)
		}
		near(t, "n", float64(got.N), number(t, r["n"]), 0)
		near(t, "x*", got.Mean, number(t, r["x_star"]), 1e-8)
		near(t, "s*", got.SD, number(t, r["s_star"]), 1e-8)
		near(t, "u", got.Uncertainty, number(t, r["u_x_1.25s_sqrt_n"]), 1e-8)
		for i, v := range values[r["round"]] {
			near(t, "z", Z(v, got.Mean, got.SD), z[r["round"]][i], 1e-8)
		}
	}
}

func TestPrecisionAndRecoveryEqualTheOracle(t *testing.T) {
	for _, r := range given(t, "precision_recovery.csv") {
		a, b := number(t, r["dup1_massfraction"]), number(t, r["dup2_massfraction"])
		c := a/2 + b/2
		near(t, "RPD", RPD(a, b), number(t, r["rpd_pct"]), 1e-9)
		near(t, "Horwitz", HorwitzPercent(c), number(t, r["horwitz_RSDR_pct"]), 1e-9)
		near(t, "Thompson", ThompsonPercent(c), number(t, r["thompson_RSDR_pct"]), 1e-9)
		near(t, "repeatability", RepeatPercent(c), number(t, r["horwitz_rsd_r_pct_two_thirds"]), 1e-9)
		near(t, "recovery", RecoveryPercent(number(t, r["found_massfraction"]), a, number(t, r["spike_massfraction"])), number(t, r["recovery_pct"]), 1e-9)
	}
}

func TestHorRat(t *testing.T) {
	near(t, "HorRat at 1 mg/kg", HorRat(16, 1e-6), 1, 1e-12)
	near(t, "Thompson above 0.138", ThompsonPercent(0.25), 2, 1e-12)
	for _, c := range []float64{0, -1, 1.1, math.NaN()} {
		if !math.IsNaN(HorRat(10, c)) {
			t.Errorf("HorRat at the mass fraction %v is a number", c)
		}
	}
}

func TestScores(t *testing.T) {
	for z, want := range map[float64]Score{0: Satisfactory, -2: Satisfactory, 2.01: Questionable, -2.99: Questionable, 3: Unsatisfactory, -9: Unsatisfactory} {
		if got := ScoreOf(z); got != want {
			t.Errorf("z %v: %s, want %s", z, got, want)
		}
	}
	if ScoreOf(Z(1, 1, 0)) != Unscored {
		t.Error("without a deviation there is a score")
	}
}

func TestAlgorithmARefusesWhatItCannotMeasure(t *testing.T) {
	for _, v := range [][]float64{nil, {1}, {1, math.NaN()}, {1, math.Inf(1)}} {
		if _, err := AlgorithmA(v); err == nil {
			t.Errorf("%v was accepted", v)
		}
	}
}

var value = rapid.Float64Range(-1e6, 1e6)

// Another unit or another order of the participants changes the consensus accordingly and nobody's z-score.
func TestConsensusMovesWithItsUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(1, 100), 3, 30).Draw(t, "values")
		scale, shift := rapid.Float64Range(0.01, 100).Draw(t, "scale"), rapid.Float64Range(-100, 100).Draw(t, "shift")
		a, err := AlgorithmA(x)
		if err != nil {
			t.Fatal(err)
		}
		y := make([]float64, len(x))
		for i, v := range x {
			y[len(x)-1-i] = v*scale + shift
		}
		b, err := AlgorithmA(y)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(b.Mean-(a.Mean*scale+shift)) > 1e-6*(1+math.Abs(b.Mean)) || math.Abs(b.SD-a.SD*scale) > 1e-6*(1+b.SD) {
			t.Fatalf("%+v became %+v under ×%v %+v", a, b, scale, shift)
		}
		if a.Mean < slices.Min(x)-1e-9 || a.Mean > slices.Max(x)+1e-9 || a.SD < 0 {
			t.Fatalf("%+v lies outside %v", a, x)
		}
	})
}

// One wild participant among many moves the robust mean less than the plain one, and never beyond the others by much.
func TestOneOutlierIsHeldBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(9, 11), 10, 30).Draw(t, "values")
		got, err := AlgorithmA(append(x, 1e6))
		if err != nil {
			t.Fatal(err)
		}
		if got.Mean < 9 || got.Mean > 12 {
			t.Fatalf("one outlier moved the mean to %v", got.Mean)
		}
	})
}

// What is measured later never changes the verdict on what was measured before, and the mirror image breaks the same rules.
func TestWestgardLooksBackOnlyAndAtBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SliceOfN(rapid.Float64Range(-4, 4), 1, 40).Draw(t, "z")
		all := Westgard(z)
		k := rapid.IntRange(1, len(z)).Draw(t, "k")
		mirrored := make([]float64, len(z))
		for i, v := range z {
			mirrored[i] = -v
		}
		other := Westgard(mirrored)
		for i, r := range Westgard(z[:k]) {
			if !slices.Equal(r, all[i]) || !slices.Equal(r, other[i]) {
				t.Fatalf("%d of %v: %v, %v, mirrored %v", i, z, r, all[i], other[i])
			}
		}
		for _, r := range all {
			if slices.Contains(r, Rule13s) && !slices.Contains(r, Rule12s) {
				t.Fatal("beyond three but not beyond two")
			}
		}
	})
}

func TestRPDIsSymmetricAndWithoutUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := value.Draw(t, "a"), value.Draw(t, "b")
		x, y := RPD(a, b), RPD(b, a)
		if x != y && !(math.IsNaN(x) && math.IsNaN(y)) || x < 0 {
			t.Fatalf("%v and %v", x, y)
		}
	})
}

func FuzzAlgorithmA(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0)
	f.Add(0.0, 0.0, 0.0, 1e300)
	f.Add(-1e-300, 1e-300, 0.0, 0.0)
	f.Fuzz(func(t *testing.T, a, b, c, d float64) {
		got, err := AlgorithmA([]float64{a, b, c, d})
		if err == nil && max(math.Abs(a), math.Abs(b), math.Abs(c), math.Abs(d)) < 1e150 && (math.IsNaN(got.Mean) || math.IsNaN(got.SD) || got.SD < 0) {
			t.Errorf("%v %v %v %v: %+v", a, b, c, d, got)
		}
	})
}
