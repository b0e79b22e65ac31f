package subscribe

import (
	"context"
	"strconv"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/notify"
)

// The kinds of news.
const (
	Results  = "result"
	Warnings = "warning"
)

// A News is one published result or warning. A withdrawn one keeps what it is filtered by, and is told with the reason alone.
type News struct {
	ID, Kind           string
	Title              string // what is said of it in one line
	Food, Category     string
	Region             string // 2 to 9 digits
	Operator, Maker    string // ids of files
	Conclusion         string // pass, fail, unjudged; empty for warnings
	Summary            string
	Published, Updated string // instants
	Withdrawn          bool
	Why, WhyEn         string // of the withdrawal, as far as it is public
}

// Href is the public page of the news.
func (n News) Href() string { return "/" + n.Kind + "/" + n.ID }

// A Filter says which news is wanted; empty fields do not narrow.
type Filter struct {
	Region     string // 4 or 6 digits; empty: the whole province
	Category   string // data/food
	Food       string // words of the food's name
	Business   string // id of a file: sampled there or made there
	Conclusion string // pass or fail
}

// Record keeps news in the transaction in which it happened, and queues it for whoever subscribed to it. It is asked again with
// Withdrawn when the publication is withdrawn; what it was filtered by then may be left out.
func (s *Service) Record(ctx context.Context, tx *db.Tx, n News) error {
	n.Updated = clock.Instant(clock.Now(ctx))
	if n.Withdrawn {
		err := tx.Row(ctx, `UPDATE subscribe_news SET withdrawn = TRUE, why = $1, why_en = $2, updated = $3, summary = '' WHERE id = $4
			RETURNING kind, title, food, region, category, operator, maker, conclusion, published`, n.Why, n.WhyEn, n.Updated, n.ID).
			Scan(&n.Kind, &n.Title, &n.Food, &n.Region, &n.Category, &n.Operator, &n.Maker, &n.Conclusion, &n.Published)
		if isNone(err) { // published before news was kept: nobody was told
			return nil
		}
		if err != nil {
			return err
		}
	} else {
		n.Published = n.Updated
		n.Region = place.Short(n.Region)
		if _, err := tx.Exec(ctx, `INSERT INTO subscribe_news (id, kind, title, food, region, prefecture, county, category, operator, maker, conclusion, summary, published, updated, withdrawn, why, why_en)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, FALSE, '', '')
			ON CONFLICT (id) DO UPDATE SET title = excluded.title, summary = excluded.summary, updated = excluded.updated, withdrawn = FALSE, why = '', why_en = ''`,
			n.ID, n.Kind, n.Title, n.Food, n.Region, cut(n.Region, 4), cut(n.Region, 6), n.Category, n.Operator, n.Maker, n.Conclusion, n.Summary, n.Published); err != nil {
			return err
		}
	}
	return s.spread(ctx, tx, n)
}

// cut gives the first digits of a region's code, or nothing of a shorter one.
func cut(code string, n int) string {
	if len(code) < n {
		return ""
	}
	return code[:n]
}

