package page

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"shian/internal/kit/clock"
	"shian/internal/kit/i18n"
)

// A Component draws itself by the template it names.
type Component interface {
	Template() string // name of the template that takes this value as its dot
}

// A Word is a text of the code where a value is expected: a state, a kind. It is translated; a plain string is not.
type Word string

// A Code is a value whose letters must be told apart: a credit code, a lot, a digest. It is set in a fixed width.
type Code string

// A Phrase is a Word with arguments for {1}, {2} ….
type Phrase struct {
	Zh   string
	Args []any
}

// Say makes a Phrase.
func Say(zh string, args ...any) Phrase { return Phrase{zh, args} }

// funcs are the words of a template. Each component's name is one, too: {{lamp .Lamp}} is {{show .Lamp}}, named for the
// reader.
func (s *set) funcs() template.FuncMap {
	m := template.FuncMap{
		"t":      s.text, // a Chinese text of the code in the page's language
		"say":    s.say,  // the same with its arguments in one slice
		"zh":     s.own,  // a value in its own language, marked when it is not the page's
		"show":   s.show, // any value or component
		"pick":   s.pick, // of a Chinese and an English text, the page's
		"lang":   s.htmlLang,
		"en":     func() bool { return s.lang == "en" },
		"day":    day,      // 2006-01-02, — when empty
		"when":   when,     // an instant as 2006-01-02 15:04 in China
		"num":    Num,      // 12,345
		"icon":   s.icon,   // icon "bell"
		"static": s.static, // address of a static file
		"csrf":   s.csrf,   // the hidden field every POST form needs
		"rows":   s.rows,   // the body of a table
		"basis":  s.basis,
		"map":    func(t Tiles) *Map { return t.Map(s.pages.cfg.Outline) },
		"inc":    func(i int) int { return i + 1 },
		"add":    func(a, b int) int { return a + b },
	}
	for _, c := range components {
		m[c] = s.show
	}
	return m
}

var components = []string{"lamp", "badge", "tag", "rate", "amount", "bar", "whisker", "spark", "tiles", "figure", "table", "filter", "pager",
	"batch", "form", "input", "import", "timeline", "chain", "steps", "clock", "notice", "toast", "dialog", "proof", "tabs",
	"detail", "empty", "failure", "busy", "act", "link", "progress", "counts", "panel", "grid", "head", "verdict"}

func (s *set) text(zh any, args ...any) any {
	return s.say(fmt.Sprint(zh), args)
}

// say gives the text as a string; as HTML when a Chinese value in it has to be marked on an English page (in an
// attribute or a title the template takes the mark away again).
func (s *set) say(zh string, args []any) any {
	if s.lang == "en" && s.miss != nil && hasHan(zh) && !i18n.Has(zh) {
		s.miss(zh)
	}
	if len(args) == 0 {
		return i18n.T(s.lang, zh)
	}
	shown, marked := make([]any, len(args)), false
	for i, a := range args {
		shown[i] = s.argument(a)
		if _, bare := shown[i].(unmarked); !bare && s.lang == "en" && hasHan(fmt.Sprint(shown[i])) {
			marked = true
		}
	}
	if !marked {
		return i18n.T(s.lang, zh, shown...)
	}
	for i, a := range shown {
		if _, ok := a.(template.HTML); !ok {
			shown[i] = s.own(a)
		}
	}
	return template.HTML(i18n.T(s.lang, template.HTMLEscapeString(zh), shown...)) //nolint:gosec // G203: text and arguments escaped
}

// attribute is a text of the code as plain text.
func (s *set) attribute(zh string, args []any) string {
	if s.lang == "en" { // a value in it needs no mark there
		args = slices.Clone(args)
		for i, a := range args {
			if v, ok := a.(string); ok {
				args[i] = unmarked(v)
			}
		}
	}
	return fmt.Sprint(s.say(zh, args))
}

type unmarked string

// basis is what a rate rests on, without the rate.
func (s *set) basis(r Rate) template.HTML {
	w := &ink{set: s}
	r.basis(w)
	return template.HTML(w.String()) //nolint:gosec // G203: ink escapes every text
}

func (s *set) argument(a any) any {
	switch a := a.(type) {
	case Word:
		return s.say(string(a), nil)
	case Phrase:
		return s.say(a.Zh, a.Args)
	case int, int64:
		return Num(a)
	}
	return a
}

// html is what say gave, ready to stand in text.
func html(v any) template.HTML {
	if h, ok := v.(template.HTML); ok {
		return h
	}
	return template.HTML(template.HTMLEscapeString(fmt.Sprint(v))) //nolint:gosec // G203: escaped
}

// own gives a value as it is; on an English page Chinese is marked as such, for screen readers and fonts.
func (s *set) own(v any) template.HTML {
	str := plain(v)
	esc := template.HTMLEscapeString(str)
	if s.lang == "en" && hasHan(str) {
		esc = `<span lang="zh-CN">` + esc + `</span>`
	}
	return template.HTML(esc) //nolint:gosec // G203: escaped two lines above
}

func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int, int64:
		return Num(v)
	}
	return fmt.Sprint(v)
}

// show draws whatever it is given: a component by its template, a Word translated, a slice side by side, anything
// else as text.
func (s *set) show(v any) (template.HTML, error) {
	switch v := v.(type) {
	case drawer:
		w := &ink{set: s}
		v.draw(w)
		return template.HTML(w.String()), w.err //nolint:gosec // G203: ink escapes every text
	case Component:
		var b strings.Builder
		err := s.t.ExecuteTemplate(&b, v.Template(), v)
		return template.HTML(b.String()), err //nolint:gosec // G203: drawn by an escaping template
	case template.HTML:
		return v, nil
	case Word:
		return html(s.say(string(v), nil)), nil
	case Phrase:
		return html(s.say(v.Zh, v.Args)), nil
	case Code:
		return template.HTML(`<span class="code">` + template.HTMLEscapeString(string(v)) + `</span>`), nil //nolint:gosec // G203: escaped
	case []any:
		var b strings.Builder
		b.WriteString(`<span class="row">`)
		for _, x := range v {
			h, err := s.show(x)
			if err != nil {
				return "", err
			}
			b.WriteString(string(h))
		}
		b.WriteString(`</span>`)
		return template.HTML(b.String()), nil //nolint:gosec // G203: each piece escaped above
	}
	return s.own(v), nil
}

func (s *set) pick(zh, en string) string {
	if s.lang == "en" && en != "" {
		return en
	}
	return zh
}

func (s *set) htmlLang() string { return s.pick("zh-CN", "en") }

func (s *set) icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + s.pages.files.url("icons.svg") + `#` + template.HTMLEscapeString(name) + `"/></svg>`) //nolint:gosec // G203: address made by us, name escaped
}

func (s *set) static(name string) string { return s.pages.files.url(name) }

func (s *set) csrf() template.HTML {
	return template.HTML(`<input type="hidden" name="csrf" value="` + s.pages.token + `">`) //nolint:gosec // G203: a token of letters and digits
}

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

func day(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func when(s string) string {
	if s == "" {
		return "—"
	}
	return clock.Show(s)
}

// Num writes a whole number with its thousands apart: 12,345. Anything else stays as fmt.Sprint writes it.
func Num(v any) string {
	var n int64
	switch v := v.(type) {
	case int:
		n = int64(v)
	case int64:
		n = v
	default:
		return fmt.Sprint(v)
	}
	d := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, d = "−", d[1:]
	}
	for i := len(d) - 3; i > 0; i -= 3 {
		d = d[:i] + "," + d[i:]
	}
	return sign + d
}
