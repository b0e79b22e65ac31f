package operator

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/search"
)

// A Probe is what is known of a business that may be on file already.
type Probe struct {
	Name, Code, Region, Address, Phone string
	Except                             string // the id of the business itself, when it is on file
}

// A Why is a reason to take two businesses for one.
type Why string

// The reasons, strongest first.
const (
	SameCode    Why = "code"
	SameName    Why = "name" // within the county
	SameAddress Why = "address"
	SamePhone   Why = "phone"
	SimilarName Why = "similar"
)

// whyText says them in Chinese of the code.
var whyText = map[Why]string{SameCode: "代码相同", SameName: "同一县区名称相同", SameAddress: "地址相同", SamePhone: "电话相同", SimilarName: "名称相近"}

// A Candidate is a business on file that may be the same. Of one that the actor may not see, only name and region are told,
// and only because of the same code.
type Candidate struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name"`
	Code   string `json:"code,omitempty"`
	Region string `json:"region"`
	Addr   string `json:"address,omitempty"`
	Status Status `json:"status,omitempty"`
	Why    []Why  `json:"why"`
	score  int
}

const (
	mostCandidates = 10
	mostSimilar    = 200 // hits looked through for similar names
	alike          = 0.6 // least share of common bigrams
)

// Match finds businesses on file that may be the one described, likeliest first, at most ten.
func (s *Service) Match(ctx context.Context, q db.Querier, p Probe) ([]Candidate, error) {
	m := &matching{s: s, ctx: ctx, q: q, p: p, found: map[string]*Candidate{}}
	_, county := levels(p.Region)
	p.Code = strings.ToUpper(strings.TrimSpace(p.Code))
	for _, look := range []struct {
		why    Why
		value  string
		text   string
		values []any
	}{
		{SameCode, p.Code, `code = $1`, []any{p.Code}},
		{SameName, p.Name, `county = $1 AND name = $2`, []any{county, p.Name}},
		{SameAddress, p.Address, `county = $1 AND address = $2`, []any{county, p.Address}},
		{SamePhone, p.Phone, `phone = $1 AND phone <> ''`, []any{p.Phone}},
	} {
		if look.value == "" {
			continue
		}
		if err := m.look(look.why, look.text, look.values...); err != nil {
			return nil, err
		}
	}
	if err := m.similar(county); err != nil {
		return nil, err
	}
	return m.ranked()
}

type matching struct {
	s     *Service
	ctx   context.Context //nolint:containedctx // lives as long as one question
	q     db.Querier
	p     Probe
	found map[string]*Candidate
}

var weight = map[Why]int{SameCode: 100, SameName: 60, SameAddress: 25, SamePhone: 20, SimilarName: 30}

const candidateColumns = `SELECT id, name, code, region, address, status FROM operator WHERE sort > '' AND `

func (m *matching) look(why Why, cond string, args ...any) error {
	rows, err := m.q.Query(m.ctx, candidateColumns+cond+` ORDER BY sort DESC, id DESC LIMIT 20`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c Candidate
		if err := rows.Scan(&c.ID, &c.Name, &c.Code, &c.Region, &c.Addr, &c.Status); err != nil {
			return err
		}
		m.add(c, why, weight[why])
	}
	return rows.Err()
}

func (m *matching) add(c Candidate, why Why, score int) {
	if c.ID == m.p.Except {
		return
	}
	have, ok := m.found[c.ID]
	if !ok {
		have = &c
		m.found[c.ID] = have
	}
	if why == SimilarName && slices.Contains(have.Why, SameName) {
		return
	}
	have.Why = append(have.Why, why)
	have.score += score
}

// similar compares names by their bigrams. The index gives those that hold one half of the name: a name with one slip of the
// pen still has one half right.
func (m *matching) similar(county string) error {
	name := core(m.p.Name)
	runes := []rune(name)
	if len(runes) < 3 || county == "" {
		return nil
	}
	halves := []string{name}
	if len(runes) >= 5 {
		halves = []string{string(runes[:len(runes)/2]), string(runes[len(runes)/2:])}
	}
	var ids []string
	for _, half := range halves {
		found, err := search.Find(m.ctx, m.s.db, access.From(m.ctx), search.Query{Text: half, Kinds: []string{"operator"}, Region: county, Limit: mostSimilar, Public: true})
		if err != nil {
			return err
		}
		for _, h := range found.Hits {
			if likeness(name, core(h.Title)) >= alike && !numbered(name, h.Title) && !slices.Contains(ids, h.ID) {
				ids = append(ids, h.ID)
			}
		}
	}
	ids = ids[:min(len(ids), 2*mostCandidates)]
	if len(ids) == 0 {
		return nil
	}
	return m.look(SimilarName, `id `+db.In(1, len(ids)), db.Args(ids)...)
}

// ranked leaves out what the actor may not see, save that a code is taken.
func (m *matching) ranked() ([]Candidate, error) {
	out := make([]Candidate, 0, len(m.found))
	a := access.From(m.ctx)
	for _, c := range m.found {
		seen, err := access.MaySee(m.ctx, m.q, a, "operator", c.ID)
		switch {
		case err != nil:
			return nil, err
		case seen:
			out = append(out, *c)
		case slices.Contains(c.Why, SameCode):
			out = append(out, Candidate{Name: c.Name, Region: c.Region, Why: []Why{SameCode}, score: c.score})
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int { return cmp.Or(b.score-a.score, strings.Compare(a.ID, b.ID)) })
	return out[:min(len(out), mostCandidates)], nil
}

func levels(region string) (prefecture, county string) {
	code := place.Short(region)
	if len(code) >= 6 {
		return code[:4], code[:6]
	}
	return code[:min(len(code), 4)], ""
}
