package laboratory

import (
	"math"
	"strconv"

	"shian/internal/kit/page"
)

// A chart shows deviations in order against the lines at zero, two and three: Levey-Jennings for control runs, z-scores for
// proficiency rounds. It is drawn on the server; the table with the same figures stands beside it.
type chart struct {
	Label, Note string
	Joined      bool
	Points      []page.Controlled
}

// Template implements page.Component.
func (chart) Template() string { return "laboratory.chart" }

const (
	chartLeft, chartRight = 56.0, 700.0
	chartMiddle, chartSD  = 100.0, 22.0 // zero, and one deviation
	chartEdge             = 4.0         // deviations beyond are drawn at the edge
)

func chartY(z float64) string {
	return strconv.FormatFloat(chartMiddle-chartSD*math.Max(-chartEdge, math.Min(chartEdge, z)), 'f', 1, 64)
}

func (c chart) x(i int) string {
	if len(c.Points) < 2 {
		return "378.0"
	}
	return strconv.FormatFloat(chartLeft+(chartRight-chartLeft)*float64(i)/float64(len(c.Points)-1), 'f', 1, 64)
}

// A rail is a line across the chart.
type rail struct{ Class, Y, Text string }

// Rails are the lines at zero, two and three deviations.
func (c chart) Rails() []rail {
	out := []rail{{"centre", chartY(0), "0"}}
	for _, z := range []float64{2, 3} {
		for _, side := range []float64{1, -1} {
			out = append(out, rail{"bound", chartY(side * z), strconv.FormatFloat(side*z, 'f', 0, 64)})
		}
	}
	return out
}

// Line joins the points of a course; those of participants have no order to join.
func (c chart) Line() string {
	if !c.Joined {
		return ""
	}
	path, pen := "", "M"
	for i, p := range c.Points {
		path += pen + c.x(i) + " " + chartY(p.Value)
		pen = "L"
	}
	return path
}

// Dots are the points.
func (c chart) Dots() []page.Dot {
	out := make([]page.Dot, len(c.Points))
	for i, p := range c.Points {
		out[i] = page.Dot{X: c.x(i), Y: chartY(p.Value), Out: p.Out, Text: p.Name + " z = " + strconv.FormatFloat(p.Value, 'f', 2, 64) + " " + p.Note}
	}
	return out
}

// Names are at most twelve of the points' names.
func (c chart) Names() []page.Tick {
	var out []page.Tick
	step := max(1, (len(c.Points)+11)/12)
	for i := 0; i < len(c.Points); i += step {
		out = append(out, page.Tick{X: c.x(i), Text: c.Points[i].Name})
	}
	return out
}
