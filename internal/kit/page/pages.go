package page

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"shian/internal/kit/access"
)

//go:embed pages/*.html
var kitPages embed.FS

// Config is what the shell shows and the pages cannot know. Its zero value gives a working shell without menu.
type Config struct {
	Menu    []Group  // left menu of the desk
	Public  []Link   // head of the portal
	Person  []Act    // menu under the person's name; signing out is a POST
	Kinds   []Choice // what the search box looks for; the first is the default
	Search  string   // where the search box leads; empty: /desk/search
	Todo    string   // where the bell leads; empty: /desk/todo
	Demo    bool     // every page says that its data are invented
	Outline *Outline // outlines of regions for maps; nil: tile grids alone
	Contact string   // foot of the portal: who runs it and the telephone, Chinese

	// Bell counts what waits for the actor, and how much of it is overdue; nil: no bell.
	Bell func(ctx context.Context, a *access.Actor) (open, late int)
	// Unread counts the actor's unread messages, shown beside the bell with a link to Messages; nil: no messages.
	Unread   func(ctx context.Context, a *access.Actor) int
	Messages string // address of the messages
	// Prefer keeps language and large text with the account, where another browser finds them; nil: only this browser's.
	Prefer func(ctx context.Context, a *access.Actor, lang string, large bool) error
	// Regions lists what the actor may choose in the region switch, widest first; nil: no switch.
	Regions func(ctx context.Context, a *access.Actor) []Choice
}

// Pages holds the templates of the kit and of every domain. Add everything first, then render: it is safe for
// concurrent use once rendering has begun.
type Pages struct {
	cfg      Config
	zh, en   *set
	files    *files
	examples []Example
	token    string // stands for the CSRF token in drawn text until the page is written
}

// A set is the templates bound to one language.
type set struct {
	lang  string
	pages *Pages
	t     *template.Template
	miss  func(zh string) // told of each text without a translation; nil but in tests
}

// New parses the templates of the kit. It panics on a broken template: those are part of the program.
func New(cfg Config) *Pages {
	if cfg.Search == "" {
		cfg.Search = "/desk/search"
	}
	if cfg.Todo == "" {
		cfg.Todo = "/desk/todo"
	}
	p := &Pages{cfg: cfg, files: loadFiles(), token: "csrf-" + rand.Text()}
	p.zh, p.en = newSet(p, "zh"), newSet(p, "en")
	p.addAll(kitPages, false)
	p.kitExamples()
	return p
}

func newSet(p *Pages, lang string) *set {
	s := &set{lang: lang, pages: p}
	s.t = template.New("").Funcs(s.funcs())
	return s
}

// Add takes a domain's pages/*.html. Every template in them is a {{define "domain.page"}}; a name without its domain,
// or one already taken, is a mistake of the program and panics, as does adding after the first page was rendered.
func (p *Pages) Add(files fs.FS) { p.addAll(files, true) }

func (p *Pages) addAll(files fs.FS, domain bool) {
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil || len(names) == 0 {
		panic(fmt.Errorf("page: no pages/*.html: %w", err))
	}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			panic(fmt.Errorf("page: %s: %w", name, err))
		}
		for _, s := range []*set{p.zh, p.en} {
			if err := s.add(name, string(b), domain); err != nil {
				panic(fmt.Errorf("page: %s: %w", name, err))
			}
		}
	}
}

// add parses one file apart first, so that a name taken twice is found before it overwrites another page.
func (s *set) add(file, text string, domain bool) error {
	apart, err := template.New(file).Funcs(s.funcs()).Parse(text)
	if err != nil {
		return err
	}
	for _, t := range apart.Templates() {
		name := t.Name()
		if name == file {
			continue
		}
		if domain && !strings.Contains(name, ".") {
			return fmt.Errorf("template %q must be named domain.page", name)
		}
		if s.t.Lookup(name) != nil {
			return fmt.Errorf("template %q exists already", name)
		}
	}
	_, err = s.t.New(file).Parse(text)
	return err
}

func (p *Pages) set(lang string) *set {
	if lang == "en" {
		return p.en
	}
	return p.zh
}