// spread hands news to every subscription it fits: calls at once, e-mails gathered.
func (s *Service) spread(ctx context.Context, tx *db.Tx, n News) error {
	rows, err := tx.Query(ctx, `SELECT id, way, hook, food FROM subscription WHERE state = 'active' AND region IN ('', $1, $2) AND category IN ('', $3)
		AND business IN ('', $4, $5) AND conclusion IN ('', $6) ORDER BY id`, cut(n.Region, 4), cut(n.Region, 6), n.Category, orNobody(n.Operator), orNobody(n.Maker), n.Conclusion)
	if err != nil {
		return err
	}
	type wanted struct{ id, way, hook, food string }
	var all []wanted
	for rows.Next() {
		var w wanted
		if err := rows.Scan(&w.id, &w.way, &w.hook, &w.food); err != nil {
			_ = rows.Close()
			return err
		}
		all = append(all, w)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for _, w := range all {
		if !fits(w.food, n.Food+" "+n.Title) {
			continue
		}
		if w.way == notify.ByHook {
			if _, err := s.needs.Tells.Post(ctx, tx, notify.Event{Hook: w.hook, Type: n.event(), Data: s.told(n), Kind: "subscription", Record: w.id, Key: "news " + w.id + " " + n.ID + " " + n.Updated}); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO subscribe_entry (subscription, news) VALUES ($1, $2) ON CONFLICT DO NOTHING`, w.id, n.ID); err != nil {
			return err
		}
	}
	return rows.Err()
}

// orNobody keeps an unknown business from matching subscriptions to any.
func orNobody(id string) string {
	if id == "" {
		return "-"
	}
	return id
}

// fits reports whether every word stands in the text.
func fits(words, text string) bool {
	for w := range strings.FieldsSeq(words) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (n News) event() string {
	if n.Withdrawn {
		return n.Kind + ".withdrawn"
	}
	return n.Kind + ".published"
}

// A told is news as programs get it.
type told struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Title      string `json:"title,omitempty"`
	Food       string `json:"food,omitempty"`
	Category   string `json:"category,omitempty"`
	Region     string `json:"region,omitempty"`
	Conclusion string `json:"conclusion,omitempty"`
	Summary    string `json:"summary,omitempty"`
	Published  string `json:"published"`
	Updated    string `json:"updated"`
	Withdrawn  bool   `json:"withdrawn"`
	Why        string `json:"why,omitempty"`
	URL        string `json:"url"`
	Proof      string `json:"proof"`
}

func (s *Service) told(n News) told {
	t := told{ID: n.ID, Kind: n.Kind, Published: n.Published, Updated: n.Updated, Withdrawn: n.Withdrawn, Why: n.Why, URL: s.needs.Tells.Address(n.Href()), Proof: s.needs.Tells.Address("/proof/" + n.ID)}
	if !n.Withdrawn {
		t.Title, t.Food, t.Category, t.Region, t.Conclusion, t.Summary = n.Title, n.Food, n.Category, n.Region, n.Conclusion, n.Summary
	}
	return t
}

const (
	newsColumns = `id, kind, title, food, region, category, operator, maker, conclusion, summary, published, updated, withdrawn, why, why_en`
	wordsMost   = 2000 // news looked through for words of a food's name
)

// News gives the newest news that fits, withdrawn ones among them, the last change first.
func (s *Service) News(ctx context.Context, kind string, f Filter, limit int) ([]News, error) {
	cond, args := []string{"kind = $1"}, []any{kind}
	add := func(text string, v string) {
		if v != "" {
			args = append(args, v)
			cond = append(cond, strings.ReplaceAll(text, "%", "$"+strconv.Itoa(len(args))))
		}
	}
	if len(f.Region) >= 6 {
		add("county = %", cut(f.Region, 6))
	} else {
		add("prefecture = %", cut(f.Region, 4))
	}
	add("category = %", f.Category)
	add("conclusion = %", f.Conclusion)
	add("(operator = % OR maker = %)", f.Business)
	most := limit
	if f.Food != "" {
		most = wordsMost
	}
	rows, err := s.db.Query(ctx, `SELECT `+newsColumns+` FROM subscribe_news WHERE `+strings.Join(cond, " AND ")+` ORDER BY updated DESC, id DESC LIMIT `+strconv.Itoa(most), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []News
	for rows.Next() && len(out) < limit {
		n, err := scanNews(rows.Scan)
		if err != nil {
			return nil, err
		}
		if fits(f.Food, n.Food+" "+n.Title) {
			out = append(out, n)
		}
	}
	return out, rows.Err()
}

func scanNews(scan func(...any) error) (n News, err error) {
	err = scan(&n.ID, &n.Kind, &n.Title, &n.Food, &n.Region, &n.Category, &n.Operator, &n.Maker, &n.Conclusion, &n.Summary, &n.Published, &n.Updated, &n.Withdrawn, &n.Why, &n.WhyEn)
	return n, err
}
