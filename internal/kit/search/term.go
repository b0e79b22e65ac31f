package search

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"shian/internal/kit/access"
)

const (
	longestText  = 4096 // characters of a document that are indexed
	longestQuery = 200  // characters of a query that are read
	longestTerm  = 48   // bytes of one Latin or digit word
)

// prefixes are the lengths at which the start of a code is a term of its own. Longer starts are found by a range of the
// index, which from there on is short: of the codes that share twelve characters there are few.
var prefixes = []int{4, 5, 6, 7, 8, 9, 10, 11, 12}

// runs splits text into runs of one sort: words of Latin letters and digits, and unbroken stretches of other letters.
// Width, case and composed forms are evened out first (NFKC): ＡＢＣ, abc and ABC are one word.
func runs(text string, most int) (words []string, stretches [][]rune) {
	var word strings.Builder
	var stretch []rune
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String()[:min(word.Len(), longestTerm)])
			word.Reset()
		}
		if len(stretch) > 0 {
			stretches = append(stretches, stretch)
			stretch = nil
		}
	}
	n := 0
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(text, " ")) {
		if n++; n > most {
			break
		}
		switch r = unicode.ToLower(r); {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if len(stretch) > 0 {
				flush()
			}
			word.WriteRune(r)
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if word.Len() > 0 {
				flush()
			}
			stretch = append(stretch, r)
		default:
			flush()
		}
	}
	flush()
	return words, stretches
}

// terms gives what a document is found by: pairs of neighbouring characters, single characters of the title, words and the
// starts of words, its kind and its scopes. Sorted, each once.
func terms(d Doc) []string {
	out := make([]string, 0, 64)
	out = append(out, kindTerm(d.Kind))
	for _, s := range d.Scopes {
		out = append(out, scopeTerm(s))
	}
	add := func(text string, title bool) {
		words, stretches := runs(text, longestText)
		for _, w := range words {
			out = append(out, w)
			for _, n := range prefixes {
				if len(w) > n {
					out = append(out, w[:n])
				}
			}
		}
		for _, s := range stretches {
			for i := range s {
				if title {
					out = append(out, string(s[i]))
				}
				if i+1 < len(s) {
					out = append(out, string(s[i:i+2]))
				}
			}
		}
	}
	add(d.Title, true)
	add(d.Text, false)
	slices.Sort(out)
	return slices.Compact(out)
}

// A want is what a document must have to be found: every group, and of each group at least one term.
type want [][]wanted

type wanted struct {
	term   string
	prefix bool // any term that starts so
}

func one(term string) []wanted { return []wanted{{term: term}} }

// wants reads a query. A single character is looked for in titles; two and more anywhere, pair by pair; a word of Latin
// letters or digits as a whole or, from four characters on, as the start of one. Nil: there is nothing to look for.
func wants(a *access.Actor, q Query) want {
	words, stretches := runs(q.Text, longestQuery)
	var w want
	for _, s := range stretches {
		if len(s) == 1 {
			w = append(w, one(string(s)))
		}
		for i := range len(s) - 1 {
			w = append(w, one(string(s[i:i+2])))
		}
	}
	for _, word := range words {
		if long := prefixes[len(prefixes)-1]; len(word) > long {
			w = append(w, one(word[:long]), []wanted{{word, true}})
		} else {
			w = append(w, one(word))
		}
	}
	if len(w) == 0 {
		return nil
	}
	if q.Region != "" {
		w = append(w, one(scopeTerm(access.Region(q.Region))))
	}
	if len(q.Kinds) > 0 {
		var kinds []wanted
		for _, k := range q.Kinds {
			kinds = append(kinds, wanted{term: kindTerm(k)})
		}
		w = append(w, kinds)
	}
	if !a.All && !(q.Region != "" && a.Holds(q.Region)) {
		var scopes []wanted
		for _, s := range a.Seen() {
			scopes = append(scopes, wanted{term: scopeTerm(s)})
		}
		w = append(w, scopes)
	}
	return w
}

func kindTerm(kind string) string         { return "_k" + plain(kind) }
func scopeTerm(scope access.Scope) string { return "_s" + plain(string(scope)) }

// plain writes any name in the letters that both indexes take as they are; distinct names stay distinct.
func plain(name string) string {
	var s strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			s.WriteByte(c)
		default:
			fmt.Fprintf(&s, "_%02x", c)
		}
	}
	return s.String()
}
