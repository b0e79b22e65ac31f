// Package pagetest holds drawn pages to what every page of the platform promises.
package pagetest

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Inspect holds a drawn page to what every page promises: well-formed HTML, each id once, a label for every input and
// picture, references that lead somewhere, a CSRF field in every POST form, no inline script or style, and on an
// English page no Chinese outside lang="zh-CN". It gives what is wrong, in words for a developer.
func Inspect(page []byte, lang string) []string {
	in := &inspection{ids: map[string]int{}, english: lang == "en", page: page}
	in.balance()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return append(in.faults, err.Error())
	}
	in.walk(doc, false, false)
	for id, n := range in.ids {
		if n > 1 {
			in.say("id %q stands %d times", id, n)
		}
	}
	for _, ref := range in.refs {
		if in.ids[ref] == 0 {
			in.say("reference to %q, which is not in the page", ref)
		}
	}
	return in.faults
}

type inspection struct {
	page    []byte
	english bool
	ids     map[string]int
	refs    []string
	faults  []string
}

func (in *inspection) say(format string, args ...any) {
	in.faults = append(in.faults, fmt.Sprintf(format, args...))
}

// Elements without an end, and those whose end may be left out (the kit writes it all the same, but for none).
var void = map[string]bool{"meta": true, "link": true, "input": true, "img": true, "br": true, "hr": true, "source": true, "col": true, "wbr": true}

// Elements that end a paragraph by their start, so that a <p> around them is broken.
var block = map[string]bool{"div": true, "ul": true, "ol": true, "dl": true, "p": true, "table": true, "section": true, "form": true, "h1": true, "h2": true, "h3": true, "header": true, "footer": true, "nav": true, "fieldset": true, "details": true}

// balance checks that every element is closed in order, which a lenient parser would hide.
func (in *inspection) balance() {
	var open []string
	z := html.NewTokenizer(bytes.NewReader(in.page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				in.say("<%s> is never closed", strings.Join(open, "> <"))
			}
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			if block[string(name)] && len(open) > 0 && open[len(open)-1] == "p" {
				in.say("<%s> inside <p>, which ends there; </p> comes too late", name)
			}
			if !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				in.say("</%s> closes %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func (in *inspection) walk(n *html.Node, chinese, labelled bool) {
	if n.Type == html.ElementNode {
		if l := attr(n, "lang"); l != "" {
			chinese = strings.HasPrefix(l, "zh")
		}
		labelled = labelled || n.Data == "label"
		in.element(n, labelled, chinese)
	}
	if n.Type == html.TextNode && in.english && !chinese && hasHan(n.Data) && n.Parent.Data != "title" && !hidden(n.Parent) {
		in.say("Chinese text %q", strings.TrimSpace(n.Data))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		in.walk(c, chinese, labelled)
	}
}

func (in *inspection) element(n *html.Node, labelled, chinese bool) {
	if id := attr(n, "id"); id != "" {
		in.ids[id]++
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "style" || n.Data == "style":
			in.say("inline style on <%s>", n.Data)
		case strings.HasPrefix(a.Key, "on"):
			in.say("inline script %s on <%s>", a.Key, n.Data)
		case a.Key == "href" && len(a.Val) > 1 && a.Val[0] == '#', a.Key == "for" || a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "form":
			in.refs = append(in.refs, strings.TrimPrefix(a.Val, "#"))
		case in.english && !chinese && (a.Key == "aria-label" || a.Key == "placeholder" || a.Key == "title" || a.Key == "alt" || a.Key == "data-label") && startsHan(a.Val):
			in.say("Chinese in %s=%q", a.Key, a.Val)
		}
	}
	in.named(n, labelled)
}

// named checks what screen readers say.
func (in *inspection) named(n *html.Node, labelled bool) {
	switch n.Data {
	case "script":
		if n.FirstChild != nil {
			in.say("inline script")
		}
	case "input", "select", "textarea":
		if t := attr(n, "type"); t == "hidden" || labelled || attr(n, "aria-label") != "" || attr(n, "aria-labelledby") != "" {
			return
		}
		if id := attr(n, "id"); id == "" || !bytes.Contains(in.page, []byte(`for="`+id+`"`)) {
			in.say("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
	case "img":
		if attr(n, "alt") == "" {
			in.say("<img> has no alt")
		}
	case "svg":
		if attr(n, "aria-hidden") == "" && (attr(n, "role") != "img" && attr(n, "role") != "group" || attr(n, "aria-label") == "") {
			in.say("<svg> is neither hidden nor told in words")
		}
	case "form":
		if strings.EqualFold(attr(n, "method"), "post") && !hasField(n, "csrf") {
			in.say("POST form to %q without csrf", attr(n, "action"))
		}
	case "button", "a", "th":
		if attr(n, "aria-label") == "" && strings.TrimSpace(text(n)) == "" {
			in.say("<%s> has no words", n.Data)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hidden(n *html.Node) bool {
	return attr(n, "aria-hidden") == "true" || n.Data == "textarea" || n.Data == "option"
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	s := ""
	if n.Data == "input" || n.Data == "img" {
		s = attr(n, "aria-label") + attr(n, "alt")
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s += text(c)
	}
	return s
}

func hasField(n *html.Node, name string) bool {
	if attr(n, "name") == name {
		return true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if hasField(c, name) {
			return true
		}
	}
	return false
}

func hasHan(s string) bool { return strings.IndexFunc(s, isHan) >= 0 }

func startsHan(s string) bool { return strings.IndexFunc(s, isHan) == 0 }

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
