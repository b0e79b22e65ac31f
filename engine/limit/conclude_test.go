package limit

import (
	"slices"
	"testing"
)

func TestConclude(t *testing.T) {
	for _, c := range []struct {
		items []Verdict
		want  Verdict
	}{
		{nil, NoLimit}, {[]Verdict{NoLimit, NoLimit}, NoLimit}, {[]Verdict{Pass, NoLimit}, Pass}, {[]Verdict{Pass, Unreadable}, NoLimit},
		{[]Verdict{Unreadable, Fail, Pass}, Fail}, {[]Verdict{Pass, Pass}, Pass}, {[]Verdict{Unreadable}, NoLimit},
	} {
		if got := Conclude(slices.Values(c.items)); got != c.want {
			t.Errorf("%v: %v, want %v", c.items, got, c.want)
		}
	}
}
