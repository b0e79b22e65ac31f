package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// root is the folder of go.mod, from which every path in these tests counts.
var root = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
})

// A file is one file of the repository, its path with forward slashes from the root.
type file struct {
	path string
	text string
}

// files reads every text file that belongs to the repository.
var files = sync.OnceValue(func() []file {
	var out []file
	skip := []string{".git", ".cache", "node_modules", "shian-data"}
	err := filepath.WalkDir(root(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && slices.Contains(skip, d.Name()) {
				return filepath.SkipDir
			}
			return err
		}
		rel, _ := filepath.Rel(root(), path)
		if !slices.Contains(textual, filepath.Ext(path)) && !slices.Contains(bare, filepath.Base(path)) {
			return nil
		}
		b, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil // an editor's or a test's passing file
		}
		out = append(out, file{filepath.ToSlash(rel), string(b)})
		return err
	})
	if err != nil {
		panic(err)
	}
	return out
})

var (
	textual = []string{".go", ".md", ".sql", ".csv", ".html", ".css", ".js", ".mjs", ".json", ".sh", ".yml", ".yaml", ".toml", ".svg", ".txt"}
	bare    = []string{"check", "run", "go.mod", "LICENSE"}
)

// matching gives the files with the extension, without vendored ones (*.min.js and what lies in a folder vendor).
func matching(ext string) []file {
	var out []file
	for _, f := range files() {
		if filepath.Ext(f.path) == ext && !vendored(f.path) {
			out = append(out, f)
		}
	}
	return out
}

func vendored(path string) bool {
	return strings.Contains(path, ".min.") || strings.Contains("/"+path, "/vendor/")
}

// A source is one Go file, parsed.
type source struct {
	file
	test    bool
	dir     string
	imports []string
	ast     *ast.File
}

var fset = token.NewFileSet()

// sources parses every Go file.
var sources = sync.OnceValue(func() []source {
	var out []source
	for _, f := range matching(".go") {
		tree, err := parser.ParseFile(fset, f.path, f.text, parser.ParseComments)
		if err != nil {
			continue // the compiler says so
		}
		s := source{file: f, test: strings.HasSuffix(f.path, "_test.go"), dir: filepath.ToSlash(filepath.Dir(f.path)), ast: tree}
		for _, i := range tree.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		out = append(out, s)
	}
	return out
})

func line(n ast.Node) int { return fset.Position(n.Pos()).Line }

// han reports whether the text holds a Chinese character.
func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func TestTheRepositoryIsRead(t *testing.T) {
	if n := len(sources()); n < 50 {
		t.Fatalf("only %d Go files found below %s", n, root())
	}
}
