package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Bar is how far something has come, in percent of the whole. Drawn as SVG on the server, told in words to whoever
// cannot see it.
type Bar struct {
	From, To float64 // filled part, 0 to 100
	Goal     float64 // mark of the target or of today's pace; 0: none
	Tone     Tone    // OK, Late, or Shut for blue
	Wide     bool    // fills its place instead of 88 px
	Label    string  // in words, Chinese of the code; empty: 完成 {1}%
	Args     []any
}

// Template implements Component.
func (Bar) Template() string { return "bar" }

// Fill gives x and width of the filled part, kept within the bar.
func (b Bar) Fill() [2]string {
	from, to := clamp(b.From), clamp(b.To)
	return [2]string{short(from), short(math.Max(0, to-from))}
}

// Mark is the x of the goal.
func (b Bar) Mark() string { return short(math.Min(clamp(b.Goal), 99)) }

// Done is To for the label.
func (b Bar) Done() string { return short(clamp(b.To)) }

// A Whisker sets an interval against a target. All values in the unit of the axis, usually percent.
type Whisker struct {
	Low, Mid, High float64
	Goal           float64
	Min, Max       float64 // ends of the axis; both 0: 0 to 100
}

// Template implements Component.
func (Whisker) Template() string { return "whisker" }

// X places a value on the 88-wide drawing.
func (w Whisker) X(v float64) string {
	lo, hi := w.Min, w.Max
	if lo == 0 && hi == 0 {
		hi = 100
	}
	return short(2 + 84*clamp(100*(v-lo)/(hi-lo))/100)
}

// Text writes a value of the axis for the label.
func (w Whisker) Text(v float64) string { return short(v) }

// A Spark is the course of the last months, oldest first; NaN leaves a gap.
type Spark struct {
	Points []float64
	Label  string // in words, Chinese of the code; empty: 近 {1} 个月：上升, 持平 or 下降
}

// Template implements Component.
func (Spark) Template() string { return "spark" }

// Path is the line on an 88 × 24 drawing.
func (s Spark) Path() string {
	lo, hi := s.bounds()
	var b strings.Builder
	pen := "M"
	for i, v := range s.Points {
		if math.IsNaN(v) {
			pen = "M"
			continue
		}
		fmt.Fprintf(&b, "%s%s %s", pen, s.x(i), y(v, lo, hi))
		pen = "L"
	}
	return b.String()
}

// End is the last point: x and y; empty when there is none.
func (s Spark) End() []string {
	lo, hi := s.bounds()
	for i := len(s.Points) - 1; i >= 0; i-- {
		if v := s.Points[i]; !math.IsNaN(v) {
			return []string{s.x(i), y(v, lo, hi)}
		}
	}
	return nil
}

// Trend says in words how the last third compares with the first.
func (s Spark) Trend() Word {
	n := max(1, len(s.Points)/3)
	first, last := mean(s.Points[:min(n, len(s.Points))]), mean(s.Points[max(0, len(s.Points)-n):])
	lo, hi := s.bounds()
	switch d := last - first; {
	case math.IsNaN(d):
		return "无数据"
	case d > 0.1*(hi-lo):
		return "上升"
	case d < -0.1*(hi-lo):
		return "下降"
	}
	return "持平"
}

func (s Spark) x(i int) string {
	return short(1 + 84*float64(i)/math.Max(1, float64(len(s.Points)-1)))
}

func (s Spark) bounds() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range s.Points {
		if !math.IsNaN(v) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	return lo, hi
}

func y(v, lo, hi float64) string {
	if hi <= lo {
		return "12"
	}
	return short(21 - 18*(v-lo)/(hi-lo))
}

func mean(vs []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range vs {
		if !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / float64(n)
}

func clamp(v float64) float64 { return math.Min(100, math.Max(0, v)) }

// short writes a coordinate or percentage with at most one digit after the point.
func short(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}
