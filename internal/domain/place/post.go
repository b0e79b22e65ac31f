package place

import (
	"context"
	"slices"
	"strings"

	"shian/data/post"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
)

// A Post is a kind of post and what whoever holds it may do; see data/post.
type Post struct {
	post.Post
	rights []access.Right
	ord    int
}

// Posts gives every kind of post in the catalogue's order.
func (s *Service) Posts() []Post {
	var out []Post
	for _, p := range *s.posts.Load() {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Post) int { return a.ord - b.ord })
	return out
}

// Post gives the post with the code, and whether there is one.
func (s *Service) Post(code string) (Post, bool) {
	p, ok := (*s.posts.Load())[code]
	return p, ok
}

// Doing reports whether the actor's main post works through a to-do list (inspectors, samplers, laboratories), so that their
// home is that list; others see the figures first.
func (s *Service) Doing(a *access.Actor) bool {
	p, _ := s.Post(a.Post)
	return p.Doing
}

// A Seat is one post in one office: what one or several people may hold.
type Seat struct {
	Post   Post
	Office Office
}

// Seats gives every post in every office that has it, by office and the catalogue's order. Everybody may ask.
func (s *Service) Seats(ctx context.Context) ([]Seat, error) {
	all, err := s.officesWhere(ctx, s.db, `id <> $1`, "")
	if err != nil {
		return nil, err
	}
	posts := s.Posts()
	var out []Seat
	for _, o := range all {
		for _, p := range posts {
			if p.Body == o.Body && p.At(o.Level) {
				out = append(out, Seat{p, o})
			}
		}
	}
	return out, nil
}

func readPosts(ctx context.Context, q db.Querier) (map[string]Post, error) {
	rows, err := q.Query(ctx, `SELECT code, ord, name, name_en, side, body, levels, sees, doing, rights FROM place_post ORDER BY ord`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]Post{}
	for rows.Next() {
		var p Post
		var levels, rights string
		if err := rows.Scan(&p.Code, &p.ord, &p.Name, &p.NameEn, &p.Side, &p.Body, &levels, &p.Sees, &p.Doing, &rights); err != nil {
			return nil, err
		}
		p.Levels, p.Rights = strings.Fields(levels), strings.Fields(rights)
		for _, r := range p.Rights {
			p.rights = append(p.rights, access.Right(r))
		}
		out[p.Code] = p
	}
	return out, rows.Err()
}
