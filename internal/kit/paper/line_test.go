package paper

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func testMeter(t testing.TB) *meter {
	t.Helper()
	p, err := (&fonts{}).get()
	if err != nil {
		t.Fatal(err)
	}
	return p.meter()
}

// text draws what documents hold: Chinese with its punctuation, words, figures with units, long tokens, newlines.
func text() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom([]rune("食品安全监督管理条例依据第四十六条样检验结果合格")), 1, 12, -1),
		rapid.SampledFrom([]string{"，", "。", "、", "（", "）", "《", "》", "“", "”", "！", "；", "——", "……", "〔2026〕12号", "％"}),
		rapid.SampledFrom([]string{"0.05 mg/kg", "≤0.02mg/kg", "20个", "2026年7月31日", "GB 2763-2021", "1.5×10⁻³", "Salmonella spp.", "pH", "25 ℃"}),
		rapid.StringMatching(`[A-Za-z0-9/._-]{1,60}`),
		rapid.SampledFrom([]string{" ", "  ", "\n"}),
	)
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(part, 0, 40).Draw(t, "parts"), "") })
}

func bare(s string) string { return strings.Join(strings.Fields(s), "") }

// Whatever the text and the width: nothing is lost or added, no line is too long, punctuation stays where it may, units are
// whole unless they are longer than a line, and no line could have taken more.
func TestLinesKeepEveryCharacterAndTheRulesOfSetting(t *testing.T) {
	m := testMeter(t)
	rapid.Check(t, func(t *rapid.T) {
		s := text().Draw(t, "text")
		width := rapid.Float64Range(30, 460).Draw(t, "width")
		const size = 12.0
		indent := rapid.SampledFrom([]float64{0, 2 * size}).Draw(t, "indent")
		if indent > width-size {
			indent = 0
		}
		all := m.lines(s, width, indent, size, false)
		var joined strings.Builder
		for _, l := range all {
			joined.WriteString(l.text)
		}
		if bare(joined.String()) != bare(s) {
			t.Fatalf("%q became %q", s, joined.String())
		}
		for i, l := range all {
			room := width
			if i == 0 || all[i-1].last { // the first of a paragraph
				room -= indent
			}
			if w := m.width(l.text, size, false); w > room+0.01 && len([]rune(l.text)) > 1 {
				t.Fatalf("line %q is %.1f wide of %.1f", l.text, w, room)
			}
			if l.text != strings.TrimFunc(l.text, unicode.IsSpace) && !strings.Contains(l.text, "\u3000") {
				t.Fatalf("line %q begins or ends in a space", l.text)
			}
			if i > 0 && !all[i-1].last {
				if i == 1 || all[i-2].last {
					room -= indent
				}
				checkBreak(t, m, all[i-1].text, l.text, room, size)
			}
		}
	})
}

// checkBreak looks at two lines of one paragraph: where they part, the rules hold, or the piece is longer than a line.
func checkBreak(t *rapid.T, m *meter, a, b string, width, size float64) {
	parts := units(a + b)
	at := 0
	for _, u := range parts {
		end := at + u.spaces + len(u.text)
		if cutAt := len([]rune(a)); at < cutAt && cutAt < end {
			whole := m.width(string(u.text), size, false)
			if whole <= width-2*size && strings.ContainsRune(neverFirst, []rune(b)[0]) {
				t.Fatalf("%q | %q: %c begins a line", a, b, []rune(b)[0])
			}
		}
		at = end
	}
	last := []rune(a)[len([]rune(a))-1]
	if strings.ContainsRune(neverLast, last) && m.width(string(units(a + b)[len(units(a))-1].text), size, false) <= width-2*size {
		t.Fatalf("%q | %q: %c ends a line", a, b, last)
	}
	// full width: the next unit would not have fitted
	next := units(b)[0]
	if m.width(a, size, false)+m.width(string(next.text), size, false) <= width-2*size {
		t.Fatalf("%q leaves room for %q in %.1f", a, string(next.text), width)
	}
}

func TestWordsAndFiguresStayWhole(t *testing.T) {
	m := testMeter(t)
	for _, c := range []struct {
		text, want string // lines parted by |
		width      float64
	}{
		{"经检验腐霉利0.05 mg/kg不合格", "经检验腐霉利|0.05 mg/kg不|合格", 80},
		{"依据（GB 2763-2021）判定。", "依据（GB|2763-2021）|判定。", 80},
		{"《食品安全法》第一百一十三条，", "《食品安全|法》第一百一|十三条，", 72},
		{"甘市监处罚〔2026〕12号", "甘市监处罚|〔2026〕12号", 80},
		{"共 20个工作日，其中5日。", "共 20个工|作日，其中|5日。", 62},
		{"a/very/long/path-without-spaces/in/it", "a/very/long/|path-withou|t-spaces/in/|it", 76},
		{"", "", 50},
		{"一\n\n二", "一||二", 50},
	} {
		var got []string
		for _, l := range m.lines(c.text, c.width, 0, 12, false) {
			got = append(got, l.text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q in %.0f: %s, want %s", c.text, c.width, strings.Join(got, "|"), c.want)
		}
	}
}

func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "。。。。。。。。。。", "（（（（（（", "aaaaaaaaaaaaaaaaaaaaaaaaa", "\u0301\u0301", "0 m m m", "\x00\xff", "　　　"} {
		f.Add(s, 60.0)
	}
	m := testMeter(f)
	f.Fuzz(func(t *testing.T, s string, width float64) {
		if !(width > 0 && width < 2000) || len(s) > 2000 {
			return
		}
		s = tidy(s)
		var joined strings.Builder
		for _, l := range m.lines(s, width, 0, 12, false) {
			joined.WriteString(l.text)
		}
		if bare(joined.String()) != bare(s) {
			t.Fatalf("%q became %q", s, joined.String())
		}
	})
}
