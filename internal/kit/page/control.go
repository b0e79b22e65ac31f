package page

import (
	"fmt"
	"math"
	"strings"
)

// A Control is a control chart: periods in order against a centre line, each within limits of its own, those that stand out
// marked. It is drawn as SVG on the server and told in words; the table with the same figures belongs beside it.
type Control struct {
	Label  string // what is shown, Chinese of the code
	Unit   string // after a value of the axis, such as %
	Centre float64
	Points []Controlled
}

// Template implements Component.
func (Control) Template() string { return "control-chart" }

// A Controlled is one period. Value NaN leaves a gap; Low and High NaN draw no limits.
type Controlled struct {
	Name             string // 2026-03, a value
	Value, Low, High float64
	Out              bool   // beyond a limit, or in a run
	Note             string // beside the value in the tip, a value
}

// The drawing: 720 × 220, the axis at the left, names below.
const (
	controlLeft, controlRight = 44.0, 712.0
	controlTop, controlFoot   = 12.0, 186.0
)

// Top is the upper end of the axis.
func (c Control) Top() float64 {
	top := c.Centre
	for _, p := range c.Points {
		for _, v := range []float64{p.Value, p.High} {
			if !math.IsNaN(v) {
				top = math.Max(top, v)
			}
		}
	}
	return rounded(top)
}

// rounded is the next of 1, 2, 2.5 or 5 times a power of ten.
func rounded(v float64) float64 {
	if !(v > 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if v <= m*power*1.0001 {
			return m * power
		}
	}
	return 10 * power
}

func (c Control) x(i int) float64 {
	if len(c.Points) < 2 {
		return (controlLeft + controlRight) / 2
	}
	return controlLeft + 12 + (controlRight-controlLeft-24)*float64(i)/float64(len(c.Points)-1)
}

func (c Control) y(v float64) float64 {
	return controlFoot - (controlFoot-controlTop)*math.Min(1, math.Max(0, v/c.Top()))
}

// Line joins the values, broken at gaps.
func (c Control) Line() string {
	return c.path(func(p Controlled) float64 { return p.Value })
}

// Bounds are the two limits, broken at gaps.
func (c Control) Bounds() []string {
	return []string{c.path(func(p Controlled) float64 { return p.Low }), c.path(func(p Controlled) float64 { return p.High })}
}

func (c Control) path(of func(Controlled) float64) string {
	var s strings.Builder
	pen := "M"
	for i, p := range c.Points {
		v := of(p)
		if math.IsNaN(v) {
			pen = "M"
			continue
		}
		fmt.Fprintf(&s, "%s%s %s", pen, short(c.x(i)), short(c.y(v)))
		pen = "L"
	}
	return s.String()
}

// A Dot is a drawn period.
type Dot struct {
	X, Y string
	Out  bool
	Text string
}

// Dots are the periods that have a value.
func (c Control) Dots() []Dot {
	var out []Dot
	for i, p := range c.Points {
		if math.IsNaN(p.Value) {
			continue
		}
		d := Dot{X: short(c.x(i)), Y: short(c.y(p.Value)), Out: p.Out, Text: p.Name + " " + twoDigits(p.Value) + c.Unit}
		if p.Note != "" {
			d.Text += " (" + p.Note + ")"
		}
		out = append(out, d)
	}
	return out
}

// A Tick is a mark of an axis.
type Tick struct{ X, Y, Text string }

// Levels are the marks of the axis of values.
func (c Control) Levels() []Tick {
	var out []Tick
	top := c.Top()
	for _, part := range []float64{0, 0.5, 1} {
		out = append(out, Tick{short(controlLeft - 6), short(c.y(top * part)), twoDigits(top*part) + c.Unit})
	}
	return out
}

// Names are the marks of the axis of periods: at most thirteen, evenly.
func (c Control) Names() []Tick {
	step := (len(c.Points) + 12) / 13
	var out []Tick
	for i := 0; i < len(c.Points); i += max(1, step) {
		out = append(out, Tick{short(c.x(i)), short(controlFoot + 18), c.Points[i].Name})
	}
	return out
}

// CentreY is the height of the centre line.
func (c Control) CentreY() string { return short(c.y(c.Centre)) }

// CentreText writes the centre.
func (c Control) CentreText() string { return twoDigits(c.Centre) + c.Unit }

// Outs counts the periods that stand out.
func (c Control) Outs() int {
	n := 0
	for _, p := range c.Points {
		if p.Out {
			n++
		}
	}
	return n
}

func twoDigits(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}
