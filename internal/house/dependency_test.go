package house

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var required = regexp.MustCompile(`(?m)^\s*(?:require )?([\w.-]+\.[\w.-]+/\S+) v\S+`)

// Whoever adds a module says what it is for and under which licence.
func TestEveryModuleUsedIsOnTheDependenciesPage(t *testing.T) {
	var modules []string
	var page string
	for _, f := range files() {
		switch f.path {
		case "go.mod":
			for _, m := range required.FindAllStringSubmatch(f.text, -1) {
				modules = append(modules, m[1])
			}
		case "docs/design/dependencies.md":
			page = f.text
		}
	}
	used := map[string]bool{}
	for _, s := range sources() {
		for _, i := range s.imports {
			if m := moduleOf(i, modules); m != "" && !used[m] {
				used[m] = true
				if !strings.Contains(page, "| "+m+" |") {
					t.Errorf("%s imports %s of module %s, which docs/design/dependencies.md does not list", s.path, i, m)
				}
			}
		}
	}
	for _, m := range listed.FindAllStringSubmatch(page, -1) {
		if !slices.Contains(modules, m[1]) {
			t.Errorf("docs/design/dependencies.md lists %s, which go.mod does not have", m[1])
		}
	}
}

var listed = regexp.MustCompile(`(?m)^\| ([\w.-]+\.[a-z]+/\S+) \|`)

// moduleOf finds the longest module path that the import lies in.
func moduleOf(imported string, modules []string) string {
	best := ""
	for _, m := range modules {
		if (imported == m || strings.HasPrefix(imported, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	return best
}
