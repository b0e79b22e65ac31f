package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"time"

	"shian/internal/kit/clock"
	"shian/internal/kit/web"
)

// A Feed is an Atom feed (RFC 4287).
type Feed struct {
	ID, Title string
	Self      string // whole address of the feed
	Author    string
	Entries   []Entry // newest first
}

// An Entry is one thing of a feed. Its ID never changes; Updated does when its content does.
type Entry struct {
	ID, Title, Link, Summary string
	Published, Updated       string // instants
	Terms                    []string
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Link      atomLink   `xml:"link"`
	Terms     []atomTerm `xml:"category"`
	Summary   string     `xml:"summary"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

// beginning stands for the time of a feed without entries: it has never changed.
const beginning = "2020-01-01T00:00:00.000Z"

// updated is the instant of the last change.
func (f Feed) updated() string {
	last := beginning
	for _, e := range f.Entries {
		last = max(last, e.Updated)
	}
	return last
}

// XML writes the feed.
func (f Feed) XML() ([]byte, error) {
	out := atomFeed{ID: f.ID, Title: f.Title, Updated: f.updated(), Author: f.Author, Links: []atomLink{{Rel: "self", Href: f.Self}}}
	for _, e := range f.Entries {
		x := atomEntry{ID: e.ID, Title: e.Title, Published: e.Published, Updated: e.Updated, Link: atomLink{Href: e.Link}, Summary: e.Summary}
		for _, t := range e.Terms {
			x.Terms = append(x.Terms, atomTerm{t})
		}
		out.Entries = append(out.Entries, x)
	}
	b, err := xml.MarshalIndent(out, "", " ")
	return append([]byte(xml.Header), b...), err
}

// Answer sends the feed, or that it has not changed since the reader last asked (ETag, Last-Modified).
func (f Feed) Answer(c *web.Ctx) error {
	b, err := f.XML()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(bytes.TrimSpace(b))
	h := c.W.Header()
	if at, err := clock.ParseInstant(f.updated()); err == nil {
		at = at.UTC().Truncate(time.Second)
		h.Set("Last-Modified", at.Format(http.TimeFormat))
		if since, err := http.ParseTime(c.R.Header.Get("If-Modified-Since")); err == nil && c.R.Header.Get("If-None-Match") == "" && !at.After(since) {
			c.W.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if c.Fresh(hex.EncodeToString(sum[:12])) {
		return nil
	}
	h.Set("Cache-Control", "public, max-age=300")
	return c.Bytes("application/atom+xml; charset=utf-8", b)
}
