// Package flowtest proves the tables of a program: each is sound, and its page in docs/design/flow is fresh.
package flowtest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shian/internal/kit/flow"
	"shian/internal/kit/i18n"
)

var update = flag.Bool("update", false, "write the pages of docs/design/flow anew")

// Prove checks every flow, that its labels have an English, and that docs/design/flow/<name>.md is what its table gives;
// with -update it writes the page.
func Prove(t *testing.T, flows ...*flow.Flow) {
	t.Helper()
	dir := filepath.Join(root(t), "docs", "design", "flow")
	for _, f := range flows {
		if err := f.Check(); err != nil {
			t.Error(err)
		}
		english(t, f)
		path := filepath.Join(dir, f.Name+".md")
		if *update {
			if err := os.WriteFile(path, []byte(f.Diagram()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != f.Diagram() {
			t.Errorf("docs/design/flow/%s.md is not what the table gives; run the test with -update (%v)", f.Name, err)
		}
	}
}

// english reports labels without an English.
func english(t *testing.T, f *flow.Flow) {
	t.Helper()
	labels := []string{f.Label}
	for _, s := range f.States {
		labels = append(labels, s.Label)
	}
	for _, a := range f.Actions {
		labels = append(labels, a.Label)
		if a.Issues != "" {
			labels = append(labels, a.Issues)
		}
	}
	for _, l := range labels {
		if strings.ContainsFunc(l, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) && !i18n.Has(l) {
			t.Errorf("flow %s: %q has no English", f.Name, l)
		}
	}
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod above the test")
	return ""
}
