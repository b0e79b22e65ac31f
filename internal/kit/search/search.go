// Package search finds records of every kind by what people type, under the scopes of whoever asks.
//
// A Go function cuts text into terms (bigrams of Chinese, words and starts of codes), and each engine's own index keeps
// them: FTS5 on SQLite, GIN on PostgreSQL. This is the one place where the two databases speak different SQL.
package search

import (
	"context"
	"embed"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the index and what it shows.
// The index is made again from the records after a restore (record.Kind.Reindex).
var Schema = db.Schema{Name: "search", Files: migrations, Derived: []string{"search_doc", "search_term", "search_term_*", "search_fresh"}}

// A Doc is how a record is found.
type Doc struct {
	Kind, ID string
	Title    string // shown, and searched
	Note     string // shown below the title, not searched
	Text     string // searched beside the title: address, code, name of the person in charge
	Sort     string // day or instant by which newer documents come first
	Href     string
	Scopes   []access.Scope
}

// A Hit is a document found.
type Hit struct{ Kind, ID, Title, Note, Href string }

// A Query is what somebody looks for.
type Query struct {
	Text   string
	Kinds  []string // empty: every kind
	Region string   // code of 2, 4, 6 or 9 digits; empty: everywhere
	Limit  int      // 0: 30
	After  string   // Next of the page before
	Public bool     // also what everybody may see, for whoever has scopes of their own; see access.Actor.Concerned
}

// A Result is one page, newest first.
type Result struct {
	Hits  []Hit
	Total int    // of all pages, at most 10,000
	More  bool   // there are more than 10,000
	Next  string // for Query.After; empty on the last page
}

const (
	usual    = 30
	mostHits = 1000
	mostText = 10_000 // counted exactly
)

// Find gives the documents that have everything the text asks for and that concern the actor. Text without a letter or
// digit finds nothing.
func Find(ctx context.Context, d *db.DB, a *access.Actor, q Query) (Result, error) {
	if !q.Public {
		a = a.Concerned()
	}
	w := wants(a, q)
	if w == nil {
		return Result{}, nil
	}
	limit := usual
	if q.Limit > 0 {
		limit = min(q.Limit, mostHits)
	}
	e := engineOf(d)
	found, err := e.page(ctx, w, q.Kinds, place(q.After), limit+1)
	if err != nil {
		return Result{}, err
	}
	var r Result
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		r.Next = strconv.FormatInt(last.rank, 36) + "." + last.ID
	} else if q.After == "" {
		r.Total = len(found)
	}
	for _, f := range found {
		r.Hits = append(r.Hits, f.Hit)
	}
	if r.Total == 0 && (len(found) > 0 || q.After != "") {
		n, err := e.count(ctx, w, mostText+1)
		if err != nil {
			return Result{}, err
		}
		r.Total, r.More = min(n, mostText), n > mostText
	}
	return r, nil
}

// IDs gives the newest records of a kind that the text finds among those the actor sees, and whether there are more than
// limit; for a list that is filtered by text beside other things, and asks for its actor.
func IDs(ctx context.Context, d *db.DB, a *access.Actor, kind, text string, limit int) ([]string, bool, error) {
	w := wants(a, Query{Text: text, Kinds: []string{kind}})
	if w == nil {
		return nil, false, nil
	}
	found, err := engineOf(d).page(ctx, w, []string{kind}, place(""), limit+1)
	if err != nil {
		return nil, false, err
	}
	more := len(found) > limit
	ids := make([]string, 0, limit)
	for _, f := range found[:min(limit, len(found))] {
		ids = append(ids, f.ID)
	}
	return ids, more, nil
}

// An engine is the index of one database.
type engine interface {
	page(ctx context.Context, w want, kinds []string, after cursor, limit int) ([]found, error) // newest first
	count(ctx context.Context, w want, most int) (int, error)
}

func engineOf(d *db.DB) engine {
	if d.Dialect == db.Postgres {
		return postgres{d}
	}
	return sqlite{d}
}

type found struct {
	Hit
	rank int64
}

// A cursor is the last document of the page before.
type cursor struct {
	rank int64
	id   string
}

func place(after string) cursor {
	r, id, _ := strings.Cut(after, ".")
	n, err := strconv.ParseInt(r, 36, 64)
	if err != nil {
		return cursor{rank: 1<<63 - 1}
	}
	return cursor{n, id}
}

// expression writes what is wanted in the index's own language.
func (w want) expression(and, or, open, shut, prefix string) string {
	var s strings.Builder
	for i, group := range w {
		if i > 0 {
			s.WriteString(and)
		}
		s.WriteByte('(')
		for j, t := range group {
			if j > 0 {
				s.WriteString(or)
			}
			s.WriteString(open + t.term + shut)
			if t.prefix {
				s.WriteString(prefix)
			}
		}
		s.WriteByte(')')
	}
	return s.String()
}
