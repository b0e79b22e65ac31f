package page

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

// An Example is a component in one state, or a whole page, with sample data.
type Example struct {
	Name string // component.state or domain.page.state
	make func() (template string, data any)
}

// Example registers a page for /dev/pages and for the test that draws every one of them. The data may be a View, which
// is then drawn in its own shell with View.Data; a Component may leave the template empty.
func (p *Pages) Example(name string, fn func() (template string, data any)) {
	if slices.ContainsFunc(p.examples, func(e Example) bool { return e.Name == name }) {
		panic("page: example " + name + " exists already")
	}
	p.examples = append(p.examples, Example{Name: name, make: fn})
}

// Examples lists the names in the order they were registered.
func (p *Pages) Examples() []string {
	out := make([]string, len(p.examples))
	for i, e := range p.examples {
		out[i] = e.Name
	}
	return out
}

// DrawExample gives the page of an example in a language: its own shell for a View, else the desk's.
func (p *Pages) DrawExample(name string, q Request) ([]byte, error) {
	i := slices.IndexFunc(p.examples, func(e Example) bool { return e.Name == name })
	if i < 0 {
		return nil, fault.Missing("没有这个示例", "there is no such example")
	}
	tpl, data := p.examples[i].make()
	v, whole := data.(View)
	if !whole {
		v = View{Title: name, Own: true, Crumbs: []Link{{Label: "部件一览", Href: "/dev/pages"}}, Data: data}
	}
	if c, ok := data.(Component); ok && tpl == "" {
		tpl, v.Data = "kit.stack", []any{Panel{Flush: flush(c), Body: []any{c}}}
	}
	if tpl == "" {
		tpl = "kit.stack"
	}
	if q.Context == nil {
		q.Context = context.Background() // an example is drawn for nobody's request
	}
	var b bytes.Buffer
	if err := p.Draw(&b, q, tpl, v); err != nil {
		return nil, fmt.Errorf("example %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// flush reports whether the component brings its own space, so that a panel adds none.
func flush(c Component) bool {
	switch c.(type) {
	case Table, Filter, Batch, Pager, Tabs, Counts, Empty, Busy:
		return true
	}
	return false
}

// Untranslated starts to note every text of the code that an English page shows and i18n lacks; the function it returns
// lists them. For tests: call it before anything is drawn.
func (p *Pages) Untranslated() func() []string {
	missing := map[string]bool{}
	p.en.miss = func(zh string) { missing[zh] = true }
	return func() []string { return slices.Sorted(maps.Keys(missing)) }
}

// Gallery serves GET /dev/pages and GET /dev/pages/{name}; app mounts it where the platform is developed or shown.
func (p *Pages) Gallery(c *web.Ctx) error {
	name := c.Path("name")
	if name == "" {
		return p.Render(c, "kit.gallery", View{Title: "部件一览", Lead: "每个部件的全部状态，每个页面的示例数据", Data: p.groups()})
	}
	q := request(c)
	if l := c.Query("lang"); l != "" {
		q.Lang = l
	}
	if c.Query("text") == "large" {
		q.Large = true
	}
	if q.Actor.ID == "" { // a visitor still sees the desk as somebody signed in does
		q.Actor = &access.Actor{ID: "sample", Name: "周岚", PostName: "食安委办主任", Side: access.SideOfficial}
	}
	q.URL = &url.URL{Path: c.R.URL.Path}
	b, err := p.DrawExample(name, q)
	if err != nil {
		return err
	}
	return c.Bytes("text/html; charset=utf-8", b)
}

type exampleGroup struct {
	Name  string
	Names []string
}

func (p *Pages) groups() []exampleGroup {
	var out []exampleGroup
	for _, e := range p.examples {
		head, _, _ := strings.Cut(e.Name, ".")
		i := slices.IndexFunc(out, func(g exampleGroup) bool { return g.Name == head })
		if i < 0 {
			out, i = append(out, exampleGroup{Name: head}), len(out)
		}
		out[i].Names = append(out[i].Names, e.Name)
	}
	return out
}

// Error answers a fault as a page: web's Mux.Errors. What the person typed is not lost by going back.
func (p *Pages) Error(c *web.Ctx, e *fault.Error) {
	v := View{Title: titleOf(e.Kind), Bare: !strings.HasPrefix(c.R.URL.Path, "/desk") || c.Actor.ID == "",
		Data: problem{Text: e.Text(c.Lang()), Law: e.Law, Kind: string(e.Kind), Home: "/", ID: c.ID()}}
	pr, _ := v.Data.(problem)
	if !v.Bare {
		pr.Home = "/desk"
	}
	for _, f := range e.Fields {
		pr.Fields = append(pr.Fields, f.Label+"："+f.Text(c.Lang()))
	}
	v.Data = pr
	if err := p.Render(c, "kit.error", v); err != nil {
		http.Error(c.W, e.Text(c.Lang()), e.Status())
	}
}

type problem struct {
	Text, Law, Kind, Home, ID string
	Fields                    []string
}

func titleOf(k fault.Kind) string {
	switch k {
	case fault.KindInvalid:
		return "填写的内容有误"
	case fault.KindRefused:
		return "不能这样做"
	case fault.KindMissing:
		return "没有找到"
	case fault.KindConflict:
		return "他人先改了这条记录"
	}
	return "系统出错"
}
