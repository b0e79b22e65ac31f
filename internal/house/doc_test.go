package house

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var markdownLink = regexp.MustCompile(`\]\(([^)\s]+)(?:\s+"[^"]*")?\)`)

func TestLinksBetweenDocumentsResolve(t *testing.T) {
	for _, f := range matching(".md") {
		for _, m := range markdownLink.FindAllStringSubmatch(codeBlock.ReplaceAllString(f.text, ""), -1) {
			to, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			target := path.Join(path.Dir(f.path), to)
			if to == "" {
				target = f.path
			}
			b, err := os.ReadFile(filepath.Join(root(), filepath.FromSlash(target)))
			if err != nil {
				if info, e := os.Stat(filepath.Join(root(), filepath.FromSlash(target))); e != nil || !info.IsDir() {
					t.Errorf("%s links to %s, which is not there", f.path, m[1])
				}
				continue
			}
			if anchor != "" && strings.HasSuffix(target, ".md") && !anchors(string(b))[anchor] {
				t.Errorf("%s links to %s: no such heading", f.path, m[1])
			}
		}
	}
}

var (
	codeBlock = regexp.MustCompile("(?s)```.*?```")
	heading   = regexp.MustCompile(`(?m)^#+ +(.+?) *$`)
	dropped   = regexp.MustCompile(`[^\p{L}\p{N}\- ]`)
)

// anchors are the names under which the headings of a page are reached.
func anchors(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
		out[strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-")] = true
	}
	return out
}

// command finds "shian import …" at the start of a line of a code block or in `…`.
var command = regexp.MustCompile("(?m)(?:^\\s*(?:\\$ )?|`)(?:\\./)?shian ([a-z][a-z0-9-]*)")

func TestCommandsInTheGuidesExist(t *testing.T) {
	var program strings.Builder
	for _, s := range sources() {
		if !s.test && (strings.HasPrefix(s.dir, "cmd/shian") || strings.HasPrefix(s.dir, "internal/app")) {
			program.WriteString(s.text)
		}
	}
	for _, f := range matching(".md") {
		if !strings.HasPrefix(path.Base(f.path), "README") && !strings.HasPrefix(f.path, "docs/guide/") && !strings.HasPrefix(f.path, "docs/ops/") {
			continue
		}
		for _, m := range command.FindAllStringSubmatch(f.text, -1) {
			if !strings.Contains(program.String(), `"`+m[1]+`"`) && !strings.Contains(program.String(), `"`+m[1]+` `) {
				t.Errorf("%s shows the command shian %s, which the program does not have", f.path, m[1])
			}
		}
		for _, m := range script.FindAllStringSubmatch(f.text, -1) {
			if _, err := os.Stat(filepath.Join(root(), m[1])); err != nil && m[1] != "shian" {
				t.Errorf("%s shows ./%s, which is not there", f.path, m[1])
			}
		}
	}
}

var script = regexp.MustCompile("(?m)(?:^\\s*(?:\\$ )?|`)\\./([a-z][\\w./-]*)")

// private finds paths of somebody's own machine, network addresses of a private network.
var (
	private = regexp.MustCompile(`(?:^|[\s"'` + "`" + `=(:])(/(?:root|work|home/[a-z][\w-]*|Users/\w+)/[\w.]|[A-Z]:\\Users\\)`)
	network = regexp.MustCompile(`(?:^|[^.\d])((?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3})\b`)
)

func TestNothingPersonalIsInTheRepository(t *testing.T) {
	for _, f := range files() {
		if vendored(f.path) || strings.HasSuffix(f.path, ".csv") || strings.HasPrefix(f.path, "internal/house/") {
			continue
		}
		for i, l := range strings.Split(f.text, "\n") {
			m := private.FindStringSubmatch(l)
			if m == nil && filepath.Ext(f.path) != ".sum" && !strings.HasSuffix(f.path, "_test.go") { // tests need addresses that are nobody's
				m = network.FindStringSubmatch(l)
			}
			if m != nil {
				t.Errorf("%s:%d names a private place: %s", f.path, i+1, m[1])
			}
		}
	}
}

func TestPrivatePlacesAreRecognised(t *testing.T) {
	for text, want := range map[string]bool{
		`open("/root/.netrc")`: true, "see /home/wang/notes": true, "/work/x": true, "listen 192.168.1.5": true, `C:\Users\li`: true,
		"127.0.0.1:8420": false, "版本 1.10.2.3": false, "10.0.0.1": true, "GET /desk/work/": false, "https://example.org/home/index": false, "0.10.1.2": false,
	} {
		if got := private.MatchString(text) || network.MatchString(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
