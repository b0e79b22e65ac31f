package sampling

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/search"
)

// A Public is a published result as the portal shows it: the publication with what it is found by.
type Public struct {
	Publication
	State     State  `json:"state"` // published or withdrawn
	Purpose   string `json:"purpose"`
	Category  string `json:"category"`
	Region    string `json:"region"`
	Day       string `json:"day"`              // of sampling, else of its first publication elsewhere
	Operator  string `json:"operator"`         // id of the file, may be empty
	Maker     string `json:"maker"`            // id of the file, may be empty
	ChangedAt string `json:"published"`        // when it was published, or withdrawn
	Why       string `json:"public_reason"`    // of a withdrawn one, in words for everybody
	WhyEn     string `json:"public_reason_en"` // may be empty
}

// A PublicQuery says which published results are wanted; empty fields do not narrow.
type PublicQuery struct {
	Region           string // 2, 4, 6 or 9 digits
	Category         string
	Conclusion       string
	Food, Maker      string // words of the name
	Item             string // a failing item
	Operator, MadeBy string // ids of files: sampled there, made there
	Business         string // id of a file: either
	From, To         string // days, both included
	After            string // Next of the page before
	Limit            int    // 30, at most 200
}

// A PublicPage is one page of published results, newest first.
type PublicPage struct {
	Rows []Public
	Next string
}

const (
	publicColumns = `SELECT t.id, t.food, t.spec, t.brand, t.made, t.batch, t.conclusion, t.maker_name, t.maker_address, t.operator_name, t.operator_address,
		t.state, t.purpose, t.category, t.region, t.sort, t.operator, t.maker, t.changed_at, t.public_reason, t.public_reason_en FROM sampling_result t`
	mostHits = 1000
)

// Search finds published results for anybody.
func (s *Service) Search(ctx context.Context, q PublicQuery) (PublicPage, error) {
	c := &condition{}
	c.add("t.state = %", string(Published))
	if area := place.Short(q.Region); len(area) >= 9 {
		c.add("t.region = %", area)
	} else if len(area) == 6 {
		c.add("t.county = %", area)
	} else if len(area) == 4 {
		c.add("t.prefecture = %", area)
	}
	for _, f := range []struct{ cond, value string }{{"t.category = %", q.Category}, {"t.conclusion = %", q.Conclusion}, {"t.operator = %", q.Operator},
		{"t.maker = %", q.MadeBy}, {"t.sort >= %", q.From}, {"t.sort <= %", q.To}} {
		if f.value != "" {
			c.add(f.cond, f.value)
		}
	}
	if q.Business != "" {
		c.add("(t.operator = % OR t.maker = %)", q.Business, q.Business)
	}
	if words := strings.TrimSpace(q.Food + " " + q.Maker + " " + q.Item); words != "" {
		ids, _, err := search.IDs(ctx, s.db, access.Nobody, Kind, words, mostHits)
		if err != nil || len(ids) == 0 {
			return PublicPage{}, err
		}
		c.in("t.id", ids)
	}
	if sort, id, ok := strings.Cut(unwrap(q.After), " "); ok {
		c.add("(t.sort, t.id) < (%, %)", sort, id)
	}
	limit := 30
	if q.Limit > 0 {
		limit = min(q.Limit, 200)
	}
	rows, err := s.publics(ctx, s.db, publicColumns+" WHERE "+c.text()+" ORDER BY t.sort DESC, t.id DESC LIMIT "+strconv.Itoa(limit+1), c.args...)
	if err != nil {
		return PublicPage{}, err
	}
	page := PublicPage{Rows: rows}
	if len(rows) > limit {
		page.Rows = rows[:limit]
		last := page.Rows[limit-1]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(last.Day + " " + last.ID))
	}
	return page, s.addFailing(ctx, s.db, page.Rows)
}

func unwrap(cursor string) string {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return ""
	}
	return string(b)
}

// One gives a published result, or of a withdrawn one that it was withdrawn, why, and nothing else. KindMissing: neither.
func (s *Service) One(ctx context.Context, id string) (*Public, error) {
	rows, err := s.publics(ctx, s.db, publicColumns+` WHERE t.id = $1 AND t.state IN ('published', 'withdrawn') ORDER BY t.id`, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && len(rows) == 0 {
		return nil, fault.Missing("没有这份公示，请核对编号", "nothing was published under this number; check it")
	}
	if err != nil {
		return nil, err
	}
	return &rows[0], s.addFailing(ctx, s.db, rows)
}

func (s *Service) publics(ctx context.Context, q db.Querier, text string, args ...any) ([]Public, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []Public{}
	for rows.Next() {
		var p Public
		if err := rows.Scan(&p.ID, &p.Food, &p.Spec, &p.Brand, &p.Made, &p.Batch, &p.Conclusion, &p.MakerName, &p.MakerAddress, &p.OperatorName, &p.OperatorAddress,
			&p.State, &p.Purpose, &p.Category, &p.Region, &p.Day, &p.Operator, &p.Maker, &p.ChangedAt, &p.Why, &p.WhyEn); err != nil {
			return nil, err
		}
		p.Failing = []PublicItem{}
		if p.State == Withdrawn {
			p = Public{Publication: Publication{ID: p.ID, Failing: p.Failing}, State: Withdrawn, ChangedAt: p.ChangedAt, Why: p.Why, WhyEn: p.WhyEn}
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// addFailing reads the failing items of results that fail.
func (s *Service) addFailing(ctx context.Context, q db.Querier, all []Public) error {
	at := map[string]*Public{}
	var ids []string
	for i := range all {
		if all[i].Conclusion == Fail {
			at[all[i].ID] = &all[i]
			ids = append(ids, all[i].ID)
		}
	}
	for part := range slices.Chunk(ids, 256) {
		if err := s.failingOf(ctx, q, part, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) failingOf(ctx context.Context, q db.Querier, ids []string, at map[string]*Public) error {
	rows, err := q.Query(ctx, `SELECT parent, item, result_text, limit_text, applied_limit FROM sampling_result_items WHERE verdict = 'fail' AND parent `+
		db.In(1, len(ids))+` ORDER BY parent, row`, db.Args(ids)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var parent string
		var i Item
		if err := rows.Scan(&parent, &i.Name, &i.Result, &i.Limit, &i.Applied); err != nil {
			return err
		}
		p := at[parent]
		p.Failing = append(p.Failing, PublicItem{i.Name, i.Result, i.Held()})
	}
	return rows.Err()
}

// A condition is a WHERE being written.
type condition struct {
	parts []string
	args  []any
}

// add writes a condition; each % stands for the next value.
func (c *condition) add(cond string, values ...any) {
	var b strings.Builder
	for _, r := range cond {
		if r != '%' {
			b.WriteRune(r)
			continue
		}
		c.args = append(c.args, values[0])
		values = values[1:]
		b.WriteString("$" + strconv.Itoa(len(c.args)))
	}
	c.parts = append(c.parts, b.String())
}

func (c *condition) in(column string, ids []string) {
	c.parts = append(c.parts, column+" "+db.In(len(c.args)+1, len(ids)))
	c.args = append(c.args, db.Args(ids)...)
}

func (c *condition) text() string { return strings.Join(c.parts, " AND ") }
