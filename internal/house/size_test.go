package house

import (
	"path"
	"slices"
	"strings"
	"testing"
)

const longest = 600 // lines of a source file; about 120 is usual

func TestFilesAreShort(t *testing.T) {
	var lengths []int
	for _, ext := range []string{".go", ".js", ".mjs", ".html", ".css", ".sql", ".sh"} {
		for _, f := range matching(ext) {
			n := strings.Count(f.text, "\n")
			if ext == ".go" && !strings.HasSuffix(f.path, "_test.go") {
				lengths = append(lengths, n)
			}
			if n > longest {
				t.Errorf("%s has %d lines, at most %d: split it by what it tells", f.path, n, longest)
			}
		}
	}
	slices.Sort(lengths)
	t.Logf("%d Go files without tests: median %d lines, longest %d", len(lengths), lengths[len(lengths)/2], lengths[len(lengths)-1])
}

var forbiddenNames = []string{"util", "utils", "common", "model", "models", "service", "services", "helper", "helpers", "manager",
	"base", "types", "misc", "lib", "shared", "core", "handler", "handlers", "controller"}

var forbiddenFiles = []string{"util", "utils", "common", "helper", "helpers", "misc", "types"}

func TestPackagesAreNamedInTheTradesWords(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources() {
		if seen[s.dir] {
			continue
		}
		seen[s.dir] = true
		name := path.Base(s.dir)
		if slices.Contains(forbiddenNames, name) {
			t.Errorf("%s: the name %q says nothing; name what is in it", s.dir, name)
		}
		if strings.ContainsAny(name, "_-") || strings.ToLower(name) != name {
			t.Errorf("%s: a package is one word in small letters", s.dir)
		}
	}
	for _, s := range sources() {
		if slices.Contains(forbiddenFiles, strings.TrimSuffix(path.Base(s.path), ".go")) {
			t.Errorf("%s: the name says nothing; name what is in it", s.path)
		}
	}
}
