package flow

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shian/internal/kit/i18n"
)

var update = flag.Bool("update", false, "write docs/design/flow anew")

func TestTheTableOfTheTestsIsSound(t *testing.T) {
	f := disposal()
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
}

func TestCheckFindsEveryFault(t *testing.T) {
	for want, spoil := range map[string]func(f *Flow){
		"a version from 1":                      func(f *Flow) { f.Version = 0 },
		"no states":                             func(f *Flow) { f.States = nil },
		"state received stands twice":           func(f *Flow) { f.States = append(f.States, f.States[0]) },
		"needs a name and a label":              func(f *Flow) { f.States[1].Label = "" },
		"action serve needs a name and a label": func(f *Flow) { f.Actions[1].Label = "" },
		"action serve has no right":             func(f *Flow) { f.Actions[1].Right = "" },
		"starts from no state":                  func(f *Flow) { f.Actions[1].From = nil },
		`names state "gone"`:                    func(f *Flow) { f.Actions[1].To = "gone" },
		`not by whoever did "gone"`:             func(f *Flow) { f.Actions[5].NotBy = []string{"gone"} },
		"without separation":                    func(f *Flow) { f.Actions[5].NotBy = nil },
		`needs "luck"`:                          func(f *Flow) { f.Actions[1].Needs = []Need{"luck"} },
		`reach "moon"`:                          func(f *Flow) { f.Actions[1].Reach = "moon" },
		`article "gone"`:                        func(f *Flow) { f.Actions[1].Law = "gone" },
		`tone "loud"`:                           func(f *Flow) { f.Actions[1].Tone = "loud" },
		`assigns to "gone"`:                     func(f *Flow) { f.Actions[1].Assign = "gone" },
		"nothing resumes":                       func(f *Flow) { f.Actions[3].Resumes = false },
		`turns clock "gone"`:                    func(f *Flow) { f.Actions[2].Clock = "gone" },
		"stands twice for state received":       func(f *Flow) { f.Actions[1].Name = "assign" },
		"has no owner":                          func(f *Flow) { f.Clock.Owner = "" },
		`deadline "gone"`:                       func(f *Flow) { f.Clock.Deadline = "gone" },
		"either a deadline of data/law or":      func(f *Flow) { f.Clock.Deadline = "" },
		`runs until state "gone"`:               func(f *Flow) { f.Clock.Until = []string{"gone"} },
		"rung 1":                                func(f *Flow) { f.States[0].Clock.Escalate[0].To = "" },
		"state closed cannot be reached":        func(f *Flow) { f.Actions[8].To = "returned" },
		"state reviewed has no way out":         func(f *Flow) { f.Actions[8].From, f.Actions[9].From = []string{"returned"}, []string{"returned"} },
	} {
		f := disposal()
		spoil(&f)
		if err := f.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// TestDiagramsAreFresh draws the example of the documentation; the domains draw theirs with Fresh.
func TestDiagramsAreFresh(t *testing.T) {
	f := disposal()
	path := filepath.Join("..", "..", "..", "docs", "design", "flow", "example.md")
	if *update {
		if err := os.WriteFile(path, []byte(f.Diagram()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil || string(b) != f.Diagram() {
		t.Errorf("%s is not what the table gives; run go test ./internal/kit/flow -update (%v)", path, err)
	}
}

func TestEveryTextHasEnglish(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "diagram.go" || name == "period.go" || name == "sample.go" {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range strings.Split(string(b), `"`) {
			if i%2 == 1 && chinese(part) && !i18n.Has(part) && !strings.Contains(part, "《") && !strings.HasPrefix(part, "第") && !strings.HasPrefix(part, "（待核") && !strings.HasPrefix(part, "条") {
				t.Errorf("%s: %s has no English", name, part)
			}
		}
	}
}

func chinese(s string) bool {
	for _, r := range s {
		if r >= 0x4e00 && r <= 0x9fff {
			return true
		}
	}
	return false
}
