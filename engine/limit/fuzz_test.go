package limit

import (
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

var hostile = []string{"≤0.5mg/kg", "n=5,c=2,m=10²,M=10³CFU/g", "(以恩诺沙星与环丙沙星之和计)(≤100μg/kg)", "不得检出/25g", "6.0~9.0", "1e999999999", "10^-99999999999999999999",
	"10,20,<10,150,90CFU/g", "1/77×103μg/kg", "Jan-82", "未检出(检出限0.01mg/kg)", "((((", "))))", "以以计计", "×10×10", "n=,c=,m=,M=", "\xff\xfe", "－０．５６０～－０．５００℃", "", "0/25g", "-", "+", "."}

func FuzzParseLimit(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil && (l.Kind != "" || !strings.Contains(err.Error(), " / ")) {
			t.Errorf("%q: refused but %+v: %v", s, l, err)
		}
		if err == nil && l.Kind == "" {
			t.Errorf("%q: read without a kind", s)
		}
	})
}

func FuzzParseResult(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseResult(s)
		if err == nil && (r.Finding == "" || r.Text != s || r.Finding == Measured && r.Number.value == nil) {
			t.Errorf("%q: %+v", s, r)
		}
	})
}

func FuzzJudge(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, hostile[(i*7+3)%len(hostile)], i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, l, r string, full bool) {
		mode := Rounded
		if full {
			mode = Full
		}
		a, b := Judge(l, r, mode), Judge(l, r, mode)
		if a.Verdict != b.Verdict || a.Zh != b.Zh || a.Zh == "" || a.En == "" {
			t.Errorf("%q by %q: %s %q, then %s %q", r, l, a.Verdict, a.Zh, b.Verdict, b.Zh)
		}
		if n := len(a.Zh) + len(a.En); n > 4000 {
			t.Errorf("%q by %q: a reason of %d bytes", r, l, n)
		}
		if utf8.ValidString(l) && utf8.ValidString(r) && !utf8.ValidString(a.Zh) {
			t.Errorf("%q by %q: %q is broken text", r, l, a.Zh)
		}
		if bad, err := ParseResult(r); err != nil && a.Verdict != Unreadable {
			t.Errorf("%q cannot be read (%+v) but is judged %s", r, bad, a.Verdict)
		}
	})
}

func FuzzRound(f *testing.F) {
	f.Add("60.25", "0.5")
	f.Add("1e30", "1e-30")
	f.Fuzz(func(t *testing.T, v, interval string) {
		got, err := Round(v, interval)
		if err != nil {
			return
		}
		if again, err := Round(got, interval); err == nil && again != got {
			t.Errorf("%q to %q: %s, again %s", v, interval, got, again)
		}
	})
}

// TestLongTextsCostNothing: a text of megabytes is refused without being copied or searched through.
func TestLongTextsCostNothing(t *testing.T) {
	for _, unit := range []string{"以", "以1计", "(", "1,", "×10", "9", "不得检出", "\xff"} {
		long := strings.Repeat(unit, 4<<20/len(unit))
		const times = 20
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range times {
			if Judge(long, "1", Full).Verdict != Unreadable || Judge("≤1", long, Full).Verdict != Unreadable {
				t.Fatalf("%q repeated was judged", unit)
			}
		}
		runtime.ReadMemStats(&after)
		got := (after.TotalAlloc - before.TotalAlloc) / times
		if got == 0 || got > 10_000 {
			t.Errorf("%q repeated: %d bytes allocated", unit, got)
		}
	}
}

var pairs = [][2]string{{"≤0.5mg/kg", "0.55mg/kg"}, {"(以恩诺沙星与环丙沙星之和计)(≤100μg/kg)", "248μg/kg"}, {"不得检出", "1.77×10³μg/kg"}, {"≤0.5g/kg", "549mg/kg"},
	{"n=5,c=2,m=10²,M=10³CFU/g", "10,20,<10,150,90CFU/g"}, {"0.02", "0.03"}, {"6.0~9.0", "7.2"}, {"≤0/1g/kg", "16μg/kg"}}

// BenchmarkJudge reads and judges both texts each time; BenchmarkJudgeRead judges texts read before, as an import does.
func BenchmarkJudge(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := pairs[i%len(pairs)]
		Judge(p[0], p[1], Full)
	}
}

func BenchmarkJudgeRead(b *testing.B) {
	b.ReportAllocs()
	l, _ := ParseLimit("≤0.5g/kg")
	r, _ := ParseResult("549mg/kg")
	for b.Loop() {
		l.Judge(r, Full)
	}
}
