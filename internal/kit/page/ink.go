package page

import (
	"html/template"
	"strings"
)

// An ink writes HTML by hand where a template would cost too much: the cells of a table and what stands in them by the
// hundred (a list of 30 rows takes a tenth of the time). Every text passes through say or own, which escape.
type ink struct {
	strings.Builder
	set *set
	err error
}

// A drawer is a small component that draws itself; its template of the same name calls it.
type drawer interface{ draw(w *ink) }

func (w *ink) raw(parts ...string) {
	for _, s := range parts {
		w.WriteString(s)
	}
}

// attr writes an attribute; an empty value writes nothing.
func (w *ink) attr(name, value string) {
	if value != "" {
		w.raw(" ", name, `="`, template.HTMLEscapeString(value), `"`)
	}
}

// href writes a link's address after the check that a template makes: javascript: and its like never get through.
func (w *ink) href(to string) { w.attr("href", safeURL(to)) }

func safeURL(to string) string {
	if i := strings.IndexByte(to, ':'); i >= 0 && !strings.ContainsAny(to[:i], "/?#") {
		switch strings.ToLower(to[:i]) {
		case "http", "https", "mailto", "tel":
		default:
			return "#"
		}
	}
	return to
}

func (w *ink) say(zh string, args []any) { w.WriteString(string(html(w.set.say(zh, args)))) }

// plain is a text of the code for an attribute.
func (w *ink) plain(zh string, args ...any) string { return w.set.attribute(zh, args) }

func (w *ink) show(v any) {
	if w.err != nil || v == nil {
		return
	}
	if d, ok := v.(drawer); ok {
		d.draw(w)
		return
	}
	h, err := w.set.show(v)
	if err != nil {
		w.err = err
		return
	}
	w.WriteString(string(h))
}

func (l Lamp) draw(w *ink) {
	w.raw(`<span class="lamp`)
	if l.Tone != Shut {
		w.raw(" ", string(l.Tone))
	}
	if l.Line {
		w.raw(" line")
	}
	w.raw(`">`)
	w.say(l.Text, l.Args)
	if l.Note != "" {
		w.raw(" <small>")
		w.say(l.Note, l.With)
		w.raw("</small>")
	}
	w.raw("</span>")
}

func (b Badge) draw(w *ink) {
	w.raw(`<span class="`, b.Class(), `" role="img"`)
	w.attr("aria-label", w.plain("{1} 级", b.Grade))
	w.raw(">", template.HTMLEscapeString(b.Grade), "</span>")
}

func (t Tag) draw(w *ink) {
	name := "span"
	if t.Href != "" {
		name = "a"
	}
	w.raw("<", name, ` class="tag`)
	if t.Tone != Shut {
		w.raw(" ", string(t.Tone))
	}
	w.raw(`"`)
	if t.Href != "" {
		w.href(t.Href)
	}
	w.raw(">")
	w.say(t.Text, t.Args)
	w.raw("</", name, ">")
}

func (r Rate) draw(w *ink) {
	if r.None() {
		w.raw(`<span class="rate thin"><b>—</b><span>`)
		w.say("尚无样本", nil)
		w.raw("</span></span>")
		return
	}
	w.raw(`<span class="rate`)
	if r.Thin() {
		w.raw(" thin")
	}
	w.raw(`"><b>`)
	if r.Href != "" {
		w.raw("<a")
		w.href(r.Href)
		w.raw(">", r.Percent(), "%</a>")
	} else {
		w.raw(r.Percent(), "%")
	}
	w.raw("</b><span>")
	r.basis(w)
	w.raw("</span></span>")
}

func (a Amount) draw(w *ink) {
	w.raw(`<span class="rate"><b>`)
	if a.Href != "" {
		w.raw("<a")
		w.href(a.Href)
		w.raw(">", Num(a.N), "</a>")
	} else {
		w.raw(Num(a.N))
	}
	w.raw("</b><span>")
	w.say(a.Unit, nil)
	w.say("，", nil)
	if a.Plan > 0 {
		w.say("计划 {1}，完成 {2}%", []any{a.Plan, short(a.Done())})
	} else {
		w.say("全数", nil)
	}
	w.raw("</span></span>")
}

// basis is what the share rests on: 44,213 / 45,016，区间 98.09–98.33.
func (r Rate) basis(w *ink) {
	w.raw(Num(r.Hits), " / ", Num(r.Of))
	w.say("，", nil)
	if r.Whole {
		w.say("全数", nil)
		return
	}
	w.say("区间 {1}", []any{r.Range()})
	if r.Thin() {
		w.say("，", nil)
		w.say("样本少", nil)
	}
}
