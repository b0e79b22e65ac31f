package page

import (
	"math"
	"strings"
	"testing"
)

func TestControlKeepsItsPointsInThePicture(t *testing.T) {
	c := Control{Unit: "%", Centre: 2, Points: []Controlled{{Name: "a", Value: 1, Low: 0, High: 4}, {Name: "b", Value: math.NaN(), Low: math.NaN(), High: math.NaN()}, {Name: "c", Value: 7.3, Low: 0, High: 4, Out: true, Note: "3 / 41"}}}
	if top := c.Top(); top != 10 {
		t.Errorf("the axis ends at %g, want 10", top)
	}
	if line := c.Line(); strings.Count(line, "M") != 2 || strings.Contains(line, "L") || strings.Contains(line, "NaN") {
		t.Errorf("the gap is not one: %s", line)
	}
	dots := c.Dots()
	if len(dots) != 2 || dots[1].Text != "c 7.3% (3 / 41)" || !dots[1].Out || c.Outs() != 1 {
		t.Errorf("%+v", dots)
	}
	if got := c.Levels(); got[0].Text != "0%" || got[2].Text != "10%" || got[2].Y != "12" {
		t.Errorf("%+v", got)
	}
}

func TestControlAxis(t *testing.T) {
	for v, want := range map[float64]float64{0: 1, 0.3: 0.5, 1: 1, 1.2: 2, 2.3: 2.5, 4: 5, 61: 100} {
		if got := rounded(v); math.Abs(got-want) > 1e-9 {
			t.Errorf("%g: %g, want %g", v, got, want)
		}
	}
}

func TestControlNamesAreFew(t *testing.T) {
	c := Control{Points: make([]Controlled, 120)}
	if n := len(c.Names()); n > 13 {
		t.Errorf("%d names", n)
	}
}
