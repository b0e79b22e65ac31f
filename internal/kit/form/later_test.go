package form_test

import (
	"testing"

	"shian/internal/kit/form"
)

type grown struct {
	name, extra string
	flag        bool
	n           int64
}

func (g *grown) Fields(f *form.Fields) {
	f.Text("name", "名称", &g.name)
	f.Text("extra", "备注", &g.extra).Later()
	f.Bool("flag", "复查", &g.flag).Later()
	f.Int("n", "数量", &g.n).Later()
}

// A record stored before its kind grew has the JSON it always had.
func TestFieldsThatCameLaterAreSilentWhileEmpty(t *testing.T) {
	for want, g := range map[string]grown{`{"name":"甲"}`: {name: "甲"}, `{"name":"甲","extra":"x","flag":true,"n":2}`: {"甲", "x", true, 2}} {
		got, err := form.Bind(&g).JSON(nil)
		if err != nil || string(got) != want {
			t.Errorf("%s, want %s (%v)", got, want, err)
		}
	}
}
