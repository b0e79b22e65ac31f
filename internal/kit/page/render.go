package page

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"sync"

	"shian/internal/kit/access"
	"shian/internal/kit/web"
)

// A View is one page: what the shell says around it, and the data its template takes as dot.
type View struct {
	Title  string  // Chinese of the code, or a value; the heading and the window title
	Args   []any   // for {1}, {2} … in Title
	Lead   string  // one line under the heading, Chinese of the code
	With   []any   // for {1}, {2} … in Lead
	Mark   any     // beside the heading: a Tag, a Lamp, a Badge
	Crumbs []Link  // where the page lies, outermost first; without the page itself
	Acts   []Act   // buttons of the page; at most one is of tone main
	Notice *Notice // above everything: what just happened
	Toast  *Toast  // what just happened and can be undone
	Data   any     // dot of the template
	Bare   bool    // the portal's shell, without menu
	Frame  string  // "phone" or "screen" instead of desk or portal
	Hero   bool    // the portal's template brings its own heading, across the whole width
	Draft  bool    // printed with a watermark until signed
	Own    bool    // Title is a value (the name of a business), not a text of the code
}

// A Request is what the shell needs to know of whoever asks.
type Request struct {
	Context context.Context //nolint:containedctx // lives as long as the drawing of one page
	Actor   *access.Actor   // Nobody for the public
	Lang    string          // zh or en
	CSRF    string          // for the forms of the page
	Large   bool            // large text
	Region  string          // chosen in the top bar
	URL     *url.URL        // of this page
}

// shell is the dot of the shell's templates.
type shell struct {
	View
	Request
	Config     Config
	Menu       []menuGroup
	Open, Late int
	Unread     int
	Regions    []Choice
	RegionNow  Choice
	Back       string // this page's address, for links that return to it
	Here       string
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Draw writes the page: its template named name inside the shell. Nothing is written when a template fails.
func (p *Pages) Draw(w io.Writer, q Request, name string, v View) error {
	b := buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // the pool holds nothing else
	defer func() {
		if b.Cap() < 1<<20 { // a rare giant page is not kept
			b.Reset()
			buffers.Put(b)
		}
	}()
	if err := p.draw(b, q, name, v); err != nil {
		return err
	}
	return p.write(w, b.Bytes(), q.CSRF)
}

func (p *Pages) draw(b *bytes.Buffer, q Request, name string, v View) error {
	s, frame := p.set(q.Lang), frameOf(v)
	sh := p.shell(q, v, frame)
	if err := s.t.ExecuteTemplate(b, frame+"-top", sh); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	if err := s.t.ExecuteTemplate(b, name, v.Data); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	if err := s.t.ExecuteTemplate(b, frame+"-foot", sh); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return nil
}

func frameOf(v View) string {
	switch {
	case v.Frame != "":
		return v.Frame
	case v.Bare:
		return "public"
	}
	return "desk"
}

func (p *Pages) shell(q Request, v View, frame string) *shell {
	if q.Actor == nil {
		q.Actor = access.Nobody
	}
	if q.URL == nil {
		q.URL = &url.URL{Path: "/"}
	}
	sh := &shell{View: v, Request: q, Config: p.cfg, Back: q.URL.RequestURI(), Here: q.URL.Path}
	if frame != "desk" {
		return sh
	}
	if p.cfg.Bell != nil {
		sh.Open, sh.Late = p.cfg.Bell(q.Context, q.Actor)
	}
	if p.cfg.Unread != nil {
		sh.Unread = p.cfg.Unread(q.Context, q.Actor)
	}
	if p.cfg.Regions != nil {
		sh.Regions = p.cfg.Regions(q.Context, q.Actor)
		for i, r := range sh.Regions {
			if i == 0 || r.Value == q.Region {
				sh.RegionNow = r
			}
		}
	}
	sh.Menu = p.menu(q.Actor, q.URL.Path, sh.Open)
	return sh
}

// write puts the person's CSRF token where the templates left its place: the one thing of a page that belongs to the
// request and not to its data.
func (p *Pages) write(w io.Writer, page []byte, csrf string) error {
	mark, csrf := []byte(p.token), template.HTMLEscapeString(csrf)
	for {
		i := bytes.Index(page, mark)
		if i < 0 {
			_, err := w.Write(page)
			return err
		}
		if _, err := w.Write(page[:i]); err != nil {
			return err
		}
		if _, err := io.WriteString(w, csrf); err != nil {
			return err
		}
		page = page[i+len(mark):]
	}
}

// Render answers with the page under the status set by c.Code, 200 unless told.
func (p *Pages) Render(c *web.Ctx, name string, v View) error {
	if f, ok := c.Flash(); ok && v.Notice == nil && v.Toast == nil {
		if f.Tone == string(OK) {
			v.Toast = &Toast{Text: f.Text, Own: true}
		} else {
			v.Notice = &Notice{Tone: Tone(f.Tone), Text: f.Text, Own: true}
		}
	}
	var b bytes.Buffer
	if err := p.Draw(&b, request(c), name, v); err != nil {
		return err
	}
	return c.Bytes("text/html; charset=utf-8", b.Bytes())
}

func request(c *web.Ctx) Request {
	return Request{Context: c.Context(), Actor: c.Actor, Lang: c.Lang(), CSRF: c.CSRF(), Large: c.Large(), Region: Region(c.R), URL: c.R.URL}
}

// Piece draws one component alone, without a shell: a fragment for a script to put in place.
func (p *Pages) Piece(w io.Writer, q Request, c Component) error {
	var b bytes.Buffer
	if err := p.set(q.Lang).t.ExecuteTemplate(&b, c.Template(), c); err != nil {
		return fmt.Errorf("page %s: %w", c.Template(), err)
	}
	return p.write(w, b.Bytes(), q.CSRF)
}
